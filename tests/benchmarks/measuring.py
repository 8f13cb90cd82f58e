"""A command run as a whole process and measured: wall time, processor time, memory of it and its children.

Enters: a command line. Leaves: a ``Run``. Refuses: a command that does not end in success.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one command."""

    wall_s: float
    cpu_s: float
    """User and system, with all children that were waited for."""
    peak_rss_mib: float
    """Of the largest single process, as the kernel kept it."""
    peak_tree_mib: float = 0.0
    """Of the process and its children at once, shared pages counted once (PSS), sampled; 0 where not asked for."""


def measure(
    command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str] | None = None, whole_tree: bool = False
) -> Run:
    """Run a command to its end.

    Args:
        command: Argument list.
        cwd: Where.
        env: Its whole environment; this one's where None.
        whole_tree: Sample the memory of the process and its children as well; costs a little time.

    Raises:
        RuntimeError: It did not end in 0; with the end of what it said.
    """
    with (cwd / ".said").open("w+b") as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command], cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        peaks: list[float] = []
        watcher = threading.Thread(target=_watch, args=(process.pid, peaks)) if whole_tree else None
        if watcher:
            watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if watcher:
            watcher.join()
        if process.returncode:
            said.seek(0)
            tail = said.read().decode("utf-8", "replace")[-2000:]
            raise RuntimeError(f"{' '.join(map(str, command))} ended in {process.returncode}:\n{tail}")
    return Run(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, max(peaks, default=0.0))


def _watch(pid: int, peaks: list[float]) -> None:
    while Path(f"/proc/{pid}/smaps_rollup").exists():
        peaks.append(sum(_pss_mib(member) for member in _tree(pid)))
        time.sleep(SAMPLE_EVERY_S)


def _tree(pid: int) -> list[int]:
    try:
        lines = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return [pid]
    return [pid, *(member for line in lines for child in line.split() for member in _tree(int(child)))]


def _pss_mib(pid: int) -> float:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024
