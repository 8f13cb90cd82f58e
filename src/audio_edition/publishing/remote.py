"""Where ``publish`` writes, through fsspec: ``s3://``, ``sftp://``, ``ftp://`` and whatever else it knows.

Enters: an address, names, content. Leaves: files that are there whole or not at all, as far as the host can do that.
Refuses: an address whose packages are not installed, naming them; what the host refuses (``StorageError``).

A file is uploaded under its partial name, its length is compared, and then it is moved. Hosts of objects (S3 and the
like) move by copying on their side; SFTP and FTP rename. Where a host does not rename onto a file that is there, that
one is removed first: for a moment the name has no file, never half of one.
"""

from __future__ import annotations

import mimetypes
import posixpath
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from audio_edition.errors import AudioEditionError, MissingExtraError, Place, StorageError
from audio_edition.publishing.replies import content_type
from audio_edition.publishing.targets import partial_name

_PASSWORD = re.compile(r"(?<=://)[^/@\s]*@")
_SPOOLED = 1 << 20


class MissingTransportError(AudioEditionError):
    """fsspec knows this kind of address, and the package it needs for it is not installed."""

    exit_code = 7


def _options(address: str) -> dict[str, object]:
    """What fsspec is told beside the address."""
    if address.partition("://")[0] in ("sftp", "ssh"):
        from audio_edition.publishing.known_hosts import KnownHosts

        return {"host_key_policy": KnownHosts()}  # it hands whatever else it is told to paramiko, which refuses it
    return {"use_listings_cache": False}


class RemoteTarget:
    """Files below an address.

    Args:
        address: As fsspec reads it; user and password may stand in it, and are never shown.

    Raises:
        MissingExtraError: fsspec is not installed.
        MissingTransportError: What fsspec needs for such an address is not installed.
        StorageError: It is no address that fsspec knows, or the host cannot be reached.
    """

    def __init__(self, address: str) -> None:
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            raise MissingExtraError("publish", "publishing to an address") from error
        self.shown = _PASSWORD.sub("", address).rstrip("/")
        try:
            with self._told(""):
                filesystem, root = url_to_fs(address, **_options(address))
        except StorageError as error:
            if isinstance(error.__cause__, ValueError):
                hint = "write it like s3://bucket/folder, sftp://user@host/folder or ftp://user@host/folder"
                raise StorageError("fsspec knows no such address", place=Place(self.shown), hint=hint) from error
            raise
        except ImportError as error:
            raise MissingTransportError(
                f"this address needs a package that is not installed: {error}",
                place=Place(self.shown),
                hint="install it with pip, then run the command again",
            ) from error
        self._files: Any = filesystem
        self._root = str(root).rstrip("/")

    def sizes(self) -> dict[str, int]:
        """Every file there."""
        self._files.invalidate_cache()
        with self._told(""):
            try:
                found = self._files.find(self._root or "/", detail=True)
            except FileNotFoundError:
                return {}
        prefix = f"{self._files._strip_protocol(self._root or '/')}".rstrip("/") + "/"
        return {
            str(path).removeprefix(prefix): int(info["size"] or 0)
            for path, info in found.items()
            if str(path).startswith(prefix)
        }

    def read(self, name: str) -> bytes | None:
        """A small file."""
        with self._told(name):
            try:
                return bytes(self._files.cat_file(self._path(name)))
            except FileNotFoundError:
                return None

    def write(self, name: str, content: BinaryIO, size: int) -> None:
        """Upload, compare the length, move."""
        partial, target = self._path(partial_name(name)), self._path(name)
        with self._told(name), tempfile.TemporaryDirectory(prefix="audio-edition-") as folder:
            # Given as a file with the right ending: from it, fsspec tells object stores the type.
            local = Path(folder, posixpath.basename(name))
            with local.open("wb") as file:
                while chunk := content.read(_SPOOLED):
                    file.write(chunk)
            mimetypes.add_type(content_type(name).partition(";")[0], local.suffix)
            self._files.makedirs(posixpath.dirname(target), exist_ok=True)
            self._files.put_file(str(local), partial)
            self._files.invalidate_cache()
            there = self._files.info(partial)["size"]
            if there != size:
                raise OSError(f"{there} of {size} bytes arrived")
            self._move(partial, target)

    def remove(self, name: str) -> None:
        """And its folder, where the host has folders and it is empty then."""
        path = self._path(name)
        with self._told(name):
            self._files.invalidate_cache()
            with suppress(FileNotFoundError):
                self._files.rm_file(path)
        folder = posixpath.dirname(path)
        if folder != self._root:
            with suppress(Exception):
                self._files.invalidate_cache()
                if not self._files.ls(folder, detail=False):
                    self._files.rmdir(folder)

    def _move(self, partial: str, target: str) -> None:
        from fsspec import AbstractFileSystem

        try:
            self._files.mv(partial, target)
        except Exception:  # every protocol has its own for a file in the way
            self._files.invalidate_cache()
            renames = type(self._files).mv is not AbstractFileSystem.mv  # else it copies, over what is there
            if not renames or not self._files.exists(target) or not self._files.exists(partial):
                raise
            self._files.rm_file(target)
            self._files.mv(partial, target)

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    @contextmanager
    def _told(self, name: str) -> Iterator[None]:
        """Turn what the host or its package says into an error of ours."""
        try:
            yield
        except (AudioEditionError, ImportError):
            raise
        except Exception as error:
            said = _PASSWORD.sub("", str(error)) or type(error).__name__
            place = Place(f"{self.shown}/{name}" if name else self.shown)
            hint = "what was finished is kept; run the command again"
            raise StorageError(f"the host refused, or cannot be reached: {said}", place=place, hint=hint) from error
