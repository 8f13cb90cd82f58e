"""A picture that was given becomes a cover: as it is where it can be, else made smaller; never cropped or blown up.

Enters: the bytes of a file. Leaves: both pictures, and what is wrong with the shape. Refuses: what is no JPEG or PNG to
its end, and what has more pixels than a cover can need (``UnusablePictureError``), before a pixel of it is decoded.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct

from audio_edition.cover.jpeg import LARGE_BYTES, LARGE_SIDE, SMALL_BYTES, SMALL_SIDE, Pictures, large, small

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 64_000_000
"""8,000 x 8,000: 200 MB while it is decoded."""
FEWEST_PIXELS_A_SIDE = 1400
"""Source: Apple Podcasts for Creators, show cover."""
_FORMATS = ("JPEG", "PNG")
_ENOUGH = "64 million; 3000 x 3000 are enough"


class UnusablePictureError(ValueError):
    """The bytes are not a picture that can be a cover; the message says why."""


class Shape(Struct, frozen=True):
    """Width and height of a picture as it is shown, in pixels."""

    width: int
    height: int

    @property
    def concerns(self) -> tuple[str, ...]:
        """What directories will not like about it."""
        size = f"{self.width} x {self.height} pixels"
        found = []
        if self.width != self.height:
            found.append(f"the cover is not square ({size}); podcast apps crop it or put bars beside it")
        if min(self.width, self.height) < FEWEST_PIXELS_A_SIDE:
            found.append(f"the cover is small ({size}); Apple takes none under 1400 x 1400")
        return tuple(found)


def shape_of(data: bytes) -> Shape:
    """Read the head of a picture.

    Raises:
        UnusablePictureError: It is none, or too large.
    """
    with _opened(data) as image:
        turned = image.getexif().get(0x0112, 1) >= 5  # EXIF orientation: lying on its side
        return Shape(*(reversed(image.size) if turned else image.size))


def pictures_of(data: bytes) -> Pictures:
    """Make the cover of a picture.

    Raises:
        UnusablePictureError: It is none, is damaged, or too large.
    """
    with _opened(data) as image:
        image.load()
        as_it_is = image.mode in ("RGB", "L") and not image.getexif() and not image.info.get("icc_profile")
        kind, side = image.format, max(image.size)
        plain = _plain(image)
    keep_large = as_it_is and kind == "JPEG" and side <= LARGE_SIDE and len(data) < LARGE_BYTES
    keep_small = as_it_is and side <= SMALL_SIDE and len(data) < SMALL_BYTES
    return Pictures(data if keep_large else large(plain), data if keep_small else small(plain))


@contextmanager
def _opened(data: bytes) -> Iterator[Image]:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.filterwarnings("ignore", category=UserWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                _check_size(*image.size)
                yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnusablePictureError(f"it has far more pixels than {_ENOUGH}") from error
    except UnusablePictureError:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, struct.error) as error:
        raise UnusablePictureError("it is damaged, or is no JPEG or PNG behind its first bytes") from error


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise UnusablePictureError(f"it has {width} x {height} pixels, more than {_ENOUGH}")


def _plain(image: Image) -> Image:
    """Upright, in the colours of the screen, on white where it was transparent."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):  # 16 bits a pixel
        return upright.convert("I").point(lambda value: value * (1 / 257)).convert("L").convert("RGB")
    if upright.has_transparency_data:
        over = upright.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", over.size, "white"), over).convert("RGB")
    return _to_srgb(upright)


def _to_srgb(image: Image) -> Image:
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if profile:
        try:
            changed = ImageCms.profileToProfile(
                image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            changed = None  # a profile that cannot be read is as good as none
        if changed is not None:
            return changed
    return image.convert("RGB")
