"""Peaks are kept below a ceiling without audible pumping.

Enters: float32 samples after the gain. Leaves: the same samples, turned down for a moment around peaks that would
pass the ceiling.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatSamples: TypeAlias = npt.NDArray[np.float32]

CEILING_DBTP = -1.5
"""Below the -1 dBTP that podcasts ask for, because the MP3 encoder overshoots by a few tenths of a decibel."""
_OVERSAMPLING = 4
"""Source: ITU-R BS.1770-4, annex 2: true peak is measured at four times 48 kHz or more."""
LIMITER_REACH_MS = 6
_NEAR_CEILING = 0.8
"""Where every sample is below this share of the ceiling (2 dB), speech has no true peak above it: between samples at
44.1 kHz, sound that was recorded at 24 kHz or less rises by less than that."""


def true_peaks(samples: FloatSamples, sample_rate_hz: int) -> FloatSamples:
    """The largest magnitude between each sample and the next.

    Returns:
        Shape (n,), float32, 0 and up, 1.0 is full scale.
    """
    import numpy as np
    import soxr

    peaks: FloatSamples = np.abs(samples)
    oversampled = soxr.resample(samples, sample_rate_hz, sample_rate_hz * _OVERSAMPLING)
    whole = np.zeros(len(samples) * _OVERSAMPLING, dtype=np.float32)
    usable = min(len(whole), len(oversampled))
    np.abs(oversampled[:usable], out=whole[:usable])
    np.maximum(whole.reshape(-1, _OVERSAMPLING).max(axis=1), peaks, out=peaks)
    return peaks


def limit(samples: FloatSamples, sample_rate_hz: int, ceiling_dbtp: float = CEILING_DBTP) -> None:
    """Keep the true peak below the ceiling, in place.

    The gain falls and recovers over 12 ms on either side of a peak, longer than a period of the lowest voice, so it is
    smooth; and it looks ahead, so nothing passes. Samples far from a peak stay as they are: only the
    neighbourhood of samples near the ceiling is looked at, which is a small part of speech.

    Args:
        samples: Shape (n,), 1.0 is full scale; changed.
        sample_rate_hz: Of the samples.
        ceiling_dbtp: No true peak above it remains.
    """
    import numpy as np

    ceiling = 10 ** (ceiling_dbtp / 20)
    threshold = np.float32(ceiling * _NEAR_CEILING)
    near = np.flatnonzero((samples > threshold) | (samples < -threshold))
    if not len(near):
        return
    reach = sample_rate_hz * LIMITER_REACH_MS // 1000
    for start, end in _neighbourhoods(near, 5 * reach, len(samples)):
        near_peak = samples[start:end]
        peaks = true_peaks(near_peak, sample_rate_hz)
        if float(peaks.max()) <= ceiling:
            continue
        wanted = np.minimum(1.0, ceiling / np.maximum(peaks, ceiling)).astype(np.float32)
        held = _running_minimum(wanted, 2 * reach)
        near_peak *= _running_mean(_running_mean(held, reach), reach)


def _neighbourhoods(near: npt.NDArray[np.intp], margin: int, count: int) -> list[tuple[int, int]]:
    """Merge positions that are less than two margins apart, and add a margin to both ends of each run.

    The limiter does not reach across a margin, so the ends stay as they are and no seam can be heard.
    """
    import numpy as np

    gaps = np.flatnonzero(np.diff(near) > 2 * margin)
    firsts = near[np.concatenate(([0], gaps + 1))]
    lasts = near[np.concatenate((gaps, [len(near) - 1]))]
    return [
        (max(0, int(first) - margin), min(count, int(last) + margin + 1))
        for first, last in zip(firsts, lasts, strict=True)
    ]


def _running_minimum(values: FloatSamples, reach: int) -> FloatSamples:
    """The smallest value within ``reach`` on either side; van Herk's algorithm, linear in the length."""
    import numpy as np

    width = 2 * reach + 1
    count = len(values)
    padded = np.ones(-(-(count + 2 * reach) // width) * width, dtype=values.dtype)
    padded[reach : reach + count] = values
    blocks = padded.reshape(-1, width)
    forward = np.minimum.accumulate(blocks, axis=1).ravel()
    backward = np.minimum.accumulate(blocks[:, ::-1], axis=1)[:, ::-1].ravel()
    return np.minimum(backward[:count], forward[width - 1 : width - 1 + count])


def _running_mean(values: FloatSamples, reach: int) -> FloatSamples:
    """The mean within ``reach`` on either side; beyond the ends, their values are repeated."""
    import numpy as np

    width = 2 * reach + 1
    padded = np.pad(values.astype(np.float64), (reach + 1, reach), mode="edge")
    sums = np.cumsum(padded)
    return (sums[width:] - sums[:-width])[: len(values)].astype(np.float32) / np.float32(width)
