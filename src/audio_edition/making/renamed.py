"""Which edition a new script goes on from, where somebody has renamed its file.

Enters: a script as it was read, what the lock file and the published manifests say. Leaves: the entry of the one script
that is gone and says the same, or has the same title and date. Where two fit, none is chosen, and that is said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from audio_edition.edition.manifest import MANIFEST_NAME, Edition, EditionVoice, read_edition
from audio_edition.errors import AudioEditionError, StorageError
from audio_edition.making.differences import Difference
from audio_edition.making.reading import ReadScript, read_inputs
from audio_edition.publication.editions_lock import LOCK_FILE, EditionsLock, LastingEdition, LastingVoice, voice_digest
from audio_edition.publication.folder import Publication


class Continued(Struct, frozen=True):
    """What an edition goes on from."""

    guid: str
    kept: LastingEdition | None = None
    """As the lock file has it."""
    taken_from: str = ""
    """The slug it had before its script was renamed."""
    note: str = ""
    """What a person should know of that."""

    @property
    def difference(self) -> Difference | None:
        """What is to be said of an edition that is not built under its new name yet."""
        if not self.taken_from:
            return None
        return Difference("renamed", f"it was “{self.taken_from}” and is renamed")


class _Identity(Struct, frozen=True):
    """What a script is known by when its name has changed."""

    said: str
    title: str
    date: str | None

    def fits(self, entry: LastingEdition, *, by_said: bool) -> bool:
        if by_said:
            return entry.said == self.said
        return (entry.title, entry.date) == (self.title, self.date)


def entry_of(edition: Edition, guid: str) -> LastingEdition:
    """What is kept of a published edition."""
    return LastingEdition(
        guid=guid,
        revision=edition.revision,
        sha256=edition.mp3.sha256 if edition.mp3 else "",
        note=edition.note,
        loudness_lufs=edition.loudness_lufs,
        quality=edition.format.quality,
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


def with_published(publication: Publication, lock: EditionsLock) -> dict[str, LastingEdition]:
    """All entries, and those that published editions would have which have none yet."""
    known = dict(lock.editions)
    for path in sorted((publication.root / "audio").glob(f"*/{MANIFEST_NAME}")):
        slug = path.parent.name
        if slug in known:
            continue
        edition = _edition_or_none(path)
        if edition is not None and edition.guid and not lock.owner_of(edition.guid) and edition.mp3:
            known[slug] = entry_of(edition, edition.guid)
    return known


def _edition_or_none(path: Path) -> Edition | None:
    """An edition of another script: what is wrong with it is said when that one is built."""
    try:
        return read_edition(path)
    except StorageError:
        return None


def find_renamed(
    publication: Publication, read: ReadScript, known: Mapping[str, LastingEdition], encoding: str | None
) -> Continued:
    """The entry of this script under the name it had before; without GUID where there is none, or no certainty."""
    mine = _identity(read)
    for by_said in (True, False):
        fitting = [slug for slug, entry in known.items() if mine.fits(entry, by_said=by_said)]
        if not fitting:
            continue
        slugs = current_slugs(publication, encoding)
        gone = [slug for slug in fitting if slug not in slugs]
        if not gone:
            continue
        others = _others_that_fit(publication, read, known, mine, encoding, by_said=by_said)
        if len(gone) == 1 and not others:
            note = f"goes on from “{gone[0]}”, renamed"
            if (publication.root / "audio" / gone[0]).is_dir():
                note += f"; audio/{gone[0]} is not published any more, and can be removed once this is built"
            return Continued(known[gone[0]].guid, known[gone[0]], gone[0], note)
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


def current_slugs(publication: Publication, encoding: str | None) -> frozenset[str]:
    """The slugs of the scripts that are there now."""
    from audio_edition.making.publication import slugs_of

    return slugs_of(publication, encoding)
