"""Ends of sentences that the splitter misses or finds too early, by small rules per language.

Enters: text. Leaves: the places where sentences begin that the splitter did not see; whether one that it saw is none.
Every rule looks at a few words, so the time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from audio_edition.narration.sentence_tables import (
    ENDS_BEFORE_OPENER,
    ENDS_LIST,
    FRENCH_LETTERED,
    GERMAN_COUNTED,
    LETTERED,
    NO_END_BEFORE_NUMBER,
    OPENERS,
    ORDINARY,
    RULER_TITLES,
    RULERS_ONLY,
    SAYING,
    TIME_ZONES,
)
from audio_edition.text.pattern import pattern

_STOP = pattern(r"(?<![\w.])([^\W_]+(?:\.[^\W\d_]+)?)\.[\"”’»)]*\s+(?=[\"“„«‘(]*([^\W_]+))")
_ELLIPSIS = pattern(r"\w…?[\"”’»)]* …[\"”’»)]*\s+(?=[\"“„«‘(]*([^\W\d_]+))")
_WORD_BEFORE = pattern(r"([^\W\d_]+) \Z")
_NAME = r"[A-Z][\w’'-]*[\w]"
_SAID = pattern(
    rf"(?:(?:Mr|Mrs|Ms|Dr|St|Prof|Capt|Gen|Sen|Gov)\. )?{_NAME}(?: (?:[A-Z]\.|{_NAME})){{0,3}} (?:{SAYING})\b"
)
_GERMAN_ORDINAL = pattern(
    r"(?<!\w)(?:(?:[Dd](?:er|ie|as|em|en|es)|[AaIi]m|[Vv]om|[Zz]u[mr]|[Bb]eim|[Ss]eine[mnrs]?|[Ii]hre[mnrs]?)"
    r"(?: [a-zäöüß]{2,20}e[nrms]?)?|bis|und|oder|als) \d{1,3}\.\Z"
)
_SHORT = pattern(r"(?<!\w)[^\W\d_]{1,4}\.\Z")
_HALF_DAY = pattern(r"(?<![^\W\d])[ap]\.? ?m\.\Z", re.IGNORECASE)
_NUMBER_STOP = pattern(r"(?<![\d.,])\d{1,3}\.\Z")
_WORD = pattern(r"[^\W\d_]+")
_POLISH_YEAR = pattern(
    r"\W*(?:W|Od|Do|Po|Przed|Już w|Dopiero w|Latem|Jesienią|Zimą|Wiosną|Dnia) [^.]{0,30}?\d{4} r\.\s*\Z"
)

_FRENCH_ERA = pattern(r"(?<!\w)(?:av\.|apr\.|avant|après)\s?J\.-C\.\Z")
_ITALIAN_YEAR = pattern(
    r"\W*(?:Nel|Nell['’]|Dal|Fino al|Verso il|Intorno al) ?(?:anno |secolo )?[^.]{1,20}[ad]\. ?C\.\s*\Z"
)


def ends_missed(text: str, lang: str) -> list[int]:
    """Where sentences begin behind a full stop that the splitter may take for that of an abbreviation.

    Args:
        text: A window of a block.
        lang: Base language.
    """
    rule = _MISSED.get(lang)
    if rule is None:
        return []
    found = [match.end() for match in _STOP.finditer(text) if rule(match, lang)] if "." in text else []
    if "…" in text:
        found += [match.end() for match in _ELLIPSIS.finditer(text) if opens_sentence(match[1], lang)]
    return found


def opens_sentence(word: str, lang: str) -> bool:
    """Whether a word with a capital letter begins a sentence, since it is neither a name nor, in German, a noun."""
    return word[:1].isupper() and word.lower() in OPENERS.get(lang, ())


def ends_before_opener(word: str, following: str, lang: str) -> bool:
    """Whether an abbreviation ends its sentence because of the word behind it: 5 Main St. She; 3 Mio. Das."""
    return word.lower() in ENDS_BEFORE_OPENER.get(lang, ()) and opens_sentence(following, lang)


def _capital_follows(match: re.Match[str]) -> bool:
    return match[2][0].isupper()


def _by_words(match: re.Match[str], lang: str) -> bool:
    """A word in small letters that is ordinary, or that ends a list."""
    word = match[1].rpartition(".")[2]
    known = word in ORDINARY.get(lang, ()) or word in ENDS_LIST.get(lang, ())
    return known and _capital_follows(match)


def _english(match: re.Match[str], lang: str) -> bool:
    """… gave it to me. I kept it; plan C. Nobody liked it; 5 Main St. She."""
    word = match[1]
    if ends_before_opener(word, match[2], lang):
        return True
    if len(word) == 1 and word.isupper():
        before = _WORD_BEFORE.search(match.string, max(0, match.start() - 14), match.start())
        lettered = before is not None and before[1].lower() in LETTERED and _capital_follows(match)
        lettered = lettered or (word in "IVX" and _is_ruler(match) and _capital_follows(match))
        return lettered or match[2] in ("Mr", "Mrs", "Ms", "Dr")
    return _by_words(match, lang)


_RULER = pattern(r"(?:([A-Z][a-z]+) )?([A-Z][a-z]+) \Z")


def _is_ruler(match: re.Match[str]) -> bool:
    """Whether a single letter is a ruler's numeral: Elizabeth I. Parliament …; not John I. Smith."""
    before = _RULER.search(match.string, max(0, match.start() - 30), match.start())
    if before is None:
        return False
    return before[2].lower() in RULERS_ONLY or (before[1] or "").lower() in RULER_TITLES


def _german(match: re.Match[str], lang: str) -> bool:
    """… endete. 1919 kam der Frieden; usw. Die Läden waren leer; 3 Mio. Das reichte."""
    word, following = match[1], match[2]
    if following[0].isdigit():
        if word.isdigit():
            return len(word) == 4
        return (
            len(word) > 2
            and not word.endswith("str")
            and word.lower() not in NO_END_BEFORE_NUMBER["de"]
            and "." not in word
        )
    word = word.rpartition(".")[2]
    return ends_before_opener(word, following, lang) and (len(word) > 1 or word.islower())


def _russian(match: re.Match[str], lang: str) -> bool:
    """… и т. д. Он вернулся; в 1924 г. Он умер."""
    word = match[1].rpartition(".")[2]
    if word.islower() and ends_before_opener(word, match[2], lang):
        return True
    if word in ("д", "п"):
        before = match.string[max(0, match.start(1) - 3) : match.start(1)] + match[1]
        return _capital_follows(match) and re.search(r"т\. ?[дп]\Z", before) is not None
    return _by_words(match, lang)


def _greek(match: re.Match[str], lang: str) -> bool:
    """… κεφ. 3. Μετά συνέχισε."""
    return _by_words(match, lang) or (match[1].isdigit() and match.start() > 0 and _capital_follows(match))


_MISSED: dict[str, Callable[[re.Match[str], str], bool]] = {
    **dict.fromkeys({*ORDINARY, *ENDS_LIST}, _by_words),
    "en": _english,
    "de": _german,
    "ru": _russian,
    "el": _greek,
}


def belongs_to_next(text: str, start: int, cut: int, stop: int, follows: int, lang: str) -> bool:
    """Whether what ends at ``cut`` belongs to what follows: a question and who asked it, an ordinal and its noun.

    Args:
        text: A window of a block.
        start: Of the sentence.
        cut: Where the next one would begin.
        stop: Behind its last letter or full stop.
        follows: The first letter or digit behind the cut.
        lang: Base language.
    """
    if text[cut : cut + 1] == "-" and text[cut - 1] == ".":  # Dipl.-Ing., av. J.-C.
        return True
    if text[cut : cut + 1] == "–" and _SHORT.search(text, max(start, cut - 6), cut):  # Mon.–Fri.
        return True
    if text[follows] in "—–" and text[follows + 1 : follows + 3].strip()[:1].islower():
        return True
    joins = _JOINS.get(lang)
    return joins is not None and joins(text, start, cut, stop, follows)


def _english_joins(text: str, start: int, cut: int, stop: int, follows: int) -> bool:
    """“Why?” Smith asked; 10 a.m. EST."""
    if text[stop - 1] == "." and _HALF_DAY.search(text, max(start, stop - 6), stop):
        zone = _WORD.match(text, follows)
        return zone is not None and zone[0] in TIME_ZONES
    asked = text[stop - 1] in "?!" and cut == follows and text[stop] in "”’\"'"
    return asked and _SAID.match(text, follows) is not None


def _german_joins(text: str, start: int, _cut: int, stop: int, follows: int) -> bool:
    """Im späten 15. Jahrhundert; am 5. Oktober."""
    if not _NUMBER_STOP.search(text, max(start, stop - 5), stop):
        return False
    noun = _WORD.match(text, follows)
    counted = noun is not None and noun[0].lower() in GERMAN_COUNTED
    return counted or _GERMAN_ORDINAL.search(text, max(start, stop - 40), stop) is not None


def _polish_joins(text: str, start: int, cut: int, stop: int, _follows: int) -> bool:
    """W 1917 r. Lenin wrócił."""
    return cut - start < 60 and _POLISH_YEAR.match(text, start, stop) is not None


def _italian_joins(text: str, start: int, cut: int, stop: int, _follows: int) -> bool:
    """Nel 200 a.C. Roma vinse."""
    return cut - start < 60 and _ITALIAN_YEAR.match(text, start, stop) is not None


def _greek_joins(text: str, _start: int, _cut: int, stop: int, follows: int) -> bool:
    """Ο κ. Α. Σαμαράς."""
    initial = text[stop - 1] == "." and text[stop - 2].isupper() and not text[stop - 3 : stop - 2].isalpha()
    return initial and text[follows].isupper()


def _french_joins(text: str, start: int, _cut: int, stop: int, follows: int) -> bool:
    """J.-P. Sartre et A. Camus; not "la vitamine C. Elle …", nor "200 av. J.-C. Rome …"."""
    if _FRENCH_ERA.search(text, max(start, stop - 14), stop):
        return False
    if text[stop - 1] != "." or not text[stop - 2 : stop - 1].isupper() or not text[follows].isupper():
        return False
    if stop - 3 < start or text[stop - 3] in "-.":
        return True
    before = _WORD_BEFORE.search(text, max(start, stop - 16), stop - 2)
    return text[stop - 3] == " " and (before is None or before[1].lower() not in FRENCH_LETTERED)


_JOINS: dict[str, Callable[[str, int, int, int, int], bool]] = {
    "en": _english_joins,
    "de": _german_joins,
    "it": _italian_joins,
    "pl": _polish_joins,
    "el": _greek_joins,
    "fr": _french_joins,
}
