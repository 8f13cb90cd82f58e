"""Long sentences are cut at their best break, never inside a character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.narration.long_sentences import MOST_CHARACTERS, split_long_sentence
from audio_edition.text.graphemes import LONGEST_CLUSTER, is_boundary, last_boundary

CLUSTERS = [
    "e\u0301",
    "a\u0302\u0323",
    "👨\u200d👩\u200d👧",
    "👍🏽",
    "🇩🇪",
    "☀\ufe0f",
    "1\ufe0f\u20e3",
    "각",
    "\u1100\u1161\u11a8",
    "\u0915\u094d\u0937\u093f",
    "\u0e01\u0e33",
    "\u0600\u0661",
    "x",
    "界",
    "\U000e0067\U000e0067",
]


def boundaries(text):
    places = [0]
    for at in range(1, len(text)):
        if is_boundary(text, at, places[-1]):
            places.append(at)
    return places


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_a_cluster_has_no_boundary_inside(cluster):
    text = f"x{cluster}"
    assert [at for at in boundaries(text) if at > 1] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ab", [0, 1]),
        ("🇩🇪🇫🇷🇮🇹", [0, 2, 4]),
        ("가각", [0, 1]),
        ("\r\n", [0]),
        ("中文", [0, 1]),
        ("👨\u200d👩x", [0, 3]),
    ],
)
def test_boundaries(text, wanted):
    assert boundaries(text) == wanted


def test_the_last_boundary_before_a_place():
    assert last_boundary("ab\u0301\u0301c", 0, 3) == 1
    assert last_boundary("a" + "\u0301" * 200, 0, 100) == 100


def test_breaks_from_best_to_worst():
    head, tail = "word " * 30, " word" * 30
    for mark in ("; ", ": ", " — ", ", "):
        text = f"{head}before{mark}after{tail}"
        assert split_long_sentence(text, 250)[0].endswith(f"before{mark}")


def test_a_better_break_is_taken_before_a_nearer_one():
    text = "a" * 120 + "; " + "b" * 100 + ", " + "c" * 300
    assert split_long_sentence(text, 400)[0] == "a" * 120 + "; "


def test_a_short_sentence_is_left_alone():
    assert split_long_sentence("One, two; three.") == ("One, two; three.",)


def test_text_without_blanks_is_cut_between_characters():
    parts = split_long_sentence("界" * 1000)
    assert [len(part) for part in parts] == [400, 300, 300]


@given(
    st.lists(st.sampled_from([*CLUSTERS, "word ", ", ", "; ", "。"]), max_size=300).map("".join), st.integers(70, 120)
)
def test_law_of_splitting(text, limit):
    parts = split_long_sentence(text, limit) if text else ()
    assert "".join(parts) == text
    assert all(0 < len(part) <= limit for part in parts)
    at = 0
    clean = set(boundaries(text))
    for part in parts:
        assert at in clean
        at += len(part)


def test_one_hundred_and_fifty_thousand_characters():
    parts = split_long_sentence("a" * 150_000)
    assert "".join(parts) == "a" * 150_000
    assert max(map(len, parts)) <= MOST_CHARACTERS


def test_a_pile_of_combining_marks_is_cut():
    parts = split_long_sentence("a" + "\u0301" * 5000)
    assert max(map(len, parts)) <= MOST_CHARACTERS
    assert LONGEST_CLUSTER < MOST_CHARACTERS
