"""What the program waits for, told to whoever is looking.

Enters: waits, from any thread: for whom, how long, why. Leaves: one line each for the listener of the run, and none for
what it was told a moment ago. Engines know nobody who prints; with no listener, nothing is said.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

TELL_AFTER_S = 2.0
"""A wait shorter than this is not worth a line."""
_AGAIN_AFTER_S = 30.0
"""Four threads wait for the same server, each of them again and again: one line tells of all."""


class _Listening:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.listener: Callable[[str], None] | None = None
        self.told: dict[str, float] = {}


_LISTENING = _Listening()


@contextmanager
def told_of_waits(listener: Callable[[str], None]) -> Iterator[None]:
    """Tell this listener, while the context lasts, what is waited for."""
    before = _LISTENING.listener, _LISTENING.told
    _LISTENING.listener, _LISTENING.told = listener, {}
    try:
        yield
    finally:
        _LISTENING.listener, _LISTENING.told = before


def tell_wait(topic: str, message: str, *, again_after_s: float = _AGAIN_AFTER_S) -> None:
    """Say that something is waited for, unless the same was said a moment ago.

    Args:
        topic: What two messages have in common that need not both be seen.
        message: What is waited for, how long and why.
        again_after_s: How soon the topic may be told again.
    """
    now = time.monotonic()
    with _LISTENING.lock:
        listener = _LISTENING.listener
        last = _LISTENING.told.get(topic)
        if listener is None or (last is not None and now - last < again_after_s):
            return
        _LISTENING.told[topic] = now
    listener(message)
