"""Dates as newspapers write them, in English, German, French and Spanish.

Enters: a line. Leaves: the date and whether day and month could be the other way round, or None.
What no calendar has (31 June, month 13) is not a date.
"""

from __future__ import annotations

import re
from datetime import date as Date  # noqa: N812

from msgspec import Struct

from audio_edition.text.pattern import pattern

LONGEST = 80
"""Characters; a longer line is prose that mentions a date."""

_NAMES = (
    ("january jan januar jänner janvier janv enero ene", 1),
    ("february feb februar feber février fevrier févr fevr febrero", 2),
    ("march mar märz maerz mär mars marzo", 3),
    ("april apr avril avr abril abr", 4),
    ("may mai mayo", 5),
    ("june jun juni juin junio", 6),
    ("july jul juli juillet juil julio", 7),
    ("august aug août aout agosto ago", 8),
    ("september sep sept septembre septiembre setiembre", 9),
    ("october oct oktober okt octobre octubre", 10),
    ("november nov novembre noviembre", 11),
    ("december dec dezember dez décembre decembre déc diciembre dic", 12),
)
MONTHS = {name: number for names, number in _NAMES for name in names.split()}

_WEEKDAY = pattern(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
    r"|mon|tue|wed|thu|fri|sat|sun)\.?,?\s+",
    re.IGNORECASE,
)
_LABEL = pattern(
    r"(?:(?:first\s+)?(?:published|posted|updated|dated?|datum|fecha|veröffentlicht|publié|publicado)"
    r"(?:\s+(?:on|am|le|el))?\s*:?|on|le|el|am|den)\s+",
    re.IGNORECASE,
)
_TIME = pattern(
    r"(?:,|\s+[–—|-])?\s+(?:(?:at|um|à|a las|alle)\s+)?"
    r"(?:\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s*(?:uhr|[ap]\.?\s?m\.?|h))?|\d{1,2}\s*(?:uhr|[ap]\.?\s?m\.?))"
    r"(?:\s+\(?[a-z]{2,5}\)?)?",
    re.IGNORECASE,
)
"""A time of day behind a date: ", 14:05 Uhr", " at 5:00 a.m. ET"."""
_ISO = pattern(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_NUMERIC = pattern(r"(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4})")
_DAY_FIRST = pattern(
    r"(?:the\s+)?(\d{1,2})(?:st|nd|rd|th|er|º)?\.?\s+(?:(?:of|de|d')\s*)?([^\W\d_]+)\.?,?\s+(?:(?:de|del)\s+)?(\d{4})",
    re.IGNORECASE,
)
_MONTH_FIRST = pattern(r"([^\W\d_]+)\.?\s+(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.IGNORECASE)


class FoundDate(Struct, frozen=True):
    """A date read from a line."""

    date: Date
    ambiguous: bool = False
    """True where day and month are both at most 12 and written as numbers with a slash or hyphen."""


def parse_date(text: str) -> FoundDate | None:
    """Reads a line that is a date and nothing else.

    Args:
        text: One line; a weekday before the date, a word such as "Published", and a time of day behind it are allowed.

    Returns:
        The date, or None where the line is anything else.
    """
    if len(text) > LONGEST:
        return None
    bare = text.strip().strip("()[]").rstrip(".,")
    bare = _LABEL.sub("", bare, count=1) if _LABEL.match(bare) else bare
    bare = _WEEKDAY.sub("", bare, count=1) if _WEEKDAY.match(bare) else bare
    return _day(bare) or next((_day(bare[: at.start()]) for at in _TIME.finditer(bare) if at.end() == len(bare)), None)


def parse_dateline(text: str) -> FoundDate | None:
    """Reads a line of a place and a date: "Petrograd, 7 November 1917".

    Args:
        text: One line.

    Returns:
        The date, or None. The place stays the caller's to keep.
    """
    place, comma, rest = text.partition(",")
    if not comma or not 0 < len(place.split()) <= 4 or not place[:1].isupper() or any(c.isdigit() for c in place):
        return None
    return parse_date(rest)


def date_of_path(path: str) -> Date | None:
    """Reads the date in an address such as ``2025/12/19/what-people-love``.

    Args:
        path: A path with slashes.

    Returns:
        The date, or None where the path has none.
    """
    match = re.search(r"(?:^|/)(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)", path[:1000])
    return _calendar(int(match[1]), int(match[2]), int(match[3])) if match else None


def _day(text: str) -> FoundDate | None:
    return _iso(text) or _numeric(text) or _named(text)


def _iso(text: str) -> FoundDate | None:
    match = _ISO.fullmatch(text.partition("T")[0])
    day = _calendar(int(match[1]), int(match[3]), int(match[4])) if match else None
    return FoundDate(day) if day else None


def _numeric(text: str) -> FoundDate | None:
    match = _NUMERIC.fullmatch(text)
    if not match:
        return None
    first, separator, second, year = int(match[1]), match[2], int(match[3]), int(match[4])
    day = _calendar(year, second, first) or (_calendar(year, first, second) if separator != "." else None)
    both_ways = separator != "." and first <= 12 and second <= 12 and first != second
    return FoundDate(day, both_ways) if day else None


def _named(text: str) -> FoundDate | None:
    if match := _DAY_FIRST.fullmatch(text):
        day, name, year = match[1], match[2], match[3]
    elif match := _MONTH_FIRST.fullmatch(text):
        name, day, year = match[1], match[2], match[3]
    else:
        return None
    month = MONTHS.get(name.lower())
    found = _calendar(int(year), month, int(day)) if month else None
    return FoundDate(found) if found else None


def _calendar(year: int, month: int, day: int) -> Date | None:
    try:
        return Date(year, month, day) if year >= 1000 else None
    except ValueError:
        return None
