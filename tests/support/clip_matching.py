"""Where the words of a cue lie in decoded sound.

Enters: samples decoded by somebody else, the clips an edition was made of. Leaves: positions in samples. A
clip that the store no longer has fails the test.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import soxr

from audio_edition.store.clips import read_clip
from audio_edition.store.folder import Store
from support.publications import Edition

RATE_HZ = 44_100
MARGIN = RATE_HZ * 150 // 1000
"""Looked at before and after a cue: less than half of the shortest pause, 350 ms."""


def sound_around(samples: npt.NDArray[np.float32], start: int, end: int) -> tuple[int, int]:
    """The first sample of sound and the one after the last, looked for somewhat beyond a stretch of it.

    Sound is what is less than 46 dB under the loudest: an "h" and an "f" are, what LAME leaves around speech is not.
    """
    first = max(0, start - MARGIN)
    around = np.abs(samples[first : end + MARGIN])
    loud = np.flatnonzero(around >= around.max() / 200)
    return first + int(loud[0]), first + int(loud[-1]) + 1


def clips_of(edition: Edition) -> list[npt.NDArray[np.float32]]:
    """Every cue's clip, out of the store, at the rate of the MP3."""
    store = Store(edition.store)
    found = []
    for cue in edition.manifest.cues:
        clip = read_clip(store, cue.key)
        assert clip is not None
        found.append(soxr.resample(clip.samples.astype(np.float32), clip.sample_rate_hz, RATE_HZ))
    return found


def beginning_and_end(clip: npt.NDArray[np.float32]) -> list[tuple[npt.NDArray[np.float32], int]]:
    """The first and the last 300 ms of a clip, each with its place in it."""
    length = RATE_HZ * 3 // 10
    last = max(0, len(clip) - length)
    return [(clip[:length], 0), (clip[last:], last)]


def found_at(samples: npt.NDArray[np.float32], part: npt.NDArray[np.float32], expected: int) -> tuple[int, float]:
    """Where a piece of sound lies, by correlation within 60 ms.

    Returns:
        Samples from where it was expected; how alike the two are, up to 1.
    """
    reach = RATE_HZ * 60 // 1000
    first = max(0, expected - reach)
    around = samples[first : expected + len(part) + reach]
    size = 1 << (len(around) + len(part)).bit_length()
    product = np.fft.rfft(around, size) * np.conj(np.fft.rfft(part, size))
    correlation = np.fft.irfft(product, size)[: len(around) - len(part) + 1]
    best = int(np.argmax(correlation))
    norms = float(np.linalg.norm(around[best : best + len(part)]) * np.linalg.norm(part))
    return first + best - expected, float(correlation[best]) / norms
