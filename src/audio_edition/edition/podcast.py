"""The published editions as a feed and an index show them.

Enters: the folder ``audio`` and the GUIDs that are kept. Leaves: a ``PublishedItem`` for every edition, the newest
first. Refuses: a manifest that is damaged (``EditionError``), since a feed without its edition would be wrong.

Manifests are read, never sound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date as Date  # noqa: N812
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct

from audio_edition.edition.manifest import MANIFEST_NAME, Edition, EditionFile, read_edition
from audio_edition.errors import Place, StorageError

_VERSION_DIGITS = 16


class PublishedItem(Struct, frozen=True):
    """An edition as it is published, with what a feed tells of it."""

    edition: Edition
    guid: str
    """Stays the same through every revision, and when the script is renamed."""
    date: Date | None
    """Of the script."""
    address: str
    """Of the article on the web; empty where none is given."""
    draft: bool
    """Shown neither in the feed nor in the index."""
    explicit: bool | None
    """``None``: as the publication says."""

    def file(self, name: str) -> EditionFile | None:
        """A file that was published with the edition."""
        return next((file for file in self.edition.files if file.name == name), None)

    def file_address(self, name: str, site: str = "") -> str:
        """The address of one of its files; empty where it has no such file.

        It has the digest of the file in it, so that it is another address exactly when the file is another: players
        load a corrected edition only from a new address, and web servers ignore the query.

        Args:
            name: Of the file.
            site: The address of ``audio/``; without one, the address is relative to that folder.
        """
        file = self.file(name)
        if file is None:
            return ""
        return f"{site}{quote(self.edition.slug)}/{quote(name)}?v={file.sha256[:_VERSION_DIGITS]}"


def item_of(edition: Edition, guid: str = "") -> PublishedItem:
    """An edition as an item.

    Args:
        edition: As published.
        guid: For one whose manifest has none.
    """
    date = Date.fromisoformat(edition.date) if edition.date else None
    return PublishedItem(edition, edition.guid or guid, date, edition.address, edition.draft, edition.explicit)


def published_editions(audio: Path) -> tuple[Edition, ...]:
    """Every edition under ``audio``, by slug.

    Raises:
        EditionError: A manifest is damaged.
        StorageError: The folder or a manifest cannot be read.
    """
    editions = (read_edition(path) for path in manifest_paths(audio))
    return tuple(edition for edition in editions if edition is not None and edition.mp3 is not None)


def manifest_paths(audio: Path) -> list[Path]:
    """Where the manifests of editions would be.

    Raises:
        StorageError: The folder cannot be read.
    """
    try:
        return [folder / MANIFEST_NAME for folder in sorted(audio.iterdir()) if not folder.name.startswith(".")]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise StorageError(f"cannot be read: {error.strerror}", place=Place(str(audio))) from error


def items_of(editions: Iterable[Edition], guids: Mapping[str, str]) -> tuple[PublishedItem, ...]:
    """The items of published editions, each GUID once, the newest first.

    Of two editions with one GUID, the script of one was renamed to that of the other: the one that has it now stays.

    Args:
        editions: As published.
        guids: By slug, as they are kept.
    """
    owner = {guid: slug for slug, guid in guids.items()}
    items = (item_of(edition, guids.get(edition.slug, "")) for edition in editions)
    return newest_first(item for item in items if owner.get(item.guid, item.edition.slug) == item.edition.slug)


def newest_first(items: Iterable[PublishedItem]) -> tuple[PublishedItem, ...]:
    """Items by date, those of one day by slug, those without a date last."""
    return tuple(sorted(items, key=lambda item: (item.edition.date or "", item.edition.slug), reverse=True))


def public_items(items: Sequence[PublishedItem]) -> tuple[PublishedItem, ...]:
    """Items without drafts."""
    return tuple(item for item in items if not item.draft)
