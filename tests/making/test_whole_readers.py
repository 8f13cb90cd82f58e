"""Finished editions, read by programs that are not ours: all of them find the same.

The editions are of our own article, of the real ones, and of scripts that ask much of a tag. Fails where a reader finds
other titles or other milliseconds than the manifest, or warns of anything but padding.
"""

from __future__ import annotations

import pytest
import soundfile
from mutagen.id3 import ID3

from support import editions, hearing, readers
from support.publications import Edition
from support.readers import READERS, Chapter

REAL = ("october-1917", "100-years-later", "what-do-people-love-about-rust", "sherlock", "identity")
MADE = ("many", "full", "flat")
MPG123_DELAY_SAMPLES = 529
"""12 ms. Source: mpg123, frame.c, GAPLESS_DELAY."""
SHOWS_CONTENTS = ("eyeD3", "music-metadata", "node-id3")


@pytest.fixture(params=(*REAL, *MADE))
def edition(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return editions.get(str(request.param), tmp_path_factory)


def expected(edition: Edition) -> tuple[Chapter, ...]:
    return tuple(Chapter(chapter.title, chapter.start_ms, chapter.end_ms) for chapter in edition.manifest.chapters)


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_finds_the_same(edition: Edition, reader: str) -> None:
    manifest = edition.manifest
    reading = READERS[reader](edition.mp3)
    tags = {
        "title": manifest.title,
        "artist": ", ".join(manifest.authors),
        "album": manifest.publication,
    }
    assert reading.tags == {name: text for name, text in tags.items() if text}
    assert reading.chapters == expected(edition)  # in the order of the file, which is the order of time
    assert reading.warnings == ()
    assert reading.version in ("2.3", "")
    if reader in SHOWS_CONTENTS:
        assert reading.contents == tuple(chapter.element_id for chapter in reading.chapters)
        assert len(set(reading.contents)) == len(reading.contents)


def test_chapters_are_contiguous_and_cover_everything(edition: Edition) -> None:
    chapters = expected(edition)
    assert chapters[0].start_ms == 0
    assert [chapter.start_ms for chapter in chapters[1:]] == [chapter.end_ms for chapter in chapters[:-1]]
    assert all(chapter.start_ms < chapter.end_ms for chapter in chapters)
    assert chapters[-1].end_ms == edition.manifest.duration_ms


def test_the_stream_is_whole_and_as_long_as_said(edition: Edition) -> None:
    frames = edition.manifest.frames
    stream = readers.mp3val(edition.mp3)
    assert (stream.faults, stream.cbr, stream.frames) == ((), True, frames + 1)  # it counts the Info frame
    assert hearing.decoded_samples(edition.mp3) == frames * 1152
    with soundfile.SoundFile(edition.mp3) as sound:
        # mpg123 takes its own delay off whatever has an Info frame with a count, whatever else that frame says.
        expected_samples = frames * 1152 - MPG123_DELAY_SAMPLES
        assert (sound.frames, sound.samplerate, sound.channels) == (expected_samples, 44_100, 1)
        assert sum(len(block) for block in sound.blocks(1 << 16, dtype="int16")) == expected_samples


def test_our_own_article_has_the_chapters_of_its_script(tmp_path_factory: pytest.TempPathFactory) -> None:
    edition = editions.get("october-1917", tmp_path_factory)
    lines = edition.script.read_text(encoding="utf-8").splitlines()
    headings = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    assert len(headings) in (4, 5)
    assert [chapter.title for chapter in expected(edition)] == [edition.manifest.title, *headings]


def test_the_article_of_the_spark_has_its_one_heading(tmp_path_factory: pytest.TempPathFactory) -> None:
    edition = editions.get("100-years-later", tmp_path_factory)
    reading = readers.eyed3(edition.mp3)
    assert reading.tags == {"title": "100 Years Later: The Lessons of October 1917", "album": "The Spark"}
    titles = [chapter.title for chapter in reading.chapters]
    assert titles == ["100 Years Later: The Lessons of October 1917", "The Insurrection of October"]
    assert ID3(edition.mp3, translate=False)["TRDA"].text == ["2017-11-27"]


def test_strange_titles_arrive_as_they_were_written(tmp_path_factory: pytest.TempPathFactory) -> None:
    titles = [chapter.title for chapter in expected(editions.get("many", tmp_path_factory))]
    assert set(editions.STRANGE_TITLES) & set(titles) >= {editions.STRANGE_TITLES[0], editions.STRANGE_TITLES[3]}
    flat = editions.get("flat", tmp_path_factory)
    assert [chapter.title for chapter in expected(flat)] == ["🎧 Ночь — لیل"]


def test_of_too_many_headings_255_become_chapters_and_all_are_spoken(tmp_path_factory: pytest.TempPathFactory) -> None:
    edition = editions.get("many", tmp_path_factory)
    manifest = edition.manifest
    assert len(manifest.chapters) == 255
    said = [cue.text for cue in manifest.cues]
    assert [text for text in said if text.startswith("Part ")] == [
        editions.many_heading(number) for number in range(5, 300)
    ]
    assert [text for text in said if text.startswith("Word ")] == [f"Word {number % 13}." for number in range(300)]
    (warning,) = [each["message"] for each in edition.result["warnings"] if "255" in each["message"]]
    assert "301 chapters" in warning


def test_a_full_table_of_contents_loses_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    edition = editions.get("full", tmp_path_factory)
    titles = [chapter.title for chapter in expected(edition)]
    assert titles == ["Full", *map(editions.many_heading, range(254))]
    assert not any("255" in warning["message"] for warning in edition.result["warnings"])


def test_the_cover_is_the_picture_that_was_given(tmp_path_factory: pytest.TempPathFactory) -> None:
    edition = editions.get("many", tmp_path_factory)
    (picture,) = ID3(edition.mp3).getall("APIC")
    assert (picture.mime, picture.type) == ("image/png", 3)
    assert picture.data == (edition.root / "script" / "cover.png").read_bytes()


def test_no_frame_is_there_twice_and_each_says_what_the_script_says(tmp_path_factory: pytest.TempPathFactory) -> None:
    tag = ID3(editions.get("october-1917", tmp_path_factory).mp3, translate=False)
    assert tag.version == (2, 3, 0)
    assert (tag["TYER"].text, tag["TRDA"].text, tag["TLAN"].text) == (["2017"], ["2017-11-07"], ["eng"])
    (comment,) = tag.getall("COMM")
    assert comment.lang == "eng"
    assert comment.text[0].startswith("The revolution of October 1917")
