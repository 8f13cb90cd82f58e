"""Whether a clip can hold its text: the last check of every reply that came from outside.

Enters: a clip and the text it should say. Leaves: nothing. Refuses: a clip that is too short or too long for its text.
"""

from __future__ import annotations

from audio_edition.voices.mp3_reply import SpoiledReplyError
from audio_edition.voices.pace import plausible_length
from audio_edition.voices.protocol import Clip


def check_length(clip: Clip, text: str, *, slowest: float = 1.0, fastest: float = 1.0) -> None:
    """Compare the length of a clip with the bounds for its text.

    Args:
        clip: What came.
        text: What it should say.
        slowest: Speed of the slowest speech that may come: 0.5 doubles the upper bound.
        fastest: Speed of the fastest: 2 halves the lower bound.

    Raises:
        SpoiledReplyError: It lies outside; the text itself is not in the message.
    """
    seconds = len(clip.samples) / clip.sample_rate_hz
    bounds = plausible_length(text)
    least_s, most_s = bounds.least_s / fastest, bounds.most_s / slowest
    if not least_s <= seconds <= most_s:
        raise SpoiledReplyError(
            f"{seconds:.1f} s of sound for {len(text)} characters, which take {least_s:.1f} to {most_s:.0f} s"
        )
