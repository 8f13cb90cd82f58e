"""The plan: what a build will have to do, known before it does anything.

Enters: a narration, a voice, the store, the last manifest. Leaves: which utterances to speak, which segments to encode,
and what that means per section. Refuses nothing. Everything is matched by content, never by place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audio_edition.edition.manifest import Manifest
from audio_edition.making.cast import Cast
from audio_edition.making.encoding import PlannedSegment, characters
from audio_edition.making.speaking import PlannedUtterance
from audio_edition.narration.model import Narration, Segment
from audio_edition.sound.clips import gain_db, programme_lufs
from audio_edition.sound.mp3.format import Mp3Format
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
    gains_db: Mapping[str, float]
    """By name of the voice; a voice is missing until everything it says was spoken once."""
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


def make_plan(
    narration: Narration, cast: Cast, store: Store, mp3_format: Mp3Format, *, gains_db: Mapping[str, float]
) -> Plan:
    """Find out what is in the store and what is not.

    Args:
        narration: What will be said.
        cast: Who says it.
        store: Asked for headers only.
        mp3_format: Of the edition.
        gains_db: By name of the voice, where it is known.
    """
    key_of: dict[tuple[object, ...], str] = {}
    segments = tuple(
        _planned_segment(section, segment, cast.speaker_of(section, segment.kind), key_of, store, mp3_format, gains_db)
        for section, narrated in enumerate(narration.sections)
        for segment in narrated.segments
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
        gains_db=dict(gains_db),
        requests=sum(each.voice.requests(each.utterance.phrases) for each in to_speak.values()),
    )


def settled_gains(plan: Plan, spoken: Mapping[str, ClipFacts], target_lufs: float) -> dict[str, float]:
    """The gain of every voice, once every clip is known: each is brought to the target by itself.

    The gain of the plan is kept as long as what the voice says stays within the tolerance, so that an edit changes no
    other paragraph.
    """
    facts = {**plan.known_clips, **spoken}
    parts: dict[str, list[tuple[float, float]]] = {}
    for segment in plan.segments:
        for utterance in segment.utterances:
            sound = facts[utterance.key]
            parts.setdefault(segment.voice.name, []).append((sound.level.limited_lufs(target_lufs), sound.seconds))
    gains: dict[str, float] = {}
    for name, said in parts.items():
        programme = programme_lufs(said)
        known = plan.gains_db.get(name)
        keep = known is not None and abs(programme + known - target_lufs) <= LOUDNESS_TOLERANCE_LU
        gains[name] = known if keep and known is not None else gain_db(programme, target_lufs)
    return gains


def timeline_of(plan: Plan, encoded: Mapping[str, SegmentFacts]) -> Timeline:
    """Lay out the segments of a plan, all of which are now known.

    Args:
        plan: Its gains are known.
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


def previous_gains(previous: Manifest | None, cast: Cast, target_lufs: float) -> dict[str, float]:
    """The gains in the manifest of the voices that still speak, where the same loudness is wanted."""
    if previous is None or float(previous.data["loudness"]["target_lufs"]) != target_lufs:
        return {}
    return {
        voice.name: entry.gain_db
        for voice in cast.voices
        for entry in previous.voices
        if entry.name == voice.name and dict(entry.key) == dict(voice.key)
    }


def _planned_segment(
    section: int,
    segment: Segment,
    voice: Voice,
    key_of: dict[tuple[object, ...], str],
    store: Store,
    mp3_format: Mp3Format,
    gains_db: Mapping[str, float],
) -> PlannedSegment:
    utterances = []
    for utterance in segment.utterances:
        same = (voice.name, *utterance.phrases)
        key = key_of.get(same)
        if key is None:
            key = key_of[same] = clip_key(voice.key, utterance.phrases, voice.phoneme_alphabet)
        utterances.append(PlannedUtterance(utterance, key, voice))
    gain = gains_db.get(voice.name)
    if gain is None:
        return PlannedSegment(section, segment, voice, tuple(utterances), "", None)
    clips = [utterance.key for utterance in utterances]
    key = segment_key(clips, pause_ms=segment.sentence_pause_ms, gain_db=gain, mp3_format=mp3_format)
    return PlannedSegment(section, segment, voice, tuple(utterances), key, segment_facts(store, key))


def _each_once(segments: Iterable[PlannedSegment]) -> tuple[PlannedSegment, ...]:
    """Segments of the same key once; without keys, those of the same utterances once."""
    found: dict[tuple[object, ...], PlannedSegment] = {}
    for segment in segments:
        same: Sequence[object] = [utterance.key for utterance in segment.utterances]
        found.setdefault((segment.key, segment.segment.sentence_pause_ms, *same), segment)
    return tuple(found.values())
