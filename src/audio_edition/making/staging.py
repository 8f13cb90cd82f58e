"""An edition is published whole or not at all.

Enters: a folder being filled under ``audio/.store/staging``. Leaves: that folder in the place of the last edition, by
one rename. Refuses: a file where the edition's folder should be.

On Linux and macOS the two folders change places in one system call, so that at every moment, whatever kills the
process, the published edition is wholly the old or wholly the new one. Where the system cannot do that (Windows, some
network drives), the old folder is set aside first and put back if the second rename fails.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from audio_edition.errors import Place, StorageError
from audio_edition.store.folder import clear_away, storage_error

_ASIDE = ".aside"
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
            with (self.folder / name).open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
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
            if self.target.is_dir():
                _carry_over(self.target, self.folder, ours)
                _exchange(self.folder, self.target)
            else:
                self.target.parent.mkdir(parents=True, exist_ok=True)
                self.folder.rename(self.target)
            flush_folder(self.target.parent)
        except OSError as error:
            raise storage_error(error, self.target) from error


def _carry_over(source: Path, target: Path, ours: frozenset[str]) -> None:
    """Bring somebody's own files along, as links where the file system has them."""
    for entry in source.iterdir():
        if entry.name in ours or (target / entry.name).exists():
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, target / entry.name, symlinks=True)
        else:
            try:
                os.link(entry, target / entry.name, follow_symlinks=False)
            except (OSError, NotImplementedError):
                shutil.copy2(entry, target / entry.name, follow_symlinks=False)


def _exchange(new: Path, published: Path) -> None:
    """Let two folders change places; afterwards ``new`` is the old edition."""
    if _exchange_at_once(new, published):
        return
    aside = new.with_name(f"{new.name}{_ASIDE}")
    clear_away(aside)
    try:
        published.rename(aside)
        new.rename(published)
    finally:
        _put_back(aside, published)


def put_back_last_edition(store_root: Path, target: Path) -> None:
    """Publish again what a killed build had set aside, where the system could not exchange folders at once.

    Args:
        store_root: ``audio/.store``.
        target: ``audio/<slug>``.

    Raises:
        StorageError: It cannot be put back.
    """
    try:
        _put_back(store_root / "staging" / f"{target.name}{_ASIDE}", target)
    except OSError as error:
        raise storage_error(error, target) from error


def _put_back(aside: Path, published: Path) -> None:
    if not aside.is_dir():
        return
    if published.exists():
        clear_away(aside)
    else:
        aside.rename(published)


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


def flush_folder(folder: Path) -> None:
    """Make a rename survive a power cut; where folders cannot be opened, the system does as it likes."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
