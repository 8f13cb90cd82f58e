"""Characters that nobody sees and that steer terminals, file names or the direction of writing.

Enters: text. Leaves: text without them. Whoever cleans a file with it counts what was removed.
"""

from __future__ import annotations

from audio_edition.text.pattern import pattern

# Only whole sequences with their end (ECMA-48, 5.4 and 8.3.89); of a broken one, the ESC goes and the text stays.
_ESCAPE_SEQUENCE = r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)|\x1b"
_BIDI = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
INVISIBLE = pattern(rf"(?P<escape>{_ESCAPE_SEQUENCE})|(?P<bidi>[{_BIDI}])|(?P<control>[{_CONTROL}])")
_ANY = pattern(f"[{_BIDI}{_CONTROL}]")


def strip_invisible(text: str) -> str:
    """Return text without control characters, escape sequences and bidi controls: for decoded entities."""
    return INVISIBLE.sub("", text) if _ANY.search(text) else text
