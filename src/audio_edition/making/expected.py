"""The one answer to "what would this edition be?", for build, dry run, check, diff and watch alike.

Enters: a script as it was read, the published edition, the store. Leaves: an ``ExpectedEdition``: its plan, its
description, and in what it differs from what is published. Refuses: voices and settings that cannot be followed. Asks
no network, writes nothing, speaks nothing: sentences and paragraphs that are neither in the published edition nor in
the store are estimated.

Engines and encoders of another version are no difference: the script still is what the edition says. They are noted,
and the next build makes the edition anew with them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
from msgspec import Struct, field

from audio_edition.edition.companions import make_companions
from audio_edition.edition.manifest import Edition, EditionFile, file_entry
from audio_edition.making.cast import UNKNOWN_CAST, Cast, as_published, make_cast
from audio_edition.making.choice import AUTO
from audio_edition.making.cover import find_cover
from audio_edition.making.describing import DescribedEdition, describe, finished_edition
from audio_edition.making.differences import Difference, differences_between
from audio_edition.making.facts import EditionFacts, FirstKnown, StoreFacts
from audio_edition.making.formats import large_file_names, small_files
from audio_edition.making.lasting import kept_edition
from audio_edition.making.lengths import Lengths
from audio_edition.making.pace import measured_paces
from audio_edition.making.plan import Encoding, Plan, kept_gains, make_plan, mp3_format_of, plan_speech
from audio_edition.making.reading import ReadScript, in_voices
from audio_edition.publication.editions_lock import LastingEdition
from audio_edition.publication.folder import Publication
from audio_edition.sound.containers import same_recipe
from audio_edition.store import keys
from audio_edition.store.folder import Store


class ExpectedEdition(Struct, frozen=True):
    """What the edition of a script would be, were it built now."""

    read: ReadScript
    published: Edition | None
    plan: Plan
    described: DescribedEdition
    differences: tuple[Difference, ...]
    """From the published edition; one of kind ``missing`` where there is none."""
    notes: tuple[str, ...] = field(default=())
    """On the comparison, for a person."""
    other_versions: bool = False
    """Whether another version of an engine or encoder is here than the edition was made with."""
    other_containers: bool = False
    """Whether M4B or Opus would be written by another version of PyAV: no difference, but the next build makes them."""

    @property
    def is_up_to_date(self) -> bool:
        """Whether a build would change nothing."""
        return not (self.differences or self.other_versions or self.other_containers)

    @property
    def keeps_mp3(self) -> bool:
        """Whether the published MP3 is the one a build would make, byte for byte."""
        return (
            self.published is not None
            and not self.other_versions
            and self.plan.is_exact
            and self.described.edition.content == self.published.content
            and not any(each.kind == "damaged" for each in self.differences)
        )


def expect(
    read: ReadScript,
    publication: Publication,
    published: Edition | None,
    *,
    cast: Cast | None = None,
    reason: str = "",
    read_files: bool = True,
    kept: LastingEdition | None = None,
) -> ExpectedEdition:
    """Find out what the edition of a script would be.

    Args:
        read: The script.
        publication: Its publication.
        published: The published edition, if there is one.
        cast: Who speaks, ready to; by default, whom the settings and the published edition name, as far as they are
            known here.
        reason: Why the cast's own voice was chosen.
        read_files: Whether to read the published files to their last byte in any case; else only where they would stay.
        kept: What is kept of an edition that is not published here; by default, as the lock file has it.

    Raises:
        SourceError: A section, a cover or a setting that does not exist or cannot be used.
        VoiceError: A voice that does not exist.
    """
    settings = read.article.settings
    folder = publication.root / "audio" / read.slug
    cover = find_cover(settings, publication.script_folder, folder, published)
    kept = kept or kept_edition(publication, read.slug, published)
    cast = cast or _named_cast(read, published, kept)
    read = in_voices(read, cast)
    store = Store(publication.root / "audio" / ".store")
    encoders = ""
    if published is not None:
        cast = as_published(cast, published, read.narration)
        encoders = published.format.encoders
        reason = published.voices[0].reason if published.voices[0].name == cast.main.name else reason
    elif kept is not None and kept.voices[0].name == cast.main.name:
        reason = kept.reason
    encoding = Encoding(mp3_format_of(settings, published, kept), settings.loudness_lufs, encoders)
    known = StoreFacts(store)
    plan = make_plan(
        plan_speech(read.narration, cast, read.jingles),
        encoding,
        FirstKnown(EditionFacts(published), known) if published else known,
        kept_gains(published, cast, settings.loudness_lufs, kept),
        Lengths(published, cast, measured_paces(store, cast)),
    )
    described = describe(read, plan, reason=reason, cover=cover, last=published)
    if published is None:
        missing = Difference("missing", "it is not built yet")
        return ExpectedEdition(read, None, plan, described, (missing,))
    notes = list(cast.notes)
    found = [Difference("voice", message) for message in cast.differences]
    if read_files or described.edition.content == published.content:
        found += _damage(folder, published)
    found += differences_between(published, described.edition, read.narration)
    if not found:
        found += _companions(described, plan, read, published, folder)
    elsewhere = bool(encoders) and encoders != keys.encoder_versions()
    if elsewhere and not found and cast.main.key is not None:
        notes.append("the next build encodes everything anew: the encoder here is of another version")
    versions = elsewhere or any(voice.note and voice.key is not None for voice in cast.voices)
    others = not all(map(same_recipe, published.containers.values()))
    return ExpectedEdition(read, published, plan, described, tuple(found), tuple(notes), versions, others)


def damage_of(path: Path, entry: EditionFile) -> str:
    """What is wrong with a published file; empty where it is the one the manifest lists."""
    what = "the MP3" if path.stem == path.parent.name and path.suffix == ".mp3" else entry.name
    try:
        if not path.is_file():
            return f"{what} is missing"
        if path.stat().st_size != entry.bytes:
            return f"{what} has another size than the manifest says"
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"{what} cannot be read: {error.strerror}"
    return "" if digest == entry.sha256 else f"{what} is damaged"


def _named_cast(read: ReadScript, published: Edition | None, kept: LastingEdition | None) -> Cast:
    """The voices that settings and published edition name, without asking whether they could speak now."""
    settings = read.article.settings
    last = published or kept
    if last is None and settings.voice == AUTO:
        return UNKNOWN_CAST
    name = last.voices[0].name if last and settings.voice == AUTO else settings.voice
    return make_cast(name, settings, read.narration, str(read.path), must_speak=False)


def _damage(folder: Path, published: Edition) -> list[Difference]:
    """A companion that is damaged is made anew; the MP3 must be joined again."""
    return [
        Difference("damaged" if entry == published.mp3 else "companions", damage)
        for entry in published.files
        if (damage := damage_of(folder / entry.name, entry))
    ]


def _companions(
    described: DescribedEdition, plan: Plan, read: ReadScript, published: Edition, folder: Path
) -> list[Difference]:
    """Whether the companions would be others, where the rest of the edition is the same.

    Of other formats only the names are compared: where the content is the same, they are what they were.
    """
    settings = read.article.settings
    if published.mp3 is None:
        return [Difference("damaged", "the manifest lists no MP3")]
    # With an unchanged MP3, companions would see the published revision and history.
    kept = {"revision": published.revision, "history": published.history, "files": (published.mp3,)}
    edition = msgspec.structs.replace(described.edition, **kept)
    made = {
        **small_files(settings, plan, edition),
        **make_companions(finished_edition(edition, described, read, folder / published.mp3.name)),
    }
    large = set(large_file_names(settings, edition))
    wanted = {file_entry(name, data) for name, data in made.items()}
    wanted |= {entry for entry in published.files if entry.name in large}
    others = wanted.symmetric_difference(set(published.files) - {published.mp3})
    names = sorted({entry.name for entry in others} | (large - {entry.name for entry in published.files}))
    names += [
        f"{edition.slug}.{name}"
        for name, written in published.containers.items()
        if name in settings.formats and not same_recipe(written, any_pyav=True)
    ]
    return [Difference("companions", f"beside the MP3 would be made anew: {', '.join(names)}")] if names else []
