"""What each setting may be: one small function per shape of value.

Enters: a ``SettingValue``. Leaves: the value in the type ``Settings`` has. Refuses: wrong types, values out of range,
text that could not stand in a tag, a file name or a terminal; always at its line.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime
from urllib.parse import urlsplit

from audio_edition.publication.entries import SettingValue
from audio_edition.publication.slug import MAX_SLUG_CHARS, is_slug, slugify
from audio_edition.sound.mp3.format import BITRATES_KBPS, QUALITIES
from audio_edition.text.invisible import strip_invisible
from audio_edition.text.language_tags import language_tag, tag_of_name
from audio_edition.text.nearest import did_you_mean
from audio_edition.text.pattern import pattern

SPEED_RANGE = (0.5, 2.0)
LOUDNESS_RANGE_LUFS = (-31.0, -16.0)
MAX_PAUSE_MS = 10_000

FORMATS = ("mp3", "m4b", "opus")
"""Containers an edition can be published in."""

_EMAIL = pattern(r"[^\s@<>\"(),:;\\\[\]]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_VOICE = pattern(r"[a-z][a-z0-9_-]*:\S(?:.*\S)?")
_DURATION = pattern(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)\s?(ms|s)")
_ISO_DATE = pattern(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9:.,+\-Z ]*)?")


def text(setting: SettingValue) -> str:
    """Accept one line of text; white space is collapsed."""
    if not isinstance(setting.value, str):
        raise setting.error("text", 'put it in quotes: "…"')
    value = unicodedata.normalize("NFC", " ".join(setting.value.split()))
    if any(0xD800 <= ord(character) <= 0xDFFF for character in value) or strip_invisible(value) != value:
        raise setting.error("text without control characters", "remove the escapes such as \\x1b or \\u202e")
    return value


def names(setting: SettingValue) -> tuple[str, ...]:
    """Accept one name or a list of names."""
    items = setting.value if isinstance(setting.value, tuple) else None
    if items is None:
        value = text(setting)
        return (value,) if value else ()
    found = (text(SettingValue(setting.name, item.value, item.line or setting.line, setting.path)) for item in items)
    return tuple(name for name in found if name)


def day(setting: SettingValue) -> date:
    """Accept a date, or text that begins with one in ISO 8601; a time of day is left out."""
    if isinstance(setting.value, datetime):
        return setting.value.date()
    if isinstance(setting.value, date):
        return setting.value
    found = _ISO_DATE.fullmatch(setting.value.strip()) if isinstance(setting.value, str) else None
    if found is None:
        raise setting.error("a date such as 2017-11-27")
    try:
        return date.fromisoformat(found[1])
    except ValueError as error:
        raise setting.error("a date that is in the calendar", str(error)) from error


def language(setting: SettingValue) -> str:
    """Accept a BCP 47 tag and give it its usual case, as in ``en-US`` and ``zh-Hant``."""
    value = text(setting)
    tag = language_tag(value)
    # A tag may begin with five letters and more, but no such language is registered: it is a name.
    if not tag or len(tag.partition("-")[0]) > 3:
        other = tag_of_name(value) or value.replace("_", "-")
        if tag == other.lower():
            other = ""
        hint = f"write {other}" if language_tag(other) else ""
        raise setting.error("a language tag such as en, en-GB or zh-Hant", hint)
    return tag


def voice(setting: SettingValue) -> str:
    """Accept ``auto`` or ``engine:name``."""
    value = text(setting)
    if value != "auto" and not _VOICE.fullmatch(value):
        raise setting.error(
            "auto or engine:name, such as espeak:en-us", "the command 'audio-edition voices' lists them"
        )
    return value


def named_voice(setting: SettingValue) -> str:
    """Accept ``engine:name``."""
    value = voice(setting)
    if value == "auto":
        raise setting.error("engine:name, such as espeak:en-us", "only the edition's own voice can be auto")
    return value


def parameters(setting: SettingValue) -> dict[str, str | int | float | bool]:
    """Accept a flat table of strings and numbers; the engine knows what they mean."""
    table: dict[str, str | int | float | bool] = {}
    for name, item in setting.items():
        if isinstance(item.value, str):
            table[name] = text(item)
        elif isinstance(item.value, bool | int) or (isinstance(item.value, float) and math.isfinite(item.value)):
            table[name] = item.value
        else:
            raise item.error("text, a number, or true or false")
    return table


def pause_ms(setting: SettingValue, least_ms: int = 0) -> int:
    """Accept whole milliseconds, ``"800ms"`` or ``"0.8s"``."""
    expected = f"{least_ms} to {MAX_PAUSE_MS} milliseconds"
    hint = 'write 800, "800ms" or "0.8s"'
    if isinstance(setting.value, str) and (found := _DURATION.fullmatch(setting.value.strip())):
        milliseconds = round(float(found[1]) * (1000 if found[2] == "s" else 1))
    elif isinstance(setting.value, int) and not isinstance(setting.value, bool):
        milliseconds = setting.value
    else:
        raise setting.error(expected, hint)
    if not least_ms <= milliseconds <= MAX_PAUSE_MS:
        raise setting.error(expected, hint)
    return milliseconds


def slug(setting: SettingValue) -> str:
    """Accept a name that is safe as a folder, a file and a part of an address."""
    value = text(setting)
    if not is_slug(value):
        expected = f"a name of at most {MAX_SLUG_CHARS} small letters, digits, '-', '_' and '.'"
        raise setting.error(expected, f"for example {slugify(value)}")
    return value


def cover(setting: SettingValue) -> str:
    """Accept the path of a picture below the ``script`` folder."""
    return _path_below_script(setting, "a picture", "cover.jpg")


def sound_file(setting: SettingValue) -> str:
    """Accept the path of a sound file below the ``script`` folder."""
    return _path_below_script(setting, "a sound file", "jingle.wav")


def _path_below_script(setting: SettingValue, what: str, example: str) -> str:
    value = text(setting)
    parts = re.split(r"[/\\]", value)
    if not value or ".." in parts or parts[0] == "" or ":" in parts[0] or parts[0].startswith("~"):
        raise setting.error(f"the path of {what} below the script folder", f"such as {example}")
    return value


def web_address(setting: SettingValue) -> str:
    """Accept an address of the web, in ASCII, without a name or password in it."""
    value = text(setting)
    parts = urlsplit(value)
    named = parts.username is not None or parts.password is not None
    if parts.scheme not in ("http", "https") or not parts.hostname or named or not value.isascii() or " " in value:
        raise setting.error("an address such as https://paper.example/", "letters beyond ASCII are written as %C3%A4")
    return value


def folder_address(setting: SettingValue) -> str:
    """Accept the address of a folder on the web, and give it the slash at its end."""
    value = web_address(setting)
    if "?" in value or "#" in value:
        raise setting.error("the address of a folder, without ? and #", "such as https://paper.example/audio/")
    return value if value.endswith("/") else f"{value}/"


def email(setting: SettingValue) -> str:
    """Accept an e-mail address."""
    value = text(setting)
    if not _EMAIL.fullmatch(value):
        raise setting.error("an e-mail address such as editors@paper.example")
    return value


def formats(setting: SettingValue) -> tuple[str, ...]:
    """Accept a list of containers; MP3 is always among them, and the first."""
    found = tuple(name.lower() for name in names(setting))
    unknown = [name for name in found if name not in FORMATS]
    if unknown:
        raise setting.error(f"a list of {', '.join(FORMATS)}", did_you_mean(unknown[0], FORMATS))
    return tuple(name for name in FORMATS if name == "mp3" or name in found)


def count(setting: SettingValue) -> int:
    """Accept a whole number, 0 or more."""
    value = setting.value
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1_000_000:
        raise setting.error("a whole number, 0 or more")
    return value


def speed(setting: SettingValue) -> float:
    """Accept a factor by which speech is faster."""
    low, high = SPEED_RANGE
    return _number(setting, SPEED_RANGE, f"a factor of {low:g} to {high:g}", "1 is the voice's own speed")


def loudness_lufs(setting: SettingValue) -> float:
    """Accept a number in the range that makes sense for speech."""
    low, high = LOUDNESS_RANGE_LUFS
    expected = f"a loudness of {low:g} to {high:g} LUFS"
    return _number(setting, LOUDNESS_RANGE_LUFS, expected, "-19 is right for spoken mono")


def _number(setting: SettingValue, bounds: tuple[float, float], expected: str, hint: str) -> float:
    value = setting.value
    if isinstance(value, bool) or not isinstance(value, int | float) or not bounds[0] <= value <= bounds[1]:
        raise setting.error(expected, hint)
    return float(value)


def bitrate_kbps(setting: SettingValue) -> int:
    """Accept a bit rate that MP3 has."""
    if isinstance(setting.value, bool) or setting.value not in BITRATES_KBPS:
        raise setting.error(f"one of {', '.join(map(str, BITRATES_KBPS))} (kb/s)")
    return int(str(setting.value))


def quality(setting: SettingValue) -> int:
    """Accept a quality that LAME has."""
    if isinstance(setting.value, bool) or setting.value not in QUALITIES:
        raise setting.error("a whole number of 0 to 9", "7 is quick and as good to hear; 3 takes twice as long")
    return int(str(setting.value))


def truth(setting: SettingValue) -> bool:
    """Accept true or false."""
    if not isinstance(setting.value, bool):
        raise setting.error("true or false, without quotes")
    return setting.value
