"""Telephone numbers digit by digit: (212) 555-0123 → 2 1 2 5 5 5 0 1 2 3."""

from __future__ import annotations

import re

from audio_edition.narration.normalising.numerals import TABLES
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern

_INTERNATIONAL = pattern(r"(?<![\w+])\+(?P<digits>\d{1,3}(?:[ .-]?\(?\d{1,5}\)?){2,6})(?!\w|[.,]\d)")
_NATIONAL = pattern(
    r"(?<![\w.,:/$£€+–-])(?P<digits>(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[.-]\d{4}"
    r"|\(?0\d{2,4}\)?[ -]\d{3,4}[ -]\d{3,4}"
    r"|0\d(?:[ .]\d\d){4}|\d{3}-\d{4}|\(0\d{2,4}\) ?\d{4,8})(?![\w:/-]|[.,]\d)"
)

_AFTER_WORD = pattern(
    r"(?<!\w)(?P<word>(?:[Tt][eé]l(?:efon|efono|éfono|éphone|ephone)?|Fax|Тел)\.?:? )"
    r"(?P<digits>\(?\d[\d /()-]{4,18}\d)(?![\w:/-]|[.,]\d)"
)
_EMERGENCY = pattern(r"(?<!\w)([Dd]ial(?:ing|ed|led)?|[Cc]all(?:ing|ed)?) (911|112|999|101|111)(?![\w:/-]|[.,]\d)")


def telephone(text: str, lang: str) -> str:
    """555-0123 → 5 5 5 0 1 2 3, +44 20 ... → plus 4 4 2 0 ..., dial 911 → dial 9 1 1."""
    language = base_language(lang)
    plus = TABLES[language].plus if language in TABLES else ""
    if "+" in text and plus:
        text = _INTERNATIONAL.sub(
            lambda match: f"{plus} {_digits(match['digits'])}" if _many(match) else match[0], text
        )
    text = _AFTER_WORD.sub(lambda match: f"{match['word']}{_digits(match['digits'])}", text)
    text = _NATIONAL.sub(lambda match: _digits(match["digits"]), text)
    return _EMERGENCY.sub(lambda match: f"{match[1]} {_digits(match[2])}", text) if language == "en" else text


def _many(match: re.Match[str]) -> bool:
    return sum(map(str.isdecimal, match["digits"])) >= 7


def _digits(text: str) -> str:
    return " ".join(filter(str.isdecimal, text))
