"""Who speaks in an interview or a play.

Enters: a paragraph and the names that have a voice of their own. Leaves: the name it begins with. A speaker speaks
until another is named, to the next heading or rule.
"""

from __future__ import annotations

LONGEST_NAME = 80
"""Characters."""


def speaker_in(text: str, names: frozenset[str]) -> str:
    """The name that a paragraph begins with, as in "Anna: It was." or "Q: Why?", or that is all of it, as in a play.

    Args:
        text: The paragraph.
        names: In small letters.

    Returns:
        The name in small letters; empty: none of them.
    """
    if not names:
        return ""
    before, colon, _ = text[: LONGEST_NAME + 1].partition(":")
    name = before.strip().casefold()
    if not colon:
        name = text.strip().rstrip(".").casefold() if len(text) <= LONGEST_NAME else ""
    return name if name in names else ""
