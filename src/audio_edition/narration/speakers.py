"""Who speaks in an interview or a play.

Enters: a paragraph and the names that have a voice of their own. Leaves: the name it begins with. A speaker speaks
until another is named, to the next heading or rule (a line of its own, ``***`` or ``---``, with blank lines around it);
what follows those without a name is the narrator's.
"""

from __future__ import annotations

from collections.abc import Mapping

from audio_edition.text.pattern import pattern

LONGEST_NAME = 80
"""Characters."""

_DIRECTION = pattern(r"\s*[(\[][^()\[\]]{1,80}[)\]]\Z")
"""How something is said, behind the name in a play: "WIDOW (crying)"."""
_IN_CAPITALS = pattern(r"([^.:]{1,80})\.\s")


def speaker_in(text: str, names: Mapping[str, str]) -> str:
    """The name that a paragraph begins with, or that is all of it, as in a play.

    "Anna: It was.", "Q: Why?", "ANNA (laughing): So?", "Q. Why?", "ANNA. It was."; with a full stop in capitals only.

    Args:
        text: The paragraph.
        names: As written, by the name in small letters.

    Returns:
        The name as written in ``names``; empty: none of them.
    """
    if not names:
        return ""
    before, colon, _ = text[: LONGEST_NAME + 1].partition(":")
    name = _DIRECTION.sub("", before.strip()).casefold() if colon else ""
    if name not in names and (found := _IN_CAPITALS.match(text)) and found[1].isupper():
        name = _DIRECTION.sub("", found[1].strip()).casefold()
    if not colon and name not in names and len(text) <= LONGEST_NAME:
        name = _DIRECTION.sub("", text.strip().rstrip(".")).casefold()
    return names.get(name, "")
