"""A very long paragraph is encoded in several parts.

Enters: the segment of a block. Leaves: segments of runs of its utterances, each short enough to be encoded in moderate
time and memory. Refuses nothing.

Where a run ends is decided by what is said there, not by counting from the start of the paragraph, so that an edit in
a long paragraph moves no other seam.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace

from audio_edition.narration.model import Narration, Segment, Utterance

LONG_CHARACTERS = 1_600
"""About a hundred seconds of speech; most articles have no longer paragraph, and are never parted."""
LEAST_CHARACTERS = 800
_ONE_IN = 4
"""How many sentences, past the least, end a run."""


def parted_narration(narration: Narration) -> Narration:
    """Part the long segments of a narration."""
    sections = tuple(
        replace(section, segments=tuple(part for segment in section.segments for part in parts_of(segment)))
        for section in narration.sections
    )
    return replace(narration, sections=sections)


def parts_of(segment: Segment) -> tuple[Segment, ...]:
    """Part a segment; the silence between its parts is that between sentences."""
    runs = parted(segment.utterances)
    if len(runs) == 1:
        return (segment,)
    inner = [replace(segment, utterances=run, pause_ms=segment.sentence_pause_ms) for run in runs[:-1]]
    return (*inner, replace(segment, utterances=runs[-1]))


def parted(utterances: Sequence[Utterance]) -> tuple[tuple[Utterance, ...], ...]:
    """Part the utterances of a block into runs; one run where they are short enough together."""
    if sum(len(utterance.text) for utterance in utterances) <= LONG_CHARACTERS:
        return (tuple(utterances),)
    runs: list[tuple[Utterance, ...]] = []
    run: list[Utterance] = []
    length = 0
    for utterance in utterances:
        if run and length + len(utterance.text) > LONG_CHARACTERS:
            runs.append(tuple(run))
            run, length = [], 0
        run.append(utterance)
        length += len(utterance.text)
        if length >= LEAST_CHARACTERS and zlib.crc32(utterance.text.encode()) % _ONE_IN == 0:
            runs.append(tuple(run))
            run, length = [], 0
    if run:
        runs.append(tuple(run))
    return tuple(runs)
