"""What no voice should see is removed from a sentence.

Enters: a sentence as it stands in the article. Leaves: its words and punctuation, with single blanks, without emoji and
invisible characters. This comes before the lexicon, so that a soft hyphen hides no word from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from audio_edition.text.pattern import pattern

EMOJI = "\u2600-\u27bf\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u231a\u231b\u23e9-\u23fa\U0001f000-\U0001faff\u20e3"
"""A character class: pictures, dingbats, flags, keycaps."""

_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff9-\uffff"
    "\U000e0000-\U0010ffff"
)
"""A character class: controls, joiners, direction marks, fillers, private use, noncharacters."""

_UNCLEAN = pattern(rf"[{EMOJI}{_INVISIBLE}\u200c\u200d\ufb00-\ufb06\n\r\x0b\x0c\x85\u2028\u2029]")


def remove_emoji(text: str) -> str:
    """Replace emoji by blanks."""
    return re.sub(rf"[{EMOJI}](?:[{EMOJI}\ufe0e\ufe0f\u200d])*", " ", text)


def remove_invisible(text: str) -> str:
    """Remove soft hyphens, controls, direction marks, private characters and those without width.

    The joiners of scripts that spell with them (from Arabic to Mongolian) stay.
    """
    text = re.sub(rf"[{_INVISIBLE}]+", "", text)
    return re.sub("(?<![\u0600-\u1aff])[\u200c\u200d]+", "", text)


def split_ligatures(text: str) -> str:
    """ﬁ → fi."""
    for ligature, letters in zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True):
        text = text.replace(ligature, letters)
    return text


def join_lines(text: str) -> str:
    """A line break between words becomes a comma, which is a short pause."""
    text = text.strip()
    return re.sub(r"(?<=\w)[^\S\n\x0b\x0c\r\x85\u2028\u2029]?[\n\x0b\x0c\r\x85\u2028\u2029]+(?=\s*\w)", ", ", text)


RULES: tuple[Callable[[str], str], ...] = (remove_emoji, join_lines, remove_invisible, split_ligatures)


def clean(text: str) -> str:
    """Remove what no voice should see; words and punctuation stay as they are written."""
    if _UNCLEAN.search(text):
        for rule in RULES:
            text = rule(text)
    return " ".join(text.split())
