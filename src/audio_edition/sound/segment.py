"""The clips of one segment become its samples.

Enters: trimmed clips, the pause between them, a gain. Leaves: samples at 44.1 kHz, levelled and limited, the same for
every format, and where each clip lies in them. Refuses: a segment without clips.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from audio_edition.sound.limiter import limit
from audio_edition.sound.timeline import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audio_edition.sound.limiter import FloatSamples
    from audio_edition.voices.protocol import Clip

_FADE_IN_MS = 2
_FADE_OUT_MS = 8


class JoinedClips(Struct, frozen=True):
    """A segment ready to be encoded."""

    samples: FloatSamples
    """Shape (n,), float32, 1.0 is full scale, 44.1 kHz mono."""
    spans: tuple[tuple[int, int], ...]
    """First and one-past-last sample of each clip."""


def join(clips: Sequence[Clip], *, pause_ms: int, gain_db: float) -> JoinedClips:
    """Join clips with pauses, then apply gain and limiter to the whole.

    Args:
        clips: Trimmed.
        pause_ms: Between them.
        gain_db: Before the limiter.

    Raises:
        ValueError: No clips.
    """
    if not clips:
        raise ValueError("a segment has at least one clip")
    parts: list[Any] = []
    spans: list[tuple[int, int]] = []
    position = 0
    silence = _audio_segment().silent(duration=pause_ms, frame_rate=SAMPLE_RATE_HZ) if pause_ms else None
    for clip in clips:
        if parts and silence is not None:
            parts.append(silence)
            position += int(silence.frame_count())
        part = _prepared(clip)
        parts.append(part)
        length = int(part.frame_count())
        spans.append((position, position + length))
        position += length
    # One join of all raw data: pydub's "+" copies everything before it each time.
    joined = _audio_segment()(
        data=b"".join(part.raw_data for part in parts), sample_width=2, frame_rate=SAMPLE_RATE_HZ, channels=1
    )
    parts.clear()
    return JoinedClips(_with_gain(joined, gain_db), tuple(spans))


def _prepared(clip: Clip) -> Any:
    """Resample one clip and fade its cut ends, as a pydub segment."""
    import soxr

    samples = clip.samples
    if clip.sample_rate_hz != SAMPLE_RATE_HZ:
        samples = soxr.resample(samples, clip.sample_rate_hz, SAMPLE_RATE_HZ)
    segment = _audio_segment()(
        data=samples.astype("<i2", copy=False).tobytes(), sample_width=2, frame_rate=SAMPLE_RATE_HZ, channels=1
    )
    return segment.fade_in(_FADE_IN_MS).fade_out(_FADE_OUT_MS)


def _with_gain(segment: Any, gain_db: float) -> FloatSamples:
    """Gain and limiter, in place: a long paragraph is tens of megabytes."""
    import numpy as np

    samples = np.frombuffer(segment.raw_data, dtype="<i2").astype(np.float32)
    samples *= np.float32(10 ** (gain_db / 20) / 32768)
    limit(samples, SAMPLE_RATE_HZ)
    return samples


def _audio_segment() -> Any:
    with warnings.catch_warnings():
        # pydub warns at import when no ffmpeg program is found; we never let it run one.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    return AudioSegment
