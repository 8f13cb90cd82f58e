"""The format of the MP3 and the arithmetic of its frames.

Enters: a bit rate. Leaves: ``Mp3Format``, and how many frames so many samples become. Refuses: bit rates that MPEG-1
Layer III does not have.
"""

from __future__ import annotations

from msgspec import Struct

from audio_edition.sound.timeline import Grid

SAMPLES_PER_FRAME = 1152
"""Source: ISO/IEC 11172-3, 2.4.2.1: a Layer III frame of MPEG-1 carries 1,152 samples."""
CODEC_DELAY_SAMPLES = 1105
"""Where the first sample given to LAME lies in the decoded stream: 576 of the encoder and 529 of the decoder.
Source: LAME 3.100, lame_get_encoder_delay; ISO/IEC 11172-3 synthesis filter bank.
Measured in tests/sound/test_mp3.py."""
BITRATES_KBPS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""Source: ISO/IEC 11172-3, 2.4.2.3, table of bit rates, Layer III."""
QUALITIES = range(10)
DEFAULT_QUALITY = 7
"""Encodes speech twice as fast as 3 and, to models of hearing, as well. Measured on 353 s of three voices (espeak's
en-us, en-gb+f3, de) at 44.1 kHz and 96 kb/s: 298 against 160 times real time; PESQ 4.57, 4.59, 4.56 against
4.50, 4.61, 4.50; STOI within 0.0004; at 48, 64 and 128 kb/s likewise. The waveform is nearer to the original too."""
GRID = Grid(SAMPLES_PER_FRAME, CODEC_DELAY_SAMPLES)
"""Where segments may begin on a timeline whose streams are joined frame by frame."""


class Mp3Format(Struct, frozen=True):
    """Constant-bit-rate mono MP3 at 44.1 kHz."""

    bitrate_kbps: int = 96
    quality: int = DEFAULT_QUALITY
    """LAME's scale of effort, 0 most to 9 least."""

    def __post_init__(self) -> None:
        if self.bitrate_kbps not in BITRATES_KBPS:
            raise ValueError(f"MPEG-1 Layer III has no bit rate of {self.bitrate_kbps} kb/s")


def frames_for(samples: int) -> int:
    """How many frames LAME makes of so many samples: one more than are needed to hold them, for its delay."""
    return GRID.stream_samples(samples) // SAMPLES_PER_FRAME
