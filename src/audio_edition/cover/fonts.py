"""Fonts: the one that comes with this package, and those of the system, by the letters they have.

Enters: a text. Leaves: for each of its letters the font that draws it, and the names of the writing systems that no
font here has. Signs that the package's own font lacks, such as emoji, are left out, so that a text of Latin, Greek and
Cyrillic letters looks the same everywhere. Fonts of the system are looked at in one order, whatever order its folders
give; those without outlines (coloured pictures) are passed over.

Source: OpenType 1.9, Font File, TTC Header, and cmap formats 4 and 12.
"""

from __future__ import annotations

import os
import struct
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

OWN = Path(__file__).with_name("fonts") / "NotoSerif-Bold.ttf"
_MOST_FILES = 5000
_MOST_TABLE_BYTES = 4 << 20
_SUFFIXES = (".ttf", ".otf", ".ttc")
_WORSE = ("italic", "oblique", "mono", "condensed", "extra", "black", "thin", "light", "ui", "nastaliq", "symbol")
"""Words in names of fonts that are not the first choice for a title."""
_BETTER = ("noto", "dejavu", "bold")

SYSTEMS: Mapping[str, tuple[str, str]] = {
    "CJK": ("Chinese", "Noto Sans CJK"),
    "HIRAGANA": ("Japanese", "Noto Sans CJK"),
    "KATAKANA": ("Japanese", "Noto Sans CJK"),
    "HANGUL": ("Korean", "Noto Sans CJK"),
    "ARABIC": ("Arabic", "Noto Naskh Arabic or DejaVu Sans"),
    "HEBREW": ("Hebrew", "Noto Sans Hebrew or DejaVu Sans"),
    "LATIN": ("rare Latin letters", "DejaVu Sans"),
    "GREEK": ("rare Greek letters", "DejaVu Sans"),
    "CYRILLIC": ("rare Cyrillic letters", "DejaVu Sans"),
}
"""First word of a letter's Unicode name: what people call its writing, and a font that has it."""
_EAST_ASIAN = ("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "FULLWIDTH", "HALFWIDTH", "KATAKANA-HIRAGANA")
SHAPED = frozenset(
    {
        "DEVANAGARI",
        "BENGALI",
        "GURMUKHI",
        "GUJARATI",
        "ORIYA",
        "TAMIL",
        "TELUGU",
        "KANNADA",
        "MALAYALAM",
        "SINHALA",
        "KHMER",
        "MYANMAR",
        "TIBETAN",
        "BALINESE",
        "JAVANESE",
        "MONGOLIAN",
        "SYRIAC",
        "NKO",
        "THAANA",
    }
)
"""Writing whose letters change beside one another, so that a library must shape it (raqm)."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font in a file."""

    path: Path
    index: int = 0
    """In a collection."""
    shaped: bool = False
    """Whether text in it must be shaped."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """Which font draws which letter of a text."""

    fonts: Mapping[str, Font]
    lacking: tuple[str, ...]
    """Writing systems, each once, in the order of the text."""


def letters_of(text: str, folders: tuple[Path, ...] | None = None) -> Lettering:
    """Find a font for every letter; signs that no font has are in neither answer.

    Args:
        text: Arabic letters already in the form in which they are drawn.
        folders: Where fonts of the system lie; by default, where this system keeps them.
    """
    own = Font(OWN)
    fonts = {char: own for char in text if ord(char) in _characters(OWN, 0)}
    lacking: dict[str, None] = {}
    wanted: dict[str, list[str]] = {}
    for char in text:
        if char not in fonts and not char.isspace():
            wanted.setdefault(writing(char), []).append(char)
    for system, chars in wanted.items():
        if not any(unicodedata.category(char)[0] in "LN" for char in chars):
            continue
        font = _font_with(frozenset(map(ord, chars)), system, system_folders() if folders is None else folders)
        if font is not None:
            fonts |= dict.fromkeys(chars, font)
        else:
            lacking[system] = None
    return Lettering(fonts, tuple(lacking))


def writing(char: str) -> str:
    """The first word of a letter's Unicode name; for Chinese and Japanese, which one font has, ``CJK``."""
    word = unicodedata.name(char, "UNKNOWN").split(" ")[0]
    return "CJK" if word in _EAST_ASIAN or word.startswith("CJK") else word


def called(system: str) -> str:
    """A writing system as people call it, and a font that has it."""
    name, font = SYSTEMS.get(system, (system.capitalize(), f"Noto Sans {system.capitalize()}"))
    return f"{name} (for example {font})"


def system_folders() -> tuple[Path, ...]:
    """Where this system keeps fonts, the person's own last."""
    home = Path.home()
    if sys.platform == "darwin":
        return (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts")
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        return (Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", local / "Microsoft" / "Windows" / "Fonts")
    shared = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
    return (*shared, home / ".local" / "share" / "fonts", home / ".fonts")


def _font_with(numbers: frozenset[int], system: str, folders: tuple[Path, ...]) -> Font | None:
    shaped = system in SHAPED
    if shaped and not _can_shape():
        return None
    for path in _files(folders):
        for index in range(_fonts_in(path)):
            if numbers <= _characters(path, index):
                return Font(path, index, shaped)
    return None


def _can_shape() -> bool:
    from PIL import features

    return bool(features.check("raqm"))


@cache
def _files(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    """Fonts of the system, the best for a title first."""
    found = [
        path
        for folder in folders
        for path in sorted(folder.rglob("*"))[:_MOST_FILES]
        if path.suffix.lower() in _SUFFIXES and path.is_file()
    ]
    return tuple(sorted(found, key=_rank))


def _rank(path: Path) -> tuple[int, int, str, str]:
    name = path.stem.lower()
    return (
        sum(word in name for word in _WORSE),
        -sum(word in name for word in _BETTER),
        name,
        path.as_posix(),
    )


@cache
def _fonts_in(path: Path) -> int:
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except OSError:
        return 0
    return min(struct.unpack(">I", head[8:12])[0], 64) if head[:4] == b"ttcf" and len(head) == 12 else 1


@cache
def _characters(path: Path, index: int) -> frozenset[int]:
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
