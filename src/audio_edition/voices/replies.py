"""A reply that claims to be speech, checked to the last byte and decoded.

Enters: the bytes of a program's or a server's reply, MP3 or WAV. Leaves: a ``Clip``. Refuses: half a file, bytes
outside the frames, what cannot be decoded, and silence. A streamed WAV, whose size was not known when its header was
sent, is read to the end.
"""

from __future__ import annotations

import io
import struct

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from audio_edition.errors import VoiceError
from audio_edition.sound.mp3.frames import DamagedStreamError, count_frames
from audio_edition.voices.protocol import Clip, Samples

SILENCE_PEAK = 33
"""Of 32,768: -60 dBFS. A reply that is nowhere louder has no speech in it."""
UNKNOWN_SIZE = 0x7FFF_0000
"""A chunk said to be this long or longer was written by a program that did not know: ffmpeg and OpenAI's servers write
0xFFFFFFFF, espeak-ng 0x7FFFF024, others 0x7FFFFFFF. No reply is as long as that."""
LEAST_RATE_HZ = 8_000
MOST_RATE_HZ = 96_000
"""What a Clip may have; more is resampled to 48 kHz."""
_RESAMPLED_HZ = 48_000
_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
"""Format tags. Source: Multimedia Programming Interface and Data Specifications 1.0 (1991), and RFC 2361."""


class SpoiledReplyError(VoiceError):
    """What came back is not whole speech; asking again may bring it."""


class _Format(Struct, frozen=True):
    chunk: bytes
    """The chunk ``fmt`` as it came, without its header."""
    channels: int
    sample_rate_hz: int
    frame_bytes: int


def decode_mp3(data: bytes) -> Clip:
    """Check and decode a reply.

    Args:
        data: MPEG Layer III frames, one after the other, and nothing else.

    Returns:
        Mono samples at the rate of the stream; two channels are mixed.

    Raises:
        SpoiledReplyError: It is not whole MP3, or silent.
    """
    if not data:
        raise SpoiledReplyError("the reply is empty")
    try:
        frames, first = count_frames(data)
    except DamagedStreamError as error:
        raise SpoiledReplyError(f"the MP3 is damaged: {error}") from error
    import soundfile

    try:
        samples, rate = soundfile.read(io.BytesIO(data), dtype="int16", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise SpoiledReplyError("the MP3 cannot be decoded") from error
    missing = frames * first.samples - len(samples)
    if rate != first.sample_rate_hz or missing > 3 * first.samples:
        raise SpoiledReplyError("the MP3 is shorter when decoded than its frames say")
    mono = samples[:, 0] if samples.shape[1] == 1 else samples.mean(axis=1).astype(np.int16)
    return Clip(_audible(np.ascontiguousarray(mono), "MP3"), rate)


def decode_wav(data: bytes) -> Clip:
    """Check and decode a reply.

    Args:
        data: A whole WAV file: integers of 8 to 32 bits or floating point, one or more channels.

    Returns:
        Mono samples at the rate of the file; channels are mixed.

    Raises:
        SpoiledReplyError: It is not whole WAV, or silent.
    """
    shape, sound = _chunks(data)
    return mono_clip(_samples(shape, sound), shape.sample_rate_hz, "WAV")


def says_its_size(data: bytes) -> bool:
    """Whether a reply is a WAV whose header says how long it is: then one that was cut off shows it."""
    if data[:4] != b"RIFF":
        return False
    at = data.find(b"data", 12)
    size = int.from_bytes(data[at + 4 : at + 8], "little") if at > 0 else 0
    return 0 < size < UNKNOWN_SIZE


def mono_clip(samples: npt.NDArray[np.float32], sample_rate_hz: int, kind: str) -> Clip:
    """One channel of 16-bit samples.

    Args:
        samples: Shape (frames, channels), float32, -1 to 1; what lies outside is clipped.
        sample_rate_hz: 8,000 or more.
        kind: Names it in messages.

    Raises:
        SpoiledReplyError: The rate is below 8 kHz, a sample is not a number, or it is silent.
    """
    if sample_rate_hz < LEAST_RATE_HZ:
        raise SpoiledReplyError(f"the {kind} has {sample_rate_hz} samples a second, which is too few for speech")
    mono = samples[:, 0] if samples.shape[1] == 1 else samples.mean(axis=1, dtype=np.float32)
    if not np.isfinite(mono).all():
        raise SpoiledReplyError(f"the {kind} has samples that are not numbers")
    if sample_rate_hz > MOST_RATE_HZ:
        import soxr

        mono, sample_rate_hz = soxr.resample(mono, sample_rate_hz, _RESAMPLED_HZ), _RESAMPLED_HZ
    integers = np.clip(np.rint(mono * 32_768), -32_768, 32_767).astype(np.int16)
    return Clip(_audible(integers, kind), sample_rate_hz)


def _audible(samples: Samples, kind: str) -> Samples:
    if int(np.abs(samples.astype(np.int32)).max(initial=0)) < SILENCE_PEAK:
        raise SpoiledReplyError(f"the {kind} is silent")
    return samples


def _samples(shape: _Format, sound: bytes) -> npt.NDArray[np.float32]:
    """Decode, with a header that says what is there."""
    import soundfile

    head = b"WAVEfmt " + struct.pack("<I", len(shape.chunk)) + shape.chunk + b"data" + struct.pack("<I", len(sound))
    pad = b"\0" * (len(sound) % 2)
    whole = b"RIFF" + struct.pack("<I", len(head) + len(sound) + len(pad)) + head + sound + pad
    try:
        samples, rate = soundfile.read(io.BytesIO(whole), dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise SpoiledReplyError("the WAV cannot be decoded") from error
    if rate != shape.sample_rate_hz or samples.shape != (len(sound) // shape.frame_bytes, shape.channels):
        raise SpoiledReplyError("the WAV is not as long when decoded as its header says")
    decoded: npt.NDArray[np.float32] = samples
    return decoded


def _chunks(data: bytes) -> tuple[_Format, bytes]:
    """The format and the samples; other chunks are skipped."""
    if not data:
        raise SpoiledReplyError("the reply is empty")
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise SpoiledReplyError("the reply is not WAV")
    at, shape = 12, None
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8
        if name == b"data":
            if shape is None:
                raise SpoiledReplyError("the WAV has its samples before the header that describes them")
            return shape, _sound(data, at, size, shape)
        if size > len(data) - at:
            break
        if name == b"fmt ":
            shape = _format(data[at : at + size])
        at += size + size % 2
    raise SpoiledReplyError("the WAV ends before its samples")


def _format(chunk: bytes) -> _Format:
    if len(chunk) < 16:
        raise SpoiledReplyError("the WAV has a damaged header")
    tag, channels, rate, _, frame_bytes, bits = struct.unpack_from("<HHIIHH", chunk)
    if tag not in {_PCM, _FLOAT, _EXTENSIBLE}:
        raise SpoiledReplyError(f"the WAV has an unsupported encoding ({tag:#06x}): write PCM")
    if not 1 <= channels <= 32 or not rate or bits not in {8, 16, 24, 32, 64} or frame_bytes != channels * bits // 8:
        raise SpoiledReplyError("the WAV has a damaged header")
    return _Format(chunk, channels, rate, frame_bytes)


def _sound(data: bytes, at: int, size: int, shape: _Format) -> bytes:
    """The bytes of the samples: all that follow, where the size was not known."""
    there = len(data) - at
    if size >= UNKNOWN_SIZE or (size == 0 and there):
        size = there
    if size > there:
        raise SpoiledReplyError(f"the WAV is cut off: {size - there} of {size} bytes are missing")
    if size % shape.frame_bytes:
        raise SpoiledReplyError("the WAV ends in the middle of a sample")
    if not size:
        raise SpoiledReplyError("the WAV has no samples")
    return data[at : at + size]
