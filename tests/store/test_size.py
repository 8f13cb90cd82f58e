"""The size of a store, as it is told from its folders."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from audio_edition.store.folder import Store
from audio_edition.store.inventory import take_inventory
from audio_edition.store.size import NOTE_NAME, size_of_store

KEYS = [f"{number:02x}" * 32 for number in range(40)]


def filled(root: Path) -> Store:
    store = Store(root)
    for number, key in enumerate(KEYS):
        store.write("clip", key, {}, bytes(100 + number))
    return store


def true_size(root: Path) -> int:
    return take_inventory(root).size_bytes


def listed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the folders that are listed from now on."""
    names: list[str] = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: names.append(Path(path).name) or scandir(path))  # type: ignore[func-returns-value]
    return names


def test_only_folders_that_changed_are_listed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = filled(tmp_path)
    assert size_of_store(tmp_path) == true_size(tmp_path) > 4000
    store.write("clip", "ab" * 32, {}, bytes(7))
    store.write("segment", KEYS[3], {}, bytes(7))
    store.path_of("clip", KEYS[5]).unlink()
    store.write("clip", KEYS[6], {"longer": 1}, bytes(1000))
    names = listed(monkeypatch)
    size = size_of_store(tmp_path)
    assert sorted(names) == sorted(["clip", "segment", "ab", "03", "05", "06"])
    monkeypatch.undo()
    assert size == true_size(tmp_path)


def test_nothing_is_written_where_nothing_changed(tmp_path: Path) -> None:
    filled(tmp_path)
    size_of_store(tmp_path)
    before = (tmp_path / NOTE_NAME).stat().st_mtime_ns
    size_of_store(tmp_path)
    assert (tmp_path / NOTE_NAME).stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "note", [b"", b"[]", b'{"clip/00": 1}', b'{"clip/00": [0, 1, 2]}', b'{"clip/00": [0, "9"]}', b"\xff", b"[" * 9000]
)
def test_a_note_that_makes_no_sense_costs_one_listing(note: bytes, tmp_path: Path) -> None:
    filled(tmp_path)
    (tmp_path / NOTE_NAME).write_bytes(note)
    assert size_of_store(tmp_path) == true_size(tmp_path)


def test_a_store_that_is_not_there_has_no_size(tmp_path: Path) -> None:
    assert size_of_store(tmp_path / "none") == 0
    assert not (tmp_path / "none" / "objects").exists()


def test_links_are_not_followed(tmp_path: Path) -> None:
    store = filled(tmp_path / "store")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "large").write_bytes(bytes(10_000))
    try:
        (tmp_path / "store" / "objects" / "segment").symlink_to(outside, target_is_directory=True)
        (tmp_path / "store" / "objects" / "clip" / "zz").symlink_to(outside, target_is_directory=True)
        store.path_of("clip", KEYS[0]).with_name("link").symlink_to(outside / "large")
    except OSError:
        pytest.skip("this system lets this user make no links")
    assert size_of_store(tmp_path / "store") == true_size(tmp_path / "store")
