"""Lists of the words of a language, to tell a word broken at the end of a line from one that has a hyphen.

Enters: the words of a text. Leaves: its language; the list of that, empty for a language without one. A list is loaded
when it is first asked, which takes about a second: most texts never ask.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from functools import cache

from msgspec import Struct

from audio_edition.text.pattern import pattern

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

_SHARED = "a as con da de dem do e en for i in is la le lo non o on per se si su sur um un una was"
_COUNTS = Counter(" ".join(_COMMONEST.values()).split())
_IN_SEVERAL = frozenset(_SHARED.split()).union(word for word, count in _COUNTS.items() if count > 1)
"""Common in more than one language, whether in its list or not."""
_WORD = pattern(r"[^\W\d_]+")
_LEAST_HITS = 10
_LEAST_DIFFERENT = 5
_LEAST_SHARE = 0.04
"""Of all words: a text that quotes another language for a page is not in it."""
_TIMES_AS_MANY = 3
_NEEDS = {"ru": "ы"}
"""A letter that its neighbours in the same script do without, Ukrainian and Bulgarian here."""


class WordList(Struct, frozen=True):
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


def guess_language(text: str) -> str:
    """Return the base language of a text, on clear evidence only; else an empty string.

    Args:
        text: The whole of it.

    Returns:
        The language whose commonest words stand there ten times or more, five different ones, and three times as often
        as those of any other; words common in several languages do not count.
    """
    words = Counter(_WORD.findall(text.lower()))
    own = {lang: [word for word in common.split() if word not in _IN_SEVERAL] for lang, common in _COMMONEST.items()}
    hits = {lang: sum(words[word] for word in common) for lang, common in own.items()}
    first, second = sorted(hits, key=lambda lang: hits[lang], reverse=True)[:2]
    is_clear = (
        hits[first] >= max(_LEAST_HITS, _LEAST_SHARE * words.total(), _TIMES_AS_MANY * hits[second])
        and sum(word in words for word in own[first]) >= _LEAST_DIFFERENT
        and _NEEDS.get(first, "") in text.lower()
    )
    return first if is_clear else ""


@cache
def _load(lang: str) -> Collection[str]:
    from spellchecker import SpellChecker  # imported late: it is slow to load

    return frozenset(SpellChecker(language=lang, distance=1).word_frequency.words())
