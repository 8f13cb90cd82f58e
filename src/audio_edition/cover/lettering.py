"""Text set in lines: as large as fits, each letter from a font that has it, in the direction of its script.

Enters: a text and a box. Leaves: lines with their size, ready to be drawn. Text that is too long for the box at the
smallest size is shortened; text in a writing that no font here has cannot be set at all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from audio_edition.cover.direction import from_left_to_right, is_right_to_left, joined
from audio_edition.cover.fonts import Font, Lettering, letters_of
from audio_edition.text.invisible import strip_invisible

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

LINE_HEIGHT = 1.22
"""Of the size of the letters."""
_MOST_CHARACTERS = 400
_STEPS = 40


class Words(Struct, frozen=True):
    """A text that can be set."""

    text: str
    """Without what no font has, Arabic letters joined, in the order of reading."""
    lettering: Lettering
    right_to_left: bool


class SetLines(Struct, frozen=True):
    """A text in a box."""

    lines: tuple[str, ...]
    size: int
    """Of the letters, in pixels."""
    words: Words

    @property
    def height(self) -> int:
        """From the top of the first line to the bottom of the last."""
        return round(len(self.lines) * self.size * LINE_HEIGHT)

    def draw(self, onto: ImageDraw, left: int, top: int, right: int, colour: str) -> None:
        """Draw the lines; those of a script from right to left stand at the right."""
        for number, line in enumerate(self.lines):
            baseline = top + round((number * LINE_HEIGHT + 0.95) * self.size)
            x = right - _width(line, self.size, self.words.lettering) if self.words.right_to_left else float(left)
            drawn = from_left_to_right(line, right_to_left=self.words.right_to_left)
            for font, text in _runs(drawn, self.words.lettering):
                face = _face(font, self.size)
                onto.text((x, baseline), text, fill=colour, font=face, anchor="ls")
                x += face.getlength(text)


def words_of(text: str) -> Words:
    """Prepare a text: normalised, shortened, on one line, without signs that no font has."""
    plain = " ".join(unicodedata.normalize("NFC", strip_invisible(text)).split())
    if len(plain) > _MOST_CHARACTERS:
        plain = plain[: _MOST_CHARACTERS - 1].rstrip() + "…"
    shaped = joined(plain)
    lettering = letters_of(shaped)
    kept = "".join(char for char in shaped if char == " " or (char in lettering.fonts and _has_shape(char, lettering)))
    return Words(" ".join(kept.split()), lettering, is_right_to_left(plain))


def _has_shape(char: str, lettering: Lettering) -> bool:
    """Whether a character is more than a joiner; a library that shapes text needs those, too."""
    return unicodedata.category(char) != "Cf" or any(font.shaped for font in lettering.fonts.values())


def fit(words: Words, width: int, height: int, sizes: tuple[int, int]) -> SetLines:
    """Set a text as large as it fits into a box.

    Args:
        words: The text.
        width: Of the box, in pixels.
        height: Of the box, in pixels.
        sizes: Largest and smallest size of the letters.
    """
    largest, smallest = sizes
    step = max(1, (largest - smallest) // _STEPS)
    for size in range(largest, smallest, -step):
        lines = _lines(words, size, width)
        # Words are broken only at the smallest size.
        if lines is not None and len(lines) * size * LINE_HEIGHT <= height:
            return SetLines(lines, size, words)
    lines = _lines(words, smallest, width, breaking=True) or ()
    most = max(1, int(height / (smallest * LINE_HEIGHT)))
    if len(lines) > most:
        lines = (*lines[: most - 1], _ending(lines[most - 1], smallest, width, words.lettering))
    return SetLines(lines, smallest, words)


def _ending(line: str, size: int, width: int, lettering: Lettering) -> str:
    """A last line that says that something is missing."""
    if "…" not in lettering.fonts:
        return line
    while line and _width(f"{line}…", size, lettering) > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _lines(words: Words, size: int, width: int, *, breaking: bool = False) -> tuple[str, ...] | None:
    """Lines no wider than ``width``; None where a word is wider and must not be broken."""
    lines: list[str] = []
    for piece in _pieces(words.text):
        joined_up = f"{lines[-1]}{piece}" if lines else piece
        if lines and _width(joined_up.rstrip(), size, words.lettering) <= width:
            lines[-1] = joined_up
            continue
        if _width(piece.rstrip(), size, words.lettering) <= width:
            lines.append(piece)
        elif breaking:
            lines.extend(_broken(piece, size, width, words.lettering))
        else:
            return None
    return tuple(line.rstrip() for line in lines)


def _broken(piece: str, size: int, width: int, lettering: Lettering) -> Iterator[str]:
    line = ""
    for char in piece:
        if line and _width(line + char, size, lettering) > width:
            yield line
            line = ""
        line += char
    yield line


def _pieces(text: str) -> Iterator[str]:
    """What may stand on a line of its own: words with the blank behind them, and Chinese and Japanese letters.

    Source: Unicode Line Breaking, class ID; a closing sign stays with what it closes.
    """
    piece = ""
    for position, char in enumerate(text):
        after = text[position + 1 : position + 2]
        piece += char
        closes = unicodedata.category(after or " ") in ("Pe", "Pf", "Po", "Lm")
        opens = unicodedata.category(char) in ("Ps", "Pi")
        if char == " " or (after and (_wide(char) or _wide(after)) and not closes and not opens and after != " "):
            yield piece
            piece = ""
    if piece:
        yield piece


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in ("W", "F") and not unicodedata.name(char, "").startswith("HANGUL")


def _width(text: str, size: int, lettering: Lettering) -> float:
    return sum(_face(font, size).getlength(run) for font, run in _runs(text, lettering))


def _runs(text: str, lettering: Lettering) -> Iterator[tuple[Font, str]]:
    """Stretches of one font; blanks and signs go with the letters before them where that font has them."""
    own = next(iter(lettering.fonts.values()), None)
    for font, run in groupby(text, key=lambda char: lettering.fonts.get(char, own)):
        if font is not None:
            yield font, "".join(run)


@cache
def _face(font: Font, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    layout = ImageFont.Layout.RAQM if font.shaped else ImageFont.Layout.BASIC
    return ImageFont.truetype(str(font.path), size, font.index, layout_engine=layout)
