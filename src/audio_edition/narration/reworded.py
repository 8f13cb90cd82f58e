"""Which sentences are said in other words than they are written in.

Enters: a sentence as written and as a voice gets it. Leaves: whether their words differ; marks, capitals and blanks do
not count, for no listener hears them.
"""

from __future__ import annotations

from functools import lru_cache

from audio_edition.narration.cleaning import clean
from audio_edition.narration.model import Utterance
from audio_edition.text.pattern import pattern

_WORD = pattern(r"[^\W_]+")
_REMEMBERED = 16_384
"""An edition is described twice in a build: as it is expected, and as it was made."""


@lru_cache(_REMEMBERED)
def is_reworded(source: str, spoken: str) -> bool:
    """Whether the words differ: "In 1917" and "In nineteen seventeen" do, “So” and "So" do not."""
    return source != spoken and _words(clean(source)) != _words(spoken)


def wording_of(utterance: Utterance) -> str:
    """The wording of a sentence where its words are not those of the article; else empty."""
    return utterance.text if is_reworded(utterance.source, utterance.text) else ""


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
