"""A short article: ours against the plain way, and starts against imports, alternately, round by round.

Enters: a scratch folder. Leaves: rounds of seconds, and the ratios they give. Refuses: a build that fails.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.figures import Figure, of_many, ratio
from tests.benchmarks.scratch import MP3_BYTES_PER_S, Scratch, ours

PLAIN_WAY = Path(__file__).with_name("plain_way.py")
COLD, PLAIN, EDIT, NOTHING = "cold build", "plain way", "edit", "nothing to do"
BOUND, PLAIN_BOUND = "lower bound", "lower bound with the library loaded once"
COLD_CPU, BOTH_CPU = "CPU of the cold build", "(speech CPU + LAME CPU)"
HELP, CLICK, IMPORTS, ALLOWED = "--help", "import click", "three imports", "(three imports / 2 + 0.3 s)"
STARTS = 5
Seconds = dict[str, float]


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def one_round(scratch: Scratch, article: str, script: str) -> Seconds:
    """Run everything once, ours and theirs alternately, each a whole process.

    Args:
        scratch: Where.
        article: File name, for the plain way.
        script: What ``import`` made of it.

    Returns:
        Seconds by the wall clock, by name.
    """
    publication = scratch.publication(script)
    plain_mp3 = scratch.folder / "plain.mp3"
    cold = publication.build()
    seconds: Seconds = {COLD: cold.wall_s, COLD_CPU: cold.cpu_s}
    audio_s = publication.audio_s
    seconds[PLAIN] = scratch.python(PLAIN_WAY, scratch.articles / article, plain_mp3).wall_s
    seconds[NOTHING] = publication.build().wall_s
    seconds[IMPORTS] = scratch.python("-c", "import numpy, soundfile, gtts").wall_s
    seconds[ALLOWED] = seconds[IMPORTS] / 2 + 0.3
    seconds[EDIT] = publication.build_edited().wall_s
    seconds.update(starts(scratch))
    bound = scratch.module("lower_bound", publication.folder, publication.script)
    seconds["speech CPU"], seconds["speech CPU, library loaded once"] = bound["speech_s"], bound["plain_speech_s"]
    seconds["LAME CPU"] = bound["lame_s"]
    seconds[BOTH_CPU] = bound["speech_s"] + bound["lame_s"]
    for name, speech_s in ((BOUND, bound["speech_s"]), (PLAIN_BOUND, bound["plain_speech_s"])):
        seconds[name] = (speech_s + bound["lame_s"]) / cores() + seconds["interpreter start"]
    seconds["audio of ours"], seconds["audio of the plain way"] = audio_s, plain_mp3.stat().st_size / MP3_BYTES_PER_S
    publication.remove()
    return seconds


def starts(scratch: Scratch) -> Seconds:
    """What takes a tenth of a second is run several times, alternately, and the median taken."""
    commands: dict[str, Sequence[str | Path]] = {
        "interpreter start": [sys.executable, "-c", "pass"],
        HELP: ours("--help"),
        CLICK: [sys.executable, "-c", "import click"],
    }
    return medians([{name: scratch.run(command).wall_s for name, command in commands.items()} for _ in range(STARTS)])


def figures(rounds: Sequence[Seconds]) -> list[Figure]:
    """The ratios that the rounds give."""
    return [
        ratio(rounds, PLAIN, COLD, at_least=2),
        ratio(rounds, "audio of the plain way", "audio of ours"),
        ratio(rounds, COLD, BOUND, at_most=1.3),
        ratio(rounds, COLD, PLAIN_BOUND),
        ratio(rounds, COLD_CPU, BOTH_CPU),
        ratio(rounds, EDIT, COLD, at_most=0.35),
        ratio(rounds, EDIT, PLAIN, at_most=0.25),
        ratio(rounds, NOTHING, ALLOWED, at_most=1),
        ratio(rounds, NOTHING, IMPORTS),
        ratio(rounds, HELP, CLICK, at_most=1.5),
    ]


def medians(rounds: Sequence[Seconds]) -> Seconds:
    """The median of each of the seconds."""
    return {name: of_many(name, [seconds[name] for seconds in rounds]).value for name in rounds[0]}
