"""The timeline: where everything lies in the finished stream, counted in frames.

Enters: the length of every encoded segment and the pauses between them. Leaves: the pieces of the stream in order,
the cues and the chapters. Refuses: a narration without segments.

Every segment is a complete LAME stream, so its speech begins ``CODEC_DELAY_SAMPLES`` after its first frame. Pauses are
streams of silence of their own: a longer pause re-encodes no speech, and moving a section changes none of its bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

from audio_edition.sound.mp3.format import (
    CODEC_DELAY_SAMPLES,
    SAMPLE_RATE_HZ,
    SAMPLES_PER_FRAME,
    frames_for,
    frames_in,
    samples_to_ms,
)

LEAD_IN_MS = 250
"""Silence before the first word of the edition."""
CHAPTER_LEAD_MS = 200
"""A chapter starts this long before its first word, inside the pause, so that no player clips the word."""


@dataclass(frozen=True, slots=True)
class EncodedSegment:
    """What the timeline must know of an encoded segment."""

    key: str
    samples: int
    """Samples given to the encoder; the last belongs to speech."""
    spans: tuple[tuple[int, int], ...]
    """First and one-past-last sample of each utterance, before encoding."""
    pause_ms: int
    """Silence wanted between its last word and the first of the next segment."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of frames in the stream: an encoded segment, or silence."""

    key: str
    """Of the encoded segment; empty for silence."""
    start_frame: int
    frames: int


@dataclass(frozen=True, slots=True)
class Cue:
    """An utterance on the timeline, in samples of the decoded stream."""

    section: int
    segment: int
    utterance: int
    """Positions in the narration, from 0; the segment's within its section, the utterance's within its segment."""
    start_sample: int
    end_sample: int

    @property
    def start_ms(self) -> int:
        """Milliseconds from the start of the stream."""
        return samples_to_ms(self.start_sample)

    @property
    def end_ms(self) -> int:
        """Milliseconds from the start of the stream."""
        return samples_to_ms(self.end_sample)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section on the timeline. Chapters are contiguous and cover the whole stream."""

    title: str
    start_frame: int
    end_frame: int
    """The next chapter's start, or the end of the stream."""

    @property
    def start_ms(self) -> int:
        """Milliseconds from the start of the stream."""
        return samples_to_ms(self.start_frame * SAMPLES_PER_FRAME)

    @property
    def end_ms(self) -> int:
        """Milliseconds from the start of the stream."""
        return samples_to_ms(self.end_frame * SAMPLES_PER_FRAME)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Where everything lies."""

    pieces: tuple[Piece, ...]
    cues: tuple[Cue, ...]
    chapters: tuple[Chapter, ...]
    frames: int

    @property
    def duration_ms(self) -> int:
        """Of the whole stream."""
        return samples_to_ms(self.frames * SAMPLES_PER_FRAME)


def lay_out(sections: tuple[tuple[str, tuple[EncodedSegment, ...]], ...]) -> Timeline:
    """Lay sections, each a title and its encoded segments, one after the other.

    Raises:
        ValueError: No section, or a section without segments.
    """
    if not sections or any(not segments for _, segments in sections):
        raise ValueError("a timeline needs sections, and every section a segment")
    pieces: list[Piece] = []
    cues: list[Cue] = []
    starts: list[int] = []
    frame = _append(pieces, "", 0, frames_in(LEAD_IN_MS) - 1)  # the codec's delay is the last of these frames
    for section, (_, segments) in enumerate(sections):
        for index, segment in enumerate(segments):
            if index == 0:
                starts.append(max(0, frame - frames_in(CHAPTER_LEAD_MS)) if section else 0)
            origin = frame * SAMPLES_PER_FRAME + CODEC_DELAY_SAMPLES
            cues.extend(
                Cue(section, index, utterance, origin + first, origin + last)
                for utterance, (first, last) in enumerate(segment.spans)
            )
            frame = _append(pieces, segment.key, frame, frames_for(segment.samples))
            frame = _append(pieces, "", frame, silent_frames(segment))
    ends = [*starts[1:], frame]
    chapters = tuple(Chapter(title, start, end) for (title, _), start, end in zip(sections, starts, ends, strict=True))
    return Timeline(tuple(pieces), tuple(cues), chapters, frame)


def silent_frames(segment: EncodedSegment) -> int:
    """Frames of silence after a segment, so that speech rests for ``pause_ms`` in all.

    The segment's own stream already rests from its last sample to its last frame, and the next one's for the
    delay of its codec; only what is missing is added, to the nearest frame (13 ms).
    """
    tail = frames_for(segment.samples) * SAMPLES_PER_FRAME - CODEC_DELAY_SAMPLES - segment.samples
    wanted = segment.pause_ms * SAMPLE_RATE_HZ / 1000 - tail - CODEC_DELAY_SAMPLES
    return max(0, round(wanted / SAMPLES_PER_FRAME))


def _append(pieces: list[Piece], key: str, start: int, frames: int) -> int:
    if frames > 0:
        pieces.append(Piece(key, start, frames))
    return start + max(0, frames)
