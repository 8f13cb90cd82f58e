"""The process that ``WarmProgram`` forks from; run as a program, with the standard library alone.

Enters: orders as lines of JSON on stdin. Leaves: exit codes on stdout; files with what each run said.
"""

from __future__ import annotations

import atexit
import gc
import itertools
import json
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn


class _Tracer:
    """Counts how often each line is reached, in all threads, and kills the process before one of them."""

    def __init__(self, traced: Sequence[str], kill: Sequence[Any] | None) -> None:
        self._wanted = (lambda file: file == kill[0]) if kill else (lambda file: any(part in file for part in traced))
        self._kill = tuple(kill[:2]) if kill else ()
        self._known: dict[str, bool] = {}
        self._times = itertools.count(1)
        self._last = kill[2] if kill else 0
        self._reached: list[tuple[str, int]] = []

    def install(self) -> None:
        threading.settrace(self._call)
        sys.settrace(self._call)

    def steps(self) -> Iterator[tuple[str, int, int]]:
        times: Counter[tuple[str, int]] = Counter()
        for place in list(self._reached):
            times[place] += 1
            yield (*place, times[place])

    def _call(self, frame: FrameType, event: str, argument: object) -> Any:
        file = frame.f_code.co_filename
        if file not in self._known:
            self._known[file] = self._wanted(file)
        return self._line if self._known[file] else None

    def _line(self, frame: FrameType, event: str, argument: object) -> Any:
        if event == "line":
            place = (frame.f_code.co_filename, frame.f_lineno)
            if not self._kill:
                self._reached.append(place)
            elif place == self._kill and next(self._times) == self._last:
                os.kill(os.getpid(), signal.SIGKILL)
        return self._line


def _run_here(order: Mapping[str, Any]) -> NoReturn:
    """In the fork: be the program, and end."""
    os.chdir(order["root"])
    for descriptor, kind in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{order['said']}.{kind}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
    given = f"{order['said']}.in" if "environment" in order else os.devnull
    os.dup2(os.open(given, os.O_RDONLY), 0)
    if "environment" in order:
        os.environ.clear()
        os.environ.update(order["environment"])
    from audio_edition.cli.running import run

    exec(order.get("before") or "", {})
    tracer = _Tracer(order.get("traced") or (), order.get("kill"))
    if order.get("traced") or order.get("kill"):
        tracer.install()
    code = run(order["arguments"])
    sys.settrace(None)
    sys.stdout.flush()
    sys.stderr.flush()
    if order.get("steps"):
        Path(order["steps"]).write_text(json.dumps(list(tracer.steps())))
    if order.get("modules"):
        Path(f"{order['said']}.modules").write_text(json.dumps(sorted(sys.modules)))
    if "environment" in order:
        threading._shutdown()  # type: ignore[attr-defined]  # as an interpreter does at its end
        atexit._run_exitfuncs()
    os._exit(code)


def _serve() -> None:
    """Fork for each order on stdin and answer with the exit code on stdout."""
    for line in sys.stdin.buffer:
        order = json.loads(line)
        child = os.fork()
        if not child:
            try:
                _run_here(order)
            except BaseException:  # noqa: BLE001 - the fork must never go on as the server
                sys.excepthook(*sys.exc_info())
            finally:
                os._exit(99)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if order.get("modules"):
            import_all(json.loads(Path(f"{order['said']}.modules").read_bytes()))
            gc.freeze()  # a fork that collects garbage would copy all of it
        sys.stdout.buffer.write(json.dumps(code).encode() + b"\n")
        sys.stdout.buffer.flush()


def import_all(names: Sequence[str]) -> None:
    """Import what a run needed, so that later ones find it."""
    import importlib
    from contextlib import suppress

    for name in names:
        if name != "__main__":
            with suppress(ImportError):
                importlib.import_module(name)


if __name__ == "__main__":
    _serve()
