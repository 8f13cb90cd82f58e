"""The last answer to "what would this edition be?", as long as nothing it was made from has changed.

Enters: a request, and what was noted when the edition was last built. Leaves: the edition, or ``None`` when in doubt:
whatever cannot be read, compared or trusted means that the build asks ``making.expected`` again.

An answer is remembered together with a digest of every file and package that went into it, and only where nothing else
went into it: every voice of the edition must be one whose sound depends on installed packages alone. As in git's index,
a published file whose size, time and inode are those noted is taken to be the file noted. Notes are part of the store,
never of an edition.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

import audio_edition
from audio_edition.edition.manifest import MANIFEST_NAME, EditionCover
from audio_edition.store.folder import write_note
from audio_edition.store.locks import leftovers
from audio_edition.text.pattern import pattern
from audio_edition.text.regular_file import open_regular_file, read_note

if TYPE_CHECKING:
    from audio_edition.making.request import BuildRequest, BuildResult
    from audio_edition.publication.settings import Settings

_SCHEMA = 3
_VERSION_LINE = pattern(r"^Version: (\S+)$", re.MULTILINE)
_MOST_INPUT_BYTES = 256 << 20
"""More than any file that a build accepts."""
_WITHOUT_OUTSIDE_INPUTS = ("espeak", "gtts")
"""Engines whose sound depends on installed packages alone; others may depend on programs and files we cannot see."""
_PACKAGES = ("av", "espeakng-loader", "gTTS", "lameenc", "mutagen", "pydub", "sentencex", "soxr")

_PROGRAM_FILES = (".py", ".js", ".css", ".ttf", ".json")


class UpToDateEdition(Struct, frozen=True):
    """An edition that is as its script says."""

    slug: str
    mp3: Path
    duration_ms: int


def remembered_edition(root: Path, request: BuildRequest) -> UpToDateEdition | None:
    """The edition of a script, if nothing it is made of has changed since it was built."""
    try:
        note = json.loads(read_note(_path(root, request)))
        folder = root / "audio" / str(note["slug"])
        if any(_stat(folder / name) != noted for name, noted in note["files"].items()):
            return None
        if note["inputs"] != _inputs(root, request, list(map(str, note["beside"]))):
            return None
        if leftovers(root / "audio" / ".store"):
            return None  # of a build that was killed: the next one tidies up, also where it has nothing else to do
        return UpToDateEdition(str(note["slug"]), folder / f"{note['slug']}.mp3", int(note["duration_ms"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def remember(root: Path, request: BuildRequest, result: BuildResult, inputs: str) -> None:
    """Note what an edition was made of; a note that cannot be written is only missed.

    Args:
        root: Of the publication.
        request: As built.
        result: Built or unchanged.
        inputs: What ``inputs_digest`` gave before the script was read: a file saved meanwhile is not vouched for.
    """
    path = _path(root, request)
    edition = result.edition
    lacks_font = edition is not None and isinstance(edition.cover, EditionCover) and bool(edition.cover.lacking)
    if (
        not inputs
        or edition is None
        or lacks_font
        or not all(_depends_on_packages_alone(voice.name) for voice in edition.voices)
    ):
        with suppress(OSError):
            path.unlink(missing_ok=True)
        return
    names = [MANIFEST_NAME, *(file.name for file in edition.files)]
    with suppress(OSError):
        note = {
            "slug": result.slug,
            "beside": _named_files(result.read.article.settings),
            "inputs": inputs,
            "files": {name: _stat(result.mp3.with_name(name)) for name in names},
            "duration_ms": edition.duration_ms,
        }
        write_note(root / "audio" / ".store", path, json.dumps(note).encode())


def _named_files(settings: Settings) -> list[str]:
    """Files that the settings name, relative to ``script``."""
    return [name for name in (settings.cover, settings.opening_sound, settings.closing_sound) if name]


def _depends_on_packages_alone(voice: str) -> bool:
    return voice.partition(":")[0] in _WITHOUT_OUTSIDE_INPUTS


def inputs_digest(root: Path, request: BuildRequest) -> str:
    """Digest of everything a build of this script would read; files named in settings are taken from the last note.

    Empty where that cannot be said.
    """
    try:
        beside = list(map(str, json.loads(read_note(_path(root, request)))["beside"]))
    except (OSError, ValueError, KeyError, TypeError):
        beside = []
    try:
        return _inputs(root, request, beside)
    except OSError:
        return ""


def _inputs(root: Path, request: BuildRequest, beside: list[str]) -> str:
    digest = hashlib.sha256()
    parts: list[Any] = [_SCHEMA, program_digest(), _package_versions(), request.voice, request.encoding, beside]
    digest.update(json.dumps(parts).encode())
    folder = root / "script"
    paths = [request.script, folder / "publication.toml", folder / "lexicon.toml"]
    paths += [folder / name for name in beside]
    for path in paths:
        if path.is_file():
            with open_regular_file(path) as file:
                if os.fstat(file.fileno()).st_size > _MOST_INPUT_BYTES:
                    raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
                digest.update(hashlib.file_digest(file, "sha256").digest())
        else:
            digest.update(b"-")
    return digest.hexdigest()


@cache
def program_digest() -> str:
    """Digest of this program: its version, and every file of it by size and time, as a working copy may change."""
    stats = sorted(_program_files(Path(audio_edition.__file__).parent))
    return hashlib.sha256(json.dumps([audio_edition.__version__, stats]).encode()).hexdigest()


def _program_files(folder: str | Path) -> Iterator[tuple[str, int, int]]:
    """Name, size and time of every file of the program; without paths as objects, which would take most of the time."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _program_files(entry.path)
            elif entry.name.endswith(_PROGRAM_FILES):
                status = entry.stat()
                yield entry.name, status.st_size, status.st_mtime_ns


@cache
def _package_versions() -> tuple[str, ...]:
    """Asked for several times in a build, and slow to find out: the description of each package is parsed."""
    from importlib.metadata import PackageNotFoundError, distribution

    def version_of(name: str) -> str:
        try:
            found = distribution(name)
        except PackageNotFoundError:
            return ""
        # Not as mail, which the standard library takes it for: most of it is a README, and parsing that is slow.
        line = _VERSION_LINE.search(found.read_text("METADATA") or "")
        return line[1] if line else found.version

    return tuple(f"{name}={version_of(name)}" for name in _PACKAGES)


def _path(root: Path, request: BuildRequest) -> Path:
    name = hashlib.sha256(str(request.script.name).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return root / "audio" / ".store" / "notes" / f"{name}.json"


def _stat(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns, status.st_ino]
