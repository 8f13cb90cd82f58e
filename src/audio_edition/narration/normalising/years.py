"""Years, decades, eras and centuries: 1917 → nineteen seventeen, the 1930s → the nineteen thirties, 44 v. Chr."""

from __future__ import annotations

import re
from functools import cache

from audio_edition.narration.languages import word_set
from audio_edition.narration.normalising.german import BEHIND_EIN
from audio_edition.narration.normalising.numerals import (
    TABLES,
    english_two_digits,
    ordinal,
    ordinal_numeral,
    words,
    year,
)
from audio_edition.narration.roman import value as roman_value
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern

_YEARS = pattern(
    r"(?<![\w.,:$£€¥/+#×–-])(?<!\d by )(?<!\d mal )(1\d{3}|20\d\d)(?! ?[–/×-] ?\d| mal \d| by \d{3}"
    r"|(?<!\b[Ii]n \d{4})(?<!\b[Ss]ince \d{4}) by \d|[.,:]\d|[\w%‰°²])"
)
_FROM_TO = pattern(r"(?<![\w.,:/$£€¥–-])(1\d{3}|20\d\d)( ?[–—] ?|-|/)(\d{4}|\d\d)(?![\w%°]|[.,:/–-]\d)")
_COUNTED = word_set(
    "people men women soldiers words pages copies miles feet meters dollars pounds euros points votes years times days"
    " hours workers students children members seats Mann Menschen Leute Soldaten Euro Meter Kilometer Jahre Seiten"
    " Stimmen Exemplare Personen"
)
_IN_TIME = word_set("in by of since until till from before after around about year to and In By Since Until From After")
_DECADE = pattern(
    r"(?<![\w.,$£€'])(?:(1\d|20)(\d0)(?:s|(?<=[Tt]he \d{4})'s|(?<=(?:mid|rly|ate)[ -]\d{4})'s)|()([2-9]0)s)(?!\w)"
)
_SHORT_DECADE = pattern(r"(?<![\w'])'(\d0)s(?!\w)")
_SHORT_YEAR = pattern(r"(?<![\w'])'(\d\d)(?![\w'%]|[.,]\d|[.,;:!?]['\"])")
_TENS = ("tens", "twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")


def decades(text: str, lang: str) -> str:
    """The 1930s → the nineteen thirties, the '30s and 30s → the thirties, '68 → 68."""

    def say(match: re.Match[str]) -> str:
        century, tens = match[1], int(match[2] or match[4]) // 10
        if not century:
            return _TENS[tens - 1] if tens else match[0]
        if tens:
            return f"{words(int(century), 'en')} {_TENS[tens - 1]}"
        return "two thousands" if century == "20" else f"{words(int(century), 'en')} hundreds"

    text = _SHORT_DECADE.sub(lambda match: _TENS[int(match[1]) // 10 - 1] if match[1] != "00" else match[0], text)
    text = _DECADE.sub(say, text)
    return _SHORT_YEAR.sub(lambda match: english_two_digits(match[1]) if match[1] != "00" else match[0], text)


def german_decades(text: str, lang: str) -> str:
    """Die 1930er → die neunzehnhundertdreißiger; die 80er-Jahre → die 80er Jahre."""
    text = re.sub(r"(?<=\der)-(?=Jahre)", " ", text)
    text = re.sub(r"(?<![\w.,])(1[1-9]\d0)(?=ern?(?!\w))", lambda match: words(int(match[1]), "de", "year"), text)
    return re.sub(r"(?<![\w.,])([1-9]0)(?=ern?(?!\w))", lambda match: words(int(match[1]), "de"), text)


def years(text: str, lang: str) -> str:
    """1917 → nineteen seventeen, 1914–18 → nineteen fourteen to eighteen, 1917/18 → nineteen seventeen eighteen."""
    language = base_language(lang)
    if language not in TABLES:
        return text
    table = TABLES[language]

    def span(match: re.Match[str]) -> str:
        first, sign, last = match[1], match[2], match[3]
        if sign == "/" and (len(last) != 2 or int(last) != (int(first) + 1) % 100 or language not in ("en", "de")):
            return match[0]
        if sign != "/" and (not table.to or not _rises(first, last)):
            return match[0]
        if len(last) == 4:
            end = year(int(last), language)
        else:
            end = english_two_digits(last) if language == "en" else str(int(last))
        return f"{year(int(first), language)}{' ' if sign == '/' else f' {table.to} '}{end}"

    text = _FROM_TO.sub(span, text)
    if language not in ("en", "de"):
        return text
    least = 1100

    def single(match: re.Match[str]) -> str:
        found = int(match[1])
        following = re.match(r" (\w+)", match.string[match.end() : match.end() + 24])
        if following and following[1] in _COUNTED:
            return match[0]
        if found < least or (language == "de" and found >= 2000):
            before = match.string[max(0, match.start() - 12) : match.start()].split()
            if language == "de" or not before or before[-1] not in _IN_TIME or found % 100 == 0:
                return match[0]
        return year(found, language)

    return _YEARS.sub(single, text)


def _rises(first: str, last: str) -> bool:
    """Whether it is a span of years: 1914–18, 1914–1918; not 1500–20."""
    whole = last if len(last) == 4 else first[:2] + last
    return int(first) < int(whole) <= 2100


ENGLISH_ERAS = ("A.D", "A. D", "AD", "B.C", "B. C", "BC", "C.E", "C. E", "CE")
"""One of these is in every English text with an era."""


@cache
def _eras(language: str) -> re.Pattern[str]:
    written = {
        "en": r"A\. ?D\.?|AD|B\. ?C\. ?E\.|B\. ?C\.?|BCE|BC|C\. ?E\.|CE",
        "de": r"v\. ?Chr\.?|n\. ?Chr\.?|v\. ?u\. ?Z\.?|n\. ?u\. ?Z\.?",
        "fr": r"av\. ?J\.-? ?C\.?|apr\. ?J\.-? ?C\.?",
        "es": r"a\. ?(?:de ?)?C\.?|d\. ?C\.?",
        "it": r"a\. ?C\.?|d\. ?C\.?",
        "ru": r"до н\. ?э\.?|н\. ?э\.?",
    }[language]
    front = r"(?P<before>(?<!\w)A\.?D\.? )?" if language == "en" else ""
    return re.compile(rf"{front}(?<![\w.,])(?P<year>\d{{1,5}}|[IVXLC]{{1,5}}(?= )) ?(?P<era>{written})(?!\w)")


_AD = pattern(r"(?<!\w)A\.? ?D\.? (?=\d{1,4}(?!\w))")
_PLAIN_AD = pattern(r"(?<!\w)A\.D(?=[ ,;:]|\Z)")


def eras(text: str, lang: str) -> str:
    """44 B.C. → 44 BC, AD 79 → A.D 79 (no voice pauses there), 44 v. Chr. → 44 vor Christus."""
    language = base_language(lang)
    if language not in TABLES:
        return text
    table = TABLES[language]

    def say(match: re.Match[str]) -> str:
        era = re.sub(r"[. ]", "", match["era"]).lower()
        if era not in table.eras:
            return match[0]
        value = match["year"]
        if value.isdecimal() and language == "en" and len(value) == 4:
            value = year(int(value), "en")
        ends = match["era"].endswith(".") and not match.string[match.end() :].strip("\"')]”’ ")
        return f"{value} {table.eras[era]}{'.' if ends else ''}"

    text = _eras(language).sub(say, text)
    return _AD.sub("A.D ", text) if language == "en" else text


_NUMBERED = pattern(r"\d(?:st|nd|rd|th)")
_TWO_CENTURIES = pattern(r"(?<![\w.,])(\d{1,2}(?:st|nd|rd|th))(?:-| ?[–—] ?)(\d{1,2}(?:st|nd|rd|th))(?!\w)")
_CENTURY = pattern(r"(?<![\w.,])(\d{1,2}(?:st|nd|rd|th)) c\.(?= B| A|,| |\Z)")
_CENTURY_ERA = pattern(
    r"(?<=\d(?:st|nd|rd|th) )(centur(?:y|ies)) (B\. ?C\. ?E\.|B\. ?C\.|C\. ?E\.|A\. ?D\.)(?= ?[a-z(,])"
)
_ERA_LETTERS = {"B.C.E.": "BCE", "B.C.": "BC", "C.E.": "CE", "A.D.": "A.D"}
_ROMAN = r"(?<![\w.])(?P<roman>[IVX]{1,5})"
_ROMAN_CENTURIES = {
    "en": re.compile(rf"{_ROMAN}(?:st|nd|rd|th)?(?P<noun> [Cc]entur(?:y|ies))\b"),
    "fr": re.compile(rf"{_ROMAN}(?:e|ème|er)(?P<noun> siècles?| s\.)?(?!\w)"),
    "it": re.compile(
        rf"{_ROMAN}(?P<noun> secolo| sec\.)"
        r"|(?<!\w)(?P<before>sec\.|[Ss]ecol[oi]) (?P<behind>[IVX]{1,5})"
        r"(?: (?P<joint>e|al?) (?P<last>[IVX]{1,5}))?(?!\w)"
    ),
    "es": re.compile(
        r"(?<!\w)(?P<noun>[Ss]iglos?|[Ss]\.) (?P<roman>[IVX]{1,5})(?: (?P<joint>[ye]|al?) (?P<last>[IVX]{1,5}))?(?!\w)"
    ),
    "de": re.compile(
        r"(?<![\w.])(?:(?P<first>[IVX]{1,5})\. (?P<joint>und|bis|oder) )?"
        r"(?P<roman>[IVX]{1,5})\.(?P<noun> Jahrhunderts?)\b"
    ),
}


def centuries(text: str, lang: str) -> str:
    """7th–9th → 7th to 9th, XX century → 20th century, XIXe siècle → dix-neuvième siècle, siglo XIX → siglo 19."""
    language = base_language(lang)
    if language == "en" and not ("entur" in text or _NUMBERED.search(text)):
        return text
    if language == "en":
        text = _TWO_CENTURIES.sub(r"\1 to \2", text)
        text = _CENTURY.sub(r"\1 century", text)
        text = _CENTURY_ERA.sub(lambda match: f"{match[1]} {_ERA_LETTERS[match[2].replace(' ', '')]}", text)
    pattern = _ROMAN_CENTURIES.get(language)
    if pattern is None:
        return text

    def say(match: re.Match[str]) -> str:
        if language == "it" and match["behind"]:
            return _italian_century(match)
        value = roman_value(match["roman"])
        if not value:
            return match[0]
        if language == "es":
            noun = "siglo" if match["noun"] in ("s.", "S.") else match["noun"]
            last = roman_value(match["last"] or "")
            also = f" {match['joint']} {last}" if last else ""
            return f"{noun} {value}{also}"
        noun = (match["noun"] or "").replace("sec.", "secolo").replace(" s.", " siècle")
        if language == "en":
            return f"{ordinal_numeral(value)}{noun}"
        if language == "de":
            ending, first = _german_ending(match), roman_value(match["first"] or "")
            also = f"{ordinal(first, 'de')}{ending} {match['joint']} " if first else ""
            return f"{also}{ordinal(value, 'de')}{ending}{noun}"
        return f"{ordinal(value, language)}{noun}"

    return pattern.sub(say, text)


_WEAK_NEUTER = pattern(r"(?<!\w)(?:[Dd]as|[Dd]ieses|[Jj]enes|[Jj]edes|[Ii]ns|[Dd]urchs|[Ff]ürs) \Z")


def _german_ending(match: re.Match[str]) -> str:
    """Das neunzehnte, ein neunzehntes, im neunzehnten Jahrhundert."""
    if match["noun"].endswith("s"):
        return "n"
    start = max(0, match.start() - 10)
    if match.start() == 0 or BEHIND_EIN.search(match.string, start, match.start()):
        return "s"
    return "" if _WEAK_NEUTER.search(match.string, start, match.start()) else "n"


def _italian_century(match: re.Match[str]) -> str:
    """Sec. XX → secolo ventesimo, i secoli XVI e XVII → i secoli sedicesimo e diciassettesimo."""
    first, last = roman_value(match["behind"]), roman_value(match["last"] or "")
    if not first:
        return match[0]
    noun = "secolo" if match["before"] == "sec." else match["before"]
    also = f" {match['joint']} {ordinal(last, 'it')}" if last else ""
    return f"{noun} {ordinal(first, 'it')}{also}"
