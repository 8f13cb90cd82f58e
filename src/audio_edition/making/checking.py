"""Whether the scripts of a publication can be built, and their editions are what they say.

Enters: a publication. Leaves: a verdict on every script; what is wrong with one is part of its verdict. Writes nothing,
asks no network.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from audio_edition.edition.history import ChapterChange, chapters_of, compare
from audio_edition.edition.manifest import MANIFEST_NAME, Edition, EditionError, read_edition
from audio_edition.errors import AudioEditionError, SourceError, VoiceError
from audio_edition.making.cast import require_named_voices
from audio_edition.making.cover import read_cover
from audio_edition.making.differences import Difference
from audio_edition.making.expected import ExpectedEdition, expect
from audio_edition.making.lasting import continue_edition
from audio_edition.making.publication import slug_errors
from audio_edition.making.reading import ReadScript, read_inputs
from audio_edition.narration.model import Omission, unmatched_by_all
from audio_edition.publication.editions_lock import LOCK_FILE, read_lock
from audio_edition.publication.folder import Publication

_NOT_KEPT = f"{LOCK_FILE} has no entry of this edition; the next build writes it"
_TOLD_BESIDES = ("voice", "jingles", "pauses", "settings", "feed", "tag", "companions", "damaged")
"""Kinds of difference that a diff tells beside chapters and sentences."""


class Verdict(Struct, frozen=True):
    """What is to be said of one script."""

    script: Path
    slug: str
    """Empty where the script cannot be read."""
    status: str
    """``matches``, ``stale``, ``not-built``, ``renamed`` (not built under this name), ``valid`` (a script whose edition
    was not asked for) or ``broken``: no edition can be made of it."""
    differences: tuple[Difference, ...] = ()
    warnings: tuple[tuple[int, str], ...] = ()
    """Line of the script, 0 where none applies, and message."""
    error: AudioEditionError | None = None
    """What is wrong with a broken script."""
    was: str = ""
    """The slug that a renamed script had."""
    unmatched: tuple[Omission, ...] = ()
    """Entries of the lexicon that match nothing in this script."""

    @property
    def passes(self) -> bool:
        """Whether there is nothing to do."""
        return self.status in ("matches", "valid")


class Preview(Struct, frozen=True):
    """A script against its published edition, as it is heard."""

    script: Path
    slug: str
    published: Edition | None
    changes: tuple[ChapterChange, ...]
    """Times in the new edition are estimates where something is still to be spoken."""
    besides: tuple[str, ...] = field(default=())
    """What else is different: voice, pauses, loudness and other settings, and notes on the comparison."""
    estimated_duration_ms: int = 0
    was: str = ""
    """The slug it had, where it was renamed and is not built under the new name: then ``published`` is that one."""


def check_scripts(
    publication: Publication, scripts: Sequence[Path], *, encoding: str | None = None, editions: bool = True
) -> tuple[Verdict, ...]:
    """Check scripts.

    Args:
        publication: Theirs.
        scripts: To be checked; slugs are compared with those of all other scripts too.
        encoding: Of the scripts, as for ``build``.
        editions: Whether to look at their editions too.

    Raises:
        SourceError: ``editions.lock.json`` is damaged.
    """
    colliding = slug_errors(publication, encoding)
    verdicts = (
        _check(publication, script, colliding.get(script.name), encoding, editions=editions) for script in scripts
    )
    if not editions:
        return tuple(verdicts)
    kept = read_lock(publication.script_folder).editions
    return tuple(
        verdict
        if verdict.slug in kept or verdict.status not in ("matches", "stale")
        else replace(verdict, warnings=(*verdict.warnings, (0, _NOT_KEPT)))
        for verdict in verdicts
    )


def preview(publication: Publication, script: Path, *, encoding: str | None = None) -> Preview:
    """Compare a script with its published edition.

    Raises:
        SourceError: The script cannot be read.
        VoiceError: Its settings name a voice or a parameter that does not exist.
        EditionError: The published edition cannot be read.
    """
    read = read_inputs(publication, script, encoding=encoding)
    expected = _expected(publication, read)
    published, wanted = expected.published, expected.described.edition
    was = "" if published else continue_edition(publication, read, None, encoding).taken_from
    if was:
        published = read_edition(publication.root / "audio" / was / MANIFEST_NAME)
    changes = compare(chapters_of(published) if published else (), chapters_of(wanted))
    if published is None:
        return Preview(script, read.slug, None, changes, (), wanted.duration_ms)
    besides = [each.message for each in expected.differences if each.kind in _TOLD_BESIDES]
    if was:
        besides.append(f"renamed: the next build makes audio/{read.slug} of it")
    return Preview(script, read.slug, published, changes, (*besides, *expected.notes), wanted.duration_ms, was)


def editions_without_script(audio: Path, verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """Editions that no script of the publication would become; nothing is said where a script cannot be read.

    Nor of one whose script was renamed, until it is built under its new name.
    """
    if not all(verdict.slug for verdict in verdicts):
        return ()
    owned = {name for verdict in verdicts for name in (verdict.slug, verdict.was)}
    return tuple(sorted(path.parent.name for path in audio.glob(f"*/{MANIFEST_NAME}") if path.parent.name not in owned))


def unmatched_entries(verdicts: Sequence[Verdict]) -> tuple[Omission, ...]:
    """Entries of the lexicon that match nothing in any script; nothing is said where a script cannot be read."""
    return unmatched_by_all(verdict.unmatched for verdict in verdicts)


def _check(
    publication: Publication, script: Path, collision: SourceError | None, encoding: str | None, *, editions: bool
) -> Verdict:
    try:
        read = read_inputs(publication, script, encoding=encoding)
    except AudioEditionError as error:
        return _broken(script, "", error)
    warnings = tuple(
        sorted({*((notice.line, notice.message) for notice in read.article.notices), *read.narration.warnings})
    )
    if collision is not None:
        return _broken(script, read.slug, collision, warnings)
    try:
        if not editions:
            read_cover(read.article.settings, publication.script_folder)
            require_named_voices(read.article.settings, read.narration, str(script))
            return Verdict(script, read.slug, "valid", (), warnings, unmatched=read.narration.unmatched)
        expected = _expected(publication, read)
    except EditionError as error:
        return Verdict(script, read.slug, "stale", (Difference("damaged", str(error)),), warnings)
    except (SourceError, VoiceError) as error:
        return _broken(script, read.slug, error, warnings)
    warnings += tuple((0, note) for note in (*expected.notes, *expected.described.cover.shape_concerns))
    if expected.published is None:
        verdict = _unbuilt(publication, read, expected, warnings, encoding)
    else:
        status = "stale" if expected.differences else "matches"
        verdict = Verdict(script, read.slug, status, expected.differences, warnings)
    return replace(verdict, unmatched=read.narration.unmatched)


def _unbuilt(
    publication: Publication,
    read: ReadScript,
    expected: ExpectedEdition,
    warnings: tuple[tuple[int, str], ...],
    encoding: str | None,
) -> Verdict:
    """Of a script that has no edition under its name, but may have had one under another."""
    continued = continue_edition(publication, read, None, encoding)
    if continued.difference is None:
        return Verdict(read.path, read.slug, "not-built", expected.differences, warnings)
    message = f"{continued.difference.message}; the next build makes audio/{read.slug} of it"
    renamed = replace(continued.difference, message=message)
    return Verdict(read.path, read.slug, "renamed", (renamed,), warnings, was=continued.taken_from)


def _expected(publication: Publication, read: ReadScript) -> ExpectedEdition:
    return expect(read, publication, read_edition(publication.root / "audio" / read.slug / MANIFEST_NAME))


def _broken(script: Path, slug: str, error: AudioEditionError, warnings: tuple[tuple[int, str], ...] = ()) -> Verdict:
    line = error.place.line if error.place and error.place.path == str(script) else 0
    return Verdict(script, slug, "broken", (Difference("script", str(error), line),), warnings, error)
