"""A polite rate: how long the next request to Google has to wait.

Enters: the shared record and the time. Leaves: the record with one request more, and the seconds to wait. Refuses
nothing.

This is the generic cell rate algorithm, a token bucket in one number: the time at which the bucket will be full.
Source: ITU-T I.371, virtual scheduling.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace

from audio_edition.errors import VoiceError
from audio_edition.voices.gtts._state import Record

DEFAULT_RATE_PER_S = 0.9
"""Google names no number; gTTS's users sleep half a second to a second between requests (gTTS #259, #297)."""
DEFAULT_BURST = 5
_HORIZON_S = 600.0
"""A next time further away than this was written by a clock that was wrong."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Requests per second in the long run, and how many may go at once after a rest."""

    rate_per_s: float = DEFAULT_RATE_PER_S
    burst: int = DEFAULT_BURST


def rate_limit(rate_per_s: float = 0.0, environment: Mapping[str, str] | None = None) -> RateLimit:
    """The limit from a voice parameter, else from the environment, else the default.

    Args:
        rate_per_s: Above 0, or 0 where it is not set.
        environment: ``AUDIO_EDITION_GTTS_RATE`` (requests per second) and ``AUDIO_EDITION_GTTS_BURST``.

    Raises:
        VoiceError: A variable is no number above 0.
    """
    env = os.environ if environment is None else environment
    rate = rate_per_s or _positive(env, "AUDIO_EDITION_GTTS_RATE", DEFAULT_RATE_PER_S)
    return RateLimit(rate, max(1, int(_positive(env, "AUDIO_EDITION_GTTS_BURST", DEFAULT_BURST))))


def reserve(record: Record, now: float, limit: RateLimit) -> tuple[Record, float]:
    """Take a place in the queue.

    Returns:
        The record with this request counted, and the seconds to wait before sending it.
    """
    interval = 1 / limit.rate_per_s
    full_at = record.next_at if record.next_at <= now + max(_HORIZON_S, limit.burst * interval) else now
    full_at = max(full_at, now)
    wait = max(0.0, full_at - (limit.burst - 1) * interval - now)
    return replace(record, next_at=full_at + interval), wait


def _positive(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name, "")
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not (math.isfinite(value) and value > 0):
        raise VoiceError(f"the environment variable {name} is {text!r}", hint="give a number above 0")
    return value
