"""Two lists of what newspapers are full of are said as a good reader says them; figures per class by the program."""

from __future__ import annotations

import pytest

from support.reading_score import LISTS, read_list, verdicts

LEAST_RIGHT = {
    "newspaper.txt": {"en": 255, "de": 45, "fr": 30, "es": 27, "it": 24, "ru": 30},
    "fresh.txt": {"en": 67, "de": 12, "fr": 9, "es": 7, "it": 6, "ru": 6},
}
MOST_PAUSES = {"newspaper.txt": 0, "fresh.txt": 1}


@pytest.mark.parametrize("name", LEAST_RIGHT)
def test_what_was_reached_is_kept(name: str) -> None:
    judged = verdicts(read_list(LISTS / name))
    right = {lang: sum(each.right for each in judged if each.case.lang == lang) for lang in LEAST_RIGHT[name]}
    wrong = [f"{each.case.token}: {' | '.join(each.wording)}" for each in judged if not each.right]
    assert all(right[lang] >= least for lang, least in LEAST_RIGHT[name].items()), wrong
    assert sum(each.pause for each in judged) <= MOST_PAUSES[name], wrong
