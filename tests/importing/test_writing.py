"""Scripts are written whole or not at all, and never over another one unasked."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.article.script import parse_script
from audio_edition.errors import StorageError
from audio_edition.importing.model import FrontMatter, ImportedScript
from audio_edition.importing.writing import save_script, write_script_text
from audio_edition.store import folder
from audio_edition.text.source import clean


def test_written(tmp_path: Path) -> None:
    target = tmp_path / "script" / "x.md"
    save_script("# A\n", target, force=False)
    assert target.read_bytes() == b"# A\n"
    assert [path.name for path in target.parent.iterdir()] == ["x.md"]


def test_not_over_another(tmp_path: Path) -> None:
    target = tmp_path / "x.md"
    target.write_text("mine")
    with pytest.raises(StorageError, match="already") as caught:
        save_script("# A\n", target, force=False)
    assert "--force" in caught.value.hint
    assert target.read_text() == "mine"
    save_script("# A\n", target, force=True)
    assert target.read_text() == "# A\n"
    assert [path.name for path in tmp_path.iterdir()] == ["x.md"]


def test_not_over_one_that_came_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "x.md"
    real = os.fsync

    def somebody_is_faster(descriptor: int) -> None:
        target.write_text("theirs")
        real(descriptor)

    monkeypatch.setattr(folder.os, "fsync", somebody_is_faster)
    with pytest.raises(StorageError, match="already"):
        save_script("# A\n", target, force=False)
    assert target.read_text() == "theirs"


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder.os, "fsync", full)
    with pytest.raises(StorageError, match="No space left"):
        save_script("# A\n", tmp_path / "x.md", force=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("force", [True, False])
def test_a_place_that_cannot_be_written(tmp_path: Path, force: bool) -> None:
    (tmp_path / "script").write_text("a file")
    with pytest.raises(StorageError, match="cannot be written"):
        save_script("# A\n", tmp_path / "script" / "x.md", force=force)


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege on Windows")
@pytest.mark.parametrize("force", [True, False])
def test_a_link_is_neither_replaced_nor_followed(tmp_path: Path, force: bool) -> None:
    kept, target = tmp_path / "kept.md", tmp_path / "x.md"
    kept.write_text("mine")
    target.symlink_to(kept)
    with pytest.raises(StorageError, match="link" if force else "already"):
        save_script("# A\n", target, force=force)
    assert target.is_symlink()
    assert kept.read_text() == "mine"


def test_what_a_killed_import_left_goes_with_the_next(tmp_path: Path) -> None:
    left, running, theirs = (
        tmp_path / name for name in (f".y.md.{'0a' * 8}.tmp", f".z.md.{'0b' * 8}.tmp", ".notes.tmp")
    )
    for path in (left, running, theirs):
        path.write_text("half")
    for path in (left, theirs):
        os.utime(path, (1e9, 1e9))
    save_script("# A\n", tmp_path / "x.md", force=False)
    assert {path.name for path in tmp_path.iterdir()} == {"x.md", running.name, theirs.name}


KILLED = """
import builtins, io, os, pathlib, sys
import audio_edition.importing.writing as writing
import audio_edition.store.folder, audio_edition.store.links
calls, last = 0, int(sys.argv[1])
def counted(real):
    def call(*arguments, **named):
        global calls
        calls += 1
        if calls == last:
            os._exit(9)
        return real(*arguments, **named)
    return call
for name in ("open", "fsync", "link", "replace", "rename", "unlink", "mkdir"):
    setattr(os, name, counted(getattr(os, name)))
io.open = counted(io.open)
writing.save_script("# New\\n", pathlib.Path(sys.argv[2]), force=sys.argv[3] == "force")
"""


@pytest.mark.parametrize("force", [False, True])
def test_killed_before_each_call_of_an_import(tmp_path: Path, force: bool) -> None:
    """The script is the old one, or none, or the new one, whole; the next import ends what was begun."""
    target = tmp_path / "x.md"
    for number in range(1, 100):
        if force:
            target.write_text("# Old\n")
        else:
            target.unlink(missing_ok=True)
        command = [sys.executable, "-c", KILLED, str(number), str(target), "force" if force else ""]
        code = subprocess.run(command, check=False).returncode
        now = target.read_text() if target.exists() else ""
        assert now in ("# New\n", "# Old\n" if force else "")
        for path in tmp_path.glob(".*.tmp"):
            os.utime(path, (1e9, 1e9))
        save_script("# New\n", target, force=True)
        assert [path.name for path in tmp_path.iterdir()] == ["x.md"]
        if code == 0:
            break
    assert code == 0
    assert number > 4


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_a_script_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "x.md"
    save_script("# A\n", target, force=False)
    target.chmod(0o660)
    save_script("# B\n", target, force=True)
    assert target.read_text() == "# B\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o660


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "x.md").mkdir()
    with pytest.raises(StorageError):
        save_script("# A\n", tmp_path / "x.md", force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["x.md"]


def cleaned(text: str) -> str:
    return " ".join(clean(text, "x").text.split())


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Mn", "Me"))).map(cleaned)


@given(_TEXT, st.lists(_TEXT.filter(bool), max_size=3), _TEXT, _TEXT)
def test_front_matter_is_read_as_it_was_meant(subtitle: str, author: list[str], publication: str, remark: str) -> None:
    front = FrontMatter(
        title="A title: with “marks” #1",
        subtitle=subtitle,
        author=tuple(author),
        publication=publication,
        date=date(2017, 11, 27),
        lang="en",
        remarks=(remark,),
    )
    settings = parse_script(write_script_text(ImportedScript(front, "Words.\n", ())), "x.md").settings
    assert settings.title == front.title
    assert settings.subtitle == subtitle
    assert settings.author == front.author
    assert settings.publication == publication
    assert settings.date == front.date
