"""MP3 streams as frames: reading headers, and the Info frame that goes first.

Enters: bytes. Leaves: how many frames they are, and an Info frame for a joined stream. Refuses: bytes that are not
whole frames of one sample rate and one bit rate.

Source: ISO/IEC 11172-3, 2.4.1.3 and 2.4.2.3 (header); the Xing header as LAME writes it (VbrTag.c).
"""

from __future__ import annotations

import struct

from msgspec import Struct

from audio_edition.sound.mp3.format import BITRATES_KBPS, Mp3Format

_MPEG_1, _MPEG_2, _MPEG_2_5 = 3, 2, 0  # the two version bits; 1 is reserved
_LAYER_III = 1
_BITRATES_KBPS = {
    _MPEG_1: (0, *BITRATES_KBPS),
    _MPEG_2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_BITRATES_KBPS[_MPEG_2_5] = _BITRATES_KBPS[_MPEG_2]
_SAMPLE_RATES_HZ = {
    _MPEG_1: (44_100, 48_000, 32_000),
    _MPEG_2: (22_050, 24_000, 16_000),
    _MPEG_2_5: (11_025, 12_000, 8_000),
}
_MONO = 3
_SIDE_INFORMATION_BYTES = 17  # of an MPEG-1 mono frame


class DamagedStreamError(ValueError):
    """The bytes are not whole MPEG Layer III frames; says at which offset."""


class FrameHeader(Struct, frozen=True):
    """What the four bytes at the start of a frame say."""

    sample_rate_hz: int
    bitrate_kbps: int
    samples: int
    """1,152 for MPEG-1, 576 for MPEG-2 and 2.5."""
    length: int
    """Of the whole frame, in bytes."""
    mono: bool


def read_header(data: bytes | memoryview, offset: int) -> FrameHeader:
    """Read the header of the frame at ``offset``.

    Raises:
        DamagedStreamError: No valid Layer III header there.
    """
    word = int.from_bytes(data[offset : offset + 4], "big")
    if word >> 21 != 0x7FF:
        raise DamagedStreamError(f"not MP3 at byte {offset:,}")
    version, layer = word >> 19 & 3, word >> 17 & 3
    bitrate_index, rate_index = word >> 12 & 15, word >> 10 & 3
    if version not in _SAMPLE_RATES_HZ or layer != _LAYER_III or bitrate_index in (0, 15) or rate_index == 3:
        raise DamagedStreamError(f"damaged frame at byte {offset:,}")
    rate_hz = _SAMPLE_RATES_HZ[version][rate_index]
    bitrate_kbps = _BITRATES_KBPS[version][bitrate_index]
    samples = 1152 if version == _MPEG_1 else 576
    length = samples // 8 * bitrate_kbps * 1000 // rate_hz + (word >> 9 & 1)
    return FrameHeader(rate_hz, bitrate_kbps, samples, length, mono=(word >> 6 & 3) == _MONO)


def count_frames(data: bytes | memoryview) -> tuple[int, FrameHeader]:
    """Count the frames of a stream, every byte of which must lie in one.

    Returns:
        The number of frames and the header of the first.

    Raises:
        DamagedStreamError: It is empty, has bytes outside frames, ends inside one, or mixes sample rates.
    """
    first = read_header(data, 0)
    offset = count = 0
    while offset < len(data):
        header = read_header(data, offset)
        if header.sample_rate_hz != first.sample_rate_hz:
            raise DamagedStreamError(f"the sample rate changes at byte {offset:,}")
        offset += header.length
        count += 1
    if offset != len(data):
        raise DamagedStreamError(f"it ends in the middle of a frame, {offset - len(data):,} bytes short")
    return count, first


def info_frame(mp3_format: Mp3Format, *, frames: int, audio_bytes: int) -> bytes:
    """Make the Info frame (the CBR form of the Xing frame) for a stream of ``frames`` frames.

    It says nothing of encoder delay, on purpose: players which honour that would shift every chapter by it.

    Args:
        mp3_format: Of the stream that follows.
        frames: Audio frames, this one not counted.
        audio_bytes: Bytes of these frames; this frame's own are added.
    """
    index = _BITRATES_KBPS[_MPEG_1].index(mp3_format.bitrate_kbps)
    header = (0x7FF << 21 | _MPEG_1 << 19 | _LAYER_III << 17 | 1 << 16 | index << 12 | _MONO << 6).to_bytes(4, "big")
    length = read_header(header, 0).length
    head = header + bytes(_SIDE_INFORMATION_BYTES) + b"Info"
    total = audio_bytes + length
    toc = bytes(min(255, step * 256 // 100) for step in range(100))  # constant bit rate: bytes grow evenly with time
    with_toc = head + struct.pack(">III", 7, frames, total) + toc
    without_toc = head + struct.pack(">III", 3, frames, total)  # 32 and 40 kb/s frames are too short for it
    body = with_toc if len(with_toc) <= length else without_toc
    return body + bytes(length - len(body))
