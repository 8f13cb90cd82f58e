"""Percent and units: 12 km → 12 kilometers, 5‰ → 5 per mille, -5 °C → minus 5 °C.

Units are looked for behind numerals only. A sign that is a letter ("m") needs a blank before it in English, where
"2.5m" is a number of millions.
"""

from __future__ import annotations

import re
from functools import cache

from audio_edition.narration.normalising.numerals import BEFORE, DASH, TABLES, form, grouped, number
from audio_edition.text.language_tags import base_language

_ARTICLE = re.compile(r"(?<!\w)[Aa]n?\Z")

_DISTANCE = re.compile(
    r" (?:away|long|high|wide|tall|deep|above|below|apart|from|north|south|east|west|sprint|race|final|hurdles|relay"
    r"|freestyle|butterfly|backstroke|dash|swim|run|pool|drop|walk|fence|wall)\b"
)
"""Behind a distance; in "2.5m people" the letter stands for millions."""
_FEET = re.compile(r"(?<![\w.,])(\d{1,2})(?: ?ft\.?,? |')(\d{1,2})(?: ?in\.?(?!\w)|\"|″)")


@cache
def _units(language: str) -> re.Pattern[str]:
    signs = sorted(TABLES[language].units, key=lambda sign: (-len(sign), sign))
    alternatives = "|".join(re.escape(sign).replace("_", r"\.? ") for sign in signs)
    amount = rf"(?P<first>{number(language)})(?:(?:{DASH})(?P<last>{number(language)}))?"
    plain = sorted((sign for sign in signs if "_" not in sign and "/" not in sign), key=lambda sign: (-len(sign), sign))
    below = "|".join(map(re.escape, [*TABLES[language].per_units, *plain]))
    per = rf"(?:/(?P<per>{below}))?" if TABLES[language].per else "(?P<per>)"
    return re.compile(rf"{BEFORE}{amount}(?P<gap>[ -]?)(?P<unit>{alternatives}){per}(?![\w²³/'’]|-\w)")


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
        glued = language == "en" and not match["gap"]
        if glued and (sign in ("in.", "W") or (sign == "m" and not _DISTANCE.match(match.string, match.end()))):
            return match[0]
        if sign == "t" and len(match["gap"]) == 0:
            return match[0]
        names = table.units[re.sub(r"\.? ", "_", sign) if " " in sign else sign]
        begin = max(0, match.start() - 3)
        attribute = language == "en" and (
            match["gap"] == "-" or _ARTICLE.search(match.string[begin : match.start()].rstrip())
        )
        name = names[0] if attribute else form(names, last or first, language)
        if match["per"]:
            name += f" {table.per} {table.per_units.get(match['per']) or table.units[match['per']][0]}"
        joined = f" {table.to} " if table.to else "–"
        count = f"{grouped(first, language)}{joined}{grouped(last, language)}" if last else grouped(first, language)
        end = "." if sign == "in." and not match.string[match.end() :].strip("\"')]”’ ") else ""
        return f"{count} {name}{end}"

    if language == "en" and ("ft" in text or "'" in text):
        text = _FEET.sub(r"\1 foot \2", text)
    return _units(language).sub(say, text)


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
