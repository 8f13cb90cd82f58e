"""Whether the scripts of a publication are sound, and their editions what they say.

Enters: a publication. Leaves: a verdict on every script. Refuses nothing: what is wrong with a script is part of its
verdict. Writes nothing, asks no network, needs no store.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audio_edition.edition.manifest import MANIFEST_NAME, content_digest, read_manifest
from audio_edition.errors import AudioEditionError, SourceError, VoiceError
from audio_edition.making.comparison import Comparison, Difference, compare_with_edition, damage_of
from audio_edition.making.contents import read_cover
from audio_edition.making.forecast import sounds_of
from audio_edition.making.published_voice import published_cast
from audio_edition.making.reading import ReadScript, read_inputs
from audio_edition.publication.folder import Publication


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of one script."""

    script: Path
    slug: str
    """Empty where the script cannot be read."""
    status: str
    """``matches``, ``stale``, ``not-built``, ``sound`` (a script whose edition was not asked for) or ``broken``: no
    edition can be made of it."""
    differences: tuple[Difference, ...] = ()
    warnings: tuple[tuple[int, str], ...] = ()
    """Line of the script, 0 where none applies, and message."""
    error: AudioEditionError | None = None
    """What is wrong with a broken script."""

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to do."""
        return self.status in ("matches", "sound")


def check_script(publication: Publication, script: Path, *, encoding: str | None = None, edition: bool) -> Verdict:
    """Check one script.

    Args:
        publication: Its publication.
        script: Its path.
        encoding: Of the script, as for ``build``.
        edition: Whether to look at its edition too.
    """
    try:
        read = read_inputs(publication, script, encoding=encoding)
    except AudioEditionError as error:
        return _broken(script, "", error)
    warnings = tuple(
        sorted({*((notice.line, notice.message) for notice in read.article.notices), *read.narration.warnings})
    )
    try:
        cover = read_cover(read.article.settings, publication.script_folder)
        compared = _compare(publication, read, cover) if edition else Comparison(())
    except (SourceError, VoiceError) as error:
        return _broken(script, read.slug, error, warnings)
    kinds = {difference.kind for difference in compared.differences}
    status = "not-built" if "missing" in kinds else "stale" if kinds else "matches" if edition else "sound"
    notes = tuple((0, note) for note in compared.notes)
    return Verdict(script, read.slug, status, compared.differences, (*warnings, *notes))


def with_distinct_slugs(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """Let every script but the first of those that would become the same edition be broken."""
    owner: dict[str, Verdict] = {}
    judged: list[Verdict] = []
    for verdict in verdicts:
        first = owner.setdefault(verdict.slug, verdict) if verdict.slug else verdict
        if first is verdict:
            judged.append(verdict)
            continue
        what = f"this script and {first.script.name} would both become audio/{verdict.slug}"
        error = SourceError(what, hint="rename one of them, or set slug in one")
        judged.append(_broken(verdict.script, verdict.slug, error, verdict.warnings))
    return tuple(judged)


def editions_without_script(audio: Path, verdicts: tuple[Verdict, ...]) -> tuple[str, ...]:
    """Editions that no script of the publication would become; nothing is said where a script cannot be read."""
    if not all(verdict.slug for verdict in verdicts):
        return ()
    owned = {verdict.slug for verdict in verdicts}
    return tuple(sorted(path.parent.name for path in audio.glob(f"*/{MANIFEST_NAME}") if path.parent.name not in owned))


def _compare(publication: Publication, read: ReadScript, cover: bytes) -> Comparison:
    folder = publication.root / "audio" / read.slug
    manifest = read_manifest(folder / MANIFEST_NAME)
    if manifest is None:
        if (folder / MANIFEST_NAME).exists():
            message = "its edition has a manifest that cannot be read: damaged, or of another version"
            return Comparison((Difference("damaged", message),))
        return Comparison((Difference("missing", "it is not built yet"),))
    damage = damage_of(folder / f"{read.slug}.mp3", manifest)
    if not damage and content_digest(manifest.data) != manifest.content:
        damage = "the manifest is not as it was written"
    cast = published_cast(manifest, read)
    compared = compare_with_edition(read, sounds_of(read.narration, cast, manifest), cast, manifest, cover)
    if not damage:
        return compared
    return Comparison((Difference("damaged", damage), *compared.differences), compared.notes)


def _broken(script: Path, slug: str, error: AudioEditionError, warnings: tuple[tuple[int, str], ...] = ()) -> Verdict:
    line = error.place.line if error.place and error.place.path == str(script) else 0
    return Verdict(script, slug, "broken", (Difference("script", str(error), line),), warnings, error)
