"""What is known of clips and segments without speaking or encoding: from a published edition, or from the store.

Enters: keys. Leaves: facts, or ``None`` for what must be spoken or encoded to be known. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from audio_edition.edition.manifest import Edition
from audio_edition.store.clips import ClipFacts, clip_facts
from audio_edition.store.folder import Store
from audio_edition.store.segments import SegmentFacts, segment_facts


class Facts(Protocol):
    """Somebody who may know."""

    def clip(self, key: str) -> ClipFacts | None:
        """Length and loudness of a clip."""

    def segment(self, key: str) -> SegmentFacts | None:
        """What is known of an encoded segment."""


class StoreFacts:
    """What lies in the store. What was found is remembered, what was not is looked for again.

    Args:
        store: Asked for headers only.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._clips: dict[str, ClipFacts] = {}
        self._segments: dict[str, SegmentFacts] = {}

    def learn(self, clips: Mapping[str, ClipFacts], segments: Mapping[str, SegmentFacts]) -> None:
        """Remember what was just put into the store."""
        self._clips.update(clips)
        self._segments.update(segments)

    def clip(self, key: str) -> ClipFacts | None:
        """Length and loudness of a stored clip."""
        found = self._clips.get(key) or clip_facts(self._store, key)
        if found is not None:
            self._clips[key] = found
        return found

    def segment(self, key: str) -> SegmentFacts | None:
        """What is known of a stored segment."""
        found = self._segments.get(key) or segment_facts(self._store, key)
        if found is not None:
            self._segments[key] = found
        return found


class EditionFacts:
    """What a published edition says of itself; ``None`` for everything where it is of an older format.

    Args:
        edition: As published.
    """

    def __init__(self, edition: Edition) -> None:
        cues = edition.cues_by_segment()
        self._clips = {cue.key: ClipFacts.from_list(cue.clip) for cue in edition.cues if cue.clip}
        self._segments = {
            segment.key: SegmentFacts(
                segment.samples, segment.spans, tuple(self._clips[cue.key] for cue in cues[index]), size=0
            )
            for index, segment in enumerate(edition.segments)
            if (segment.spans or segment.is_jingle) and all(cue.key in self._clips for cue in cues[index])
        }

    def clip(self, key: str) -> ClipFacts | None:
        """Length and loudness of a clip of the edition."""
        return self._clips.get(key)

    def segment(self, key: str) -> SegmentFacts | None:
        """What is known of a segment of the edition; its stream has no known size."""
        return self._segments.get(key)


class FirstKnown:
    """The first of several that knows.

    Args:
        sources: Asked in this order.
    """

    def __init__(self, *sources: Facts) -> None:
        self._sources = sources

    def clip(self, key: str) -> ClipFacts | None:
        """Length and loudness of a clip."""
        return next((found for source in self._sources if (found := source.clip(key)) is not None), None)

    def segment(self, key: str) -> SegmentFacts | None:
        """What is known of an encoded segment."""
        return next((found for source in self._sources if (found := source.segment(key)) is not None), None)
