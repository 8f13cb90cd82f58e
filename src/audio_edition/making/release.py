"""The finished edition is joined, described, given its companions, and published.

Enters: a described edition, and its encoded segments or the MP3 that stays as it is. Leaves: the published folder, and
the edition as published. Refuses: what the disk refuses; the published edition is then as it was.

The revision is raised when the MP3 changes: when a listener would hear, or a player would show, something else. A
companion that changes alone is published with the MP3 as it is, byte for byte, and the same revision.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec

from audio_edition.edition.companions import make_companions
from audio_edition.edition.history import chapters_of, compare, note
from audio_edition.edition.manifest import (
    MANIFEST_NAME,
    Change,
    Edition,
    EditionFile,
    Revision,
    file_entry,
    write_edition,
)
from audio_edition.making.describing import DescribedEdition, finished_edition
from audio_edition.making.differences import differences_between
from audio_edition.making.encoding import Encoder
from audio_edition.making.plan import Plan, PlannedSegment
from audio_edition.making.reading import ReadScript
from audio_edition.making.renamed import Continued
from audio_edition.making.reporter import Reporter
from audio_edition.making.staging import Staging
from audio_edition.publication.editions_lock import LastingEdition
from audio_edition.sound.mp3.joining import write_mp3
from audio_edition.store.folder import storage_error

_READ_AHEAD = 8
FIRST_NOTE = "first edition"
_UNKNOWN_NOTE = "a new revision; the one before it was not here to compare with"


@dataclass(frozen=True, slots=True)
class Release:
    """An edition ready to be published."""

    read: ReadScript
    described: DescribedEdition
    published: Edition | None
    """The last edition."""
    target: Path
    """``audio/<slug>``."""
    store_root: Path
    """``audio/.store``, where the edition is staged."""
    continued: Continued
    """Gives it its GUID, and the revision it goes on from where it is not published here."""

    def publish_sound(self, plan: Plan, encoder: Encoder, reporter: Reporter) -> Edition:
        """Join the MP3, and publish it with its companions.

        Args:
            plan: Exact.
            encoder: Gives the streams.
            reporter: Told of the joining.

        Returns:
            The edition as published.

        Raises:
            StorageError: It could not be written.
        """
        return self._publish(lambda path: _write(path, self.described.tag, plan, encoder, reporter))

    def publish_companions(self, mp3: EditionFile) -> Edition:
        """Publish companions and manifest anew beside the MP3 as it is.

        Returns:
            The edition as published.

        Raises:
            StorageError: It could not be written.
        """

        def keep(path: Path) -> EditionFile:
            _link(self.target / mp3.name, path)
            return mp3

        return self._publish(keep)

    def _publish(self, write: Callable[[Path], EditionFile]) -> Edition:
        edition = self.described.edition
        with Staging(self.store_root, self.target) as staging:
            mp3 = write(staging.folder / edition.mp3_name)
            edition = with_history(edition, mp3, self.published, self.read, self.continued.kept)
            edition = msgspec.structs.replace(edition, guid=self.continued.guid)
            companions = make_companions(finished_edition(edition, self.described, self.read))
            for name, data in companions.items():
                staging.write(name, data)
            files = (mp3, *(file_entry(name, data) for name, data in companions.items()))
            edition = msgspec.structs.replace(edition, files=files)
            staging.write(MANIFEST_NAME, write_edition(edition))
            was = {entry.name for entry in self.published.files} if self.published else set()
            staging.publish(frozenset({MANIFEST_NAME, *was, *(entry.name for entry in files)}))
        return edition


def with_history(
    edition: Edition, mp3: EditionFile, published: Edition | None, read: ReadScript, kept: LastingEdition | None = None
) -> Edition:
    """The edition with its MP3, its revision, and what changed since the last one.

    Args:
        edition: As described.
        mp3: Its MP3.
        published: The last edition here.
        read: The script.
        kept: What ``editions.lock.json`` keeps of it. Numbers go on from it where it knows a later revision than is
            published here, and the MP3 of that very revision has its number and note.
    """
    history = published.history if published else ()
    number = max(published.revision if published else 0, kept.revision if kept else 0) + 1
    if kept is not None and kept.revision == number - 1 and kept.sha256 == mp3.sha256:
        number, known = kept.revision, kept.note
    else:
        known = ""
    if published is None:
        said = known or (FIRST_NOTE if kept is None else _UNKNOWN_NOTE)
        entry = Revision(number, said, edition.duration_ms, mp3.sha256)
    elif published.mp3 is not None and published.mp3.sha256 == mp3.sha256:
        return msgspec.structs.replace(edition, revision=published.revision, history=history, files=(mp3,))
    else:
        changes = compare(chapters_of(published), chapters_of(edition))
        told = tuple(Change(each.title, each.kind, each.start_ms) for each in changes if each.kind != "same")
        said = known or note(changes) or _unheard_note(published, edition, read)
        entry = Revision(number, said, edition.duration_ms, mp3.sha256, told)
    return msgspec.structs.replace(edition, revision=entry.revision, history=(*history, entry), files=(mp3,))


def _unheard_note(published: Edition, edition: Edition, read: ReadScript) -> str:
    """What changed, where every sentence sounds as before."""
    found = differences_between(published, edition, read.narration)
    said = [each.message for each in found if each.kind in ("pauses", "settings", "chapters", "tag", "text")]
    return "; ".join(said) or "the same words, encoded anew"


def _write(path: Path, tag: bytes, plan: Plan, encoder: Encoder, reporter: Reporter) -> EditionFile:
    sizes = {planned.key: planned.facts.size for planned in plan.segments if planned.facts}
    try:
        with (
            # Closed here, not by the garbage collector: there, Ctrl-C would be swallowed.
            closing(_read_ahead(plan.segments, encoder)) as streams,
            path.open("wb") as file,
            reporter.stage("joining", plan.timeline.samples) as wrote,
        ):
            written = write_mp3(
                file,
                tag=tag,
                mp3_format=encoder.mp3_format,
                timeline=plan.timeline,
                size_of=sizes.__getitem__,
                read=lambda key: next(streams),
                wrote=wrote,
            )
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise storage_error(error, path) from error
    return EditionFile(path.name, written.size, written.sha256)


def _read_ahead(segments: Sequence[PlannedSegment], encoder: Encoder) -> Generator[bytes, None, None]:
    """Streams in order, a few read and verified ahead of the writer by other threads."""
    with ThreadPoolExecutor(2, thread_name_prefix="read") as pool:
        ahead = deque(pool.submit(encoder.stream, planned) for planned in segments[:_READ_AHEAD])
        for planned in [*segments[_READ_AHEAD:], *[None] * min(_READ_AHEAD, len(segments))]:
            stream = ahead.popleft().result()
            if planned is not None:
                ahead.append(pool.submit(encoder.stream, planned))
            yield stream


def _link(source: Path, target: Path) -> None:
    """The same file under another name, or a copy on the disk where the file system has no links."""
    import shutil

    try:
        try:
            os.link(source, target)
        except (OSError, NotImplementedError):
            with source.open("rb") as read, target.open("wb") as file:
                shutil.copyfileobj(read, file)
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        raise storage_error(error, target) from error
