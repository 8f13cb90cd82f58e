"""Whether a clip can hold its text: the last check of every reply that came from outside.

Enters: a clip and the text it should say. Leaves: nothing. Refuses: a clip that is too short or too long for its text,
by bounds that no speaker of any language leaves. A reply of a tenth of the length can be whole MP3 and yet have lost
the text; only its length tells.
"""

from __future__ import annotations

import threading
import unicodedata

import numpy as np
from msgspec import Struct

from audio_edition.voices.protocol import Clip, Samples
from audio_edition.voices.replies import SpoiledReplyError

LETTER_S = (0.030, 0.40)
"""Seconds per letter of an alphabet, an abjad or an abugida. Languages are spoken with 5 to 8 syllables a second and
written with 1.5 to 4 letters a syllable: 0.03 to 0.13 s. Spelled out one by one, letters take up to 0.4 s.
Source: Coupé et al., Science Advances 5 (2019), eaaw2594, table of speech rates."""
SYLLABLE_S = (0.070, 1.00)
"""Seconds per kanji, kana, hanzi or hangul syllable: the same rates with one syllable or more a character."""
DIGIT_S = (0.030, 1.50)
SYMBOL_S = (0.0, 2.50)
"""An emoji can be a phrase, or nothing."""
REST_S = 3.0
"""Silence around the speech, on top of the most."""
_REPEATS = 3
"""So many of a row of the same letter count for the least: ``aaaaaaaa`` is not eight sounds."""
_SILENCE_RATIO = 0.01
"""Below -40 dB of the loudest sample of a clip counts as silence: encoder noise, not speech."""
_LEAST_LETTERS = 30
"""Of a shorter text, the pause of a comma is a good part."""
_LEAST_HEARD, _MOST_HEARD = 4, 100
_SHORTEST, _LONGEST = 0.65, 1.7
"""Of a voice's usual time per letter. Measured with the built-in voice, 18 voices of 14 languages, over 9,071 sentences
of 30 letters and more (a book and two articles in English; in the others, messages of a program): one in a hundred
takes less than 0.82 of it, one in a hundred more than 1.30, and two lie outside these limits, both in Japanese. No
voice on the network was measured: the limits leave them room. Of the same sentences, 99 in 100 would be doubted with
half of their sound gone, 36 in 100 with a third of it, 98 in 100 if they came twice."""
_SAME_LENGTH = 0.1


class PlausibleLength(Struct, frozen=True):
    """Bounds in seconds."""

    least_s: float
    most_s: float


def plausible_length(text: str) -> PlausibleLength:
    """Bounds of the length of this text when it is read aloud."""
    least = most = 0.0
    before, row = "", 0
    for char in text:
        row = row + 1 if char == before else 1
        before = char
        low, high = _seconds(char)
        least += low if row <= _REPEATS else 0.0
        most += high
    return PlausibleLength(least, most + REST_S)


def sounding(samples: Samples) -> tuple[int, int]:
    """Where sound begins and where it has ended; all of them where everything is silent."""
    level = np.abs(samples.astype(np.int32))
    loud = np.flatnonzero(level > level.max(initial=0) * _SILENCE_RATIO)
    return (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, len(samples))


def check_length(clip: Clip, text: str, *, slowest: float = 1.0, fastest: float = 1.0) -> None:
    """Compare the length of a clip with the bounds for its text.

    Silence at its start and end does not count as speech: around a short text it can be longer than what is missing.

    Args:
        clip: What came.
        text: What it should say.
        slowest: Speed of the slowest speech that may come: 0.5 doubles the upper bound.
        fastest: Speed of the fastest: 2 halves the lower bound.

    Raises:
        SpoiledReplyError: It lies outside; the text itself is not in the message.
    """
    start, end = sounding(clip.samples)
    speech_s, seconds = (end - start) / clip.sample_rate_hz, len(clip.samples) / clip.sample_rate_hz
    bounds = plausible_length(text)
    least_s, most_s = bounds.least_s / fastest, bounds.most_s / slowest
    if not (least_s <= speech_s and seconds <= most_s):
        shown_s = seconds if seconds > most_s else speech_s
        raise SpoiledReplyError(
            f"{shown_s:.1f} s of sound for {len(text)} characters, which take {least_s:.1f} to {most_s:.0f} s"
        )


def _seconds(char: str) -> tuple[float, float]:
    kind = unicodedata.category(char)
    if kind[0] == "N":
        return DIGIT_S
    if kind[0] == "L":
        return SYLLABLE_S if _is_syllabic(char) else LETTER_S
    return SYMBOL_S if kind[0] in "SP" else (0.0, 0.0)


def _is_syllabic(char: str) -> bool:
    """Whether the character is written for a syllable or a word: kana, bopomofo, han, hangul."""
    return (
        "\u3040" <= char <= "\u9fff"
        or "\uac00" <= char <= "\ud7a3"
        or "\uf900" <= char <= "\ufaff"
        or char >= "\U00020000"
    )


class HeardPace:
    """How quickly one voice has spoken so far; threads may share it.

    Bounds that hold for every speaker let a reply pass that was cut at a third. What one voice takes for its letters
    varies far less. A reply that leaves this pace is only doubted: it is asked for again, and where the second is as
    long as the first, the text is one that takes so long.

    Of the first four sentences of a voice nothing is known to compare with: for them only the bounds that hold for
    every speaker count, and those let a reply pass that has lost half of its sound.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seconds_per_letter: list[float] = []
        self._doubted: dict[str, float] = {}

    def check(self, clip: Clip, text: str) -> None:
        """Compare a clip with the sentences heard before it, and remember it.

        Raises:
            SpoiledReplyError: It is far from them, and was not so when it was asked for before.
        """
        letters = _plain_letters(text)
        if letters < _LEAST_LETTERS:
            return
        start, end = sounding(clip.samples)
        seconds = (end - start) / clip.sample_rate_hz
        with self._lock:
            heard = sorted(self._seconds_per_letter)
            usual = heard[len(heard) // 2] * letters if len(heard) >= _LEAST_HEARD else seconds
            before = self._doubted.pop(text, 0.0)
            if not _SHORTEST <= seconds / usual <= _LONGEST and abs(seconds - before) > _SAME_LENGTH * seconds:
                self._doubted[text] = seconds
                raise SpoiledReplyError(f"{seconds:.1f} s of sound, where this voice usually takes {usual:.1f} s")
            self._seconds_per_letter = [*self._seconds_per_letter[-_MOST_HEARD:], seconds / letters]


def _plain_letters(text: str) -> float:
    """Letters of the text as far as they tell its length; 0 where digits and signs, read as words, would count more."""
    kinds = [unicodedata.category(char)[0] for char in text]
    if kinds.count("N") + kinds.count("S") > len(kinds) / 50:
        return 0.0
    return float(sum(3.0 if _is_syllabic(char) else 1.0 for char, kind in zip(text, kinds, strict=True) if kind == "L"))
