"""One MP3 for each chapter, cut out of the whole between its frames, without encoding anything again.

Enters: a finished MP3 and its timeline. Leaves: numbered files with a tag and an Info frame each, and a playlist. The
frames of all parts, joined, are those of the whole. Refuses: an MP3 that has not the frames its timeline says.

Streams are cut where one begins, since each begins with an empty bit reservoir: silence is encoded so that a stream
begins at the start of a chapter (``joining.runs_of``).
"""

from __future__ import annotations

import hashlib
import mmap
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from audio_edition.publication.slug import slugify
from audio_edition.sound.mp3.format import SAMPLES_PER_FRAME, Mp3Format
from audio_edition.sound.mp3.frames import info_frame, read_header
from audio_edition.sound.mp3.id3 import Tag, tag_bytes, tag_length, tag_text
from audio_edition.sound.mp3.joining import WrittenFile, cuts_of
from audio_edition.sound.timeline import Timeline, samples_to_ms

_NAME_CHARACTERS = 40
_PIECE_BYTES = 1 << 19


class Part(Struct, frozen=True):
    """A chapter as a file of its own."""

    name: str
    """File name: ASCII, sorts as the chapters do, allowed on every file system."""
    title: str
    first_frame: int
    end_frame: int
    """One past its last."""

    @property
    def duration_ms(self) -> int:
        """How long it is."""
        return samples_to_ms((self.end_frame - self.first_frame) * SAMPLES_PER_FRAME)


def part_names(slug: str, titles: Sequence[str]) -> tuple[str, ...]:
    """File names of the parts: ``harbour-01-first.mp3``; where a title has no letter of ASCII, the number alone."""
    digits = max(2, len(str(len(titles))))
    return tuple(
        "-".join(filter(None, (slug, f"{number:0{digits}}", _word(title)))) + ".mp3"
        for number, title in enumerate(titles, 1)
    )


def playlist_name(slug: str) -> str:
    """File name of the playlist."""
    return f"{slug}.m3u8"


def parts_of(timeline: Timeline, slug: str) -> tuple[Part, ...]:
    """The parts of a timeline, one for each chapter, without a gap."""
    titles = [chapter.title for chapter in timeline.chapters]
    cuts = [*cuts_of(timeline), timeline.samples // SAMPLES_PER_FRAME]
    return tuple(
        Part(name, title, first, end)
        for name, title, first, end in zip(part_names(slug, titles), titles, cuts[:-1], cuts[1:], strict=True)
    )


def playlist(title: str, parts: Sequence[Part]) -> bytes:
    """The playlist: M3U in UTF-8, with the length of each part in seconds."""
    lines = ["#EXTM3U", f"#PLAYLIST:{tag_text(title)}"]
    for part in parts:
        lines += [f"#EXTINF:{(part.duration_ms + 500) // 1000},{tag_text(part.title)}", part.name]
    return ("\r\n".join(lines) + "\r\n").encode()


def write_parts(mp3: Path, folder: Path, parts: Sequence[Part], tag: Tag, mp3_format: Mp3Format) -> list[WrittenFile]:
    """Cut a finished MP3.

    Args:
        mp3: The whole.
        folder: Where the parts are written.
        parts: In order, all of them.
        tag: Of the whole.
        mp3_format: Of the whole.

    Raises:
        ValueError: The MP3 is not whole frames, or has fewer or more than its parts.
        OSError: A file could not be read or written.
    """
    written = []
    with mp3.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        offsets = _offsets(whole, [part.first_frame for part in parts], parts[-1].end_frame)
        for number, part in enumerate(parts):
            first, end = offsets[number], offsets[number + 1]
            head = tag_bytes(_part_tag(tag, part, number, len(parts)), ())
            head += info_frame(mp3_format, frames=part.end_frame - part.first_frame, audio_bytes=end - first)
            with (folder / part.name).open("wb") as target:
                written.append(_copy(head, whole, [(first, end)], target))
    return written


def write_cut(
    mp3: Path, target: Path, ranges: Sequence[tuple[int, int]], tag: bytes, mp3_format: Mp3Format
) -> WrittenFile:
    """Join runs of frames of a finished MP3 into another one; each must begin where a stream begins.

    Args:
        mp3: The whole.
        target: Where to.
        ranges: First and one-past-last frame of each run, rising.
        tag: Of the new one.
        mp3_format: Of both.

    Raises:
        ValueError: The MP3 is not whole frames, or has fewer than are asked for.
        OSError: A file could not be read or written.
    """
    with mp3.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        bounds = dict(_bounds(whole, {frame for each in ranges for frame in each}))
        spans = [(bounds[first], bounds[end]) for first, end in ranges]
        frames, size = (sum(end - first for first, end in each) for each in (ranges, spans))
        head = tag + info_frame(mp3_format, frames=frames, audio_bytes=size)
        with target.open("wb") as written:
            return _copy(head, whole, spans, written)


def _part_tag(tag: Tag, part: Part, number: int, count: int) -> Tag:
    return replace(
        tag,
        title=part.title,
        album=tag.title,
        track=f"{number + 1}/{count}",
        subtitle="",
        description="",
        chapter_links=(),
        cover=b"",
        duration_ms=part.duration_ms,
    )


def _offsets(whole: mmap.mmap, firsts: Sequence[int], frames: int) -> list[int]:
    """Byte offsets of some frames, and of the end; frame 0 is the one after the Info frame."""
    bounds = dict(_bounds(whole, {*firsts, frames}))
    if bounds.get(frames) != len(whole):
        raise ValueError(f"the MP3 has not the {frames} frames of its timeline")
    return [bounds[first] for first in (*firsts, frames)]


def _bounds(whole: mmap.mmap, wanted: set[int]) -> Iterator[tuple[int, int]]:
    """Number and byte offset of each frame wanted; of the one past the last too."""
    offset = tag_length(whole[:10])
    offset += _header_length(whole, offset)
    for frame in range(max(wanted) + 1):
        if frame in wanted:
            yield frame, offset
        if offset == len(whole):
            return
        offset += _header_length(whole, offset)


def _header_length(whole: mmap.mmap, offset: int) -> int:
    return read_header(whole[offset : offset + 4], 0).length


def _copy(head: bytes, whole: mmap.mmap, spans: Sequence[tuple[int, int]], target: BinaryIO) -> WrittenFile:
    """Write a head, and bytes of the whole between some offsets; on the disk."""
    import os

    digest = hashlib.sha256()
    for first, end in spans:
        for start in range(first, end, _PIECE_BYTES):
            piece = head + whole[start : min(end, start + _PIECE_BYTES)]
            head = b""
            target.write(piece)
            digest.update(piece)
    target.flush()
    os.fsync(target.fileno())
    return WrittenFile(digest.hexdigest(), target.tell())


def _word(title: str) -> str:
    """A title as it may stand in a file name; empty where nothing of it can."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return slugify(title)[:_NAME_CHARACTERS].rstrip("._-") if re.search("[A-Za-z0-9]", plain) else ""
