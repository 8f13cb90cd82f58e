"""Where a text may be cut without cutting what a reader sees as one character.

Enters: a text and a place in it. Leaves: whether a cut there is clean, or the nearest clean place before it.
The rules are those of extended grapheme clusters, slightly wider: it never cuts where UAX 29 does not, and sometimes
does not cut where UAX 29 would.

Source: Unicode Standard Annex 29, sections 3.1.1 (GB3 to GB13) and GB9c.
"""

from __future__ import annotations

from unicodedata import category, combining

LONGEST_CLUSTER = 64
"""Code points. What is longer is no letter of any script and is cut; people pile up marks to break programs."""

_ZWJ = "\u200d"
_PREPENDED = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
_SPACING_LETTERS = frozenset("\u0e33\u0eb3")
"""Thai and Lao sara am: letters that extend the one before."""


def _extends(char: str) -> bool:
    """Whether a character belongs to the one before it."""
    code = ord(char)
    if code < 0x300:
        return False
    return (
        category(char)[0] == "M"
        or code in (0x200C, 0x200D)
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
        or 0xFF9E <= code <= 0xFF9F
        or char in _SPACING_LETTERS
    )


def _hangul(char: str) -> str:
    """The part of a Hangul syllable a character is: L, V, T, LV, LVT, or nothing."""
    code = ord(char)
    if 0xAC00 <= code <= 0xD7A3:
        return "LVT" if (code - 0xAC00) % 28 else "LV"
    if 0x1100 <= code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "L"
    if 0x1160 <= code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return "V"
    if 0x11A8 <= code <= 0x11FF or 0xD7CB <= code <= 0xD7FB:
        return "T"
    return ""


_HANGUL_JOINS = {
    "L": ("L", "V", "LV", "LVT"),
    "LV": ("V", "T"),
    "V": ("V", "T"),
    "LVT": ("T",),
    "T": ("T",),
}


def _is_regional(char: str) -> bool:
    return 0x1F1E6 <= ord(char) <= 0x1F1FF


def is_boundary(text: str, at: int, start: int = 0) -> bool:
    """Whether ``text`` may be cut before index ``at``.

    Args:
        text: The text.
        at: 0 to its length.
        start: A place known to be a boundary, at or before ``at``; nothing before it is looked at.
    """
    if at <= start or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if after < "\u0300" and before < "\u0300":
        return not (before == "\r" and after == "\n")
    if _extends(after) or before == _ZWJ or before in _PREPENDED:
        return False
    if combining(before) == 9 and category(after) == "Lo":  # a virama joins the consonants on its two sides
        return False
    if _is_regional(after) and _is_regional(before):
        run = 1
        while at - 1 - run >= start and _is_regional(text[at - 1 - run]):
            run += 1
        return run % 2 == 0
    return _hangul(after) not in _HANGUL_JOINS.get(_hangul(before), ())


def last_boundary(text: str, start: int, at: int) -> int:
    """The last clean place to cut in ``text[start + 1 : at + 1]``; ``at`` where a cluster is absurdly long."""
    for place in range(at, max(start, at - LONGEST_CLUSTER), -1):
        if is_boundary(text, place, start):
            return place
    return at
