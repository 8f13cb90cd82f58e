"""A clip as the voice gave it becomes a clip we can time: trimmed and measured.

Enters: a ``Clip``. Leaves: the clip without the voice's own silence, and its loudness. Refuses: a clip without sound.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from audio_edition.errors import VoiceError

if TYPE_CHECKING:
    from audio_edition.voices.protocol import Clip

SILENCE_BELOW_PEAK_DB = 46.0
"""Quieter than the clip's peak by this much counts as silence: under the breath, over MP3 noise."""
SILENT_PEAK = 16
"""A clip whose largest sample is below this (-66 dBFS) has no speech in it."""
_WINDOW_MS = 5
_KEEP_BEFORE_MS = 10
_KEEP_AFTER_MS = 30


def trim(clip: Clip) -> Clip:
    """Cut the silence before and after the speech, so that the pauses are ours.

    Raises:
        VoiceError: There is no speech in the clip.
    """
    import numpy as np

    samples, rate = clip.samples, clip.sample_rate_hz
    window = max(1, rate * _WINDOW_MS // 1000)
    whole = -(-len(samples) // window) * window
    padded = np.zeros(whole, dtype=np.int32)
    padded[: len(samples)] = samples
    levels = np.abs(padded).reshape(-1, window).max(axis=1)
    peak = int(levels.max(initial=0))
    if peak < SILENT_PEAK:
        raise VoiceError("the voice gave silence instead of speech")
    loud = np.flatnonzero(levels > peak * 10 ** (-SILENCE_BELOW_PEAK_DB / 20))
    start = max(0, int(loud[0]) * window - rate * _KEEP_BEFORE_MS // 1000)
    end = min(len(samples), (int(loud[-1]) + 1) * window + rate * _KEEP_AFTER_MS // 1000)
    return type(clip)(samples=np.ascontiguousarray(samples[start:end]), sample_rate_hz=rate)


def loudness_lufs(clip: Clip) -> float:
    """Measure the integrated loudness of one clip.

    200 ms of silence are added at both ends: they stand for the pauses around it in the programme, and make the
    shortest word long enough for a measuring block.

    Returns:
        LUFS; ``-inf`` where every block lies under the absolute gate.

    Source: ITU-R BS.1770-4, EBU R 128, by libloudness.
    """
    import loudness
    import numpy as np

    rate = clip.sample_rate_hz
    margin = rate // 5
    padded = np.zeros(len(clip.samples) + 2 * margin, dtype=np.float32)
    padded[margin : margin + len(clip.samples)] = clip.samples
    padded /= 32768.0
    return float(loudness.integrated_loudness(padded, rate))


def programme_lufs(parts: list[tuple[float, float]]) -> float:
    """Combine clips into the loudness of a programme: the mean of their energies, weighted with their lengths.

    The relative gate of BS.1770 (10 LU below the ungated mean) is applied to whole clips. Depends on the set of
    clips alone, not on their order, so that an incremental build and a clean one find the same.

    Args:
        parts: (loudness in LUFS, length in seconds) of each clip.

    Returns:
        LUFS; ``-inf`` for nothing audible.
    """
    audible = [(10 ** (lufs / 10), seconds) for lufs, seconds in sorted(parts) if lufs > -70]
    if not audible:
        return -math.inf
    gate = _mean(audible) / 10
    return 10 * math.log10(_mean([part for part in audible if part[0] >= gate]))


def _mean(parts: list[tuple[float, float]]) -> float:
    return math.fsum(energy * seconds for energy, seconds in parts) / math.fsum(seconds for _, seconds in parts)


def gain_db(programme: float, target: float) -> float:
    """The gain that brings a voice to the target, rounded to half a decibel.

    Rounded, so that a clean build of a corrected script finds the same gain and the unchanged frames stay as they
    are; the error is at most a quarter of a decibel.
    """
    if not math.isfinite(programme):
        return 0.0
    return round((target - programme) * 2) / 2
