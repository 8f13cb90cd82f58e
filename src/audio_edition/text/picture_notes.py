"""Paragraphs that are a note to a picture in brackets: "[Photo: Ada Marlow / Credit: The Herald]".

Enters: a paragraph. Leaves: whether it says whose a picture is, or what it shows. Only a whole paragraph is one.
"""

from __future__ import annotations

import re
from enum import StrEnum

from audio_edition.text.pattern import pattern

LONGEST = 200
"""Characters of a note."""

_LABEL = (
    r"(?:photo(?:graph)?s?|images?|pictures?|illustrations?|graphics?|fotos?|bild(?:er)?|grafik|abbildung|illustration"
    r"|photographies?|fotografías?|imagen(?:es)?|ilustraci[oó]n|fotografi[ae]|immagin[ei]|illustrazione|фото)"
)
_SIGN = r"(?:\s*[:/©]\s*|\s+(?:by|von|de|di|par|por|courtesy of)\s+)"
_NOTE = pattern(
    rf"[\[(]\s*(?:(?:(?:AP|AFP|dpa|Reuters) )?{_LABEL}(?:\s+credits?)?{_SIGN}|credits?\s*:\s*|©\s*)"
    r"(?P<words>[^()\[\]]*)[\])]\.?",
    re.IGNORECASE,
)
_LABEL_WITHIN = pattern(rf"\b(?:{_LABEL}|credits?)\s*:|©", re.IGNORECASE)
_BETWEEN = pattern(r"[\s/|,;&–—-]+")
_SMALL_WORDS = (
    "afp and ap bin courtesy da de del den der di dpa du e et for für ibn imago la le of par por the und van via von y"
)
_SMALL = frozenset(_SMALL_WORDS.split())
"""Words between names, and agencies that write theirs so."""


class PictureNote(StrEnum):
    """What a note to a picture says."""

    CREDIT = "credit"
    """Whose it is: names alone."""
    CAPTION = "caption"
    """What it shows."""


def picture_note(text: str) -> PictureNote | None:
    """What a paragraph says of a picture, in brackets; ``None`` where it is, or has, anything else.

    Args:
        text: The whole paragraph.
    """
    found = _NOTE.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if found is None:
        return None
    words = [word for word in _BETWEEN.split(_LABEL_WITHIN.sub(" ", found["words"])) if word]
    is_names = all(word[0].isupper() or word.isdecimal() or word in _SMALL for word in words)
    return PictureNote.CREDIT if words and is_names and words[-1][-1] not in "!?" else PictureNote.CAPTION
