"""Abbreviations that voices spell or swallow are said in full.

Enters: a sentence and its language. Leaves: the sentence with "e.g." as "for example" and "No. 5" as "number 5".
Titles before names ("Mr.", "Dr.") are left to the voices, which know them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from audio_edition.narration.languages import ENGLISH, words_for
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern

SPOKEN_FORMS: dict[str, dict[str, str]] = {
    "en": {"e.g.": "for example", "i.e.": "that is", "etc.": "et cetera", "vs.": "versus", "et al.": "and others"},
    "de": {
        "z.b.": "zum Beispiel",
        "d.h.": "das heißt",
        "u.a.": "unter anderem",
        "usw.": "und so weiter",
        "bzw.": "beziehungsweise",
        "ca.": "circa",
        "vgl.": "vergleiche",
    },
    "fr": {"p.ex.": "par exemple", "c.-à-d.": "c'est-à-dire", "etc.": "et cetera"},
    "es": {"p.ej.": "por ejemplo", "etc.": "etcétera"},
    "nl": {"bijv.": "bijvoorbeeld", "d.w.z.": "dat wil zeggen", "enz.": "enzovoort"},
    "ru": {"т.е.": "то есть", "т.д.": "так далее", "т.п.": "тому подобное"},
    "it": {"ecc.": "eccetera"},
    "pt": {"p.ex.": "por exemplo", "etc.": "et cetera"},
}
"""By language: the abbreviation in small letters without blanks, and what is said."""

_MAY_END_SENTENCE = frozenset(("etc.", "et al.", "usw.", "enz.", "ecc.", "т.д.", "т.п."))
"""Abbreviations that may end a sentence: a capital after them begins the next one."""

_ENDS = pattern(r"[\"'”’»)\] ]*\Z")
_NEXT_SENTENCE = pattern(r"[\"'”’»)\]]* [\"“‘«(]*[A-ZÀ-ÖØ-ÞА-Я]")

_MONTHS = {month[:3]: month for month in ENGLISH.months} | {"Sept": "September"}

_NUMBER_SIGNS = {
    "en": r"(?<!\w)Nos?\. ?(?=[0-9])|№ ?(?=[0-9])|(?<![\w&#/])#(?=[0-9])",
    "de": r"(?<!\w)Nr\. ?(?=[0-9])|№ ?(?=[0-9])",
    "fr": r"(?<!\w)[nN][°º] ?(?=[0-9])|№ ?(?=[0-9])",
    "es": r"(?<!\w)[nN]\.?[°º] ?(?=[0-9])|№ ?(?=[0-9])",
    "it": r"(?<!\w)[nN]\.?[°º] ?(?=[0-9])|№ ?(?=[0-9])",
    "pt": r"(?<!\w)[nN]\.?[°º] ?(?=[0-9])|№ ?(?=[0-9])",
    "nl": r"(?<!\w)[nN]r\. ?(?=[0-9])|№ ?(?=[0-9])",
    "ru": r"№ ?(?=[0-9])",
}


@cache
def _pattern(lang: str) -> re.Pattern[str]:
    """Finds the abbreviations of a language."""
    patterns = (
        re.escape(key).replace(r"\.", r"\. ?").removesuffix(" ?").replace("et\\ al", "et al")
        for key in SPOKEN_FORMS[lang]
    )
    return re.compile(rf"(?<![\w.])(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)


def beginnings(abbreviated: Iterable[str]) -> tuple[str, ...]:
    """One of these is in every text with an abbreviation: up to its first full stop."""
    return tuple(sorted({word[: word.find(".") + 1] or word for word in abbreviated}))


_BEGINNINGS = {language: beginnings(spoken) for language, spoken in SPOKEN_FORMS.items()}


def is_abbreviation(text: str, start: int, language: str) -> bool:
    """Whether one of the table begins at a place: "Z. B." is no pair of initials."""
    return language in SPOKEN_FORMS and _pattern(language).match(text, start) is not None


def abbreviations(text: str, lang: str) -> str:
    """e.g. → for example, z. B. → zum Beispiel, т. е. → то есть; a full stop stays where it ends the sentence."""
    language = base_language(lang)
    if language not in SPOKEN_FORMS:
        return text
    small = text.lower()
    if not any(beginning in small for beginning in _BEGINNINGS[language]):
        return text
    table = SPOKEN_FORMS[language]

    def say(match: re.Match[str]) -> str:
        found = match[0].lower()
        spoken = table.get(found) or table[found.replace(" ", "")]
        if match[0][0].isupper():
            spoken = spoken[0].upper() + spoken[1:]
        ends = _ENDS.match(text, match.end()) or (
            found.replace(" ", "") in _MAY_END_SENTENCE and _NEXT_SENTENCE.match(text, match.end())
        )
        return f"{spoken}." if ends else spoken

    return _pattern(language).sub(say, text)


def months(text: str, lang: str) -> str:
    """Nov. 27 → November 27."""
    pattern = r"(?<!\w)(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\. ?(?=[0-9])"
    return re.sub(pattern, lambda match: f"{_MONTHS[match[1]]} ", text)


def number_signs(text: str, lang: str) -> str:
    """No. 5 → number 5, Nr. 5 → Nummer 5, № 5 → номер 5, n° 5 → numéro 5; "No. He left." stays."""
    language = base_language(lang)
    word = words_for(lang).number
    if not word or language not in _NUMBER_SIGNS:
        return text
    plural = "numbers" if language == "en" else word
    return re.sub(_NUMBER_SIGNS[language], lambda m: f"{plural if 's' in m[0] else word} ", text)


def section_signs(text: str, lang: str) -> str:
    """§ 5 → section 5, §§ 5 → sections 5."""
    table = words_for(lang)
    if not table.section_sign:
        return text
    text = re.sub(r"§§+ ?", f"{table.section_signs} ", text)
    return re.sub(r"§ ?", f"{table.section_sign} ", text)


def degree_signs(text: str, lang: str) -> str:
    """20 °C → 20 degrees Celsius, 90° → 90 degrees."""
    table = words_for(lang)
    if not table.degrees:
        return text
    text = text.replace("℃", "°C").replace("℉", "°F")
    language = base_language(lang)

    def say(match: re.Match[str]) -> str:
        noun = _degrees(match, language) or table.degrees
        scale = match["scale"]
        if scale in ("C", "F"):
            named = table.celsius if scale == "C" else table.fahrenheit
            return f"{match['number']} {named.replace(table.degrees, noun, 1)}"
        side = f" {_SIDES[scale]}" if scale else ""
        return f"{match['number']} {noun}{side}"

    sides = "|[NSEW]" if language == "en" else ""
    return re.sub(rf"(?<!\d)(?P<number>\d++) ?°(?: ?(?P<scale>[CF]{sides})(?!\w)|(?!\w))", say, text)


_SIDES = {"N": "north", "S": "south", "E": "east", "W": "west"}
_ONE_DEGREE = {"en": "degree", "es": "grado", "it": "grado", "fr": "degré", "ru": "градус"}
_ANGLE = pattern(r" (?:angle|arc|camera|pivot|rotation|slope|turn|video|view)\b")


def _degrees(match: re.Match[str], language: str) -> str:
    """The form of the noun where it is not the usual plural: 1 degree, a 45 degree angle, 2 градуса."""
    number = match["number"]
    if language == "ru":
        fraction = match.string[max(0, match.start() - 1) : match.start()] == ","
        last, teen = int(number[-1]), number[-2:-1] == "1"
        if fraction or (last in (2, 3, 4) and not teen):
            return "градуса"
        return "градус" if last == 1 and not teen else ""
    if number == "1" or (language == "en" and not match["scale"] and _ANGLE.match(match.string, match.end())):
        return (
            ""
            if match.string[max(0, match.start() - 1) : match.start()] in (".", ",")
            else _ONE_DEGREE.get(language, "")
        )
    return ""
