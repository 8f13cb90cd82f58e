"""What is published beside the MP3 on request: the same sound in other containers, and one MP3 for each chapter.

Enters: a described edition and its settings. Leaves: which files there will be; and the files, in a folder being
staged. Refuses: what the disk refuses; containers without their packages, before anything is spoken.

A container is encoded whole, and kept as long as the content of the edition is the same; parts are cut anew whenever
the edition is published, which copies frames and encodes nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from audio_edition.edition.manifest import Edition, EditionFile
from audio_edition.making.plan import Plan, PlannedSegment
from audio_edition.publication.settings import Settings
from audio_edition.sound.split import part_names, parts_of, playlist, playlist_name, write_parts
from audio_edition.store.folder import storage_error

if TYPE_CHECKING:
    from audio_edition.making.encoding import Encoder
    from audio_edition.making.reporter import Reporter
    from audio_edition.sound.mp3.id3 import Tag

_Read = TypeVar("_Read")
_READ_AHEAD = 2
"""Segments joined ahead of the encoders: their samples are large."""


def container_names(settings: Settings, slug: str) -> dict[str, str]:
    """File names of the containers that the settings ask for beside the MP3, by container."""
    return {name: f"{slug}.{name}" for name in settings.formats if name != "mp3"}


def large_file_names(settings: Settings, edition: Edition) -> tuple[str, ...]:
    """Files of sound beside the MP3, in the order in which the manifest lists them: containers, parts."""
    parts = part_names(edition.slug, [chapter.title for chapter in edition.chapters]) if settings.split else ()
    return (*container_names(settings, edition.slug).values(), *parts)


def small_files(settings: Settings, plan: Plan, edition: Edition) -> dict[str, bytes]:
    """Files that are made of the timeline alone: the playlist."""
    if not settings.split:
        return {}
    return {playlist_name(edition.slug): playlist(edition.title, parts_of(plan.timeline, edition.slug))}


class SoundSource(Struct, frozen=True):
    """Where other formats get their sound from."""

    plan: Plan
    """Exact."""
    encoder: Encoder
    reporter: Reporter
    """Told of the encoding."""

    def write_containers(self, targets: dict[str, Path], tag: Tag) -> list[EditionFile]:
        """Encode the whole edition into containers.

        Args:
            targets: Where to, by container.
            tag: What their tags say.

        Raises:
            MissingExtraError: The packages are not installed.
            StorageError: They cannot be written.
        """
        from audio_edition.sound import containers

        containers.require_packages()
        timeline = self.plan.timeline
        try:
            with (
                closing(read_ahead(self.plan.segments, self.encoder.samples, _READ_AHEAD)) as samples,
                self.reporter.stage("formats", timeline.samples) as wrote,
            ):
                pieces = containers.render(timeline, partial(next, samples))
                containers.write_containers(targets, pieces, tag, timeline.chapters, wrote)
            return [_entry(path) for path in targets.values()]
        except OSError as error:
            raise storage_error(error, next(iter(targets.values()))) from error

    def write_parts(self, mp3: Path, slug: str, tag: Tag) -> list[EditionFile]:
        """Cut the finished MP3 into its chapters, beside it.

        Raises:
            StorageError: They cannot be written.
        """
        parts = parts_of(self.plan.timeline, slug)
        try:
            written = write_parts(mp3, mp3.parent, parts, tag, self.plan.encoding.mp3_format)
        except OSError as error:
            raise storage_error(error, mp3) from error
        return [EditionFile(part.name, each.size, each.sha256) for part, each in zip(parts, written, strict=True)]


def read_ahead(
    segments: Sequence[PlannedSegment], read: Callable[[PlannedSegment], _Read], most: int
) -> Generator[_Read, None, None]:
    """What is read of segments, in order, a few ahead of the writer by other threads."""
    with ThreadPoolExecutor(2, thread_name_prefix="read") as pool:
        ahead = deque(pool.submit(read, planned) for planned in segments[:most])
        for planned in [*segments[most:], *[None] * min(most, len(segments))]:
            found = ahead.popleft().result()
            if planned is not None:
                ahead.append(pool.submit(read, planned))
            yield found


def _entry(path: Path) -> EditionFile:
    """A large file that was just written, on the disk."""
    import hashlib
    import os

    with path.open("rb+") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
        return EditionFile(path.name, file.tell(), digest)
