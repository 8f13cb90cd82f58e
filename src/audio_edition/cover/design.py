"""The cover that is drawn where none is given: publication, title and date over a row of sound.

Also that of a publication: its name alone, larger, over a taller row.

Enters: three texts, or a name. Leaves: both pictures, and which writing had to be left out. The colour is the
publication's, the row of sound the title's, so that covers of one paper look alike and yet each is its own.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from msgspec import Struct

from audio_edition.cover.fonts import called
from audio_edition.cover.jpeg import Pictures, large, small
from audio_edition.cover.lettering import SetLines, Words, fit, words_of

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

DESIGN = 1
"""Raised when the drawing changes; covers that are published stay as they are until their texts change too."""
PUBLICATION_DESIGN = 2
"""The same for the drawing of a publication's cover."""
_SIDE = 3000
_MARGIN = 240
_RIGHT = _SIDE - _MARGIN
_WIDTH = _RIGHT - _MARGIN
_TITLE_TOP, _TITLE_BOTTOM = 600, 2050
_BARS, _BARS_MIDDLE, _BAR_HEIGHT, _BAR_WIDTH = 42, 2330, 420, 26
_FOOT = 2640
_NAME_TOP, _NAME_BOTTOM = 460, 1900
_TALL_BARS_MIDDLE, _TALL_BAR_HEIGHT = 2360, 800
_COLOURS = (
    ("#16324f", "#f4efe6", "#e8a33d"),
    ("#5b1f2a", "#f7efe7", "#e9b872"),
    ("#1f4037", "#f3f0e4", "#e2b04a"),
    ("#2f2a4a", "#f2eef8", "#e58f65"),
    ("#3a3a3c", "#f5f2ec", "#e0a458"),
    ("#7a3b12", "#fbf3e6", "#f2c265"),
    ("#0f4c5c", "#f1f5f2", "#f0a868"),
    ("#46303c", "#f8f0ee", "#d9a5b3"),
)
"""Ground, letters, and the row of sound; each pair at more than 7:1 and 4:1."""


class CoverTexts(Struct, frozen=True):
    """What stands on a cover; empty where there is nothing to say."""

    title: str
    publication: str = ""
    date: str = ""
    """As it is written in the language of the edition."""


def draw(texts: CoverTexts) -> Pictures:
    """Draw a cover."""
    from PIL import Image, ImageDraw

    ground, letters, sound = _COLOURS[_digest(texts.publication or texts.title)[0] % len(_COLOURS)]
    image = Image.new("RGB", (_SIDE, _SIDE), ground)
    pen = ImageDraw.Draw(image)
    title, publication, date = map(words_of, (texts.title, texts.publication, texts.date))
    _draw_head(pen, publication, letters, sound)
    if not title.lettering.lacking:
        _draw_title(pen, title, letters)
    _draw_sound(pen, texts.title, sound)
    if not date.lettering.lacking:
        line = fit(date, _WIDTH, 150, (104, 50))
        line.draw(pen, _MARGIN, _FOOT, _RIGHT, letters)
    lacking = (called(name) for words in (title, publication, date) for name in words.lettering.lacking)
    return Pictures(large(image, keep_size=True), small(image), tuple(dict.fromkeys(lacking)))


def draw_publication(name: str) -> Pictures:
    """Draw the cover of a publication, in the colour and with the row of sound of its editions' covers."""
    from PIL import Image, ImageDraw

    ground, letters, sound = _COLOURS[_digest(name)[0] % len(_COLOURS)]
    image = Image.new("RGB", (_SIDE, _SIDE), ground)
    pen = ImageDraw.Draw(image)
    words = words_of(name)
    left = _RIGHT - 320 if words.right_to_left else _MARGIN
    pen.rectangle((left, _MARGIN, left + 320, _MARGIN + 28), fill=sound)
    if words.text and not words.lettering.lacking:
        fit(words, _WIDTH, _NAME_BOTTOM - _NAME_TOP, (520, 84)).draw(pen, _MARGIN, _NAME_TOP, _RIGHT, letters)
    _draw_sound(pen, name, sound, middle=_TALL_BARS_MIDDLE, height=_TALL_BAR_HEIGHT)
    lacking = tuple(called(each) for each in words.lettering.lacking)
    return Pictures(large(image, keep_size=True), small(image), lacking)


def lacks(texts: CoverTexts) -> tuple[str, ...]:
    """The writing that no font here has, without drawing."""
    words = map(words_of, (texts.title, texts.publication, texts.date))
    return tuple(dict.fromkeys(called(name) for each in words for name in each.lettering.lacking))


def _draw_head(pen: ImageDraw, publication: Words, letters: str, sound: str) -> None:
    """The publication's name over a short rule."""
    if publication.text and not publication.lettering.lacking:
        name = fit(publication, _WIDTH, 180, (120, 50))
        name.draw(pen, _MARGIN, _MARGIN, _RIGHT, letters)
    left = _RIGHT - 320 if publication.right_to_left else _MARGIN
    pen.rectangle((left, 450, left + 320, 464), fill=sound)


def _draw_title(pen: ImageDraw, title: Words, letters: str) -> None:
    set_title: SetLines = fit(title, _WIDTH, _TITLE_BOTTOM - _TITLE_TOP, (460, 84))
    set_title.draw(pen, _MARGIN, _TITLE_TOP, _RIGHT, letters)


def _draw_sound(
    pen: ImageDraw, title: str, colour: str, *, middle: int = _BARS_MIDDLE, height: int = _BAR_HEIGHT
) -> None:
    """Bars as of a loudness over time, every title its own."""
    heights = _digest(title) * 2
    for number in range(_BARS):
        share = 0.12 + 0.88 * (heights[number] / 255) * (0.45 + 0.55 * (heights[(number + 7) % 32] / 255))
        x = _MARGIN + round(number * (_WIDTH - _BAR_WIDTH) / (_BARS - 1))
        half = round(share * height / 2)
        box = (x, middle - half, x + _BAR_WIDTH, middle + half)
        pen.rounded_rectangle(box, _BAR_WIDTH // 2, fill=colour)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
