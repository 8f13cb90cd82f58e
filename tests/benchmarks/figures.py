"""Figures as they are shown: a value, what it was in the rounds, what is wanted.

Enters: seconds of several rounds. Leaves: ``Figure``s, as a table or as JSON.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    what: str
    value: float
    """Median where there were several."""
    unit: str = "ratio"
    lowest: float | None = None
    highest: float | None = None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def wanted(self) -> str:
        """What the value should be; empty where nothing is asked for."""
        bounds = [f">= {self.at_least:g}"] if self.at_least is not None else []
        return " ".join(bounds + ([f"<= {self.at_most:g}"] if self.at_most is not None else []))

    @property
    def met(self) -> bool | None:
        """Whether it is so; ``None`` where nothing is asked for."""
        if not self.wanted:
            return None
        return (self.at_least is None or self.value >= self.at_least) and (
            self.at_most is None or self.value <= self.at_most
        )

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return {**asdict(self), "met": self.met}

    def __str__(self) -> str:
        met = {None: "", True: "met", False: "MISSED"}[self.met]
        spread = f"{self.lowest:.3f}–{self.highest:.3f}" if self.lowest is not None else ""
        return f"{self.what:<58}{self.value:>9.3f} {self.unit:<6}{spread:>16}  {self.wanted:<8}{met}".rstrip()


def of_many(
    what: str,
    values: Sequence[float],
    unit: str = "ratio",
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Figure:
    """The median of several values, with the lowest and the highest."""
    return Figure(what, statistics.median(values), unit, min(values), max(values), at_least, at_most)


def ratio(
    rounds: Sequence[Mapping[str, float]],
    what: str,
    to: str,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Figure:
    """Two times of the same round divided, so that a machine that is slower for a while does not matter."""
    values = [seconds[what] / seconds[to] for seconds in rounds]
    return of_many(f"{what} / {to}", values, at_least=at_least, at_most=at_most)
