"""Which short texts repeat, word for word, what a longer one says: pull quotes.

Enters: short texts, and those they may be taken from. Leaves: which of them are repeated. Case, punctuation and
quotation marks do not count. Linear in the length of all texts, since a short text has at most ``MOST_WORDS``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from audio_edition.text.pattern import pattern

LEAST_WORDS = 4
"""Fewer words than these are repeated by chance."""
MOST_WORDS = 60
"""A longer text is no pull quote."""
_LONGEST = 2_000
"""Characters of such a text."""

_WORD = pattern(r"\w+")
_SOURCE = pattern(r"\s[—–]\s?[^—–.!?]{1,80}\Z|\s-- ?[^.!?]{1,80}\Z")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, in small letters; ``[W]e`` is one word."""
    bare = text.replace("[", "").replace("]", "") if "[" in text else text
    return tuple(_WORD.findall(bare.casefold()))


def repeated(texts: Sequence[str], others: Iterable[str], *, least_words: int = LEAST_WORDS) -> frozenset[int]:
    """Find the texts whose words stand in another one, next to each other.

    Args:
        texts: Those that may be repeated. A name behind a dash at their end does not count.
        others: Where they may stand; a text that is no longer than the repeated one is passed over.
        least_words: How many words a text must have, at least ``LEAST_WORDS``.

    Returns:
        The indices of the texts that are repeated.
    """
    wanted: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, text in enumerate(texts):
        for version in _versions(text):
            if least_words <= len(version) <= MOST_WORDS:
                wanted[version].append(index)
    lengths: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for version in wanted:
        lengths[version[:LEAST_WORDS]].add(len(version))
    firsts = {version[0] for version in wanted}
    found: set[int] = set()
    for other in others if wanted else ():
        words = words_of(other)
        for start in range(len(words) - least_words + 1):
            if words[start] not in firsts:
                continue
            for length in lengths.get(words[start : start + LEAST_WORDS], ()):
                if length < len(words) and (known := wanted.pop(words[start : start + length], None)):
                    found.update(known)
    return frozenset(found)


def _versions(text: str) -> set[tuple[str, ...]]:
    """The words of a text, with and without the name of who said them."""
    if len(text) > _LONGEST:
        return set()
    bare = _SOURCE.sub("", text)
    return {words_of(text)} if bare == text else {words_of(text), words_of(bare)}
