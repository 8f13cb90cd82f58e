"""``script/editions.lock.json``: the little of each edition that must outlive a clone.

Enters: the folder ``script``, or an ``EditionsLock``. Leaves: an ``EditionsLock``, or the file, written whole or not at
all and only where it would be another. Refuses: a file that is damaged, says something twice, or is of an unknown
version (``SourceError`` with its line); it is never taken for "nothing known yet".

The file is committed like any other. In a fresh clone, where ``audio/`` is empty, an edition keeps with it its GUID (so
that it is nothing new to a subscriber), its revision, and the voice, gain and quality that were chosen once. One line
an edition, so that two people's changes can be merged::

    {
      "schema": 1,
      "podcast_guid": "9b024349-ccf0-5f69-a609-6b82873eab3c",       of the publication, set once
      "editions": {
        "harbour": {"guid": "...", "revision": 3, "sha256": "...", "note": "...", "loudness_lufs": -19.0, "quality": 7,
                    "voices": [{"name": "espeak:en-us", "gain_db": 2.5, "key": "..."}], "reason": "...",
                    "title": "...", "date": "2026-05-01", "said": "...", "former": ["quay"]}
      }
    }
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from audio_edition.errors import Place, SourceError, StorageError

LOCK_FILE = "editions.lock.json"
_SCHEMA = 1
_MOST_BYTES = 64 << 20
_HINT = "take the file from your version control; to begin anew, delete it: subscribers then get everything twice"


class LastingVoice(Struct, frozen=True, forbid_unknown_fields=True):
    """A voice that was chosen, and its gain."""

    name: str
    gain_db: float
    key: str
    """Digest of everything that changes how it sounds: with another one, the gain is measured anew."""


class LastingEdition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is kept of one edition."""

    guid: Annotated[str, Meta(min_length=1)]
    revision: Annotated[int, Meta(ge=1, lt=1 << 48)]
    sha256: str
    """Of the MP3: a clone that builds the same one builds the same revision."""
    note: str
    """Of the revision."""
    loudness_lufs: float
    quality: int = 3
    """LAME's; of entries that do not say it, 3."""
    voices: Annotated[tuple[LastingVoice, ...], Meta(min_length=1)]
    """The edition's own first."""
    reason: str = ""
    """Why that one was chosen."""
    title: str
    date: str | None = None
    said: str
    """Digest of its sentences. With title and date, what a renamed script is known by."""
    former: tuple[str, ...] = ()
    """Slugs it had before its script was renamed, the last first; left out of the file where there are none."""


class EditionsLock(Struct, frozen=True, kw_only=True):
    """All that the file says."""

    podcast_guid: str = ""
    """Empty until there is a feed."""
    editions: Mapping[str, LastingEdition] = {}
    """By slug."""

    def owner_of(self, guid: str) -> str:
        """The slug of the edition that has a GUID, or an empty string."""
        return next((slug for slug, entry in self.editions.items() if entry.guid == guid), "")

    @property
    def former_slugs(self) -> Mapping[str, str]:
        """Slugs that editions had before, and those they have now; not where another edition has the slug now."""
        return {
            former: slug
            for slug, entry in self.editions.items()
            for former in entry.former
            if former not in self.editions
        }


def voice_digest(key: Mapping[str, object]) -> str:
    """Digest of everything that changes how a voice sounds."""
    return hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()[:16]


def read_lock(folder: Path) -> EditionsLock:
    """Read what is kept; nothing where there is no such file.

    Args:
        folder: ``script``.

    Raises:
        SourceError: The file is damaged or of an unknown version.
        StorageError: It cannot be read.
    """
    from audio_edition.text.regular_file import read_regular_file

    path = folder / LOCK_FILE
    try:
        path.lstat()
    except FileNotFoundError:
        return EditionsLock()
    except OSError as error:
        raise StorageError(f"cannot be read: {error.strerror}", place=Place(str(path))) from error
    return _parse(read_regular_file(path, _MOST_BYTES), path)


def write_lock(folder: Path, lock: EditionsLock) -> bool:
    """Write what is kept, if it is not what the file says already.

    Returns:
        Whether it was written.

    Raises:
        StorageError: It could not be written; the file is as it was.
    """
    from audio_edition.store.folder import write_whole

    return write_whole(folder / LOCK_FILE, _bytes(lock))


def clear_partial(folder: Path) -> None:
    """Remove what a killed build left of the file it was writing; only while nobody else may be writing it."""
    from audio_edition.store.folder import partial_of

    with suppress(OSError):
        partial_of(folder / LOCK_FILE).unlink(missing_ok=True)


def _bytes(lock: EditionsLock) -> bytes:
    entries = ",\n".join(
        f"    {_json(slug)}: {_json(_as_written(entry))}" for slug, entry in sorted(lock.editions.items())
    )
    editions = f"{{\n{entries}\n  }}" if entries else "{}"
    guid = f'  "podcast_guid": {_json(lock.podcast_guid)},\n' if lock.podcast_guid else ""
    return f'{{\n  "schema": {_SCHEMA},\n{guid}  "editions": {editions}\n}}\n'.encode()


def _as_written(entry: LastingEdition) -> dict[str, object]:
    written: dict[str, object] = msgspec.to_builtins(entry)
    if not entry.former:
        del written["former"]
    return written


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _parse(data: bytes, path: Path) -> EditionsLock:
    try:
        text = data.decode()
        found = json.loads(text, object_pairs_hook=_without_repetition)
    except json.JSONDecodeError as error:
        raise _damaged(path, error.msg, error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise _damaged(path, str(error)) from error
    if not isinstance(found, dict) or not isinstance(found.get("schema"), int):
        raise _damaged(path, "it does not say its schema")
    if found["schema"] != _SCHEMA:
        raise SourceError(
            f"this file is of version {found['schema']}, and this program knows up to {_SCHEMA}",
            place=Place(str(path)),
            hint="use the newer version of the program that wrote it; nothing was changed",
        )
    unknown = sorted(found.keys() - {"schema", "podcast_guid", "editions"})
    editions, guid = found.get("editions"), found.get("podcast_guid", "")
    if unknown or not isinstance(editions, dict) or not isinstance(guid, str):
        raise _damaged(path, f"unknown key {unknown[0]!r}" if unknown else "editions or podcast_guid is missing")
    entries = {slug: _entry(slug, value, text, path) for slug, value in editions.items()}
    _refuse_shared_guids(entries, text, path)
    return EditionsLock(podcast_guid=guid, editions=entries)


def _entry(slug: str, value: Any, text: str, path: Path) -> LastingEdition:
    try:
        return msgspec.convert(value, type=LastingEdition)
    except msgspec.ValidationError as error:
        raise _damaged(path, f"{slug}: {error}", _line_of(slug, text)) from error


def _refuse_shared_guids(entries: Mapping[str, LastingEdition], text: str, path: Path) -> None:
    owner: dict[str, str] = {}
    for slug, entry in entries.items():
        first = owner.setdefault(entry.guid, slug)
        if first != slug:
            raise _damaged(path, f"{slug} has the GUID of {first}", _line_of(slug, text))


def _line_of(slug: str, text: str) -> int:
    start = f"{_json(slug)}:"
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.strip().startswith(start)), 0)


def _without_repetition(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for key, value in pairs:
        if key in table:
            raise ValueError(f"{key!r} stands in it twice")
        table[key] = value
    return table


def _damaged(path: Path, what: str, line: int = 0) -> SourceError:
    return SourceError(f"this file is damaged: {what}", place=Place(str(path), line), hint=_HINT)
