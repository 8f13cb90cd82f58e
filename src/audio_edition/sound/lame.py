"""Samples become a complete MP3 stream.

Enters: int16 mono samples at 44.1 kHz. Leaves: whole frames that begin with an empty bit reservoir, so that streams
can be joined byte for byte. Refuses: nothing; a frame count other than the computed one is a defect and raises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audio_edition.sound.format import SAMPLE_RATE_HZ, SAMPLES_PER_FRAME, Mp3Format, frames_for
from audio_edition.sound.mp3 import count_frames

if TYPE_CHECKING:
    from audio_edition.voices.protocol import Samples


def encode(samples: Samples, mp3_format: Mp3Format) -> bytes:
    """Encode samples as one stream of ``frames_for(len(samples))`` frames.

    Args:
        samples: Shape (n,), int16, 44.1 kHz mono.
        mp3_format: Bit rate and quality.
    """
    stream = _encode(samples.astype("<i2", copy=False).tobytes(), mp3_format)
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
