"""A long article: one cold build, then edits of one sentence, and where their time goes.

Enters: a scratch folder. Leaves: figures. Refuses: a build that fails.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from tests.benchmarks import growth, saving
from tests.benchmarks.figures import Figure, of_many
from tests.benchmarks.growth import Size
from tests.benchmarks.scratch import Publication, Scratch


def figures(
    scratch: Scratch, article: str, *, edits: int, saves: int, tell: Callable[[str], None]
) -> tuple[list[Figure], dict[str, Any]]:
    """Build it, edit it, watch it, and build parts of it.

    Args:
        scratch: Where.
        article: File name.
        edits: How often one sentence is edited, as a whole process, and again with its stages timed.
        saves: How often it is saved in ``watch``.
        tell: Told what comes next.

    Returns:
        Figures, and what they were made of.
    """
    script = scratch.script(article)
    publication = scratch.publication(script)
    tell(f"{article}: cold build")
    cold = publication.build()
    audio_h = publication.audio_s / 3600
    tell(f"{article}: edits")
    runs = [publication.build_edited() for _ in range(edits)]
    nothing = publication.build()
    stages = [timed_edit(scratch, publication) for _ in range(edits)]
    tell(f"{article}: watch")
    watched = saving.saves(scratch, publication, saves)
    publication.remove()
    tell(f"{article}: parts of it, cold")
    measured = [*growth.sizes(scratch, script), Size(1, len(script), cold)]
    edit_s = [run.wall_s for run in runs]
    lines = [
        Figure("long: audio", audio_h, "h"),
        Figure("long: cold build", cold.wall_s, "s"),
        Figure("long: cold build per hour of audio", cold.wall_s / audio_h, "s/h"),
        Figure("long: CPU of the cold build per hour of audio", cold.cpu_s / audio_h, "s/h"),
        Figure("long: cold build, memory", cold.peak_rss_mib, "MiB", at_most=300),
        Figure("long: edit, memory", max(run.peak_rss_mib for run in runs), "MiB"),
        of_many("long: edit", edit_s, "s"),
        of_many("long: edit / cold build", [seconds / cold.wall_s for seconds in edit_s], at_most=0.02),
        Figure("long: nothing to do", nothing.wall_s, "s"),
        *stage_figures(stages),
        *watch_figures("long: watch, save to MP3", watched),
        *growth.figures(measured),
    ]
    return lines, {"edits_s": edit_s, "stages": stages, "watch_s": watched}


def timed_edit(scratch: Scratch, publication: Publication) -> dict[str, Any]:
    """Edit one sentence and build it with its stages timed."""
    publication.edit()
    return scratch.module("stages", publication.folder, str(time.perf_counter()))


def stage_figures(stages: list[dict[str, Any]]) -> list[Figure]:
    """The median of each stage, and the whole of them against what copying the file takes."""
    names = list(stages[0]["stages_s"])
    lines = [of_many(f"long: edit: {name}", [one["stages_s"][name] for one in stages], "s") for name in names]
    total_s = [one["total_s"] for one in stages]
    copying_s = [one["copying_s"] for one in stages]
    return [*lines, of_many("long: edit: all stages", total_s, "s"), of_many("long: copying the MP3", copying_s, "s")]


def watch_figures(what: str, seconds: list[float]) -> list[Figure]:
    """Median and worst of some saves."""
    return [
        Figure(f"{what}, median of {len(seconds)}", statistics.median(seconds), "s", at_most=1),
        Figure(f"{what}, worst of {len(seconds)}", max(seconds), "s"),
    ]
