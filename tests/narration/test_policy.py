"""The policy table: every element has a default, unknown words are errors, excerpts are short and printable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.article.model import Element
from audio_edition.errors import SourceError
from audio_edition.narration.policy import CHOICES, DEFAULTS, TABLE, excerpt, resolve


def test_every_element_of_a_span_but_text_has_a_row():
    assert {element.value for element in Element} - {"text"} <= set(DEFAULTS)


def test_every_default_is_a_choice_and_every_row_has_a_reason():
    for row in TABLE:
        assert row.default in CHOICES[row.element]
        assert row.reason


def test_settings_override_defaults():
    assert resolve({"code": "announce"}) == {**DEFAULTS, "code": "announce"}


@pytest.mark.parametrize(
    ("speak", "message"),
    [
        ({"cod": "skip"}, "x.md: 'speak' has no element 'cod'; did you mean 'code'?"),
        ({"html": "speak"}, "x.md: 'speak.html' cannot be 'speak'; it can be skip"),
        ({"table": "loud"}, "x.md: 'speak.table' cannot be 'loud'; it can be speak or announce or skip"),
    ],
)
def test_unknown_words_are_errors(speak, message):
    with pytest.raises(SourceError) as caught:
        resolve(speak, "x.md")
    assert str(caught.value) == message


@given(st.text(max_size=700))
def test_excerpts_are_short_and_printable(text):
    shown = excerpt(text)
    assert len(shown) <= 60
    assert shown.isprintable()


def test_an_excerpt_says_where_it_is_cut():
    assert excerpt("a" * 60) == "a" * 60
    assert excerpt("a" * 61) == "a" * 59 + "…"
    assert excerpt("one\n\x1b two") == "one two"
