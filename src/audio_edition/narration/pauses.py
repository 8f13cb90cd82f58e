"""The silence between segments.

Enters: the blocks as they are spoken, in order, and the pauses of the settings. Leaves: segments that know how long it
is silent after them.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from audio_edition.narration.model import Segment, SegmentKind, Utterance
from audio_edition.publication.settings import Pauses

TAIL_MS = 500
"""After the last segment, so that players that stop a little early cut no speech."""

_OPENING = frozenset((SegmentKind.TITLE, SegmentKind.OPENING))
_ITEMS = frozenset((SegmentKind.LIST_ITEM, SegmentKind.TABLE))
"""Kinds whose segments are items of a list or rows of a table."""


class SpokenBlock(Struct, frozen=True):
    """What is spoken of one block: a segment whose pauses are not known yet."""

    kind: SegmentKind
    utterances: tuple[Utterance, ...]
    line: int
    rule_follows: bool = False
    """Whether a thematic break comes after it."""
    speaker: str = ""
    """As ``Segment.speaker``."""


def pause_between(before: SegmentKind, after: SegmentKind, pauses: Pauses) -> int:
    """Milliseconds of silence between two segments, thematic breaks aside."""
    if before in _OPENING:
        usual = pauses.title_ms
    elif before is SegmentKind.HEADING:
        usual = pauses.heading_ms
    elif before is after and before in _ITEMS:
        usual = pauses.list_item_ms
    else:
        usual = pauses.paragraph_ms
    return max(usual, pauses.section_ms) if after is SegmentKind.HEADING else usual


def with_pauses(blocks: Sequence[SpokenBlock], pauses: Pauses) -> tuple[Segment, ...]:
    """The segments of a whole narration.

    Args:
        blocks: In the order they are heard.
        pauses: Of the settings.
    """
    segments = []
    for index, block in enumerate(blocks):
        if index + 1 < len(blocks):
            pause_ms = pause_between(block.kind, blocks[index + 1].kind, pauses)
            pause_ms += pauses.rule_ms if block.rule_follows else 0
        else:
            pause_ms = TAIL_MS
        said = (block.kind, block.utterances, block.line, pauses.sentence_ms, pause_ms)
        segments.append(Segment(*said, speaker=block.speaker))
    return tuple(segments)
