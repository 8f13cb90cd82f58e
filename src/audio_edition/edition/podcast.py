"""What feed and page of a publication list.

Enters: published editions and what their scripts say. Leaves: values, one for each edition.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date  # noqa: N812

from audio_edition.edition.manifest import Edition


@dataclass(frozen=True, slots=True)
class PublishedItem:
    """An edition as feed and index list it."""

    edition: Edition
    guid: str
    """Never changes."""
    date: Date | None
    address: str
    """Of the article on the web; may be empty."""
    draft: bool
    """Listed nowhere."""
    explicit: bool | None
    """``None``: nobody said so."""
