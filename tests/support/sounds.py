"""Sound that tests make and measure.

Enters: lengths, paths. Leaves: samples, sound files, what a file decodes to with the ffmpeg program, its loudness and
true peak. Refuses: a missing ffmpeg, as ``readers.require`` does.
"""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import loudness
import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from support.readers import require

RATE_HZ = 44_100
Samples = npt.NDArray[np.float32]


def tone(seconds: float, *, hz: float = 440, level: float = 0.5, rate_hz: int = RATE_HZ) -> Samples:
    """A tone that dies away."""
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    return (level * np.sin(2 * np.pi * hz * at) * np.exp(-at)).astype(np.float32)


def music(seconds: float, *, level: float = 0.9, seed: int = 3) -> Samples:
    """Chords with drums: dense, with peaks far above the mean."""
    rng = np.random.default_rng(seed)
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    chord = sum(np.sin(2 * np.pi * hz * at + 0.3 * hz) for hz in (220, 277.2, 329.6, 3520, 9000))
    noise = np.convolve(rng.normal(0, 1, len(at)), np.ones(16) / 4, mode="same")  # drums without the highest hiss
    mixed = chord / 5 + noise * np.exp(-40 * (at % 0.25))
    return (level * mixed / np.abs(mixed).max()).astype(np.float32)


def sound_file(samples: Any, *, rate_hz: int = RATE_HZ, kind: str = "WAV", subtype: str | None = None) -> bytes:
    """Samples as a file; shape (n,) or (n, channels)."""
    target = io.BytesIO()
    soundfile.write(target, samples, rate_hz, format=kind, subtype=subtype)
    return target.getvalue()


def decoded(path: Path, rate_hz: int = RATE_HZ) -> Samples:
    """What the ffmpeg program decodes a file to, in mono."""
    require("ffmpeg")
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-map", "0:a", "-f", "f32le", "-ac", "1", "-ar", str(rate_hz)]
    ran = subprocess.run([*command, "-"], capture_output=True, check=True, stdin=subprocess.DEVNULL)
    return np.frombuffer(ran.stdout, dtype=np.float32)


def lufs(samples: Samples, rate_hz: int = RATE_HZ) -> float:
    """Integrated loudness."""
    return float(loudness.integrated_loudness(np.ascontiguousarray(samples), rate_hz))


def true_peak_db(samples: Samples, rate_hz: int = RATE_HZ) -> float:
    """The largest magnitude at four times the rate, in dB of full scale."""
    oversampled = soxr.resample(samples, rate_hz, 4 * rate_hz)
    return 20 * float(np.log10(max(1e-9, float(np.abs(oversampled).max()))))
