"""Text made safe to show and short enough to read: on a terminal, in a tag, in a message.

Enters: any text, from a script, a server or a file name. Leaves: the same without what could steer a terminal or hide.
"""

from __future__ import annotations

EXCERPT_CHARACTERS = 60
"""How much of a text a message quotes."""


def printable(text: str) -> str:
    """The text with every character that is not printable, but line ends, shown as a replacement character."""
    return "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text)


def one_line(text: str) -> str:
    """The text on one line: what is not printable counts as a blank, blanks in a row as one; none at the ends."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def shortened(text: str, most: int = EXCERPT_CHARACTERS) -> str:
    """At most ``most`` characters, the last an ellipsis where something was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def excerpt(text: str, most: int = EXCERPT_CHARACTERS) -> str:
    """One line of a text, short enough to quote in a message; looks only at the beginning of it."""
    return shortened(one_line(text[: 8 * most]), most)


def quoted(text: str, most: int = EXCERPT_CHARACTERS) -> str:
    """The first ``most`` characters in quotation marks; where some are not printable, all but ASCII as escapes."""
    shown = text[:most]
    return (repr(shown) if shown.isprintable() else ascii(shown)) + ("…" if len(text) > most else "")
