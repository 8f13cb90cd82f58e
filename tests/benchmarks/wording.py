"""What it costs to put numbers, names and dates into words: narrating with every class on against every class off.

Enters: a script. Leaves: processor seconds for 100,000 characters, and ratios of them within a round. Refuses: nothing.

In this process and without a voice: an article is parsed, and narrated both ways, one after the other in each round.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace
from tests.benchmarks.figures import Figure, of_many, ratio

from audio_edition.article.script import parse_script
from audio_edition.narration.narrate import narrate
from audio_edition.narration.typography import RULES

OFF = {rule.kind: False for rule in RULES if rule.kind}


PARSING, OFF_S, ON_S = "parsing", "narrating as it stands", "narrating in words"
MOST = 2
"""Narrating may take so many times as long with numbers, names and dates in words."""


def rounds(script: str, times: int) -> list[dict[str, float]]:
    """Parse and narrate; one round before the first is not counted.

    Args:
        script: Text of a script.
        times: Rounds that count.

    Returns:
        Processor seconds for 100,000 characters of the script, by round.
    """
    article = parse_script(script, "script.md")
    plain = replace(article, settings=replace(article.settings, normalise=OFF))
    per = 100_000 / len(script)

    def seconds(function: Callable[..., Any], *arguments: Any) -> float:
        began = time.process_time()
        function(*arguments)
        return (time.process_time() - began) * per

    found = [
        {
            PARSING: seconds(parse_script, script, "script.md"),
            OFF_S: seconds(narrate, plain),
            ON_S: seconds(narrate, article),
        }
        for _ in range(times + 1)
    ]
    return found[1:]


def figures(measured: Sequence[dict[str, float]]) -> list[Figure]:
    """The ratios within a round, and the processor seconds."""
    return [
        ratio(measured, ON_S, OFF_S, at_most=MOST),
        ratio(measured, ON_S, PARSING),
        *(of_many(f"{what}, CPU", [each[what] for each in measured], "s/100k") for what in (ON_S, OFF_S, PARSING)),
    ]
