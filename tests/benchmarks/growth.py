"""Longer and longer parts of one script, each built cold: whether time and memory grow as the text does.

Enters: a script. Leaves: processor seconds and memory by length. Refuses: a build that fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.benchmarks.editing import cut
from tests.benchmarks.figures import Figure
from tests.benchmarks.measuring import Run
from tests.benchmarks.scratch import Scratch

PARTS = (1 / 8, 1 / 4, 1 / 2)


@dataclass(frozen=True, slots=True)
class Size:
    """One part of a script, built cold."""

    part: float
    """0 to 1, as asked for."""
    characters: int
    """Of the script."""
    run: Run


def sizes(scratch: Scratch, script: str) -> list[Size]:
    """Build each part and, first, a script of one sentence: what a build costs before it begins."""
    texts = [(0.0, "---\ntitle: A title\n---\n\nOne sentence.\n"), *((part, cut(script, part)) for part in PARTS)]
    return [size_of(scratch, part, text) for part, text in texts]


def size_of(scratch: Scratch, part: float, text: str) -> Size:
    """Build one part."""
    publication = scratch.publication(text)
    run = publication.build()
    publication.remove()
    return Size(part, len(text), run)


def figures(measured: list[Size]) -> list[Figure]:
    """Processor time per character, start taken off, of each part against the shortest; memory of each."""
    start, shortest, *longer = measured

    def per_character(size: Size) -> float:
        return (size.run.cpu_s - start.run.cpu_s) / (size.characters - start.characters)

    linear = [
        Figure(
            f"CPU per character, {_part(size)} / {_part(shortest)} of it", per_character(size) / per_character(shortest)
        )
        for size in longer
    ]
    memory = [Figure(f"cold build, memory, {_part(size)}", size.run.peak_rss_mib, "MiB") for size in measured]
    return linear + memory


def _part(size: Size) -> str:
    return str(Fraction(size.part)) if size.part else "one sentence"
