"""How far a run is, and how long the rest of it takes: one answer for all of its stages and scripts.

Enters: the scripts with their sizes, the plan of each, and steps as they are done. Leaves: a part from 0 to 1, and
seconds. Refuses: nothing; where nothing is known yet, it says so.

What was done so far tells how long the rest of a stage takes. A stage that has not begun is taken to be as much slower
or faster than planned as the same stage was in an earlier script, else as what ran here so far; a script that has not
begun, to need as much for its size as those that had something to do.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

_TELLING_PART = 0.1
"""Of a stage: what was done of it counts alone from here on, and less before."""
_LEAST_FACTOR, _MOST_FACTOR = 0.1, 20.0


class _Stage(Struct):
    """A stage that runs or has run."""

    name: str
    total: int
    planned_s: float
    began_s: float
    done: int = 0
    took_s: float = 0.0
    """Once it has ended."""

    @property
    def part(self) -> float:
        return min(1.0, self.done / self.total) if self.total > 0 else 1.0


class Forecast:
    """Of one run, over all of its scripts.

    Args:
        clock: Gives seconds; they never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sizes: dict[Path, int] = {}
        self._script: Path | None = None
        self._script_began_s = self._began_s = clock()
        self._built_bytes = 0
        self._built_s = 0.0
        self._waiting: dict[str, float] = {}
        self._tells = True
        self._ended: list[_Stage] = []
        self._ran: dict[str, list[float]] = {}
        self._running: _Stage | None = None
        self._most = 0.0

    def scripts(self, sizes: Mapping[Path, int]) -> None:
        """A run begins.

        Args:
            sizes: Of all scripts that will be built, in bytes.
        """
        self._sizes = dict(sizes)
        self._script = None
        self._began_s = self._script_began_s = self._clock()
        self._built_bytes, self._built_s, self._most = 0, 0.0, 0.0
        self._waiting, self._ended = {}, []

    def script(self, path: Path) -> None:
        """The next script is taken up; the one before it is done, or had nothing to do."""
        self._close_script()
        self._script = path
        self._script_began_s = self._clock()

    def plan(self, stages_s: Mapping[str, float], *, tells: bool) -> None:
        """What is to be done for this script.

        Args:
            stages_s: Seconds planned for each stage.
            tells: Whether a first stage that is slower than planned means that the others will be, too.
        """
        if not self._sizes:  # nobody named the scripts: each plan begins a run of its own
            self.scripts({})
        self._waiting, self._ended, self._tells = dict(stages_s), [], tells

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        """A stage of so many steps; the value is called with the steps done since the last call."""
        stage = self._running = _Stage(name, total, self._waiting.pop(name, 0.0), self._clock())

        def advance(steps: int) -> None:
            stage.done += steps

        try:
            yield advance
        finally:
            stage.took_s = self._clock() - stage.began_s
            self._running = None
            self._ended.append(stage)
            ran = self._ran.setdefault(name, [0.0, 0.0])
            ran[0] += stage.planned_s * stage.part
            ran[1] += stage.took_s

    @property
    def remaining_s(self) -> float | None:
        """How long the rest takes, about; ``None`` while nothing tells."""
        rest_s = self._rest_of_script_s()
        if rest_s is None:
            return None
        to_come = sum(size for path, size in self._sizes.items() if path != self._script)
        size = self._sizes.get(self._script, 0) if self._script else 0
        known_bytes = self._built_bytes + size
        if not to_come or not known_bytes:
            return rest_s
        known_s = self._built_s + (self._clock() - self._script_began_s) + rest_s
        return rest_s + to_come * known_s / known_bytes

    @property
    def part(self) -> float:
        """How much of the time has passed, 0 to 1; it never goes back."""
        rest_s = self.remaining_s
        if rest_s is not None:
            spent_s = self._clock() - self._began_s
            self._most = max(self._most, spent_s / (spent_s + rest_s) if spent_s + rest_s > 0 else 1.0)
        return self._most

    def _rest_of_script_s(self) -> float | None:
        waiting_s = sum(planned_s * self._factor(name) for name, planned_s in self._waiting.items())
        stage = self._running
        if stage is None:
            return waiting_s if self._waiting or self._ended else None
        planned_s = stage.planned_s * self._factor(stage.name)
        if not stage.done:
            return waiting_s + planned_s if planned_s else None
        measured_s = (self._clock() - stage.began_s) / stage.part if stage.part else 0.0
        trust = min(1.0, stage.part / _TELLING_PART) if planned_s else 1.0
        return waiting_s + (1 - stage.part) * (trust * measured_s + (1 - trust) * planned_s)

    def _factor(self, name: str) -> float:
        """How many times as long as planned a stage takes here."""
        planned_s, took_s = self._ran.get(name, (0.0, 0.0))
        if planned_s <= 0 and self._tells:
            planned_s = sum(stage.planned_s * stage.part for stage in self._ended)
            took_s = sum(stage.took_s for stage in self._ended if stage.planned_s)
            if (stage := self._running) is not None and stage.name != name and stage.planned_s:
                planned_s += stage.planned_s * stage.part
                took_s += self._clock() - stage.began_s
        if planned_s <= 0 or took_s <= 0:
            return 1.0
        return min(_MOST_FACTOR, max(_LEAST_FACTOR, took_s / planned_s))

    def _close_script(self) -> None:
        if self._script is None:
            return
        size = self._sizes.pop(self._script, 0)
        if self._ended:
            self._built_bytes += size
            self._built_s += self._clock() - self._script_began_s
        self._script = None
        self._waiting, self._ended = {}, []
