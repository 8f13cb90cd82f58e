"""The nearest known word to one that is not known: "did you mean", said one way everywhere.

Enters: what somebody wrote, and what could have been meant. Leaves: the nearest, or a hint for a message.
Where nothing is near, the hint lists what is known.
"""

from __future__ import annotations

from collections.abc import Iterable

MOST_COMPARED_CHARACTERS = 80
"""Comparing takes the square of the length; nothing that is known is longer."""


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """The known word nearest to ``word``, or an empty string.

    Args:
        word: As somebody wrote it.
        known: What could have been meant.
        cutoff: How alike it must be, 0 to 1; 0 always finds one, if anything is known.
    """
    from difflib import get_close_matches  # imported late: only messages need it

    found = get_close_matches(word[:MOST_COMPARED_CHARACTERS], list(known), n=1, cutoff=cutoff)
    return found[0] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``did you mean 'pitch'?``, or an empty string where nothing is near."""
    found = nearest(word, known)
    return f"did you mean {found!r}?" if found else ""


def hint_for(word: str, known: Iterable[str], listed: str = "known are") -> str:
    """``did you mean 'pitch'?`` where something is near, else all that is known.

    Args:
        word: As somebody wrote it.
        known: What could have been meant.
        listed: What goes before the list.
    """
    names = list(known)
    return did_you_mean(word, names) or f"{listed} {', '.join(names) or 'none'}"
