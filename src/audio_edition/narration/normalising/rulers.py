"""Roman numerals behind names: Wilhelm II. → Wilhelm der Zweite, Felipe II → Felipe segundo, Николай II → второй.

English rulers are in ``narration.roman``; here are the sequels ("Rocky II") and numbered
bodies ("IV International").
"""

from __future__ import annotations

import re

from audio_edition.narration.languages import word_list, word_set
from audio_edition.narration.normalising.numerals import final_stop, ordinal
from audio_edition.narration.roman import NAMES, value
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern

_NUMERAL = pattern(r"(?<![^\W\d_])(?P<name>[^\W\d_]{2,20}) (?P<roman>[IVX]{1,6})(?P<end>\.|(?:er|re|ère)\b|(?!\w))")
_BODIES = ("International", "Congress", "Corps", "Olympiad", "Legion", "Republic")
_BODY = pattern(rf"(?<![\w.])(?P<roman>[IVX]{{2,5}}|I|V)(?= (?:Army )?(?:{'|'.join(_BODIES)})\b)")
_SEQUEL = pattern(r"(?<=[a-z0-9] )(?P<roman>I{2,3}|IV|VI{1,3}|IX|XI{1,3}|XIV|XV|XVI{1,3})(?![\w.'’])")

_ARTICLES = word_set("A An The This That His Her Its My Our Your Their")

_DE = word_set(
    "Wilhelm Friedrich Heinrich Ludwig Karl Otto Franz Joseph Leopold Maximilian Ferdinand Rudolf Philipp "
    "Konrad Georg Johannes Paul Pius Benedikt Gregor Leo Nikolaus Alexander Peter Napoleon Albert August"
)
_DE_FEMALE = word_set("Elisabeth Katharina Margarethe Maria Beatrix")
_ES = word_set(
    "Felipe Alfonso Carlos Fernando Enrique Juan Pedro Isabel Sancho Jaime Luis Jorge Pablo Pío Benedicto "
    "León Gregorio Nicolás Alejandro Napoleón Guillermo Eduardo Francisco Clemente Inocencio Ramiro"
)
_IT = word_set(
    "Emanuele Umberto Giovanni Paolo Pio Benedetto Leone Gregorio Carlo Alberto Federico Francesco Enrico "
    "Luigi Filippo Ferdinando Guglielmo Napoleone Nicola Alessandro Clemente Innocenzo Urbano Sisto"
)
_FEMALE = word_set("Isabel Elisabetta Caterina Margherita Maria Isabella Elisabeth Catherine")
_FR = word_set(
    "Napoléon Louis François Charles Henri Philippe Jean Paul Nicolas Alexandre Guillaume Georges Édouard Pie "
    "Benoît Léon Léopold Albert Ferdinand Frédéric Baudouin Élisabeth Catherine Isabelle Marie Margrethe"
)
_FR_FEMALE = word_set("Élisabeth Catherine Isabelle Marie Margrethe")
_RU = word_set(
    "Николай Пётр Петр Александр Иван Павел Людовик Карл Генрих Вильгельм Фридрих Наполеон Иоанн Василий "
    "Георг Эдуард Филипп Густав Леопольд Фёдор Бенедикт Пий Иосиф Лев Рамсес Франц Яков Франциск"
)
_RU_FEMALE = word_set("Екатерина Елизавета Мария Маргарита Изабелла")


def rulers(text: str, lang: str) -> str:
    """Wilhelm II. → Wilhelm der Zweite; Alfonso XIII → Alfonso 13; Napoléon Ier → Napoléon premier."""
    language = base_language(lang)
    if language == "en":
        return _english(text)
    if language not in ("de", "fr", "es", "it", "ru"):
        return text

    def say(match: re.Match[str]) -> str:
        number = value(match["roman"])
        said = _said(match["name"], number, match["end"], language) if number else ""
        if said and language == "de":
            said = _german(match, number)
        if not said:
            return match[0]
        end = "." if match["end"] == "." and language != "de" else final_stop(match)
        return f"{match['name']} {said}{end}"

    return _NUMERAL.sub(say, text)


def _said(name: str, number: int, end: str, language: str) -> str:  # noqa: PLR0911
    """The numeral behind a ruler's name; empty where the name is none of a ruler."""
    if language == "de":
        known = name in _DE_FEMALE or name in _DE or name.removesuffix("s") in _DE
        return ordinal(number, "de").capitalize() if end == "." and known else ""
    if language == "fr":
        if name not in _FR:
            return ""
        return ("première" if name in _FR_FEMALE else "premier") if number == 1 else str(number)
    if language == "es":
        if name not in _ES and name not in _FEMALE:
            return ""
        said = ordinal(number, "es")
        return f"{said[:-1]}a" if name in _FEMALE and number <= 10 else said
    if language == "it":
        if name not in _IT and name not in _FEMALE:
            return ""
        said = "secondo" if number == 2 else ordinal(number, "it")
        return f"{said[:-1]}a" if name in _FEMALE else said
    return _russian(name, number)


_DE_TITLES = word_set(
    "Kaiser Kaisers Kaiserin König Königs Königin Papst Papstes Zar Zaren Zarin Herzog Herzogs Kurfürst Kurfürsten"
)
_DE_CASES: dict[str, str] = {
    **dict.fromkeys(
        word_list("unter mit von bei nach zu seit dem beim vom zum aus vor neben hinter laut zwischen"), "d"
    ),
    **dict.fromkeys(word_list("für gegen durch ohne um den über"), "a"),
    **dict.fromkeys(word_list("des kaisers königs papstes herzogs"), "g"),
}
"""The case of a ruler's name by the word before it; unknown: nominative. "der" is no sign: der Kaiser, der Kaiserin."""
_DE_RULERS = {
    ("m", ""): "der {}", ("m", "d"): "dem {}n", ("m", "a"): "den {}n", ("m", "g"): "des {}n",
    ("f", ""): "die {}", ("f", "d"): "der {}n", ("f", "a"): "die {}", ("f", "g"): "der {}n",
}  # fmt: skip


def _german(match: re.Match[str], number: int) -> str:
    """Unter Kaiser Wilhelm II. → dem Zweiten, gegen Karl V. → den Fünften, Ludwigs XIV. → des Vierzehnten."""
    name, case = match["name"], ""
    if name not in _DE and name not in _DE_FEMALE:
        case = "g"
    else:
        before = match.string[max(0, match.start() - 60) : match.start()].split()
        while before and (before[-1] in _DE or before[-1] in _DE_FEMALE or before[-1] in _DE_TITLES):
            word = before.pop()
            if word.lower() in _DE_CASES:
                before.append(word)
                break
        last = before[-1].lstrip('„«»"(“').lower() if before else ""
        case = _DE_CASES.get(last, "")
    gender = "f" if name in _DE_FEMALE else "m"
    return _DE_RULERS[gender, case].format(ordinal(number, "de").capitalize())


def _russian(name: str, number: int) -> str:  # noqa: PLR0911
    """The ordinal in the case of the name: Николай второй, Николая второго, Екатерины второй."""
    if name in _RU:
        return ordinal(number, "ru", case="n", gender="m")
    if name in _RU_FEMALE:
        return ordinal(number, "ru", case="n", gender="f")
    stem, last = name[:-1], name[-1]
    if last in "ая" and _is_stem(stem):
        return ordinal(number, "ru", case="g", gender="m")
    if last in "ую" and _is_stem(stem):
        return ordinal(number, "ru", case="d", gender="m")
    if last == "м" and _is_stem(name[:-2]):
        return ordinal(number, "ru", case="i", gender="m")
    if last == "е" and _is_stem(stem):
        return ordinal(number, "ru", case="p", gender="m")
    if last in "ыие" and f"{stem}а" in _RU_FEMALE | {"Мариа"}:
        return ordinal(number, "ru", case="g", gender="f")
    return ""


def _is_stem(stem: str) -> bool:
    return stem in _RU or f"{stem}й" in _RU or {"Петр": "Пётр", "Павл": "Павел", "Льв": "Лев"}.get(stem, "") in _RU


def _english(text: str) -> str:
    """Rocky II → Rocky 2, Pope John XXIII → the twenty-third elsewhere, IV International → 4th International."""

    def sequel(match: re.Match[str]) -> str:
        before = match.string[max(0, match.start() - 24) : match.start()].split()
        if not before or not before[-1][0].isupper() or before[-1] in NAMES or before[-1] in _ARTICLES:
            return match[0]
        return str(value(match["roman"]) or match["roman"])

    if any(noun in text for noun in _BODIES):
        text = _numbered_bodies(text)
    return _SEQUEL.sub(sequel, text) if any(pair in text for pair in ("II", "IV", "VI", "IX", "XI", "XV")) else text


def _numbered_bodies(text: str) -> str:
    return _BODY.sub(lambda match: ordinal(value(match["roman"]), "en") if value(match["roman"]) else match[0], text)
