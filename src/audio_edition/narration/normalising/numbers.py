"""Numbers as they stand alone: 2.5m → 2.5 million, 12 000 → 12,000, 10+ → 10 plus, 007 → zero zero seven, 3e."""

from __future__ import annotations

import re
from functools import cache

from audio_edition.narration.normalising.numerals import BEFORE, DASH, TABLES, final_stop, form, number, ordinal, words
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern

_SPACED = pattern(r"(?<![\w.,:/+-])(?<!\d )([1-9]\d{0,2})((?: 000)+)(?![.,:/-]?\d| \d|[a-su-z])(?=th\b|(?!\w))")
_RUNS = frozenset(("2", "4", "5", "8", "10"))
"""In "5K" a race, and in "4K" a screen: letters."""
_CALIBRE = pattern(
    r"(?<![\w.,])\.(?P<number>17|22|25|32|38|357|40|44|45|50)"
    r"(?=[ -](?:cal\b|caliber|calibre|rifle|pistol|handgun|revolver|gun|magnum|Magnum))"
)
_PLUS = pattern(r"(?<![\w.,:/+-])(\d[\d,.]*)\+(?![\w+])")
_ABOUT = pattern(r"(?<![\w~])[~≈] ?(?=[$£€]?\d)")
_POINT = pattern(r"(?<![\w.,])\.(?=\d)")
_ZEROS = pattern(r"(?<![\w.,:/+-])(?<!\d )(0\d{1,3})(?![\w:/-]|[.,]\d| \d)")


@cache
def _magnitude(language: str) -> re.Pattern[str]:
    signs = "|".join(
        re.escape(sign)
        for sign in sorted(TABLES[language].magnitudes, key=lambda sign: (-len(sign), sign))
        if len(sign) <= 5 and sign not in ("M", "T", "B", *(("b",) if language == "en" else ()))
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
        if match["sign"] == "K" and match["first"] in _RUNS:
            return match[0]
        last = (match["last"] or match["first"]).strip(" –—-")
        return f"{match['first']}{match['last'] or ''} {form(table.magnitudes[match['sign']], last, language)}"

    text = _magnitude(language).sub(magnitude, text)
    if language == "en":
        text = _SPACED.sub(lambda match: match[0].replace(" ", ","), text)
        text = _CALIBRE.sub(lambda match: _calibre(match["number"]), text)
        text = _ZEROS.sub(lambda match: " ".join(words(int(digit), "en") for digit in match[1]), text)
        text = _POINT.sub("0.", text)
    if "+" in text:
        text = _PLUS.sub(rf"\1 {table.plus}", text)
    return _ABOUT.sub(f"{table.about} ", text) if table.about else text


def _calibre(digits: str) -> str:
    """A .22 rifle → a twenty-two rifle, .357 → three fifty-seven."""
    return (
        words(int(digits), "en")
        if len(digits) == 2
        else f"{words(int(digits[0]), 'en')} {words(int(digits[1:]), 'en')}"
    )


_ORDINALS = {
    "fr": re.compile(r"(?<![\w.,])(\d{1,4})( ?)(er|ère|re|ème|e|nd|nde|de)(s)?(?![\w\u0300-\u036f])"),
    "es": re.compile(r"(?<![\w.,])(\d{1,2})\.?(?:([ºo°])|([ªa])|(er))(?!\w)"),
    "it": re.compile(r"(?<![\w.,])(\d{1,3})(?:([º°])|(ª|(?:(?<=[Ll]a \d)|(?<=una \d))a))(?! ?[CF]\b)(?!\w)"),
    "ru": re.compile(r"(?<![\w.,])(\d{1,4})-(й|го|му|м|я|ю|е|х)(?!\w)(?P<years> гг\.)?"),
}
_COUNTED = pattern(r"(?<!\w)(?:[Ee]l|[Dd]el|[Aa]l|[Ii]l|[Ll]o|[Nn]el|[Dd]al|[Ss]ul|[Uu]n|[Ss]uo|n\.?) \Z")
_RU_ENDINGS = {"й": ("n", "m"), "го": ("g", "m"), "му": ("d", "m"), "м": ("p", "m"), "я": ("n", "f"), "ю": ("a", "f"),
               "е": ("n", "n"), "х": ("g", "m")}  # fmt: skip
_RU_FEW = {2: "двух", 3: "трёх", 4: "четырёх"}


def ordinals(text: str, lang: str) -> str:
    """3e → troisième, 2ª → seconda, 1.ª → primera, 3-й → третий; English ordinals every voice knows."""
    language = base_language(lang)
    pattern = _ORDINALS.get(language)
    if pattern is None:
        return text

    def say(match: re.Match[str]) -> str:
        value = int(match[1])
        if not value or not _is_ordinal(match, language):
            return match[0]
        if language == "ru":
            return _russian_ordinal(match, value)
        if language == "es" and match[4]:
            return {1: "primer", 3: "tercer"}.get(value, match[0])
        if language == "fr":
            return _french_ordinal(match, value)
        if language == "it" and value == 2:
            return "seconda" if match[3] else "secondo"
        said = ordinal(value, language)
        return f"{said[:-1]}a" if match[3] and said[-1:] == "o" else said

    return pattern.sub(say, text)


def _is_ordinal(match: re.Match[str], language: str) -> bool:
    """Whether the letter is an ending, and the little circle no degree."""
    if language == "es" and match[0][-1] in "oa":
        return "." in match[0]
    counted = _COUNTED.search(match.string, max(0, match.start() - 6), match.start())
    return not match[0].endswith("°") or counted is not None


def _french_ordinal(match: re.Match[str], value: int) -> str:
    apart, ending = match[2], match[3]
    if apart and ending not in ("er", "ère", "ème"):  # 2 de: no ordinal
        return match[0]
    if ending in ("er", "ère", "re"):
        return ("premier" if ending == "er" else "première") if value == 1 else match[0]
    if ending in ("nd", "nde", "de"):
        return {"nd": "second", "nde": "seconde"}.get(ending, match[0]) if value == 2 else match[0]
    return f"{ordinal(value, 'fr')}{match[4] or ''}"


def _russian_ordinal(match: re.Match[str], value: int) -> str:
    """3-й → третий; в 80-х → в восьмидесятых, 1990-е гг. → … девяностые годы; 2-х → двух."""
    ending = match[2]
    case, gender = _RU_ENDINGS[ending]
    several = ending in ("е", "х") and value >= 10 and value % 10 == 0
    if ending == "х" and not several:
        return _RU_FEW.get(value, match[0])
    if not several:
        return f"{ordinal(value, 'ru', case=case, gender=gender)}{match['years'] or ''}"
    said = ordinal(value, "ru", case=case, plural=True)
    if not match["years"]:
        return said
    before = match.string[max(0, match.start() - 3) : match.start()].lower().split()
    years = "годы" if ending == "е" else "годах" if before[-1:] in (["в"], ["о"]) else "годов"
    return f"{said} {years}{final_stop(match)}"
