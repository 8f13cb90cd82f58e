"""Folders and files below ``audio/``, opened without ever following a link.

Enters: a folder, then names one level at a time. Leaves: an open folder or an open regular file. Refuses: links,
junctions, FIFOs, devices, sockets, and names that are more than one level (``OSError``).

A folder that is open stays the same folder while another takes its name, so that a manifest and a file read through it
belong to the same edition (``making.staging`` exchanges whole folders). Windows cannot do that; there every level is
looked at before it is opened.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

_BY_DESCRIPTOR = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = _READ | getattr(os, "O_DIRECTORY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
"""Opening a FIFO must not wait for its writer."""


class OpenFolder:
    """A folder; a context manager.

    Args:
        path: Of the folder; itself it may be a link.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = os.open(path, _FOLDER) if _BY_DESCRIPTOR else -1

    def __enter__(self) -> OpenFolder:
        return self

    def __exit__(self, *_: object) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def folder(self, name: str) -> OpenFolder:
        """Open a folder in this one."""
        path = self.path / _one_level(name)
        inner = OpenFolder.__new__(OpenFolder)
        inner.path = path
        inner._descriptor = -1
        if _BY_DESCRIPTOR:
            inner._descriptor = os.open(name, _FOLDER | _NO_LINK, dir_fd=self._descriptor)
        else:
            _look_at(path, stat.S_ISDIR)
        return inner

    def file(self, names: Sequence[str]) -> BinaryIO:
        """Open a regular file in this folder, or in folders below it."""
        first, *more = names
        if more:
            with self.folder(first) as inner:
                return inner.file(more)
        path = self.path / _one_level(first)
        if _BY_DESCRIPTOR:
            # Looked at first: opening a device can already do something.
            _check(os.stat(first, dir_fd=self._descriptor, follow_symlinks=False), stat.S_ISREG, path)
            descriptor = os.open(first, _READ | _NO_LINK | _NO_WAIT, dir_fd=self._descriptor)
        else:
            _look_at(path, stat.S_ISREG)
            descriptor = os.open(path, _READ | _NO_WAIT)
        file = os.fdopen(descriptor, "rb")
        try:
            _check(os.fstat(descriptor), stat.S_ISREG, path)
        except OSError:
            file.close()
            raise
        return file

    def names(self) -> list[str]:
        """Everything in it, sorted."""
        with os.scandir(self._descriptor if self._descriptor >= 0 else self.path) as entries:
            return sorted(entry.name for entry in entries)


def plain_name(name: str) -> bool:
    """Whether a name is one level, visible, and the same everywhere: no separator, drive, control character or dot."""
    return bool(name) and name.isprintable() and not name.startswith(".") and not set(name) & set('/\\:*?"<>|')


def _one_level(name: str) -> str:
    if not plain_name(name):
        raise OSError(errno.ENOENT, "not the name of a public file", name)
    return name


def _look_at(path: Path, wanted: object) -> None:
    _check(path.lstat(), wanted, path)


def _check(found: os.stat_result, wanted: object, path: Path) -> None:
    junction = getattr(found, "st_file_attributes", 0) & stat.FILE_ATTRIBUTE_REPARSE_POINT
    if junction or not callable(wanted) or not wanted(found.st_mode):
        raise OSError(errno.ELOOP, "is a link, or neither a regular file nor a folder", str(path))
