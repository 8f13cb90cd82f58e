"""A published manifest as tests see it; no other module here knows how ``edition.json`` is laid out.

Enters: the bytes of a manifest. Leaves: its values, read without the program's own reader. Tests of the format itself
are in ``tests/edition``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME = "edition.json"
COMPANIONS = (
    "chapters.json",
    "transcript.vtt",
    "transcript.srt",
    "player.html",
    "meeting.html",
    "shownotes.html",
    "shownotes.txt",
    "cover.jpg",
)
"""What lies beside the MP3 and the manifest."""
SAMPLES_PER_FRAME, CODEC_DELAY_SAMPLES = 1152, 1105
"""Of the MP3: an MPEG-1 Layer III stream by LAME."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A sentence on the timeline."""

    text: str
    key: str
    segment: int
    kind: str
    """Of its segment."""
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A block on the timeline."""

    key: str
    kind: str
    chapter: int
    voice: str
    """``engine:name``."""
    start_frame: int
    frames: int
    id: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section on the timeline."""

    title: str
    start_ms: int
    end_ms: int
    start_frame: int
    id: str


@dataclass(frozen=True, slots=True)
class UsedVoice:
    """A voice of the edition."""

    name: str
    reason: str
    """Why it was chosen; empty where nobody asks."""
    gain_db: float
    key: Mapping[str, Any]


class Manifest:
    """What an edition was made of.

    Args:
        data: The bytes of ``edition.json``.
    """

    def __init__(self, data: bytes) -> None:
        self._data: dict[str, Any] = json.loads(data)

    @property
    def revision(self) -> int:
        return int(self._data["revision"])

    @property
    def title(self) -> str:
        return str(self._data["title"])

    @property
    def authors(self) -> tuple[str, ...]:
        return tuple(self._data["author"])

    @property
    def publication(self) -> str:
        return str(self._data["publication"])

    @property
    def voice(self) -> UsedVoice:
        """The edition's own voice."""
        return _voice(self._data["voices"][0])

    @property
    def other_voices(self) -> tuple[UsedVoice, ...]:
        return tuple(map(_voice, self._data["voices"][1:]))

    @property
    def target_lufs(self) -> float:
        return float(self._data["loudness_lufs"])

    @property
    def duration_ms(self) -> int:
        return int(self._data["format"]["duration_ms"])

    @property
    def frames(self) -> int:
        return int(self._data["format"]["samples"]) // SAMPLES_PER_FRAME

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the files that were published with it, this one aside."""
        return tuple(each["name"] for each in self._data["files"])

    @property
    def notes(self) -> tuple[str, ...]:
        """What the history says of each edition."""
        return tuple(entry["note"] for entry in self._data["history"])

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        return tuple(
            Chapter(
                each["title"], each["start_ms"], each["end_ms"], each["start_sample"] // SAMPLES_PER_FRAME, each["id"]
            )
            for each in self._data["chapters"]
        )

    @property
    def segments(self) -> tuple[Segment, ...]:
        voices = [each["name"] for each in self._data["voices"]]
        return tuple(
            Segment(
                each["key"],
                each["kind"],
                each["chapter"],
                voices[each.get("voice", 0)],
                (each["start_sample"] - CODEC_DELAY_SAMPLES) // SAMPLES_PER_FRAME,
                -(-each["samples"] // SAMPLES_PER_FRAME) + 1,
                each["id"],
            )
            for each in self._data["segments"]
        )

    @property
    def cues(self) -> tuple[Cue, ...]:
        kinds = [segment.kind for segment in self.segments]
        return tuple(
            Cue(
                each["text"],
                each["key"],
                each["segment"],
                kinds[each["segment"]],
                each["start_ms"],
                each["end_ms"],
            )
            for each in self._data["cues"]
        )


def _voice(entry: Mapping[str, Any]) -> UsedVoice:
    return UsedVoice(entry["name"], entry.get("reason", ""), entry["gain_db"], entry["key"])


def _moved_cue(data: dict[str, Any]) -> None:
    data["cues"][3]["start_ms"] += 5


def _cue_of_no_segment(data: dict[str, Any]) -> None:
    data["cues"][3]["segment"] = 99


def _another_schema(data: dict[str, Any]) -> None:
    data["schema"] = 0


DAMAGES: Mapping[str, Callable[[dict[str, Any]], None]] = {
    "a cue at another time": _moved_cue,
    "a cue of no segment": _cue_of_no_segment,
    "another schema": _another_schema,
}
"""Ways in which a manifest can be JSON and wrong."""


def damage(path: Path, how: str) -> None:
    """Damage a manifest in one of the ways in ``DAMAGES``."""
    data = json.loads(path.read_bytes())
    DAMAGES[how](data)
    path.write_text(json.dumps(data))
