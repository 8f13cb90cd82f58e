"""Clips in the store, as FLAC.

Enters: trimmed clips with their loudness. Leaves: the same samples. A clip that cannot be read counts
as missing.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from audio_edition.sound.clips import Level
from audio_edition.store.folder import Store

if TYPE_CHECKING:
    from audio_edition.voices.protocol import Clip

KIND = "clip"


class ClipFacts(Struct, frozen=True):
    """What is known of a clip without its samples."""

    seconds: float
    level: Level

    def as_list(self) -> list[float]:
        """To be written down."""
        return [self.seconds, self.level.lufs, *self.level.losses_db]

    @classmethod
    def from_list(cls, numbers: Sequence[float]) -> ClipFacts:
        """As written down."""
        seconds, lufs, *losses = map(float, numbers)
        return cls(seconds, Level(lufs, tuple(losses)))


def clip_facts(store: Store, key: str) -> ClipFacts | None:
    """Length and loudness of a stored clip."""
    header = store.header(KIND, key)
    if header is None:
        return None
    return ClipFacts.from_list(header.facts["sound"])


def read_clip(store: Store, key: str) -> Clip | None:
    """A stored clip, or ``None``."""
    from audio_edition.voices.protocol import Clip

    found = store.read(KIND, key)
    if found is None:
        return None
    import soundfile

    samples, rate = soundfile.read(io.BytesIO(found[1]), dtype="int16")
    return Clip(samples, int(rate))


def write_clip(store: Store, key: str, clip: Clip, level: Level) -> ClipFacts:
    """Keep a trimmed clip.

    Raises:
        StorageError: It cannot be written.
    """
    import soundfile

    target = io.BytesIO()
    soundfile.write(target, clip.samples, clip.sample_rate_hz, format="FLAC", subtype="PCM_16", compression_level=0.0)
    facts = ClipFacts(len(clip.samples) / clip.sample_rate_hz, level)
    store.write(KIND, key, {"sound": facts.as_list()}, target.getvalue())
    return facts
