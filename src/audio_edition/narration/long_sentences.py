"""A sentence too long for one breath is split at its best natural breaks.

Enters: one sentence. Leaves: its parts, none longer than the limit; joined they are the sentence. Where there is no
break, it is cut between two characters as the reader sees them. Linear in the length.
"""

from __future__ import annotations

import re

from audio_edition.text.graphemes import last_boundary

MOST_CHARACTERS = 400
"""Characters of an utterance, at most."""

_BREAKS = (
    re.compile(r"(?:[!?…]|(?<=[^\W\d_]{5})(?<!essrs)\.)[.!?…]*[\"'”’»)\]]*\s+|[。！？．]+[」』”’）]*"),
    re.compile(r"[;:]+[\"'”’»)\]]*\s+|[；：]"),
    re.compile(r"\s+-{1,3}\s+|-{2,3}|\s*[—–―]+[”’»)\]]*\s*"),
    re.compile(r",[\"'”’»)\]]*\s+|[，、،]\s*"),
    re.compile(r"\s+"),
)
"""From best to worst; the cut is after the match. Most full stops inside a sentence end an abbreviation; after a long
word it is taken for a stop."""

_EARLIEST = 0.3
"""A better break before this share of the limit loses to a worse one after it."""


def _best_cut(text: str, start: int, limit: int) -> int:
    """Where the first part of ``text[start:]``, which is longer than the limit, ends."""
    left = len(text) - start
    latest = start + limit
    wanted = start + left // 2 if left <= 2 * limit else latest
    earliest = start + int(limit * _EARLIEST)
    for breaks in _BREAKS:
        ends = [match.end() for match in breaks.finditer(text, start, latest) if earliest <= match.end() < len(text)]
        if ends:
            return last_boundary(text, start, min(ends, key=lambda end: abs(end - wanted)))
    return last_boundary(text, start, wanted)


def split_long_sentence(sentence: str, limit: int = MOST_CHARACTERS) -> tuple[str, ...]:
    """The parts of a sentence, each of 1 to ``limit`` characters; the sentence itself where it is short enough.

    Args:
        sentence: One sentence, not empty.
        limit: Characters, 1 or more.
    """
    parts = []
    start = 0
    while len(sentence) - start > limit:
        end = _best_cut(sentence, start, limit)
        parts.append(sentence[start:end])
        start = end
    parts.append(sentence[start:])
    return tuple(parts)
