"""Asking Google again: how often, after what wait, and when not.

Enters: a way to ask once. Leaves: what was asked for. Refuses: to ask during a block, against the rate limit, or after
the last attempt; the error names the cause and how to go on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from audio_edition.errors import AudioEditionError, VoiceError, VoiceUnavailableError
from audio_edition.net.retrying import AskFailedError, Outcome, Patience, Timing, Verdict, wait_s
from audio_edition.voices.gtts._breaker import answered, check_open, refused
from audio_edition.voices.gtts._limit import RateLimit, reserve
from audio_edition.voices.gtts._state import SharedRecord

LOG = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Gate:
    """What every request passes: the breaker and the rate limit that all processes share."""

    shared: SharedRecord
    limit: RateLimit
    patience: Patience
    timing: Timing

    def enter(self, *, wait: bool = True) -> None:
        """Wait for a place in the queue.

        Raises:
            VoiceUnavailableError: A block lasts.
        """
        self.check()
        seconds = self.shared.change(lambda record: reserve(record, self.timing.now(), self.limit))
        if wait and seconds > 0:
            self.timing.sleep(seconds)
            self.check()

    def check(self) -> None:
        """Raise VoiceUnavailableError where a block lasts."""
        check_open(self.shared.read(), self.timing.now(), str(self.shared.path))

    def answered(self) -> None:
        """Remember that Google spoke."""
        if answered(self.shared.read()) != self.shared.read():
            self.shared.change(lambda record: (answered(record), None))

    def refused(self, verdict: Verdict) -> None:
        """Remember that it did not want to.

        Raises:
            VoiceUnavailableError: This refusal began a block.
        """
        now = self.timing.now()
        longest = self.patience.longest_retry_after_s
        self.shared.change(lambda record: (refused(record, now, verdict.what, verdict.retry_after_s, longest), None))
        self.check()


def ask_patiently(ask: Callable[[], T], gate: Gate) -> T:
    """Ask until there is an answer or no hope.

    Args:
        ask: Asks once; raises AskFailedError.
        gate: Passed before each attempt.

    Raises:
        VoiceError: Permanent, or spoiled at every attempt.
        VoiceUnavailableError: It may work later.
    """
    attempt = 1
    while True:
        gate.enter()
        try:
            answer = ask()
        except AskFailedError as failure:
            verdict = failure.verdict
            LOG.info("request to Google failed, attempt %d of %d: %s", attempt, gate.patience.attempts, verdict.what)
            if verdict.outcome is Outcome.REFUSED:
                gate.refused(verdict)
            if verdict.outcome is Outcome.PERMANENT or attempt >= gate.patience.attempts:
                raise _final(verdict, attempt) from failure
            gate.timing.sleep(wait_s(verdict, attempt, gate.patience, gate.timing))
            attempt += 1
        else:
            gate.answered()
            return answer


def _final(verdict: Verdict, attempts: int) -> AudioEditionError:
    tried = f" ({attempts} attempts)" if attempts > 1 else ""
    advice = f"{verdict.hint}; " if verdict.hint else ""
    if verdict.outcome is Outcome.PERMANENT:
        return VoiceError(f"Google's voice cannot be used: {verdict.what}", hint=verdict.hint)
    if verdict.spoiled:
        return VoiceError(
            f"Google sent no usable sound: {verdict.what}{tried}",
            hint=f"{advice}what was spoken is kept: run the same command again, reword the sentence"
            " or choose another voice with --voice",
        )
    return VoiceUnavailableError(
        f"Google's voice does not answer: {verdict.what}{tried}",
        hint=f"{advice}what was spoken is kept: run the same command again later or choose another voice with --voice",
    )
