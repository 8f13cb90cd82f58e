"""The program as a process of its own.

Enters: a folder, arguments and an environment. Leaves: how it ended and what it said, or the running process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from support.forked_runs import ForkedRuns

# A shell that starts the tests in the background makes them, and what they start, deaf to SIGINT.
_LISTEN = "import runpy, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)"
_FORKED = ForkedRuns()
_RUN = "runpy.run_module('audio_edition', run_name='__main__', alter_sys=True)"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended."""

    returncode: int
    """As a shell would say it; minus the signal where it was killed."""
    stdout: str
    stderr: str

    @property
    def results(self) -> list[dict[str, Any]]:
        """What ``build --json`` said of each edition."""
        found: list[dict[str, Any]] = json.loads(self.stdout)["results"]
        return found

    @property
    def result(self) -> dict[str, Any]:
        """What ``build --json`` said of the only edition."""
        (found,) = self.results
        return found


def command(*arguments: str | Path, prelude: str | None = None) -> list[str]:
    """The command line.

    Args:
        arguments: What follows the program's name.
        prelude: Python statements that are run first; even with an empty one, the program can be interrupted.
    """
    start = ["-m", "audio_edition"] if prelude is None else ["-c", "\n".join((_LISTEN, prelude, _RUN))]
    return [sys.executable, *start, *map(str, arguments)]


def run(
    *arguments: str | Path,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    stdin: str | bytes = b"",
    prelude: str | None = None,
    wrapper: Sequence[str] = (),
    umask: int = -1,
    timeout_s: float = 300,
) -> Ended:
    """Run it to its end, as a fork of a process that has imported it where that makes no difference.

    Args:
        arguments: What follows the program's name.
        cwd: Where.
        env: The whole environment; ours by default.
        stdin: What it may read.
        prelude: See ``command``.
        wrapper: Put before the command: ``strace`` and its arguments.
        umask: Of the process; -1: ours.
        timeout_s: Fences off a hang; never a measure.
    """
    given = stdin.encode() if isinstance(stdin, str) else stdin
    if prelude is None and not wrapper and umask == -1:
        environment = dict(os.environ) if env is None else env
        said = _FORKED.run(list(map(str, arguments)), cwd=cwd, env=environment, stdin=given, timeout_s=timeout_s)
        if said is not None:
            return Ended(said[0], said[1].decode("utf-8", "replace"), said[2].decode("utf-8", "replace"))
    ran = subprocess.run(
        [*wrapper, *command(*arguments, prelude=prelude)],
        cwd=cwd,
        env=env,
        input=given,
        capture_output=True,
        timeout=timeout_s,
        check=False,
        umask=umask,
    )
    return Ended(ran.returncode, ran.stdout.decode("utf-8", "replace"), ran.stderr.decode("utf-8", "replace"))


class Running(subprocess.Popen[bytes]):
    """A process that is ended, rather than waited for, where the test that started it has failed."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is not None:
            self.kill()
        super().__exit__(kind, error, traceback)


def start(*arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None, prelude: str = "") -> Running:
    """Start it, with pipes for what it says; use it as a context manager.

    The pipes have no buffer: whoever has read a line may still ask ``communicate`` for the rest.
    """
    return Running(
        command(*arguments, prelude=prelude),
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
    )
