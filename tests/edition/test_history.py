"""What a listener would hear differently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.edition.alignment import align, longest_increasing
from audio_edition.edition.history import (
    ChapterChange,
    SentenceChange,
    TimedChapter,
    TimedSentence,
    clock,
    compare,
    note,
)


def chapter(title: str, *texts: str, start_ms: int = 0, voice: str = "") -> TimedChapter:
    sentences = (title, *texts)
    heard = (TimedSentence(text, f"{voice}{text}", start_ms + 1_000 * at) for at, text in enumerate(sentences))
    return TimedChapter(title, start_ms, tuple(heard))


def kinds(changes: Sequence[ChapterChange]) -> list[tuple[str, str]]:
    return [(change.title, change.kind) for change in changes]


def said(change: ChapterChange) -> list[tuple[str, str, str]]:
    return [(sentence.kind, sentence.before, sentence.after) for sentence in change.sentences]


A = chapter("A", "One is one.", "Two and two.", "Three is a crowd.")
B = chapter("B", "Four winds.", "Five fingers.", start_ms=10_000)
C = chapter("C", "Six strings.", "Seven seas.", start_ms=20_000)


def test_nothing_changed() -> None:
    changes = compare((A, B, C), (A, B, C))
    assert kinds(changes) == [("A", "same"), ("B", "same"), ("C", "same")]
    assert note(changes) == ""


def test_the_first_edition_is_all_new() -> None:
    changes = compare((), (A, B))
    assert kinds(changes) == [("A", "added"), ("B", "added")]
    assert [sentence.after for sentence in changes[0].sentences] == [heard.text for heard in A.sentences]


def test_a_moved_chapter() -> None:
    changes = compare((A, B, C), (A, C, B))
    assert sorted(change.kind for change in changes) == ["moved", "same", "same"]
    assert note(changes).startswith("chapter “")
    assert note(changes).endswith(") moved")


def test_a_chapter_moved_to_the_end_is_the_one_that_moved() -> None:
    changes = compare((A, B, C), (B, C, A))
    assert kinds(changes) == [("B", "same"), ("C", "same"), ("A", "moved")]


def test_a_moved_chapter_with_another_sentence_is_both() -> None:
    edited = chapter("A", "One is one.", "Two and three.", "Three is a crowd.")
    changes = compare((A, B, C), (B, C, edited))
    assert kinds(changes)[-1] == ("A", "changed")
    assert changes[-1].moved
    assert note(changes) == "1 sentence changed in “A” (0:00), which moved"


def test_a_renamed_chapter_is_not_a_new_one() -> None:
    renamed = chapter("Beginning", "One is one.", "Two and two.", "Three is a crowd.")
    (change,) = compare((A,), (renamed,))
    assert (change.kind, change.title, change.title_before) == ("changed", "Beginning", "A")
    assert said(change) == [("changed", "A", "Beginning")]
    assert note((change,)) == "1 sentence changed, title changed from “A” in “Beginning” (0:00)"


def test_a_chapter_that_was_renamed_and_grew() -> None:
    grown = chapter("Beginning", *(f"New {number} is told." for number in range(10)), "One is one.", "Two and two.")
    assert kinds(compare((A, B), (grown, B))) == [("Beginning", "changed"), ("B", "same")]


def test_a_sentence_inserted_at_the_top() -> None:
    longer = chapter("A", "A new beginning.", "One is one.", "Two and two.", "Three is a crowd.")
    (change,) = compare((A,), (longer,))
    assert said(change) == [("added", "", "A new beginning.")]


def test_an_inserted_and_an_edited_sentence_side_by_side() -> None:
    edited = chapter("A", "One is one.", "Something quite different.", "Two and two and two.", "Three is a crowd.")
    (change,) = compare((A,), (edited,))
    assert said(change) == [
        ("added", "", "Something quite different."),
        ("changed", "Two and two.", "Two and two and two."),
    ]


def test_a_removed_sentence_has_the_time_it_had() -> None:
    shorter = chapter("A", "One is one.", "Three is a crowd.")
    (change,) = compare((A,), (shorter,))
    assert change.sentences == (SentenceChange("removed", "Two and two.", "", 2_000),)


def test_the_same_words_in_another_voice() -> None:
    (change,) = compare((A,), (chapter("A", "One is one.", "Two and two.", "Three is a crowd.", voice="other:"),))
    assert [sentence.kind for sentence in change.sentences] == ["respoken"] * 4


def test_one_word_pronounced_otherwise() -> None:
    sentences = list(A.sentences)
    sentences[2] = TimedSentence(sentences[2].text, "otherwise", 2_000)
    (change,) = compare((A,), (TimedChapter("A", 0, tuple(sentences)),))
    assert said(change) == [("respoken", "Two and two.", "Two and two.")]


def test_other_marks_that_sound_the_same_are_no_change() -> None:
    sentences = tuple(TimedSentence(heard.text.replace(".", "…"), heard.key, heard.start_ms) for heard in A.sentences)
    assert kinds(compare((A,), (TimedChapter("A", 0, sentences),))) == [("A", "same")]


def test_a_paragraph_divided_is_heard_as_before() -> None:
    """Paragraphs are no matter of sentences: only their pauses differ."""
    later = TimedChapter("A", 0, tuple(TimedSentence(one.text, one.key, one.start_ms + 300) for one in A.sentences))
    assert kinds(compare((A,), (later,))) == [("A", "same")]


def test_a_chapter_divided_by_a_heading() -> None:
    first, second = chapter("A", "One is one."), chapter("New", "Two and two.", "Three is a crowd.")
    changes = compare((A,), (first, second))
    assert kinds(changes) == [("A", "changed"), ("New", "added")]
    assert {sentence[0] for sentence in said(changes[0])} == {"moved-away"}
    assert [sentence[:1] for sentence in said(changes[1])] == [("added",), ("moved",), ("moved",)]


def test_chapters_joined() -> None:
    joined = chapter("A", *(heard.text for heard in (*A.sentences[1:], *B.sentences[1:])))
    changes = compare((A, B), (joined,))
    assert kinds(changes) == [("A", "changed"), ("B", "removed")]
    assert {sentence.kind for sentence in changes[0].sentences} == {"moved"}
    assert [sentence.kind for sentence in changes[1].sentences] == ["removed", "moved-away", "moved-away"]


def test_a_sentence_moved_within_its_chapter_is_told_once() -> None:
    (change,) = compare((A,), (chapter("A", "Three is a crowd.", "One is one.", "Two and two."),))
    assert [sentence.kind for sentence in change.sentences] == ["moved"]


def test_the_same_title_twice_goes_by_content() -> None:
    one, other = chapter("Notes", "On bread.", "On salt."), chapter("Notes", "On wine.", "On water.")
    edited = chapter("Notes", "On wine.", "On cold water.")
    changes = compare((one, other), (edited,))
    assert kinds(changes) == [("Notes", "changed"), ("Notes", "removed")]
    assert said(changes[0]) == [("changed", "On water.", "On cold water.")]


def test_equal_sentences_many_times() -> None:
    before = chapter("A", *["Yes."] * 50, "No.", *["Yes."] * 50)
    after = chapter("A", *["Yes."] * 50, "No.", "Perhaps.", *["Yes."] * 50)
    (change,) = compare((before,), (after,))
    assert said(change) == [("added", "", "Perhaps.")]


def test_thousands_of_equal_sentences_in_no_order() -> None:
    """The cube of this would take hours."""
    before = chapter("A", *["Yes.", "No."] * 4_000)
    after = chapter("A", *["No.", "No.", "Yes."] * 3_000)
    (change,) = compare((before,), (after,))
    assert change.kind == "changed"


def test_a_thousand_sentences_with_some_edits() -> None:
    texts = [f"This is sentence number {number} of many." for number in range(1_000)]
    edited = list(texts)
    edited[10] = "This is sentence number ten of many."
    edited.insert(500, "This one is new.")
    del edited[900]
    (change,) = compare((chapter("A", *texts),), (chapter("A", *edited),))
    assert said(change) == [
        ("changed", texts[10], edited[10]),
        ("added", "", "This one is new."),
        ("removed", texts[899], ""),
    ]


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [
        (0, "0:00"),
        (999, "0:00"),
        (61_000, "1:01"),
        (3_599_999, "59:59"),
        (3_600_000, "1:00:00"),
        (36_061_000, "10:01:01"),
    ],
)
def test_times_as_players_show_them(milliseconds: int, shown: str) -> None:
    assert clock(milliseconds) == shown


WORDS = st.sampled_from(["Yes.", "No.", "One two.", "One two three.", "Four five.", "Six."])
CHAPTERS = st.lists(
    st.builds(
        lambda title, texts, voice: chapter(title, *texts, voice=voice),
        st.sampled_from("ABC"),
        st.lists(WORDS, max_size=8),
        st.sampled_from(["", "other:"]),
    ),
    max_size=5,
)


@given(CHAPTERS)
def test_an_edition_is_the_same_as_itself(chapters: list[TimedChapter]) -> None:
    changes = compare(chapters, chapters)
    assert all(change.kind == "same" and change.sentences == () for change in changes)
    assert len(changes) == len(chapters)
    assert note(changes) == ""


@given(CHAPTERS, CHAPTERS)
def test_nothing_is_changed_unsaid(before: list[TimedChapter], after: list[TimedChapter]) -> None:
    changes = compare(before, after)
    assert [change.title for change in changes[: len(after)]] == [each.title for each in after]
    assert all(change.kind == "removed" for change in changes[len(after) :])
    known = {heard.key for each in before for heard in each.sentences}
    remaining = {heard.key for each in after for heard in each.sentences}
    told = Counter(sentence.after for change in changes for sentence in change.sentences)
    told_before = Counter(sentence.before for change in changes for sentence in change.sentences)
    for each in after:
        assert all(told[heard.text] for heard in each.sentences if heard.key not in known)
    for each in before:
        assert all(told_before[heard.text] for heard in each.sentences if heard.key not in remaining)
    # What is told makes the difference between the two, sentence by sentence.
    texts = [Counter(heard.text for each in edition for heard in each.sentences) for edition in (before, after)]
    came = Counter(sentence.after for change in changes for sentence in change.sentences if sentence.kind in IN)
    went = Counter(sentence.before for change in changes for sentence in change.sentences if sentence.kind in OUT)
    for text in {*texts[0], *texts[1]}:
        assert texts[1][text] - texts[0][text] == came[text] - went[text]


IN = ("added", "changed")
OUT = ("removed", "changed")


@given(CHAPTERS)
def test_reading_backwards_moves_and_changes_nothing_else(chapters: list[TimedChapter]) -> None:
    changes = compare(chapters, chapters[::-1])
    assert {change.kind for change in changes} <= {"same", "moved", "changed"}
    assert all(not change.sentences for change in changes)


@given(st.lists(st.integers(0, 6), max_size=30), st.lists(st.integers(0, 6), max_size=30))
def test_pairs_rise_on_both_sides(old: list[int], new: list[int]) -> None:
    pairs = align(old, new, lambda value: value, lambda value: f"{value} {value % 2} {value % 3}")
    assert all(one < other and two < another for (one, two), (other, another) in pairwise(pairs))
    assert all(0 <= one < len(old) and 0 <= other < len(new) for one, other in pairs)
    if old == new:
        assert pairs == tuple((at, at) for at in range(len(old)))


@given(st.permutations(range(12)))
def test_a_longest_rising_subsequence_rises_and_is_longest(numbers: list[int]) -> None:
    kept = longest_increasing(numbers)
    assert all(numbers[one] < numbers[other] for one, other in pairwise(kept))
    longest = [1] * len(numbers)
    for end, number in enumerate(numbers):
        longest[end] = 1 + max((longest[start] for start in range(end) if numbers[start] < number), default=0)
    assert len(kept) == max(longest)
