"""What is published of a build: the manifest's content and the tag.

Enters: article, narration, plan, timeline. Leaves: the manifest as a mapping, without edition number and history, and
the ID3 tag. Refuses: a cover that is missing, too large or no picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audio_edition.edition.manifest import SCHEMA
from audio_edition.errors import Place, SourceError
from audio_edition.making.cast import Cast
from audio_edition.making.plan import Plan
from audio_edition.publication.settings import Settings
from audio_edition.sound.mp3.format import CODEC_DELAY_SAMPLES, SAMPLE_RATE_HZ, SAMPLES_PER_FRAME, Mp3Format
from audio_edition.sound.mp3.id3 import Tag, cover_type
from audio_edition.sound.timeline import Timeline
from audio_edition.text.language_tags import three_letters
from audio_edition.voices.protocol import Voice

_MOST_COVER_BYTES = 8 << 20


def tag_of(settings: Settings, timeline: Timeline, cover: bytes) -> Tag:
    """The tag of an edition."""
    return Tag(
        title=settings.title,
        artist=", ".join(settings.author),
        album=settings.publication,
        date=settings.date,
        language=three_letters(settings.lang),
        comment=settings.description or settings.subtitle,
        cover=cover,
        duration_ms=timeline.duration_ms,
    )


def read_cover(settings: Settings, folder: Path) -> bytes:
    """The cover named in the settings, or nothing.

    Raises:
        SourceError: It cannot be read, is over 8 MB, or is neither JPEG nor PNG.
    """
    if not settings.cover:
        return b""
    path = folder / settings.cover
    place = Place(str(path))
    try:
        if not path.is_file() or path.stat().st_size > _MOST_COVER_BYTES:
            raise SourceError("the cover is missing or larger than 8 MB", place=place, hint="give a smaller picture")
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"the cover cannot be read: {error.strerror}", place=place) from error
    if not cover_type(data):
        raise SourceError("the cover is neither a JPEG nor a PNG", place=place, hint="save it as JPEG")
    return data


def manifest_content(
    settings: Settings, slug: str, plan: Plan, timeline: Timeline, *, cast: Cast, reason: str, tag_sha256: str
) -> dict[str, Any]:
    """Everything of the manifest that depends on script, voice and settings alone; the same inputs, the same content.

    Lines and paths stay out of it: a blank line more in the script makes no new edition.
    """
    mp3_format = Mp3Format(settings.bitrate_kbps)
    others = [_voice(voice, plan) for voice in cast.voices[1:] if voice.name in plan.gains_db]
    return {
        "schema": SCHEMA,
        "slug": slug,
        "title": settings.title,
        "subtitle": settings.subtitle,
        "author": list(settings.author),
        "publication": settings.publication,
        "date": settings.date.isoformat() if settings.date else None,
        "lang": settings.lang,
        "voice": _voice(cast.main, plan, reason=reason),
        **({"other_voices": others} if others else {}),
        "loudness": {"target_lufs": settings.loudness_lufs},
        "format": {
            "sample_rate_hz": SAMPLE_RATE_HZ,
            "channels": 1,
            "bitrate_kbps": mp3_format.bitrate_kbps,
            "quality": mp3_format.quality,
            "samples_per_frame": SAMPLES_PER_FRAME,
            "codec_delay_samples": CODEC_DELAY_SAMPLES,
            "frames": timeline.frames,
            "duration_ms": timeline.duration_ms,
        },
        "tag_sha256": tag_sha256,
        "chapters": [
            {
                "title": chapter.title,
                "level": section.level,
                "start_ms": chapter.start_ms,
                "end_ms": chapter.end_ms,
                "start_frame": chapter.start_frame,
                "end_frame": chapter.end_frame,
            }
            for chapter, section in zip(timeline.chapters, plan.narration.sections, strict=True)
        ],
        "segments": _segments(plan, timeline),
        "cues": _cues(plan, timeline),
        "not_spoken": [
            {"element": omission.element, "reason": omission.reason, "excerpt": omission.excerpt}
            for omission in plan.narration.omissions
        ],
    }


def _voice(voice: Voice, plan: Plan, **more: str) -> dict[str, Any]:
    # A voice that is named but has nothing to say has no gain.
    return {"name": voice.name, **more, "gain_db": plan.gains_db.get(voice.name, 0.0), "key": dict(voice.key)}


def _segments(plan: Plan, timeline: Timeline) -> list[Mapping[str, Any]]:
    spoken = [piece for piece in timeline.pieces if piece.key]
    several = len({planned.voice.name for planned in plan.segments}) > 1
    return [
        {
            "chapter": planned.section,
            "kind": planned.segment.kind.value,
            "start_frame": piece.start_frame,
            "frames": piece.frames,
            **({"voice": planned.voice.name} if several else {}),
            "key": planned.key,
        }
        for planned, piece in zip(plan.segments, spoken, strict=True)
    ]


def _cues(plan: Plan, timeline: Timeline) -> list[Mapping[str, Any]]:
    utterances = [(index, utterance) for index, planned in enumerate(plan.segments) for utterance in planned.utterances]
    return [
        {
            "segment": index,
            "start_ms": cue.start_ms,
            "end_ms": cue.end_ms,
            "text": planned.utterance.source,
            "key": planned.key,
        }
        for (index, planned), cue in zip(utterances, timeline.cues, strict=True)
    ]
