"""Fonts: the one that comes with this package, and those of the system, by the letters they have.

Enters: a text. Leaves: for each of its letters the font that draws it, and the names of the writing systems that no
font here has. Signs that the package's own font lacks, such as emoji, are left out, so that a text of Latin, Greek and
Cyrillic letters looks the same everywhere. Fonts of the system are looked at in one order, whatever order its folders
give; those without outlines (coloured pictures) are passed over.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct

from audio_edition.cover.glyphs import characters_of, fonts_in

OWN = Path(__file__).with_name("fonts") / "NotoSerif-Bold.ttf"
_MOST_FILES = 5000
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


class Font(Struct, frozen=True):
    """A font in a file."""

    path: Path
    index: int = 0
    """In a collection."""
    shaped: bool = False
    """Whether text in it must be shaped."""


class Lettering(Struct, frozen=True):
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
    fonts = {char: own for char in text if ord(char) in characters_of(OWN, 0)}
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
        for index in range(fonts_in(path)):
            if numbers <= characters_of(path, index):
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
