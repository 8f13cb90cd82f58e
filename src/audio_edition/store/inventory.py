"""Everything that is in a store, without reading it.

Enters: the folder of a store. Leaves: its objects with size and last use, and whatever else is among them. Refuses: a
folder that cannot be listed (``StorageError``). Links are never followed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from audio_edition.errors import Place, StorageError
from audio_edition.store import clips, segments
from audio_edition.store.locks import leftovers

KINDS = (clips.KIND, segments.KIND)
_KEY = re.compile(r"[0-9a-f]{64}")


class StoredObject(Struct, frozen=True):
    """A file where an object should be; only reading it tells whether it is damaged."""

    kind: str
    """``clip`` or ``segment``."""
    key: str
    file: str
    """Where it lies."""
    size_bytes: int
    used_s: float
    """When it was last written or read: seconds since 1970."""

    @property
    def path(self) -> Path:
        """Where it lies; made when it is asked for, since most of a large store is only counted."""
        return Path(self.file)


class Inventory(Struct, frozen=True):
    """What is in a store."""

    objects: tuple[StoredObject, ...]
    strays: tuple[Path, ...]
    """Files, folders and links among the objects that are not objects."""
    leftovers: tuple[Path, ...]
    """Unfinished work: of a build that is running, or of one that was killed."""

    @property
    def size_bytes(self) -> int:
        """The size of all objects."""
        return sum(stored.size_bytes for stored in self.objects)


def take_inventory(root: Path) -> Inventory:
    """List a store; one that does not exist is empty.

    Raises:
        StorageError: A folder of it cannot be listed.
    """
    objects: list[StoredObject] = []
    strays: list[Path] = []
    for kind in _entries(root / "objects"):
        if kind.name not in KINDS or not kind.is_dir(follow_symlinks=False):
            strays.append(Path(kind.path))
            continue
        for prefix in _entries(Path(kind.path)):
            if len(prefix.name) != 2 or not prefix.is_dir(follow_symlinks=False):
                strays.append(Path(prefix.path))
                continue
            for entry in _entries(Path(prefix.path)):
                found = _object(kind.name, prefix.name, entry)
                if found is None:
                    strays.append(Path(entry.path))
                else:
                    objects.append(found)
    return Inventory(tuple(objects), tuple(strays), leftovers(root))


def _object(kind: str, prefix: str, entry: os.DirEntry[str]) -> StoredObject | None:
    if not _KEY.fullmatch(entry.name) or not entry.name.startswith(prefix):
        return None
    try:
        if not entry.is_file(follow_symlinks=False):
            return None
        facts = entry.stat(follow_symlinks=False)
    except OSError:  # removed since it was listed, or unreadable
        return None
    return StoredObject(kind, entry.name, entry.path, facts.st_size, facts.st_mtime)


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        hint = "check its owner and permissions; or delete the whole store: the next build makes a new one"
        raise StorageError(f"cannot be listed: {error.strerror}", place=Place(str(folder)), hint=hint) from error
    yield from entries
