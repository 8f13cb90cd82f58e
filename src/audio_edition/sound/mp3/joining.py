"""The finished MP3 is put together from encoded segments, without encoding anything again.

Enters: a tag, a timeline, and a way to get the bytes of a segment. Leaves: the bytes of the file, piece by piece, so
that memory does not grow with length. Refuses: segments whose streams are not those of the timeline.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from typing import BinaryIO

from msgspec import Struct

from audio_edition.sound.mp3.format import CODEC_DELAY_SAMPLES, SAMPLES_PER_FRAME, Mp3Format, frames_for
from audio_edition.sound.mp3.frames import info_frame
from audio_edition.sound.mp3.lame import encode_silence
from audio_edition.sound.timeline import Timeline

_BLOCK_BYTES = 1 << 20
"""What is written and digested at a time, each in a thread."""


class Run(Struct, frozen=True):
    """A run of frames in the file: the stream of a segment, or silence."""

    key: str
    """Of the encoded segment; empty for silence."""
    frames: int


class WrittenFile(Struct, frozen=True):
    """What was written."""

    sha256: str
    size: int


def runs_of(timeline: Timeline) -> tuple[Run, ...]:
    """The timeline as runs of MP3 frames, in order, without a gap.

    The silence around the start of a chapter is two runs, so that the file can be cut there.
    """
    chapters = [chapter.start_sample // SAMPLES_PER_FRAME for chapter in timeline.chapters]
    runs: list[Run] = []
    frame = 0
    for segment in timeline.segments:
        start = (segment.start_sample - CODEC_DELAY_SAMPLES) // SAMPLES_PER_FRAME
        runs.extend(_silence(frame, start, chapters))
        runs.append(Run(segment.key, frames_for(segment.samples)))
        frame = start + frames_for(segment.samples)
    runs.extend(_silence(frame, timeline.samples // SAMPLES_PER_FRAME, chapters))
    return tuple(runs)


def _silence(first: int, end: int, chapters: Sequence[int]) -> Iterator[Run]:
    inside = chapters[bisect_right(chapters, first) : bisect_left(chapters, end)]
    for start, stop in pairwise([first, *inside, end]):
        if stop > start:
            yield Run("", stop - start)


def cuts_of(timeline: Timeline) -> tuple[int, ...]:
    """The frame at which each chapter may be cut off, rising: where it starts, in silence between two streams.

    Where a script asks for hardly any pause before it, it starts inside the last stream before it; then it is cut off
    where its own first stream begins.
    """
    cuts = [0]
    end = 0
    for segment in timeline.segments:
        start = (segment.start_sample - CODEC_DELAY_SAMPLES) // SAMPLES_PER_FRAME
        if segment.section == len(cuts):
            chapter = timeline.chapters[segment.section].start_sample // SAMPLES_PER_FRAME
            cuts.append(chapter if chapter >= end else start)
        end = start + frames_for(segment.samples)
    return tuple(cuts)


def write_mp3(
    target: BinaryIO,
    *,
    tag: bytes,
    mp3_format: Mp3Format,
    timeline: Timeline,
    size_of: Callable[[str], int],
    read: Callable[[str], bytes],
    wrote: Callable[[int], None] = lambda _: None,
) -> WrittenFile:
    """Write tag, Info frame and all runs.

    Args:
        target: Open for writing at its start.
        tag: A complete ID3v2 tag.
        mp3_format: Of every run.
        timeline: What is heard when.
        size_of: Bytes of an encoded segment's stream; must be those that ``read`` gives.
        read: Gives an encoded segment's stream by its key.
        wrote: Told the samples of each run once it is written.
    """
    runs = runs_of(timeline)
    silences = _silences(runs, mp3_format)
    audio_bytes = sum(size_of(run.key) if run.key else len(silences[run.frames]) for run in runs)
    digest = hashlib.sha256()
    size = 0
    frames = timeline.samples // SAMPLES_PER_FRAME
    head = tag + info_frame(mp3_format, frames=frames, audio_bytes=audio_bytes)
    with ThreadPoolExecutor(1, thread_name_prefix="digest") as pool:
        digested: Future[None] | None = None
        for data, written in _blocks(_streams(head, runs, silences, read)):
            if digested:
                digested.result()
            digested = pool.submit(digest.update, data)
            target.write(data)
            size += len(data)
            wrote(written * SAMPLES_PER_FRAME)
    if size != len(head) + audio_bytes:
        raise RuntimeError(f"wrote {size} bytes where {len(head) + audio_bytes} were announced")
    return WrittenFile(digest.hexdigest(), size)


def _streams(
    head: bytes, runs: Sequence[Run], silences: dict[int, bytes], read: Callable[[str], bytes]
) -> Iterator[tuple[bytes, int]]:
    yield head, 0
    for run in runs:
        yield (read(run.key) if run.key else silences[run.frames]), run.frames


def _blocks(streams: Iterable[tuple[bytes, int]]) -> Iterator[tuple[bytes, int]]:
    """Streams joined to blocks of about a megabyte, each with its frames: while one is written, it is digested too."""
    parts: list[bytes] = []
    size = frames = 0
    for data, each in streams:
        parts.append(data)
        size += len(data)
        frames += each
        if size >= _BLOCK_BYTES:
            yield b"".join(parts), frames
            parts, size, frames = [], 0, 0
    if parts:
        yield b"".join(parts), frames


def _silences(runs: Sequence[Run], mp3_format: Mp3Format) -> dict[int, bytes]:
    """Encode each length of silence that occurs, once."""
    return {frames: encode_silence(frames, mp3_format) for frames in {run.frames for run in runs if not run.key}}
