"""A clip is trimmed and measured.

Enters: a ``Clip`` as the voice made it. Leaves: the clip without the silence at its ends, and its loudness. Refuses: a
clip without speech.
"""

from __future__ import annotations

import itertools
import math
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from audio_edition.errors import VoiceError
from audio_edition.sound.limiter import CEILING_DBTP, LIMITER_REACH_MS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audio_edition.sound.limiter import FloatSamples
    from audio_edition.voices.protocol import Clip

SILENCE_BELOW_PEAK_DB = 46.0
"""What is this much below the clip's peak counts as silence: quieter than a breath, louder than the noise of MP3."""
SILENT_PEAK = 16
"""A clip whose largest sample is below this (-66 dBFS) has no speech in it."""
_WINDOW_MS = 5
_KEEP_BEFORE_MS = 10
_KEEP_AFTER_MS = 20
_PAUSE_MS = 300
LIMITED_AT_LUFS = (-19.0, -16.0, -12.0)
"""Loudnesses at which a clip's loss to the limiter is measured: the default, that of stereo podcasts, and one above
the loudest an edition can be, since gain makes up for the loss."""
_ROUNDS = 12
_LEVELS_REMEMBERED = 16_384
"""More than ten hours have clips; about 4 MB."""
_MOST_LOSS_DB = 6.0
QUIETEST_LUFS = -70.0
"""The absolute gate. Source: ITU-R BS.1770-4, annex 1."""


def trim(clip: Clip) -> Clip:
    """Cut the silence before and after the speech, so that only the settings decide how long pauses are.

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


class Level(Struct, frozen=True):
    """How loud a clip is, and how much of that it loses to the limiter."""

    lufs: float
    """Integrated loudness of the clip as the voice made it; ``QUIETEST_LUFS`` where all of it is below the gate."""
    losses_db: tuple[float, ...]
    """The loss to the limiter when the clip is brought to each of ``LIMITED_AT_LUFS``: 0 or more, never falling."""

    def limited_lufs(self, target_lufs: float) -> float:
        """The loudness of the clip, less what it loses to the limiter in a programme brought to a target."""
        return _limited_lufs(self.lufs, self.losses_db, target_lufs)


@lru_cache(_LEVELS_REMEMBERED)
def _limited_lufs(lufs: float, losses_db: tuple[float, ...], target_lufs: float) -> float:
    """As ``Level.limited_lufs``; a build asks it of every clip each time it plans."""
    if lufs <= QUIETEST_LUFS:
        return QUIETEST_LUFS
    lines = tuple(itertools.pairwise(zip(LIMITED_AT_LUFS, losses_db, strict=True)))
    loss = 0.0
    for _ in range(_ROUNDS):  # the gain makes up for the loss, and what it adds is limited again
        loss = min(_MOST_LOSS_DB, _loss_db(lines, target_lufs + loss))
    return lufs - loss


def _loss_db(lines: Sequence[tuple[tuple[float, float], tuple[float, float]]], level_lufs: float) -> float:
    """Interpolate linearly between the measured losses, and extrapolate beyond them; never below 0."""
    (low, least), (high, most) = next((line for line in lines if level_lufs <= line[1][0]), lines[-1])
    return max(0.0, least + (most - least) * (level_lufs - low) / (high - low))


def measure_level(clip: Clip) -> Level:
    """Measure one clip.

    300 ms of silence are added at both ends: they stand for the pauses around it, and make the shortest word as long
    as a measuring block. A voice with high peaks loses up to a decibel to the limiter; how much is measured
    for three loudnesses, as energy.

    Source: ITU-R BS.1770-4, EBU R 128, by libloudness.
    """
    import numpy as np

    rate = clip.sample_rate_hz
    margin = rate * _PAUSE_MS // 1000
    padded = np.zeros(len(clip.samples) + 2 * margin, dtype=np.float32)
    padded[margin : margin + len(clip.samples)] = clip.samples
    padded /= 32768.0
    lufs = round(_measured(padded, rate), 2)
    if lufs <= QUIETEST_LUFS:
        return Level(QUIETEST_LUFS, (0.0,) * len(LIMITED_AT_LUFS))
    return Level(lufs, _losses_db(padded, rate, lufs))


def _losses_db(samples: FloatSamples, sample_rate_hz: int, lufs: float) -> tuple[float, ...]:
    """How much energy the limiter removes at each of ``LIMITED_AT_LUFS``.

    Estimated from the peaks of windows as long as the limiter's own reach, each with its neighbours: a hundredth of
    the work of limiting, and within 0.1 dB of it for speech.
    """
    import numpy as np

    window = sample_rate_hz * LIMITER_REACH_MS // 1000
    whole = samples[: len(samples) // window * window].reshape(-1, window)
    peaks = np.maximum(whole.max(axis=1), -whole.min(axis=1))
    around = np.maximum(peaks, np.maximum(np.append(peaks[1:], 0), np.append(0, peaks[:-1])))
    energies = np.einsum("ij,ij->i", whole, whole)
    total = float(energies.sum())
    ceiling = 10 ** (CEILING_DBTP / 20)
    losses = []
    for level in LIMITED_AT_LUFS:
        gains = np.minimum(1.0, ceiling / np.maximum(around * 10 ** ((level - lufs) / 20), ceiling))
        losses.append(round(max(0.0, -10 * math.log10(float((energies * gains**2).sum()) / total)), 2))
    return tuple(losses)


def _measured(samples: FloatSamples, sample_rate_hz: int) -> float:
    import loudness

    return max(QUIETEST_LUFS, float(loudness.integrated_loudness(samples, sample_rate_hz)))


def programme_lufs(clips: Sequence[tuple[float, float]]) -> float:
    """Combine clips into the loudness of a programme: the mean of their energies, weighted with their lengths.

    The relative gate of BS.1770 (10 LU below the ungated mean) is applied to whole clips. The order of
    the clips does not matter, so that an incremental build and a clean one find the same. The result is within
    0.05 LU of measuring the whole programme at once.

    Args:
        clips: (``Level.limited_lufs`` at the target, length in seconds) of each.

    Returns:
        LUFS; ``QUIETEST_LUFS`` for nothing audible.
    """
    around = _PAUSE_MS / 1000  # half of the silence a clip was measured with reaches into loud blocks
    audible = [(10 ** (lufs / 10), seconds + around) for lufs, seconds in sorted(clips) if lufs > QUIETEST_LUFS]
    if not audible:
        return QUIETEST_LUFS
    gate = _mean(audible) / 10
    return 10 * math.log10(_mean([each for each in audible if each[0] >= gate]))


def _mean(energies: Sequence[tuple[float, float]]) -> float:
    return math.fsum(energy * seconds for energy, seconds in energies) / math.fsum(seconds for _, seconds in energies)


def gain_db(programme: float, target: float) -> float:
    """The gain that brings a voice to the target, rounded to half a decibel.

    Because of the rounding, a clean build of a corrected script finds the same gain, and frames that did not change
    stay as they are. The error is at most a quarter of a decibel.
    """
    if programme <= QUIETEST_LUFS:
        return 0.0
    return round((target - programme) * 2) / 2
