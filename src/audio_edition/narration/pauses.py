"""The silence between segments.

Enters: what is said, in order, with the rules between, and the pauses of the settings. Leaves: segments that know how
long it is silent after them. Refuses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audio_edition.narration.model import Segment, SegmentKind, Utterance
from audio_edition.publication.settings import Pauses

TAIL_MS = 500
"""After the last segment: players that stop a little early cut silence, not speech."""

_OPENING = frozenset((SegmentKind.TITLE, SegmentKind.OPENING))
_CLOSE = frozenset((SegmentKind.LIST_ITEM, SegmentKind.TABLE))
"""Kinds whose segments follow each other as items do."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A segment before its pauses are known."""

    kind: SegmentKind
    utterances: tuple[Utterance, ...]
    line: int
    rule_follows: bool = False
    """Whether a thematic break stands between it and the next one."""


def pause_between(before: SegmentKind, after: SegmentKind, pauses: Pauses) -> int:
    """Milliseconds of silence between two segments, thematic breaks aside."""
    if before in _OPENING:
        usual = pauses.title_ms
    elif before is SegmentKind.HEADING:
        usual = pauses.heading_ms
    elif before is after and before in _CLOSE:
        usual = pauses.list_item_ms
    else:
        usual = pauses.paragraph_ms
    return max(usual, pauses.section_ms) if after is SegmentKind.HEADING else usual


def with_pauses(drafts: Sequence[Draft], pauses: Pauses) -> tuple[Segment, ...]:
    """The segments of a whole narration.

    Args:
        drafts: In the order they are heard.
        pauses: Of the settings.
    """
    segments = []
    for index, draft in enumerate(drafts):
        if index + 1 < len(drafts):
            pause_ms = pause_between(draft.kind, drafts[index + 1].kind, pauses)
            pause_ms += pauses.rule_ms if draft.rule_follows else 0
        else:
            pause_ms = TAIL_MS
        segments.append(Segment(draft.kind, draft.utterances, draft.line, pauses.sentence_ms, pause_ms))
    return tuple(segments)
