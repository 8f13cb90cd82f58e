"""Runs of the program as forks of a process that has imported it: starting and importing take longer than most runs.

Enters: arguments, a folder, an environment. Leaves: how it ended and what it said. Refuses (``None``): what a fork
cannot be given, and everything where the system cannot fork, where coverage counts, or in a thorough run; whoever asks
then starts a process of its own. Those that a test kills or talks to are always processes of their own.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from support import fork_server
from support.isolation import isolated_environment
from support.thinning import is_thorough

_READ_AT_START = ("COVERAGE_", "LANG", "LC_", "LD_", "MALLOC_", "OMP_", "OPENBLAS_", "PYTHON", "SSL_", "TESTS_", "TZ")
"""How variables begin that an interpreter or a library reads once."""
_SCRIPT = "---\ntitle: Small\nvoice: espeak:en-us\n---\nThe first one, of 1917. The second.\n\n## Part\n\nA third.\n"


class ForkedRuns:
    """The process that is forked, started when it is first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = Path()
        self._environment: Mapping[str, str] = {}

    def run(
        self, arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str], stdin: bytes, timeout_s: float
    ) -> tuple[int, bytes, bytes] | None:
        """Exit code, stdout and stderr; ``None`` where it must be a process of its own.

        Raises:
            subprocess.TimeoutExpired: It took too long, and was ended.
        """
        if not hasattr(os, "fork") or is_thorough() or not cwd.is_dir() or not self._lock.acquire(blocking=False):
            return None
        try:
            process = self._process or self._start()
            if _read_at_start(env) != _read_at_start(self._environment):
                return None
            (self._folder / "said.in").write_bytes(stdin)
            order = {"root": str(cwd), "arguments": list(arguments), "environment": dict(env)}
            code = self._ask(process, order, timeout_s)
            return code, *((self._folder / f"said.{kind}").read_bytes() for kind in ("out", "err"))
        finally:
            self._lock.release()

    def _start(self) -> subprocess.Popen[bytes]:
        self._folder = Path(tempfile.mkdtemp(prefix="audio-edition-forked-"))
        self._environment = isolated_environment(self._folder / "home")
        process = subprocess.Popen(
            [sys.executable, fork_server.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=self._environment,
            start_new_session=True,
        )
        self._process = process
        atexit.register(self._end)
        root = self._folder / "warm"
        (root / "script").mkdir(parents=True)
        (root / "script" / "small.md").write_text(_SCRIPT, encoding="utf-8")
        (self._folder / "said.in").touch()
        order = {"root": str(root), "arguments": ["build"], "environment": dict(self._environment), "modules": True}
        if self._ask(process, order, 300):
            raise RuntimeError(f"a small script could not be built: {(self._folder / 'said.err').read_text()}")
        return process

    def _ask(self, process: subprocess.Popen[bytes], order: Mapping[str, object], timeout_s: float) -> int:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes")
        process.stdin.write(json.dumps({**order, "said": str(self._folder / "said")}).encode() + b"\n")
        process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], timeout_s)
        if not ready:
            self._end()
            raise subprocess.TimeoutExpired(str(order["arguments"]), timeout_s)
        return int(json.loads(process.stdout.readline()))

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            import signal

            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            shutil.rmtree(self._folder, ignore_errors=True)


def _read_at_start(env: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if name.startswith(_READ_AT_START)}
