"""The manifest: what is read can be relied upon, and what is damaged is never a crash."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audio_edition.edition.history import chapters_of, compare
from audio_edition.edition.manifest import content_digest, manifest_bytes, read_manifest
from support.manifests import NAME
from support.publications import TestPublication


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> TestPublication:
    made = TestPublication(tmp_path_factory.mktemp("publication"))
    made.build()
    return made


@pytest.fixture(scope="module")
def whole(small: TestPublication) -> bytes:
    return small.manifest_path.read_bytes()


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything inside a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(leaf for name, each in inside for leaf in leaves(each, (*path, name)))]


def test_what_was_written_is_read(small: TestPublication, whole: bytes) -> None:
    manifest = read_manifest(small.manifest_path)
    assert manifest is not None
    assert manifest.edition == 1
    assert manifest.content == content_digest(manifest.data)
    assert manifest_bytes(manifest.data) == whole


def test_a_list_entry_is_a_line(whole: bytes) -> None:
    lines = whole.decode().splitlines()
    assert sum('"start_ms"' in line and '"text"' in line for line in lines) == len(json.loads(whole)["cues"])


IRRELEVANT = (("history",), ("edition",), ("mp3", "file"), ("mp3", "audio_offset"))
OTHERS = st.sampled_from(
    [None, True, -1, 0, 3, 10**30, 1.5, float("nan"), float("inf"), "", "x", [], [1], {}, {"a": 1}, "removed"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(data=st.data())
def test_any_other_value_anywhere_is_never_a_crash(small: TestPublication, whole: bytes, data: st.DataObject) -> None:
    content = json.loads(whole)
    path = data.draw(st.sampled_from(leaves(content)))
    other = data.draw(OTHERS)
    if path:
        parent = content
        for name in path[:-1]:
            parent = parent[name]
        if other == "removed":
            del parent[path[-1]]
        else:
            parent[path[-1]] = other
    else:
        content = other
    try:
        small.manifest_path.write_text(json.dumps(content))
        manifest = read_manifest(small.manifest_path)
        if manifest is not None:
            compare(chapters_of(manifest.data), ())
        status = small.check()
        assert status in ("matches", "stale")
        # The history and the file's own place in the manifest are no part of what the script says.
        same = json.dumps(content) == json.dumps(json.loads(whole)) or path[:1] in IRRELEVANT or path[:2] in IRRELEVANT
        assert (status == "matches") == (manifest is not None and same)
        small.diff()
        small.build(dry_run=True)
    finally:
        small.manifest_path.write_bytes(whole)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10_000), byte=st.binary(max_size=1))
def test_a_damaged_byte_is_never_a_crash(tmp_path: Path, whole: bytes, at: int, byte: bytes) -> None:
    position = at % len(whole)
    path = tmp_path / NAME
    path.write_bytes(whole[:position] + byte + whole[position + 1 :])
    manifest = read_manifest(path)
    if manifest is not None:
        chapters_of(manifest.data)


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b"null", b"\xff\xfe", b'{"schema": 2}', b"1e999"])
def test_what_is_no_manifest(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    assert read_manifest(tmp_path / NAME) is None


def test_a_manifest_that_is_not_there(tmp_path: Path) -> None:
    assert read_manifest(tmp_path / NAME) is None
    (tmp_path / NAME).mkdir()
    assert read_manifest(tmp_path / NAME) is None


@pytest.mark.parametrize("damage", [b"", b"{}", b"not json"])
def test_an_edition_whose_manifest_is_lost_is_built_again(small: TestPublication, whole: bytes, damage: bytes) -> None:
    mp3 = small.mp3.read_bytes()
    small.manifest_path.write_bytes(damage)
    result = small.build()
    assert (result.status, result.spoken, result.encoded) == ("built", 0, 0)
    assert small.mp3.read_bytes() == mp3
    assert small.manifest_path.read_bytes() == whole
