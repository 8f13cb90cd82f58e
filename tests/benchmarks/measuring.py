"""A command run as a whole process and measured: wall time, processor time, memory.

Enters: a command line. Leaves: a ``Run``. Refuses: a command that does not end in success.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_RSS_UNITS_PER_MIB = 1024 * 1024 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one command."""

    wall_s: float
    cpu_s: float
    """User and system, with all children that were waited for."""
    peak_rss_mib: float
    """Of the largest single process, as the kernel kept it, shared pages included. A build is one process. Never less
    than what this process had when it started the command: Linux counts a process from before its ``exec``."""
    stdout: str


def measure(command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str]) -> Run:
    """Run a command to its end.

    Args:
        command: Argument list.
        cwd: Where.
        env: Its whole environment.

    Raises:
        RuntimeError: It did not end in 0; with the end of what it said.
    """
    # Files, not pipes: nobody has to read while the clock runs.
    with (cwd / ".stdout").open("w+b") as stdout, (cwd / ".stderr").open("w+b") as stderr:
        arguments = [str(part) for part in command]
        began = time.perf_counter()
        process = subprocess.Popen(arguments, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        for file in (stdout, stderr):
            file.seek(0)
        said = stdout.read().decode("utf-8", "replace")
        if process.returncode:
            tail = said[-1000:] + stderr.read().decode("utf-8", "replace")[-2000:]
            raise RuntimeError(f"{' '.join(arguments)} ended in {process.returncode}:\n{tail}")
    return Run(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / _RSS_UNITS_PER_MIB, said)
