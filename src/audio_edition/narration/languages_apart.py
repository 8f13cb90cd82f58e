"""Sentences in another language, apart from those around them, so that another voice can speak them.

Enters: a narration, and which languages are spoken by a voice of their own. Leaves: the same narration, in which the
segment of a block is several segments where the language changes; as in a long paragraph, they are parts of one block.
Blocks in one language, and languages without a voice of their own, stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from msgspec.structs import replace

from audio_edition.narration.model import Narration, Segment, SegmentKind


def set_languages_apart(narration: Narration, voice_of: Callable[[int, SegmentKind, str, str], str]) -> Narration:
    """Split segments where another voice goes on.

    Args:
        narration: May have been split already: nothing is split twice.
        voice_of: The voice of a sentence by position of its section, kind of its segment, its language, which is empty
            where it is the article's, and who speaks in an interview, or nobody.
    """
    sections = []
    changed = False
    for index, section in enumerate(narration.sections):
        segments: list[Segment] = []
        shift = 0
        for segment in section.segments:
            shift = shift if segment.part else 0
            parts = _parts(segment, index, voice_of)
            segments += [replace(part, part=part.part + shift) if shift else part for part in parts]
            shift += len(parts) - 1
        changed = changed or len(segments) != len(section.segments)
        sections.append(replace(section, segments=tuple(segments)))
    return replace(narration, sections=tuple(sections)) if changed else narration


def _parts(segment: Segment, section: int, voice_of: Callable[[int, SegmentKind, str, str], str]) -> list[Segment]:
    if not any(utterance.lang for utterance in segment.utterances):
        return [segment]
    runs = [
        tuple(run)
        for _, run in groupby(
            segment.utterances, key=lambda each: voice_of(section, segment.kind, each.lang, segment.speaker)
        )
    ]
    last = len(runs) - 1
    return [
        replace(
            segment,
            utterances=run,
            pause_ms=segment.pause_ms if number == last else segment.sentence_pause_ms,
            part=segment.part + number,
        )
        for number, run in enumerate(runs)
    ]
