"""Encoded segments in the store.

Enters: the MP3 stream of a segment and what the timeline must know of it. Leaves: the same. A segment
that cannot be read counts as missing.
"""

from __future__ import annotations

from msgspec import Struct

from audio_edition.store.clips import ClipFacts
from audio_edition.store.folder import Store
from audio_edition.store.objects import Header

KIND = "segment"


class SegmentFacts(Struct, frozen=True):
    """What is known of an encoded segment without its stream."""

    samples: int
    """At 44.1 kHz, before encoding."""
    spans: tuple[tuple[int, int], ...]
    """First and one-past-last sample of each utterance."""
    clips: tuple[ClipFacts, ...]
    """Length and loudness of each utterance before the gain."""
    size: int
    """Bytes of the stream."""


def segment_facts(store: Store, key: str) -> SegmentFacts | None:
    """What is known of a stored segment, or ``None``."""
    header = store.header(KIND, key)
    return None if header is None else _facts(header)


def read_segment(store: Store, key: str) -> bytes | None:
    """The stream of a stored segment, verified, or ``None``."""
    found = store.read(KIND, key)
    return None if found is None else found[1]


def write_segment(store: Store, key: str, facts: SegmentFacts, stream: bytes) -> None:
    """Keep an encoded segment.

    Raises:
        StorageError: It cannot be written.
    """
    described = {
        "samples": facts.samples,
        "spans": [list(span) for span in facts.spans],
        "clips": [clip.as_list() for clip in facts.clips],
    }
    store.write(KIND, key, described, stream)


def _facts(header: Header) -> SegmentFacts:
    facts = header.facts
    return SegmentFacts(
        samples=int(facts["samples"]),
        spans=tuple((int(first), int(last)) for first, last in facts["spans"]),
        clips=tuple(ClipFacts.from_list(numbers) for numbers in facts["clips"]),
        size=header.payload_size,
    )
