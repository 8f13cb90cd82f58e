"""All figures in one run: a table on stdout, or JSON.

Enters: the real articles. Leaves: figures. Refuses: a build that fails, or an edit that changes more than one sentence.

    .venv/bin/python -m tests.benchmarks.bench                         all of the short article: about two minutes
    .venv/bin/python -m tests.benchmarks.bench --long                  the long one besides: about a quarter of an hour
    .venv/bin/python -m tests.benchmarks.bench --long --json >f.json   the same for a program, with every round
    .venv/bin/python -m tests.benchmarks.bench --times 1 --saves 2     whether it still works

To be run from the repository, on a machine that does nothing else. It needs the ffmpeg program (for the plain way) and
the extra ``watch``. Everything is made in a temporary folder: set TMPDIR to choose the disk.

Each round makes a new publication of the same script (``audio-edition import``, outside the timing), builds it, builds
it again, edits one sentence and builds that; the plain way, the bounds and the plain imports run in between, all as
whole processes. Ratios are taken within a round; shown are their median, the lowest and the highest. One round before
the first is not counted: it writes the ``.pyc`` files and fills the disk cache. The plain way reads the text file
itself, so it also says the masthead, and none of what an edition opens with: the table has the ratio of the lengths.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks import growth, long, saving, short
from tests.benchmarks.figures import Figure
from tests.benchmarks.scratch import Scratch
from tests.support.places import ARTICLES

SHORT, MIDDLE, LONG = "100-years-later.txt", "what-do-people-love-about-rust.md", "sherlock-holmes.md"


def tell(what: str) -> None:
    """Say on stderr what comes next."""
    print(f"bench: {what}", file=sys.stderr, flush=True)


def short_article(scratch: Scratch, times: int, saves: int) -> tuple[list[Figure], dict[str, Any]]:
    """Rounds with the short article, and its watch."""
    script = scratch.script(SHORT)
    rounds = []
    for number in range(times + 1):
        tell(f"{SHORT}: round {number} of {times}")
        rounds.append(short.one_round(scratch, SHORT, script))
    del rounds[0]
    publication = scratch.publication(script)
    publication.build()
    tell(f"{SHORT}: watch")
    watched = saving.saves(scratch, publication, saves)
    lines = [*short.figures(rounds), *long.watch_figures("watch, save to MP3", watched)]
    return lines, {"medians_s": short.medians(rounds), "rounds_s": rounds, "watch_s": watched}


def middle_article(scratch: Scratch) -> list[Figure]:
    """Growth, where there is no time for the long article."""
    script = scratch.script(MIDDLE)
    tell(f"{MIDDLE}: parts of it, cold")
    return growth.figures([*growth.sizes(scratch, script), growth.size_of(scratch, 1, script)])


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description="Ours against the plain way, as ratios in one run.")
    parser.add_argument("--times", type=int, default=5, help="rounds that count (5)")
    parser.add_argument("--saves", type=int, default=20, help="saves in watch (20)")
    parser.add_argument("--long", action="store_true", help="a book of ten hours besides")
    parser.add_argument("--long-article", default=LONG, help=f"another one instead of {LONG}")
    parser.add_argument("--json", action="store_true", help="for a program to read, with every round")
    parser.add_argument("--articles", type=Path, default=ARTICLES, help="their folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="audio-edition-bench-") as folder:
        scratch = Scratch(Path(folder), options.articles.resolve())
        lines, details = short_article(scratch, options.times, options.saves)
        made_of = {"short": details}
        if options.long:
            more, made_of["long"] = long.figures(
                scratch, options.long_article, edits=options.times, saves=options.saves, tell=tell
            )
            lines += more
        else:
            lines += middle_article(scratch)
    machine = {"cores": short.cores(), "python": platform.python_version(), "system": platform.platform()}
    if options.json:
        print(json.dumps({"machine": machine, "figures": [line.as_json() for line in lines], **made_of}, indent=2))
        return
    print(*lines, sep="\n")
    seconds = ", ".join(f"{name} {value:.3f}" for name, value in details["medians_s"].items())
    print(f"\nmedians in seconds, here and now: {seconds}")
    print(", ".join(f"{name}: {value}" for name, value in machine.items()))


if __name__ == "__main__":
    main()
