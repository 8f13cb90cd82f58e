"""Whether a clip can hold its text: the last check of every reply that came from outside.

Enters: a clip and the text it should say. Leaves: nothing. Refuses: a clip that is too short or too long for its text.
"""

from __future__ import annotations

import numpy as np

from audio_edition.voices.mp3_reply import SpoiledReplyError
from audio_edition.voices.pace import plausible_length
from audio_edition.voices.protocol import Clip, Samples

_SILENCE_RATIO = 0.01
"""Below -40 dB of the loudest sample of a clip counts as silence: encoder noise, not speech."""


def sounding(samples: Samples) -> tuple[int, int]:
    """Where sound begins and where it has ended; all of them where everything is silent."""
    level = np.abs(samples.astype(np.int32))
    loud = np.flatnonzero(level > level.max(initial=0) * _SILENCE_RATIO)
    return (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, len(samples))


def check_length(clip: Clip, text: str, *, slowest: float = 1.0, fastest: float = 1.0) -> None:
    """Compare the length of a clip with the bounds for its text.

    Silence at its start and end does not count as speech: around a short text it can be longer than what is missing.

    Args:
        clip: What came.
        text: What it should say.
        slowest: Speed of the slowest speech that may come: 0.5 doubles the upper bound.
        fastest: Speed of the fastest: 2 halves the lower bound.

    Raises:
        SpoiledReplyError: It lies outside; the text itself is not in the message.
    """
    start, end = sounding(clip.samples)
    speech_s, seconds = (end - start) / clip.sample_rate_hz, len(clip.samples) / clip.sample_rate_hz
    bounds = plausible_length(text)
    least_s, most_s = bounds.least_s / fastest, bounds.most_s / slowest
    if not (least_s <= speech_s and seconds <= most_s):
        shown_s = seconds if seconds > most_s else speech_s
        raise SpoiledReplyError(
            f"{shown_s:.1f} s of sound for {len(text)} characters, which take {least_s:.1f} to {most_s:.0f} s"
        )
