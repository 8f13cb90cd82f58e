"""Times of day: 9:00 → nine o'clock, 7:30pm → seven thirty PM, 17.45 Uhr → 17 Uhr 45, 9h30 → 9 heures 30."""

from __future__ import annotations

import re

from audio_edition.narration.normalising.numerals import TABLES, final_stop, words
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern

_HOURS = pattern(
    r"(?<![\w.,:/$£€-])(1[0-2]|0?[1-9])(?: ?[–—] ?|-)(?=(?:1[0-2]|0?[1-9])(?:[:.][0-5]\d)? ?[aApP]\.? ?[mM](?!\w))"
)
_HALVES = pattern(
    r"(?<=\d)( ?[aApP]\.?[mM]\.?)(?: ?[–—] ?|-)(?=(?:1[0-2]|0?[1-9])(?:[:.][0-5]\d)? ?[aApP]\.?[mM](?!\w))"
)
_HALF = r"(?: ?(?P<half>[aApP])\.? ?[mM](?P<stop>\.)?(?!\w))"
_CLOCK = r"(?P<hour>[01]?\d|2[0-4])(?P<sign>[:.])(?P<minute>[0-5]\d)"
_SPAN = pattern(r"(?<![\w.,:/-])(\d{1,2}[:.]\d\d)(?: ?[–—] ?|-)(?=\d{1,2}[:.]\d\d(?![\w:/-]))")
_ENGLISH = pattern(
    rf"(?<![\w.,:/$£€-]){_CLOCK}(?::(?P<second>[0-5]\d))?(?![\d:/-]|[.,]\d){_HALF}?(?P<twelve> noon| midnight)?"
)
_LASTS = r"(?<![\w.,:/$£€–-])(?:(\d{1,3}):([0-5]\d)( %s | ?[–—] ?|-))?(\d{1,3}):([0-5]\d) %s(?!\w)"
_DURATIONS = {
    "en": pattern(_LASTS % ("(?:to|or)", r"(?:minutes|mins?(?!\w)(?:\.(?= [a-z(]|,|\Z))?)")),
    "de": pattern(_LASTS % ("(?:bis|oder)", r"(?:Minuten?|Min\.)")),
}
"""Minutes and seconds, or from so many to so many: 9:30 to 10:45 minutes."""
_NOUNS = {"en": ("minute", "minutes", "second", "seconds"), "de": ("Minute", "Minuten", "Sekunde", "Sekunden")}
_HOUR = pattern(rf"(?<![\w.,:/$£€-])(?P<hour>1[0-2]|0?[1-9]){_HALF}")
_FROM_TO_DE = pattern(r"(?<=[Vv]on )(\d{1,2}:[0-5]\d)(?: Uhr)? bis (\d{1,2}:[0-5]\d)(?![\w:]| ?Uhr)")
_CLOCKS = {
    "de": re.compile(
        r"(?<![\w.,:/-])(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d)"
        r"(?: ?Uhr\b|(?= ?(?:bis|[–-]) ?(?:[01]?\d|2[0-4])[:.][0-5]\d ?Uhr\b))|:(?P<bare>(?<=[Uu]m \d:)[0-5]\d"
        r"|(?<=[Uu]m \d\d:)[0-5]\d|(?<=ab \d:)[0-5]\d|(?<=ab \d\d:)[0-5]\d|0\d)(?![\w:]))"
    ),
    "fr": re.compile(r"(?<![\w.,:/-])(?P<hour>[01]?\d|2[0-4])(?: ?h ?|:)(?P<minute>[0-5]\d)?(?!\w|:)"),
    "es": re.compile(
        r"(?<![\w.,:/-])(?P<hour>[01]?\d|2[0-4])(?::|\.(?=\d\d ?h\b))(?P<minute>[0-5]\d)(?![\w:])(?P<word> ?h\b\.?)?"
    ),
    "it": re.compile(
        r"(?<![\w.,:/-])(?P<hour>[01]?\d|2[0-4])(?::|(?:(?<=[Aa]lle \d)|(?<=[Aa]lle \d\d)|(?<= le \d)|(?<= le \d\d)"
        r"|(?<=[Oo]re \d)|(?<=[Oo]re \d\d))\.)(?P<minute>[0-5]\d)(?![\w:])"
    ),
    "ru": re.compile(r"(?<![\w.,:/-])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?![\w:])"),
}


def times(text: str, lang: str) -> str:
    """9:05 → nine oh five, 10 a.m. → ten AM, 2:03:59 → 2 hours 3 minutes 59 seconds."""
    language = base_language(lang)
    if language in _DURATIONS:
        text = _DURATIONS[language].sub(lambda match: _duration(match, language), text)
    if language == "en":
        text = _HALVES.sub(r"\1 to ", text)
        text = _HOURS.sub(r"\1 to ", _SPAN.sub(r"\1 to ", text))
        return _HOUR.sub(_hour, _ENGLISH.sub(_english, text))
    if language == "de":
        text = _FROM_TO_DE.sub(r"\1 Uhr bis \2 Uhr", text)
    pattern = _CLOCKS.get(language)
    if pattern is None:
        return text
    return pattern.sub(lambda match: _elsewhere(match, language), text)


def _half(match: re.Match[str]) -> str:
    if not match["half"]:
        return ""
    ends = match["stop"] and not match.string[match.end() :].strip("\"')]”’ ")
    return f" {match['half'].upper()}M{'.' if ends else ''}"


def _hour(match: re.Match[str]) -> str:
    return f"{words(int(match['hour']), 'en')}{_half(match)}"


def _duration(match: re.Match[str], language: str) -> str:
    """17:45 minutes → 17 minutes 45 seconds; 9:30–10:45 minutes → 9 minutes 30 seconds to 10 minutes 45 seconds."""
    first = joint = ""
    if match[3]:
        first = _lasting(int(match[1]), int(match[2]), language)
        joint = match[3] if match[3].strip().isalpha() else f" {TABLES[language].to} "
    return f"{first}{joint}{_lasting(int(match[4]), int(match[5]), language)}{final_stop(match)}"


def _lasting(minutes: int, seconds: int, language: str) -> str:
    minute, several, second, seconds_ = _NOUNS[language]
    one = "eine" if language == "de" else "1"
    counted = ((minutes, minute, several), (seconds, second, seconds_))
    said = [f"{one} {noun}" if count == 1 else f"{count} {nouns}" for count, noun, nouns in counted if count]
    return " ".join(said) or f"0 {several}"


def _english(match: re.Match[str]) -> str:
    hour, minute, second = int(match["hour"]), int(match["minute"]), match["second"]
    if match["sign"] == "." and not match["half"]:
        return match[0]
    if second is not None:
        counted = ((hour, "hour"), (minute, "minute"), (int(second), "second"))
        said = " ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counted)
        return f"{said}{_half(match)}"
    said = words(hour, "en")
    if match["twelve"]:
        return f"{said}{'' if not minute else ' ' + _minutes(minute)}{match['twelve']}"
    if not minute:
        if match["half"]:
            return f"{said}{_half(match)}"
        return f"{said} hundred" if hour > 12 or hour == 0 else f"{said} o'clock"
    return f"{said} {_minutes(minute)}{_half(match)}"


def _minutes(minute: int) -> str:
    return f"oh {words(minute, 'en')}" if minute < 10 else words(minute, "en")


def _elsewhere(match: re.Match[str], language: str) -> str:
    hour = str(int(match["hour"]))
    minute = match["minute"]
    if language == "de" and minute is None:
        minute = match["bare"]
    left = f" {int(minute)}" if minute and minute != "00" else ""
    if language == "de":
        return f"{hour} Uhr{left}"
    if language == "fr":
        if minute is None and not re.search(r"h ?\Z", match[0]):
            return match[0]
        trailing = " " if match[0].endswith(" ") else ""
        return f"{'une' if hour == '1' else hour} {'heure' if hour in ('0', '1') else 'heures'}{left}{trailing}"
    if language == "es":
        return f"{_spanish(hour, left, hours=bool(match['word']))}{final_stop(match)}"
    if language == "it":
        return f"{hour} e {int(minute)}" if left else hour
    return f"{hour}{left}" if left else f"{hour} часов" if hour not in ("1", "2", "3", "4") else f"{hour} часа"


def _spanish(hour: str, left: str, *, hours: bool) -> str:
    if left:
        return f"{hour}{left}"
    return f"{hour} horas" if hours else f"{hour} en punto"
