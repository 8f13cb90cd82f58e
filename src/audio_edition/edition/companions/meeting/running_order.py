"""When each section of a meeting begins, and how long it and the talk about it take.

Enters: an edition, and the minutes of a discussion. Leaves: rows in order. Where a section has no text of its own, the
meeting does not stop after it.
"""

from __future__ import annotations

from msgspec import Struct

from audio_edition.edition.manifest import Edition, EditionChapter

_NO_TEXT = frozenset(("title", "opening", "heading", "jingle"))
_MINUTE_MS = 60_000


class Row(Struct, frozen=True):
    """A section at the meeting."""

    chapter: EditionChapter
    stops: bool
    """Whether it is talked about."""
    start_ms: int
    """From the beginning of the meeting."""
    sound_ms: int
    discussion_ms: int

    @property
    def end_ms(self) -> int:
        """When the next one begins."""
        return self.start_ms + self.sound_ms + self.discussion_ms


def stops_of(edition: Edition) -> tuple[bool, ...]:
    """For each chapter, whether there is something to talk about: text of its own, or a question."""
    with_text = {segment.chapter for segment in edition.segments if segment.kind not in _NO_TEXT}
    return tuple(index in with_text or bool(chapter.discussion) for index, chapter in enumerate(edition.chapters))


def running_order(edition: Edition, discussion_minutes: int) -> tuple[Row, ...]:
    """The sections in order, each with its place in the meeting."""
    rows: list[Row] = []
    start_ms = 0
    for chapter, stops in zip(edition.chapters, stops_of(edition), strict=True):
        discussion_ms = discussion_minutes * _MINUTE_MS if stops else 0
        rows.append(Row(chapter, stops, start_ms, chapter.end_ms - chapter.start_ms, discussion_ms))
        start_ms = rows[-1].end_ms
    return tuple(rows)
