"""Ids of sections and blocks stay while others are edited."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.edition.history import TimedChapter, TimedSentence
from audio_edition.edition.ids import block_ids, chapter_ids
from conftest import BuildOnce
from support.publications import BODY, HEAD, TestPublication


@pytest.fixture
def small(build_once: BuildOnce) -> TestPublication:
    return build_once()


def chapters(small: TestPublication) -> dict[str, str]:
    """Ids by title."""
    return {chapter.title: chapter.id for chapter in small.manifest.chapters}


def blocks(small: TestPublication) -> dict[str, str]:
    """Ids by the text of the block."""
    manifest = small.manifest
    texts: dict[str, str] = {}
    for index, segment in enumerate(manifest.segments):
        text = " ".join(cue.text for cue in manifest.cues if cue.segment == index)
        texts[text] = segment.id
    return texts


def test_sections_are_named_by_their_headings(small: TestPublication) -> None:
    assert chapters(small) == {"A small thing": "a-small-thing", "First": "first", "Second": "second"}


def test_a_section_before_it_changes_no_id(small: TestPublication) -> None:
    before = chapters(small), blocks(small)
    small.edit("## First", "## Second\n\nAnother second one.\n\n## First")
    small.build()
    manifest = small.manifest
    ids = [(chapter.title, chapter.id) for chapter in manifest.chapters]
    assert ids == [
        ("A small thing", "a-small-thing"),
        ("Second", "second-2"),
        ("First", "first"),
        ("Second", "second"),
    ]
    after = blocks(small)
    assert {text: name for text, name in after.items() if text in before[1] and text != "Second"} == {
        text: name for text, name in before[1].items() if text != "Second"
    }


def test_a_moved_section_keeps_its_ids(small: TestPublication) -> None:
    before = chapters(small), blocks(small)
    first, second = BODY.index("## First"), BODY.index("## Second")
    small.write(HEAD + BODY[:first] + BODY[second:] + "\n" + BODY[first:second])
    small.build()
    assert (chapters(small), blocks(small)) == before


def test_a_section_under_another_heading_keeps_its_id(small: TestPublication) -> None:
    small.edit("## First", "## The beginning")
    small.build()
    assert chapters(small)["The beginning"] == "first"


def test_an_edited_block_keeps_its_id(small: TestPublication) -> None:
    before = blocks(small)
    small.edit("One sentence. Another one.", "One sentence. Quite another one.")
    small.build()
    after = blocks(small)
    assert after["One sentence. Quite another one."] == before["One sentence. Another one."]
    del before["One sentence. Another one."], after["One sentence. Quite another one."]
    assert after == before


def test_the_script_may_name_a_section(small: TestPublication) -> None:
    small.edit("## Second", "## Second {#the-end}")
    result = small.build()
    assert (result.status, result.spoken) == ("updated", 0)
    assert chapters(small)["Second"] == "the-end"


def test_the_parts_of_a_long_block_share_its_id(publication: Path) -> None:
    made = TestPublication(publication, HEAD + "\n" + "This sentence is said many times over here. " * 60)
    made.build()
    names = [segment.id for segment in made.manifest.segments if segment.kind == "paragraph"]
    assert len(names) > 1
    assert len(set(names)) == 1


TITLES = st.lists(st.sampled_from(["Notes", "notes", "Заметки", "CON", "", "A & B", "notes-2"]), min_size=1, max_size=8)


@given(TITLES)
def test_ids_are_unique_and_fit_into_an_address(titles: list[str]) -> None:
    timed = [TimedChapter(title, 0, (TimedSentence(title, title, 0),)) for title in titles]
    names = chapter_ids(timed, [""] * len(titles), None)
    assert len(set(names)) == len(titles)
    assert all(re.fullmatch(r"[a-z0-9._-]+", name) for name in names)


@given(st.lists(st.text(max_size=3), max_size=12))
def test_blocks_are_named_apart(texts: list[str]) -> None:
    names = block_ids(texts, None)
    assert len(set(names)) == len(texts)
    assert block_ids(texts, None) == names
