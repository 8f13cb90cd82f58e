"""Numerals: how they are written in a language, and their words where a voice would not find them itself.

Enters: numbers. Leaves: patterns, words, and the form of the noun behind a number. Plain numbers stay numerals: every
voice says them, and a clip of the sentence may be there already.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from audio_edition.narration.normalising.english import TABLE as _EN
from audio_edition.narration.normalising.french import TABLE as _FR
from audio_edition.narration.normalising.german import TABLE as _DE
from audio_edition.narration.normalising.italian import TABLE as _IT
from audio_edition.narration.normalising.russian import TABLE as _RU
from audio_edition.narration.normalising.spanish import TABLE as _ES
from audio_edition.narration.normalising.table import Forms, Table

TABLES: dict[str, Table] = {"en": _EN, "de": _DE, "fr": _FR, "es": _ES, "it": _IT, "ru": _RU}
"""By language without region."""

BEFORE = r"(?<![\w.,/:+-])"
"""No numeral, word or address goes on to the left."""
DASH = r" ?[–—] ?|-"
"""Between the ends of a range."""


@cache
def number(language: str) -> str:
    """The pattern of a number, with thousands and decimals as the language writes them; it has no groups.

    Six groups of three digits at most: it is tried anew at each of them.
    """
    table = TABLES[language]
    point = r"\." if table.point == "." else ","
    return rf"(?:\d{{1,3}}(?:[{table.thousands}]\d{{3}}){{1,6}}+(?!\d)|\d++)(?:{point}\d++)?+"


def is_one(text: str, language: str) -> bool:
    """Whether the noun behind a number stands in the singular."""
    return text == "1" or (language == "fr" and text[:1] in "01" and text[1:2] in ("", ","))


def form(words: Forms, text: str, language: str) -> str:
    """The form of a noun behind a number."""
    if len(words) == 1:
        return words[0]
    if language != "ru":
        return words[0] if is_one(text, language) else words[1]
    if "," in text:
        return words[1]
    last = int("0" + "".join(filter(str.isdecimal, text))[-2:])
    if 10 < last < 20 or last % 10 in (0, 5, 6, 7, 8, 9):
        return words[2]
    return words[0] if last % 10 == 1 else words[1]


def final_stop(match: re.Match[str]) -> str:
    """The full stop of an abbreviation that ends the sentence; else nothing."""
    return "." if match[0].endswith(".") and not match.string[match.end() :].strip("\"')]”’» ") else ""


def grouped(text: str, language: str) -> str:
    """1917 → 1,917 where a number of four digits would be taken for a year."""
    if len(text) == 4 and text.isdecimal() and language in ("en", "de"):
        return f"{text[0]}{',' if language == 'en' else '.'}{text[1:]}"
    return text


@lru_cache(4096)
def words(value: int, language: str, kind: str = "cardinal", **more: Any) -> str:
    """A number in words.

    Args:
        value: Zero or more.
        language: One of ``TABLES``.
        kind: ``cardinal``, ``ordinal`` or ``year``.
        more: In Russian, the ``case`` and ``gender`` of an ordinal.
    """
    from num2words import num2words  # imported late: most scripts need few of them

    return str(num2words(value, lang=language, to=kind, **more))


def ordinal(value: int, language: str, **more: Any) -> str:
    """An ordinal in words."""
    if language == "es" and value > 10:
        return str(value)  # as they are said of kings, centuries and floors
    return words(value, language, "ordinal", **more)


def ordinal_numeral(value: int) -> str:
    """7 → 7th, in English."""
    ending = "th" if 10 < value % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


def english_two_digits(text: str) -> str:
    """05 → oh five, 30 → thirty, 00 → hundred."""
    if text == "00":
        return "hundred"
    return f"oh {words(int(text), 'en')}" if text[0] == "0" else words(int(text), "en")


def year(value: int, language: str) -> str:
    """A year as it is said; where that is how any number is said, as a numeral."""
    if language == "en":
        if value % 1000 < 10:
            return words(value, "en").replace(" and", "")
        return f"{words(value // 100, 'en')} {english_two_digits(f'{value % 100:02}')}"
    if language == "de" and 1100 <= value < 2000:
        return words(value, "de", "year")
    return str(value)
