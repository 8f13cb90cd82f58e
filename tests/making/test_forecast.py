"""The bar and the time left, over stages and scripts, played with a clock of our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import pytest

import audio_edition
from audio_edition import Progress
from audio_edition.making.forecast import Forecast
from support.publications import BODY, HEAD, VOICE, TestPublication

Stages = Mapping[str, tuple[float, float]]
"""By name: seconds as planned, seconds it really takes."""
HALF = 0.2
"""How far from the truth the time left may be at half time."""


@dataclass
class Run:
    """A run that is played: what the forecast said, and when."""

    now_s: float = 100.0
    told: list[tuple[float, float, float | None]] = field(default_factory=list)
    """Time, part, seconds left."""

    def __post_init__(self) -> None:
        self.forecast = Forecast(lambda: self.now_s)

    def tell(self) -> None:
        """Ask the forecast."""
        self.told.append((self.now_s, self.forecast.part, self.forecast.remaining_s))

    def play(self, stages: Stages, steps: int = 100, *, tells: bool = True) -> None:
        """Go through the stages of one script."""
        self.forecast.plan({name: planned_s for name, (planned_s, _) in stages.items()}, tells=tells)
        for name, (_, takes_s) in stages.items():
            with self.forecast.stage(name, steps) as advance:
                for _ in range(steps):
                    self.now_s += takes_s / steps
                    advance(1)
                    self.tell()

    def off_at_half_time(self) -> float:
        """The time left as it was told at half time, against the true one, less 1."""
        half_s = (self.told[0][0] + self.told[-1][0]) / 2
        time_s, _, left_s = min(self.told, key=lambda told: abs(told[0] - half_s))
        assert left_s is not None
        return left_s / (self.told[-1][0] - time_s) - 1

    def check(self) -> None:
        """What holds of every run."""
        parts = [part for _, part, _ in self.told]
        assert parts == sorted(parts)
        assert 0 <= parts[0] < 0.2
        assert parts[-1] > 0.95
        assert abs(self.off_at_half_time()) <= HALF


@pytest.mark.parametrize("slowness", [0.3, 1, 6])
@pytest.mark.parametrize("encoding", [0.8, 1, 1.25])
def test_the_time_left_at_half_time_is_true_however_slow_the_machine_is(slowness: float, encoding: float) -> None:
    run = Run()
    run.play(
        {"speaking": (30, 30 * slowness), "encoding": (60, 60 * slowness * encoding), "joining": (1, 1 * slowness)}
    )
    run.check()


@pytest.mark.parametrize("takes_s", [40, 400])
def test_a_slow_server_does_not_make_encoding_slow(takes_s: float) -> None:
    run = Run()
    run.play({"speaking": (60, takes_s), "encoding": (60, 60)}, tells=False)
    run.check()
    within = next(left_s for _, part, left_s in run.told if part > 0.3)
    assert within is not None
    assert within < 0.8 * (60 + takes_s)


def of_scripts(sizes: Sequence[int], rates: Sequence[float]) -> Run:
    """Scripts of so many bytes, each with its seconds per byte; 0 has nothing to do."""
    run = Run()
    paths = [Path(f"{number}.md") for number in range(len(sizes))]
    run.forecast.scripts(dict(zip(paths, sizes, strict=True)))
    for path, size, rate in zip(paths, sizes, rates, strict=True):
        run.forecast.script(path)
        if rate:
            run.play({"speaking": (size, size * rate / 2), "encoding": (size, size * rate / 2)})
    return run


@pytest.mark.parametrize("sizes", [[100, 100, 100], [30, 400, 20, 90], [400, 30, 30], [5] * 40])
def test_one_bar_goes_over_all_scripts(sizes: list[int]) -> None:
    of_scripts(sizes, [1.0, 1.1, 0.95, 1.0] * 10 if len(sizes) == 40 else [1.0, 1.1, 0.95, 1.0][: len(sizes)]).check()


def test_scripts_with_nothing_to_do_count_for_nothing() -> None:
    run = of_scripts([100, 900, 100, 100], [0, 0, 1, 1])
    run.check()


def test_the_second_script_takes_as_long_as_the_first_did() -> None:
    run = Run()
    run.forecast.scripts({Path("a.md"): 100, Path("b.md"): 100})
    for name in ("a.md", "b.md"):
        run.forecast.script(Path(name))
        run.play({"speaking": (10, 10), "encoding": (10, 40)})
    speaking_again = run.told[200 + 50]
    assert speaking_again[2] == pytest.approx(45, rel=0.05)


def test_a_stage_nobody_planned_tells_by_its_own_steps() -> None:
    run = Run()
    with run.forecast.stage("verifying", 10) as advance:
        assert run.forecast.remaining_s is None
        run.now_s += 4
        advance(4)
        assert run.forecast.remaining_s == pytest.approx(6)


def test_a_plan_without_scripts_begins_a_run_of_its_own() -> None:
    run = Run()
    run.play({"speaking": (10, 10)})
    run.now_s += 3600  # somebody watches, and saves an hour later
    run.told.clear()
    run.play({"speaking": (10, 10)})
    assert run.told[0][1] < 0.2
    assert run.told[0][2] == pytest.approx(10, rel=0.3)


def test_nothing_is_divided_by_nothing() -> None:
    run = Run()
    run.forecast.scripts({Path("a.md"): 0})
    run.forecast.script(Path("a.md"))
    run.forecast.plan({}, tells=True)
    with run.forecast.stage("joining", 0) as advance:
        advance(0)
        run.tell()
    run.tell()
    assert [told[1:] for told in run.told] == [(0, None), (1, 0)]


def test_a_real_run_over_two_scripts_is_told_as_one(publication: Path) -> None:
    second = BODY.replace("Another one.", "Another one, and a longer one at that.")
    made = TestPublication(publication, {"small": HEAD + BODY, "other": f"# Another thing\n{second}"})
    told: list[Progress] = []
    for outcome in audio_edition.build_publication(made.root, voice=VOICE, progress=told.append):
        assert outcome.error is None
    stages = [each for each in told if each.stage not in ("note", "plan")]
    assert [name for name, _ in groupby(each.stage for each in stages)] == ["speaking", "encoding", "joining"] * 2
    assert [each.part for each in stages] == sorted(each.part for each in stages)
    assert stages[-1].part > max(each.part for each in stages if each.stage == "encoding")
    first_joined = next(number for number, each in enumerate(stages) if each.stage == "joining")
    assert stages[first_joined].remaining_s
    assert all(each.remaining_s is not None and each.remaining_s >= 0 for each in stages)
    (last,) = (each for each in stages[-1:] if each.done == each.total)
    assert last.remaining_s == pytest.approx(0, abs=1e-6)
