"""What ``publish`` has to do, before it does anything.

Enters: what is public, the feed, what earlier runs wrote, and what lies in the target. Leaves: a ``Plan``: files to
write and to remove, former names of episodes, the feed. Refuses: to replace a file that no run of ``publish`` wrote
(``StorageError``).

An episode is known by its GUID. Where its enclosure has another name than before (the script was renamed), the former
name is a file with the same content, so that subscribers who have the old address get what there is now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from io import BytesIO
from typing import BinaryIO

from msgspec import Struct

from audio_edition.errors import Place, StorageError
from audio_edition.publishing.feed import Feed, FittedFeed, fit_feed, read_feed
from audio_edition.publishing.public import FEED, PublicFile, PublicFiles, PublicFolder
from audio_edition.publishing.record import RECORD_NAME, Record, Written
from audio_edition.publishing.targets import partial_name

Content = Callable[[], AbstractContextManager[BinaryIO]]
_VERSION_CHARS = 16


class FileToWrite(Struct, frozen=True):
    """A file that the target does not have, or not like this."""

    name: str
    bytes: int
    sha256: str
    why: str
    """``new``, ``changed``, ``missing`` (it was written, and is gone or cut short), ``unfinished`` (by an earlier run),
    or ``former name``."""
    content: Content


class Plan(Struct, frozen=True):
    """All of it."""

    write: tuple[FileToWrite, ...]
    """But the feed; sorted by name."""
    feed: FileToWrite | None
    """``None``: there is none, or it is already there."""
    remove: tuple[str, ...]
    """What earlier runs wrote and is not public any more."""
    leftovers: tuple[str, ...]
    """Partial files of a run that was killed."""
    unchanged: tuple[Written, ...]
    episodes: Mapping[str, tuple[str, ...]]
    """For the record."""
    source: Feed | None
    """The feed as it was built."""
    files: Mapping[str, PublicFile]
    """Everything that will lie in the target, but feed and record."""
    unsure: tuple[str, ...]
    """What an earlier run left unfinished of an edition that is broken now: it stays, and so does the doubt."""
    forgotten: bool
    """The record has names of files that are gone, or lacks names of an episode."""
    notes: tuple[str, ...]

    @property
    def nothing_to_do(self) -> bool:
        """Whether the target is as it should be."""
        return not (self.write or self.feed or self.remove or self.leftovers or self.forgotten)


def make_plan(public: PublicFolder, found: PublicFiles, record: Record, sizes: Mapping[str, int], shown: str) -> Plan:
    """Compare what is public with what lies in the target.

    Args:
        public: Opens the files.
        found: All that is public, and which editions are broken: of these, the target keeps what it has.
        record: Of the target.
        sizes: Of every file in the target.
        shown: The target, for messages.

    Raises:
        StorageError: A file that somebody else put into the target is in the way, or nothing would be left.
        FeedError: The feed cannot be understood.
    """
    files = {name: entry for name, entry in found.files.items() if name != FEED}
    if FEED in found.broken:
        raise next(error for error in found.errors if error.place and error.place.path.endswith(FEED))
    if record.files and not found.broken and not any("/" in name for name in found.files):
        raise StorageError(
            "there is no edition here, and everything that was published would be removed",
            place=Place(str(public.audio)),
            hint="build the editions first; to take everything down, remove the target",
        )
    kept = {
        name: PublicFile(name, old.bytes, old.sha256)
        for name, old in record.by_name.items()
        if name.partition("/")[0] in found.broken and sizes.get(name) == old.bytes
    }
    files |= kept
    source, fitted = _feed(public, found, files)
    episodes = _episodes(source, files, record.episodes)
    same_as = {**_former_names(episodes, files), **_formerly(public.former(), files)}
    files |= {name: PublicFile(name, files[now].bytes, files[now].sha256) for name, now in same_as.items()}
    write: list[FileToWrite] = []
    unchanged: list[Written] = []
    for name, entry in sorted(files.items()):
        if name in kept:
            unchanged.append(record.by_name[name])
        elif why := _why(entry, record, sizes):
            now = same_as.get(name)
            write.append(
                FileToWrite(
                    name,
                    entry.bytes,
                    entry.sha256,
                    "former name" if now else why,
                    _of(public, now or name, entry.sha256),
                )
            )
        else:
            unchanged.append(Written(name, entry.bytes, entry.sha256))
    feed = _feed_to_write(fitted, record, sizes)
    if fitted is not None and feed is None:
        unchanged.append(record.by_name[FEED])
    coming = [*write, *([feed] if feed else [])]
    _refuse_strangers(coming, record, sizes, shown)
    of_broken = {name for name in record.ours if name.partition("/")[0] in found.broken}
    gone = record.ours - of_broken - {*files, *({FEED} if fitted else ())}
    return Plan(
        tuple(write),
        feed,
        # The feed first: nothing that it lists may go before it.
        tuple(sorted((name for name in gone if name in sizes), key=lambda name: (name != FEED, name))),
        tuple(sorted(partial for name in (*record.writing, RECORD_NAME) if (partial := partial_name(name)) in sizes)),
        tuple(unchanged),
        episodes,
        source if fitted else None,
        files,
        tuple(sorted(name for name in of_broken - kept.keys() if name in sizes)),
        bool(gone) or dict(record.episodes) != episodes,
        _notes(fitted),
    )


def versioned_name(entry: PublicFile) -> str:
    """A name for exactly this content: ``harbour/harbour.6f0c12ab34cd56ef.mp3``."""
    stem, dot, ending = entry.name.rpartition(".")
    return f"{stem}.{entry.sha256[:_VERSION_CHARS]}{dot}{ending}"


def in_memory(name: str, data: bytes, why: str) -> FileToWrite:
    """A small file to be written."""

    @contextmanager
    def content() -> Iterator[BinaryIO]:
        yield BytesIO(data)

    return FileToWrite(name, len(data), hashlib.sha256(data).hexdigest(), why, content)


def _of(public: PublicFolder, name: str, sha256: str) -> Content:
    @contextmanager
    def content() -> Iterator[BinaryIO]:
        with public.open(name) as opened:
            if opened.entry.sha256 != sha256:
                hint = "run the command again when the build has ended"
                raise StorageError("was built again meanwhile", place=Place(str(public.audio / name)), hint=hint)
            yield opened.file

    return content


def _feed(
    public: PublicFolder, found: PublicFiles, files: Mapping[str, PublicFile]
) -> tuple[Feed | None, FittedFeed | None]:
    if FEED not in found.files:
        return None, None
    with public.open(FEED) as opened:
        source = read_feed(opened.file.read())
    return source, fit_feed(source, files)


def _feed_to_write(fitted: FittedFeed | None, record: Record, sizes: Mapping[str, int]) -> FileToWrite | None:
    if fitted is None:
        return None
    entry = in_memory(FEED, fitted.data, "changed")
    why = _why(PublicFile(FEED, entry.bytes, entry.sha256), record, sizes)
    return in_memory(FEED, fitted.data, why) if why else None


def _episodes(
    source: Feed | None, files: Mapping[str, PublicFile], known: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Every name that each episode's enclosure has had, the last first; of episodes whose audio is still public.

    One that the feed no longer lists because it lists only the newest keeps its names.
    """
    names = dict(known)
    for episode in source.episodes if source else ():
        if episode.guid and episode.name in files:
            former = [name for name in names.get(episode.guid, ()) if name != episode.name]
            names[episode.guid] = (episode.name, *former)
    return {guid: each for guid, each in names.items() if each and each[0] in files}


def _former_names(episodes: Mapping[str, tuple[str, ...]], files: Mapping[str, PublicFile]) -> dict[str, str]:
    """Former names and the present one; not where another edition has the name now."""
    return {name: now for now, *former in episodes.values() for name in former if name not in files}


def _formerly(slugs: Mapping[str, str], files: Mapping[str, PublicFile]) -> dict[str, str]:
    """The same by the slugs that editions had; a target that is new has no record of them."""
    names = {f"{former}/{former}.mp3": f"{now}/{now}.mp3" for former, now in slugs.items()}
    return {name: now for name, now in names.items() if now in files and name not in files}


def _why(entry: PublicFile, record: Record, sizes: Mapping[str, int]) -> str:
    """Why a file must be written; empty where it lies there."""
    old = record.by_name.get(entry.name)
    if entry.name in record.writing:
        return "unfinished"
    if old is None:
        return "new"
    if old.sha256 != entry.sha256:
        return "changed"
    return "" if sizes.get(entry.name) == entry.bytes else "missing"


def _refuse_strangers(coming: list[FileToWrite], record: Record, sizes: Mapping[str, int], shown: str) -> None:
    strange = [file.name for file in coming if file.name in sizes and file.name not in record.ours]
    if strange:
        more = f" and {len(strange) - 1} more" if len(strange) > 1 else ""
        raise StorageError(
            f"this file is in the way: no publish wrote it{more}",
            place=Place(f"{shown}/{strange[0]}"),
            hint="move it away, or publish to another place; nothing was changed",
        )


def _notes(fitted: FittedFeed | None) -> tuple[str, ...]:
    if fitted is None:
        return (f"there is no {FEED}: nobody can subscribe",)
    stale = [f"{FEED} is older than {name}: its length or version was put right; build again" for name in fitted.stale]
    return (*stale, *(f"{FEED} lists {name}, which is not public: left out of it" for name in fitted.left_out))
