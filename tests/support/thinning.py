"""Some of many like cases, evenly, in the usual run; all of them where somebody has the time.

Enters: cases. Leaves: as many as the usual run takes. Refuses nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TypeVar

THOROUGH = "TESTS_THOROUGH"
"""A variable of the environment; where it is set, nothing is left out."""

T = TypeVar("T")


def is_thorough() -> bool:
    """Whether this is a thorough run."""
    return bool(os.environ.get(THOROUGH))


def thin(cases: Sequence[T], most: int, *, thorough: int = sys.maxsize) -> list[T]:
    """At most so many of them, the first and the last among them.

    Args:
        cases: All of them.
        most: How many in the usual run.
        thorough: How many in a thorough run; by default all.
    """
    most = thorough if is_thorough() else most
    if len(cases) <= most:
        return list(cases)
    return [cases[round(number * (len(cases) - 1) / (most - 1))] for number in range(most)]
