"""Clips in the store, as FLAC.

Enters: trimmed clips with their loudness. Leaves: the same samples. Refuses: nothing; a clip that cannot be read is
a miss.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audio_edition.store.folder import Store

if TYPE_CHECKING:
    from audio_edition.voices.protocol import Clip

KIND = "clip"


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """What is known of a clip without its samples."""

    seconds: float
    lufs: float
    """As ``sound.clips.loudness_lufs`` measures it."""


def clip_facts(store: Store, key: str) -> ClipFacts | None:
    """Length and loudness of a stored clip."""
    header = store.header(KIND, key)
    if header is None:
        return None
    return ClipFacts(float(header.facts["seconds"]), float(header.facts["lufs"]))


def read_clip(store: Store, key: str) -> Clip | None:
    """A stored clip, or ``None``."""
    from audio_edition.voices.protocol import Clip

    found = store.read(KIND, key)
    if found is None:
        return None
    import soundfile

    samples, rate = soundfile.read(io.BytesIO(found[1]), dtype="int16")
    return Clip(samples, int(rate))


def write_clip(store: Store, key: str, clip: Clip, lufs: float) -> ClipFacts:
    """Keep a trimmed clip.

    Raises:
        StorageError: It cannot be written.
    """
    import soundfile

    target = io.BytesIO()
    soundfile.write(target, clip.samples, clip.sample_rate_hz, format="FLAC", subtype="PCM_16", compression_level=0.0)
    facts = ClipFacts(len(clip.samples) / clip.sample_rate_hz, round(lufs, 2))
    store.write(KIND, key, {"seconds": facts.seconds, "lufs": facts.lufs}, target.getvalue())
    return facts
