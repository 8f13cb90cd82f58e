"""Asking a server again: how often, and after what wait.

Enters: a way to ask once. Leaves: what was asked for. Refuses: to go on where that cannot help, after the last attempt,
and to wait longer than ``Patience`` allows; the error names the cause and what to do.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct

from audio_edition.errors import AudioEditionError
from audio_edition.net.failures import AskFailedError, Outcome, Verdict
from audio_edition.net.waiting import tell_wait

LOG = logging.getLogger(__name__)
T = TypeVar("T")


class Patience(Struct, frozen=True):
    """How often one piece is asked for, and how long to wait for it."""

    attempts: int = 5
    deadline_s: float = 20.0
    """Wall-clock time of one attempt, from the connection to the last byte."""
    first_wait_s: float = 1.0
    """The most before the second attempt; doubles with each."""
    first_refused_wait_s: float = 4.0
    """The same after a refusal."""
    longest_wait_s: float = 60.0
    longest_retry_after_s: float = 120.0
    """What a server asks for by Retry-After is waited for up to here, all attempts together; more is a block."""


class Timing(Struct, frozen=True):
    """The clock, sleep and random numbers, so that tests can bring their own."""

    now: Callable[[], float] = time.time
    """Seconds since 1970."""
    sleep: Callable[[float], None] = time.sleep
    random: Callable[[], float] = random.random
    """0 to 1."""


def ask_again(
    ask: Callable[[], T],
    give_up: Callable[[Verdict, int], AudioEditionError],
    patience: Patience,
    timing: Timing,
    name: str,
) -> T:
    """Ask until there is an answer, or until asking again cannot help.

    Args:
        ask: Asks once; raises AskFailedError.
        give_up: Makes the error to raise, from the last verdict and the number of attempts.
        patience: How often, and how long to wait.
        timing: The clock.
        name: Who is asked, for the line that says what is waited for.

    Raises:
        AudioEditionError: What ``give_up`` made.
    """
    attempt, asked_s = 1, 0.0
    while True:
        try:
            return ask()
        except AskFailedError as failure:
            verdict = failure.verdict
            LOG.info("request failed, attempt %d of %d: %s", attempt, patience.attempts, verdict.what)
            asked_s += verdict.retry_after_s or 0.0
            too_long = asked_s > patience.longest_retry_after_s
            hopeless = verdict.outcome in {Outcome.PERMANENT, Outcome.LATER}
            if hopeless or too_long or attempt >= patience.attempts:
                raise give_up(verdict, attempt) from failure
            seconds = wait_s(verdict, attempt, patience, timing)
            attempt += 1
            tell_wait(
                f"{name}: {verdict.what}",
                f"waiting for {name}: {verdict.what}; asked again in {max(1, round(seconds))} s"
                f" (attempt {attempt} of {patience.attempts})",
            )
            timing.sleep(seconds)


def wait_s(verdict: Verdict, attempt: int, patience: Patience, timing: Timing) -> float:
    """Seconds before the next attempt: full jitter, and never less than Retry-After asks for.

    Source: Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
    """
    first = patience.first_refused_wait_s if verdict.outcome is Outcome.REFUSED else patience.first_wait_s
    most = min(patience.longest_wait_s, first * 2.0 ** min(attempt - 1, 16))
    asked = min(verdict.retry_after_s or 0.0, patience.longest_retry_after_s)
    waited: float = asked + timing.random() * most
    return waited
