"""Which characters a font has glyphs for, read from its file.

Enters: the path of a font or a collection. Leaves: code points; none for a font that is damaged or has no outlines.

Source: OpenType 1.9, Font File, TTC Header, and cmap formats 4 and 12.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import BinaryIO

_MOST_TABLE_BYTES = 4 << 20


@cache
def fonts_in(path: Path) -> int:
    """How many fonts a file has; 0 where it cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except OSError:
        return 0
    return min(struct.unpack(">I", head[8:12])[0], 64) if head[:4] == b"ttcf" and len(head) == 12 else 1


@cache
def characters_of(path: Path, index: int) -> frozenset[int]:
    """Code points that a font has glyphs for; none where it is damaged or has no outlines."""
    try:
        with path.open("rb") as file:
            tables = _tables(file, index)
            if not tables.keys() & {b"glyf", b"CFF ", b"CFF2"} or b"cmap" not in tables:
                return frozenset()
            offset, length = tables[b"cmap"]
            file.seek(offset)
            return frozenset(_mapped(file.read(min(length, _MOST_TABLE_BYTES))))
    except (OSError, struct.error, IndexError, ValueError):
        return frozenset()


def _tables(file: BinaryIO, index: int) -> dict[bytes, tuple[int, int]]:
    """Offset and length of each table of one font."""
    head = file.read(12 + 4 * (index + 1))
    if head[:4] == b"ttcf":
        file.seek(struct.unpack_from(">I", head, 12 + 4 * index)[0])
        head = file.read(12)
    else:
        file.seek(12)
    (count,) = struct.unpack_from(">H", head, 4)
    records = file.read(16 * count)
    rows = (struct.unpack_from(">4sIII", records, 16 * row) for row in range(count))
    return {tag: (offset, length) for tag, _, offset, length in rows}


def _mapped(cmap: bytes) -> Iterator[int]:
    """The code points of the fullest Unicode table: format 12 where there is one, else format 4."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    found: dict[int, int] = {}
    for row in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", cmap, 4 + 8 * row)
        if platform == 0 or (platform == 3 and encoding in (1, 10)):
            found.setdefault(struct.unpack_from(">H", cmap, offset)[0], offset)
    if 12 in found:
        yield from _format_12(cmap, found[12])
    elif 4 in found:
        yield from _format_4(cmap, found[4])


def _format_12(cmap: bytes, at: int) -> Iterator[int]:
    (groups,) = struct.unpack_from(">I", cmap, at + 12)
    for group in range(min(groups, 20_000)):
        first, last, glyph = struct.unpack_from(">III", cmap, at + 16 + 12 * group)
        if first <= last <= sys.maxunicode:
            yield from range(first if glyph else first + 1, last + 1)


def _format_4(cmap: bytes, at: int) -> Iterator[int]:
    segments = struct.unpack_from(">H", cmap, at + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", cmap, at + 14)
    rest = at + 16 + 2 * segments
    starts, deltas, offsets = (
        struct.unpack_from(f">{segments}H", cmap, rest + 2 * segments * number) for number in range(3)
    )
    for segment in range(segments):
        for number in range(starts[segment], ends[segment] + 1):
            glyph = number
            if offsets[segment]:
                place = rest + 4 * segments + 2 * segment + offsets[segment] + 2 * (number - starts[segment])
                (glyph,) = struct.unpack_from(">H", cmap, place)
                if not glyph:
                    continue
            if (glyph + deltas[segment]) & 0xFFFF and number != 0xFFFF:
                yield number
