"""Fractions: 3/4 → three quarters, ½ → one half, 2½ and 2 1/2 → 2 and a half."""

from __future__ import annotations

import re
import unicodedata

from audio_edition.narration.normalising.numerals import TABLES, words
from audio_edition.text.language_tags import base_language

SIGNS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_VALUES = {sign: tuple(map(int, unicodedata.normalize("NFKC", sign).replace("⁄", "/").split("/"))) for sign in SIGNS}
_SIGN = re.compile(rf"(?:(?<![\w.,])(?P<whole>\d{{1,6}}) ?)?(?P<sign>[{SIGNS}])(?P<before> an? | the )?")
_SLASH = re.compile(
    r"(?<![\w.,:/$£€+–-])(?:(?P<whole>\d{1,3}) )?(?P<top>\d{1,2})[/⁄](?P<bottom>\d{1,3})"
    r"(?![\w%:/]|[.,]\d|[–-]\d)(?P<before> an? | the )?"
)
_BOTTOMS = frozenset((2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 32, 64, 100))


def fractions(text: str, lang: str) -> str:
    """1/2 a cup → half a cup, 2/3 → two thirds, 2½ → 2 and a half; 24/7 and 9/11 are none."""
    language = base_language(lang)
    if language not in TABLES:
        return text
    if "/" in text or "⁄" in text:
        text = _SLASH.sub(lambda match: _slash(match, language), text)
    if any(sign in text for sign in SIGNS):
        text = _SIGN.sub(lambda match: _say(match, _VALUES[match["sign"]], language), text)
    return text


def _slash(match: re.Match[str], language: str) -> str:
    top, bottom = int(match["top"]), int(match["bottom"])
    if not 0 < top < bottom or bottom not in _BOTTOMS or (match["whole"] and bottom > 16):
        return match[0]
    return _say(match, (top, bottom), language)


def _say(match: re.Match[str], value: tuple[int, ...], language: str) -> str:
    top, bottom = value
    whole, before = match["whole"], match["before"] or ""
    table = TABLES[language]
    if language != "en":
        said = table.fractions.get((top, bottom))
        if said is None:
            return match[0]
        if whole:
            return f"{whole} {table.half_more}" if (top, bottom) == (1, 2) else f"{whole} {said}"
        return f"{said}{before}"
    said = _english(top, bottom)
    if whole:
        return f"{whole} and {'a' if top == 1 else ''}{said.removeprefix('one') if top == 1 else said}{before}"
    if (top, bottom) == (1, 2) and before:
        return f"half{before}"
    return f"{said}{before}"


def _english(top: int, bottom: int) -> str:
    name = {2: "half", 4: "quarter"}.get(bottom) or words(bottom, "en", "ordinal").replace("one hundredth", "hundredth")
    plural = {"half": "halves"}.get(name, f"{name}s")
    return f"one {name}" if top == 1 else f"{words(top, 'en')} {plural}"
