"""An edition cut to the time of a meeting: whole sections, and the talk about them.

Enters: a published edition, and the minutes there are. Leaves: which sections fit, in their order, and which do not;
the edition of those, on a timeline of its own; its MP3, cut from the published one between its frames. Nothing is
spoken or encoded. Refuses: headings that do not exist; an edition whose manifest has no samples.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from audio_edition.edition.companions.meeting import MeetingPlan
from audio_edition.edition.companions.meeting.running_order import Row, running_order
from audio_edition.edition.manifest import (
    MANIFEST_NAME,
    Edition,
    EditionChapter,
    EditionCue,
    EditionFile,
    EditionSegment,
    read_edition,
)
from audio_edition.errors import Place, SourceError, StorageError
from audio_edition.making.describing import tag_of
from audio_edition.making.expected import damage_of
from audio_edition.publication.folder import Publication
from audio_edition.publication.settings import Settings, merge
from audio_edition.sound.mp3.format import SAMPLES_PER_FRAME, Mp3Format
from audio_edition.sound.mp3.id3 import Tag, copyright_of, picture_of, read_tag, tag_bytes
from audio_edition.sound.mp3.joining import cuts_of
from audio_edition.sound.split import write_cut
from audio_edition.sound.timeline import Chapter, PlacedSegment, Timeline, samples_to_ms
from audio_edition.text.nearest import hint_for

_MINUTE_MS = 60_000


class Choice(Struct, frozen=True):
    """Which sections a meeting has time for."""

    fits: tuple[int, ...]
    """Positions of chapters, rising."""
    left_out: tuple[Row, ...]
    """Asked for, and too long: the first that does not fit, and what comes after it."""
    needed_ms: int
    """For all that was asked for."""


def choose(edition: Edition, plan: MeetingPlan, only: Sequence[str] = ()) -> Choice:
    """Take sections in their order as long as they fit, each with its discussion.

    Args:
        edition: As published.
        plan: Minutes of the meeting, 0 for as long as it takes; and of each discussion.
        only: Headings, or ids of sections; by default, all.

    Raises:
        SourceError: There is no such section.
    """
    rows = running_order(edition, plan.discussion_minutes)
    wanted = _named(edition, only) if only else range(len(rows))
    budget_ms = plan.minutes * _MINUTE_MS
    fits: list[int] = []
    used_ms = 0
    for index in wanted:
        needed = rows[index].sound_ms + rows[index].discussion_ms
        if budget_ms and used_ms + needed > budget_ms:
            break
        fits.append(index)
        used_ms += needed
    left_out = tuple(rows[index] for index in wanted if index not in fits)
    return Choice(tuple(fits), left_out, sum(rows[index].sound_ms + rows[index].discussion_ms for index in wanted))


def _named(edition: Edition, only: Sequence[str]) -> list[int]:
    found: set[int] = set()
    for name in only:
        plain = " ".join(name.split()).casefold()
        at = [
            index
            for index, chapter in enumerate(edition.chapters)
            if plain in (chapter.title.casefold(), chapter.id.casefold())
        ]
        if not at:
            hint = hint_for(name, [chapter.title for chapter in edition.chapters], "its sections are")
            raise SourceError(f"there is no section {name!r}", hint=hint)
        found.update(at)
    return sorted(found)


def edition_folder(publication: Publication, script: Path) -> Path:
    """Where the edition of a script lies, or would."""
    from audio_edition.article.script import read_script
    from audio_edition.publication.slug import slug_of

    slug = slug_of(read_script(script, publication).settings, script)
    return publication.root / "audio" / slug


def published_edition(publication: Publication, script: Path) -> tuple[Edition, Path, Settings]:
    """The edition of a script as it is published, its MP3, and the settings of the publication.

    Raises:
        SourceError: The script cannot be used.
        StorageError: It is not built, or its MP3 is not the one that was.
    """
    folder = edition_folder(publication, script)
    edition = read_edition(folder / MANIFEST_NAME)
    if edition is None or edition.mp3 is None:
        raise StorageError("is not built yet", place=Place(str(script)), hint="build it first: audio-edition build")
    mp3 = folder / edition.mp3_name
    if damage := damage_of(mp3, edition.mp3):
        raise StorageError(damage, place=Place(str(folder)), hint="build the edition again: audio-edition build")
    return edition, mp3, merge(publication.layer)


def is_older_than_script(publication: Publication, script: Path) -> bool:
    """Whether the script says something else than its published edition, or cannot be built any more."""
    from audio_edition.making.checking import check_scripts

    (verdict,) = check_scripts(publication, (script,))
    beside = ("companions", "damaged", "feed")
    return verdict.status == "broken" or any(each.kind not in beside for each in verdict.differences)


def timeline_of(edition: Edition) -> Timeline:
    """The timeline as the manifest has it.

    Raises:
        StorageError: It is of a format that did not keep it.
    """
    if edition.schema == 1:
        raise StorageError("the edition is of an older format", hint="build it again: audio-edition build")
    return Timeline(
        tuple(
            PlacedSegment(each.key, each.chapter, each.start_sample, each.samples, each.spans)
            for each in edition.segments
        ),
        tuple(Chapter(each.title, each.start_sample, each.end_sample) for each in edition.chapters),
        edition.format.samples,
    )


class Cut(Struct, frozen=True):
    """Some chapters of an edition as an edition of their own."""

    edition: Edition
    """Its files are still those of the whole."""
    frames: tuple[tuple[int, int], ...]
    """First and one-past-last frame of each chapter in the published MP3."""
    is_whole: bool
    """Whether nothing is left out."""


def cut(edition: Edition, chosen: Sequence[int]) -> Cut:
    """Put chosen chapters one after the other on a timeline of their own."""
    timeline = timeline_of(edition)
    cuts = [*cuts_of(timeline), timeline.samples // SAMPLES_PER_FRAME]
    frames = tuple((cuts[index], cuts[index + 1]) for index in chosen)
    chapters: list[EditionChapter] = []
    segments: list[EditionSegment] = []
    cues: list[EditionCue] = []
    said = edition.cues_by_segment()
    start = 0
    for number, (index, (first, end)) in enumerate(zip(chosen, frames, strict=True)):
        by = (start - first) * SAMPLES_PER_FRAME
        stop = start + end - first
        bounds = start * SAMPLES_PER_FRAME, stop * SAMPLES_PER_FRAME
        chapters.append(
            msgspec.structs.replace(
                edition.chapters[index],
                start_sample=bounds[0],
                end_sample=bounds[1],
                start_ms=samples_to_ms(bounds[0]),
                end_ms=samples_to_ms(bounds[1]),
            )
        )
        for segment, own in zip(edition.segments, said, strict=True):
            if segment.chapter != index:
                continue
            moved = msgspec.structs.replace(segment, chapter=number, start_sample=segment.start_sample + by)
            cues += [
                _moved(cue, len(segments), moved.start_sample, span)
                for cue, span in zip(own, segment.spans, strict=True)
            ]
            segments.append(moved)
        start = stop
    samples = start * SAMPLES_PER_FRAME
    length = msgspec.structs.replace(edition.format, samples=samples, duration_ms=samples_to_ms(samples))
    return Cut(
        msgspec.structs.replace(
            edition, format=length, chapters=tuple(chapters), segments=tuple(segments), cues=tuple(cues)
        ),
        frames,
        is_whole=len(chosen) == len(edition.chapters),
    )


def _moved(cue: EditionCue, segment: int, start_sample: int, span: tuple[int, int]) -> EditionCue:
    first, last = (samples_to_ms(start_sample + sample) for sample in span)
    return msgspec.structs.replace(cue, segment=segment, start_ms=first, end_ms=last)


def tag_of_cut(edition: Edition, mp3: Path) -> Tag:
    """What the tag of a cut says: as that of the published MP3, whose picture and copyright it has too."""
    with mp3.open("rb") as file:
        tag = read_tag(file)
    return tag_of(edition, copyright_of(tag), picture_of(tag))


def write_meeting_mp3(made: Cut, mp3: Path, target: Path) -> Edition:
    """Write the MP3 of a cut; the published one as it is, where nothing is left out.

    Returns:
        The edition of the cut, with this MP3 alone among its files.

    Raises:
        OSError: A file could not be read or written.
    """
    import shutil

    edition = made.edition
    entry = edition.mp3
    if made.is_whole and entry is not None:
        shutil.copyfile(mp3, target)
    else:
        chapters = timeline_of(edition).chapters
        tag = tag_bytes(tag_of_cut(edition, mp3), chapters)
        mp3_format = Mp3Format(edition.format.bitrate_kbps, edition.format.quality)
        written = write_cut(mp3, target, made.frames, tag, mp3_format)
        entry = EditionFile(edition.mp3_name, written.size, written.sha256)
    return msgspec.structs.replace(edition, files=(entry,))
