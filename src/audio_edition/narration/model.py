"""The narration as values: sections of segments of utterances.

They are frozen, and nothing here computes; ``narrate`` makes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct


class SegmentKind(StrEnum):
    """What a segment narrates; decides the pauses around it and which voice speaks it."""

    TITLE = "title"
    OPENING = "opening"
    """Subtitle, byline, publication and date."""
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTATION = "quotation"
    LIST_ITEM = "list-item"
    TABLE = "table"
    FOOTNOTE = "footnote"
    CODE = "code"
    JINGLE = "jingle"
    """A sound file, not speech: it has no utterances, and no voice speaks it."""


class Phrase(Struct, frozen=True):
    """Words of an utterance, or words with their phonemes."""

    text: str
    """Plain text for the voice, normalised, respellings applied."""
    phonemes: tuple[tuple[str, str], ...] = ()
    """Pairs of alphabet (``ipa`` or ``espeak``) and transcription, sorted; empty: the voice decides. A voice says the
    transcription in its own alphabet, and ``text`` (the respelling, or the word) where there is none."""


class Utterance(Struct, frozen=True):
    """One sentence: the unit that is spoken and cached."""

    phrases: tuple[Phrase, ...]
    """Never empty; never only white space."""
    source: str
    """The sentence as the reader sees it: only its white space is normalised."""
    line: int
    lang: str = ""
    """BCP 47 tag where it differs from the article's; else empty."""

    @property
    def text(self) -> str:
        """The phrases as one plain text."""
        return "".join(phrase.text for phrase in self.phrases)


class Segment(Struct, frozen=True):
    """One narrated block, or a part of a long one: the unit that is joined and encoded."""

    kind: SegmentKind
    utterances: tuple[Utterance, ...]
    line: int
    sentence_pause_ms: int
    """Between the utterances of this segment."""
    pause_ms: int
    """Between the end of this segment and the start of the next one; 0 or more. For the last: the tail."""
    part: int = 0
    """0 for a block spoken in one segment, and for the first of the segments a long block was split into; then 1,
    2, ..."""
    speaker: str = ""
    """The name in ``speakers`` of who says it, as written there; empty: nobody of those."""
    sound: str = ""
    """Of a jingle: the setting that names its file."""


class NarratedSection(Struct, frozen=True):
    """A section that becomes a chapter. The first begins with the title."""

    title: str
    """For chapter lists: one line, control characters removed."""
    level: int
    """0 for the opening, else the level of the heading."""
    line: int
    segments: tuple[Segment, ...]
    """Never empty."""
    id: str = ""
    """As the script names it; empty where it does not."""
    discussion: tuple[str, ...] = ()
    """Questions for a meeting, as the script has them; not spoken unless that is asked for."""


class Omission(Struct, frozen=True):
    """Something of the article that is not spoken."""

    line: int
    element: str
    """Its name in the policy table."""
    reason: str
    excerpt: str
    """Its beginning: at most 60 printable characters."""


class Narration(Struct, frozen=True):
    """Everything that will be said."""

    title: str
    lang: str
    sections: tuple[NarratedSection, ...]
    """1 to 255."""
    omissions: tuple[Omission, ...] = ()
    unmatched: tuple[Omission, ...] = ()
    """Entries of the lexicon that match nothing, with their lines in the lexicon; their element is ``lexicon``. Kept
    apart: they say something about the lexicon and nothing about the edition."""
    warnings: tuple[tuple[int, str], ...] = ()
    """Pairs of line and message."""


def unmatched_by_all(unmatched: Iterable[tuple[Omission, ...]]) -> tuple[Omission, ...]:
    """Entries of the lexicon that match nothing in any of several scripts, given those of each script."""
    first, *others = unmatched
    return tuple(entry for entry in first if all(entry in each for each in others))
