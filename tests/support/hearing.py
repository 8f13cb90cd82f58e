"""The sound of an MP3, decoded and measured by programs that are not ours.

Enters: the path of an MP3. Leaves: samples (PyAV), loudness and true peak (ffmpeg), the time at which sound begins.
Refuses: a missing tool, as ``readers.require`` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from support.readers import require, run


def ebur128(path: Path) -> tuple[float, float]:
    """Measure with ffmpeg's filter ebur128; a mono file is measured as mono, as players play it.

    Returns:
        Integrated loudness in LUFS and true peak in dBTP, both to a tenth.
    """
    require("ffmpeg")
    filters = ["-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"]
    said = run(["ffmpeg", "-nostdin", "-hide_banner", "-nostats", "-i", str(path), *filters]).stderr
    summary = said[said.rindex("Summary:") :]
    loudness, peak = re.search(r"I:\s+(\S+) LUFS", summary), re.search(r"Peak:\s+(\S+) dBFS", summary)
    if loudness is None or peak is None:
        raise ValueError(said)
    return float(loudness[1]), float(peak[1])


def decode_blocks(path: Path) -> Iterator[tuple[npt.NDArray[np.float32], int]]:
    """Decode with PyAV, block by block, so that ten hours fit into memory.

    Yields:
        Shape (n,), float32, mono, -1 to 1 but for overshoots, and its rate in hertz.
    """
    require("python:av")
    import av

    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            samples = frame.to_ndarray()
            scaled = samples / 32768 if samples.dtype == np.int16 else samples
            yield scaled.astype(np.float32).reshape(-1), frame.sample_rate


def decode(path: Path, start_s: float = 0.0, length_s: float = float("inf")) -> tuple[npt.NDArray[np.float32], int]:
    """Decode a mono MP3, or a window of it, counting samples from its very beginning (never by seeking).

    Returns:
        Shape (n,), float32, -1 to 1 but for overshoots, and the rate in hertz.
    """
    kept = [np.zeros(0, np.float32)]
    rate_hz, position = 0, 0
    for block, block_rate_hz in decode_blocks(path):
        rate_hz = block_rate_hz
        first = round(start_s * rate_hz) - position
        last = first + length_s * rate_hz
        if last <= 0:
            break
        kept.append(block[max(first, 0) : int(min(last, len(block)))])
        position += len(block)
    return np.concatenate(kept), rate_hz


def decoded_samples(path: Path) -> int:
    """Count what a decoder gives, without keeping it."""
    return sum(len(block) for block, _ in decode_blocks(path))


def speech_onset(samples: npt.NDArray[np.float32], rate_hz: int, start_s: float, threshold: float = 0.01) -> float:
    """Find where sound begins at or after a time.

    Args:
        samples: Shape (n,), float32, -1 to 1.
        rate_hz: Their rate.
        start_s: Where to begin looking, seconds from the first sample.
        threshold: Absolute level that counts as sound; 0.01 is -40 dBFS, far above what LAME leaves of silence.

    Returns:
        Seconds from the first sample; infinity where nothing is heard any more.
    """
    start = round(start_s * rate_hz)
    loud = np.flatnonzero(np.abs(samples[start:]) >= threshold)
    return (start + int(loud[0])) / rate_hz if len(loud) else float("inf")
