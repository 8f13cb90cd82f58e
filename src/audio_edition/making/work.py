"""What a build has to do, and about how long that takes.

Enters: a plan, the store, the pace of the voices. Leaves: which utterances to speak and which segments to encode; and
the same in figures, chapter by chapter.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from audio_edition.edition.history import TimedChapter, TimedSentence, chapters_of, compare
from audio_edition.edition.manifest import Edition
from audio_edition.making.facts import Facts
from audio_edition.making.pace import Pace
from audio_edition.making.plan import Plan, PlannedSegment, PlannedUtterance

_SECONDS_PER_REQUEST = 1.2
_START_SECONDS = 0.3
_SPEAKING = 0.0031
"""Processor seconds of the built-in voice for a second of sound, with loading its library anew and storing it."""
_ENCODING = 0.0068
"""Processor seconds for a second of sound: resampling, limiter, LAME."""
_JOINING = 0.00012
"""Seconds for a second of sound: reading, copying, hashing."""


class Work(Struct, frozen=True):
    """What must be done before an edition can be joined."""

    to_speak: tuple[PlannedUtterance, ...] = ()
    """Each key once, in order of narration."""
    to_encode: tuple[PlannedSegment, ...] = ()
    """Each key once; while the gain is not known, each segment."""

    @property
    def characters_to_speak(self) -> int:
        """How much is to be spoken."""
        return sum(len(each.utterance.text) for each in self.to_speak)

    @property
    def characters_to_encode(self) -> int:
        """How much is to be encoded."""
        return sum(planned.spoken.characters for planned in self.to_encode)

    @property
    def requests(self) -> int:
        """Network requests the speaking will take."""
        return sum(each.voice.speaker.requests(each.utterance.phrases) for each in self.to_speak)


NOTHING_TO_DO = Work()


def work_of(plan: Plan, stored: Facts) -> Work:
    """What of a plan is not in the store.

    Args:
        plan: Made of what the store knows.
        stored: Tells whether a clip itself is there: a segment remembers its clips longer than the store keeps them.
    """
    to_encode: dict[tuple[object, ...], PlannedSegment] = {}
    to_speak: dict[str, PlannedUtterance] = {}
    for planned in plan.segments:
        if planned.facts is not None:
            continue
        spoken = planned.spoken
        keys = tuple(each.key for each in spoken.utterances)
        to_encode.setdefault((planned.key, spoken.segment.sentence_pause_ms, keys), planned)
        for each in spoken.utterances:
            if each.key not in to_speak and stored.clip(each.key) is None:
                to_speak[each.key] = each
    return Work(tuple(to_speak.values()), tuple(to_encode.values()))


class ChapterWork(Struct, frozen=True):
    """What happens to one chapter."""

    title: str
    status: str
    """``new``, ``changed``, ``moved``, ``reused`` or ``removed``."""
    to_speak: int
    to_encode: int


class PlanSummary(Struct, frozen=True):
    """A plan and its work in figures."""

    utterances: int
    to_speak: int
    segments: int
    to_encode: int
    requests: int
    seconds: float
    """About how long the build will take."""
    duration_ms: int
    """How long the new edition will be: about, while anything is to be spoken."""
    previous_duration_ms: int | None
    chapters: tuple[ChapterWork, ...]
    voice: str
    reason: str
    stages_s: Mapping[str, float] = field(default_factory=dict)
    """About how many seconds each stage of the build takes, by its name."""
    is_built_in: bool = True
    """Whether all is spoken by the built-in voice: then speaking is as slow here as encoding."""

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
    plan: Plan, work: Work, published: Edition | None, paces: Mapping[str, Pace], *, reason: str
) -> PlanSummary:
    """Put a plan into figures.

    Args:
        plan: What the edition will be made of.
        work: What of it is to be done.
        published: The published edition.
        paces: Of every voice, by its name.
        reason: Why the edition's own voice was chosen.
    """
    stages_s = _stages(plan, work, paces)
    return PlanSummary(
        utterances=sum(1 for _ in plan.speech.utterances),
        to_speak=len(work.to_speak),
        segments=len(plan.segments),
        to_encode=len(work.to_encode),
        requests=work.requests,
        seconds=_START_SECONDS + sum(stages_s.values()),
        duration_ms=plan.timeline.duration_ms,
        previous_duration_ms=published.duration_ms if published else None,
        chapters=_chapters(plan, work, published),
        voice=_who_speaks(plan),
        reason=reason,
        stages_s=stages_s,
        is_built_in=all((each.voice.key or {}).get("engine") == "espeak" for each in work.to_speak),
    )


def _stages(plan: Plan, work: Work, paces: Mapping[str, Pace]) -> dict[str, float]:
    """Seconds for each stage that has something to do."""
    sound_s = plan.timeline.duration_ms / 1000
    characters = sum(planned.spoken.characters for planned in plan.segments) or 1
    stages_s = {
        "speaking": sum(_seconds_to_speak(each, paces[each.voice.name]) for each in work.to_speak),
        "encoding": sound_s * work.characters_to_encode / characters * _ENCODING / (os.cpu_count() or 1),
        "joining": sound_s * _JOINING if work.to_encode else 0.0,
    }
    return {name: seconds for name, seconds in stages_s.items() if seconds > 0}


def _seconds_to_speak(planned: PlannedUtterance, pace: Pace) -> float:
    if pace.characters_per_second:
        return len(planned.utterance.text) / pace.characters_per_second
    speaker = planned.voice.speaker
    requests = speaker.requests(planned.utterance.phrases)
    return requests * _SECONDS_PER_REQUEST or planned.usual_seconds * _SPEAKING / max(1, speaker.concurrency)


def _chapters(plan: Plan, work: Work, published: Edition | None) -> tuple[ChapterWork, ...]:
    sections = plan.speech.narration.sections
    said: list[list[TimedSentence]] = [[] for _ in sections]
    to_speak, to_encode = [0] * len(sections), [0] * len(sections)
    speak = {each.key for each in work.to_speak}
    for spoken in plan.speech.segments:
        for each in spoken.utterances:
            said[spoken.section].append(TimedSentence(each.utterance.source, each.key, 0))
            to_speak[spoken.section] += each.key in speak
    for planned in work.to_encode:
        to_encode[planned.spoken.section] += 1
    after = [TimedChapter(section.title, 0, tuple(each)) for section, each in zip(sections, said, strict=True)]
    return _with_status(after, chapters_of(published) if published else (), to_speak, to_encode)


def _with_status(
    after: Sequence[TimedChapter],
    before: Sequence[TimedChapter],
    to_speak: Sequence[int],
    to_encode: Sequence[int],
) -> tuple[ChapterWork, ...]:
    named = {"added": "new", "same": "reused"}
    changes = compare(before, after)
    chapters = [
        ChapterWork(change.title, named.get(change.kind, change.kind), speaking, encoding)
        for change, speaking, encoding in zip(changes, to_speak, to_encode, strict=False)
    ]
    chapters.extend(ChapterWork(change.title, "removed", 0, 0) for change in changes[len(after) :])
    return tuple(chapters)


def _who_speaks(plan: Plan) -> str:
    """The voices for a person: the edition's own, and what the others speak."""
    cast = plan.speech.cast
    kinds: dict[str, list[str]] = {}
    for spoken in plan.speech.segments:
        if spoken.voice.name != cast.main.name:
            kind = spoken.segment.kind
            lang = spoken.utterances[0].utterance.lang if spoken.utterances else ""
            usual = cast.speaker_of(spoken.section, kind, "", spoken.segment.speaker)
            if lang and usual.name != spoken.voice.name:
                kinds.setdefault(spoken.voice.name, []).append(f"sentences in {lang}")
                continue
            speaker = spoken.segment.speaker
            what = plan.speech.narration.sections[spoken.section].title
            what = kind.value if kind in cast.kinds else speaker if speaker in cast.speakers else what
            kinds.setdefault(spoken.voice.name, []).append(what)
    others = (f"{name} for {', '.join(dict.fromkeys(what))}" for name, what in kinds.items())
    return "; ".join([cast.main.name, *others])
