"""What stands between numbers and words: 5-4 → 5 to 4, 3:1 → 3 to 1, 24/7 → twenty four seven, 3 × 4 → 3 by 4."""

from __future__ import annotations

import re

from audio_edition.narration.normalising.fractions import is_fraction
from audio_edition.narration.normalising.numerals import TABLES, words
from audio_edition.narration.roman import value as roman_value
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern

_NUMERAL = pattern(r"\d|[IVXLC][–—-][IVXLC]")
_NUMBER = r"\d{1,3}(?:,\d{3}){1,6}+(?!\d)|\d++"
_HYPHEN = pattern(
    r"(?<![\w.,:/$£€+–-])(?P<first>\d[\d.,]*?(?<=\d))(?:-|[–—])(?P<last>\d[\d.,]*?(?<=\d))(?![\w:/–-]|[.,]\d)"
)
_RATIO = pattern(rf"(?<![\w.,:/-])(?P<first>{_NUMBER})(?::| : )(?!0\d)(?P<last>{_NUMBER})(?![\w:/-]|[.,]\d)")
_PAIR = pattern(r"(?<![\w.,:/$£€-])(\d{1,3})/(\d{1,3})(?![\w:/%-]|[.,]\d)")
_MAKER = pattern(r"(?<!\w)(?:Boeings?|Airbus|Embraer|Bombardier|Falcon|Antonov|Tupolew|Tupolev|MD|DC) \Z")
"""Behind these a number of two parts is the name of a machine."""
_BY = pattern(r"(?<![\w.,:/])(\d[\d.,]*) ?[x×] ?(?=\d)")
_FOLD = pattern(r"(?<![\w.,:/])(\d{1,4}(?:\.\d{1,2})?)x(?!\w)")
_TIMES = pattern(r"(?<![\w.,:/])(\d{1,3}) ?x(?=\s[a-zäöü])")
_ROMANS = pattern(r"(?<![\w.-])(?P<first>[IVXLC]{1,7})(?:-|[–—])(?P<last>[IVXLC]{1,7})(?![\w-])")
_PRONOUNS = pattern(
    r"(?<![\w/])(he|she|his|her|him|hers|himself|s|they|their|mother|father|wife|husband|yes|either|one)/"
    r"(she|he|her|his|hers|him|herself|they|their|them|father|mother|husband|wife|no|or|more)(?![\w/])",
    re.IGNORECASE,
)
_AND_OR = pattern(r"(?<![\w/])([Aa]nd|[Ee]ither)/(or)(?![\w/])")


def relations(text: str, lang: str) -> str:
    """1914-1918 and 7-9 → to, scores and ratios → to, and/or → and or, his/her → his or her."""
    language = base_language(lang)
    if language not in TABLES:
        return text
    table = TABLES[language]
    if _NUMERAL.search(text) is None:
        return _AND_OR.sub(r"\1 \2", _PRONOUNS.sub(r"\1 or \2", text)) if language == "en" and "/" in text else text
    if table.to and ("-" in text or "–" in text or "—" in text):
        text = _HYPHEN.sub(lambda match: _span(match, table.to), text)
        text = _ROMANS.sub(lambda match: _romans(match, table.to), text)
    if ":" in text and table.ratio:
        text = _RATIO.sub(lambda match: f"{match['first']} {table.ratio} {match['last']}", text)
    if "/" in text:
        if language == "en":
            text = _AND_OR.sub(r"\1 \2", text)
            text = _PRONOUNS.sub(r"\1 or \2", text)
        text = _PAIR.sub(lambda match: _pair(match, language), text)
    if language == "de" and "x" in text:
        text = _TIMES.sub(r"\1 mal", text)
    if language == "fr":
        text = re.sub(r"(?<!\w)4 ?[x×] ?4(?!\w)", "quatre quatre", text)
    if table.by and ("x" in text or "×" in text):
        text = _BY.sub(rf"\1 {table.by} ", text)
        if language == "en":
            text = _FOLD.sub(rf"\1 {table.times}", text)
    return text


def _pair(match: re.Match[str], language: str) -> str:
    """24/7 → twenty four seven; what is a fraction is left to the rule for them."""
    if is_fraction(int(match[1]), int(match[2])) and match[1] != match[2]:
        return match[0]
    return f"{_words(match[1], language)} {_words(match[2], language)}"


def _words(text: str, language: str) -> str:
    return words(int(text), language).replace("-", " ") if text[0] != "0" or text == "0" else " ".join(text)


def _span(match: re.Match[str], to: str) -> str:
    """The ends of a range, or a score; "747-400" and "555-0123" are names and numbers of their own."""
    first, last = match["first"], match["last"]
    one, two = (int(re.sub(r"\D", "", each)) for each in (first, last))
    if one == two == 50:
        return "50 50"
    if _MAKER.search(match.string, max(0, match.start() - 12), match.start()):
        return match[0]
    if len(first) > 9 or len(last) > 9 or any(len(each) > 1 and each[0] == "0" for each in (first, last)):
        return match[0]
    if one >= two and (one > 150 or two > 150):
        return match[0]
    return f"{first} {to} {last}"


def _romans(match: re.Match[str], to: str) -> str:
    one, two = roman_value(match["first"]), roman_value(match["last"])
    return f"{one} {to} {two}" if 0 < one < two else match[0]
