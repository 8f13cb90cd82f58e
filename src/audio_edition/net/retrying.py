"""Asking a server again: what a failure means, how long to wait, and for how often.

Enters: a verdict on a failed attempt. Leaves: the seconds before the next one. Refuses nothing: who asks decides, with
``Patience``, when it is enough.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

LONGEST_RETRY_AFTER_S = 1e9


class Outcome(StrEnum):
    """What to do about a failure."""

    RETRY = "retry"
    PERMANENT = "permanent"
    """Asking again will not help."""
    REFUSED = "refused"
    """The server does not want to be asked now; for Google this counts towards a block."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a failure means."""

    outcome: Outcome
    what: str
    hint: str = ""
    spoiled: bool = False
    """Whether there was an answer, but not speech of this text."""
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to go on about one piece."""

    attempts: int = 5
    deadline_s: float = 20.0
    """Wall-clock time of one attempt, from the connection to the last byte."""
    first_wait_s: float = 1.0
    """The most before the second attempt; doubles with each."""
    first_refused_wait_s: float = 4.0
    """The same after a refusal."""
    longest_wait_s: float = 60.0
    longest_retry_after_s: float = 120.0
    """A Retry-After up to here is waited for; a longer one is a block."""


@dataclass(frozen=True, slots=True)
class Timing:
    """The clock, the waiting and the dice, so that tests bring their own."""

    now: Callable[[], float] = time.time
    """Seconds since 1970."""
    sleep: Callable[[float], None] = time.sleep
    random: Callable[[], float] = random.random
    """0 to 1."""


class AskFailedError(Exception):
    """One attempt failed."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.what)
        self.verdict = verdict


def wait_s(verdict: Verdict, attempt: int, patience: Patience, timing: Timing) -> float:
    """Seconds before the next attempt: full jitter, and never less than Retry-After asks for.

    Source: Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
    """
    first = patience.first_refused_wait_s if verdict.outcome is Outcome.REFUSED else patience.first_wait_s
    most = min(patience.longest_wait_s, first * 2.0 ** min(attempt - 1, 16))
    asked = min(verdict.retry_after_s or 0.0, patience.longest_retry_after_s)
    waited: float = asked + timing.random() * most
    return waited


def retry_after_s(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that a reply asks to wait, or None.

    A date is held against the reply's own Date, so that a wrong clock here does no harm.
    Source: RFC 9110 section 10.2.3.
    """
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:20]), LONGEST_RETRY_AFTER_S)
    until = _seconds_of(text)
    if until is None:
        return None
    sent = _seconds_of(headers.get("Date", ""))
    return min(max(0.0, until - (now if sent is None else sent)), LONGEST_RETRY_AFTER_S)


def _seconds_of(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware: datetime = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.timestamp()
