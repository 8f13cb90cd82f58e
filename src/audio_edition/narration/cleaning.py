"""What no voice should see is taken out of a sentence.

Enters: a sentence as it stands in the article. Leaves: its words and marks, with single blanks, without pictures and
anything invisible. Refuses nothing. It comes before the lexicon, so that a soft hyphen hides no word from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

EMOJI = "\u2600-\u27bf\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u231a\u231b\u23e9-\u23fa\U0001f000-\U0001faff\u20e3"
"""A character class: pictures, dingbats, flags, keycaps."""

_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff9-\uffff"
    "\U000e0000-\U0010ffff"
)
"""A character class: controls, joiners, direction marks, fillers, private use, noncharacters."""

_UNCLEAN = re.compile(rf"[{EMOJI}{_INVISIBLE}\u200c\u200d\ufb00-\ufb06\n\r\x0b\x0c\x85\u2028\u2029]")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, compiled when it is first needed: most scripts need few of them."""
    return re.compile(pattern)


def emoji(text: str, lang: str) -> str:
    """Pictures are no words."""
    return _compiled(rf"[{EMOJI}](?:[{EMOJI}\ufe0e\ufe0f\u200d])*").sub(" ", text)


def invisible(text: str, lang: str) -> str:
    """No-width characters, soft hyphens, controls, direction marks and private characters are taken out.

    The joiners of scripts that spell with them (from Arabic to Mongolian) stay.
    """
    text = _compiled(rf"[{_INVISIBLE}]+").sub("", text)
    return _compiled("(?<![\u0600-\u1aff])[\u200c\u200d]+").sub("", text)


def ligatures(text: str, lang: str) -> str:
    """ﬁ → fi."""
    for ligature, letters in zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True):
        text = text.replace(ligature, letters)
    return text


def line_breaks(text: str, lang: str) -> str:
    """A hard line break between words is a short pause."""
    text = text.strip()
    return _compiled(r"(?<=\w)[^\S\n\x0b\x0c\r\x85\u2028\u2029]?[\n\x0b\x0c\r\x85\u2028\u2029]+(?=\s*\w)").sub(
        ", ", text
    )


def blanks(text: str) -> str:
    """All white space is single blanks, none at the ends."""
    return " ".join(text.split())


CLEANING: tuple[Callable[[str, str], str], ...] = (emoji, line_breaks, invisible, ligatures)


def clean(text: str, lang: str) -> str:
    """Take out what no voice should see; words and marks stay as they are written.

    Args:
        text: A sentence as it stands in the article.
        lang: BCP 47 tag.
    """
    if _UNCLEAN.search(text):
        for rule in CLEANING:
            text = rule(text, lang)
    return blanks(text)
