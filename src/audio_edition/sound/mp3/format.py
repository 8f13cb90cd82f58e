"""The format of the MP3 and the arithmetic of its frames.

Enters: a bit rate. Leaves: ``Mp3Format`` and conversions between samples, frames and milliseconds. Refuses: bit rates
that MPEG-1 Layer III does not have.
"""

from __future__ import annotations

from dataclasses import dataclass

SAMPLE_RATE_HZ = 44_100
SAMPLES_PER_FRAME = 1152
"""Source: ISO/IEC 11172-3, 2.4.2.1: a Layer III frame of MPEG-1 carries 1,152 samples."""
CODEC_DELAY_SAMPLES = 1105
"""Where the first sample given to LAME lies in the decoded stream: 576 of the encoder and 529 of the decoder.
Source: LAME 3.100, lame_get_encoder_delay; ISO/IEC 11172-3 synthesis filter bank.
Measured in tests/test_sound_lame.py."""
BITRATES_KBPS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""Source: ISO/IEC 11172-3, 2.4.2.3, table of bit rates, Layer III."""


@dataclass(frozen=True, slots=True)
class Mp3Format:
    """Constant-bit-rate mono MP3 at 44.1 kHz."""

    bitrate_kbps: int = 96
    quality: int = 3
    """LAME's scale: 2 best, 7 fastest."""

    def __post_init__(self) -> None:
        if self.bitrate_kbps not in BITRATES_KBPS:
            raise ValueError(f"MPEG-1 Layer III has no bit rate of {self.bitrate_kbps} kb/s")


def frames_for(samples: int) -> int:
    """How many frames LAME makes of so many samples: one more than are needed to hold them, for its delay."""
    return -(-samples // SAMPLES_PER_FRAME) + 1


def frames_in(milliseconds: float) -> int:
    """The nearest whole number of frames."""
    return round(milliseconds * SAMPLE_RATE_HZ / 1000 / SAMPLES_PER_FRAME)


def samples_to_ms(samples: int) -> int:
    """Milliseconds of a position in samples, rounded half up; the one place where time leaves the frames."""
    return (samples * 2000 + SAMPLE_RATE_HZ) // (2 * SAMPLE_RATE_HZ)


def frames_to_ms(frames: int) -> int:
    """Milliseconds of a position in frames, rounded half up."""
    return samples_to_ms(frames * SAMPLES_PER_FRAME)
