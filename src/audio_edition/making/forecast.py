"""What would be heard of a script, beside what is heard of its published edition.

Enters: a narration and the manifest of the last edition. Leaves: chapters of sentences with the times at which they
will be heard, about. Refuses nothing. Nothing is spoken for it: what the edition has is taken to last as long as
there, what is new is estimated from the pace of the edition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audio_edition.edition.history import Heard, HeardChapter
from audio_edition.edition.manifest import Manifest
from audio_edition.making.published_voice import PublishedCast, PublishedVoice
from audio_edition.narration.model import Narration, Utterance
from audio_edition.sound.timeline import CHAPTER_LEAD_MS, LEAD_IN_MS
from audio_edition.store.keys import clip_key

_MS_PER_CHARACTER = 66.0
"""Where there is no edition to measure; of the built-in voice."""


def sounds_of(narration: Narration, cast: PublishedCast, manifest: Manifest | None) -> tuple[tuple[str, ...], ...]:
    """The clip key of every sentence, segment by segment, as the published voice would have it.

    Where the voice cannot be known, a sentence that reads as in the edition is taken to sound as there.
    """
    cues: Sequence[Mapping[str, str]] = manifest.data["cues"] if manifest else ()
    by_text = {cue["text"]: cue["key"] for cue in cues}
    known: dict[tuple[object, ...], str] = {}

    def key_of(utterance: Utterance, voice: PublishedVoice) -> str:
        if voice.difference:
            return ""
        if voice.key is None:
            return by_text.get(utterance.source, "")
        same = (id(voice), *utterance.phrases)
        key = known.get(same)
        if key is None:
            key = known[same] = clip_key(voice.key, utterance.phrases, voice.alphabet)
        return key

    return tuple(
        tuple(key_of(utterance, cast.of(index, segment.kind)) for utterance in segment.utterances)
        for index, section in enumerate(narration.sections)
        for segment in section.segments
    )


@dataclass(frozen=True, slots=True)
class Forecast:
    """A narration laid out without its sound."""

    chapters: tuple[HeardChapter, ...]
    duration_ms: int
    """Of the whole edition, about."""


def heard_now(narration: Narration, sounds: Sequence[Sequence[str]], manifest: Manifest | None) -> Forecast:
    """Lay out a narration without its sound.

    Args:
        narration: What will be said.
        sounds: Clip keys, segment by segment, as from ``sounds_of``.
        manifest: Of the published edition.
    """
    lengths_ms, ms_per_character = _measured(manifest)
    remaining = iter(sounds)
    chapters: list[HeardChapter] = []
    now_ms = float(LEAD_IN_MS)
    for section in narration.sections:
        start_ms = round(max(0.0, now_ms - CHAPTER_LEAD_MS)) if chapters else 0
        sentences: list[Heard] = []
        for segment in section.segments:
            for index, (utterance, key) in enumerate(zip(segment.utterances, next(remaining), strict=True)):
                now_ms += segment.sentence_pause_ms if index else 0
                sentences.append(Heard(utterance.source, key, round(now_ms)))
                now_ms += lengths_ms.get(utterance.source, len(utterance.text) * ms_per_character)
            now_ms += segment.pause_ms
        chapters.append(HeardChapter(section.title, start_ms, tuple(sentences)))
    return Forecast(tuple(chapters), round(now_ms))


def _measured(manifest: Manifest | None) -> tuple[dict[str, int], float]:
    """Milliseconds of every sentence of an edition, and of a character."""
    cues = manifest.data["cues"] if manifest else ()
    lengths_ms = {cue["text"]: cue["end_ms"] - cue["start_ms"] for cue in cues}
    characters = sum(map(len, lengths_ms))
    return lengths_ms, sum(lengths_ms.values()) / characters if characters else _MS_PER_CHARACTER
