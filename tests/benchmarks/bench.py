"""All figures in one run: a table on stdout, or JSON.

Enters: articles, in plain text or Markdown; by default this project's own. Leaves: figures. Refuses: a build that
fails, or an edit that changes more than one sentence.

    .venv/bin/python -m tests.benchmarks.bench                         the project's own article: about two minutes
    .venv/bin/python -m tests.benchmarks.bench --article mine.txt      another one
    .venv/bin/python -m tests.benchmarks.bench --long book.md          a long one besides: about a quarter of an hour
    .venv/bin/python -m tests.benchmarks.bench --json >f.json          for a program, with every round
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

from tests.benchmarks import growth, long, saving, short, wording
from tests.benchmarks.figures import Figure
from tests.benchmarks.scratch import Scratch
from tests.support.places import ROOT

OWN = ROOT / "script" / "october-1917.md"
"""In every copy of this repository."""


def tell(what: str) -> None:
    """Say on stderr what comes next."""
    print(f"bench: {what}", file=sys.stderr, flush=True)


def short_article(scratch: Scratch, article: Path, times: int, saves: int) -> tuple[list[Figure], dict[str, Any]]:
    """Rounds with the short article, and its watch."""
    script = scratch.script(str(article))
    rounds = []
    for number in range(times + 1):
        tell(f"{article.name}: round {number} of {times}")
        rounds.append(short.one_round(scratch, str(article), script))
    del rounds[0]
    publication = scratch.publication(script)
    publication.build()
    tell(f"{article.name}: watch")
    watched = saving.saves(scratch, publication, saves)
    tell(f"{article.name}: numbers, names and dates in words")
    worded = wording.rounds(script, times)
    lines = [*short.figures(rounds), *long.watch_figures("watch, save to MP3", watched), *wording.figures(worded)]
    details = {"medians_s": short.medians(rounds), "rounds_s": rounds, "watch_s": watched, "wording_s": worded}
    return lines, details


def parts_of(scratch: Scratch, article: Path) -> list[Figure]:
    """Growth, where there is no long article."""
    script = scratch.script(str(article))
    tell(f"{article.name}: parts of it, cold")
    return growth.figures([*growth.sizes(scratch, script), growth.size_of(scratch, 1, script)])


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description="Ours against the plain way, as ratios in one run.")
    parser.add_argument("--times", type=int, default=5, help="rounds that count (5)")
    parser.add_argument("--saves", type=int, default=20, help="saves in watch (20)")
    parser.add_argument("--article", type=Path, default=OWN, help="in plain text or Markdown (this project's own)")
    parser.add_argument("--long", type=Path, metavar="ARTICLE", help="a long one besides, such as a book of ten hours")
    parser.add_argument("--json", action="store_true", help="for a program to read, with every round")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="audio-edition-bench-") as folder:
        scratch = Scratch(Path(folder), Path.cwd())
        lines, details = short_article(scratch, options.article, options.times, options.saves)
        made_of = {"short": details}
        if options.long:
            more, made_of["long"] = long.figures(
                scratch, str(options.long), edits=options.times, saves=options.saves, tell=tell
            )
            lines += more
        else:
            lines += parts_of(scratch, options.article)
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
