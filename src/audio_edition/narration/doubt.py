"""How likely it is that a voice says a word wrongly, judged by its letters.

Enters: a word, its kind, and the usual words around it. Leaves: a doubt from 0 (a word like others) to 1. Voices are
made for the usual words of a language: what has sequences of letters that these do not have is what they guess at.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from audio_edition.narration.languages import words_for
from audio_edition.text.language_tags import base_language

LITTLE_DOUBT = 0.3
"""Below it, a word is most likely said well."""

_DAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
}
_COMMON_ENGLISH = (
    "a about above across after again against age air all almost along already also although always am american among "
    "an and another answer any april are area army around art as asia at august aunt away back bank battle be beach "
    "because bell between big bill black blue board book both bridge britain british brother but by called came can "
    "captain castle central century charter chief christian christmas church city civil clause college committee "
    "common communist company congress cost council count country county court dear december department did district "
    "do doctor down duke each earth east eastern easter eight empire england english europe european even every father "
    "february federal field first five for four free french friday from front garden general german germany god gold "
    "good government governor grand great green group guard hall harbour has have he head her here high hill him his "
    "hospital house how i if in industry institute international into is island it italian january japanese john july "
    "june just justice king labour lady lake land last law league left liberal life like little local london long lord "
    "love man many march market master may men mid middle minister minor miss monday more most mother mount mountain "
    "mr mrs ms museum my national nations new nine no nobody north northern not nothing november now number october of "
    "office old on one only or order other our out over page palace paper park parliament part party peace people "
    "place police poor post president press prime prince professor provisional public queen railway red republic "
    "revolution right river road roman room round royal russia russian saint same saturday school sea second secretary "
    "see senate september seven she sir sister six small so social society soldier some son south southern spanish "
    "spring square st state station still street summer sunday ten than that the their then there these they this "
    "those three through thursday time to today tower town trade tuesday two uncle under union united university up "
    "us valley very wall war was water way we wednesday well were west western what when where which white who why "
    "will winter with without woman women work world would yard year years yes york you young your "
)


def is_usual(word: str, lang: str) -> bool:
    """Whether a word is a month, a day of the week, or a common word of the language."""
    folded = word.casefold().replace("’", "'").removesuffix("'s")
    return all(part in _usual_words(base_language(lang)) for part in folded.split("-"))


def doubt_of(word: str, why: str, known: frozenset[str], *, count: int) -> float:
    """Judge one word.

    Args:
        word: As it stands in the text.
        why: Its kind, as ``unusual_words`` has it.
        known: What ``letter_groups`` made of the usual words around it.
        count: How often it is said: the more often, the more a mistake is heard.
    """
    if why == "abbreviation":
        return 0.5 if any(vowel in word for vowel in "AEIOU") else 0.35  # a word, or letter by letter?
    groups = _groups(word)
    strange = sum(group not in known for group in groups) / len(groups)
    beyond_ascii = 0.2 if not word.isascii() else 0.0
    return min(1.0, 0.8 * strange + beyond_ascii + 0.04 * min(count - 1, 5))


def letter_groups(words: Iterable[str], lang: str) -> frozenset[str]:
    """The groups of three letters in usual words: those of the text that are written small, and the common ones."""
    return frozenset(group for word in (*words, *_usual_words(base_language(lang))) for group in _groups(word))


def _groups(word: str) -> list[str]:
    spelt = f" {word.casefold()} "
    return [spelt[start : start + 3] for start in range(max(1, len(spelt) - 2))]


@cache
def _usual_words(lang: str) -> frozenset[str]:
    months = (month.casefold().strip(".") for month in words_for(lang).months)
    common = _COMMON_ENGLISH.split() if lang == "en" else []
    return frozenset((*months, *_DAYS.get(lang, "").split(), *common))
