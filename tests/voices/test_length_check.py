"""Which lengths are plausible for a text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.article.script import parse_script
from audio_edition.narration.narrate import narrate
from audio_edition.voices.espeak import ENGINE
from audio_edition.voices.length_check import HeardPace, plausible_length
from audio_edition.voices.protocol import Clip
from audio_edition.voices.replies import SpoiledReplyError
from support.places import ROOT

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


def lasting(seconds: float) -> Clip:
    return Clip(np.full(round(seconds * 8000), 1000, dtype=np.int16), 8000)


@pytest.fixture
def heard() -> HeardPace:
    """A voice that has spoken four sentences, at 0.07 s a letter."""
    pace = HeardPace()
    for number in range(4):
        pace.check(lasting(letters(ENGLISH) * 0.07), f"{ENGLISH}{'!' * number}")
    return pace


def letters(text: str) -> int:
    return sum(map(str.isalpha, text))


@pytest.mark.parametrize("share", [0.3, 0.5, 0.6, 1.8, 2.0])
def test_a_reply_far_from_the_pace_of_its_voice_is_doubted_once(heard: HeardPace, share: float) -> None:
    usual = letters(ENGLISH) * 0.07
    with pytest.raises(SpoiledReplyError, match="where this voice usually takes"):
        heard.check(lasting(share * usual), ENGLISH)
    further = share * usual * (0.85 if share < 1 else 1.2)
    with pytest.raises(SpoiledReplyError):
        heard.check(lasting(further), ENGLISH)  # not what came before
    heard.check(lasting(further), ENGLISH)  # a text that takes so long


@pytest.mark.parametrize("share", [0.7, 1.0, 1.6])
def test_a_reply_at_the_pace_of_its_voice_is_not(heard: HeardPace, share: float) -> None:
    heard.check(lasting(share * letters(ENGLISH) * 0.07), ENGLISH)


@pytest.mark.parametrize("text", ["It began at once.", "In 1917, 250 of 300 members voted; in 1918, 190 of 210 did."])
def test_what_is_short_or_full_of_figures_is_not_compared(heard: HeardPace, text: str) -> None:
    heard.check(lasting(20), text)


def test_the_first_four_sentences_have_nothing_to_be_compared_with() -> None:
    pace = HeardPace()
    for share in (1.0, 0.3, 2.0, 1.0):
        pace.check(lasting(share * letters(ENGLISH) * 0.07), ENGLISH)


@pytest.mark.parametrize("name", ["en-us", "en-gb-x-rp+f3", "de"])
def test_no_whole_sentence_of_a_real_article_is_doubted(name: str) -> None:
    """Limits that a sentence leaves would cost one more request each time."""
    text = (ROOT / "script" / "october-1917.md").read_text(encoding="utf-8")
    narration = narrate(parse_script(text, "october-1917.md"))
    voice, pace, compared = ENGINE.voice(name, {}, lang="en"), HeardPace(), 0
    for section in narration.sections:
        for utterance in (each for segment in section.segments for each in segment.utterances):
            pace.check(voice.speak(utterance.phrases), "".join(phrase.text for phrase in utterance.phrases))
            compared += 1
    assert compared > 30
