"""Percent and units: 12 km → 12 kilometers, 5‰ → 5 per mille, -5 °C → minus 5 °C.

Units are looked for behind numerals only. A sign that is a letter ("m") needs a blank before it in English, where
"2.5m" is a number of millions.
"""

from __future__ import annotations

import re
from functools import cache

from audio_edition.narration.normalising.numerals import BEFORE, DASH, TABLES, final_stop, form, grouped, number
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern

_ARTICLE = pattern(r"(?<!\w)[Aa]n? \Z")
_HEAD = pattern(
    r" (?:bullets?|butterfly|backstroke|camera|cannon|dash|dive|exclusion zone|fence|film|final"
    r"|freestyle|guns?|handgun|hike"
    r"|hurdles|jump|lens|limit|medley|pistols?|pool|race|radius|relay|rifles?|rule|run|screen|shells?|sprint"
    r"|stretch|strip|swim|target|trek|walk|wall|zone)\b|-(?=long|wide|high|deep|tall|thick|away|per)"
)
"""Behind a measure that says what kind of thing it is: a 9 millimeter pistol."""
_EVENTS = frozenset(("50", "60", "100", "110", "200", "400", "800", "1500", "1,500", "3,000", "5,000", "10,000"))
_BEFORE_EVENT = pattern(
    r"(?<!\w)(?:(?:[Tt]he|[Ii]n|an?|of|ran|run|runs|running|swam|swim|won"
    r"|(?:wo)?men['’]?s|girls['’]?|boys['’]?) |\d ?[x×] ?"
    r"|\d by )\Z"
)
_AFTER_EVENT = pattern(r"(?:[.,;:)]|\Z| (?:in|at|and|or|on|with|after|before|for the)\b)")
"""Where "100m" is a race."""
_PEOPLE = pattern(r" (?:people|men|women|children|voters|jobs|pounds|dollars|euros|tons|tonnes|homes|users|viewers)\b")
_RUNWAY = pattern(r"[Rr]unways? \Z")

_DISTANCE = pattern(
    r" (?:away|long|high|wide|tall|deep|above|below|apart|from|north|south|east|west|sprint|race|final|hurdles|relay"
    r"|freestyle|butterfly|backstroke|dash|swim|run|pool|drop|walk|fence|wall)\b"
)
"""Behind a distance; in "2.5m people" the letter stands for millions."""
_FEET = pattern(r"(?<![\w.,])(\d{1,2})(?: ?ft\.?,? |' ?)(\d{1,2})(?: ?in\.?(?!\w)|\"|″)")


@cache
def _units(language: str) -> re.Pattern[str]:
    signs = sorted(TABLES[language].units, key=lambda sign: (-len(sign), sign))
    alternatives = "|".join(re.escape(sign).replace("_", r"\.? ") for sign in signs)
    amount = rf"(?P<first>{number(language)})(?:(?:{DASH})(?P<last>{number(language)}))?"
    plain = sorted((sign for sign in signs if "_" not in sign and "/" not in sign), key=lambda sign: (-len(sign), sign))
    below = "|".join(map(re.escape, [*TABLES[language].per_units, *plain]))
    goes_on = {"en": r"(?!(?:long|wide|high|deep|tall|thick|away|per)\b)\w", "de": "[a-zäöü\\d]"}.get(language, r"\w")
    per = rf"(?:/(?P<per>{below}))?" if TABLES[language].per else "(?P<per>)"
    dot = r"(?:(?<=[a-z])\.(?= [a-z(]|,))?" if language == "en" else ""
    return re.compile(
        rf"(?:(?<=\d[x×])|{BEFORE}){amount}(?P<gap>[ -]?)(?P<unit>{alternatives}){per}(?![\w²³/'’]|-{goes_on}){dot}"
    )


@cache
def _percent(language: str, sign: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,])(?P<first>{number(language)})(?P<last>(?:{DASH}){number(language)})? ?{sign}(?!\w)")


def units(text: str, lang: str) -> str:
    """12 km → 12 kilometers, a 5-km run → a 5 kilometer run."""
    language = base_language(lang)
    if language not in TABLES:
        return text
    table = TABLES[language]

    def say(match: re.Match[str]) -> str:
        first, last, sign = match["first"], match["last"], match["unit"]
        if not match["gap"] and not _may_be_glued(match, sign, language):
            return match[0]
        if language == "ru" and match["gap"] == "-":
            return match[0]  # на 4-м этаже
        if sign == "m" and language == "en" and _PEOPLE.match(match.string, match.end()):
            return f"{first}{f' to {last}' if last else ''} million"
        if sign == "г" and match.string.startswith(". ", match.end()):
            return match[0]  # a year
        names = table.units[re.sub(r"\.? ", "_", sign) if " " in sign else sign]
        attribute = language == "en" and (
            match["gap"] == "-"
            or _ARTICLE.search(match.string, max(0, match.start() - 4), match.start())
            or _HEAD.match(match.string, match.end())
        )
        name = names[0] if attribute else form(names, last or first, language)
        if match["per"]:
            name += f" {table.per} {table.per_units.get(match['per']) or table.units[match['per']][0]}"
        joined = f" {table.to} " if table.to else "–"
        count = f"{grouped(first, language)}{joined}{grouped(last, language)}" if last else grouped(first, language)
        end = final_stop(match) if match[0].endswith(".") else ""
        return f"{count} {name}{end}"

    if language == "en":
        text = _DEGREES.sub(_degrees, text) if _WEATHER.search(text) else text
    if language == "en" and ("ft" in text or "'" in text):
        text = _FEET.sub(r"\1 foot \2", text)
    return _units(language).sub(say, text)


def _may_be_glued(match: re.Match[str], sign: str, language: str) -> bool:
    """Whether a sign without a blank before it is a unit: "2.5m" is millions, and metres where a distance is meant."""
    if sign == "t" or (sign == "s" and language != "en") or (sign in ("in.", "W") and language == "en"):
        return False
    if language == "en" and sign == "L":
        return not _RUNWAY.search(match.string, max(0, match.start() - 9), match.start())
    if language == "en" and sign == "m":
        return _is_distance(match)
    return True


def _is_distance(match: re.Match[str]) -> bool:
    """Whether the English "m" is metres: 8,849m, the 100m, 30m away."""
    if _DISTANCE.match(match.string, match.end()):
        return True
    number = match["last"] or match["first"]
    if "," in number and "." not in number and number not in _EVENTS:
        return True  # nobody writes 8,849m for millions
    before = _BEFORE_EVENT.search(match.string, max(0, match.start() - 10), match.start())
    return number in _EVENTS and before is not None and _AFTER_EVENT.match(match.string, match.end()) is not None


_WEATHER = pattern(
    r"[Tt]emperature|[Hh]eat|\bcold|\bwarm|\bcool|[Ff]reez|[Ff]rost|[Ww]eather|mercury|\bshade\b|\boven|\bfever|\bhot\b|°"
)
_DEGREES = pattern(r"(?<![\w.,/:])(?P<minus>-)?(?P<number>\d{1,3}(?:\.\d)?)(?P<scale>[CF])(?![\w'-])")


def _degrees(match: re.Match[str]) -> str:
    """-10C → minus 10 degrees Celsius, in a sentence about the weather."""
    name = {"C": "Celsius", "F": "Fahrenheit"}[match["scale"]]
    noun = "degree" if match["number"] == "1" else "degrees"
    return f"{'minus ' if match['minus'] else ''}{match['number']} {noun} {name}"


def percent(text: str, lang: str) -> str:
    """5 % → 5 Prozent where the voice needs it, 35‰ → 35 per mille, -5% → minus 5%."""
    language = base_language(lang)
    if language not in TABLES:
        return text
    table = TABLES[language]
    text = re.sub(r"(?<![\w)\]%°.,-])-(?=\d{1,9}(?:[.,]\d{1,9})? ?[%‰°℃℉])", f"{table.minus} ", text)
    text = re.sub(r"(?<=\d)%-(?=\d)", "%–", text)
    for sign, names in (("%", table.percent if language in ("it", "ru") else ()), ("‰", table.per_mille)):
        if names and sign in text:
            text = _percent(language, sign).sub(
                lambda match, names=names: (  # type: ignore[misc]
                    f"{match['first']}{match['last'] or ''} "
                    f"{form(names, (match['last'] or match['first']).strip(' –—-'), language)}"
                ),
                text,
            )
    return text
