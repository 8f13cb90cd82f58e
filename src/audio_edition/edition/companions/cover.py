"""``cover.jpg``: the picture of the edition, for feeds, pages and directories.

Enters: a finished edition. Leaves: the large picture, as it was made or published before; see ``making.cover``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audio_edition.edition.companions import FinishedEdition

COVER_NAME = "cover.jpg"


class CoverPicture:
    """The reporter."""

    name = COVER_NAME

    def make(self, finished: FinishedEdition) -> bytes:
        """A JPEG; nothing is drawn here."""
        return finished.cover
