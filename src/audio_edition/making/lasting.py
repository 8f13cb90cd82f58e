"""What an edition goes on from: its GUID, and, where it is not published here, its voice, gain and revision.

Enters: a script as it was read, the published edition, ``editions.lock.json``. Leaves: a ``Continued``; and the lock
file with what the build made. Refuses: a damaged lock file.

The published manifest goes first where it is there, the lock file where it is not. An entry whose script is gone is
taken over by the one new script that says the same, or has the same title and date: so a renamed script keeps its
GUID. Where two fit, neither is chosen, and that is said.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from audio_edition.edition.manifest import MANIFEST_NAME, Edition, EditionVoice, read_edition
from audio_edition.errors import AudioEditionError, StorageError
from audio_edition.making.reading import ReadScript, read_inputs
from audio_edition.publication.editions_lock import (
    LOCK_FILE,
    EditionsLock,
    LastingEdition,
    LastingVoice,
    clear_partial,
    read_lock,
    voice_digest,
    write_lock,
)
from audio_edition.publication.folder import Publication
from audio_edition.publication.settings import Settings
from audio_edition.store.locks import podcast_lock

_GUIDS = uuid.UUID("5f0a6b0e-3c0e-5d0b-9c59-0f2b7f3a8f5e")
"""The namespace of our GUIDs, an arbitrary number."""


@dataclass(frozen=True, slots=True)
class Continued:
    """What an edition goes on from."""

    guid: str
    kept: LastingEdition | None = None
    """As the lock file has it."""
    taken_from: str = ""
    """The slug it had before its script was renamed."""
    note: str = ""
    """What a person should know of that."""


@dataclass(frozen=True, slots=True)
class _Identity:
    """What a script is known by when its name has changed."""

    said: str
    title: str
    date: str | None

    def fits(self, entry: LastingEdition, *, by_said: bool) -> bool:
        if by_said:
            return entry.said == self.said
        return (entry.title, entry.date) == (self.title, self.date)


def kept_edition(publication: Publication, slug: str, published: Edition | None) -> LastingEdition | None:
    """What the lock file keeps of an edition that is not published here.

    Raises:
        SourceError: The lock file is damaged.
    """
    return read_lock(publication.script_folder).editions.get(slug) if published is None else None


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
    if guid and owner not in _slugs(publication, encoding):
        return Continued(guid, own, owner)  # it was renamed, and has its old name again
    taken = {entry.guid for entry in lock.editions.values()}
    name = read.channel.publication
    if published is None:
        known = _with_published(publication, lock)
        taken |= {entry.guid for entry in known.values()}
        if known:
            found = _renamed(publication, read, known, encoding)
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
        if owner.get(guid, edition.slug) != edition.slug:
            del entries[owner[guid]]
        entries[edition.slug], owner[guid] = _entry_of(edition, guid), edition.slug
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


def _entry_of(edition: Edition, guid: str) -> LastingEdition:
    return LastingEdition(
        guid=guid,
        revision=edition.revision,
        sha256=edition.mp3.sha256 if edition.mp3 else "",
        note=edition.note,
        loudness_lufs=edition.loudness_lufs,
        voices=tuple(_voice_of(voice) for voice in edition.voices),
        reason=edition.voices[0].reason,
        title=edition.title,
        date=edition.date,
        said=_said(cue.text for cue in edition.cues),
    )


def _voice_of(voice: EditionVoice) -> LastingVoice:
    return LastingVoice(voice.name, voice.gain_db, voice_digest(voice.key))


def _said(sentences: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sentences).encode()).hexdigest()[:32]


def _identity(read: ReadScript) -> _Identity:
    segments = (segment for section in read.narration.sections for segment in section.segments)
    said = _said(utterance.source for segment in segments for utterance in segment.utterances)
    settings = read.article.settings
    return _Identity(said, settings.title, settings.date.isoformat() if settings.date else None)


def _new_guid(publication: str, slug: str, taken: Iterable[str]) -> str:
    """A GUID made of the publication's name and the slug: the same in every clone, as nothing random could be."""
    number, used = 1, set(taken)
    while True:
        name = json.dumps([publication, slug, number], ensure_ascii=False)
        guid = str(uuid.uuid5(_GUIDS, name))
        if guid not in used:
            return guid
        number += 1


def _with_published(publication: Publication, lock: EditionsLock) -> dict[str, LastingEdition]:
    """All entries, and those that published editions would have which have none yet."""
    known = dict(lock.editions)
    for path in sorted((publication.root / "audio").glob(f"*/{MANIFEST_NAME}")):
        slug = path.parent.name
        if slug in known:
            continue
        edition = _edition_or_none(path)
        if edition is not None and edition.guid and not lock.owner_of(edition.guid) and edition.mp3:
            known[slug] = _entry_of(edition, edition.guid)
    return known


def _edition_or_none(path: Path) -> Edition | None:
    """An edition of another script: what is wrong with it is said when that one is built."""
    try:
        return read_edition(path)
    except StorageError:
        return None


def _renamed(
    publication: Publication, read: ReadScript, known: Mapping[str, LastingEdition], encoding: str | None
) -> Continued:
    """The entry of this script under the name it had before; without GUID where there is none, or no certainty."""
    mine = _identity(read)
    for by_said in (True, False):
        fitting = [slug for slug, entry in known.items() if mine.fits(entry, by_said=by_said)]
        if not fitting:
            continue
        slugs = _slugs(publication, encoding)
        gone = [slug for slug in fitting if slug not in slugs]
        if not gone:
            continue
        others = _others_that_fit(publication, read, known, mine, encoding, by_said=by_said)
        if len(gone) == 1 and not others:
            return Continued(known[gone[0]].guid, known[gone[0]], gone[0], f"goes on from “{gone[0]}”, renamed")
        names = ", ".join([*gone, *others])
        note = (
            f"may be one of several that were renamed ({names}), so it begins as a new edition; "
            f"if it is an old one, give it that one's name in {LOCK_FILE}"
        )
        return Continued("", note=note)
    return Continued("")


def _others_that_fit(
    publication: Publication,
    read: ReadScript,
    known: Mapping[str, LastingEdition],
    mine: _Identity,
    encoding: str | None,
    *,
    by_said: bool,
) -> list[str]:
    """Other new scripts that could as well be the renamed one."""
    others = []
    for script in publication.scripts:
        if script.name == read.path.name:
            continue
        try:
            other = read_inputs(publication, script, encoding=encoding)
        except AudioEditionError:
            continue
        its = _identity(other)
        same = its.said == mine.said if by_said else (its.title, its.date) == (mine.title, mine.date)
        if same and other.slug not in known:
            others.append(other.slug)
    return others


def _slugs(publication: Publication, encoding: str | None) -> frozenset[str]:
    from audio_edition.making.publication import slugs_of

    return slugs_of(publication, encoding)
