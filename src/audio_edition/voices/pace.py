"""How long a text may sound: bounds that no speaker of any language leaves.

Enters: a text. Leaves: the least and the most seconds its speech can last. Refuses nothing.

A reply of a tenth of the length is whole MP3 and yet has lost the text; only its length tells.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

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
"""A row of the same letter counts as so many at least: ``aaaaaaaa`` is no eight sounds."""


@dataclass(frozen=True, slots=True)
class PlausibleLength:
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
