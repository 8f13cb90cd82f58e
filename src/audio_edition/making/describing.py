"""A plan becomes a described edition: the manifest without what publishing adds, and the ID3 tag.

Enters: script, plan, cover, the last edition. Leaves: an ``Edition`` of revision 0, and the bytes of its tag.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from urllib.parse import quote, urldefrag

import msgspec
from msgspec import Struct

from audio_edition.edition.companions import FinishedEdition
from audio_edition.edition.description import tag_description
from audio_edition.edition.history import TimedChapter, TimedSentence
from audio_edition.edition.ids import block_ids, chapter_ids
from audio_edition.edition.manifest import (
    Edition,
    EditionChapter,
    EditionCue,
    EditionSegment,
    EditionVoice,
    Format,
    NotSpoken,
)
from audio_edition.making.cast import CastVoice
from audio_edition.making.cover import Cover
from audio_edition.making.plan import Plan
from audio_edition.making.reading import ReadScript
from audio_edition.narration.reworded import wording_of
from audio_edition.sound.mp3.id3 import Tag, tag_bytes
from audio_edition.sound.timeline import SAMPLE_RATE_HZ
from audio_edition.store import keys
from audio_edition.text.language_tags import three_letters


class DescribedEdition(Struct, frozen=True):
    """An edition before it is published."""

    edition: Edition
    tag: bytes
    """Empty where the timeline is an estimate."""
    cover: Cover
    said: Tag
    """What the tag says: for the tags of other containers."""


def finished_edition(edition: Edition, described: DescribedEdition, read: ReadScript, mp3: Path) -> FinishedEdition:
    """An edition that has its MP3, revision and history, with all that its companions tell of it."""
    return FinishedEdition(edition, read.article, read.channel, described.cover.pictures.large, mp3)


def describe(read: ReadScript, plan: Plan, *, reason: str, cover: Cover, last: Edition | None) -> DescribedEdition:
    """Describe what a plan makes; lines and paths stay out of it, so that a blank line more makes no new edition.

    Args:
        read: The script.
        plan: Of its edition.
        reason: Why its voice was chosen.
        cover: Its cover; its pictures are made only where the tag is.
        last: The published edition, for the ids that stay.
    """
    settings = read.article.settings
    voices = [plan.speech.cast.main, *(voice for voice in plan.speech.cast.voices[1:] if voice.name in plan.gains_db)]
    edition = Edition(
        slug=read.slug,
        title=settings.title,
        subtitle=settings.subtitle,
        author=tuple(settings.author),
        publication=settings.publication,
        date=settings.date.isoformat() if settings.date else None,
        lang=settings.lang,
        description=settings.description,
        address=settings.address,
        draft=settings.draft,
        explicit=settings.explicit,
        loudness_lufs=settings.loudness_lufs,
        tag_sha256="",
        format=_format(plan),
        voices=tuple(_voice(voice, plan, reason if voice is voices[0] else "", last) for voice in voices),
        chapters=_chapters(plan, last),
        segments=_segments(plan, [voice.name for voice in voices], last),
        cues=tuple(_cues(plan)),
        not_spoken=tuple(NotSpoken(each.element, each.reason, each.excerpt) for each in read.narration.omissions),
    )
    if not plan.is_exact:
        return DescribedEdition(edition, b"", cover, Tag(edition.title))
    said = tag_of(edition, settings.copyright, cover.pictures.small)
    tag = tag_bytes(said, plan.timeline.chapters)
    edition = msgspec.structs.replace(
        edition,
        tag_sha256=hashlib.sha256(tag).hexdigest(),
        cover=cover.entry,
        content=_content_digest(plan, tag),
    )
    return DescribedEdition(edition, tag, cover, said)


def tag_of(edition: Edition, copyright_line: str, picture: bytes) -> Tag:
    """What the tag of an edition says; its copyright and its picture are not in the manifest."""
    return Tag(
        title=edition.title,
        artist=", ".join(edition.author),
        album=edition.publication,
        date=datetime.date.fromisoformat(edition.date) if edition.date else None,
        language=three_letters(edition.lang),
        subtitle=edition.subtitle,
        description=tag_description(edition.description, edition.subtitle),
        copyright=copyright_line,
        address=edition.address,
        chapter_links=tuple(_links(edition.address, edition.chapters)),
        cover=picture,
        duration_ms=edition.duration_ms,
    )


def _links(address: str, chapters: tuple[EditionChapter, ...]) -> Iterator[str]:
    """The place of each chapter in the article; what stands before its first heading is the article itself."""
    page, _ = urldefrag(address)
    if page:
        yield from (f"{page}#{quote(chapter.id)}" if chapter.level else page for chapter in chapters)


def _content_digest(plan: Plan, tag: bytes) -> str:
    """Digest of everything the MP3's bytes depend on: two editions with the same one have the same MP3."""
    parts = [
        hashlib.sha256(tag).hexdigest(),
        plan.encoding.mp3_format.bitrate_kbps,
        plan.encoding.mp3_format.quality,
        plan.timeline.samples,
        [(segment.key, segment.start_sample, segment.samples) for segment in plan.timeline.segments],
        [chapter.start_sample for chapter in plan.timeline.chapters],
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _format(plan: Plan) -> Format:
    return Format(
        sample_rate_hz=SAMPLE_RATE_HZ,
        channels=1,
        bitrate_kbps=plan.encoding.mp3_format.bitrate_kbps,
        quality=plan.encoding.mp3_format.quality,
        encoders=plan.encoding.encoders or keys.encoder_versions(),
        samples=plan.timeline.samples,
        duration_ms=plan.timeline.duration_ms,
    )


def _voice(voice: CastVoice, plan: Plan, reason: str, last: Edition | None) -> EditionVoice:
    key = voice.key
    if key is None:  # not installed here, and taken to be what it was
        key = next((was.key for was in (last.voices if last else ()) if was.name == voice.name), {})
    # A voice that is named but has nothing to say has no gain.
    return EditionVoice(voice.name, plan.gains_db.get(voice.name, 0.0), dict(key), reason)


def _chapters(plan: Plan, last: Edition | None) -> tuple[EditionChapter, ...]:
    sections = plan.speech.narration.sections
    said: list[list[TimedSentence]] = [[] for _ in sections]
    for spoken in plan.speech.segments:
        said[spoken.section].extend(TimedSentence(each.utterance.source, each.key, 0) for each in spoken.utterances)
    timed = [TimedChapter(section.title, 0, tuple(each)) for section, each in zip(sections, said, strict=True)]
    ids = chapter_ids(timed, [section.id for section in sections], last)
    return tuple(
        EditionChapter(
            id=name,
            title=chapter.title,
            level=section.level,
            start_ms=chapter.start_ms,
            end_ms=chapter.end_ms,
            start_sample=chapter.start_sample,
            end_sample=chapter.end_sample,
            discussion=section.discussion or msgspec.UNSET,
        )
        for name, chapter, section in zip(ids, plan.timeline.chapters, sections, strict=True)
    )


def _segments(plan: Plan, voices: list[str], last: Edition | None) -> tuple[EditionSegment, ...]:
    blocks = _blocks(plan)
    spoken_blocks = [each for each, spoken in zip(blocks, plan.speech.segments, strict=True) if not spoken.jingle]
    ids = dict(zip(dict.fromkeys(spoken_blocks), block_ids(_block_texts(plan, blocks), last), strict=True))
    return tuple(
        EditionSegment(
            id=ids.get(block, spoken.segment.sound),
            chapter=placed.section,
            kind=spoken.segment.kind.value,
            start_sample=placed.start_sample,
            samples=placed.samples,
            spans=placed.spans,
            key=placed.key,
            voice=voices.index(spoken.voice.name) if spoken.voice.name in voices else 0,
            part=spoken.segment.part,
            sound=spoken.jingle.sha256 if spoken.jingle else "",
        )
        for block, placed, spoken in zip(blocks, plan.timeline.segments, plan.speech.segments, strict=True)
    )


def _blocks(plan: Plan) -> list[int]:
    """The number of the block each segment belongs to: the parts of a long one share it."""
    numbers: list[int] = []
    for spoken in plan.speech.segments:
        last = numbers[-1] if numbers else -1
        numbers.append(last if spoken.segment.part else last + 1)
    return numbers


def _block_texts(plan: Plan, blocks: list[int]) -> list[str]:
    parts = zip(blocks, plan.speech.segments, strict=True)
    return [
        " ".join(each.utterance.source for _, spoken in group for each in spoken.utterances)
        for _, group in groupby((pair for pair in parts if not pair[1].jingle), key=lambda pair: pair[0])
    ]


def _cues(plan: Plan) -> Iterator[EditionCue]:
    for index, (spoken, placed) in enumerate(zip(plan.speech.segments, plan.timeline.segments, strict=True)):
        for each, cue in zip(spoken.utterances, placed.cues, strict=True):
            facts = plan.clips.get(each.key)
            yield EditionCue(
                segment=index,
                start_ms=cue.start_ms,
                end_ms=cue.end_ms,
                text=each.utterance.source,
                key=each.key,
                clip=tuple(facts.as_list()) if facts else (),
                spoken=wording_of(each.utterance) or msgspec.UNSET,
            )
