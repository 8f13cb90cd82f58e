"""What every request to Google passes: the rate limit and the block that all processes of this user share.

Enters: a way to ask once. Leaves: what was asked for. Refuses: to ask during a block, faster than the rate limit, or
after the last attempt. A shared file that is unreadable counts as new; where nothing can be written, the limits hold in
this process alone.
"""

from __future__ import annotations

import json
import logging
import math
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import asdict

from audio_edition.net.failures import AskFailedError, Outcome, Verdict
from audio_edition.net.retry import Patience, Timing, ask_again
from audio_edition.net.waiting import TELL_AFTER_S, tell_wait
from audio_edition.text.regular_file import read_note
from audio_edition.voices.gtts._limits import RateLimit, Record, answered, check_open, refused, reserve
from audio_edition.voices.gtts._verdict import GOOGLE

LOG = logging.getLogger(__name__)
T = TypeVar("T")
LOCK_TIMEOUT_S = 10.0
"""A lock is held for a file of 200 bytes; one held longer is stuck."""


class SharedRecord:
    """The record in its file, for all threads and processes."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; nothing is written before the first change."""
        self.path = folder / "gtts.json"
        self._own = Record()
        self._own_lock = threading.Lock()
        self._alone = False

    def read(self) -> Record:
        """The record as it stands."""
        return self._own if self._alone else _load(self.path)

    def change(self, how: Callable[[Record], tuple[Record, T]]) -> T:
        """Replace the record; nobody else can change it between reading and writing.

        Args:
            how: Takes the record; returns the new one and what ``change`` returns.
        """
        if not self._alone:
            try:
                return self._change_file(how)
            except (OSError, NotImplementedError) as error:
                LOG.warning("the rate limit cannot be shared with other processes: %s: %s", self.path, error)
                self._alone = True
        with self._own_lock:
            self._own, result = how(self._own)
            return result

    def _change_file(self, how: Callable[[Record], tuple[Record, T]]) -> T:
        from filelock import FileLock

        self.path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self.path.with_suffix(".lock"), timeout=LOCK_TIMEOUT_S):
            old = _load(self.path)
            new, result = how(old)
            if new != old:
                temporary = self.path.with_suffix(".new")
                temporary.write_text(json.dumps(asdict(new)), encoding="utf-8")
                temporary.replace(self.path)
            return result


class Gate(Struct, frozen=True):
    """The limits that every request passes."""

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
            if seconds >= TELL_AFTER_S:
                tell_wait(
                    "pace of Google",
                    f"waiting {seconds:.0f} s for Google's voice: it is asked {self.limit.rate_per_s:g} times a second",
                    again_after_s=math.inf,
                )
            self.timing.sleep(seconds)
            self.check()

    def check(self) -> None:
        """Raise VoiceUnavailableError while a block lasts."""
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

    def ask(self, once: Callable[[], T]) -> T:
        """Ask until there is an answer or no hope.

        Args:
            once: Asks once; raises AskFailedError.

        Raises:
            VoiceError: Permanent, or spoiled at every attempt.
            VoiceUnavailableError: It may work later.
        """

        def through() -> T:
            self.enter()
            try:
                answer = once()
            except AskFailedError as failure:
                if failure.verdict.outcome is Outcome.REFUSED:
                    self.refused(failure.verdict)
                raise
            self.answered()
            return answer

        return ask_again(through, GOOGLE.error, self.patience, self.timing, GOOGLE.voice)


def _load(path: Path) -> Record:
    try:
        found = json.loads(read_note(path))
    except (OSError, ValueError, RecursionError):
        return Record()
    if not isinstance(found, dict):
        return Record()
    kept: dict[str, Any] = {}
    for name, usual in asdict(Record()).items():
        value = found.get(name)
        kind = type(usual)
        if kind is float and type(value) is int:
            value = float(value) if abs(value) < 1e15 else math.inf
        if type(value) is kind and not (isinstance(value, float) and not math.isfinite(value)):
            kept[name] = value
    return Record(**kept)
