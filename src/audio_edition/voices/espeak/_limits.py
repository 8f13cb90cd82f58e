"""Ends processes that do not answer in time; one thread looks after all of them.

Enters: a process and how long it may take. Leaves: whether it was ended for taking longer. Refuses: nothing.

A pipe cannot be read with a time limit on every system, but one whose other end is gone can be read to its end. A
timer for each request would be a thread for each sentence, at half a millisecond.
"""

from __future__ import annotations

import os
import threading
import time
from subprocess import Popen

LOOK_S = 1.0
"""How often the thread looks; a process is ended at most so much later than it should be."""


class Limits:
    """Time limits of processes that are working; threads share it, and forks have their own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until: dict[Popen[bytes], float] = {}
        self._ended: set[Popen[bytes]] = set()
        self._looks_in = 0
        """The process in which a thread looks; 0: none does."""
        self._used = False

    def begin(self, process: Popen[bytes], seconds: float) -> None:
        """End a process that is still working after so many seconds."""
        until = time.monotonic() + seconds
        with self._lock:
            self._used = True
            if self._looks_in == os.getpid():
                self._until[process] = until
                return
            self._looks_in = os.getpid()
            self._until = {process: until}  # those of a process that was forked from another are not its own
        threading.Thread(target=self._look, name="espeak limits", daemon=True).start()

    def done(self, process: Popen[bytes]) -> bool:
        """It works no more; says whether it was ended for taking too long."""
        with self._lock:
            self._until.pop(process, None)
            was_ended = process in self._ended
            self._ended.discard(process)
            return was_ended

    def _look(self) -> None:
        """Until nothing has worked since the last look: then the next to begin starts another thread."""
        while True:
            time.sleep(LOOK_S)
            with self._lock:
                now = time.monotonic()
                for process in [each for each, until in self._until.items() if now > until]:
                    del self._until[process]
                    self._ended.add(process)
                    process.kill()
                if not self._until and not self._used:
                    self._looks_in = 0
                    return
                self._used = False
