"""A sound file becomes a jingle: mono at 44.1 kHz, as loud as the edition.

Enters: the bytes of a sound file that libsndfile can read. Leaves: a ``Jingle``, and its samples brought to a loudness.
Refuses (``JingleError``): what is no sound file, damaged, silent, longer than a minute, or of more than eight channels.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from audio_edition.sound.clips import QUIETEST_LUFS
from audio_edition.sound.limiter import CEILING_DBTP, limit, true_peaks
from audio_edition.sound.timeline import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from audio_edition.sound.limiter import FloatSamples

MOST_SECONDS = 60
MOST_BYTES = 64 << 20
_MOST_CHANNELS = 8
_RATES_HZ = (4_000, 384_000)
_SILENT_PEAK = 16 / 32_768
"""As for clips: what never gets louder than this (-66 dBFS) is silence."""
_MARGIN_MS = 300
"""Silence around it when it is measured, so that the shortest sound fills a measuring block."""
_ROUNDS = 4
"""The gain makes up for what the limiter took; the fourth round changes less than a hundredth of a decibel."""


class JingleError(ValueError):
    """The file cannot be used; says why in a few words that follow its name."""


@dataclass(frozen=True, slots=True)
class Jingle:
    """A sound that is heard before or after what is spoken."""

    sha256: str
    """Of the file: what the sound is known by."""
    samples: FloatSamples = field(repr=False, compare=False)
    """Shape (n,), float32, 1.0 is full scale, 44.1 kHz mono, as loud as in the file."""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / SAMPLE_RATE_HZ


def read_jingle(data: bytes) -> Jingle:
    """Decode a sound file, mix its channels and bring it to the rate of the edition.

    Raises:
        JingleError: It cannot be used.
    """
    import numpy as np
    import soxr

    found, rate_hz = _decoded(data)
    if not len(found):
        raise JingleError("has no sound in it")
    if not np.isfinite(found).all():
        raise JingleError("is damaged: it has samples that are no numbers")
    mono = found.mean(axis=1, dtype=np.float64).astype(np.float32)
    if float(np.abs(mono).max()) < _SILENT_PEAK:
        opposite = float(np.abs(found).max()) >= _SILENT_PEAK
        raise JingleError("is silent" + (" in mono: its channels cancel each other" if opposite else ""))
    if rate_hz != SAMPLE_RATE_HZ:
        mono = soxr.resample(mono, rate_hz, SAMPLE_RATE_HZ)
    if not len(mono) or _lufs(mono) <= QUIETEST_LUFS:
        raise JingleError("is too short or too quiet to be heard")
    return Jingle(hashlib.sha256(data).hexdigest(), np.ascontiguousarray(mono))


def levelled(jingle: Jingle, target_lufs: float) -> FloatSamples:
    """The samples of a jingle brought to a loudness, no true peak above the ceiling.

    Music has true peaks far above its samples, where speech has none; so the limiter is followed by a measurement, and
    what still passes the ceiling turns all of the jingle down.

    Source: ITU-R BS.1770-4, by libloudness.
    """
    import numpy as np

    gain = target_lufs - _lufs(jingle.samples)
    samples = jingle.samples
    for _ in range(_ROUNDS):
        samples = jingle.samples * np.float32(10 ** (gain / 20))
        limit(samples, SAMPLE_RATE_HZ)
        gain += target_lufs - _lufs(samples)
    peak = float(true_peaks(samples, SAMPLE_RATE_HZ).max())
    ceiling = 10 ** (CEILING_DBTP / 20)
    if peak > ceiling:
        samples *= np.float32(ceiling / peak)
    return samples


def _decoded(data: bytes) -> tuple[Any, int]:
    """Samples of shape (n, channels), float32, and their rate."""
    import soundfile

    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            if file.channels > _MOST_CHANNELS:
                raise JingleError(f"has {file.channels} channels; at most {_MOST_CHANNELS} can be mixed")
            rate_hz = int(file.samplerate)
            if not _RATES_HZ[0] <= rate_hz <= _RATES_HZ[1]:
                raise JingleError(f"has a sample rate of {rate_hz} Hz")
            # What the header says of the length may be wrong: no more is read than may be.
            found = file.read(MOST_SECONDS * rate_hz + 1, dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, RuntimeError, TypeError) as error:
        raise JingleError("is no sound file, or is damaged") from error
    if len(found) > MOST_SECONDS * rate_hz:
        raise JingleError(f"is longer than {MOST_SECONDS} seconds")
    return found, rate_hz


def _lufs(samples: FloatSamples) -> float:
    import loudness
    import numpy as np

    padded = np.pad(samples, SAMPLE_RATE_HZ * _MARGIN_MS // 1000)
    return max(QUIETEST_LUFS, float(loudness.integrated_loudness(padded, SAMPLE_RATE_HZ)))
