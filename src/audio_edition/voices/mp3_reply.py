"""A reply that claims to be MP3, checked to the last byte and decoded.

Enters: the bytes of a voice's reply. Leaves: a ``Clip``. Refuses: anything that is not MPEG Layer III frame after
frame up to the last byte, two sample rates, what cannot be decoded, and silence.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np

from audio_edition.errors import VoiceError
from audio_edition.voices.protocol import Clip

SILENCE_PEAK = 33
"""Of 32,768: -60 dBFS. A reply that is nowhere louder has no speech in it."""

_KBPS_MPEG1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBPS_MPEG2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES_HZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
"""By the two version bits. Source: ISO/IEC 11172-3 section 2.4.2.3, ISO/IEC 13818-3 section 2.4.2.3, MPEG 2.5."""
_LAYER_III = 1


class SpoiledReplyError(VoiceError):
    """What came back is not whole speech; asking again may bring it."""


@dataclass(frozen=True, slots=True)
class Mp3Frames:
    """What the frames of a stream say about it."""

    frame_count: int
    samples_per_frame: int
    sample_rate_hz: int

    @property
    def seconds(self) -> float:
        """The length of the stream."""
        return self.frame_count * self.samples_per_frame / self.sample_rate_hz


def read_frames(data: bytes) -> Mp3Frames:
    """Go through a stream frame by frame.

    Raises:
        SpoiledReplyError: A byte lies outside the frames, or the sample rate changes.
    """
    at, count, kind = 0, 0, (0, 0)
    while at < len(data):
        size, samples, rate = _frame(data, at)
        if count and (samples, rate) != kind:
            raise SpoiledReplyError(f"the MP3 changes its sample rate at byte {at}")
        if at + size > len(data):
            raise SpoiledReplyError(f"the MP3 ends in the middle of a frame, {at + size - len(data)} bytes short")
        kind = (samples, rate)
        at += size
        count += 1
    if not count:
        raise SpoiledReplyError("the reply is empty")
    return Mp3Frames(count, *kind)


def decode(data: bytes) -> Clip:
    """Check and decode a reply.

    Returns:
        Mono samples at the rate of the stream; two channels are mixed.

    Raises:
        SpoiledReplyError: It is not whole MP3, or silent.
    """
    frames = read_frames(data)
    import soundfile

    try:
        samples, rate = soundfile.read(io.BytesIO(data), dtype="int16", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise SpoiledReplyError("the MP3 cannot be decoded") from error
    missing = frames.frame_count * frames.samples_per_frame - len(samples)
    if rate != frames.sample_rate_hz or missing > 3 * frames.samples_per_frame:
        raise SpoiledReplyError("the MP3 is shorter when decoded than its frames say")
    mono = samples[:, 0] if samples.shape[1] == 1 else samples.mean(axis=1).astype(np.int16)
    if int(np.abs(mono.astype(np.int32)).max(initial=0)) < SILENCE_PEAK:
        raise SpoiledReplyError("the MP3 is silent")
    return Clip(np.ascontiguousarray(mono), rate)


def _frame(data: bytes, at: int) -> tuple[int, int, int]:
    """Bytes, samples and sample rate of the frame that begins at ``at``."""
    header = data[at : at + 4]
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        raise SpoiledReplyError(f"the reply is not MP3 at byte {at}")
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    bitrate, rate = header[2] >> 4, header[2] >> 2 & 3
    if version not in _RATES_HZ or layer != _LAYER_III or not 0 < bitrate < 15 or rate == 3:
        raise SpoiledReplyError(f"the MP3 has a damaged frame at byte {at}")
    first = version == 3
    bits_per_second = (_KBPS_MPEG1 if first else _KBPS_MPEG2)[bitrate] * 1000
    rate_hz = _RATES_HZ[version][rate]
    samples = 1152 if first else 576
    return samples // 8 * bits_per_second // rate_hz + (header[2] >> 1 & 1), samples, rate_hz
