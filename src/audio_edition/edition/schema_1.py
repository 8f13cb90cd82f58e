"""Manifests of schema 1, read as those of today.

Enters: the bytes of a manifest of schema 1. Leaves: an ``Edition`` of schema 1: voices, gains, keys, texts, history; it
has no samples and no spans, so its timeline is laid out from the store. Refuses: damage, with any of ``ValueError``,
``KeyError``, ``TypeError``, ``IndexError``; ``edition.manifest`` makes one error of them.
"""

from __future__ import annotations

from typing import Any

import msgspec

from audio_edition.edition.manifest import (
    Change,
    Edition,
    EditionChapter,
    EditionCue,
    EditionFile,
    EditionSegment,
    EditionVoice,
    Format,
    NotSpoken,
    Revision,
)

_FRAME_SAMPLES, _DELAY_SAMPLES = 1152, 1105


def convert(data: bytes) -> Edition:
    """Read a manifest of schema 1."""
    was: dict[str, Any] = msgspec.json.decode(data)
    voices = [was["voice"], *was.get("other_voices", ())]
    names = [voice["name"] for voice in voices]
    edition = Edition(
        schema=1,
        slug=was["slug"],
        revision=was["edition"],
        title=was["title"],
        subtitle=was["subtitle"],
        author=tuple(was["author"]),
        publication=was["publication"],
        date=was["date"],
        lang=was["lang"],
        loudness_lufs=was["loudness"]["target_lufs"],
        format=_format(was["format"]),
        tag_sha256=was["tag_sha256"],
        voices=tuple(EditionVoice(v["name"], v["gain_db"], dict(v["key"]), v.get("reason", "")) for v in voices),
        chapters=tuple(_chapter(index, chapter) for index, chapter in enumerate(was["chapters"])),
        segments=tuple(
            EditionSegment(
                id=f"s{index}",
                chapter=segment["chapter"],
                kind=segment["kind"],
                start_sample=segment["start_frame"] * _FRAME_SAMPLES + _DELAY_SAMPLES,
                samples=0,
                spans=(),
                key=segment["key"],
                voice=names.index(segment.get("voice", names[0])),
            )
            for index, segment in enumerate(was["segments"])
        ),
        cues=tuple(
            EditionCue(cue["segment"], cue["start_ms"], cue["end_ms"], cue["text"], cue["key"]) for cue in was["cues"]
        ),
        not_spoken=tuple(NotSpoken(**each) for each in was["not_spoken"]),
        files=(EditionFile(was["mp3"]["file"], was["mp3"]["bytes"], was["mp3"]["sha256"]),),
        history=tuple(
            Revision(
                revision=entry["edition"],
                note=entry["note"],
                duration_ms=entry["duration_ms"],
                sha256=entry["sha256"],
                changes=tuple(Change(**change) for change in entry["changes"]),
            )
            for entry in was["history"]
        ),
    )
    # Built from untyped values: reading back what was written holds them to the types.
    return msgspec.json.decode(msgspec.json.encode(edition), type=Edition)


def _format(was: dict[str, Any]) -> Format:
    return Format(
        sample_rate_hz=was["sample_rate_hz"],
        channels=was["channels"],
        bitrate_kbps=was["bitrate_kbps"],
        quality=was["quality"],
        encoders="",
        samples=was["frames"] * _FRAME_SAMPLES,
        duration_ms=was["duration_ms"],
    )


def _chapter(index: int, was: dict[str, Any]) -> EditionChapter:
    start, end = was["start_frame"] * _FRAME_SAMPLES, was["end_frame"] * _FRAME_SAMPLES
    return EditionChapter(f"c{index}", was["title"], was["level"], was["start_ms"], was["end_ms"], start, end)
