"""Ours against the plain way, alternately in one run, whole processes, medians, as ratios.

Enters: the real articles. Leaves: a table on stdout, or JSON with ``--json``. Refuses: a build that fails.

    .venv/bin/python -m tests.benchmarks.bench [--times 5] [--long] [--json] [--articles DIR]

Each round makes a new publication from the same script (``audio-edition import``, outside the timing), builds it,
builds it again, edits one sentence and builds that; the plain way, the bounds and the plain imports run in between.
The plain way reads the text file itself, so it also says the masthead; ours leaves out nothing but what it reports.
A warm-up round is not counted: it writes the ``.pyc`` files and fills the disk cache.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measuring import Run, measure

ROOT = Path(__file__).resolve().parents[2]
VOICE = ("--voice", "espeak:en-us")
SHORT, LONG = "100-years-later.txt", "sherlock-holmes.md"
PLAIN_WAY = Path(__file__).with_name("plain_way.py")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    what: str
    value: float
    wanted: str = ""
    unit: str = "ratio"


def ours() -> list[str]:
    """The command as a person types it: the installed script, not ``python -m``."""
    script = Path(sys.executable).with_name("audio-edition")
    return [str(script)] if script.exists() else [sys.executable, "-m", "audio_edition"]


def own_environment(home: Path) -> dict[str, str]:
    """An environment in which nothing is remembered from elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AUDIO_EDITION_", "XDG_"))}
    return {**kept, "HOME": str(home), "AUDIO_EDITION_STATE_DIR": str(home / "state"), "PYTHONPATH": str(ROOT)}


def edit_one_sentence(script: Path) -> None:
    """Put one more word before a full stop in the middle of a script, so that exactly one sentence changes.

    Raises:
        ValueError: No plain sentence ends on any line.
    """
    lines = script.read_text(encoding="utf-8").split("\n")
    ends = re.compile(r"(?<=[a-z]{4})\.(?=$| [A-Z])")
    plain = [number for number, line in enumerate(lines) if line[:1].isalpha() and ends.search(line)]
    if not plain:
        raise ValueError(f"{script}: no sentence to edit")
    middle = min(plain, key=lambda number: abs(number - len(lines) // 2))
    lines[middle] = ends.sub(" indeed.", lines[middle], count=1)
    script.write_text("\n".join(lines), encoding="utf-8")


class Bench:
    """A temporary folder with the scripts, in which rounds are run."""

    def __init__(self, folder: Path, articles: Path) -> None:
        self.folder = folder
        self.articles = articles
        self.env = own_environment(folder)
        self._publications = 0
        (folder / "scripts").mkdir()

    def script(self, article: str) -> Path:
        """Import an article once; the script is copied into each publication."""
        name = Path(article).stem
        arguments = ["import", self.articles / article, "--to", "scripts", "--name", name]
        measure([*ours(), *arguments], cwd=self.folder, env=self.env)
        return next((self.folder / "scripts").glob(f"{name}*.md"))

    def publication(self, script: Path) -> Path:
        """Make a publication in which nothing has been built."""
        self._publications += 1
        folder = self.folder / f"publication-{self._publications}"
        (folder / "script").mkdir(parents=True)
        (folder / "audio").mkdir()
        shutil.copy(script, folder / "script")
        return folder

    def build(self, publication: Path, *, whole_tree: bool = False) -> Run:
        """Build all of a publication."""
        return measure([*ours(), "build", *VOICE], cwd=publication, env=self.env, whole_tree=whole_tree)

    def python(self, *arguments: str | Path) -> Run:
        """Run the same interpreter."""
        return measure([sys.executable, *arguments], cwd=self.folder, env=self.env)

    def lower_bound(self, article: str) -> dict[str, float]:
        """Processor seconds of speech and of LAME."""
        self.python("-m", "tests.benchmarks.lower_bound", self.articles / article)
        return dict(json.loads((self.folder / ".said").read_text()))

    def round(self, script: Path) -> dict[str, float]:
        """Run everything once, ours and theirs alternately; seconds by name."""
        publication = self.publication(script)
        seconds = {"cold": self.build(publication).wall_s}
        seconds["plain way"] = self.python(PLAIN_WAY, self.articles / SHORT, self.folder / "plain.mp3").wall_s
        seconds["nothing to do"] = self.build(publication).wall_s
        seconds["three imports"] = self.python("-c", "import numpy, soundfile, gtts").wall_s
        edit_one_sentence(publication / "script" / script.name)
        seconds["edit"] = self.build(publication).wall_s
        seconds["start"] = self.python("-c", "pass").wall_s
        seconds["help"] = measure([*ours(), "--help"], cwd=self.folder, env=self.env).wall_s
        seconds["import click"] = self.python("-c", "import click").wall_s
        bound = self.lower_bound(SHORT)
        cores = len(os.sched_getaffinity(0))
        seconds["bound"] = (bound["speech_s"] + bound["lame_s"]) / cores + seconds["start"]
        shutil.rmtree(publication)
        return seconds


def medians(rounds: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """The median of each figure over all rounds."""
    kept = list(rounds)
    return {name: statistics.median(one[name] for one in kept) for name in kept[0]}


def short_figures(seconds: Mapping[str, float]) -> list[Figure]:
    """The ratios that the short article gives."""

    def ratio(what: str, to: str) -> float:
        return seconds[what] / seconds[to]

    limit = 0.5 + 0.3 / seconds["three imports"]
    return [
        Figure("plain way / cold build", ratio("plain way", "cold"), ">= 2"),
        Figure("cold build / lower bound", ratio("cold", "bound"), "<= 1.3"),
        Figure("edit / cold build", ratio("edit", "cold"), "<= 0.35"),
        Figure("edit / plain way", ratio("edit", "plain way"), "<= 0.25"),
        Figure("--help / import click", ratio("help", "import click"), "<= 1.5"),
        Figure("nothing to do / three imports", ratio("nothing to do", "three imports"), f"<= {limit:.2f}"),
    ]


def long_figures(bench: Bench) -> list[Figure]:
    """One cold build of ten hours of audio and one edit of it."""
    script = bench.script(LONG)
    publication = bench.publication(script)
    cold = bench.build(publication, whole_tree=True)
    # CBR 96 kb/s is 12,000 bytes a second, whatever the tag says.
    mp3 = max((publication / "audio").rglob("*.mp3"), key=lambda path: path.stat().st_size)
    audio_h = mp3.stat().st_size / 12_000 / 3600
    edit_one_sentence(publication / "script" / script.name)
    edit = bench.build(publication, whole_tree=True)
    return [
        Figure("audio of the long article", audio_h, unit="h"),
        Figure("long cold build per hour of audio", cold.wall_s / audio_h, unit="s/h"),
        Figure("long cold build, largest process", cold.peak_rss_mib, unit="MiB"),
        Figure("long cold build, all processes (PSS)", cold.peak_tree_mib, "<= 300", "MiB"),
        Figure("long edit", edit.wall_s, unit="s"),
        Figure("long edit / long cold build", edit.wall_s / cold.wall_s, "<= 0.02"),
        Figure("long edit, all processes (PSS)", edit.peak_tree_mib, unit="MiB"),
    ]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=5, help="rounds that count (5)")
    parser.add_argument("--long", action="store_true", help=f"{LONG} besides")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.add_argument("--articles", type=Path, default=ROOT.parent / "shared" / "articles")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="audio-edition-bench-") as folder:
        bench = Bench(Path(folder), options.articles.resolve())
        script = bench.script(SHORT)
        rounds = [bench.round(script) for _ in range(options.times + 1)][1:]
        seconds = medians(rounds)
        figures = short_figures(seconds) + (long_figures(bench) if options.long else [])
    if options.json:
        lines = [{"what": line.what, "value": line.value, "unit": line.unit, "wanted": line.wanted} for line in figures]
        print(json.dumps({"figures": lines, "medians_s": seconds, "rounds_s": rounds}, indent=2))
        return
    for line in figures:
        print(f"{line.what:<40}{line.value:>9.3f} {line.unit:<6}{line.wanted}")
    print("\nmedians in seconds, on this machine now: " + ", ".join(f"{k} {v:.3f}" for k, v in seconds.items()))


if __name__ == "__main__":
    main()
