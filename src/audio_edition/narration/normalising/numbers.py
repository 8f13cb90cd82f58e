"""Numbers as they stand alone: 2.5m → 2.5 million, 12 000 → 12,000, 10+ → 10 plus, 007 → zero zero seven, 3e."""

from __future__ import annotations

import re
from functools import cache

from audio_edition.narration.normalising.numerals import BEFORE, DASH, TABLES, form, number, ordinal, words
from audio_edition.text.language_tags import base_language

_SPACED = re.compile(r"(?<![\w.,:/+-])([1-9]\d{0,2}) 000(?![\w.,:/-]| \d)")
_RUN = re.compile(r" (?:runs?|races?|walk|resolution|display|screens?|TV|video)\b")
_PLUS = re.compile(r"(?<![\w.,:/+-])(\d[\d,.]*)\+(?![\w+])")
_ABOUT = re.compile(r"(?<![\w~])[~≈] ?(?=[$£€]?\d)")
_POINT = re.compile(r"(?<![\w.,])\.(?=\d)")
_ZEROS = re.compile(r"(?<![\w.,:/+-])(0\d{1,3})(?![\w:/-]|[.,]\d)")


@cache
def _magnitude(language: str) -> re.Pattern[str]:
    signs = "|".join(
        re.escape(sign)
        for sign in sorted(TABLES[language].magnitudes, key=lambda sign: (-len(sign), sign))
        if len(sign) <= 5 and sign not in ("M", "T", "B")
    )
    amount = rf"(?P<first>{number(language)})(?P<last>(?:{DASH})(?:{number(language)}))?"
    blank = "" if language == "en" else " ?"
    return re.compile(rf"{BEFORE}{amount}{blank}(?P<sign>{signs})(?!\w)")


def numbers(text: str, lang: str) -> str:
    """2.5m → 2.5 million, 300k → 300 thousand, 3 Mio. → 3 Millionen."""
    language = base_language(lang)
    if language not in TABLES:
        return text
    table = TABLES[language]

    def magnitude(match: re.Match[str]) -> str:
        if match["sign"] == "K" and _RUN.match(match.string, match.end()):
            return match[0]
        last = (match["last"] or match["first"]).strip(" –—-")
        return f"{match['first']}{match['last'] or ''} {form(table.magnitudes[match['sign']], last, language)}"

    text = _magnitude(language).sub(magnitude, text)
    if language == "en":
        text = _SPACED.sub(r"\1,000", text)
        text = _ZEROS.sub(lambda match: " ".join(words(int(digit), "en") for digit in match[1]), text)
        text = _POINT.sub("0.", text)
    if "+" in text:
        text = _PLUS.sub(rf"\1 {table.plus}", text)
    return _ABOUT.sub(f"{table.about} ", text) if table.about else text


_ORDINALS = {
    "fr": re.compile(r"(?<![\w.,])(\d{1,4})( ?)(er|ère|re|ème|e|nd|nde|de)s?(?![\w\u0300-\u036f])"),
    "es": re.compile(r"(?<![\w.,])(\d{1,2})\.?(?:([ºo°])|([ªa]))(?!\w)"),
    "it": re.compile(r"(?<![\w.,])(\d{1,3})(?:([º°])|([ª]))(?! ?[CF]\b)(?!\w)"),
    "ru": re.compile(r"(?<![\w.,])(\d{1,4})-(й|го|му|м|я|ю|е|х)(?!\w)"),
}
_RU_ENDINGS = {"й": ("n", "m"), "го": ("g", "m"), "му": ("d", "m"), "м": ("p", "m"), "я": ("n", "f"), "ю": ("a", "f"),
               "е": ("n", "n"), "х": ("g", "m")}  # fmt: skip


def ordinals(text: str, lang: str) -> str:
    """3e → troisième, 2ª → seconda, 1.ª → primera, 3-й → третий; English ordinals every voice knows."""
    language = base_language(lang)
    pattern = _ORDINALS.get(language)
    if pattern is None:
        return text

    def say(match: re.Match[str]) -> str:
        value = int(match[1])
        if not value or (language == "es" and match[0][-1] in "oa" and "." not in match[0]):
            return match[0]
        if language == "ru":
            case, gender = _RU_ENDINGS[match[2]]
            return ordinal(value, "ru", case=case, gender=gender)
        if language == "fr":
            return _french_ordinal(match, value)
        if language == "it" and value == 2:
            return "seconda" if match[3] else "secondo"
        said = ordinal(value, language)
        return f"{said[:-1]}a" if match[3] and said[-1:] == "o" else said

    return pattern.sub(say, text)


def _french_ordinal(match: re.Match[str], value: int) -> str:
    apart, ending = match[2], match[3]
    if apart and ending not in ("er", "ère", "ème"):  # 2 de: no ordinal
        return match[0]
    if ending in ("er", "ère", "re"):
        return ("premier" if ending == "er" else "première") if value == 1 else match[0]
    if ending in ("nd", "nde", "de"):
        return {"nd": "second", "nde": "seconde"}.get(ending, match[0]) if value == 2 else match[0]
    return ordinal(value, "fr")
