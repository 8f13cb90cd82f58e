"""Whatever happens to the store, the edition made from it sounds the same."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from audio_edition.errors import StorageError
from audio_edition.making.encoding import ChangedSegmentError
from audio_edition.narration.model import Phrase
from audio_edition.voices.espeak import EspeakVoice
from audio_edition.voices.protocol import Clip
from support.hearing import decode, decoded_samples, speech_onset
from support.publications import TestPublication


def empty(path: Path) -> None:
    path.write_bytes(b"")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "something").write_bytes(b"x")


def a_link_to_nothing(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


NEEDS_PIPES = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[TestPublication, bytes]:
    small = TestPublication(tmp_path_factory.mktemp("publication"))
    small.build()
    return small, small.mp3.read_bytes()


def rebuilt(small: TestPublication) -> bytes:
    """The MP3 built anew from the store as it is, without the last edition."""
    shutil.rmtree(small.folder)
    small.build()
    return small.mp3.read_bytes()


def test_every_object_damaged_in_turn(built: tuple[TestPublication, bytes]) -> None:
    small, mp3 = built
    objects = small.objects()
    assert len(objects) == 17
    for number, path in enumerate(objects):
        data = bytearray(path.read_bytes())
        # In turn: in the header, in the payload's middle, in its last byte, and cut off.
        position = (20, len(data) // 2, len(data) - 1)[number % 3]
        data[position] ^= 0x40
        path.write_bytes(data if number % 4 else data[: len(data) // 2])
        assert rebuilt(small) == mp3, path


@pytest.mark.parametrize("kind", ["clip", "segment"])
def test_all_objects_of_a_kind_swapped(built: tuple[TestPublication, bytes], kind: str) -> None:
    small, mp3 = built
    paths = [path for path in small.objects() if path.parent.parent.name == kind]
    contents = [path.read_bytes() for path in paths]
    for path, content in zip(paths, contents[1:] + contents[:1], strict=True):
        path.write_bytes(content)
    assert rebuilt(small) == mp3


@pytest.mark.parametrize(
    "damage",
    [empty, a_folder, a_link_to_nothing, pytest.param(a_pipe, marks=NEEDS_PIPES)],
    ids=lambda each: each.__name__,
)
def test_all_objects_damaged_at_once(built: tuple[TestPublication, bytes], damage: Callable[[Path], None]) -> None:
    small, mp3 = built
    for path in small.objects():
        damage(path)
    assert rebuilt(small) == mp3


def test_all_payloads_damaged_while_headers_are_whole(built: tuple[TestPublication, bytes]) -> None:
    """The plan then believes that all is there."""
    small, mp3 = built
    for path in small.objects():
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
    assert rebuilt(small) == mp3


def test_unknown_files_are_left_alone(built: tuple[TestPublication, bytes]) -> None:
    small, mp3 = built
    strangers = [small.store / "objects" / "clip" / "notes.txt", small.store / "objects" / "else" / "x"]
    for stranger in strangers:
        stranger.parent.mkdir(exist_ok=True)
        stranger.write_bytes(b"?")
    assert rebuilt(small) == mp3
    assert all(stranger.read_bytes() == b"?" for stranger in strangers)


def test_no_store_at_all(built: tuple[TestPublication, bytes]) -> None:
    small, mp3 = built
    shutil.rmtree(small.store)
    assert rebuilt(small) == mp3


def test_a_file_where_the_store_should_be_is_reported(built: tuple[TestPublication, bytes]) -> None:
    small, mp3 = built
    shutil.rmtree(small.store)
    small.store.write_bytes(b"")
    small.edit("Last words.", "Other words.")
    try:
        with pytest.raises(StorageError):
            small.build()
        assert small.mp3.read_bytes() == mp3
    finally:
        small.edit("Other words.", "Last words.")
        small.store.unlink()


def test_a_voice_that_never_says_the_same_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged segment whose clips are gone cannot be made again as it was: never a wrong timeline."""
    said = iter(range(1_000))
    speak = EspeakVoice.speak

    def moody(voice: EspeakVoice, phrases: Sequence[Phrase]) -> Clip:
        clip = speak(voice, phrases)
        return Clip(np.concatenate([clip.samples, clip.samples[: 800 * next(said)]]), clip.sample_rate_hz)

    monkeypatch.setattr(EspeakVoice, "speak", moody)
    small = TestPublication(tmp_path / "publication")
    small.build()
    published = small.mp3.read_bytes()
    shutil.rmtree(small.store / "objects" / "clip")
    for path in small.objects():
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
    # Something changes, so that the edition must be joined anew.
    small.edit("slug: small", "slug: small\ndescription: Else")
    with suppress(ChangedSegmentError):
        small.build()
    if small.manifest.revision == 1:
        assert small.mp3.read_bytes() == published
        small.build()
    manifest = small.manifest
    assert decoded_samples(small.mp3) == 1152 * manifest.frames
    last = manifest.cues[-1]
    sound, rate_hz = decode(small.mp3)
    assert speech_onset(sound, rate_hz, (last.start_ms - 100) / 1000) == pytest.approx(last.start_ms / 1000, abs=0.03)
