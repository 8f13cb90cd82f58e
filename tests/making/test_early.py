"""What begins early: the built-in voice while scripts are read, the cover while sentences are spoken."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from audio_edition.cover.jpeg import Pictures
from audio_edition.errors import SourceError
from audio_edition.making.choice import prepare_likely
from audio_edition.making.cover import Cover
from audio_edition.publication.folder import read_publication
from audio_edition.voices.espeak import _library
from support.publications import TestPublication

SCRIPT = "---\ntitle: Small\n---\nOne sentence.\n"


def is_prepared(root: Path, monkeypatch: pytest.MonkeyPatch, asked_for: str = "") -> bool:
    """Whether the built-in voice would be started before the scripts of a publication are read."""
    asked: list[None] = []
    monkeypatch.setattr(_library, "prepare", lambda: asked.append(None))
    prepare_likely(read_publication(root), asked_for)
    return bool(asked)


@pytest.mark.parametrize(
    ("settings", "asked_for", "expected"),
    [
        ('voice = "espeak:de"\n', "", True),
        ('voice = "espeak:de"\n', "gtts:de", False),
        ('voice = "gtts:de"\n', "espeak:de", True),
        ('voice = "gtts:de"\n', "", False),
        ('voice = "auto"\n', "", False),
        ("voice = 5\n", "", False),
        ("", "", False),
    ],
)
def test_the_built_in_voice_is_started_where_it_is_likely_to_speak(
    settings: str, asked_for: str, expected: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = TestPublication(tmp_path, SCRIPT, settings=settings)
    assert is_prepared(made.root, monkeypatch, asked_for) == expected


def test_also_where_it_was_chosen_before(publication: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = TestPublication(publication, SCRIPT, settings="")
    made.build(voice="espeak:en-us")
    assert is_prepared(made.root, monkeypatch)
    (publication / "script" / "editions.lock.json").write_text("{damaged")
    assert not is_prepared(made.root, monkeypatch), "what is wrong is said by who reads it to follow it"


def test_whoever_asks_waits_for_the_process_that_was_started_early() -> None:
    _library._described.cache_clear()
    _library.prepare()
    assert {each.code for each in _library.voice_files()} >= {"en-us", "de"}
    assert _library._described.cache_info().misses == 1


def test_a_cover_is_drawn_once_and_in_another_thread() -> None:
    drawn_in: list[int] = []

    def make() -> Pictures:
        drawn_in.append(threading.get_ident())
        return Pictures(b"large", b"small")

    cover = Cover("inputs", make)
    cover.begin()
    cover.begin()
    assert cover.pictures == Pictures(b"large", b"small")
    cover.begin()
    assert cover.pictures.small == b"small"
    assert len(drawn_in) == 1
    assert drawn_in[0] != threading.get_ident()


def test_what_is_wrong_with_a_cover_is_said_to_who_asks_for_it() -> None:
    def make() -> Pictures:
        raise SourceError("damaged")

    cover = Cover("inputs", make)
    cover.begin()
    with pytest.raises(SourceError, match="damaged"):
        _ = cover.pictures
