"""The pieces of one sentence joined, so that no pause shows where it was cut.

Enters: the clips of the pieces, in order. Leaves: one clip at 24 kHz.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from audio_edition.voices.length_check import sounding
from audio_edition.voices.protocol import Clip, Samples

SAMPLE_RATE_HZ = 24_000
"""What Google sends; another rate is resampled to it."""
EDGE_MS = 60
"""Silence kept on either side of a join: 120 ms in all, about a breath at a comma."""


def join_pieces(clips: Sequence[Clip]) -> Clip:
    """Join the pieces of an utterance; silence at its very start and end stays as it came.

    Args:
        clips: One or more.
    """
    samples = [_at_rate(clip) for clip in clips]
    last = len(samples) - 1
    trimmed = [_trimmed(piece, start=index > 0, end=index < last) for index, piece in enumerate(samples)]
    return Clip(np.concatenate(trimmed), SAMPLE_RATE_HZ)


def _trimmed(samples: Samples, *, start: bool, end: bool) -> Samples:
    """Cut silence away to the edge's length, at the asked sides."""
    began, ended = sounding(samples)
    edge = EDGE_MS * SAMPLE_RATE_HZ // 1000
    first = max(0, began - edge) if start else 0
    stop = min(len(samples), ended + edge) if end else len(samples)
    return samples[first:stop]


def _at_rate(clip: Clip) -> Samples:
    if clip.sample_rate_hz == SAMPLE_RATE_HZ:
        return clip.samples
    import soxr

    resampled: Samples = soxr.resample(clip.samples, clip.sample_rate_hz, SAMPLE_RATE_HZ).astype(np.int16)
    return resampled
