"""Excerpts are short and printable."""

from hypothesis import given
from hypothesis import strategies as st

from audio_edition.text.visible import excerpt


@given(st.text(max_size=700))
def test_excerpts_are_short_and_printable(text):
    shown = excerpt(text)
    assert len(shown) <= 60
    assert shown.isprintable()


def test_an_excerpt_says_where_it_is_cut():
    assert excerpt("a" * 60) == "a" * 60
    assert excerpt("a" * 61) == "a" * 59 + "…"
    assert excerpt("one\n\x1b two") == "one two"
