"""Samples become a complete MP3 stream.

Enters: mono samples at 44.1 kHz, float32. Leaves: whole frames that begin with an empty bit reservoir, so that streams
can be joined byte for byte. A number of frames other than the computed
one is a defect, and raises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audio_edition.sound.mp3.format import SAMPLES_PER_FRAME, Mp3Format, frames_for
from audio_edition.sound.mp3.frames import count_frames
from audio_edition.sound.timeline import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from audio_edition.sound.limiter import FloatSamples

_LEVEL_CHANGES = {192: 0.97, 224: 0.98, 256: 1.0, 320: 1.0}


def level_change(mp3_format: Mp3Format) -> float:
    """The factor by which LAME changes the level of what it encodes, to be undone beforehand.

    Measured with a sine of 997 Hz at every bit rate and quality; tests/sound/test_mp3.py measures it again.
    Source: LAME 3.100, presets.c, the column ``scale`` of ``abr_switch_map``.
    """
    return _LEVEL_CHANGES.get(mp3_format.bitrate_kbps, 0.95)


def encode(samples: FloatSamples, mp3_format: Mp3Format) -> bytes:
    """Encode samples as one stream of ``frames_for(len(samples))`` frames, as loud as they are.

    Args:
        samples: Shape (n,), float32, 1.0 is full scale, 44.1 kHz mono. Changed: a long paragraph is tens of megabytes.
        mp3_format: Bit rate and quality.
    """
    import numpy as np

    samples *= np.float32(32768 * (1 / level_change(mp3_format)))
    np.rint(samples, out=samples)
    np.clip(samples, -32768, 32767, out=samples)
    stream = _encode(samples.astype("<i2").tobytes(), mp3_format)
    frames, _ = count_frames(stream)
    if frames != frames_for(len(samples)):
        raise RuntimeError(f"LAME made {frames} frames of {len(samples)} samples, not {frames_for(len(samples))}")
    return stream


def encode_silence(frames: int, mp3_format: Mp3Format) -> bytes:
    """Encode ``frames`` frames of silence, 1 or more."""
    return _encode(bytes(2 * SAMPLES_PER_FRAME * (frames - 1)), mp3_format)


def _encode(pcm: bytes, mp3_format: Mp3Format) -> bytes:
    import lameenc

    encoder = lameenc.Encoder()
    encoder.set_bit_rate(mp3_format.bitrate_kbps)
    encoder.set_in_sample_rate(SAMPLE_RATE_HZ)
    encoder.set_out_sample_rate(SAMPLE_RATE_HZ)
    encoder.set_channels(1)
    encoder.set_quality(mp3_format.quality)
    encoder.silence()
    return bytes(encoder.encode(pcm)) + bytes(encoder.flush())
