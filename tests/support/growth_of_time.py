"""How the time of some work grows with its input.

Enters: the work, as a function of a size. Leaves: how many times as long a larger size takes. Coverage, which would
count every line and take longer than the work, does not look on; a small run that it sees comes first.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import process_time

_LEAST_S = 0.01
"""What is quicker counts as this: the clock and the collection of garbage are a part of it."""
_MOST_RUNS = 6


def growth(work: Callable[[int], object], small: int, large: int, *, enough: float, least_s: float = _LEAST_S) -> float:
    """How many times as long the larger size takes, by the shortest run of each.

    A busy machine makes single runs longer, never shorter: work whose time grows too fast exceeds ``enough`` in each
    of six runs, any other falls below it in one of them, mostly the first.

    Args:
        work: What is measured.
        small: A size.
        large: A larger size.
        enough: Below this ratio no further run is needed.
        least_s: Seconds of the processor; what takes less counts as this.
    """
    work(10)
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        before = after = float("inf")
        for _ in range(_MOST_RUNS):
            before, after = min(before, _seconds(work, small)), min(after, _seconds(work, large))
            if after < enough * max(before, least_s):
                break
    finally:
        sys.settrace(tracer)
    return after / max(before, least_s)


def _seconds(work: Callable[[int], object], size: int) -> float:
    start = process_time()
    work(size)
    return process_time() - start
