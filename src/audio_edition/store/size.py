"""How large a store is, without looking at every object of it each time.

Enters: the folder of a store, and what was noted there before. Leaves: bytes. Refuses: a folder that cannot be listed
(``StorageError``). Links are never followed.

A folder's own time changes with every object that is put into it, replaced or removed, by whatever process. So the size
of each of the folders is noted with its time, and only those whose time is another are listed again: after an edit two
or three, of over five hundred. A note that is missing, damaged or of another store costs one listing of all.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from audio_edition.errors import Place, StorageError
from audio_edition.store.folder import write_note
from audio_edition.store.inventory import KINDS
from audio_edition.store.links import is_link
from audio_edition.text.regular_file import read_note

NOTE_NAME = "sizes.json"


def size_of_store(root: Path) -> int:
    """The size of all objects in bytes; 0 where there is no store.

    Args:
        root: ``audio/.store``.

    Raises:
        StorageError: A folder of it cannot be listed.
    """
    noted = _read(root / NOTE_NAME)
    try:
        found = {
            f"{kind}/{prefix.name}": _size(prefix, noted.get(f"{kind}/{prefix.name}"))
            for kind in KINDS
            for prefix in _folders(root / "objects" / kind)
        }
    except OSError as error:
        raise StorageError(f"cannot be listed: {error.strerror}", place=Place(str(error.filename))) from error
    if found != noted:
        with suppress(OSError):
            write_note(root, root / NOTE_NAME, json.dumps(found).encode())
    return sum(size for _, size in found.values())


def _size(folder: os.DirEntry[str], noted: Any) -> list[int]:
    """Time and size of a folder; as noted, where its time is the one noted."""
    # Not of the entry: on Windows it may remember an older time.
    changed_ns = Path(folder.path).stat(follow_symlinks=False).st_mtime_ns
    if isinstance(noted, list) and len(noted) == 2 and noted[0] == changed_ns and type(noted[1]) is int:
        return noted
    size = 0
    with os.scandir(folder.path) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                if entry.is_file(follow_symlinks=False):
                    size += entry.stat(follow_symlinks=False).st_size
    return [changed_ns, size]


def _folders(kind: Path) -> list[os.DirEntry[str]]:
    if is_link(kind):
        return []
    try:
        with os.scandir(kind) as entries:
            return [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
    except FileNotFoundError:
        return []


def _read(path: Path) -> dict[str, Any]:
    try:
        noted = json.loads(read_note(path))
    except (OSError, ValueError, RecursionError):
        return {}
    return noted if isinstance(noted, dict) else {}
