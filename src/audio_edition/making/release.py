"""The finished edition is joined, described, given its companions, and published.

Enters: a described edition, and its encoded segments or the MP3 that stays as it is. Leaves: the published folder, and
the edition as published. Refuses: what the disk refuses; the published edition is then as it was.

The revision is raised when the MP3 changes: when a listener would hear, or a player would show, something else. A
companion that changes alone is published with the MP3 as it is, byte for byte, and the same revision.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import msgspec
from msgspec import Struct

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
from audio_edition.making.expected import damage_of
from audio_edition.making.formats import SoundSource, container_names, read_ahead, small_files
from audio_edition.making.reading import ReadScript
from audio_edition.making.renamed import Continued
from audio_edition.making.staging import Staging
from audio_edition.publication.editions_lock import LastingEdition
from audio_edition.sound.containers import recipe, same_recipe
from audio_edition.sound.mp3.joining import write_mp3
from audio_edition.store.folder import storage_error

_READ_AHEAD = 8
FIRST_NOTE = "first revision"
_UNKNOWN_NOTE = "a new revision; the one before it was not here to compare with"


class Release(Struct, frozen=True):
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

    def publish_sound(self, source: SoundSource) -> Edition:
        """Join the MP3, and publish it with its companions and other formats.

        Args:
            source: Gives the streams.

        Returns:
            The edition as published.

        Raises:
            StorageError: It could not be written.
        """
        return self._publish(lambda path: _write(path, self.described.tag, source), source)

    def publish_companions(self, mp3: EditionFile, source: SoundSource) -> Edition:
        """Publish companions and manifest anew beside the MP3 as it is.

        Args:
            mp3: As published.
            source: Asked for samples only where another format is to be made.

        Returns:
            The edition as published.

        Raises:
            StorageError: It could not be written.
        """

        def keep(path: Path) -> EditionFile:
            _link(self.target / mp3.name, path)
            return mp3

        return self._publish(keep, source)

    def needs_containers(self) -> bool:
        """Whether a container is asked for that is not there as it should be."""
        names = container_names(self.read.article.settings, self.read.slug)
        return any(self._kept(name) is None for name in names.values())

    def _kept(self, name: str) -> EditionFile | None:
        """The entry of a published container that is still right."""
        published = self.published
        if published is None or published.content != self.described.edition.content:
            return None
        if not same_recipe(published.containers.get(name.rpartition(".")[2], "")):
            return None
        entry = next((entry for entry in published.files if entry.name == name), None)
        return entry if entry and not damage_of(self.target / name, entry) else None

    def _formats(self, mp3: Path, source: SoundSource) -> list[EditionFile]:
        """Containers and parts, beside the MP3 that was just staged."""
        settings, said = self.read.article.settings, self.described.said
        entries: dict[str, EditionFile] = {}
        missing: dict[str, Path] = {}
        for container, name in container_names(settings, self.read.slug).items():
            if (entry := self._kept(name)) is not None:
                _link(self.target / name, mp3.with_name(name))
                entries[name] = entry
            else:
                missing[container] = mp3.with_name(name)
        if missing:
            entries |= {entry.name: entry for entry in source.write_containers(missing, said)}
        files = [entries[name] for name in container_names(settings, self.read.slug).values()]
        return [*files, *(source.write_parts(mp3, self.read.slug, said) if settings.split else ())]

    def _recipes(self, formats: Sequence[EditionFile]) -> dict[str, str]:
        """By what the containers were written: those that stayed, as the last manifest says."""
        last = self.published
        entries = set(formats)
        return {
            container: said
            for container, name in container_names(self.read.article.settings, self.read.slug).items()
            if (said := _recipe_of(container, next(each for each in entries if each.name == name), last))
        }

    def _publish(self, write: Callable[[Path], EditionFile], source: SoundSource) -> Edition:
        edition = self.described.edition
        with Staging(self.store_root, self.target) as staging:
            mp3 = write(staging.folder / edition.mp3_name)
            edition = with_history(edition, mp3, self.published, self.read, self.continued.kept)
            edition = msgspec.structs.replace(edition, guid=self.continued.guid)
            formats = self._formats(staging.folder / edition.mp3_name, source)
            small = {
                **small_files(self.read.article.settings, source.plan, edition),
                **make_companions(finished_edition(edition, self.described, self.read, staging.folder / mp3.name)),
            }
            for name, data in small.items():
                staging.write(name, data)
            files = (mp3, *formats, *(file_entry(name, data) for name, data in small.items()))
            edition = msgspec.structs.replace(edition, files=files, containers=self._recipes(formats))
            staging.write(MANIFEST_NAME, write_edition(edition))
            was = {entry.name for entry in self.published.files} if self.published else set()
            staging.publish(frozenset({MANIFEST_NAME, *was, *(entry.name for entry in files)}))
        return edition


def _recipe_of(container: str, entry: EditionFile, last: Edition | None) -> str:
    said = last.containers.get(container, "") if last is not None and entry in last.files else recipe(container)
    return said if same_recipe(said) else recipe(container)


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
    said = [each.message for each in found if each.kind in ("jingles", "pauses", "settings", "chapters", "tag", "text")]
    return "; ".join(said) or "the same words, encoded anew"


def _write(path: Path, tag: bytes, source: SoundSource) -> EditionFile:
    plan, encoder = source.plan, source.encoder
    sizes = {planned.key: planned.facts.size for planned in plan.segments if planned.facts}
    try:
        with (
            # Closed here, not by the garbage collector: there, Ctrl-C would be swallowed.
            closing(read_ahead(plan.segments, encoder.stream, _READ_AHEAD)) as streams,
            path.open("wb") as file,
            source.reporter.stage("joining", plan.timeline.samples) as wrote,
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
