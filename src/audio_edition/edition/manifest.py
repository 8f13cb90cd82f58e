"""The manifest ``edition.json``: what an edition was made of.

Enters: a narration, its timeline, the voice and its gain. Leaves: JSON with nothing in it of clock, host or path.
Refuses: nothing; a manifest of another schema, damaged or missing is ``None``, and the edition is planned without it.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MANIFEST_NAME = "edition.json"
"""Beside the MP3, in the folder of the edition."""
SCHEMA = 1
_MOST_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class ManifestVoice:
    """A voice as the manifest has it."""

    name: str
    key: Mapping[str, Any]
    gain_db: float


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest that was read and has what later builds rely on."""

    data: Mapping[str, Any]

    @property
    def edition(self) -> int:
        """1 for the first."""
        return int(self.data["edition"])

    @property
    def content(self) -> str:
        """Digest of everything published but edition number and history."""
        return str(self.data["content"])

    @property
    def voice(self) -> str:
        """``engine:name`` that speaks the edition."""
        return str(self.data["voice"]["name"])

    @property
    def voices(self) -> tuple[ManifestVoice, ...]:
        """All voices of the edition, that of ``voice`` first."""
        entries = (self.data["voice"], *self.data.get("other_voices", ()))
        return tuple(
            ManifestVoice(str(entry["name"]), dict(entry["key"]), float(entry["gain_db"])) for entry in entries
        )

    @property
    def voice_key(self) -> Mapping[str, Any]:
        """Key of the edition's own voice."""
        return self.voices[0].key

    @property
    def gain_db(self) -> float:
        """Of the edition's own voice."""
        return self.voices[0].gain_db

    @property
    def duration_ms(self) -> int:
        """Of the MP3."""
        return int(self.data["format"]["duration_ms"])

    @property
    def mp3_sha256(self) -> str:
        """Of the MP3 file."""
        return str(self.data["mp3"]["sha256"])

    @property
    def mp3_bytes(self) -> int:
        """Of the MP3 file."""
        return int(self.data["mp3"]["bytes"])


def read_manifest(path: Path) -> Manifest | None:
    """Read a manifest, or say that there is none that can be used."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None
        data = json.loads(path.read_bytes())
        if data["schema"] != SCHEMA:
            return None
        manifest = Manifest(data)
        _touch(manifest)
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
    return manifest


def _touch(manifest: Manifest) -> None:
    """Read all that others rely on, so that a damaged manifest shows here and nowhere else."""
    data = manifest.data
    _ = (manifest.content, manifest.voice, manifest.mp3_sha256)
    _ = (_whole(data["edition"], 1), _whole(data["format"]["duration_ms"], 0), _whole(data["mp3"]["bytes"], 0))
    gains = [entry["gain_db"] for entry in (data["voice"], *data.get("other_voices", ()))]
    if len(manifest.voices) != len(gains) or not all(map(math.isfinite, [*gains, data["loudness"]["target_lufs"]])):
        raise ValueError("number")
    _check_numbers(data)
    for name in ("history", "not_spoken"):
        if not isinstance(data[name], list) or not all(isinstance(entry, dict) for entry in data[name]):
            raise ValueError(name)


def _check_numbers(data: Mapping[str, Any]) -> None:
    """See that chapters, segments and cues have their places, and that each belongs to one that is there."""
    with_segments, with_cues = set(), set()
    _whole(data["format"]["frames"], 0)
    for chapter in data["chapters"]:
        _ = (_text(chapter["title"]), _whole(chapter["start_ms"], 0), _whole(chapter["end_ms"], 0))
        _ = (_whole(chapter["start_frame"], 0), _whole(chapter["end_frame"], 0))
    for segment in data["segments"]:
        with_segments.add(_whole(segment["chapter"], 0, len(data["chapters"])))
        _ = (_text(segment["key"]), _whole(segment["start_frame"], 0), _whole(segment["frames"], 1))
    for cue in data["cues"]:
        with_cues.add(_whole(cue["segment"], 0, len(data["segments"])))
        _ = (_text(cue["text"]), _text(cue["key"]), _whole(cue["start_ms"], 0), _whole(cue["end_ms"], 0))
    if not data["chapters"] or len(with_segments) < len(data["chapters"]) or len(with_cues) < len(data["segments"]):
        raise ValueError("something is empty")


def _whole(value: Any, least: int, end: int = 1 << 40) -> int:
    if type(value) is not int or not least <= value < end:
        raise ValueError("number")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def content_digest(data: Mapping[str, Any]) -> str:
    """Digest of a manifest's content: all but edition, history, the file's own digest and this digest."""
    kept = {name: value for name, value in data.items() if name not in ("edition", "history", "mp3", "content")}
    return hashlib.sha256(json.dumps(kept, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def manifest_bytes(data: Mapping[str, Any]) -> bytes:
    """The manifest as it is written: UTF-8, a list entry a line, so that versions of it can be compared."""
    lines = ["{"]
    for position, (name, value) in enumerate(data.items()):
        comma = "," if position < len(data) - 1 else ""
        if isinstance(value, list) and value:
            entries = ",\n".join("    " + json.dumps(entry, ensure_ascii=False) for entry in value)
            lines.append(f"  {json.dumps(name)}: [\n{entries}\n  ]{comma}")
        else:
            lines.append(f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}{comma}")
    return ("\n".join([*lines, "}"]) + "\n").encode()
