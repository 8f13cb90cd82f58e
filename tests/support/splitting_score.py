"""Counts sentences that are split early and ends that are missed, on a list of sentences.

A line of the list is one paragraph; ``|`` stands between its sentences. The list was written for this project, full of
what is hard: it says how two versions compare, and not how often a newspaper's sentence is split wrongly. In each
language the last half was written before anything was measured on it, and then what went wrong on it was mended.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "narration" / "splits"


def paragraphs(lang: str) -> list[list[str]]:
    """The sentences of each paragraph of the list of a language."""
    lines = (FOLDER / f"{lang}.txt").read_text(encoding="utf-8").splitlines()
    return [[sentence.strip() for sentence in line.split("|")] for line in lines if line.strip()]


def score(lang: str, split: Callable[[str, str], Iterable[str]]) -> tuple[int, int, int, list[str]]:
    """Sentences, false ends, missed ends, and the paragraphs that went wrong."""
    total = early = missed = 0
    wrong = []
    for sentences in paragraphs(lang):
        total += len(sentences)
        found = list(split(" ".join(sentences), lang))
        ends, wanted = _ends(found), _ends(sentences)
        early += len(ends - wanted)
        missed += len(wanted - ends)
        if ends != wanted:
            wrong.append(" | ".join(sentence.strip() for sentence in found))
    return total, early, missed, wrong


def _ends(sentences: Iterable[str]) -> set[int]:
    """Where sentences end, counted in characters that are not white space."""
    ends, length = set(), 0
    for sentence in sentences:
        length += len("".join(sentence.split()))
        ends.add(length)
    return ends
