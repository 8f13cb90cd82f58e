"""M4B and Ogg Opus: every sample at its time, chapters, tags and cover, read back by programs that are not ours."""

from __future__ import annotations

import json
import subprocess
import sys
import weakref
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import mutagen
import numpy as np
import pytest
from mutagen.flac import Picture

from audio_edition.errors import MissingExtraError
from audio_edition.sound.containers import CONTAINERS, render, require_packages, write_containers
from audio_edition.sound.mp3.format import GRID
from audio_edition.sound.mp3.id3 import Tag
from audio_edition.sound.timeline import Chapter, SegmentSound, lay_out
from support.readers import ffprobe, require
from support.sounds import RATE_HZ, Samples, decoded, lufs, music

TITLES = ("Vorwärts & zurück", "Октябрь", "夜 — “quoted”", "= ; # \\ [x]")
COVER = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 800
"""Begins as a JPEG does, and is larger than a page of Ogg."""
TAG = Tag(
    title="A thing of three parts", artist="Ada; Leo", album="The Paper", date=date(2026, 5, 1), language="deu",
    description="What it is\nabout", cover=COVER,
)  # fmt: skip
SAMPLES = 61 * RATE_HZ + 777
STARTS = (0, 10 * RATE_HZ + 31_900, 20 * RATE_HZ + 1, 60 * RATE_HZ + 44_099)
CLICKS = (0, 5_000, 20 * RATE_HZ + 1, SAMPLES - 2_000)
CHAPTERS = tuple(
    Chapter(title, start, end) for title, start, end in zip(TITLES, STARTS, (*STARTS[1:], SAMPLES), strict=True)
)
EVERY = sorted(CONTAINERS)


def clicks() -> Samples:
    samples = np.zeros(SAMPLES, dtype=np.float32)
    for at in CLICKS:
        samples[at : at + 40] = 0.8
    return samples


def pieces(samples: Samples) -> Iterator[Samples]:
    """Of very different lengths, as segments are."""
    at = 0
    for length in (1, 1023, 5, RATE_HZ * 7, *([30_011] * 1000)):
        if at < len(samples):
            yield samples[at : at + length]
        at += length


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    targets = {name: tmp_path_factory.mktemp("containers") / f"a thing.{name}" for name in CONTAINERS}
    write_containers(targets, pieces(clicks()), TAG, CHAPTERS)
    return targets


@pytest.mark.parametrize("name", EVERY)
def test_every_sample_is_heard_at_its_time(files: dict[str, Path], name: str) -> None:
    rate_hz = CONTAINERS[name].sample_rate_hz
    heard = decoded(files[name], rate_hz)
    for at in CLICKS:
        expected = at * rate_hz / RATE_HZ
        around = np.abs(heard[max(0, round(expected) - 1500) : round(expected) + 1500])
        loud = np.flatnonzero(around > around.max() / 2)
        middle = (loud[0] + loud[-1]) / 2 + max(0, round(expected) - 1500)
        assert middle == pytest.approx(expected + 20 * rate_hz / RATE_HZ, abs=12)


def test_lengths_are_those_of_the_timeline(files: dict[str, Path]) -> None:
    seconds = SAMPLES / RATE_HZ
    assert mutagen.File(files["opus"]).info.length == pytest.approx(seconds, abs=1 / 48_000)
    assert len(decoded(files["opus"], 48_000)) == pytest.approx(seconds * 48_000, abs=1)
    # Of AAC the last frame is not cut by every decoder; the file says where it ends, in milliseconds.
    assert float(audio_stream(files["m4b"])["duration"]) == pytest.approx(seconds, abs=0.001)
    assert 0 <= len(decoded(files["m4b"])) - SAMPLES < 1024


@pytest.mark.parametrize("name", EVERY)
def test_ffprobe_reads_chapters_to_the_millisecond(files: dict[str, Path], name: str) -> None:
    found = ffprobe(files[name]).chapters
    assert [(each.title, each.start_ms) for each in found] == [(each.title, each.start_ms) for each in CHAPTERS]
    assert [each.end_ms for each in found][:-1] == [each.end_ms for each in CHAPTERS][:-1]


@pytest.mark.parametrize("name", EVERY)
def test_mediainfo_reads_the_same_chapters_and_tags(files: dict[str, Path], name: str) -> None:
    require("mediainfo")
    ran = subprocess.run(["mediainfo", "--Output=JSON", files[name]], capture_output=True, check=True)
    tracks: list[dict[str, Any]] = json.loads(ran.stdout)["media"]["track"]
    general = next(track for track in tracks if track["@type"] == "General")
    assert (general["Track"], general["Performer"], general["Album"]) == (TAG.title, TAG.artist, TAG.album)
    assert general["Cover"] == "Yes"
    menus = [track["extra"] for track in tracks if track["@type"] == "Menu" and "extra" in track]
    assert menus
    for menu in menus:
        shown = {start: title for start, title in menu.items() if start.startswith("_")}
        assert [start_ms(each) for each in shown] == [each.start_ms for each in CHAPTERS]
        assert list(shown.values()) == list(TITLES)


def start_ms(shown: str) -> int:
    hours, minutes, seconds, milliseconds = map(int, shown.strip("_").split("_"))
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds


def test_mutagen_reads_chapters_tags_and_cover_of_m4b(files: dict[str, Path]) -> None:
    found = mutagen.File(files["m4b"])
    # Nero's list of chapters, beside the text track that ffprobe reads.
    assert [(each.title, round(each.start * 1000)) for each in found.chapters] == [
        (each.title, each.start_ms) for each in CHAPTERS
    ]
    assert bytes(found["covr"][0]) == COVER
    assert found["stik"] == [2]
    assert (found["\xa9nam"], found["\xa9day"]) == ([TAG.title], ["2026-05-01"])
    assert audio_stream(files["m4b"])["tags"]["language"] == "deu"


def test_mutagen_reads_chapters_tags_and_cover_of_opus(files: dict[str, Path]) -> None:
    found = mutagen.File(files["opus"])
    assert found["chapter001"] == ["00:00:10.723"]
    assert [found[f"chapter{number:03}name"][0] for number in range(len(TITLES))] == list(TITLES)
    import base64

    picture = Picture(base64.b64decode(found["metadata_block_picture"][0]))
    assert (picture.data, picture.mime, picture.type) == (COVER, "image/jpeg", 3)
    assert (found["title"], found["language"]) == ([TAG.title], ["deu"])


def audio_stream(path: Path) -> dict[str, Any]:
    require("ffprobe")
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", "-select_streams", "a", str(path)]
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["streams"][0]
    return found


def test_the_index_of_an_m4b_comes_before_its_sound(files: dict[str, Path]) -> None:
    data = files["m4b"].read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat"), "so that it plays while it is still being loaded"


def test_the_same_sound_gives_the_same_bytes_in_whatever_pieces(files: dict[str, Path], tmp_path: Path) -> None:
    again = {name: tmp_path / name for name in CONTAINERS}
    write_containers(again, [clicks()], TAG, CHAPTERS)
    assert {name: path.read_bytes() for name, path in again.items()} == {
        name: path.read_bytes() for name, path in files.items()
    }


@pytest.mark.parametrize("name", EVERY)
def test_loudness_and_peaks_stay(tmp_path: Path, name: str) -> None:
    samples = music(20, level=0.8)
    target = tmp_path / name
    write_containers({name: target}, [samples], Tag("x"), [Chapter("x", 0, len(samples))])
    heard = decoded(target)
    assert lufs(heard) == pytest.approx(lufs(samples), abs=0.5)
    assert float(np.abs(heard).max()) < 1


def test_memory_does_not_grow_with_length(tmp_path: Path) -> None:
    alive: list[weakref.ref[Samples]] = []
    most = 0

    def many() -> Iterator[Samples]:
        nonlocal most
        for _ in range(40):
            piece = np.zeros(RATE_HZ, dtype=np.float32)
            alive.append(weakref.ref(piece))
            most = max(most, sum(each() is not None for each in alive))
            yield piece

    write_containers({name: tmp_path / name for name in CONTAINERS}, many(), Tag("x"), [Chapter("x", 0, 40 * RATE_HZ)])
    assert len(alive) == 40
    assert most <= 4


def test_what_cannot_be_written_is_an_error_and_leaves_nothing_open(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write_containers({"m4b": tmp_path / "nowhere" / "x.m4b"}, [], Tag("x"), [])


def test_a_timeline_is_rendered_whole() -> None:
    sounds = [SegmentSound(f"{at}", 3_000 + at, ((0, 3_000 + at),), 1_000) for at in range(3)]
    timeline = lay_out([("One", sounds[:2]), ("Two", sounds[2:])], GRID)
    given = iter([np.full(each.samples, at + 1, dtype=np.float32) for at, each in enumerate(timeline.segments)])
    whole = np.concatenate(list(render(timeline, lambda: next(given))))
    assert len(whole) == timeline.samples
    for at, placed in enumerate(timeline.segments):
        assert set(whole[placed.start_sample : placed.start_sample + placed.samples]) == {at + 1}
    assert int(np.count_nonzero(whole)) == sum(placed.samples for placed in timeline.segments)


def test_a_segment_of_another_length_is_not_written() -> None:
    timeline = lay_out([("One", [SegmentSound("", 3_000, ((0, 3_000),), 0)])], GRID)
    with pytest.raises(ValueError, match="has 2999 samples, not 3000"):
        list(render(timeline, lambda: np.zeros(2_999, dtype=np.float32)))


def test_a_missing_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    require_packages()
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(MissingExtraError) as caught:
        require_packages()
    assert "pip install 'audio-edition[formats]'" in str(caught.value)
