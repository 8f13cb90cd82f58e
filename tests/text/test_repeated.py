"""Texts that repeat what a longer one says, word for word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.text.repeated import repeated, words_of
from support.growth_of_time import growth

LONG = "The captain was angry. “We were never asked about it,” he said, and left the room."


@pytest.mark.parametrize(
    ("text", "is_repeated"),
    [
        ("We were never asked about it.", True),
        ("“[W]e were never asked about it”", True),
        ("“We were never asked about it.” — The captain", True),
        ("we were never", False),
        ("We were never asked about that.", False),
        ("They were asked about it.", False),
        (LONG, False),
        ("", False),
    ],
)
def test_text(text, is_repeated):
    assert repeated([text], ["Before.", LONG]) == (frozenset((0,)) if is_repeated else frozenset())


WORDS = st.lists(st.sampled_from("abc"), max_size=12).map(" ".join)


@given(st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=5))
def test_it_finds_what_a_plain_search_finds(texts, others):
    def plain(text):
        words = words_of(text)
        return len(words) >= 4 and any(f" {text} " in f" {other} " and text != other for other in others)

    assert repeated(texts, others) == {index for index, text in enumerate(texts) if plain(text)}


@pytest.mark.parametrize("piece", ["a ", "a b ", "never asked about it. "])
def test_time_grows_with_the_length_only(piece):
    texts = {count: [f"{piece * (index % 50)}x{index}" for index in range(count)] for count in (10, 1_000, 4_000)}
    assert growth(lambda count: repeated(texts[count], [piece * count * 4]), 1_000, 4_000, enough=12) < 12
