"""A publication may come from somebody else: nothing of ours is written through a link that lies in it.

Enters: a folder and paths below it. Refuses: links and junctions on the way to any of them (``StorageError``), before
anything is written or removed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from audio_edition.errors import Place, SourceError, StorageError

_STORE_FOLDERS = ("objects", "objects/clip", "objects/segment", "partial", "staging", "aside", "locks", "notes")


def is_link(path: Path) -> bool:
    """Whether a path itself is a symbolic link, or on Windows a junction."""
    try:
        found = path.lstat()
    except OSError:
        return False
    # Source: Microsoft, Reparse Point Tags: IO_REPARSE_TAG_MOUNT_POINT is a junction.
    return stat.S_ISLNK(found.st_mode) or getattr(found, "st_reparse_tag", 0) == 0xA0000003


def refuse_links(audio: Path, slug: str = "") -> None:
    """Refuse to work in an ``audio`` folder that is a link, or in which something of ours is one.

    Args:
        audio: Of the publication.
        slug: Of the edition that is about to be built; or empty.

    Raises:
        StorageError: A link stands where a folder of ours should be.
    """
    store = audio / ".store"
    _refuse((audio, audio / slug, store, *(store / name for name in _STORE_FOLDERS), store / "staging" / slug))
    for kind in ("clip", "segment"):
        try:
            with os.scandir(store / "objects" / kind) as entries:
                _refuse(Path(entry.path) for entry in entries if not entry.is_dir(follow_symlinks=False))
        except FileNotFoundError:
            continue
        except OSError as error:
            raise StorageError(f"cannot be listed: {error.strerror}", place=Place(str(store / "objects"))) from error


def refuse_link(path: Path) -> None:
    """Refuse to write where a link stands.

    Raises:
        StorageError: It is a link.
    """
    _refuse((path,))


def open_new(path: Path) -> BinaryIO:
    """Open a file for writing that is not there yet; what a killed build left under its name, or a link, is removed.

    Raises:
        OSError: It cannot be made.
    """
    path.unlink(missing_ok=True)
    return path.open("xb")


def refuse_outside(path: Path, folder: Path) -> None:
    """Refuse a file of a publication that lies outside of it, or is a link to there.

    Args:
        path: The file; it need not be there.
        folder: The publication.

    Raises:
        SourceError: It leads out of the folder.
    """
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            is_there = Path(os.path.normpath(path.absolute())).is_relative_to(os.path.normpath(folder.absolute()))
            what = "is a link to outside of the publication" if is_there else "lies outside of the publication"
            raise SourceError(what, place=Place(str(path)), hint="put the file itself there")
    except (OSError, RuntimeError, ValueError):
        return  # whoever reads it says what is wrong with it


def refuse_links_on_the_way(path: Path, folder: Path) -> None:
    """Refuse to write into a folder below a publication where it, or one above it, is a link.

    Raises:
        StorageError: A link stands where a folder of ours should be.
    """
    _refuse(part for part in (path, *path.parents) if part != folder and part.is_relative_to(folder))


def _refuse(paths: Iterable[Path]) -> None:
    for path in paths:
        if is_link(path):
            raise StorageError(
                "is a link, and nothing is written through links that lie in a publication",
                place=Place(str(path)),
                hint="remove the link, or put a real folder in its place; nothing was changed",
            )
