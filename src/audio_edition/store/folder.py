"""The store as a folder.

Enters: kinds, keys, payloads. Leaves: verified objects; ``None`` for whatever is missing, damaged or in the way.
Refuses: to write where it cannot (``StorageError``): disk full, read-only.

    .store/objects/<kind>/<first two of key>/<key>   one object each (store.objects)
    .store/partial/                                  what is being written; renamed into place when complete

Objects are never changed, only replaced by equal ones, so builds at the same time do not disturb each other. The
time of a file's last use is its mtime; ``store.upkeep`` removes the least recently used.
"""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from audio_edition.errors import Place, StorageError
from audio_edition.store.objects import DamagedObjectError, Header, pack, read_header, read_payload


class Store:
    """Content-addressed objects below one folder.

    Args:
        root: The folder; made when something is first written.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._counter = 0
        self._lock = threading.Lock()

    def path_of(self, kind: str, key: str) -> Path:
        """Where an object lies."""
        return self.root / "objects" / kind / key[:2] / key

    def header(self, kind: str, key: str) -> Header | None:
        """The header of an object whose file has the right size, or ``None``."""
        source = self._open(kind, key)
        if source is None:
            return None
        with source:
            try:
                header = read_header(source, kind, key)
            except (DamagedObjectError, OSError, ValueError, KeyError, TypeError):
                return None
            return header if os.fstat(source.fileno()).st_size == header.file_size else None

    def read(self, kind: str, key: str) -> tuple[Header, bytes] | None:
        """Header and payload, both verified, or ``None``."""
        source = self._open(kind, key)
        if source is None:
            return None
        with source:
            try:
                header = read_header(source, kind, key)
                payload = read_payload(source, header)
            except (DamagedObjectError, OSError, ValueError, KeyError, TypeError):
                return None
            with suppress(OSError):  # a store that may only be read still serves
                os.utime(source.fileno() if os.utime in os.supports_fd else source.name)
            return header, payload

    def write(self, kind: str, key: str, facts: Mapping[str, Any], payload: bytes) -> None:
        """Keep an object: temporary file, fsync, rename.

        Raises:
            StorageError: The disk is full or the folder cannot be written.
        """
        target = self.path_of(kind, key)
        with self._lock:
            self._counter += 1
            number = self._counter
        partial = self.root / "partial" / f"{os.getpid()}-{number}-{key[:16]}"
        try:
            self._write_whole(partial, target, pack(kind, key, facts, payload))
        except OSError as error:
            raise storage_error(error, target) from error
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)

    def _write_whole(self, partial: Path, target: Path, data: bytes) -> None:
        self._make_folder(partial.parent)
        self._make_folder(target.parent)
        with partial.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        try:
            partial.replace(target)
        except (IsADirectoryError, NotADirectoryError, FileExistsError, PermissionError):
            clear_away(target)  # a folder stands in its place
            partial.replace(target)

    def _make_folder(self, path: Path) -> None:
        """Make a folder of the store; a file that stands in its place is taken away, nothing outside the store is."""
        try:
            path.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            for parent in [*reversed(path.relative_to(self.root).parents), path.relative_to(self.root)]:
                there = self.root / parent
                if parent != Path() and not there.is_dir():
                    clear_away(there)
                    break
            path.mkdir(parents=True, exist_ok=True)

    def _open(self, kind: str, key: str) -> BinaryIO | None:
        """Open an object for reading if it is a regular file, not a link to elsewhere."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        try:
            descriptor = os.open(self.path_of(kind, key), flags)
        except OSError:
            return None
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            return None
        return os.fdopen(descriptor, "rb")


def write_note(store_root: Path, path: Path, data: bytes) -> None:
    """Write a small file of the store that may be lost, but is never half there: not flushed to the disk.

    Args:
        store_root: Its ``partial`` receives the file first, so that what a killed build leaves is found there.
        path: Where it ends up.
        data: What is in it.

    Raises:
        OSError: It cannot be written.
    """
    partial = store_root / "partial" / f"{os.getpid()}-{threading.get_ident()}-{path.name}"
    partial.parent.mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        partial.write_bytes(data)
        partial.replace(path)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def clear_away(path: Path) -> None:
    """Remove a file, link or folder of the store; what cannot be removed stays."""
    import shutil

    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def storage_error(error: OSError, path: Path) -> StorageError:
    """Say in words what the system reported of a file or folder."""
    place = Place(str(path))
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageError(
            "there is no space left on the disk",
            place=place,
            hint="free some (audio-edition store prune helps) and run the command again; what was finished is kept",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StorageError("this cannot be written", place=place, hint="check its owner and permissions")
    return StorageError(f"this cannot be written: {error.strerror}", place=place, hint="check the disk, then try again")
