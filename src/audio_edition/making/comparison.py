"""Whether a published edition is what its script says now.

Enters: a script as it will be narrated, and the manifest of its edition. Leaves: the differences. Refuses nothing.
Neither sound nor store is needed: the manifest knows which sentences were said, in which order, how they were
pronounced, and where they lie.

The rule. An edition matches when all of these are equal: the voice and its parameters; title, byline and the other
settings in the tag; the chapters; the sentences with their pronunciation, in their paragraphs; the pauses, as frames
between paragraphs and milliseconds between sentences; bit rate and loudness; the list of what is not spoken.

Its limits. A pause that changed by a millisecond may pass, for the manifest rounds to milliseconds. Other versions
of the engine, or of the libraries that encode, are told as notes: they change the next build, not what the script says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audio_edition.edition.manifest import Manifest
from audio_edition.making.contents import tag_of
from audio_edition.making.placement import chapter_starts, other_pauses
from audio_edition.making.published_voice import PublishedCast
from audio_edition.making.reading import ReadScript
from audio_edition.narration.model import NarratedSection, Narration, Segment, SegmentKind
from audio_edition.publication.settings import Settings
from audio_edition.sound.mp3.format import Mp3Format
from audio_edition.sound.timeline import Chapter, Timeline
from audio_edition.store.keys import segment_key


@dataclass(frozen=True, slots=True)
class Difference:
    """One respect in which an edition is not what its script says."""

    kind: str
    """``missing``, ``damaged``, ``voice``, ``settings``, ``chapters``, ``text``, ``pauses``, ``tag``, ``not-spoken`` or
    ``script``: no edition can be made of it."""
    message: str
    line: int = 0
    """Of the script, where one applies."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """An edition against its script."""

    differences: tuple[Difference, ...]
    notes: tuple[str, ...] = field(default=())


def compare_with_edition(
    read: ReadScript, sounds: Sequence[Sequence[str]], cast: PublishedCast, manifest: Manifest, cover: bytes
) -> Comparison:
    """Compare a script with its published edition.

    Args:
        read: The script.
        sounds: Clip keys of its sentences, segment by segment, as from ``forecast.sounds_of``.
        cast: Of the edition.
        manifest: Of the edition.
        cover: The bytes of the cover, or none.
    """
    narration, settings = read.narration, read.article.settings
    messages = dict.fromkeys(voice.difference for voice in cast.all if voice.difference)
    found = [Difference("voice", message) for message in messages]
    found.extend(_settings(read.slug, settings, manifest))
    found.extend(_chapters(narration, manifest))
    spoken = list(_text(narration, sounds, cast, manifest))
    found.extend(spoken)
    notes = list(dict.fromkeys(voice.note for voice in cast.all if voice.note))
    if not spoken and not any(difference.kind == "chapters" for difference in found):
        found.extend(_pauses(narration, manifest))
        if not found and _tag_digest(settings, narration, manifest, cover) != manifest.data.get("tag_sha256"):
            found.append(Difference("tag", "the tag is another one: description, subtitle or cover"))
        if not found and cast.main.key is not None and not _encoded_as_here(narration, sounds, settings, manifest):
            notes.append("the next build encodes everything anew: the encoder here is of another version")
    found.extend(_not_spoken(narration, manifest))
    return Comparison(tuple(found), tuple(notes))


def damage_of(mp3: Path, manifest: Manifest) -> str:
    """What is wrong with a published MP3; empty where it is the one the manifest speaks of."""
    try:
        if not mp3.is_file():
            return "the MP3 is missing"
        if mp3.stat().st_size != manifest.mp3_bytes:
            return "the MP3 has another size than the manifest says"
        with mp3.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"the MP3 cannot be read: {error.strerror}"
    return "" if digest == manifest.mp3_sha256 else "the MP3 is damaged"


def _settings(slug: str, settings: Settings, manifest: Manifest) -> Iterator[Difference]:
    data = manifest.data
    mp3_format = Mp3Format(settings.bitrate_kbps)
    wanted: Mapping[str, tuple[Any, Any]] = {
        "slug": (data.get("slug"), slug),
        "title": (data.get("title"), settings.title),
        "subtitle": (data.get("subtitle"), settings.subtitle),
        "author": (data.get("author"), list(settings.author)),
        "publication": (data.get("publication"), settings.publication),
        "date": (data.get("date"), settings.date.isoformat() if settings.date else None),
        "lang": (data.get("lang"), settings.lang),
        "loudness": (_inside(data, "loudness", "target_lufs"), settings.loudness_lufs),
        "bitrate": (_inside(data, "format", "bitrate_kbps"), mp3_format.bitrate_kbps),
        "quality": (_inside(data, "format", "quality"), mp3_format.quality),
    }
    for name, (was, now) in wanted.items():
        if was != now:
            yield Difference("settings", f"{name} is {_shown(now)}, not {_shown(was)} any more")


def _inside(data: Mapping[str, Any], table: str, name: str) -> Any:
    found = data.get(table)
    return found.get(name) if isinstance(found, dict) else None


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return f"“{value}”" if isinstance(value, str) and value else str(value or "none")


def _chapters(narration: Narration, manifest: Manifest) -> Iterator[Difference]:
    was = [(chapter["title"], chapter.get("level")) for chapter in manifest.data["chapters"]]
    now = [(section.title, section.level) for section in narration.sections]
    if was == now:
        return
    for section, old in zip(narration.sections, was, strict=False):
        if (section.title, section.level) != old:
            message = f"the chapter “{section.title}” was “{old[0]}”" if section.title != old[0] else ""
            message = message or f"the heading of “{section.title}” has another level"
            yield Difference("chapters", message, section.line)
            break
    if len(was) != len(now):
        yield Difference("chapters", f"there are {len(now)} chapters, not {len(was)} any more")


def _text(
    narration: Narration, sounds: Sequence[Sequence[str]], cast: PublishedCast, manifest: Manifest
) -> Iterator[Difference]:
    """The first segment that says something else, and how many do."""
    unknown = [_speaks_otherwise(placed, cast) for placed in manifest.data["segments"]]
    cues: list[list[tuple[str, str]]] = [[] for _ in unknown]
    for cue in manifest.data["cues"]:
        cues[cue["segment"]].append((cue["text"], "" if unknown[cue["segment"]] else cue["key"]))
    was = [
        (segment["chapter"], segment.get("kind"), tuple(said))
        for segment, said in zip(manifest.data["segments"], cues, strict=True)
    ]
    now = [
        (
            section,
            segment.kind.value,
            tuple((each.source, key) for each, key in zip(segment.utterances, keys, strict=True)),
        )
        for (section, segment), keys in zip(_segments(narration), sounds, strict=True)
    ]
    if was == now:
        return
    lines = [segment.line for _, segment in _segments(narration)]
    first = next((index for index, (old, new) in enumerate(zip(was, now, strict=False)) if old != new), None)
    if first is None:
        first = min(len(was), len(now) - 1)
    missing = len({said for _, _, said in now} - {said for _, _, said in was})
    if missing:
        counted = "one paragraph sounds or reads" if missing == 1 else f"{missing} paragraphs sound or read"
        yield Difference("text", f"{counted} otherwise", lines[first])
    else:
        yield Difference("text", "paragraphs were moved or removed", lines[first])


def _speaks_otherwise(placed: Mapping[str, Any], cast: PublishedCast) -> bool:
    """Whether the voice of a published segment is another now, so that its sentences have no known keys."""
    kinds = {kind.value: kind for kind in SegmentKind}
    kind = kinds.get(str(placed.get("kind")), SegmentKind.PARAGRAPH)
    return bool(cast.of(placed["chapter"], kind).difference)


def _pauses(narration: Narration, manifest: Manifest) -> Iterator[Difference]:
    """Pauses and chapter marks, where everything said is the same."""
    segments = [segment for _, segment in _segments(narration)]
    lines = [segments[index].line for index in other_pauses(segments, manifest)]
    if lines:
        counted = "one paragraph" if len(lines) == 1 else f"{len(lines)} paragraphs"
        yield Difference("pauses", f"the pauses in or after {counted} are others", lines[0])
    elif chapter_starts(manifest) != [chapter["start_frame"] for chapter in manifest.data["chapters"]]:
        yield Difference("pauses", "the chapter marks lie elsewhere")


def _tag_digest(settings: Settings, narration: Narration, manifest: Manifest, cover: bytes) -> str:
    from audio_edition.sound.mp3.id3 import tag_bytes

    chapters = tuple(
        Chapter(section.title, int(was["start_frame"]), int(was["end_frame"]))
        for section, was in zip(narration.sections, manifest.data["chapters"], strict=True)
    )
    timeline = Timeline((), (), chapters, int(manifest.data["format"]["frames"]))
    return hashlib.sha256(tag_bytes(tag_of(settings, timeline, cover), chapters)).hexdigest()


def _encoded_as_here(
    narration: Narration, sounds: Sequence[Sequence[str]], settings: Settings, manifest: Manifest
) -> bool:
    mp3_format = Mp3Format(settings.bitrate_kbps)
    gains = {voice.name: voice.gain_db for voice in manifest.voices}
    return all(
        placed["key"]
        == segment_key(
            keys,
            pause_ms=segment.sentence_pause_ms,
            gain_db=gains.get(str(placed.get("voice")), manifest.gain_db),
            mp3_format=mp3_format,
        )
        for (_, segment), keys, placed in zip(_segments(narration), sounds, manifest.data["segments"], strict=True)
    )


def _not_spoken(narration: Narration, manifest: Manifest) -> Iterator[Difference]:
    was = [
        (each.get("element"), each.get("reason"), each.get("excerpt")) for each in manifest.data.get("not_spoken", ())
    ]
    now = [(omission.element, omission.reason, omission.excerpt) for omission in narration.omissions]
    if was != now:
        new = next((each for each in narration.omissions if (each.element, each.reason, each.excerpt) not in was), None)
        yield Difference("not-spoken", "the list of what is not spoken is another one", new.line if new else 0)


def _segments(narration: Narration) -> Iterator[tuple[int, Segment]]:
    sections: Sequence[NarratedSection] = narration.sections
    for index, section in enumerate(sections):
        for segment in section.segments:
            yield index, segment
