"""What an edition goes on from: its GUID, and, where it is not published here, its voice, gain and revision.

Enters: a script as it was read, the published edition, ``editions.lock.json``. Leaves: a ``Continued``; and the lock
file with what the build made. Refuses: a damaged lock file.

The published manifest goes first where it is there, the lock file where it is not. An entry whose script is gone is
taken over by the one new script that says the same, or has the same title and date: so a renamed script keeps its
GUID. Where two fit, neither is chosen, and that is said.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable

import msgspec

from audio_edition.edition.manifest import MANIFEST_NAME, Edition, read_edition
from audio_edition.errors import StorageError
from audio_edition.making.reading import ReadScript
from audio_edition.making.renamed import Continued, current_slugs, entry_of, find_renamed, with_published
from audio_edition.publication.editions_lock import (
    LOCK_FILE,
    EditionsLock,
    LastingEdition,
    clear_partial,
    read_lock,
    write_lock,
)
from audio_edition.publication.folder import Publication
from audio_edition.publication.settings import Settings
from audio_edition.store.locks import podcast_lock

_GUIDS = uuid.UUID("5f0a6b0e-3c0e-5d0b-9c59-0f2b7f3a8f5e")
"""The namespace of our GUIDs, an arbitrary number."""


def kept_edition(publication: Publication, slug: str, published: Edition | None) -> LastingEdition | None:
    """What the lock file keeps of an edition that is not published here.

    Raises:
        SourceError: The lock file is damaged.
    """
    return read_lock(publication.script_folder).editions.get(slug) if published is None else None


def kept_voice(publication: Publication, slug: str = "") -> str:
    """The voice that an edition has by a choice once made, for settings that say ``auto``; empty where there is none.

    Args:
        publication: Whose.
        slug: Of the edition; empty: the voice of all of them, where it is the same.

    Raises:
        SourceError: The lock file is damaged.
        StorageError: The manifest is.
    """
    kept = read_lock(publication.script_folder).editions
    if slug:
        published = read_edition(publication.root / "audio" / slug / MANIFEST_NAME)
        return published.voices[0].name if published else kept[slug].voices[0].name if slug in kept else ""
    names = {entry.voices[0].name for entry in kept.values()}
    return names.pop() if len(names) == 1 else ""


def continue_edition(
    publication: Publication, read: ReadScript, published: Edition | None, encoding: str | None = None
) -> Continued:
    """Find out what the edition of a script goes on from.

    Raises:
        SourceError: The lock file is damaged.
    """
    lock = read_lock(publication.script_folder)
    own = lock.editions.get(read.slug)
    guid = (published.guid if published else "") or (own.guid if own else "")
    owner = lock.owner_of(guid) if guid else ""
    if guid and owner in ("", read.slug):
        return Continued(guid, own)
    if guid and owner not in current_slugs(publication, encoding):
        return Continued(guid, own, owner)  # it was renamed, and has its old name again
    taken = {entry.guid for entry in lock.editions.values()}
    name = read.channel.publication
    if published is None:
        known = with_published(publication, lock)
        taken |= {entry.guid for entry in known.values()}
        if known:
            found = find_renamed(publication, read, known, encoding)
            if found.guid or found.note:
                return found if found.guid else Continued(_new_guid(name, read.slug, taken), None, "", found.note)
    return Continued(_new_guid(name, read.slug, taken), own)


def keep(publication: Publication, editions: Iterable[tuple[Edition, str]], podcast_guid: str = "") -> None:
    """Write into the lock file what published editions have become; nothing where it says so already.

    Only inside ``podcast_lock``.

    Args:
        publication: Theirs.
        editions: As published, each with its GUID.
        podcast_guid: Of the publication, where it is to be set.

    Raises:
        SourceError: The lock file is damaged.
        StorageError: It cannot be written.
    """
    folder = publication.script_folder
    clear_partial(folder)
    lock = read_lock(folder)
    new = _with_entries(lock, editions, podcast_guid)
    if new != lock:
        write_lock(folder, new)


def keep_published(
    publication: Publication,
    editions: Iterable[Edition],
    channel: Settings,
    podcast_guid: str,
    say: Callable[[str], None],
) -> EditionsLock:
    """Give every published edition an entry, and the publication its GUID; only inside ``podcast_lock``.

    Returns:
        What the lock file should say, whether or not it could be written.

    Raises:
        SourceError: The lock file is damaged.
    """
    lock = read_lock(publication.script_folder)
    taken = {entry.guid for entry in lock.editions.values()}
    given: dict[str, Edition] = {}
    for edition in editions:
        own = lock.editions.get(edition.slug)
        guid = edition.guid or (own.guid if own else "") or _new_guid(channel.publication, edition.slug, taken)
        # Of a script that was renamed, the old edition may lie there still: the GUID is the new one's.
        if lock.owner_of(guid) in ("", edition.slug) and guid not in given:
            given[guid] = edition
            taken.add(guid)
    entries = [(edition, guid) for guid, edition in given.items()]
    try:
        keep(publication, entries, podcast_guid)
    except StorageError as error:
        say(f"note: {publication.script_folder / LOCK_FILE} cannot be written: {error.what}")
    return _with_entries(lock, entries, podcast_guid)


def _with_entries(lock: EditionsLock, editions: Iterable[tuple[Edition, str]], podcast_guid: str) -> EditionsLock:
    entries = dict(lock.editions)
    owner = {entry.guid: slug for slug, entry in entries.items()}
    for edition, guid in editions:
        was = entries.get(edition.slug)
        if was is not None and was.guid == guid and was.revision > edition.revision:
            continue  # somebody else's clone is further than what lies here
        last = owner.get(guid, edition.slug)
        former = entries[last].former if last in entries and entries[last].guid == guid else ()
        if last != edition.slug:
            del entries[last]
            former = (last, *former)
        former = tuple(slug for slug in former if slug != edition.slug)
        entries[edition.slug] = msgspec.structs.replace(entry_of(edition, guid), former=former)
        owner[guid] = edition.slug
    return EditionsLock(podcast_guid=lock.podcast_guid or podcast_guid, editions=entries)


def keep_or_say(publication: Publication, edition: Edition, guid: str, say: Callable[[str], None]) -> None:
    """As ``keep``, for one edition; what cannot be written is said, and the build goes on."""
    try:
        with podcast_lock(publication.root / "audio" / ".store"):
            keep(publication, [(edition, guid)])
    except StorageError as error:
        say(
            f"note: {publication.script_folder / LOCK_FILE} cannot be written ({error.what}): GUID, revision and voice "
            f"of “{edition.slug}” are kept in audio/ only, and a fresh clone would not know them"
        )


def _new_guid(publication: str, slug: str, taken: Iterable[str]) -> str:
    """A GUID made of the publication's name and the slug: the same in every clone, as nothing random could be."""
    number, used = 1, set(taken)
    while True:
        name = json.dumps([publication, slug, number], ensure_ascii=False)
        guid = str(uuid.uuid5(_GUIDS, name))
        if guid not in used:
            return guid
        number += 1
