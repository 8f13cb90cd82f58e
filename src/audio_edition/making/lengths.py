"""How long sound will be that nobody has spoken yet: the one estimate that dry run, diff and progress share.

Enters: what each voice spoke so far, here or in the published edition. Leaves: seconds for an utterance, and a segment
laid out with them. It is only ever used where nothing better is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import UNSET

from audio_edition.edition.manifest import Edition
from audio_edition.making.spoken_length import spoken_seconds
from audio_edition.sound.timeline import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from audio_edition.making.cast import Cast, CastVoice
    from audio_edition.making.plan import PlannedUtterance

_LEAST_SECONDS = 12.0
"""An edition whose voice says less tells little about its pace."""
_CUES_ASKED = 400
"""Of a longer edition, sentences spread over the whole of it tell as much as all."""
_USUAL_RATE = 165
"""Of the built-in voice, in words a minute: the one that ``spoken_seconds`` is of."""
_OTHER_ENGINES = 1.18
"""How much longer a voice is taken to need than the built-in one, until it has spoken."""


class Lengths:
    """Estimates.

    Args:
        published: The published edition, whose sentences tell the pace of its voices.
        cast: Who speaks.
        measured: Pace by name of the voice, as measured on this machine: how long it takes for what the built-in voice
            says in a second.
    """

    def __init__(self, published: Edition | None, cast: Cast, measured: Mapping[str, float]) -> None:
        self._edition, self._cast, self._measured = published, cast, measured

    @cached_property
    def _pace(self) -> Mapping[str, float]:
        """Found out when it is first asked for: a plan in which everything is known never does."""
        usual = {voice.name: usual_pace(voice) for voice in self._cast.voices}
        measured = {name: pace for name, pace in self._measured.items() if pace > 0}
        return usual | measured | _paces(self._edition, self._cast)

    @cached_property
    def _published(self) -> Mapping[str, int]:
        return {cue.text: cue.end_ms - cue.start_ms for cue in self._edition.cues} if self._edition else {}

    def seconds(self, planned: PlannedUtterance) -> float:
        """How long a sentence will be, about; what the edition has already is taken to last as long as there."""
        known_ms = self._published.get(planned.utterance.source)
        if known_ms is not None:
            return known_ms / 1000
        return planned.usual_seconds * self._pace.get(planned.voice.name, _OTHER_ENGINES)


def language_of(voice: CastVoice, lang: str) -> str:
    """The language whose rules a voice reads by: its own; that of the text where it has several or does not say.

    Args:
        voice: Who speaks.
        lang: BCP 47 tag of the text.
    """
    languages = voice.voice.languages if voice.voice is not None else ()
    return languages[0] if languages else lang


def usual_pace(voice: CastVoice) -> float:
    """The pace of a voice that was never measured, from the speed it is asked for."""
    key = voice.key or {}
    if key.get("engine") == "espeak":
        return _USUAL_RATE / float(key.get("rate", _USUAL_RATE))
    try:
        speed = float(key.get("speed", 1.0))
    except (TypeError, ValueError):
        return _OTHER_ENGINES
    return _OTHER_ENGINES / speed if speed > 0 else _OTHER_ENGINES


def _paces(published: Edition | None, cast: Cast) -> dict[str, float]:
    """The pace of every voice of an edition that says enough to tell."""
    if published is None:
        return {}
    voices = {voice.name: voice for voice in cast.voices}
    said: dict[str, list[float]] = {}
    for cue in published.cues[:: 1 + len(published.cues) // _CUES_ASKED]:
        name = published.voice_of(published.segments[cue.segment]).name
        if name in voices:
            total = said.setdefault(name, [0.0, 0.0])
            total[0] += (cue.end_ms - cue.start_ms) / 1000
            text = cue.text if cue.spoken is UNSET else str(cue.spoken)
            total[1] += spoken_seconds(text, language_of(voices[name], published.lang))
    return {name: heard / usual for name, (heard, usual) in said.items() if usual >= _LEAST_SECONDS}


def estimated_spans(seconds: Sequence[float], pause_ms: int) -> tuple[tuple[int, int], ...]:
    """First and one-past-last sample of sentences that follow one another with a pause."""
    spans: list[tuple[int, int]] = []
    position = 0
    for each in seconds:
        position += SAMPLE_RATE_HZ * pause_ms // 1000 if spans else 0
        end = position + max(1, round(each * SAMPLE_RATE_HZ))
        spans.append((position, end))
        position = end
    return tuple(spans)
