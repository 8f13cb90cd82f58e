"""Sounds before the title and after the last word take their place in the narration.

Enters: a narration, and at which lines sounds are asked for. Leaves: the narration with a segment for each: no words,
only its place and pause.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from audio_edition.narration.model import NarratedSection, Narration, Segment, SegmentKind
from audio_edition.narration.pauses import TAIL_MS

OPENING_SOUND = "opening-sound"
CLOSING_SOUND = "closing-sound"


def with_jingles(narration: Narration, lines: Mapping[str, int], pause_ms: int) -> Narration:
    """Put the opening sound before the first segment, and the closing one after the last.

    Args:
        narration: What is spoken.
        lines: Of the script, by which sound it is; 0 where the publication sets it. A sound that is not there is not
            heard.
        pause_ms: Between a sound and what is spoken.
    """
    sections = list(narration.sections)
    if OPENING_SOUND in lines:
        first = sections[0]
        jingle = _segment(OPENING_SOUND, lines[OPENING_SOUND], pause_ms)
        sections[0] = replace(first, segments=(jingle, *first.segments))
    if CLOSING_SOUND in lines:
        sections[-1] = _closed(sections[-1], _segment(CLOSING_SOUND, lines[CLOSING_SOUND], TAIL_MS), pause_ms)
    return replace(narration, sections=tuple(sections))


def _closed(section: NarratedSection, jingle: Segment, pause_ms: int) -> NarratedSection:
    last = replace(section.segments[-1], pause_ms=pause_ms)
    return replace(section, segments=(*section.segments[:-1], last, jingle))


def _segment(sound: str, line: int, pause_ms: int) -> Segment:
    return Segment(SegmentKind.JINGLE, (), line, 0, pause_ms, sound=sound)
