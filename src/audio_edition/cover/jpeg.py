"""Pictures as JPEG in as many bytes as are allowed.

Enters: a Pillow image. Leaves: the bytes of a baseline JPEG. Refuses nothing: quality is lowered first, then size.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from PIL.Image import Image

LARGE_SIDE, LARGE_BYTES = 3000, 500_000
"""Source: Apple Podcasts for Creators: 1400 to 3000 pixels square; 500 kB is what other directories take."""
SMALL_SIDE, SMALL_BYTES = 1400, 60_000
"""For the MP3, of which every copy carries it."""
_QUALITIES = (90, 84, 78, 72, 66, 60, 52)
_POOR_QUALITIES = (44, 36, 28, 20)
_FULL_COLOUR_FROM = 84
"""Below, colours have half the sharpness of light: letters on a plain ground look clean without."""
_SMALLER = 0.85


class Pictures(Struct, frozen=True):
    """A cover in both sizes."""

    large: bytes
    """JPEG, at most 3,000 pixels a side and 500 kB."""
    small: bytes
    """JPEG or PNG, at most 1,400 pixels a side and 60 kB."""
    lacking: tuple[str, ...] = ()
    """Names of the writing systems that no font here has, so that what is written in them was left out."""


def large(image: Image, *, keep_size: bool = False) -> bytes:
    """The picture for the feed.

    Args:
        image: Of any size.
        keep_size: Whether to lower the quality as far as it goes first: right for letters, ugly for a photo.
    """
    return within(image, LARGE_SIDE, LARGE_BYTES, (*_QUALITIES, *_POOR_QUALITIES) if keep_size else _QUALITIES)


def small(image: Image) -> bytes:
    """The picture for the MP3."""
    return within(image, SMALL_SIDE, SMALL_BYTES)


def within(image: Image, side: int, most_bytes: int, qualities: Sequence[int] = ()) -> bytes:
    """The image as JPEG, its shape kept, its longer side at most ``side``, its bytes fewer than ``most_bytes``."""
    from PIL.Image import Resampling

    while True:
        fitting = image
        if max(image.size) > side:
            width, height = (max(1, round(each * side / max(image.size))) for each in image.size)
            # As sharp as bicubic when an image is made smaller, in a third of the time of Lanczos.
            fitting = image.resize((width, height), Resampling.HAMMING)
        for quality in qualities or _QUALITIES:
            data = _encoded(fitting, quality)
            if len(data) < most_bytes:
                return data
        side = int(max(fitting.size) * _SMALLER)


def _encoded(image: Image, quality: int) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality, optimize=True, subsampling=0 if quality >= _FULL_COLOUR_FROM else 2)
    return target.getvalue()
