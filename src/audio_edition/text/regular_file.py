"""Reads a whole regular file, and nothing that could hang, never end, or change meanwhile.

Enters: a path and the largest size. Leaves: the bytes. Refuses: directories, FIFOs, devices, sockets; files that are
too long; files that change while they are read.
"""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

from audio_edition.errors import Place, SourceError, StorageError
from audio_edition.text.visible import quoted

MOST_NOTE_BYTES = 4 << 20
"""More than any note has: digests of the files of one edition, the pace of every voice."""
_KINDS = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


def read_regular_file(path: Path, max_bytes: int) -> bytes:
    """Read a file that somebody wrote by hand.

    Args:
        path: A regular file, or a link to one.
        max_bytes: The longest that is accepted.

    Raises:
        SourceError: Not a regular file, too long, or changed while it was read.
        StorageError: It cannot be opened or read.
    """
    try:
        with open_regular_file(path) as file:
            before = os.fstat(file.fileno())
            if before.st_size > max_bytes:
                raise too_long(str(path), max_bytes)
            data = file.read(max_bytes + 1)
            after = os.fstat(file.fileno())
    except OSError as error:
        reason = error.strerror or str(error)
        hint = "check the path and its permissions"
        raise StorageError(f"cannot be read: {reason}", place=Place(str(path)), hint=hint) from error
    except ValueError as error:
        raise SourceError(
            "this path has a NUL in it", place=Place(quoted(str(path))), hint="give the path of a file"
        ) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise SourceError("changed while it was read", place=Place(str(path)), hint="run the command again")
    return data


def open_regular_file(path: Path) -> BufferedReader:
    """Open a file for reading; opening never waits, whatever has its name.

    Raises:
        SourceError: Not a regular file.
        OSError: It cannot be opened.
    """
    # Looked at before it is opened: opening a device can already do something.
    _refuse_irregular(path, path.stat().st_mode)
    # O_NONBLOCK: should a FIFO have taken its place since, opening it must not wait for a writer.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    file = os.fdopen(os.open(path, flags), "rb")
    try:
        _refuse_irregular(path, os.fstat(file.fileno()).st_mode)
    except SourceError:
        file.close()
        raise
    return file


def read_note(path: Path, max_bytes: int = MOST_NOTE_BYTES) -> bytes:
    """Read a small file that the program wrote, and that is only missed where it cannot be read.

    Raises:
        OSError: It is not there, not a regular file, too long, changes while it is read, or cannot be read.
    """
    try:
        return read_regular_file(path, max_bytes)
    except (SourceError, StorageError) as error:
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from None
        raise OSError(errno.EINVAL, error.what, str(path)) from error


def too_long(path: str, max_bytes: int) -> SourceError:
    """Return the error for a file of more than ``max_bytes`` bytes."""
    what = f"is longer than {max_bytes // 1_000_000} MB"
    return SourceError(what, place=Place(path), hint="split it into several files")


def _refuse_irregular(path: Path, mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    kind = next((name for test, name in _KINDS if test(mode)), "something else")
    raise SourceError(f"is {kind}, not a regular file", place=Place(str(path)), hint="give the path of a text file")
