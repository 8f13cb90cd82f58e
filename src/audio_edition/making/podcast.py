"""Feed and index are made over the editions as they are published: a transaction of its own, after each build.

Enters: a publication. Leaves: ``audio/feed.xml`` and ``audio/index.html``, each written whole or not at all and only
where it would be another; and an entry in ``editions.lock.json`` for every edition. Refuses: a damaged manifest or lock
file, a category that Apple does not have, a file of somebody's own in the place of index or feed. Without the settings
that directories require there is no feed; the editions are built nevertheless, and what is missing is said.

The order is: the edition (MP3, companions and manifest in one exchange of folders), its entry in the lock file, the
index, the feed last. So, whenever a process is killed, what a feed says of an edition was read from one manifest:
length and version of an enclosure belong to the same MP3, and that MP3 is on the disk already. Until the feed is
replaced, subscribers have the old one; its addresses answer with the new files, as they will ever after for whoever
keeps an old feed, because web servers ignore the version in the query. The next build finishes what is missing, also
where it has nothing else to do. Two builds at the same time take turns (``podcast_lock``), and each reads the manifests
after it has its turn: the later one sees the editions of both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from audio_edition.errors import AudioEditionError, Place, SourceError, StorageError
from audio_edition.publication.editions_lock import LOCK_FILE
from audio_edition.publication.folder import SETTINGS_FILE, Publication
from audio_edition.publication.settings import Settings, merge
from audio_edition.store.folder import has_mark, partial_of, storage_error, write_note, write_whole
from audio_edition.store.locks import podcast_lock
from audio_edition.text.regular_file import read_note

if TYPE_CHECKING:
    from audio_edition.edition.podcast import PublishedItem

FEED, INDEX, COVER = "feed.xml", "index.html", "cover.jpg"
"""What ``audio`` holds beside the editions."""
REQUIRED = {
    "title": 'title = "The Harbour Gazette"',
    "description": 'description = "What the paper writes, read aloud."',
    "site": 'site = "https://paper.example/audio/"  # where the folder audio/ can be reached',
    "email": 'email = "editors@paper.example"',
    "category": 'category = ["News", "Politics"]',
    "explicit": "explicit = false",
    "cover": 'cover = "cover.jpg"',
}
"""Settings without which there is no feed, each as it may be written in ``publication.toml``.

Source: Apple Podcasts for Creators, "Podcast RSS feed requirements"; PSP-1.
"""
_OURS = {INDEX: b'<section id="editions" aria-labelledby="Editions">', FEED: b"<generator>audio-edition</generator>"}
"""What every index and feed of this program has, and those made by hand or by other programs have not."""
_HEAD_BYTES = 1 << 20
_NOTE = f"{hashlib.sha256(b'podcast').hexdigest()[:32]}.json"


class Podcast(Struct, frozen=True):
    """What became of feed and index."""

    editions: int = 0
    """Shown in the feed."""
    missing: tuple[str, ...] = ()
    """Required settings that nobody wrote; then there is no new feed."""
    without_date: tuple[str, ...] = ()
    """Slugs of editions that have no date, and therefore come last and have no ``pubDate``."""
    written: tuple[str, ...] = ()
    """Names of the files that are new."""


def publish_podcast(publication: Publication, say: Callable[[str], None], *, use_note: bool = True) -> Podcast | None:
    """Bring lock file, index and feed up to date with the published editions.

    Args:
        publication: Whose ``audio`` is meant.
        say: Told of what could not be kept.
        use_note: Whether to do nothing where nothing has changed since the last time.

    Returns:
        What became of them; ``None`` where nothing has changed since the last time.

    Raises:
        SourceError: The category is wrong, or the lock file is damaged.
        StorageError: A manifest is damaged, or feed or index cannot be written; the last ones are as they were.
    """
    store_root = publication.root / "audio" / ".store"
    if use_note and _is_noted(publication):
        return None
    with podcast_lock(store_root):
        for name in (FEED, INDEX):
            with suppress(OSError):
                partial_of(publication.root / "audio" / name).unlink(missing_ok=True)
        podcast = _publish(publication, say)
        with suppress(OSError):
            write_note(store_root, store_root / "notes" / _NOTE, json.dumps(_inputs(publication)).encode())
    return podcast


def missing_settings(publication: Publication, channel: Settings, image: str) -> tuple[str, ...]:
    """The required settings that nobody wrote; a picture drawn for an edition will do for a cover."""
    written = {
        "title": channel.publication,
        "description": channel.publication_description,
        "site": channel.site,
        "email": channel.email,
        "category": channel.category,
        "explicit": channel.publication_explicit is not None,
        "cover": image,
    }
    return tuple(name for name in REQUIRED if not written[name])


def missing_error(publication: Publication, missing: Sequence[str]) -> SourceError:
    """The error that says what a feed would need, and how to write it."""
    lines = "\n".join(f"  {REQUIRED[name]}" for name in missing)
    return SourceError(
        f"a feed needs {', '.join(missing)}",
        place=Place(str(publication.script_folder / SETTINGS_FILE)),
        hint=f"write, before any [table]:\n{lines}",
    )


def _publish(publication: Publication, say: Callable[[str], None]) -> Podcast:
    from audio_edition.edition.feed import feed, podcast_guid_of
    from audio_edition.edition.index_page import index_page
    from audio_edition.edition.podcast import items_of, public_items, published_editions
    from audio_edition.making.cover import write_publication_cover
    from audio_edition.making.lasting import keep_published

    channel = merge(publication.layer)
    audio = publication.root / "audio"
    try:
        editions = published_editions(audio)
    except StorageError:
        if channel.site:
            raise
        return Podcast(missing=missing_settings(publication, channel, ""))  # who wants no feed hears of it on building
    guid = podcast_guid_of(channel.site) if channel.site else ""
    kept = keep_published(publication, editions, channel, guid, say)
    items = items_of(editions, {slug: entry.guid for slug, entry in kept.editions.items()})
    shown = public_items(items)
    written = []
    if channel.site and write_publication_cover(publication, channel):
        written.append(COVER)
    image = channel_image(channel, shown, audio, say)
    missing = missing_settings(publication, channel, image)
    if _may_write(audio / INDEX, say) and write_whole(audio / INDEX, index_page(channel, shown, has_feed=not missing)):
        written.append(INDEX)
    if not missing:
        _check_category(publication, channel)
        data = feed(channel, shown, podcast_guid=kept.podcast_guid or guid, image=image)
        if _may_write(audio / FEED, say) and write_whole(audio / FEED, data):
            written.append(FEED)
    listed = min(len(shown), channel.feed_limit or len(shown))
    undated = tuple(item.edition.slug for item in shown if item.date is None)
    return Podcast(listed, missing, undated, tuple(written))


def _may_write(path: Path, say: Callable[[str], None]) -> bool:
    """Whether a file is not there or was made by this program: a person's own is left as it is, and that is said."""
    try:
        may = not path.is_file() or has_mark(path, _OURS[path.name], within_bytes=_HEAD_BYTES)
    except OSError as error:
        raise storage_error(error, path) from error
    if not may:
        say(f"note: {path} was not made by this program and stays as it is; move it away to have one made")
    return may


def channel_image(
    channel: Settings, items: Sequence[PublishedItem], audio: Path, say: Callable[[str], None] = lambda _: None
) -> str:
    """Address of the publication's picture: ``audio/cover.jpg``, else that of the newest edition; or empty.

    Args:
        channel: Of the publication.
        items: Its published editions.
        audio: The folder.
        say: Told of a picture that is there and cannot be taken: of more than 8 MB, as a cover that is given, or no
            file that can be read.
    """
    from audio_edition.edition.feed import newest_image
    from audio_edition.making.cover import MOST_COVER_BYTES

    path = audio / COVER
    try:
        digest = hashlib.sha256(read_note(path, MOST_COVER_BYTES)).hexdigest()[:16]
    except FileNotFoundError:
        return newest_image(channel.site, items)
    except OSError as error:
        say(f"note: {path}: {error.strerror}; the feed shows the cover of the newest edition instead")
        return newest_image(channel.site, items)
    return f"{channel.site}{COVER}?v={digest}"


def _check_category(publication: Publication, channel: Settings) -> None:
    from audio_edition.edition.categories import category_fault

    what, hint = category_fault(channel.category)
    if what:
        line = publication.layer.entries["category"].line
        raise SourceError(what, place=Place(publication.layer.path, line), hint=hint)


def _is_noted(publication: Publication) -> bool:
    try:
        noted = json.loads(read_note(publication.root / "audio" / ".store" / "notes" / _NOTE))
        return bool(noted == _inputs(publication))
    except (OSError, ValueError, AudioEditionError, RecursionError):
        return False


def _inputs(publication: Publication) -> str:
    """Digest of all that feed and index are made of, and of themselves: files by size, time and inode."""
    from audio_edition.edition.podcast import manifest_paths
    from audio_edition.making.remembered import program_digest

    audio, script = publication.root / "audio", publication.script_folder
    paths = [*manifest_paths(audio), *(audio / name for name in (FEED, INDEX, COVER))]
    paths += [partial_of(audio / name) for name in (FEED, INDEX)]
    parts = [[program_digest()], *(_stat(path) for path in (script / SETTINGS_FILE, script / LOCK_FILE, *paths))]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _stat(path: Path) -> list[object]:
    try:
        status = path.stat()
    except OSError:
        return []
    return [str(path.name), path.parent.name, status.st_size, status.st_mtime_ns, status.st_ino]
