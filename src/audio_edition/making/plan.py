"""The plan: speech, loudness, segments, timeline, each made of the one before.

Enters: a narration, its cast, what is known of clips and segments. Leaves: a ``Plan``, whole whenever it exists: what
is not known yet is estimated, and the plan says so. Everything is matched by content, never by place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from audio_edition.edition.manifest import Edition
from audio_edition.making.cast import Cast, CastVoice
from audio_edition.making.facts import Facts
from audio_edition.making.lengths import Lengths, estimated_spans, language_of
from audio_edition.making.spoken_length import spoken_seconds
from audio_edition.narration.model import Narration, Segment, SegmentKind, Utterance
from audio_edition.publication.editions_lock import LastingEdition, voice_digest
from audio_edition.publication.settings import Settings
from audio_edition.sound.clips import gain_db, programme_lufs
from audio_edition.sound.jingles import Jingle
from audio_edition.sound.mp3.format import DEFAULT_QUALITY, GRID, Mp3Format
from audio_edition.sound.timeline import SegmentSound, Timeline, lay_out
from audio_edition.store.clips import ClipFacts
from audio_edition.store.keys import jingle_key, segment_key
from audio_edition.store.segments import SegmentFacts

LOUDNESS_TOLERANCE_LU = 0.5
"""How far the programme may drift from its target before the gain is measured anew."""


_CHARACTERS_PER_SECOND = 15


class PlannedUtterance(Struct, frozen=True):
    """An utterance, who speaks it, and the key of its clip."""

    utterance: Utterance
    voice: CastVoice
    key: str
    lang: str = ""
    """BCP 47 tag of the language whose rules the voice reads it by."""

    @property
    def usual_seconds(self) -> float:
        """How long the built-in voice takes for it at its usual speed, about."""
        return spoken_seconds(self.utterance.text, self.lang)


class SpokenSegment(Struct, frozen=True):
    """A segment with the keys of its clips."""

    section: int
    """Position of its section, from 0."""
    segment: Segment
    voice: CastVoice
    utterances: tuple[PlannedUtterance, ...]
    jingle: Jingle | None = None
    """What is heard instead of a voice; then there are no utterances."""

    @property
    def characters(self) -> int:
        """How much is said in it: the measure of work and progress; a jingle counts as so much speech."""
        if self.jingle is not None:
            return 1 + round(self.jingle.seconds * _CHARACTERS_PER_SECOND)
        return sum(len(each.utterance.text) for each in self.utterances)


class Speech(Struct, frozen=True):
    """Everything that is to be spoken, with its keys: depends on words and voices alone."""

    narration: Narration
    cast: Cast
    segments: tuple[SpokenSegment, ...]
    """In order of narration."""

    @property
    def utterances(self) -> Iterator[PlannedUtterance]:
        """In order of narration; the same sentence as often as it is said."""
        return (each for segment in self.segments for each in segment.utterances)


class Encoding(Struct, frozen=True):
    """How segments are encoded."""

    mp3_format: Mp3Format
    loudness_lufs: float
    encoders: str = ""
    """Versions of the libraries that encode; empty: those installed here."""


class PlannedSegment(Struct, frozen=True):
    """A segment with its own key, and what is known of it."""

    spoken: SpokenSegment
    key: str
    """Empty while the gain of its voice is not known."""
    facts: SegmentFacts | None
    """``None``: it must be encoded to be known."""


class Plan(Struct, frozen=True):
    """What an edition will be made of."""

    speech: Speech
    encoding: Encoding
    clips: Mapping[str, ClipFacts]
    """What is known of the clips, by key."""
    gains_db: Mapping[str, float]
    """By name of the voice; a voice is missing until everything it says was spoken once."""
    segments: tuple[PlannedSegment, ...]
    timeline: Timeline
    """Exact where every segment is known, else laid out with estimates."""
    is_exact: bool = field(default=False)


def plan_speech(narration: Narration, cast: Cast, jingles: Mapping[str, Jingle] | None = None) -> Speech:
    """Give every utterance its key.

    Args:
        narration: What will be said.
        cast: Who says it.
        jingles: What is heard where the narration has a jingle, by the name it has there.
    """
    key_of: dict[tuple[object, ...], str] = {}

    def planned(utterance: Utterance, voice: CastVoice) -> PlannedUtterance:
        same = (id(voice), utterance.source if voice.key is None else "", *utterance.phrases)
        if same not in key_of:
            key_of[same] = voice.clip_key(utterance)
        lang = language_of(voice, utterance.lang or narration.lang)
        return PlannedUtterance(utterance, voice, key_of[same], lang)

    segments: list[SpokenSegment] = []
    for section, narrated in enumerate(narration.sections):
        for segment in narrated.segments:
            if segment.kind is SegmentKind.JINGLE:
                # It counts as its neighbour's, so that it makes no edition one of several voices.
                voice = segments[-1].voice if segments else cast.speaker_of(section, narrated.segments[1].kind)
                segments.append(SpokenSegment(section, segment, voice, (), (jingles or {})[segment.sound]))
                continue
            # Where a block has several languages, each with a voice, each language has a segment of its own.
            voice = cast.speaker_of(section, segment.kind, segment.utterances[0].lang, segment.speaker)
            utterances = tuple(planned(utterance, voice) for utterance in segment.utterances)
            segments.append(SpokenSegment(section, segment, voice, utterances))
    return Speech(narration, cast, tuple(segments))


def make_plan(
    speech: Speech, encoding: Encoding, facts: Facts, gains_db: Mapping[str, float], lengths: Lengths
) -> Plan:
    """Plan an edition as far as it is known.

    Args:
        speech: What will be said.
        encoding: How.
        facts: Of clips and segments.
        gains_db: Kept from the published edition, by name of the voice.
        lengths: Stand in for what nobody knows yet.
    """
    clips = _known_clips(speech, encoding, facts, gains_db)
    gains = _gains(speech, clips, gains_db, encoding.loudness_lufs)
    segments = tuple(_planned_segment(spoken, encoding, facts, gains) for spoken in speech.segments)
    timeline = _timeline(speech, [_sound(segment, clips, lengths) for segment in segments])
    return Plan(speech, encoding, clips, gains, segments, timeline, all(segment.facts for segment in segments))


def mp3_format_of(settings: Settings, published: Edition | None, kept: LastingEdition | None) -> Mp3Format:
    """How an edition is encoded: an edition keeps its quality until its settings name one.

    Args:
        settings: Its own.
        published: The published edition.
        kept: What ``editions.lock.json`` keeps of it, which counts where it is not published here.
    """
    quality = settings.quality
    if quality is None:
        quality = published.format.quality if published else kept.quality if kept else DEFAULT_QUALITY
    return Mp3Format(settings.bitrate_kbps, quality)


def kept_gains(
    published: Edition | None, cast: Cast, loudness_lufs: float, kept: LastingEdition | None = None
) -> dict[str, float]:
    """The published gains of the voices that still speak, where the same loudness is wanted.

    Args:
        published: The published edition.
        cast: Who speaks.
        loudness_lufs: Wanted.
        kept: What ``editions.lock.json`` keeps of it, which counts where it is not published here.
    """
    if published is None and kept is not None and kept.loudness_lufs == loudness_lufs:
        gains = {(voice.name, voice.key): voice.gain_db for voice in kept.voices}
        keys = {voice.name: voice_digest(voice.key) for voice in cast.voices if voice.key is not None}
        return {name: gains[name, key] for name, key in keys.items() if (name, key) in gains}
    if published is None or published.loudness_lufs != loudness_lufs:
        return {}
    was = {voice.name: voice for voice in published.voices}
    return {
        voice.name: was[voice.name].gain_db
        for voice in cast.voices
        if voice.name in was and voice.key in (None, was[voice.name].key)
    }


def _known_clips(
    speech: Speech, encoding: Encoding, facts: Facts, gains_db: Mapping[str, float]
) -> dict[str, ClipFacts]:
    """Clips as their segment remembers them, which is one question for all of them, or by themselves."""
    known: dict[str, ClipFacts] = {}
    for spoken in speech.segments:
        if all(each.key in known for each in spoken.utterances):
            continue
        if segment := _planned_segment(spoken, encoding, facts, gains_db).facts:
            known.update((each.key, clip) for each, clip in zip(spoken.utterances, segment.clips, strict=True))
            continue
        for each in spoken.utterances:
            if each.key and each.key not in known and (found := facts.clip(each.key)) is not None:
                known[each.key] = found
    return known


def _gains(
    speech: Speech, clips: Mapping[str, ClipFacts], kept: Mapping[str, float], target_lufs: float
) -> dict[str, float]:
    """The gain of every voice whose clips are all known: each is brought to the target by itself.

    A gain that is there already stays as long as what the voice says stays within the tolerance, so that an edit
    changes no other paragraph; also while something is still to be spoken.
    """
    said: dict[str, list[PlannedUtterance]] = {}
    for each in speech.utterances:
        said.setdefault(each.voice.name, []).append(each)
    gains: dict[str, float] = {}
    for name, utterances in said.items():
        known = kept.get(name)
        if all(each.key in clips for each in utterances):
            sounds = [clips[each.key] for each in utterances]
            programme = programme_lufs([(sound.level.limited_lufs(target_lufs), sound.seconds) for sound in sounds])
            if known is None or abs(programme + known - target_lufs) > LOUDNESS_TOLERANCE_LU:
                known = gain_db(programme, target_lufs)
        if known is not None:
            gains[name] = known
    return gains


def _planned_segment(
    spoken: SpokenSegment, encoding: Encoding, facts: Facts, gains_db: Mapping[str, float]
) -> PlannedSegment:
    if spoken.jingle is not None:
        key = jingle_key(
            spoken.jingle.sha256,
            loudness_lufs=encoding.loudness_lufs,
            mp3_format=encoding.mp3_format,
            encoders=encoding.encoders,
        )
        return PlannedSegment(spoken, key, facts.segment(key))
    gain = gains_db.get(spoken.voice.name)
    clips = [each.key for each in spoken.utterances]
    if gain is None or not all(clips):
        return PlannedSegment(spoken, "", None)
    key = segment_key(
        clips,
        pause_ms=spoken.segment.sentence_pause_ms,
        gain_db=gain,
        mp3_format=encoding.mp3_format,
        encoders=encoding.encoders,
    )
    return PlannedSegment(spoken, key, facts.segment(key))


def _sound(planned: PlannedSegment, clips: Mapping[str, ClipFacts], lengths: Lengths) -> SegmentSound:
    """A segment as the timeline needs it: known, or estimated."""
    segment = planned.spoken.segment
    if planned.facts:
        return SegmentSound(planned.key, planned.facts.samples, planned.facts.spans, segment.pause_ms)
    if planned.spoken.jingle is not None:
        return SegmentSound(planned.key, len(planned.spoken.jingle.samples), (), segment.pause_ms)
    seconds = [
        clips[each.key].seconds if each.key in clips else lengths.seconds(each) for each in planned.spoken.utterances
    ]
    spans = estimated_spans(seconds, segment.sentence_pause_ms)
    return SegmentSound(planned.key, spans[-1][1], spans, segment.pause_ms)


def _timeline(speech: Speech, sounds: Sequence[SegmentSound]) -> Timeline:
    sections: list[list[SegmentSound]] = [[] for _ in speech.narration.sections]
    for spoken, sound in zip(speech.segments, sounds, strict=True):
        sections[spoken.section].append(sound)
    titles = [section.title for section in speech.narration.sections]
    return lay_out(list(zip(titles, sections, strict=True)), GRID)
