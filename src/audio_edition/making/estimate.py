"""What a plan means: per chapter what is new, changed, reused or removed, and how long it will all take.

Enters: a plan, the last manifest, the measured pace of the voice. Leaves: a ``PlanSummary``. Refuses nothing; a pace
never measured is guessed, and what is guessed is called about.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio_edition.edition.history import Heard, HeardChapter, chapters_of, compare
from audio_edition.edition.manifest import Manifest
from audio_edition.making.plan import Plan
from audio_edition.making.speaking import PlannedUtterance, Work
from audio_edition.sound.mp3.format import SAMPLE_RATE_HZ
from audio_edition.store.folder import Store, write_note
from audio_edition.voices.protocol import Voice

_OFFLINE_CHARACTERS_PER_SECOND = 2_500.0
_SECONDS_PER_REQUEST = 1.2
_ENCODED_CHARACTERS_PER_SECOND = 3_000.0
_SOUND_SECONDS_PER_CHARACTER = 0.066
_START_SECONDS = 0.3
_LEAST_CHARACTERS = 20


@dataclass(frozen=True, slots=True)
class Pace:
    """How quickly a voice worked here so far."""

    characters_per_second: float
    """Spoken per second of waiting; 0 where never measured."""
    sound_seconds_per_character: float


@dataclass(frozen=True, slots=True)
class ChapterPlan:
    """What happens to one chapter."""

    title: str
    status: str
    """``new``, ``changed``, ``moved``, ``reused`` or ``removed``."""
    to_speak: int
    to_encode: int


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """A plan in figures."""

    utterances: int
    to_speak: int
    segments: int
    to_encode: int
    requests: int
    seconds: float
    """About how long the build will take."""
    duration_ms: int
    """About how long the new edition will be."""
    previous_duration_ms: int | None
    chapters: tuple[ChapterPlan, ...]
    voice: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "sentences": self.utterances,
            "sentences_to_speak": self.to_speak,
            "paragraphs": self.segments,
            "paragraphs_to_encode": self.to_encode,
            "requests": self.requests,
            "estimated_seconds": round(self.seconds, 1),
            "estimated_duration_ms": self.duration_ms,
            "previous_duration_ms": self.previous_duration_ms,
            "chapters": [
                {
                    "title": chapter.title,
                    "status": chapter.status,
                    "sentences_to_speak": chapter.to_speak,
                    "paragraphs_to_encode": chapter.to_encode,
                }
                for chapter in self.chapters
            ],
        }


def summarise(
    plan: Plan, previous: Manifest | None, paces: Mapping[str, Pace], *, voice: str, reason: str
) -> PlanSummary:
    """Put a plan into figures.

    Args:
        plan: What will be done.
        previous: The published edition's manifest.
        paces: Of every voice, by its name.
        voice: The voices, for a person.
        reason: Why the edition's own was chosen.
    """
    speaking = sum(_seconds_to_speak(planned, paces[planned.voice.name]) for planned in plan.to_speak)
    return PlanSummary(
        utterances=plan.utterances,
        to_speak=len(plan.to_speak),
        segments=len(plan.segments),
        to_encode=len(plan.to_encode),
        requests=plan.requests,
        seconds=_START_SECONDS + speaking + plan.characters_to_encode / _ENCODED_CHARACTERS_PER_SECOND,
        duration_ms=_duration_ms(plan, paces),
        previous_duration_ms=previous.duration_ms if previous else None,
        chapters=_chapters(plan, previous),
        voice=voice,
        reason=reason,
    )


def _seconds_to_speak(planned: PlannedUtterance, pace: Pace) -> float:
    if pace.characters_per_second:
        return len(planned.utterance.text) / pace.characters_per_second
    requests = planned.voice.requests(planned.utterance.phrases)
    return requests * _SECONDS_PER_REQUEST or len(planned.utterance.text) / _OFFLINE_CHARACTERS_PER_SECOND


def _duration_ms(plan: Plan, paces: Mapping[str, Pace]) -> int:
    total = 0.0
    for planned in plan.segments:
        total += planned.segment.pause_ms / 1000
        if planned.facts:
            total += planned.facts.samples / SAMPLE_RATE_HZ
            continue
        per_character = paces[planned.voice.name].sound_seconds_per_character or _SOUND_SECONDS_PER_CHARACTER
        total += planned.segment.sentence_pause_ms / 1000 * (len(planned.utterances) - 1)
        for utterance in planned.utterances:
            facts = plan.known_clips.get(utterance.key)
            total += facts.seconds if facts else len(utterance.utterance.text) * per_character
    return round(total * 1000)


def _chapters(plan: Plan, previous: Manifest | None) -> tuple[ChapterPlan, ...]:
    sentences: list[list[Heard]] = [[] for _ in plan.narration.sections]
    speak = {utterance.key for utterance in plan.to_speak}
    encode = {id(segment) for segment in plan.to_encode}
    to_speak = [0] * len(sentences)
    to_encode = [0] * len(sentences)
    for planned in plan.segments:
        to_encode[planned.section] += id(planned) in encode
        for utterance in planned.utterances:
            sentences[planned.section].append(Heard(utterance.utterance.source, utterance.key, 0))
            to_speak[planned.section] += utterance.key in speak
    after = [
        HeardChapter(section.title, 0, tuple(heard))
        for section, heard in zip(plan.narration.sections, sentences, strict=True)
    ]
    before = chapters_of(previous.data) if previous else ()
    named = {"added": "new", "same": "reused"}
    changes = compare(before, after)
    chapters = [
        ChapterPlan(change.title, named.get(change.kind, change.kind), speaking, encoding)
        for change, speaking, encoding in zip(changes, to_speak, to_encode, strict=False)
    ]
    chapters.extend(ChapterPlan(change.title, "removed", 0, 0) for change in changes[len(after) :])
    return tuple(chapters)


def read_pace(store: Store, voice: Voice) -> Pace:
    """The measured pace of a voice with its parameters; zeros where there is none."""
    try:
        entry = _read_paces(store)[_pace_name(voice)]
        return Pace(float(entry["characters_per_second"]), float(entry["sound_seconds_per_character"]))
    except (KeyError, TypeError, ValueError):
        return Pace(0.0, 0.0)


def _pace_name(voice: Voice) -> str:
    """The same voice with another speed has another pace."""
    digest = hashlib.sha256(json.dumps(dict(voice.key), sort_keys=True).encode()).hexdigest()
    return f"{voice.name} {digest[:8]}"


def write_pace(store: Store, voice: Voice, work: Work) -> None:
    """Remember how quickly a voice worked; nothing depends on it but estimates, so failing is no matter."""
    if work.characters < _LEAST_CHARACTERS or work.busy_seconds <= 0:
        return
    paces = dict(_read_paces(store))
    paces[_pace_name(voice)] = {
        "characters_per_second": round(work.characters / work.busy_seconds, 1),
        "sound_seconds_per_character": round(work.sound_seconds / work.characters, 5),
    }
    with suppress(OSError):
        write_note(store.root, _pace_path(store), json.dumps(paces, indent=1).encode())


def _pace_path(store: Store) -> Path:
    return store.root / "pace.json"


def _read_paces(store: Store) -> Mapping[str, Any]:
    try:
        found = json.loads(_pace_path(store).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
