"""The store as a folder.

Enters: kinds, keys, payloads. Leaves: verified objects; ``None`` where one is missing or damaged, or where anything
else has its path. Refuses: a disk that is full or cannot be written (``StorageError``).

    .store/objects/<kind>/<first two of key>/<key>   one object each (store.objects)
    .store/partial/                                  what is being written; renamed into place when complete

Objects are never changed, only replaced by equal ones, so that builds running at the same time do not disturb each
other. The mtime of a file is its last use; ``store.upkeep`` removes the least recently used.
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
from audio_edition.store.links import is_link, open_new
from audio_edition.store.objects import DamagedObjectError, Header, pack_object, read_header, read_payload

_NAME_CHARACTERS = 100
"""Of a file's name in that of what is written first: file systems take 255 bytes."""
_OPEN_ELSEWHERE = (32, 33)
"""Source: Microsoft, System Error Codes: ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION."""


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
        """The path of an object, whether it is there or not."""
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
            with suppress(OSError):  # a read-only store can still be read
                # Windows has no time of an open file; there, and only there, the path is asked for again.
                os.utime(source.fileno() if os.utime in os.supports_fd else self.path_of(kind, key))
            return header, payload

    def write(self, kind: str, key: str, facts: Mapping[str, Any], payload: bytes) -> None:
        """Store an object: temporary file, fsync, rename.

        Raises:
            StorageError: The disk is full or the folder cannot be written.
        """
        target = self.path_of(kind, key)
        with self._lock:
            self._counter += 1
            number = self._counter
        partial = self.root / "partial" / f"{os.getpid()}-{number}-{key[:16]}"
        try:
            self._write_whole(partial, target, pack_object(kind, key, facts, payload))
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
            clear_away(target)  # a folder has its name
            partial.replace(target)

    def _make_folder(self, path: Path) -> None:
        """Make a folder of the store; a file in its place is removed, but nothing outside the store."""
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
        """Open an object for reading if it is a regular file and not a link."""
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
    """Write a small file of the store without flushing it: a crash may lose it, but never leaves half of it.

    Args:
        store_root: The file is written in its ``partial`` first, where the leftovers of killed builds are looked for.
        path: Its final place.
        data: Its content.

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


def partial_of(path: Path) -> Path:
    """Where a small file of the publication is written first: in its folder, hidden, under a name of its own."""
    return path.with_name(f".{path.name[:_NAME_CHARACTERS]}.partial")


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, on the disk, as ``open_new`` opens it.

    Raises:
        OSError: It cannot be written.
    """
    with open_new(path) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def keep_mode(new: Path, old: Path) -> None:
    """Give a file that is about to take the place of another its mode, where there is another, and modes."""
    if os.name == "posix" and not is_link(old):
        with suppress(OSError):
            new.chmod(stat.S_IMODE(old.lstat().st_mode))


def has_mark(path: Path, mark: bytes, *, within_bytes: int) -> bool:
    """Whether a file has what only files of this program have.

    Args:
        path: The file.
        mark: What they have.
        within_bytes: How much of its beginning is looked at.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        return mark in file.read(within_bytes)


def write_whole(path: Path, data: bytes) -> bool:
    """Write a small file of the publication, flushed, whole or not at all; leave it alone where it says this already.

    Args:
        path: Its final place.
        data: Its content.

    Returns:
        Whether it was written.

    Raises:
        StorageError: It could not be written; the file is as it was.
    """
    partial = partial_of(path)
    try:
        if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
            return False
        write_new(partial, data)
        keep_mode(partial, path)
        partial.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise storage_error(error, path) from error
    return True


def flush_folder(folder: Path) -> None:
    """Make a rename survive a power cut; where folders cannot be opened, the system does as it likes."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def clear_away(path: Path) -> None:
    """Remove a file, link or folder of the store; ignore what cannot be removed."""
    import shutil

    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def storage_error(error: OSError, path: Path) -> StorageError:
    """The error to raise for what the system reported about a file or folder."""
    place = Place(str(path))
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageError(
            "there is no space left on the disk",
            place=place,
            hint="free some (audio-edition store prune helps) and run the command again; what was finished is kept",
        )
    if getattr(error, "winerror", None) in _OPEN_ELSEWHERE:
        return StorageError(
            "another program has this open, and Windows lets nobody replace it meanwhile",
            place=place,
            hint="stop the player or close the window that shows it, then run the command again; nothing was lost",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StorageError("this cannot be written", place=place, hint="check its owner and permissions")
    return StorageError(f"this cannot be written: {error.strerror}", place=place, hint="check the disk, then try again")
