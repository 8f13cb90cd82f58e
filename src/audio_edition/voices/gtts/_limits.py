"""When the next request to Google may go: a polite rate, and a pause after it has refused several times.

Enters: the record that all processes share, the time, and what Google answered. Leaves: the record changed, and the
seconds to wait. Refuses: every request while a block lasts, saying until when and how to go on.

The rate limit is the generic cell rate algorithm, a token bucket in one number: the time at which it will be full.
Source: ITU-T I.371, virtual scheduling.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from audio_edition.errors import VoiceError, VoiceUnavailableError

DEFAULT_RATE_PER_S = 0.9
"""Google gives no number; gTTS's users sleep half a second to a second between requests (gTTS #259, #297)."""
DEFAULT_BURST = 5
_HORIZON_S = 600.0
"""A time further ahead than this was written by a wrong clock."""
REFUSALS_TO_BLOCK = 3
"""In a row, from any process, begin a block."""
SAME_REFUSAL_S = 0.5
"""Refusals closer together than this answer requests that were sent together, and count as one."""
FIRST_BLOCK_S = 15 * 60.0
LONGEST_BLOCK_S = 6 * 3600.0
"""Each block in a row is twice as long as the one before, up to here. Our own choice: Google does not say how long its
blocks last (gTTS #297)."""
LONGEST_ASKED_S = 24 * 3600.0
"""The longest block that Google's Retry-After can ask for."""


class Record(Struct, frozen=True):
    """The shared facts. Times are seconds since 1970."""

    next_at: float = 0.0
    """When the rate limit will have fully recovered (the theoretical arrival time of GCRA)."""
    refusals: int = 0
    """In a row: 429, 403, the sorry page."""
    refused_at: float = 0.0
    blocks: int = 0
    """How many blocks in a row ended in another refusal; each doubles the next."""
    blocked_at: float = 0.0
    blocked_until: float = 0.0
    blocked_for: str = ""
    """What Google answered: ``HTTP 429``."""


class RateLimit(Struct, frozen=True):
    """Requests per second in the long run, and how many may go at once after a rest."""

    rate_per_s: float = DEFAULT_RATE_PER_S
    burst: int = DEFAULT_BURST


def rate_limit(rate_per_s: float = 0.0, environment: Mapping[str, str] | None = None) -> RateLimit:
    """The limit from a voice parameter, else from the environment, else the default.

    Args:
        rate_per_s: Above 0, or 0 where it is not set.
        environment: ``AUDIO_EDITION_GTTS_RATE`` (requests per second) and ``AUDIO_EDITION_GTTS_BURST``.

    Raises:
        VoiceError: A variable is not a number above 0.
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


def refused(record: Record, now: float, reason: str, retry_after_s: float | None, patience_s: float) -> Record:
    """Count a refusal; several in a row, or one with a long Retry-After, begin a block.

    Args:
        record: As it stands.
        now: Seconds since 1970.
        reason: What Google answered: ``HTTP 429``.
        retry_after_s: What its Retry-After says, or None.
        patience_s: The longest Retry-After that begins no block.
    """
    if is_blocked(record, now):
        return record
    asked_s = retry_after_s or 0.0
    together = 0 <= now - record.refused_at < SAME_REFUSAL_S and record.refusals > 0
    refusals = record.refusals if together else record.refusals + 1
    if refusals < REFUSALS_TO_BLOCK and asked_s <= patience_s:
        return replace(record, refusals=refusals, refused_at=now)
    own_s = min(FIRST_BLOCK_S * 2.0 ** min(record.blocks, 10), LONGEST_BLOCK_S)
    block_s = max(own_s, min(asked_s, LONGEST_ASKED_S)) if asked_s <= patience_s else min(asked_s, LONGEST_ASKED_S)
    return replace(
        record,
        # One more refusal after the block blocks again; an answer clears it.
        refusals=REFUSALS_TO_BLOCK - 1,
        refused_at=now,
        blocks=record.blocks + 1,
        blocked_at=now,
        blocked_until=now + block_s,
        blocked_for=reason,
    )


def answered(record: Record) -> Record:
    """Forget the refusals: Google speaks again."""
    if not (record.refusals or record.blocks or record.blocked_until):
        return record
    return Record(next_at=record.next_at)


def is_blocked(record: Record, now: float) -> bool:
    """Whether a block lasts; one that a wrong clock wrote does not count."""
    return record.blocked_at <= now < record.blocked_until <= record.blocked_at + LONGEST_ASKED_S


def check_open(record: Record, now: float, path: str) -> None:
    """Refuse a request while a block lasts.

    Args:
        record: As it stands.
        now: Seconds since 1970.
        path: The file that remembers the block; deleting it ends the waiting.

    Raises:
        VoiceUnavailableError: A block lasts.
    """
    if not is_blocked(record, now):
        return
    until = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(record.blocked_until))
    minutes = max(1, round((record.blocked_until - now) / 60))
    raise VoiceUnavailableError(
        f"Google refuses to speak for this address at present ({record.blocked_for});"
        f" it is not asked again before {until} (in {minutes} min)",
        hint="what was spoken is kept: run the same command again after that, or choose another voice with --voice,"
        f" or delete {path} to ask at once",
    )


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
