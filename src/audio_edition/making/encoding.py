"""Clips become encoded segments, through the store.

Enters: planned segments. Leaves: MP3 streams in the store. Refuses: what the speaker refuses.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING

from audio_edition.errors import StorageError
from audio_edition.making.plan import Encoding, PlannedSegment
from audio_edition.making.speaking import Speaker
from audio_edition.sound.clips import measure_level
from audio_edition.sound.jingles import levelled
from audio_edition.sound.mp3.lame import encode
from audio_edition.sound.segment import JoinedClips, join
from audio_edition.store.clips import ClipFacts, clip_facts
from audio_edition.store.segments import SegmentFacts, read_segment, write_segment

if TYPE_CHECKING:
    from audio_edition.sound.limiter import FloatSamples
    from audio_edition.voices.protocol import Clip


class ChangedSegmentError(StorageError):
    """A stored segment was damaged, and made anew it is different; a plan made now knows how."""


class Encoder:
    """Encodes segments and remembers them in the store.

    Args:
        speaker: Gives the clips.
        gains_db: By name of the voice.
        encoding: Of the edition.
    """

    def __init__(self, speaker: Speaker, gains_db: Mapping[str, float], encoding: Encoding) -> None:
        self._speaker = speaker
        self._gains_db = gains_db
        self._loudness_lufs = encoding.loudness_lufs
        self.mp3_format = encoding.mp3_format
        self._lock = threading.Lock()
        self._facts: dict[str, SegmentFacts] = {}
        self.encoded = 0
        """Segments encoded, not found."""

    def encode_all(self, wanted: Sequence[PlannedSegment], encoded: Callable[[int], None]) -> dict[str, SegmentFacts]:
        """Encode all of them, one thread per core, the longest first so that no core waits for one at the end.

        Args:
            wanted: Each key once.
            encoded: Told the characters of each finished segment.
        """
        pool = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="encode")
        facts: dict[str, SegmentFacts] = {}
        try:
            longest_first = sorted(wanted, key=lambda planned: -planned.spoken.characters)
            futures = {pool.submit(self._encode, planned): planned for planned in longest_first}
            for future in as_completed(futures):
                planned = futures.pop(future)
                facts[planned.key] = future.result()
                encoded(planned.spoken.characters)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return facts

    def stream(self, planned: PlannedSegment) -> bytes:
        """The stream of a segment: from the store, or encoded again where the store has lost it.

        Raises:
            ChangedSegmentError: Encoded again, it is not what the timeline was made for: the voice does not say the
                same words twice in the same way.
        """
        stream = read_segment(self._speaker.store, planned.key)
        if stream is not None:
            return stream
        known = planned.facts or self._facts.get(planned.key)
        facts, stream = self._make(planned)
        if known is not None and (facts.samples, facts.spans, facts.size) != (known.samples, known.spans, known.size):
            raise _changed()
        return stream

    def samples(self, planned: PlannedSegment) -> FloatSamples:
        """The samples of a segment, as its stream was encoded from: for formats other than MP3.

        Raises:
            ChangedSegmentError: As for ``stream``; what the voice says now is then in the store.
        """
        joined, _ = self._join(planned)
        if planned.facts and (len(joined.samples), joined.spans) != (planned.facts.samples, planned.facts.spans):
            self._make(planned)
            raise _changed()
        return joined.samples

    def _join(self, planned: PlannedSegment) -> tuple[JoinedClips, list[Clip]]:
        spoken = planned.spoken
        if spoken.jingle is not None:
            return JoinedClips(levelled(spoken.jingle, self._loudness_lufs), ()), []
        clips = [self._speaker.clip(utterance) for utterance in spoken.utterances]
        pause_ms, gain_db = spoken.segment.sentence_pause_ms, self._gains_db[spoken.voice.name]
        return join(clips, pause_ms=pause_ms, gain_db=gain_db), clips

    def _encode(self, planned: PlannedSegment) -> SegmentFacts:
        return self._make(planned)[0]

    def _make(self, planned: PlannedSegment) -> tuple[SegmentFacts, bytes]:
        joined, clips = self._join(planned)
        stream = encode(joined.samples, self.mp3_format)
        known = (
            clip_facts(self._speaker.store, utterance.key)
            or ClipFacts(len(clip.samples) / clip.sample_rate_hz, measure_level(clip))
            for utterance, clip in zip(planned.spoken.utterances, clips, strict=True)
        )
        facts = SegmentFacts(len(joined.samples), joined.spans, tuple(known), len(stream))
        write_segment(self._speaker.store, planned.key, facts, stream)
        with self._lock:
            self._facts.setdefault(planned.key, facts)
            self.encoded += 1
        return facts, stream


def _changed() -> ChangedSegmentError:
    return ChangedSegmentError(
        "a paragraph kept in the store was damaged, and spoken anew it has another length",
        hint="run the command again; it was repaired, and the published edition is as it was",
    )
