"""What a person is told of a plan, in one line."""

from __future__ import annotations

import pytest

from audio_edition.cli.progress import plan_line
from audio_edition.library import Progress, _Callback
from audio_edition.making.work import PlanSummary


def summary(utterances: int, to_speak: int, segments: int, to_encode: int) -> PlanSummary:
    return PlanSummary(utterances, to_speak, segments, to_encode, 0, 4.0, 61_000, None, (), "espeak:en-us", "")


@pytest.mark.parametrize(
    ("figures", "line"),
    [
        ((6653, 6505, 2556, 2513), "6,505 of 6,653 sentences to speak, 2,513 of 2,556 paragraphs to encode, "),
        ((2, 1, 1, 1), "1 of 2 sentences to speak, 1 of 1 paragraph to encode, "),
        ((6653, 0, 2556, 0), "nothing to speak or encode: 6,653 sentences, 1:01"),
        ((1, 0, 1, 0), "nothing to speak or encode: 1 sentence, 1:01"),
    ],
)
def test_all_numbers_of_a_plan_are_written_alike(figures: tuple[int, int, int, int], line: str) -> None:
    assert plan_line(summary(*figures)).startswith(line)


def test_a_program_is_told_the_plan_with_the_same_numbers() -> None:
    told: list[Progress] = []
    _Callback(told.append).plan(summary(6653, 6505, 2556, 2513))
    assert told[0].message == (
        "6,505 of 6,653 sentences to speak, 2,513 of 2,556 paragraphs to encode, by espeak:en-us"
    )
