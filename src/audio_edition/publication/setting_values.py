"""What each setting may be: one small function per shape of value.

Enters: a ``Given``, with its name and place. Leaves: the value in the type ``Settings`` has. Refuses: wrong types,
values out of range, text that could not stand in a tag, a file name or a terminal; always at its line.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime

from audio_edition.publication.entries import Given
from audio_edition.publication.slug import MAX_SLUG_CHARS, is_slug, slugify
from audio_edition.text.invisible import strip_invisible
from audio_edition.text.language_tags import language_tag

BITRATES_KBPS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192)
"""Those of MPEG-1 layer III in mono. Source: ISO/IEC 11172-3, table of bitrate_index, 2.4.2.3."""
SPEED_RANGE = (0.5, 2.0)
LOUDNESS_RANGE_LUFS = (-31.0, -16.0)
MAX_PAUSE_MS = 10_000

_VOICE = re.compile(r"[a-z][a-z0-9_-]*:\S(?:.*\S)?")
_DURATION = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)\s?(ms|s)")
_ISO_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9:.,+\-Z ]*)?")
_SITE = re.compile(r"https?://[^\s/?#<>\"]+[^\s<>\"]*", re.IGNORECASE)


def text(given: Given) -> str:
    """Accept one line of text; white space is collapsed."""
    if not isinstance(given.value, str):
        raise given.error("text", 'put it in quotes: "…"')
    value = unicodedata.normalize("NFC", " ".join(given.value.split()))
    if any(0xD800 <= ord(character) <= 0xDFFF for character in value) or strip_invisible(value) != value:
        raise given.error("text without control characters", "remove the escapes such as \\x1b or \\u202e")
    return value


def names(given: Given) -> tuple[str, ...]:
    """Accept one name or a list of names."""
    items = given.value if isinstance(given.value, tuple) else None
    if items is None:
        value = text(given)
        return (value,) if value else ()
    found = (text(Given(given.name, item.value, item.line or given.line, given.path)) for item in items)
    return tuple(name for name in found if name)


def day(given: Given) -> date:
    """Accept a date, or text that begins with one in ISO 8601; a time of day is left out."""
    if isinstance(given.value, datetime):
        return given.value.date()
    if isinstance(given.value, date):
        return given.value
    found = _ISO_DATE.fullmatch(given.value.strip()) if isinstance(given.value, str) else None
    if found is None:
        raise given.error("a date such as 2017-11-27")
    try:
        return date.fromisoformat(found[1])
    except ValueError as error:
        raise given.error("a date that is in the calendar", str(error)) from error


def language(given: Given) -> str:
    """Accept a BCP 47 tag; its case is put right, as in ``en-US`` and ``zh-Hant``."""
    value = text(given)
    tag = language_tag(value)
    if not tag:
        other = value.replace("_", "-")
        hint = f"write {other}" if language_tag(other) else ""
        raise given.error("a language tag such as en, en-GB or zh-Hant", hint)
    return tag


def voice(given: Given) -> str:
    """Accept ``auto`` or ``engine:name``."""
    value = text(given)
    if value != "auto" and not _VOICE.fullmatch(value):
        raise given.error("auto or engine:name, such as espeak:en-us", "the command 'audio-edition voices' lists them")
    return value


def named_voice(given: Given) -> str:
    """Accept ``engine:name``."""
    value = voice(given)
    if value == "auto":
        raise given.error("engine:name, such as espeak:en-us", "only the edition's own voice can be auto")
    return value


def parameters(given: Given) -> dict[str, str | int | float | bool]:
    """Accept a flat table of strings and numbers; the engine knows what they mean."""
    table: dict[str, str | int | float | bool] = {}
    for name, item in given.items():
        if isinstance(item.value, str):
            table[name] = text(item)
        elif isinstance(item.value, bool | int) or (isinstance(item.value, float) and math.isfinite(item.value)):
            table[name] = item.value
        else:
            raise item.error("text, a number, or true or false")
    return table


def pause_ms(given: Given, least_ms: int = 0) -> int:
    """Accept whole milliseconds, ``"800ms"`` or ``"0.8s"``."""
    expected = f"{least_ms} to {MAX_PAUSE_MS} milliseconds"
    hint = 'write 800, "800ms" or "0.8s"'
    if isinstance(given.value, str) and (found := _DURATION.fullmatch(given.value.strip())):
        milliseconds = round(float(found[1]) * (1000 if found[2] == "s" else 1))
    elif isinstance(given.value, int) and not isinstance(given.value, bool):
        milliseconds = given.value
    else:
        raise given.error(expected, hint)
    if not least_ms <= milliseconds <= MAX_PAUSE_MS:
        raise given.error(expected, hint)
    return milliseconds


def slug(given: Given) -> str:
    """Accept a name that is safe as a folder, a file and a part of an address."""
    value = text(given)
    if not is_slug(value):
        expected = f"a name of at most {MAX_SLUG_CHARS} small letters, digits, '-', '_' and '.'"
        raise given.error(expected, f"for example {slugify(value)}")
    return value


def cover(given: Given) -> str:
    """Accept the path of a picture below the ``script`` folder."""
    value = text(given)
    parts = re.split(r"[/\\]", value)
    if not value or ".." in parts or parts[0] == "" or ":" in parts[0] or parts[0].startswith("~"):
        raise given.error("the path of a picture below the script folder", "such as cover.jpg")
    return value


def site(given: Given) -> str:
    """Accept an address of the Web."""
    value = text(given)
    if not _SITE.fullmatch(value):
        raise given.error("an address such as https://example.org/")
    return value


def speed(given: Given) -> float:
    """Accept a factor by which speech is quicker."""
    low, high = SPEED_RANGE
    if isinstance(given.value, bool) or not isinstance(given.value, int | float) or not low <= given.value <= high:
        raise given.error(f"a factor of {low:g} to {high:g}", "1 is the voice's own speed")
    return float(given.value)


def loudness_lufs(given: Given) -> float:
    """Accept a number in the range that makes sense for speech."""
    low, high = LOUDNESS_RANGE_LUFS
    if isinstance(given.value, bool) or not isinstance(given.value, int | float) or not low <= given.value <= high:
        raise given.error(f"a loudness of {low:g} to {high:g} LUFS", "-19 is right for spoken mono")
    return float(given.value)


def bitrate_kbps(given: Given) -> int:
    """Accept a bit rate that MP3 has."""
    if isinstance(given.value, bool) or given.value not in BITRATES_KBPS:
        raise given.error(f"one of {', '.join(map(str, BITRATES_KBPS))} (kb/s)")
    return int(str(given.value))


def truth(given: Given) -> bool:
    """Accept true or false."""
    if not isinstance(given.value, bool):
        raise given.error("true or false, without quotes")
    return given.value
