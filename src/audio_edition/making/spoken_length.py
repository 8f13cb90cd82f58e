"""How long a text is to the ear, before anybody speaks it.

Enters: a text as it will be spoken, and the language of the voice. Leaves: the seconds that the built-in voice takes
for it at its usual speed, about; for another voice, the same times its pace. Refuses: nothing.

All figures were measured with espeak-ng 1.52 at 165 words a minute: pauses and signs as the difference that one more
makes, letters as what is left of some minutes of prose in each language.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern


class Rate(Struct, frozen=True):
    """How long letters and digits take in one language."""

    letter_s: float
    digit_s: float
    """Of a digit from 1 to 9, as part of a number that is read as one."""


RATES: Mapping[str, Rate] = MappingProxyType(
    {
        "ar": Rate(0.1055, 0.710),
        "cmn": Rate(0.2742, 0.410),
        "cs": Rate(0.0694, 0.495),
        "de": Rate(0.0570, 0.555),
        "el": Rate(0.0600, 0.450),
        "en": Rate(0.0577, 0.420),
        "es": Rate(0.0621, 0.445),
        "fi": Rate(0.0673, 0.690),
        "fr": Rate(0.0482, 0.295),
        "hi": Rate(0.1204, 0.365),
        "it": Rate(0.0613, 0.425),
        "ja": Rate(0.4774, 0.450),
        "ko": Rate(0.1832, 0.475),
        "nl": Rate(0.0644, 0.450),
        "pl": Rate(0.0724, 0.600),
        "pt": Rate(0.0656, 0.465),
        "ru": Rate(0.0547, 0.480),
        "sv": Rate(0.0670, 0.375),
        "tr": Rate(0.0763, 0.395),
        "uk": Rate(0.0951, 0.720),
        "yue": Rate(0.2742, 0.410),
        "zh": Rate(0.2742, 0.410),
    }
)
"""By language: French writes letters that nobody says, Chinese a syllable with one; Hindi vowels are no letters."""
_UNMEASURED = Rate(0.0670, 0.45)
"""The middle of the languages above."""
_PER_BLANK = 0.026
_PER_UTTERANCE = 0.10
_SECONDS_OF = {
    "stop": 0.42,
    "long": 0.32,
    "comma": 0.25,
    "short": 0.08,
    "dot": 0.2,
    "cheap": 0.12,
    "percent": 0.55,
    "sign": 0.3,
}
"""Full stop within an utterance, dash, comma, bracket, dot within a word; noughts, the one of thirteen and the two of
2026, which are said in less than a word."""
_PER_SPELLED_LETTER = 0.14
"""More than a letter takes in a word."""

_WORDS = pattern(r"[^\W\d_]+")
_MARKS = pattern(
    r"""(?P<stop>(?<!\b\w)[.!?](?=[\s”’"')]+\S))"""
    r"|(?P<long>--+|…|\.\.\.|[;:—–。；：](?!\d))"
    r"|(?P<comma>,(?!\d)|[、，])"
    r"""|(?P<short>[()“”"«»„]| - )"""
    r"|(?P<dot>(?<=[^\W\d_])\.(?=[^\W\d_]))"
    r"|(?P<cheap>0|1(?=\d(?!\d))|2(?=0\d\d(?!\d)))"
    r"|(?P<digit>\d)"
    r"|(?P<percent>[%‰])"
    r"|(?P<sign>[&+=#@€$£§°])"
)
_SPELLED = pattern(r"\b(?:[B-HJ-ZА-Я]|[A-ZА-Я]{2,3}|[B-DF-HJ-NP-TV-XZ]{2,})(?=s?\b)")
"""Capitals said letter by letter; the English words A and I are not."""


def spoken_seconds(text: str, lang: str) -> float:
    """How long the built-in voice takes for one utterance, about.

    Args:
        text: As it will be spoken, numbers in words where they are.
        lang: BCP 47 tag of the voice's language; empty or unknown: an average of those measured.

    Returns:
        Seconds, more than 0.
    """
    rate = RATES.get(base_language(lang), _UNMEASURED) if lang else _UNMEASURED
    seconds_of = {**_SECONDS_OF, "digit": rate.digit_s}
    letters = sum(map(len, _WORDS.findall(text)))
    marks = sum(seconds_of[found.lastgroup or ""] for found in _MARKS.finditer(text.rstrip(" .!?…。")))
    spelled = sum(map(len, _SPELLED.findall(text)))
    return (
        _PER_UTTERANCE + letters * rate.letter_s + text.count(" ") * _PER_BLANK + marks + spelled * _PER_SPELLED_LETTER
    )
