"""``publish.json``: what earlier runs of ``publish`` wrote to a target.

Enters: the bytes of the file. Leaves: a ``Record``. Refuses: one that is damaged or of an unknown version
(``StorageError``): without it nobody knows which files may be removed.

The format, schema 1. UTF-8, sorted, without clock or host::

    {
      "schema": 1,
      "files": [{"name": "harbour/harbour.mp3", "bytes": 211707, "sha256": "be80..."}],
      "writing": ["harbour/harbour.mp3"],              being written by a run that has not ended
      "episodes": {"GUID": ["quay/quay.mp3", "harbour/harbour.mp3"]}    every name of an enclosure, the last first
    }
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from audio_edition.errors import Place, StorageError
from audio_edition.publishing.opened import plain_name

RECORD_NAME = "publish.json"
SCHEMA = 1


class Written(Struct, frozen=True, forbid_unknown_fields=True):
    """A file that was written."""

    name: str
    bytes: Annotated[int, Meta(ge=0)]
    sha256: str


class Record(Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of a target."""

    schema: int = SCHEMA
    files: tuple[Written, ...] = ()
    writing: tuple[str, ...] = ()
    episodes: dict[str, tuple[str, ...]] = {}

    @property
    def by_name(self) -> dict[str, Written]:
        """The files whose content is known."""
        return {file.name: file for file in self.files if file.name not in self.writing}

    @property
    def ours(self) -> frozenset[str]:
        """Every name that ``publish`` may replace or remove."""
        return frozenset({*self.writing, *(file.name for file in self.files)})


def parse_record(data: bytes | None, target: str) -> Record:
    """Read a record; an empty one where there is none yet.

    Args:
        data: The file; ``None``: there is none.
        target: For the message.

    Raises:
        StorageError: It is damaged, of an unknown version, or names a file outside of the target.
    """
    if data is None:
        return Record()
    place = Place(f"{target}/{RECORD_NAME}")
    hint = "nothing was changed; put the file back from a copy, or publish to another target"
    try:
        record = msgspec.json.decode(data, type=Record)
    except (ValueError, RecursionError) as error:
        raise StorageError(f"is damaged: {error}", place=place, hint=hint) from error
    if record.schema != SCHEMA:
        raise StorageError(f"is of version {record.schema}; this program knows {SCHEMA}", place=place, hint=hint)
    for name in record.ours:
        if name == RECORD_NAME or not all(map(plain_name, name.split("/"))):
            raise StorageError(f"names {name!r}, which nobody published", place=place, hint=hint)
    return record


def write_record(record: Record) -> bytes:
    """The file as it is written."""
    ordered = msgspec.structs.replace(
        record,
        files=tuple(sorted(record.files, key=lambda file: file.name)),
        writing=tuple(sorted(record.writing)),
        episodes=dict(sorted(record.episodes.items())),
    )
    return msgspec.json.format(msgspec.json.encode(ordered), indent=1) + b"\n"
