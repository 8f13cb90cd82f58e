"""Which sections become chapters, what they are called, and the silence between segments."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.narration.chapters import chapter_title, choose_chapters
from audio_edition.narration.model import SegmentKind
from audio_edition.narration.pauses import TAIL_MS, SpokenBlock, pause_between, with_pauses
from audio_edition.publication.settings import Pauses
from audio_edition.sound.mp3.id3 import MOST_CHAPTERS


def test_few_sections_are_all_chapters():
    assert choose_chapters([0, 2, 3, 1]) == {0, 1, 2, 3}


def test_the_deepest_levels_go_first():
    levels = [0, *[2, 3, 3] * 100]
    kept = choose_chapters(levels)
    assert {index for index, level in enumerate(levels) if level < 3} <= kept
    assert len(kept) == MOST_CHAPTERS


@given(st.lists(st.integers(1, 6), max_size=900), st.integers(1, 255))
def test_law_of_choice(levels, most):
    levels = [0, *levels]
    kept = choose_chapters(levels, most)
    assert 0 in kept
    assert len(kept) == min(most, len(levels))
    if len(kept) < len(levels):
        left_out = min(level for index, level in enumerate(levels) if index not in kept)
        assert all(levels[index] <= left_out for index in kept)


def test_five_thousand_headings_are_kept_at_even_distances():
    kept = sorted(choose_chapters([0, *[1] * 5000]))
    distances = {after - before for before, after in pairwise(kept[1:])}
    assert distances <= {19, 20}


@given(st.text(max_size=600))
def test_law_of_titles(text):
    title = chapter_title(text)
    assert len(title) <= 200
    assert "\n" not in title
    assert title.isprintable()


def test_titles_are_cut_at_a_word():
    title = chapter_title("word, " * 60)
    assert title.endswith("word…")
    assert 190 < len(title) <= 200
    assert chapter_title("a\x1b[31m\u202eb\tc") == "a[31mb c"


PAUSES = Pauses(title_ms=1, heading_ms=2, sentence_ms=3, paragraph_ms=4, list_item_ms=5, section_ms=1006, rule_ms=70)
K = SegmentKind


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        (K.TITLE, K.OPENING, 1),
        (K.OPENING, K.PARAGRAPH, 1),
        (K.TITLE, K.HEADING, 1006),
        (K.HEADING, K.PARAGRAPH, 2),
        (K.HEADING, K.HEADING, 1006),
        (K.PARAGRAPH, K.PARAGRAPH, 4),
        (K.PARAGRAPH, K.LIST_ITEM, 4),
        (K.LIST_ITEM, K.LIST_ITEM, 5),
        (K.LIST_ITEM, K.PARAGRAPH, 4),
        (K.TABLE, K.TABLE, 5),
        (K.QUOTATION, K.QUOTATION, 4),
        (K.PARAGRAPH, K.HEADING, 1006),
    ],
)
def test_pauses(before, after, wanted):
    assert pause_between(before, after, PAUSES) == wanted


def test_rules_and_the_tail():
    blocks = [SpokenBlock(K.PARAGRAPH, (), 1, rule_follows=True), SpokenBlock(K.PARAGRAPH, (), 2, rule_follows=True)]
    segments = with_pauses(blocks, PAUSES)
    assert [segment.pause_ms for segment in segments] == [74, TAIL_MS]
    assert segments[0].sentence_pause_ms == 3
