"""The plan: what a build will have to do, known before it does anything.

Enters: a narration, a voice, the store, the last manifest. Leaves: which utterances to speak, which segments to encode,
and what that means per section. Refuses nothing. Everything is matched by content, never by place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audio_edition.build.encoding import PlannedSegment, characters
from audio_edition.build.parting import parts_of
from audio_edition.build.speaking import PlannedUtterance
from audio_edition.narration.model import Narration, Segment
from audio_edition.publication.manifest import Manifest
from audio_edition.sound.clips import gain_db, programme_lufs
from audio_edition.sound.format import Mp3Format
from audio_edition.sound.timeline import EncodedSegment, Timeline, lay_out
from audio_edition.store.clips import ClipFacts, clip_facts
from audio_edition.store.folder import Store
from audio_edition.store.keys import clip_key, segment_key
from audio_edition.store.segments import SegmentFacts, segment_facts
from audio_edition.voices.protocol import Voice

LOUDNESS_TOLERANCE_LU = 0.5
"""How far the programme may drift from its target before the gain is measured anew."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build will do."""

    narration: Narration
    segments: tuple[PlannedSegment, ...]
    """In order of narration."""
    known_clips: dict[str, ClipFacts]
    """Length and loudness of utterances that need not be spoken, by key."""
    to_speak: tuple[PlannedUtterance, ...]
    """Each key once, in order of narration."""
    to_encode: tuple[PlannedSegment, ...]
    """Each key once; while the gain is not known, each segment."""
    gain_db: float | None
    """``None`` until everything was spoken once."""
    requests: int
    """Network requests the speaking will take."""

    @property
    def utterances(self) -> int:
        """How many utterances the narration has."""
        return sum(len(planned.utterances) for planned in self.segments)

    @property
    def characters_to_speak(self) -> int:
        """How much is to be spoken."""
        return sum(len(planned.utterance.text) for planned in self.to_speak)

    @property
    def characters_to_encode(self) -> int:
        """How much is to be encoded."""
        return sum(characters(planned) for planned in self.to_encode)


def make_plan(narration: Narration, voice: Voice, store: Store, mp3_format: Mp3Format, *, gain: float | None) -> Plan:
    """Find out what is in the store and what is not.

    Args:
        narration: What will be said.
        voice: Who says it.
        store: Asked for headers only.
        mp3_format: Of the edition.
        gain: Of the voice, where it is known.
    """
    key_of: dict[tuple[object, ...], str] = {}
    planned = [
        (section, segment, _planned_utterances(segment, voice, key_of))
        for section, narrated in enumerate(narration.sections)
        for whole in narrated.segments
        for segment in parts_of(whole)
    ]
    segments = tuple(
        _planned_segment(section, segment, utterances, store, mp3_format, gain)
        for section, segment, utterances in planned
    )
    known: dict[str, ClipFacts] = {}
    for done in segments:
        if done.facts:
            known.update((each.key, facts) for each, facts in zip(done.utterances, done.facts.clips, strict=True))
    to_encode = _each_once(segment for segment in segments if segment.facts is None)
    to_speak: dict[str, PlannedUtterance] = {}
    for segment in to_encode:
        for utterance in segment.utterances:
            if utterance.key in to_speak:
                continue
            # A clip inside a stored segment may itself have been pruned: it is looked for all the same.
            facts = clip_facts(store, utterance.key)
            if facts is None:
                to_speak[utterance.key] = utterance
            else:
                known[utterance.key] = facts
    return Plan(
        narration=narration,
        segments=segments,
        known_clips=known,
        to_speak=tuple(to_speak.values()),
        to_encode=to_encode,
        gain_db=gain,
        requests=sum(voice.requests(each.utterance.phrases) for each in to_speak.values()),
    )


def settled_gain(plan: Plan, spoken: dict[str, ClipFacts], target_lufs: float) -> float:
    """The gain of the voice, once every clip is known.

    The gain of the plan is kept as long as the programme stays within the tolerance, so that an edit changes no
    other paragraph.
    """
    facts = {**plan.known_clips, **spoken}
    parts = [
        (facts[utterance.key].level.heard_lufs(target_lufs), facts[utterance.key].seconds)
        for segment in plan.segments
        for utterance in segment.utterances
    ]
    programme = programme_lufs(parts)
    if plan.gain_db is not None and abs(programme + plan.gain_db - target_lufs) <= LOUDNESS_TOLERANCE_LU:
        return plan.gain_db
    return gain_db(programme, target_lufs)


def timeline_of(plan: Plan, encoded: Mapping[str, SegmentFacts]) -> Timeline:
    """Lay out the segments of a plan, all of which are now known.

    Args:
        plan: Its gain is known.
        encoded: Facts of segments that were encoded after the plan was made, by key.
    """
    titles = [section.title for section in plan.narration.sections]
    sections: list[list[EncodedSegment]] = [[] for _ in titles]
    for planned in plan.segments:
        facts = planned.facts or encoded[planned.key]
        sections[planned.section].append(
            EncodedSegment(planned.key, facts.samples, facts.spans, planned.segment.pause_ms)
        )
    return lay_out(tuple((title, tuple(segments)) for title, segments in zip(titles, sections, strict=True)))


def previous_gain(previous: Manifest | None, voice: Voice, target_lufs: float) -> float | None:
    """The gain in the manifest, where the same voice speaks and the same loudness is wanted."""
    if previous is None or previous.voice_key != dict(voice.key):
        return None
    if float(previous.data["loudness"]["target_lufs"]) != target_lufs:
        return None
    return previous.gain_db


def _planned_utterances(
    segment: Segment, voice: Voice, key_of: dict[tuple[object, ...], str]
) -> tuple[PlannedUtterance, ...]:
    planned = []
    for utterance in segment.utterances:
        key = key_of.get(utterance.phrases)
        if key is None:
            key = key_of[utterance.phrases] = clip_key(voice.key, utterance.phrases, voice.phoneme_alphabet)
        planned.append(PlannedUtterance(utterance, key))
    return tuple(planned)


def _planned_segment(
    section: int,
    segment: Segment,
    utterances: tuple[PlannedUtterance, ...],
    store: Store,
    mp3_format: Mp3Format,
    gain: float | None,
) -> PlannedSegment:
    if gain is None:
        return PlannedSegment(section, segment, utterances, "", None)
    clips = [utterance.key for utterance in utterances]
    key = segment_key(clips, pause_ms=segment.sentence_pause_ms, gain_db=gain, mp3_format=mp3_format)
    return PlannedSegment(section, segment, utterances, key, segment_facts(store, key))


def _each_once(segments: Iterable[PlannedSegment]) -> tuple[PlannedSegment, ...]:
    """Segments of the same key once; without keys, those of the same utterances once."""
    found: dict[tuple[object, ...], PlannedSegment] = {}
    for segment in segments:
        same: Sequence[object] = [utterance.key for utterance in segment.utterances]
        found.setdefault((segment.key, segment.segment.sentence_pause_ms, *same), segment)
    return tuple(found.values())
