"""Lists of the words of a language, to tell a word broken at the end of a line from one that has a hyphen.

Enters: the words of a text. Leaves: the list of its language; that of a language without one is empty. A list is loaded
when it is first asked, which takes about a second: most texts never ask.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

LEAST = 3
"""So many of the commonest words of a language a text must have, to be taken for one in it."""

_COMMONEST = {
    "en": "the of and to in is was that it for with his had not are",
    "de": "der die und das den von zu mit nicht ist auf ein eine sich dem",
    "fr": "le la les des et un une dans que est pas pour qui sur au",
    "es": "el los las del que una por con para se lo como más fue su",
    "it": "il che di della per una non con sono gli è nel alla si dei",
    "pt": "o os do da que não uma para com em dos ao na foi mais",
    "nl": "het een van en dat niet op zijn voor met aan ook door bij die",
    "ru": "и в не на что он с как это по но из за от было",
}


@dataclass(frozen=True, slots=True)
class WordList:
    """The words of a language.

    Source: the frequency lists of pyspellchecker, made of film subtitles and cleaned with dictionaries (MIT licence).
    """

    lang: str = ""
    """Base language; empty: there is no list."""

    def __contains__(self, word: object) -> bool:
        return bool(self.lang) and isinstance(word, str) and word.lower() in _load(self.lang)


NO_WORDS = WordList()


def word_list_of(words: Collection[str]) -> WordList:
    """Return the list of the language that a text is most likely in.

    Args:
        words: The different words of the text, in small letters.
    """
    counts = {lang: sum(word in words for word in common.split()) for lang, common in _COMMONEST.items()}
    best = max(counts, key=lambda lang: counts[lang])
    return WordList(best) if counts[best] >= LEAST else NO_WORDS


@cache
def _load(lang: str) -> Collection[str]:
    from spellchecker import SpellChecker  # imported late: it is slow to load

    return frozenset(SpellChecker(language=lang, distance=1).word_frequency.words())
