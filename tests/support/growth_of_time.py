"""How the time of some work grows with its input.

Enters: the work, as a function of a size. Leaves: seconds of the processor, by size. Coverage, which would count every
line and take longer than the work, does not look on; a small run that it sees comes first.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import process_time


def seconds_of(work: Callable[[int], object], *sizes: int, runs: int = 1) -> list[float]:
    """Measure each size.

    Args:
        work: What is measured.
        sizes: What it is told, one after the other.
        runs: Of each size; the shortest counts.
    """
    work(10)
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        return [min(_seconds(work, size) for _ in range(runs)) for size in sizes]
    finally:
        sys.settrace(tracer)


def _seconds(work: Callable[[int], object], size: int) -> float:
    start = process_time()
    work(size)
    return process_time() - start
