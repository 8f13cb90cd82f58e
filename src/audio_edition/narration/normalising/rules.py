"""The rules in their order, each with the class of token it is for.

Enters: nothing. Leaves: ``RULES``; by the name of its class each can be switched off, see ``settings.NORMALISED``.
"""

from __future__ import annotations

from audio_edition.narration.normalising.dates import WEEKDAY_HINTS, dates, russian_dates, weekdays
from audio_edition.narration.normalising.fractions import SIGNS, fractions
from audio_edition.narration.normalising.letters import ampersands_of_letters, initials
from audio_edition.narration.normalising.money import money
from audio_edition.narration.normalising.numbers import numbers, ordinals
from audio_edition.narration.normalising.references import references, roman_pages
from audio_edition.narration.normalising.relations import relations
from audio_edition.narration.normalising.rulers import rulers
from audio_edition.narration.normalising.scripture import verses
from audio_edition.narration.normalising.telephone import telephone
from audio_edition.narration.normalising.times import times
from audio_edition.narration.normalising.titles import gender_marks, more_abbreviations, titles
from audio_edition.narration.normalising.units import percent, units
from audio_edition.narration.normalising.years import ENGLISH_ERAS, centuries, decades, eras, german_decades, years
from audio_edition.narration.rule import Rule

DIGITS = frozenset("0123456789")
"""Only these: the signs beside numerals of other scripts are left to the voice."""
_ROMAN = frozenset("IVXLC")
_EN, _DE = frozenset({"en"}), frozenset({"de"})
_SIX = frozenset({"en", "de", "fr", "es", "it", "ru"})

RULES: tuple[Rule, ...] = (
    Rule(telephone, (DIGITS,), kind="telephone"),
    Rule(verses, (DIGITS,), languages=_EN, kind="references"),
    Rule(dates, (DIGITS,), languages=_SIX - {"ru"}, kind="dates"),
    Rule(russian_dates, (DIGITS | _ROMAN,), languages=frozenset({"ru"}), kind="dates"),
    Rule(weekdays, (frozenset("."),), WEEKDAY_HINTS, languages=frozenset({"en", "de"}), kind="dates"),
    Rule(times, (DIGITS,), languages=_SIX, kind="times"),
    Rule(references, (frozenset("."),), languages=_SIX, kind="references"),
    Rule(roman_pages, (frozenset("ivxlc"),), ("age", "reface"), languages=_EN, kind="references"),
    Rule(money, (DIGITS,), languages=_SIX, kind="money"),
    Rule(percent, (DIGITS, frozenset("%‰°℃℉")), languages=_SIX, kind="percent"),
    Rule(units, (DIGITS,), languages=_SIX, kind="units"),
    Rule(centuries, (DIGITS | _ROMAN,), languages=_SIX, kind="years"),
    Rule(eras, (DIGITS | _ROMAN,), ENGLISH_ERAS, languages=_EN, kind="years"),
    Rule(eras, (DIGITS | _ROMAN,), languages=_SIX - _EN, kind="years"),
    Rule(decades, (DIGITS,), languages=_EN, kind="years"),
    Rule(german_decades, (DIGITS,), ("er",), languages=_DE, kind="years"),
    Rule(years, (DIGITS,), languages=_SIX, kind="years"),
    Rule(fractions, (DIGITS | frozenset(SIGNS), frozenset(SIGNS + "/⁄")), languages=_SIX, kind="fractions"),
    Rule(relations, (frozenset("-–—:/x×"),), languages=_SIX, kind="ranges"),
    Rule(numbers, (DIGITS,), languages=_SIX, kind="numbers"),
    Rule(ordinals, (DIGITS,), languages=frozenset({"fr", "es", "it", "ru"}), kind="ordinals"),
    Rule(gender_marks, (frozenset("*:_/"),), languages=_DE, kind="abbreviations"),
    Rule(ampersands_of_letters, (frozenset("&"),), kind="letters"),
    Rule(more_abbreviations, (frozenset("./"),), languages=_SIX, kind="abbreviations"),
    Rule(titles, (frozenset(". "),), languages=_SIX, kind="titles"),
    Rule(initials, (frozenset("."),), kind="letters"),
    Rule(rulers, (_ROMAN,), languages=_SIX, kind="roman"),
)
"""What has a sign of its own comes before what is only a number, and dates before ranges."""
