"""The circuit breaker: when Google refuses again and again, nothing is asked of it for a while.

Enters: the shared record, the time, and what Google answered. Leaves: the record with the answer counted. Refuses:
every request while a block lasts, saying until when and how to go on.
"""

from __future__ import annotations

import time
from dataclasses import replace

from audio_edition.errors import VoiceUnavailableError
from audio_edition.voices.gtts._state import Record

REFUSALS_TO_BLOCK = 3
"""In a row, from any process."""
SAME_REFUSAL_S = 0.5
"""Refusals that arrive closer than this answer requests sent together and count as one."""
FIRST_BLOCK_S = 15 * 60.0
LONGEST_BLOCK_S = 6 * 3600.0
"""Of our own choosing; blocks double up to here. Google's are temporary (gTTS #297), their length is not known."""
LONGEST_ASKED_S = 24 * 3600.0
"""Of a block that Google's Retry-After asks for."""


def refused(record: Record, now: float, reason: str, retry_after_s: float | None, patience_s: float) -> Record:
    """Count a refusal; the last of a row, or one that asks for more patience than there is, begins a block.

    Args:
        record: As it stands.
        now: Seconds since 1970.
        reason: What Google answered: ``HTTP 429``.
        retry_after_s: What its Retry-After says, or None.
        patience_s: How long a Retry-After is waited for without a block.
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
    """Clear what was counted: Google speaks again."""
    if not (record.refusals or record.blocks or record.blocked_until):
        return record
    return Record(next_at=record.next_at)


def is_blocked(record: Record, now: float) -> bool:
    """Whether a block lasts; one that was written by a clock in the future does not count."""
    return record.blocked_at <= now < record.blocked_until <= record.blocked_at + LONGEST_ASKED_S


def check_open(record: Record, now: float, path: str) -> None:
    """Let a request through, or not.

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
