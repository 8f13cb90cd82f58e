"""Whether the pauses and marks of a published edition are those that are wanted.

Enters: the segments of a narration and the manifest of an edition that says the same. Leaves: which segments rest
otherwise, and where the chapters should begin. Refuses nothing.

The manifest has frames for paragraphs and milliseconds for sentences; the samples between are not in it. So a pause
counts as wanted when some length in samples that rounds to those milliseconds gives the frames that are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from audio_edition.edition.manifest import Manifest
from audio_edition.narration.model import Segment
from audio_edition.sound.mp3.format import CODEC_DELAY_SAMPLES, SAMPLE_RATE_HZ, SAMPLES_PER_FRAME, frames_in
from audio_edition.sound.timeline import CHAPTER_LEAD_MS, EncodedSegment, silent_frames

_SENTENCE_PAUSE_TOLERANCE_MS = 1


def other_pauses(segments: Sequence[Segment], manifest: Manifest) -> Iterator[int]:
    """Positions of the segments whose pauses, between their sentences or after them, are others.

    Args:
        segments: Of the narration, as many as the edition has, of as many sentences.
        manifest: Of the edition.
    """
    data = manifest.data
    cues: list[list[Mapping[str, int]]] = [[] for _ in data["segments"]]
    for cue in data["cues"]:
        cues[cue["segment"]].append(cue)
    ends = [*(placed["start_frame"] for placed in data["segments"][1:]), data["format"]["frames"]]
    for index, (segment, placed, said, end) in enumerate(zip(segments, data["segments"], cues, ends, strict=True)):
        silence = end - placed["start_frame"] - placed["frames"]
        if not (_rests_as_wanted(segment, said) and silence in _possible_silence(segment, placed, said)):
            yield index


def chapter_starts(manifest: Manifest) -> list[int]:
    """The frames at which chapters should begin, from where their first segments lie."""
    starts: dict[int, int] = {}
    for placed in manifest.data["segments"]:
        starts.setdefault(placed["chapter"], placed["start_frame"])
    lead = frames_in(CHAPTER_LEAD_MS)
    return [max(0, starts[index] - lead) if index else 0 for index in range(len(manifest.data["chapters"]))]


def _rests_as_wanted(segment: Segment, said: Sequence[Mapping[str, int]]) -> bool:
    return all(
        abs(after["start_ms"] - before["end_ms"] - segment.sentence_pause_ms) <= _SENTENCE_PAUSE_TOLERANCE_MS
        for before, after in pairwise(said)
    )


def _possible_silence(segment: Segment, placed: Mapping[str, int], said: Sequence[Mapping[str, int]]) -> range:
    """Frames of silence that may follow: the last sample is known to the millisecond only."""
    origin = placed["start_frame"] * SAMPLES_PER_FRAME + CODEC_DELAY_SAMPLES
    last_ms = said[-1]["end_ms"]
    earliest, latest = (round((last_ms + half) * SAMPLE_RATE_HZ / 1000) - origin for half in (-0.5, 0.5))
    most = (placed["frames"] - 1) * SAMPLES_PER_FRAME
    earliest, latest = (max(most - SAMPLES_PER_FRAME + 1, min(most, samples)) for samples in (earliest, latest))
    fewest, most_frames = sorted(
        silent_frames(EncodedSegment("", samples, (), segment.pause_ms)) for samples in (earliest, latest)
    )
    return range(fewest, most_frames + 1)
