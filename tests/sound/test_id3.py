"""The tag: what podcast apps show, read back by programs that are not ours."""

from __future__ import annotations

from datetime import date as Date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.id3 import ID3

from audio_edition.sound.mp3.id3 import Tag, copyright_of, copyright_text, picture_of, tag_bytes, tag_length, tag_text
from audio_edition.sound.timeline import Chapter
from support.editions import png
from support.publications import BODY, HEAD, TestPublication
from support.readers import READERS, mp3val

ADDRESS = "https://paper.example/harbour?a=1#top"
PAGE = "https://paper.example/harbour?a=1"
TOLD = {
    "subtitle": "Wem gehören die Kräne?",
    "description": "Ships & cranes <in> a harbour — гавань, מפרץ.",
    "comment": "Ships & cranes <in> a harbour — гавань, מפרץ.",
    "copyright": "2026 The Paper",
    "date": "2026-05-01",
    "address": ADDRESS,
    "links": [PAGE, f"{PAGE}#first", f"{PAGE}#second"],
}
SCRIPT = HEAD.replace(
    "slug: small",
    f"slug: small\nsubtitle: {TOLD['subtitle']}\ndescription: '{TOLD['description']}'\ncopyright: © The Paper\n"
    f"date: 2026-05-01\naddress: {ADDRESS}\nauthor: Ann\n",
)
CHAPTERS = (Chapter("One", 0, 44_100), Chapter("Two", 44_100, 88_200))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> TestPublication:
    publication = TestPublication(tmp_path_factory.mktemp("told"), SCRIPT + BODY)
    publication.build()
    return publication


@pytest.mark.parametrize(
    ("reader", "knows"),
    [
        ("eyeD3", {"comment", "copyright", "address", "links"}),
        ("ffprobe", {"subtitle", "description", "comment", "copyright", "date"}),
        ("music-metadata", {"subtitle", "description", "comment", "copyright", "date", "address", "links"}),
        ("node-id3", {"subtitle", "comment", "copyright", "date", "address", "links"}),
    ],
)
def test_readers_find_what_podcast_apps_show(made: TestPublication, reader: str, knows: set[str]) -> None:
    reading = READERS[reader](made.mp3)
    assert {name: reading.told.get(name) for name in knows} == {name: TOLD[name] for name in knows}
    assert reading.warnings == ()
    assert [chapter.title for chapter in reading.chapters] == ["A small thing", "First", "Second"]


def test_the_stream_behind_it_is_whole(made: TestPublication) -> None:
    assert mp3val(made.mp3).faults == ()


def test_titles_come_first_and_chapters_in_time_order(made: TestPublication) -> None:
    tag = made.mp3.read_bytes()[: tag_length(made.mp3.read_bytes()[:10])]
    assert tag[10:14] == b"TIT2"
    frames = tag[tag.index(b"CHAP") :]
    places = [frames.index(b"ch%03d\0" % number) for number in range(3)]
    assert places == sorted(places)
    for chapter in ID3(made.mp3).getall("CHAP"):
        assert list(chapter.sub_frames) == ["TIT2", "WXXX:"]


def test_without_an_address_chapters_have_no_links(publication: Path) -> None:
    plain = TestPublication(publication)
    plain.build()
    tag = ID3(plain.mp3)
    assert not [name for name in tag if name.startswith(("WOAF", "WXXX", "TCOP", "TDES", "TIT3", "COMM", "TDRL"))]
    assert [list(chapter.sub_frames) for chapter in tag.getall("CHAP")] == [["TIT2"]] * 3


@pytest.mark.parametrize(
    ("text", "date", "wanted"),
    [
        ("© 2024 The Paper", Date(2026, 5, 1), "2024 The Paper"),
        ("Copyright (c) The Paper", Date(2026, 5, 1), "2026 The Paper"),
        ("Copyrighted matter", Date(2026, 5, 1), "2026 Copyrighted matter"),
        ("CC BY 4.0", None, "CC BY 4.0"),
        ("©", Date(2026, 5, 1), ""),
    ],
)
def test_a_copyright_begins_with_a_year(text: str, date: Date | None, wanted: str) -> None:
    assert copyright_text(text, date) == wanted


@given(st.text(max_size=40), st.integers(1, 60))
def test_the_picture_comes_back_as_it_was(title: str, side: int) -> None:
    tag = tag_bytes(Tag(title, cover=png(side, side), address=PAGE, chapter_links=(PAGE, PAGE)), CHAPTERS)
    assert picture_of(tag) == png(side, side)
    assert tag_length(tag[:10]) == len(tag)
    assert picture_of(tag_bytes(Tag(title), CHAPTERS)) == b""


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_copyright_comes_back_as_it_was(title: str, owner: str) -> None:
    told = tag_text(copyright_text(owner, Date(2026, 5, 1)))
    tag = tag_bytes(Tag(title, copyright=owner, date=Date(2026, 5, 1), cover=png()), CHAPTERS)
    assert copyright_of(tag) == told
    assert copyright_of(tag_bytes(Tag(title, copyright=copyright_of(tag)), CHAPTERS)) == told


@given(st.binary(max_size=300), st.integers(0, 600))
def test_of_a_damaged_tag_there_is_no_picture_or_a_part_of_none(noise: bytes, at: int) -> None:
    whole = tag_bytes(Tag("A", cover=png()), CHAPTERS)
    assert picture_of(whole[:at]) in (b"", png())
    assert isinstance(picture_of(whole[:at] + noise), bytes)
    assert isinstance(copyright_of(whole[:at] + noise), str)
    assert tag_length(noise) >= 0


def test_every_chapter_has_a_link_or_none_has() -> None:
    with pytest.raises(ValueError, match="argument"):
        tag_bytes(Tag("A", chapter_links=(PAGE,)), CHAPTERS)
