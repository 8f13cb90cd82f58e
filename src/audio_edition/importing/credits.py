"""The lines under a title that say who wrote it and when.

Enters: one line. Leaves: authors, a date, or both; None where the line is anything else.
"""

from __future__ import annotations

import re

from msgspec import Struct

from audio_edition.importing.dates import FoundDate, parse_date, parse_dateline
from audio_edition.importing.masthead import is_name, is_post
from audio_edition.text.pattern import pattern

LONGEST = 120
"""Characters of a line of credits."""

_BYLINE = pattern(r"(?:(?:written\s+)?by|von|par|por|di|author|autor|auteur|text)(?:\s*:|\s)\s*(\S.*)", re.IGNORECASE)
_BETWEEN = pattern(r"\s+[|·•–—/]\s+|\s{3,}")
_AND = pattern(r"\s*,\s*(?:and|und|et|y)\s+|\s*,\s*|\s+(?:and|&|und|et|y)\s+")
_PARTICLES = frozenset(
    ("of", "de", "du", "la", "le", "van", "von", "der", "den", "di", "da", "del", "el", "bin", "ibn", "the", "&")
) | frozenset(("and", "und", "et", "y", "e"))
_UPDATED = pattern(r"(?:last )?updated\b|(?:zuletzt )?aktualisiert\b|mis à jour\b|actualizado\b", re.IGNORECASE)
_NAME_AND_PLACE = pattern(r"([^\s,]+ (?:(?!and |und |et |y |& )[^\s,]+ ?){1,3}), ([^\s,]+)")
"""A full name, and one word: "Karl Example, Wilhelmshaven"."""
_DATE_THEN_NAME = pattern(r"(.{6,40}?),?\s+(by\s.*)", re.IGNORECASE)

BESIDE_THE_DATE = "a guess: a name beside the date"
_NO_FIRST_NAME_WORDS = (
    "the a an der die das ein eine le la les un une el los las il lo my our how why what in on no new"
)
_NO_FIRST_NAMES = frozenset(_NO_FIRST_NAME_WORDS.split())


class Credits(Struct, frozen=True):
    """What a line of credits says."""

    authors: tuple[str, ...] = ()
    found: FoundDate | None = None
    keep: bool = False
    """True if the line has more than credits (the place of a dateline) and must stay in the body."""
    check: str = ""
    """Why a person should look at the authors."""


NO_CREDITS = Credits()


def read_credits(text: str) -> Credits | None:
    """Reads a byline, a date, or both in one line.

    Args:
        text: One line.

    Returns:
        What it says, or None.
    """
    if len(text) > LONGEST:
        return None
    return _one(text) or _several(text) or _dateline(text)


def _one(text: str) -> Credits | None:
    if found := parse_date(text):
        return Credits(found=found)
    match = _BYLINE.fullmatch(text)
    name, divider, post = text.rpartition(",") if "," in text else text.rpartition(" | ")
    if match and divider and is_post(post.strip()) and (inner := _BYLINE.fullmatch(name.strip())):
        match = inner
    if match and _is_names(match[1]):
        if placed := _NAME_AND_PLACE.fullmatch(match[1].strip()):
            return Credits(authors=(placed[1],), check="a guess: the word behind the comma is a place or an agency")
        return Credits(authors=tuple(name for name in _AND.split(match[1].strip()) if name))
    return None


def is_bare_name(text: str) -> bool:
    """Whether a line is likely a person's name: two or three words with capitals and nothing else."""
    words = text.split()
    return (
        2 <= len(words) <= 3
        and _is_names(text)
        and all(word[0].isupper() for word in (words[0], words[-1]))
        and not text.isupper()
        and not any(char in text for char in ',:;!?()“”"»«|/')
        and words[0].casefold() not in _NO_FIRST_NAMES
    )


def _several(text: str) -> Credits | None:
    fields = [field for field in _BETWEEN.split(text) if field]
    if beside := _name_beside_date(fields):
        return beside
    if len(fields) < 2:
        name, comma, rest = text.partition(",")
        fields = [name, rest.strip()] if comma else []
        match = None if fields and parse_date(rest.strip()) else _DATE_THEN_NAME.fullmatch(text)
        fields = [match[1], match[2]] if match else fields
    read = [_one(field) for field in fields]
    authors = tuple(name for each in read if each for name in each.authors)
    found = next((each.found for each in read if each and each.found), None)
    return Credits(authors, found) if fields and all(read) and authors and found else None


def _name_beside_date(fields: list[str]) -> Credits | None:
    """A name without By and the date, between them perhaps the bearer's post: "Ada Marlow / 3 May 1921"."""
    if len(fields) > 2 and _UPDATED.match(fields[-1]):
        fields = fields[:-1]
    found = parse_date(fields[-1]) if 2 <= len(fields) <= 3 else None
    name, *posts = fields[:-1] or [""]
    is_byline = is_bare_name(name) and not (_BYLINE.match(name) or is_name(name)) and all(map(is_post, posts))
    return Credits((name,), found, check=BESIDE_THE_DATE) if found and is_byline else None


def _dateline(text: str) -> Credits | None:
    found = parse_dateline(text)
    return Credits(found=found, keep=True) if found else None


def _is_names(text: str) -> bool:
    """Whether words look like names: a capital first, few lower-case words, no sentence."""
    words = text.replace(",", " ").split()
    if not 0 < len(words) <= 14 or not words[0][:1].isupper() or text.endswith(("!", "?", ":", ";")):
        return False
    return not any(char.isdigit() for char in text) and all(w[:1].isupper() or w.lower() in _PARTICLES for w in words)
