"""A very long paragraph is split, so that it can be encoded in moderate time and memory.

Enters: a narration. Leaves: the same narration, in which the segment of a long block is several segments of sentences.

What is said at a place decides whether the paragraph is split there, not the distance from its start, so that an edit
in a long paragraph moves no other split.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from msgspec.structs import replace

from audio_edition.narration.model import Narration, Segment, Utterance

MOST_CHARACTERS = 1_600
"""About a hundred seconds of speech. Most articles have no longer paragraph, and nothing in them is split."""
_LEAST_CHARACTERS = 800
_ONE_IN = 4
"""How many sentences, past the least, end a segment."""


def split_long_paragraphs(narration: Narration) -> Narration:
    """Split the long segments of a narration."""
    sections = tuple(
        replace(section, segments=tuple(each for segment in section.segments for each in split_segment(segment)))
        for section in narration.sections
    )
    return replace(narration, sections=sections)


def split_segment(segment: Segment) -> tuple[Segment, ...]:
    """Split the segment of a block; between the results it is silent as between sentences."""
    runs = split_utterances(segment.utterances)
    last = len(runs) - 1
    return tuple(
        replace(
            segment,
            utterances=run,
            pause_ms=segment.pause_ms if part == last else segment.sentence_pause_ms,
            part=part,
        )
        for part, run in enumerate(runs)
    )


def split_utterances(utterances: Sequence[Utterance]) -> tuple[tuple[Utterance, ...], ...]:
    """Split the utterances of a block into runs; into one run where they are short enough together."""
    if sum(len(utterance.text) for utterance in utterances) <= MOST_CHARACTERS:
        return (tuple(utterances),)
    runs: list[tuple[Utterance, ...]] = []
    run: list[Utterance] = []
    length = 0
    for utterance in utterances:
        if run and length + len(utterance.text) > MOST_CHARACTERS:
            runs.append(tuple(run))
            run, length = [], 0
        run.append(utterance)
        length += len(utterance.text)
        if length >= _LEAST_CHARACTERS and zlib.crc32(utterance.text.encode()) % _ONE_IN == 0:
            runs.append(tuple(run))
            run, length = [], 0
    if run:
        runs.append(tuple(run))
    return tuple(runs)
