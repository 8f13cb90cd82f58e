"""The finished MP3 is put together from encoded segments, without encoding anything.

Enters: a tag, a timeline, and a way to get the bytes of a segment. Leaves: the bytes of the file, piece by piece, so
that memory does not grow with length. Refuses: a segment whose frames are not those of the timeline.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from audio_edition.sound.mp3.format import Mp3Format
from audio_edition.sound.mp3.frames import info_frame
from audio_edition.sound.mp3.lame import encode_silence
from audio_edition.sound.timeline import Piece, Timeline


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """What was written."""

    sha256: str
    size: int
    audio_offset: int
    """Where the Info frame begins."""


def write_mp3(
    target: BinaryIO,
    *,
    tag: bytes,
    mp3_format: Mp3Format,
    timeline: Timeline,
    size_of: Callable[[str], int],
    read: Callable[[str], bytes],
    wrote: Callable[[int], None] = lambda _: None,
) -> WrittenFile:
    """Write tag, Info frame and all pieces.

    Args:
        target: Open for writing at its start.
        tag: A complete ID3v2 tag.
        mp3_format: Of every piece.
        timeline: The pieces in order.
        size_of: Bytes of an encoded segment's stream; must be those that ``read`` gives.
        read: Gives an encoded segment's stream by its key.
        wrote: Told the frames of each piece once it is written.
    """
    silences = _silences(timeline.pieces, mp3_format)
    audio_bytes = sum(size_of(piece.key) if piece.key else len(silences[piece.frames]) for piece in timeline.pieces)
    digest = hashlib.sha256()
    size = 0
    head = tag + info_frame(mp3_format, frames=timeline.frames, audio_bytes=audio_bytes)
    for data, frames in _streams(head, timeline.pieces, silences, read):
        target.write(data)
        digest.update(data)
        size += len(data)
        wrote(frames)
    if size != len(head) + audio_bytes:
        raise RuntimeError(f"wrote {size} bytes where {len(head) + audio_bytes} were announced")
    return WrittenFile(digest.hexdigest(), size, len(tag))


def _streams(
    head: bytes, pieces: Sequence[Piece], silences: dict[int, bytes], read: Callable[[str], bytes]
) -> Iterator[tuple[bytes, int]]:
    yield head, 0
    for piece in pieces:
        yield (read(piece.key) if piece.key else silences[piece.frames]), piece.frames


def _silences(pieces: Sequence[Piece], mp3_format: Mp3Format) -> dict[int, bytes]:
    """Encode each length of silence that occurs, once."""
    return {
        frames: encode_silence(frames, mp3_format) for frames in {piece.frames for piece in pieces if not piece.key}
    }
