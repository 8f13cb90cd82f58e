"""Titles before names, and other abbreviations in full: Gen. Grant → General Grant, Prof. Dr. Weber, M. Dupont."""

from __future__ import annotations

import re
from functools import cache

from audio_edition.narration.abbreviations import beginnings
from audio_edition.narration.languages import word_set
from audio_edition.narration.normalising.german import BEHIND_EIN
from audio_edition.narration.normalising.numerals import TABLES, final_stop
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern

_NAME = "(?=[«„“\"']?[A-ZÀ-ÖØ-ÞА-ЯЁ\ue000-\uf8ff])"
_STREET = pattern(r"(?<=[a-z]) St\.(?! [A-Z]|[–—\u2060])")
_SAINT = pattern(r"(?<!\w)St\. (?=[A-Z\ue000-\uf8ff])")
_JUNIOR = pattern(r"(?<=[a-z]),? (Jr|Sr)\.(?= |,|\Z)")
_CITY = pattern(r"(?<![\w.])(?<!\d )([Вв] |[Нн]а |[Оо] )?(?<![\w.])г\. (?=[А-ЯЁ])")
_STRASSE = pattern(r"(?<=[a-zäöüß])str\.(?= \d|,| [a-zäöü]|\Z)")
_ULITSA = pattern(r"(?<!\w)([Нн]а|[Пп]о|[Сс]|[Ии]з) ул\. (?=[А-ЯЁ])")
_SAN = pattern(r"(?<![\w.])S\. ([A-Z][a-zàèéìòù]+)")
_SANTE = word_set(
    "Maria Chiara Lucia Caterina Teresa Rita Croce Cecilia Barbara Margherita Giulia Monica Marta Rosa Rosalia Sofia"
)
_GENDER = pattern(r"(?<=[a-zäöüß])[*:_/]-?(?=in(?:nen)?(?!\w))")
_BEGINNINGS = {language: beginnings(table.abbreviations) for language, table in TABLES.items()}


@cache
def _titles(language: str) -> re.Pattern[str]:
    words = sorted(TABLES[language].titles, key=lambda word: (-len(word), word))
    dotless = ("Mme", "Mmes", "Mlle", "Mlles", "Dr", "Pr", "Mgr", "Me") if language == "fr" else ()
    alternatives = [rf"{re.escape(word)}\." for word in words] + [rf"{word}(?=\ )" for word in dotless]
    return re.compile(
        rf"(?<![\w.])({'|'.join(alternatives)})(?:(?<=\.)-| )(?:{_NAME}|(?=(?:et|und|y|e|and|&|1st Class|1st Lt\.) ))"
    )


@cache
def _abbreviations(language: str) -> re.Pattern[str]:
    words = sorted(TABLES[language].abbreviations, key=lambda word: (-len(word), word))
    patterns = "|".join(re.escape(word).replace(r"\.", r"\. ?").removesuffix(" ?") for word in words)
    return re.compile(rf"(?<![\w.])(?:{patterns})(?!\w)")


def titles(text: str, lang: str) -> str:
    """Lt. Col. North → Lieutenant Colonel North; St. Peter → Saint Peter, Main St. → Main Street; Jr. → Junior."""
    language = base_language(lang)
    if language not in TABLES:
        return text
    table = TABLES[language]
    if language == "de":
        text = _STRASSE.sub("straße", text)
    if language == "fr":
        text = re.sub(r"(?<!\w)S(te?)-(?=[A-ZÀ-Ý])", lambda match: f"Saint{'e' if match[1] == 'te' else ''}-", text)
    if language == "it":
        text = _SAN.sub(_italian_saint, text)
    if language == "ru":
        text = _ULITSA.sub(
            lambda match: f"{match[1]} {'улице' if match[1].lower() in ('на', 'по') else 'улицы'} ", text
        )
    inside = ". " in text or ".-" in text or language == "fr"
    # "Prof. Dr. Weber": the second title becomes the name before which the first stands.
    for _ in range(3 if inside else 0):
        changed = _titles(language).sub(lambda match: f"{table.titles[match[1].rstrip('.')]} ", text)
        if changed == text:
            break
        text = changed
    if language == "ru":
        text = _CITY.sub(lambda match: f"{match[1] or ''}{'городе' if match[1] else 'город'} ", text)
    if language == "en" and "r." in text:
        text = _JUNIOR.sub(lambda match: " Junior" if match[1] == "Jr" else " Senior", text)
    if language == "en" and "St." in text:
        text = _SAINT.sub("Saint ", _STREET.sub(_street, text))
    return text


def _italian_saint(match: re.Match[str]) -> str:
    """S. Pietro → San Pietro, S. Anna → Sant'Anna, S. Stefano → Santo Stefano, S. Maria → Santa Maria."""
    name = match[1]
    if name in _SANTE:
        return f"Santa {name}"
    if name[0] in "AEIOU":
        return f"Sant'{name}"
    return f"Santo {name}" if name[0] == "Z" or (name[0] == "S" and name[1] in "bcdfgklmnpqrtvz") else f"San {name}"


def _street(match: re.Match[str]) -> str:
    return f" Street{final_stop(match)}"


def more_abbreviations(text: str, lang: str) -> str:
    """Acme Inc. → Acme Incorporated, v. → versus, EE. UU. → Estados Unidos, evtl. → eventuell."""
    language = base_language(lang)
    if language not in TABLES:
        return text
    if not any(beginning in text for beginning in _BEGINNINGS[language]):
        return text
    table = TABLES[language].abbreviations
    by_letters = _by_letters(language)

    def say(match: re.Match[str]) -> str:
        said = table.get(match[0]) or by_letters.get(match[0].replace(" ", ""))
        if said is None:
            return match[0]
        if (
            language == "en"
            and match[0] in ("Co.", "Inc.", "Ltd.", "Corp.")
            and match.string[match.end() : match.end() + 1] == ","
        ):
            return said
        if language == "en" and said in _SQUARE and _ONE.search(match.string, max(0, match.start() - 5), match.start()):
            said = _SQUARE[said]
        if language == "de" and said.endswith("e") and match[0].islower():
            said = _declined(said, match)
        return f"{said}{final_stop(match)}"

    return _abbreviations(language).sub(say, text)


_SQUARE = {
    "square feet": "square foot",
    "square yards": "square yard",
    "square miles": "square mile",
    "square kilometers": "square kilometer",
}
_ONE = pattern(r"(?<!\w)(?:[Pp]er|[Aa]|[Oo]ne|[Ee]very|[Ee]ach) \Z")

_WEAK = pattern(
    r"(?<!\w)(?:[Dd]e[mns]|[AaIi]m|[VvBb](?:om|eim)|[Zz]u[mr]|(?:[Ee]|[SsKk]e)ine[mnrs]"
    r"|[Ii]hre[mnrs]|[Ii]n der|[Vv]on der) \Z"
)


def _declined(adjective: str, match: re.Match[str]) -> str:
    """Der ehemalige, des ehemaligen, ein ehemaliger: by the article before it."""
    begin, start = max(0, match.start() - 12), match.start()
    if _WEAK.search(match.string, begin, start):
        return f"{adjective}n"
    return f"{adjective}r" if BEHIND_EIN.search(match.string, begin, start) else adjective


@cache
def _by_letters(language: str) -> dict[str, str]:
    return {word.replace(" ", ""): said for word, said in TABLES[language].abbreviations.items()}


def gender_marks(text: str, lang: str) -> str:
    """Lehrer*innen → Lehrer innen: the pause that readers make."""
    return _GENDER.sub(" ", text)
