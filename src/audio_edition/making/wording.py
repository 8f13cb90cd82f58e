"""What will be said of a script, sentence by sentence, before anything is spoken.

Enters: a script as it was read, and its published edition. Leaves: its sentences with their wording. No voice is
started, and nothing is written. Refuses: what the readers refuse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET, Struct

from audio_edition.narration.reworded import wording_of

if TYPE_CHECKING:
    from audio_edition.edition.manifest import Edition
    from audio_edition.making.reading import ReadScript


class WordedSentence(Struct, frozen=True):
    """A sentence, and how it will be said."""

    line: int
    text: str
    """As the article has it."""
    spoken: str
    """As a voice gets it, where the words are others; else empty."""
    changed: bool
    """The published edition says it differently, or does not have it; always where nothing is published."""


def worded_sentences(read: ReadScript, published: Edition | None) -> tuple[WordedSentence, ...]:
    """The sentences of a script in the order in which they are heard.

    Args:
        read: The script.
        published: Its edition. One from before wordings were kept is taken to have said what is written.
    """
    said: set[tuple[str, str]] = set()
    if published is not None:
        said = {(cue.text, "" if cue.spoken is UNSET else str(cue.spoken)) for cue in published.cues}
    found = []
    for section in read.narration.sections:
        for segment in section.segments:
            for utterance in segment.utterances:
                spoken = wording_of(utterance)
                changed = (utterance.source, spoken) not in said
                found.append(WordedSentence(utterance.line, utterance.source, spoken, changed))
    return tuple(found)
