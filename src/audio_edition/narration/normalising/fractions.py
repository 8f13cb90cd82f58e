"""Fractions: 3/4 → three quarters, ½ → one half, 2½ and 2 1/2 → 2 and a half."""

from __future__ import annotations

import re
import unicodedata

from audio_edition.narration.languages import word_set
from audio_edition.narration.normalising.numerals import TABLES, words
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern

SIGNS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_VALUES = {sign: tuple(map(int, unicodedata.normalize("NFKC", sign).replace("⁄", "/").split("/"))) for sign in SIGNS}
_SIGN = pattern(rf"(?:(?<![\w.,])(?P<whole>\d{{1,6}}) ?)?(?P<sign>[{SIGNS}])(?P<before> an? | the )?")
_SLASH = pattern(
    r"(?<![\w.,:/$£€+–-])(?:(?P<whole>\d{1,3}) )?(?P<top>\d{1,2})[/⁄](?P<bottom>\d{1,3})"
    r"(?![\w:/]|[.,]\d|[–-]\d)(?(whole)|(?!%))(?P<before> an? | the )?"
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


def is_fraction(top: int, bottom: int) -> bool:
    """Whether two numbers with a stroke between them are a fraction: 3/4; not 24/7 and 9/11."""
    return 0 < top < bottom and bottom in _BOTTOMS


def _slash(match: re.Match[str], language: str) -> str:
    top, bottom = int(match["top"]), int(match["bottom"])
    if not is_fraction(top, bottom) or (match["whole"] and bottom > 16):
        return match[0]
    return _say(match, (top, bottom), language)


def _say(match: re.Match[str], value: tuple[int, ...], language: str) -> str:
    top, bottom = value
    whole, before = match["whole"], match["before"] or ""
    if language != "en":
        return _elsewhere(match, value, language)
    said = _english(top, bottom)
    if whole:
        return f"{whole} and {'a' if top == 1 else ''}{said.removeprefix('one') if top == 1 else said}{before}"
    if (top, bottom) == (1, 2) and before:
        return f"half{before}"
    return f"{said}{before}"


def _elsewhere(match: re.Match[str], value: tuple[int, ...], language: str) -> str:
    """By the table of the language; a fraction that it does not have is left."""
    table = TABLES[language]
    said = table.fractions.get((value[0], value[1]))
    is_half = value == (1, 2)
    if said is None:
        return match[0]
    if match["whole"]:
        if language == "de" and is_half and match["whole"] == "1":
            return "eineinhalb"
        return f"{match['whole']} {table.half_more if is_half else said}"
    return _half(match, said, language) if is_half else f"{said}{match['before'] or ''}"


_NOUN = pattern(r" ([^\W\d_]+)")
_FEMININE = {
    "de": word_set("Stunde Tonne Flasche Tasse Seite Million Milliarde Portion Meile Minute Sekunde Zwiebel Packung"),
    "fr": word_set("heure journée tonne bouteille tasse page baguette douzaine livre finale part portion mesure"),
}
_NEUTER = word_set("Jahr Kilo Kilogramm Pfund Dutzend Prozent Glas Stück Jahrhundert")


def _half(match: re.Match[str], said: str, language: str) -> str:
    """½ with the gender of the noun behind it: media hora, mezz'ora, une demi heure, eine halbe Stunde."""
    following = _NOUN.match(match.string, match.end())
    noun = following[1] if following else ""
    if language == "de":
        return "eine halbe" if noun in _FEMININE["de"] else "ein halbes" if noun in _NEUTER else said
    if language == "fr":
        return "une demi" if noun in _FEMININE["fr"] else said
    if noun.endswith("a") and language in ("es", "it"):
        return "media" if language == "es" else "mezza"
    return said


def _english(top: int, bottom: int) -> str:
    name = {2: "half", 4: "quarter"}.get(bottom) or words(bottom, "en", "ordinal").replace("one hundredth", "hundredth")
    plural = {"half": "halves"}.get(name, f"{name}s")
    return f"one {name}" if top == 1 else f"{words(top, 'en')} {plural}"
