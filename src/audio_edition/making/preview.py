"""What a listener would hear differently, were a script built now.

Enters: a publication and a script. Leaves: a ``Preview``. Refuses: what the readers refuse, and settings no voice can
follow. Writes nothing, asks no network, needs no store.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audio_edition.edition.history import ChapterChange, chapters_of, compare
from audio_edition.edition.manifest import MANIFEST_NAME, read_manifest
from audio_edition.making.comparison import compare_with_edition
from audio_edition.making.contents import read_cover
from audio_edition.making.forecast import heard_now, sounds_of
from audio_edition.making.published_voice import PublishedCast, PublishedVoice, published_cast
from audio_edition.making.reading import read_inputs
from audio_edition.publication.folder import Publication

_HEARD_BESIDES = ("voice", "pauses", "settings", "damaged")
"""Kinds of difference that are told beside chapters and sentences."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A script against its published edition, as it is heard."""

    script: Path
    slug: str
    edition: int
    """Number of the published edition; 0 where there is none."""
    changes: tuple[ChapterChange, ...]
    """Times in the new edition are estimates."""
    besides: tuple[str, ...]
    """What else is different: voice, pauses, loudness and other settings, and notes on the comparison."""
    duration_ms: int
    """Of the published edition; 0 where there is none."""
    estimated_duration_ms: int


def preview(publication: Publication, script: Path, *, encoding: str | None = None) -> Preview:
    """Compare a script with its published edition.

    Raises:
        SourceError: The script cannot be read.
        VoiceError: Its settings name a voice or a parameter that does not exist.
    """
    read = read_inputs(publication, script, encoding=encoding)
    manifest = read_manifest(publication.root / "audio" / read.slug / MANIFEST_NAME)
    settings = read.article.settings
    cast = published_cast(manifest, read) if manifest else PublishedCast(PublishedVoice(None))
    sounds = sounds_of(read.narration, cast, manifest)
    now = heard_now(read.narration, sounds, manifest)
    if manifest is None:
        return Preview(script, read.slug, 0, compare((), now.chapters), (), 0, now.duration_ms)
    cover = read_cover(settings, publication.script_folder)
    compared = compare_with_edition(read, sounds, cast, manifest, cover)
    besides = [each.message for each in compared.differences if each.kind in _HEARD_BESIDES]
    return Preview(
        script,
        read.slug,
        manifest.edition,
        compare(chapters_of(manifest.data), now.chapters),
        (*besides, *compared.notes),
        manifest.duration_ms,
        now.duration_ms,
    )
