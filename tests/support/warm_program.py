"""The program imported once and forked for each run, several runs a second, each of which can be killed at any line.

Enters: publications and arguments. Leaves: how the runs ended, and the lines they executed. Also the short publication
that the tests of interrupted builds share.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from support import fork_server
from support.isolation import isolated_environment
from support.program import Ended
from support.publications import SETTINGS, TestPublication

SCRIPT = """\
---
title: Small
---
The first sentence stands here. The second one follows it.

## Part two

The third sentence ends it.
"""
BEFORE, AFTER = "The second one follows it.", "Another one follows it."
"""An edit of one of its sentences."""


def short(root: Path) -> TestPublication:
    """A publication with that script."""
    return TestPublication(root, SCRIPT, settings=SETTINGS)


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the program about to be executed."""

    file: str
    line: int
    time: int
    """1: the first time in this run. So a step means the same in every run, whatever threads do meanwhile."""

    def __str__(self) -> str:
        return f"{Path(self.file).name}:{self.line}, time {self.time}"


class WarmProgram:
    """Runs the program in forks of a process that has imported it; a context manager."""

    def __init__(self, home: Path) -> None:
        if not hasattr(os, "fork"):
            pytest.skip("this system cannot fork a process")
        self._folder = home
        # Whatever coverage counted in a fork would go with it: none of them ends as a program does.
        kept = {name: value for name, value in isolated_environment(home).items() if not name.startswith("COVERAGE_")}
        environment = {**kept, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, fork_server.__file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )

    def __enter__(self) -> WarmProgram:
        warm = short(self._folder / "warm")
        ran = self.run(warm, "build", modules=True)
        if ran.returncode:
            self._end()
            raise RuntimeError(f"the small script could not be built: {ran.stderr}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._process.wait(60)

    def run(self, publication: TestPublication, *arguments: str, **order: Any) -> Ended:
        """Run the program in a publication.

        Args:
            publication: Where.
            arguments: What follows the program's name.
            order: See ``steps`` and ``killed``; ``before``: Python statements that are run first.
        """
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("no pipes")
        asked = {"root": str(publication.root), "arguments": arguments, "said": str(self._folder / "said"), **order}
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        code = json.loads(self._process.stdout.readline())
        said = [(self._folder / f"said.{kind}").read_text("utf-8", "replace") for kind in ("out", "err")]
        return Ended(code, *said)

    def steps(
        self, publication: TestPublication, *arguments: str, traced: Sequence[str], before: str = ""
    ) -> tuple[Step, ...]:
        """Run the program to its end and say which lines it executed.

        Args:
            publication: Where.
            arguments: What follows the program's name.
            traced: What the paths of the modules meant contain.
            before: Python statements that are run first.
        """
        noted = self._folder / "steps.json"
        ran = self.run(publication, *arguments, traced=traced, steps=str(noted), before=before)
        if ran.returncode:
            raise RuntimeError(f"ended in {ran.returncode}: {ran.stderr}")
        return tuple(Step(*step) for step in json.loads(noted.read_bytes()))

    def killed(self, publication: TestPublication, *arguments: str, step: Step, before: str = "") -> Ended:
        """Run the program and kill it, with SIGKILL, before it executes a line."""
        return self.run(publication, *arguments, kill=[step.file, step.line, step.time], before=before)
