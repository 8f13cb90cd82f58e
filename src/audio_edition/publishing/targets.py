"""Where ``publish`` writes: a folder of this machine. ``remote`` has the same for everything with an address.

Enters: names and content. Leaves: files that are there whole or not at all. Refuses: what the disk refuses
(``StorageError``).
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from audio_edition.store.folder import storage_error
from audio_edition.text.regular_file import read_note

_MOST_READ_BYTES = 64 << 20

_PARTIAL = ".partial"


def partial_name(name: str) -> str:
    """Under which a file is written before it is moved to its place: hidden, in the same folder, always the same."""
    folder, slash, last = name.rpartition("/")
    return f"{folder}{slash}.{last}{_PARTIAL}"


class Target(Protocol):
    """Files by name, with slashes, below one place."""

    @property
    def shown(self) -> str:
        """The place for a person, without passwords."""

    def sizes(self) -> dict[str, int]:
        """Every file there, hidden ones too; none where the place does not exist yet."""

    def read(self, name: str) -> bytes | None:
        """A small file, or ``None``."""

    def write(self, name: str, content: BinaryIO, size: int) -> None:
        """Write a file under its partial name, see that it is whole, and move it to its place."""

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""


class FolderTarget:
    """A folder of this machine.

    Args:
        root: Made when something is written.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.shown = str(root)

    def sizes(self) -> dict[str, int]:
        """Every regular file there."""
        found: dict[str, int] = {}
        try:
            for folder, _, names in os.walk(self.root, onerror=_raise):
                for name in names:
                    path = Path(folder, name)
                    found[path.relative_to(self.root).as_posix()] = path.lstat().st_size
        except FileNotFoundError:
            return found
        except OSError as error:
            raise storage_error(error, self.root) from error
        return found

    def read(self, name: str) -> bytes | None:
        """A small file."""
        try:
            return read_note(self.root / name, _MOST_READ_BYTES)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise storage_error(error, self.root / name) from error

    def write(self, name: str, content: BinaryIO, size: int) -> None:
        """Flushed to the disk, then renamed."""
        target, partial = self.root / name, self.root / partial_name(name)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with partial.open("wb") as file:
                    shutil.copyfileobj(content, file, 1 << 20)
                    file.flush()
                    os.fsync(file.fileno())
                partial.replace(target)
            except BaseException:
                with suppress(OSError):
                    partial.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise storage_error(error, target) from error

    def remove(self, name: str) -> None:
        """And the folders that are empty then."""
        path = self.root / name
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise storage_error(error, path) from error
        for parent in path.parents:
            if parent == self.root:
                break
            with suppress(OSError):
                parent.rmdir()


def target_of(address: str) -> Target:
    """The target that an argument means: a folder, or with ``://`` in it, what fsspec has for that.

    Raises:
        AudioEditionError: Its packages are not installed, or it cannot be reached.
    """
    if "://" not in address:
        return FolderTarget(Path(address))
    from audio_edition.publishing.remote import RemoteTarget

    return RemoteTarget(address)


def _raise(error: OSError) -> None:
    raise error
