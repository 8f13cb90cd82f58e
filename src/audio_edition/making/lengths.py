"""How long sound will be that nobody has spoken yet: the one estimate that dry run, diff and progress share.

Enters: what each voice spoke so far, here or in the published edition. Leaves: seconds for a text, and a segment laid
out with them. It is only ever used where nothing better is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import UNSET

from audio_edition.edition.manifest import Edition
from audio_edition.sound.timeline import SAMPLE_RATE_HZ

SECONDS_PER_CHARACTER = 0.066
"""Of the built-in voice, where nothing was ever measured."""
_SIGN = re.compile(r"[0-9%&+=#@]")
_LETTERS_OF_SIGN = 5
"""A digit is said in about as many letters: five, seven, twelve, three hundred."""
_LEAST_CHARACTERS = 200
"""An edition that is shorter says little about its voice's pace."""


class Lengths:
    """Estimates.

    Args:
        published: The published edition, whose sentences tell the pace of its voices.
        measured: Seconds per character by name of the voice, as measured on this machine.
    """

    def __init__(self, published: Edition | None, measured: Mapping[str, float]) -> None:
        self._pace = {name: pace for name, pace in measured.items() if pace > 0} | _paces(published)
        self._published = {cue.text: cue.end_ms - cue.start_ms for cue in published.cues} if published else {}

    def seconds(self, voice: str, source: str, spoken: str) -> float:
        """How long a sentence will be, about.

        Args:
            voice: Name of who speaks it.
            source: As the article has it: what the edition has already is taken to last as long as there.
            spoken: As it is spoken.
        """
        known_ms = self._published.get(source)
        if known_ms is not None:
            return known_ms / 1000
        return spoken_characters(spoken) * self._pace.get(voice, SECONDS_PER_CHARACTER)


def spoken_characters(text: str) -> int:
    """The length of a text as it is spoken, in characters: a numeral is longer to the ear than to the eye."""
    return len(text) + (_LETTERS_OF_SIGN - 1) * len(_SIGN.findall(text))


def _paces(published: Edition | None) -> dict[str, float]:
    """Seconds per character of every voice of an edition that says enough to tell."""
    if published is None:
        return {}
    said: dict[str, list[int]] = {}
    for cue in published.cues:
        total = said.setdefault(published.voice_of(published.segments[cue.segment]).name, [0, 0])
        total[0] += cue.end_ms - cue.start_ms
        total[1] += spoken_characters(cue.text if cue.spoken is UNSET else str(cue.spoken))
    return {
        name: milliseconds / 1000 / characters
        for name, (milliseconds, characters) in said.items()
        if characters >= _LEAST_CHARACTERS
    }


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
