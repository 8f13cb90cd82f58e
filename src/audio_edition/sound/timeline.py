"""The timeline: where everything lies in the finished sound, counted in samples at 44.1 kHz.

Enters: the length of every segment and the pauses between them. Leaves: where segments, utterances (as cues) and
sections (as chapters) begin and end. Refuses: a narration without segments.

Segments begin on the points of a grid, so that streams of a format that counts in frames can be joined without
encoding anything again. The format gives the grid; the timeline, and every other format made of the same samples, knows
nothing else of it. Pauses belong to no segment: a longer one re-encodes no speech, and moving a section changes none of
its bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

SAMPLE_RATE_HZ = 44_100
LEAD_IN_MS = 250
"""Silence before the first word of the edition."""
CHAPTER_LEAD_MS = 200
"""A chapter starts this long before its first word, inside the pause, so that no player clips the word."""


def samples_to_ms(samples: int) -> int:
    """Milliseconds of a position in samples, rounded half up; the one place where samples become time."""
    return (samples * 2000 + SAMPLE_RATE_HZ) // (2 * SAMPLE_RATE_HZ)


class Grid(Struct, frozen=True):
    """Where segments may begin, for a format whose encoded streams are joined whole."""

    step_samples: int
    """Streams begin at multiples of it, and are multiples of it long."""
    delay_samples: int
    """The first sample of a segment is heard so long after its stream begins; less than a step."""

    def stream_samples(self, samples: int) -> int:
        """How long the encoded stream of so many samples is: whole steps that hold them, and one for the delay."""
        return (-(-samples // self.step_samples) + 1) * self.step_samples

    def nearest(self, milliseconds: float) -> int:
        """The whole number of steps nearest to a time, in samples."""
        return round(milliseconds * SAMPLE_RATE_HZ / 1000 / self.step_samples) * self.step_samples

    def pause_samples(self, samples: int, pause_ms: float) -> int:
        """Whole steps of silence after the stream of a segment, so that speech rests for ``pause_ms`` in all.

        The stream itself already rests from its last sample to its end, and the next one for its delay; only what is
        missing is added, to the nearest step (13 ms for MP3).
        """
        missing = pause_ms * SAMPLE_RATE_HZ / 1000 - (self.stream_samples(samples) - samples)
        return max(0, round(missing / self.step_samples)) * self.step_samples


class SegmentSound(Struct, frozen=True):
    """What the timeline must know of a segment's sound."""

    key: str
    """Of the encoded segment; empty while it is not known."""
    samples: int
    """All of them; the last belongs to speech."""
    spans: tuple[tuple[int, int], ...]
    """First and one-past-last sample of each utterance."""
    pause_ms: int
    """Silence wanted between its last word and the first of the next segment."""


class PlacedSegment(Struct, frozen=True):
    """A segment on the timeline."""

    key: str
    section: int
    """Position of its section, from 0."""
    start_sample: int
    samples: int
    spans: tuple[tuple[int, int], ...]
    """Of its utterances, from its own first sample."""

    @property
    def cues(self) -> tuple[Cue, ...]:
        """Its utterances on the timeline."""
        return tuple(Cue(self.start_sample + first, self.start_sample + last) for first, last in self.spans)


class Cue(Struct, frozen=True):
    """An utterance on the timeline."""

    start_sample: int
    end_sample: int

    @property
    def start_ms(self) -> int:
        """Milliseconds from the start."""
        return samples_to_ms(self.start_sample)

    @property
    def end_ms(self) -> int:
        """Milliseconds from the start."""
        return samples_to_ms(self.end_sample)


class Chapter(Struct, frozen=True):
    """A section on the timeline. Chapters are contiguous and cover all of it."""

    title: str
    start_sample: int
    end_sample: int
    """The next chapter's start, or the end of the timeline."""

    @property
    def start_ms(self) -> int:
        """Milliseconds from the start."""
        return samples_to_ms(self.start_sample)

    @property
    def end_ms(self) -> int:
        """Milliseconds from the start."""
        return samples_to_ms(self.end_sample)


class Timeline(Struct, frozen=True):
    """Where everything lies."""

    segments: tuple[PlacedSegment, ...]
    chapters: tuple[Chapter, ...]
    samples: int
    """From the first sample of silence to the last."""

    @property
    def cues(self) -> tuple[Cue, ...]:
        """Every utterance, in order."""
        return tuple(cue for segment in self.segments for cue in segment.cues)

    @property
    def duration_ms(self) -> int:
        """Of the whole."""
        return samples_to_ms(self.samples)


def lay_out(sections: Sequence[tuple[str, Sequence[SegmentSound]]], grid: Grid) -> Timeline:
    """Lay sections, each a title and its segments, one after the other.

    Raises:
        ValueError: No section, or a section without segments.
    """
    if not sections or not all(segments for _, segments in sections):
        raise ValueError("a timeline needs sections, and every section a segment")
    placed: list[PlacedSegment] = []
    starts: list[int] = []
    stream_start = max(0, grid.nearest(LEAD_IN_MS) - grid.step_samples)  # the delay is the last of these steps
    for section, (_, segments) in enumerate(sections):
        starts.append(max(0, stream_start - grid.nearest(CHAPTER_LEAD_MS)) if section else 0)
        for sound in segments:
            start = stream_start + grid.delay_samples
            placed.append(PlacedSegment(sound.key, section, start, sound.samples, sound.spans))
            stream_start += grid.stream_samples(sound.samples) + grid.pause_samples(sound.samples, sound.pause_ms)
    ends = [*starts[1:], stream_start]
    chapters = tuple(Chapter(title, start, end) for (title, _), start, end in zip(sections, starts, ends, strict=True))
    return Timeline(tuple(placed), chapters, stream_start)
