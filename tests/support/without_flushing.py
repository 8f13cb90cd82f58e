"""Spares the tests the waiting for the disk: an edition is some thirty flushes, and the tests build thousands.

Leaves: ``os.fsync`` that only looks whether it could flush. A process that is killed loses nothing of what it wrote, so
that only a power cut could tell, and ``test_interrupted_power`` simulates that one. Refuses: to be installed where
``TESTS_FLUSH`` is in the environment, for whoever injects faults into the system call; on systems but Linux, whose
flushes refuse what Linux takes; and to skip anything but regular files and folders.
"""

from __future__ import annotations

import os
import stat
import sys
from typing import Any

FLUSHING = "TESTS_FLUSH"
"""A variable of the environment; with any value, everything is flushed."""
fsync = os.fsync
"""The real one."""


def install() -> None:
    """Spare this process the waiting."""
    if sys.platform == "linux" and FLUSHING not in os.environ:
        os.fsync = _look


def _look(descriptor: Any) -> None:
    """Fail as a flush would where the descriptor is not open, or belongs to what cannot be flushed."""
    number = descriptor if isinstance(descriptor, int) else descriptor.fileno()
    kind = os.fstat(number).st_mode
    if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
        fsync(number)
