"""An edition is published whole or not at all.

Enters: a folder being filled under ``audio/.store/staging``. Leaves: that folder in the place of the last edition, by
one rename. Refuses: a file where the edition's folder should be.

On Linux and macOS the two folders change places in one system call, so that at every moment, whatever kills the
process, the published edition is wholly the old or wholly the new one. Where the system cannot do that (Windows, some
network drives), the old folder is set aside first and put back if the second rename fails. Where folders cannot be
moved at all (a mount point, a store on another disk, some layered file systems), the files are replaced one by one,
each whole, the manifest last.

Somebody's own files in the folder are never rewritten: they are linked into the new folder, or moved, and what is put
there while a build runs is moved after it.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from audio_edition.edition.manifest import MANIFEST_NAME, read_edition
from audio_edition.errors import Place, StorageError
from audio_edition.store.folder import clear_away, flush_folder, keep_mode, storage_error, write_new
from audio_edition.store.links import is_link, open_new

_ASIDE = "aside"
_CANNOT_MOVE = (errno.EXDEV, errno.EBUSY, errno.EINVAL, errno.ENOTSUP)
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # Source: renameat2(2)
_RENAME_SWAP = 2  # Source: macOS, sys/stdio.h


class Staging:
    """The next edition of one slug while it is being written.

    Args:
        store_root: ``audio/.store``; on the same file system as the edition.
        target: ``audio/<slug>``.
    """

    def __init__(self, store_root: Path, target: Path) -> None:
        self.target = target
        self._store_root = store_root
        self.folder = store_root / "staging" / target.name

    def __enter__(self) -> Staging:
        if self.target.exists() and not self.target.is_dir():
            raise StorageError(
                "a file stands where the edition's folder should be",
                place=Place(str(self.target)),
                hint="move it away, or give the script another slug",
            )
        self.discard()
        try:
            self.folder.mkdir(parents=True)
        except OSError as error:
            raise storage_error(error, self.folder) from error
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    def discard(self) -> None:
        """Remove what is staged, or what an interrupted build left behind."""
        clear_away(self.folder)

    def write(self, name: str, data: bytes) -> None:
        """Write a small file whole, on the disk.

        Raises:
            StorageError: It cannot be written.
        """
        try:
            write_new(self.folder / name, data)
        except OSError as error:
            raise storage_error(error, self.folder / name) from error

    def publish(self, ours: frozenset[str]) -> None:
        """Put the staged folder in the place of the published one.

        Args:
            ours: Names an edition consists of; everything else in the published folder is somebody's, and stays.

        Raises:
            StorageError: It could not be done; the published edition is as it was.
        """
        try:
            try:
                self._move_into_place(ours)
            except OSError as error:
                if error.errno not in _CANNOT_MOVE:
                    raise
                self._replace_files(ours)
            flush_folder(self.target.parent)
        except OSError as error:
            raise storage_error(error, self.target) from error

    def _move_into_place(self, ours: frozenset[str]) -> None:
        if not self.target.is_dir():
            self.target.parent.mkdir(parents=True, exist_ok=True)
            self.folder.rename(self.target)
            return
        _copy_attributes(self.target, self.folder)
        for path in self.folder.iterdir():
            keep_mode(path, self.target / path.name)
        _link_own_files(self.target, self.folder, ours)
        flush_folder(self.folder)
        _exchange(self.folder, self.target, self._store_root / _ASIDE / self.target.name)
        _move_late_files(self.folder, self.target, ours)

    def _replace_files(self, ours: frozenset[str]) -> None:
        """File by file, the manifest last: not all at once, but each of them whole."""
        self.target.mkdir(parents=True, exist_ok=True)
        staged = sorted((path for path in self.folder.iterdir() if path.name in ours), key=_manifest_last)
        for path in staged:
            partial = self.target / f".{path.name}.partial"
            with path.open("rb") as source, open_new(partial) as copy:
                shutil.copyfileobj(source, copy)
                copy.flush()
                os.fsync(copy.fileno())
            keep_mode(partial, self.target / path.name)
            partial.replace(self.target / path.name)
        flush_folder(self.target)
        for name in ours - {path.name for path in staged}:
            (self.target / name).unlink(missing_ok=True)


def _manifest_last(path: Path) -> tuple[bool, str]:
    return path.name == MANIFEST_NAME, path.name


def _copy_attributes(source: Path, target: Path) -> None:
    """Mode, group and extended attributes of the folder stay what somebody made them."""
    with suppress(OSError):
        shutil.copymode(source, target)
    if hasattr(os, "chown"):
        owner = source.stat()
        with suppress(OSError):
            os.chown(target, owner.st_uid, owner.st_gid)
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(source):
                os.setxattr(target, name, os.getxattr(source, name))


def _link_own_files(source: Path, target: Path, ours: frozenset[str] = frozenset()) -> None:
    """Bring somebody's own files along as links to the same data; copies on the disk where there are no links."""
    for entry in source.iterdir():
        there = target / entry.name
        if entry.name in ours or os.path.lexists(there):
            continue
        if entry.is_dir() and not is_link(entry):
            there.mkdir()
            _copy_attributes(entry, there)
            _link_own_files(entry, there)
            flush_folder(there)
            continue
        try:
            os.link(entry, there, follow_symlinks=False)
        except (OSError, NotImplementedError):
            shutil.copy2(entry, there, follow_symlinks=False)
            if entry.is_file() and not is_link(entry):
                _flush_file(there)


def _move_late_files(old: Path, published: Path, ours: frozenset[str] = frozenset()) -> None:
    """Move what somebody put into the folder after its files were linked; called with the old folder."""
    for entry in old.iterdir():
        there = published / entry.name
        if entry.name in ours:
            continue
        if not os.path.lexists(there):
            entry.rename(there)
        elif entry.is_dir() and there.is_dir() and not is_link(entry):
            _move_late_files(entry, there)


def _exchange(new: Path, published: Path, aside: Path) -> None:
    """Let two folders change places; afterwards ``new`` is the old edition."""
    if _exchange_at_once(new, published):
        return
    clear_away(aside)
    aside.parent.mkdir(parents=True, exist_ok=True)
    published.rename(aside)
    try:
        new.rename(published)
    except BaseException:
        _put_back(aside, published)
        raise
    aside.rename(new)


def put_back_last_edition(store_root: Path, target: Path) -> None:
    """Publish again what a killed build had set aside, where the system could not exchange folders at once.

    Args:
        store_root: ``audio/.store``.
        target: ``audio/<slug>``.

    Raises:
        StorageError: It cannot be put back.
    """
    try:
        _put_back(store_root / _ASIDE / target.name, target)
    except OSError as error:
        raise storage_error(error, target) from error


def _put_back(aside: Path, published: Path) -> None:
    if not aside.is_dir():
        return
    if published.exists():
        _move_late_files(aside, published, _listed(aside) | _listed(published))
        clear_away(aside)
    else:
        aside.rename(published)


def _listed(folder: Path) -> frozenset[str]:
    """Names of an edition's own files, as its manifest lists them; of one that cannot be read, all of them."""
    try:
        edition = read_edition(folder / MANIFEST_NAME)
    except StorageError:
        return frozenset(path.name for path in folder.iterdir())
    return frozenset({MANIFEST_NAME, *(file.name for file in edition.files)}) if edition else frozenset({MANIFEST_NAME})


def _exchange_at_once(new: Path, published: Path) -> bool:
    """Exchange two paths in one system call; False where the system or the file system has none."""
    one, other = os.fsencode(new), os.fsencode(published)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform.startswith("linux"):
            return bool(libc.renameat2(_AT_FDCWD, one, _AT_FDCWD, other, ctypes.c_uint(_RENAME_EXCHANGE)) == 0)
        if sys.platform == "darwin":
            return bool(libc.renamex_np(one, other, ctypes.c_uint(_RENAME_SWAP)) == 0)
    except (OSError, AttributeError, TypeError):
        return False
    return False


def _flush_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
