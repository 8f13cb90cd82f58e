"""Three lists of what newspapers are full of are said as a good reader says them; the published figures are true."""

from __future__ import annotations

import re

import pytest

from support.reading_score import LISTS, ours
from support.reading_table import OTHERS, OWN, column, judged, off, rows

LEAST_RIGHT = {
    "newspaper.txt": {"en": 255, "de": 45, "fr": 30, "es": 27, "it": 24, "ru": 30},
    "fresh.txt": {"en": 68, "de": 13, "fr": 9, "es": 7, "it": 6, "ru": 6},
    "third.txt": {"en": 62, "de": 15, "fr": 8, "es": 8, "it": 8, "ru": 8},
}
MOST_PAUSES = {"newspaper.txt": 0, "fresh.txt": 0, "third.txt": 0}


@pytest.mark.parametrize("name", LEAST_RIGHT)
def test_what_was_reached_is_kept(name: str) -> None:
    verdicts = judged(LISTS / name, ours)
    right = {lang: sum(each.right for each in verdicts if each.case.lang == lang) for lang in LEAST_RIGHT[name]}
    wrong = [f"{each.case.token}: {' | '.join(each.wording)}" for each in verdicts if not each.right]
    assert all(right[lang] >= least for lang, least in LEAST_RIGHT[name].items()), wrong
    assert sum(each.pause for each in verdicts) <= MOST_PAUSES[name], wrong


@pytest.mark.parametrize("name", LEAST_RIGHT)
@pytest.mark.parametrize("own", OWN)
def test_the_published_figures_are_true(name: str, own: str) -> None:
    published = column((LISTS / "scores.md").read_text(encoding="utf-8"), name, own)
    found = rows(LISTS / name, {"off": off, "on": ours}[own])
    right = {key: int(cell.split()[0]) for key, cell in published.items()}
    assert right.pop("false pauses") == found["all"][2]
    assert right == {key: number for key, (_, number, _) in found.items()}


@pytest.mark.parametrize("other", OTHERS)
def test_every_other_program_has_a_column_or_is_named_as_not_there(other: str) -> None:
    text = (LISTS / "scores.md").read_text(encoding="utf-8")
    *_, last = re.findall(r"Not there, and so without a column: (.*)\.", text) or [""]
    asked = [name for name in LEAST_RIGHT if f"| {other}" in text.partition(f"## {name}\n")[2].partition("\n## ")[0]]
    assert bool(asked) != (other in last.split(", "))
    assert all(int(column(text, name, other)["all"].split()[0]) > 0 for name in asked)
