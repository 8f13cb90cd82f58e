"""Which lengths are plausible for a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.voices.length_check import plausible_length

ENGLISH = "The committee met in the old library on Tuesday, as it had done for years, and nobody was surprised."


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        pytest.param(ENGLISH, 6.4, id="English"),
        pytest.param("Hi", 0.5, id="a word"),
        pytest.param("I", 0.3, id="a letter"),
        pytest.param("1917", 1.6, id="a year"),
        pytest.param("3.14159265358979323846", 14.0, id="digits one by one"),
        pytest.param("U.S.S.R.", 1.8, id="an abbreviation spelled out"),
        pytest.param("百年前の十月に革命が起きた。", 3.0, id="Japanese"),
        pytest.param("今天天气很好", 1.3, id="Chinese"),
        pytest.param("혁명이 일어났다", 1.2, id="Korean"),
        pytest.param("การปฏิวัติเดือนตุลาคม", 2.0, id="Thai"),
        pytest.param("ثورة أكتوبر", 1.2, id="Arabic"),
        pytest.param("😂", 1.7, id="an emoji named"),
        pytest.param("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0.8, id="a scream"),
    ],
)
def test_ordinary_speech_is_plausible_and_a_tenth_of_a_sentence_is_not(text: str, seconds: float) -> None:
    bounds = plausible_length(text)
    assert bounds.least_s <= seconds <= bounds.most_s


@pytest.mark.parametrize("text", [ENGLISH, "百年前の十月に革命が起きた。", "今天天气很好", "a word or two"])
def test_a_tenth_and_twenty_times_are_implausible(text: str) -> None:
    spoken = len(text) * (0.064 if text.isascii() else 0.2)
    bounds = plausible_length(text)
    assert spoken / 10 < bounds.least_s
    assert spoken * 20 > bounds.most_s


@given(st.text(), st.text())
def test_more_text_never_takes_less(text: str, more: str) -> None:
    before, after = plausible_length(text), plausible_length(text + more)
    assert before.least_s <= after.least_s
    assert before.most_s <= after.most_s
    assert 0 <= before.least_s <= before.most_s
