"""The finished edition is joined, described and published.

Enters: encoded segments, their timeline, tag and the manifest's content. Leaves: the published folder, and the manifest
as written. Refuses: what the disk refuses; the published edition is then as it was.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio_edition.edition.history import chapters_of, compare, note
from audio_edition.edition.manifest import MANIFEST_NAME, Manifest, manifest_bytes
from audio_edition.making.encoding import Encoder, PlannedSegment
from audio_edition.making.publishing import Staging
from audio_edition.making.reporter import Reporter
from audio_edition.sound.mp3.joining import WrittenFile, write_mp3
from audio_edition.sound.timeline import Timeline
from audio_edition.store.folder import storage_error
from audio_edition.store.segments import SegmentFacts

_READ_AHEAD = 8


@dataclass(frozen=True, slots=True)
class Release:
    """An edition ready to be written."""

    content: Mapping[str, Any]
    """Of the manifest, with its digest."""
    tag: bytes
    timeline: Timeline
    segments: tuple[PlannedSegment, ...]
    encoded: Mapping[str, SegmentFacts]
    """Facts of segments that were encoded after the plan was made, by key."""

    def publish(
        self, target: Path, store_root: Path, encoder: Encoder, previous: Manifest | None, reporter: Reporter
    ) -> Mapping[str, Any]:
        """Write MP3 and manifest, and put them in the place of the last edition.

        Args:
            target: ``audio/<slug>``.
            store_root: ``audio/.store``, where the edition is staged.
            encoder: Gives the streams.
            previous: The last edition's manifest.
            reporter: Told of the joining.

        Returns:
            The manifest as written.

        Raises:
            StorageError: It could not be written.
        """
        name = f"{target.name}.mp3"
        with Staging(store_root, target) as staging:
            written = self._write(staging.folder / name, encoder, reporter)
            data = _with_history(self.content, written, name, previous)
            staging.write(MANIFEST_NAME, manifest_bytes(data))
            staging.publish(frozenset({name, MANIFEST_NAME}))
        return data

    def _write(self, path: Path, encoder: Encoder, reporter: Reporter) -> WrittenFile:
        sizes = {planned.key: (planned.facts or self.encoded[planned.key]).size for planned in self.segments}
        try:
            with (
                # Closed here, not by the garbage collector: there, Ctrl-C would be swallowed.
                closing(_read_ahead(self.segments, encoder)) as streams,
                path.open("wb") as file,
                reporter.stage("joining", self.timeline.frames) as wrote,
            ):
                written = write_mp3(
                    file,
                    tag=self.tag,
                    mp3_format=encoder.mp3_format,
                    timeline=self.timeline,
                    size_of=sizes.__getitem__,
                    read=lambda key: next(streams),
                    wrote=wrote,
                )
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise storage_error(error, path) from error
        return written


def _read_ahead(segments: tuple[PlannedSegment, ...], encoder: Encoder) -> Generator[bytes, None, None]:
    """Streams in order, a few read and verified ahead of the writer by other threads."""
    with ThreadPoolExecutor(2, thread_name_prefix="read") as pool:
        ahead = deque(pool.submit(encoder.stream, planned) for planned in segments[:_READ_AHEAD])
        for planned in [*segments[_READ_AHEAD:], *[None] * min(_READ_AHEAD, len(segments))]:
            stream = ahead.popleft().result()
            if planned is not None:
                ahead.append(pool.submit(encoder.stream, planned))
            yield stream


def _with_history(
    content: Mapping[str, Any], written: WrittenFile, name: str, previous: Manifest | None
) -> dict[str, Any]:
    """The manifest to be written: content, the file, the edition's number and what changed since the last one."""
    edition = previous.edition + 1 if previous else 1
    said = "first edition"
    changes: list[dict[str, Any]] = []
    if previous:
        compared = compare(chapters_of(previous.data), chapters_of(content))
        said = note(compared) or "sounds as before; only marks, pauses or settings changed"
        changes = [
            {"chapter": change.title, "change": change.kind, "start_ms": change.start_ms}
            for change in compared
            if change.kind != "same"
        ]
    duration_ms = content["format"]["duration_ms"]
    entry = {"edition": edition, "note": said, "duration_ms": duration_ms, "sha256": written.sha256, "changes": changes}
    history = [*(previous.data["history"] if previous else []), entry]
    head = {key: content[key] for key in ("schema", "slug")}
    mp3 = {"file": name, "bytes": written.size, "sha256": written.sha256, "audio_offset": written.audio_offset}
    return {**head, "edition": edition, "content": content["content"], "mp3": mp3, **content, "history": history}
