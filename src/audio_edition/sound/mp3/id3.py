"""The ID3 tag with its chapters.

Enters: what an edition is called and its chapters in time order. Leaves: the bytes of an ID3v2.3 tag. Refuses: more
than 255 chapters; a cover that is neither JPEG nor PNG.

Frames are serialised by mutagen one by one and put together here, because mutagen sorts frames by size when it
writes a tag (mutagen #506), and players list chapters in file order.

The day of the date stands in TRDA and TDRL, which is what iTunes writes in episodes: FFmpeg shows the first, node-id3
both, music-metadata the second. TDAT is left out: eyeD3 takes every TDAT that is right (DDMM) for a spoilt date.
There is no PCST: it does nothing for podcast apps, and hides a file from the music of those who copied it to a player.

Source: ID3v2.3.0 (id3.org); ID3v2 Chapter Frame Addendum 1.0, 3.1 and 3.2.
"""

from __future__ import annotations

import importlib
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date as Date  # noqa: N812
from typing import Any, BinaryIO

from msgspec import Struct

from audio_edition.sound.timeline import Chapter

MOST_CHAPTERS = 255
"""The child count of CTOC is one byte. Source: Chapter Frame Addendum, 3.2."""
_PADDING_BYTES = 10
"""Some readers want a few; more makes music-metadata warn."""
_USE_TIMES = 0xFFFFFFFF
"""As a byte offset: ignore it and use the time. Source: Chapter Frame Addendum, 3.1."""
_UTF16 = 1
_FRONT_COVER = 3


class Tag(Struct, frozen=True):
    """What the tag says."""

    title: str
    artist: str = ""
    album: str = ""
    date: Date | None = None
    language: str = "und"
    """ISO 639-2, three letters."""
    subtitle: str = ""
    description: str = ""
    copyright: str = ""
    address: str = ""
    """Of the article on the web, ASCII."""
    chapter_links: tuple[str, ...] = ()
    """An address for each chapter, ASCII; none at all, or one for every chapter."""
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


def picture_of(tag: bytes) -> bytes:
    """The cover in a tag that ``tag_bytes`` wrote; empty where there is none, or where the tag is damaged."""
    # Encoding, MIME type and its zero, kind, an empty description in UTF-16: its mark and two zeros.
    before, mark, picture = _frame(tag, b"APIC").partition(bytes([0, _FRONT_COVER]) + b"\xff\xfe\0\0")
    return picture if mark and before.startswith(bytes([_UTF16]) + b"image/") else b""


def copyright_of(tag: bytes) -> str:
    """The copyright in a tag that ``tag_bytes`` wrote, as TCOP has it; empty as ``picture_of`` is."""
    frame = _frame(tag, b"TCOP")
    return frame[1:].decode("utf-16", "ignore").rstrip("\0") if frame.startswith(bytes([_UTF16])) else ""


def read_tag(file: BinaryIO) -> bytes:
    """The tag of an MP3 that is open at its start; empty where it has none."""
    head = file.read(10)
    return head + file.read(tag_length(head) - len(head)) if tag_length(head) else b""


def _frame(tag: bytes, name: bytes) -> bytes:
    """What is in the first frame of a name; empty where there is none, or where it is cut off."""
    at = 10
    while at + 10 <= len(tag) and tag[at : at + 4].isalnum():
        size = int.from_bytes(tag[at + 4 : at + 8])
        if tag[at : at + 4] == name:
            frame = tag[at + 10 : at + 10 + size]
            return frame if len(frame) == size else b""
        at += 10 + size
    return b""


def tag_length(head: bytes) -> int:
    """How many bytes a file's tag has, by the first ten of them; 0 where there is none."""
    if len(head) < 10 or not head.startswith(b"ID3"):
        return 0
    return 10 + sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))


def copyright_text(text: str, date: Date | None) -> str:
    """A copyright as TCOP has it: a year, a blank, the owner; readers put the sign before it.

    Source: ID3v2.3.0, 4.2.1, TCOP.
    """
    bare = re.sub(r"(?i)^(?:\s|©|\(c\)|copyright\b)+", "", text)
    if bare and date and not re.match(r"\d{4}\b", bare):
        return f"{date.year:04} {bare}"
    return bare


def _frames(tag: Tag, chapters: Sequence[Chapter]) -> list[Any]:
    id3: Any = importlib.import_module("mutagen.id3")
    links = tag.chapter_links or ("",) * len(chapters)
    frames = [*_said(id3, tag)]
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
            sub_frames=[id3.TIT2(_UTF16, [tag_text(chapter.title)]), *([id3.WXXX(_UTF16, "", link)] if link else ())],
        )
        for index, (chapter, link) in enumerate(zip(chapters, links, strict=True))
    )
    if tag.cover:
        kind = cover_type(tag.cover)
        if not kind:
            raise ValueError("a cover is a JPEG or a PNG")
        frames.append(id3.APIC(_UTF16, kind, _FRONT_COVER, "", tag.cover))
    return frames


def _said(id3: Any, tag: Tag) -> Iterator[Any]:
    """The frames of the whole: texts and addresses; none of what is empty."""
    when = tag.date.isoformat() if tag.date else ""
    texts = {
        "TIT2": tag_text(tag.title),
        "TIT3": tag_text(tag.subtitle),
        "TPE1": tag_text(tag.artist),
        "TALB": tag_text(tag.album),
        "TRCK": tag.track,
        "TYER": when[:4],
        "TRDA": when,
        "TDRL": when,
        "TCOP": tag_text(copyright_text(tag.copyright, tag.date)),
        "TCON": "Speech",
        "TLAN": tag.language,
        "TLEN": str(tag.duration_ms or ""),
        "TDES": tag_text(tag.description, 4000),
    }
    yield from (getattr(id3, name)(_UTF16, [text]) for name, text in texts.items() if text or name == "TIT2")
    if texts["TDES"]:
        yield id3.COMM(_UTF16, tag.language, "", [texts["TDES"]])
    if tag.address:
        yield id3.WOAF(tag.address)
        yield id3.WXXX(_UTF16, "", tag.address)


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
