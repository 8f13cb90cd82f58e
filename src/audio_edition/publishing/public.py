"""What of ``audio/`` is public: one answer for ``serve`` and ``publish``.

Enters: the folder ``audio``. Leaves: the feed, the index page, the publication's cover, and of every edition that is
no draft its manifest and the files that the manifest lists, each open or with size and digest. Refuses: everything else
(``NotPublicError``); a manifest that cannot be read (``EditionError``, for that edition alone); a file that is not what
its manifest says (``EditionError``).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from audio_edition.edition.manifest import (
    MANIFEST_NAME,
    MOST_MANIFEST_BYTES,
    EditionError,
    parse_edition,
)
from audio_edition.errors import AudioEditionError, Place, StorageError
from audio_edition.publication.slug import is_slug
from audio_edition.publishing.opened import OpenFolder, plain_name

FEED, INDEX, COVER = "feed.xml", "index.html", "cover.jpg"
TOP_FILES = (FEED, INDEX, COVER)
"""Of the publication, directly in ``audio/``."""
_MOST_TRIES = 4
"""An edition may be replaced while it is being opened."""
_CHUNK = 1 << 20


class NotPublicError(StorageError):
    """There is nothing public of this name."""


class PublicFile(Struct, frozen=True):
    """A file that listeners may have."""

    name: str
    """Below ``audio/``, with slashes: ``harbour/harbour.mp3``."""
    bytes: int
    sha256: str


class OpenPublicFile(Struct, frozen=True):
    """The same, open."""

    entry: PublicFile
    file: BinaryIO
    modified_s: int
    """When it was written, by the file system, in whole seconds."""


class PublicFiles(Struct, frozen=True):
    """All of them."""

    files: Mapping[str, PublicFile]
    """By name, sorted."""
    errors: tuple[AudioEditionError, ...]
    """Of editions that cannot be given out, each naming its manifest or its file."""
    broken: frozenset[str]
    """Slugs of those editions."""


class PublicFolder:
    """The public part of ``audio/``. May be used by several threads.

    Args:
        audio: The folder.
        former: Tells which slugs editions had before, each with the present one. Under a former name the MP3 of the
            present one is given out, and nothing else: what may lie there still is older.
    """

    def __init__(self, audio: Path, former: Callable[[], Mapping[str, str]] = dict) -> None:
        self.audio = audio
        self.former = former
        self._listings: dict[str, tuple[tuple[int, ...], Mapping[str, PublicFile]]] = {}
        self._verified: dict[str, tuple[tuple[int, ...], str]] = {}

    def all(self) -> PublicFiles:
        """Everything that is public now."""
        found: dict[str, PublicFile] = {}
        errors: list[AudioEditionError] = []
        broken: set[str] = set()
        former = self.former()
        for name in self._names():
            if name in former:
                continue
            try:
                if name in TOP_FILES:
                    with self.open(name) as opened:
                        found[name] = opened.entry
                elif is_slug(name):
                    found.update({entry.name: entry for entry in self.edition(name).values()})
            except NotPublicError:
                continue
            except AudioEditionError as error:
                errors.append(error)
                broken.add(name)
        return PublicFiles(dict(sorted(found.items())), tuple(errors), frozenset(broken))

    def edition(self, slug: str) -> Mapping[str, PublicFile]:
        """The files of an edition by their names in its folder; none of a draft.

        Raises:
            NotPublicError: There is no such edition.
            EditionError: Its manifest cannot be read.
        """
        if slug in self.former():
            raise NotPublicError("has another name now", place=Place(slug))
        with self._edition_folder(slug) as folder:
            return self._listing(folder, slug)

    @contextmanager
    def open(self, name: str) -> Iterator[OpenPublicFile]:
        """Open a public file.

        Args:
            name: As in ``PublicFile``.

        Raises:
            NotPublicError: Nothing public has this name.
            EditionError: The manifest of its edition cannot be read, or the file is not the one it lists.
        """
        opened = self._open(name)
        with opened.file:
            yield opened

    def _names(self) -> list[str]:
        try:
            with OpenFolder(self.audio) as audio:
                return audio.names()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StorageError(f"cannot be listed: {error.strerror}", place=Place(str(self.audio))) from error

    def _open(self, name: str) -> OpenPublicFile:
        slug, _, inner = name.partition("/")
        if not inner:
            return self._open_top(name)
        if (now := self.former().get(slug)) is not None:
            if inner != f"{slug}.mp3":
                raise NotPublicError("is not public", place=Place(name))
            slug, inner, name = now, f"{now}.mp3", f"{now}/{now}.mp3"
        for _ in range(_MOST_TRIES):
            with self._edition_folder(slug) as folder:
                entry = self._listing(folder, slug).get(inner)
                if entry is None:
                    raise NotPublicError("is not public", place=Place(name))
                try:
                    file = folder.file(inner.split("/"))
                except FileNotFoundError:
                    continue  # its folder was replaced, and removed, since it was opened
                except OSError as error:
                    raise _unlike(self.audio / name, error.strerror) from error
            found = os.fstat(file.fileno())
            if found.st_size == entry.bytes and self._digest(name, file, found) == entry.sha256:
                return OpenPublicFile(entry, file, int(found.st_mtime))
            file.close()
        raise _unlike(self.audio / name, "it is missing, or has other content")

    def _open_top(self, name: str) -> OpenPublicFile:
        if name not in TOP_FILES:
            raise NotPublicError("is not public", place=Place(name))
        try:
            with OpenFolder(self.audio) as audio:
                file = audio.file((name,))
        except FileNotFoundError as error:
            raise NotPublicError("is not there", place=Place(str(self.audio / name))) from error
        except OSError as error:
            what = f"cannot be given out: {error.strerror}"
            raise StorageError(what, place=Place(str(self.audio / name)), hint="put a regular file there") from error
        found = os.fstat(file.fileno())
        entry = PublicFile(name, found.st_size, self._digest(name, file, found))
        return OpenPublicFile(entry, file, int(found.st_mtime))

    @contextmanager
    def _edition_folder(self, slug: str) -> Iterator[OpenFolder]:
        if not is_slug(slug):
            raise NotPublicError("is not public", place=Place(slug))
        try:
            with OpenFolder(self.audio) as audio:
                folder = audio.folder(slug)
        except OSError as error:
            raise NotPublicError("there is no edition of this name", place=Place(str(self.audio / slug))) from error
        with folder:
            yield folder

    def _listing(self, folder: OpenFolder, slug: str) -> Mapping[str, PublicFile]:
        path = folder.path / MANIFEST_NAME
        try:
            with folder.file((MANIFEST_NAME,)) as file:
                stamp = _stamp(os.fstat(file.fileno()))
                known = self._listings.get(slug)
                if known is not None and known[0] == stamp:
                    return known[1]
                data = file.read(MOST_MANIFEST_BYTES + 1)
        except FileNotFoundError as error:
            raise NotPublicError("there is no edition here", place=Place(str(path))) from error
        except OSError as error:
            raise EditionError(f"the manifest cannot be read: {error.strerror}", place=Place(str(path))) from error
        listing = _listed(slug, data, path)
        self._listings[slug] = stamp, listing
        return listing

    def _digest(self, name: str, file: BinaryIO, found: os.stat_result) -> str:
        """Of the content; computed once for as long as the file is the same by its inode, size and times."""
        stamp = _stamp(found)
        known = self._verified.get(name)
        if known is None or known[0] != stamp:
            digest = hashlib.sha256()
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
            file.seek(0)
            known = self._verified[name] = stamp, digest.hexdigest()
        return known[1]


def _listed(slug: str, data: bytes, path: Path) -> Mapping[str, PublicFile]:
    edition = parse_edition(data, path)
    if getattr(edition, "draft", False):
        return {}
    for entry in edition.files:
        if not all(plain_name(part) for part in entry.name.split("/")):
            what = f"the manifest lists {entry.name!r}, which is not a name that can be given out"
            raise EditionError(what, place=Place(str(path)), hint="build the edition again")
    own = PublicFile(f"{slug}/{MANIFEST_NAME}", len(data), hashlib.sha256(data).hexdigest())
    files = {entry.name: PublicFile(f"{slug}/{entry.name}", entry.bytes, entry.sha256) for entry in edition.files}
    return {MANIFEST_NAME: own, **files}


def _stamp(found: os.stat_result) -> tuple[int, ...]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _unlike(path: Path, why: str | None) -> EditionError:
    hint = "build the edition again; it is not given out until then"
    return EditionError(f"is not the file that its manifest lists: {why}", place=Place(str(path)), hint=hint)
