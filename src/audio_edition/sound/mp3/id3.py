"""The ID3 tag with its chapters.

Enters: what an edition is called and its chapters in time order. Leaves: the bytes of an ID3v2.3 tag. Refuses: more
than 255 chapters; a cover that is neither JPEG nor PNG.

Frames are serialised by mutagen one by one and put together here, because mutagen sorts frames by size when it
writes a tag (mutagen #506), and players list chapters in file order.

Source: ID3v2.3.0 (id3.org); ID3v2 Chapter Frame Addendum 1.0, 3.1 and 3.2.
"""

from __future__ import annotations

import importlib
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812
from typing import Any

from audio_edition.sound.timeline import Chapter

MOST_CHAPTERS = 255
"""The child count of CTOC is one byte. Source: Chapter Frame Addendum, 3.2."""
_PADDING_BYTES = 10
"""Some readers want a few; more makes music-metadata warn."""
_USE_TIMES = 0xFFFFFFFF
"""As a byte offset: ignore it and use the time. Source: Chapter Frame Addendum, 3.1."""
_UTF16 = 1
_FRONT_COVER = 3


@dataclass(frozen=True, slots=True)
class Tag:
    """What the tag says."""

    title: str
    artist: str = ""
    album: str = ""
    date: Date | None = None
    language: str = "und"
    """ISO 639-2, three letters."""
    comment: str = ""
    cover: bytes = b""
    duration_ms: int = 0
    track: str = ""
    """Of a part: its number and how many there are, as ``2/7``."""


def cover_type(data: bytes) -> str:
    """The MIME type of a cover by its first bytes; empty where it is neither JPEG nor PNG."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/png" if data.startswith(b"\x89PNG\r\n\x1a\n") else ""


def tag_text(text: str, most: int = 500) -> str:
    """One line for a tag: control and format characters out, white space folded, shortened at a word."""
    visible = "".join(" " if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") else char for char in text)
    folded = " ".join(visible.split())
    if len(folded) <= most:
        return folded
    return folded[: most - 1].rsplit(" ", 1)[0].rstrip() + "…"


def chapter_id(index: int) -> str:
    """Element ID of a chapter: ASCII, unique, in order."""
    return f"ch{index:03d}"


def tag_bytes(tag: Tag, chapters: Sequence[Chapter]) -> bytes:
    """Write the tag.

    Args:
        tag: What it says.
        chapters: In time order; none for a part, which is a chapter itself.

    Raises:
        ValueError: More than 255 chapters, or a cover of another type.
    """
    if len(chapters) > MOST_CHAPTERS:
        raise ValueError(f"a table of contents holds {MOST_CHAPTERS} chapters, not {len(chapters)}")
    body = b"".join(_frame_bytes(frame) for frame in _frames(tag, chapters)) + bytes(_PADDING_BYTES)
    return b"ID3\x03\x00\x00" + _synchsafe(len(body)) + body


def _frames(tag: Tag, chapters: Sequence[Chapter]) -> list[Any]:
    id3: Any = importlib.import_module("mutagen.id3")
    frames: list[Any] = [id3.TIT2(_UTF16, [tag_text(tag.title)])]
    if tag.artist:
        frames.append(id3.TPE1(_UTF16, [tag_text(tag.artist)]))
    if tag.album:
        frames.append(id3.TALB(_UTF16, [tag_text(tag.album)]))
    if tag.track:
        frames.append(id3.TRCK(_UTF16, [tag.track]))
    if tag.date:
        frames.append(id3.TYER(_UTF16, [f"{tag.date.year:04}"]))
        # The whole date as TRDA, not as TDAT: eyeD3 takes every TDAT that is right (DDMM) for a spoilt date.
        frames.append(id3.TRDA(_UTF16, [tag.date.isoformat()]))
    frames.append(id3.TCON(_UTF16, ["Speech"]))
    frames.append(id3.TLAN(_UTF16, [tag.language]))
    if tag.duration_ms:
        frames.append(id3.TLEN(_UTF16, [str(tag.duration_ms)]))
    if tag.comment:
        frames.append(id3.COMM(_UTF16, tag.language, "", [tag_text(tag.comment, 4000)]))
    if chapters:
        frames.append(
            id3.CTOC(
                element_id="toc",
                flags=id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED,
                child_element_ids=[chapter_id(index) for index in range(len(chapters))],
                sub_frames=[id3.TIT2(_UTF16, [tag_text(tag.title)])],
            )
        )
    frames.extend(
        id3.CHAP(
            element_id=chapter_id(index),
            start_time=chapter.start_ms,
            end_time=chapter.end_ms,
            start_offset=_USE_TIMES,
            end_offset=_USE_TIMES,
            sub_frames=[id3.TIT2(_UTF16, [tag_text(chapter.title)])],
        )
        for index, chapter in enumerate(chapters)
    )
    if tag.cover:
        kind = cover_type(tag.cover)
        if not kind:
            raise ValueError("a cover is a JPEG or a PNG")
        frames.append(id3.APIC(_UTF16, kind, _FRONT_COVER, "", tag.cover))
    return frames


def _frame_bytes(frame: Any) -> bytes:
    """Serialise one frame by saving a tag that has nothing else, and cutting its header off."""
    alone: Any = importlib.import_module("mutagen.id3").ID3()
    alone.add(frame)
    target = io.BytesIO()
    alone.save(target, v1=0, v2_version=3, padding=lambda _: 0)
    return target.getvalue()[10:]


def _synchsafe(size: int) -> bytes:
    """Source: ID3v2.3.0, 3.1: 28 bits in four bytes, the top bit of each zero."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
