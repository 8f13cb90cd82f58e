"""Text that is shown steers no terminal, and is short."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audio_edition.text.visible import excerpt, one_line, printable, quoted, shortened


def test_each_way_of_showing_text() -> None:
    assert printable("a\x1b[1m\nb") == "a\ufffd[1m\nb"
    assert one_line(" a\n\t b\u202ec ") == "a b c"
    assert shortened("abc def", 5) == "abc…"
    assert excerpt("ab\ncd ef", 6) == "ab cd…"
    assert quoted("é", 10) == "'é'"
    assert quoted("é\u202e", 10) == r"'\xe9\u202e'"
    assert quoted("abcdef", 3) == "'abc'…"


@given(st.text(), st.integers(1, 50))
def test_what_is_shown_is_printable_and_short(text: str, most: int) -> None:
    assert excerpt(text, most).isprintable()
    assert len(excerpt(text, most)) <= most
    assert quoted(text, most).isprintable()


def test_an_excerpt_says_where_it_is_cut() -> None:
    assert excerpt("a" * 60) == "a" * 60
    assert excerpt("a" * 61) == "a" * 59 + "…"
    assert excerpt("one\n\x1b two") == "one two"
