"""What the tests of interrupted builds share: a small publication, what may lie in it, and builds that are killed.

Enters: a publication's folder. Leaves: the edition's bytes, the keys of the finished sentences, files that should not
be there; and ``WarmProgram``: the program imported once and forked for each run, several runs a second, each of which
can be killed before any line of its code. Refuses: nothing.

Run as a program it is the process that ``WarmProgram`` forks from.
"""

from __future__ import annotations

import gc
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, NoReturn

SETTINGS = 'voice = "espeak:en-us"\n'
SCRIPT = """\
---
title: Small
---
The first sentence stands here. The second one follows it.

## Part two

The third sentence ends it.
"""
BEFORE, AFTER = "The second one follows it.", "Another one follows it."
SLUG = "small"

_TIDY = re.compile(
    r"\.store/objects/(clip|segment)/[0-9a-f]{2}/[0-9a-f]{64}"
    r"|\.store/notes/[0-9a-f]+\.json|\.store/pace\.json|\.store/locks/[^/]+\.lock|\.store/prune\.lock"
)


@dataclass(frozen=True, slots=True)
class Published:
    """What a listener gets; empty where nothing is published."""

    mp3: bytes
    manifest: bytes


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended."""

    code: int
    """As a shell would say it; minus the signal where it was killed."""
    stdout: str
    stderr: str

    @property
    def result(self) -> dict[str, Any]:
        """The only edition of ``build --json``."""
        (found,) = json.loads(self.stdout)
        return dict(found)


def make_publication(root: Path, scripts: Mapping[str, str] | None = None, settings: str = SETTINGS) -> Path:
    """Write a publication: by default the small script."""
    (root / "script").mkdir(parents=True)
    (root / "audio").mkdir()
    (root / "script" / "publication.toml").write_text(settings, encoding="utf-8")
    for slug, text in (scripts or {SLUG: SCRIPT}).items():
        (root / "script" / f"{slug}.md").write_text(text, encoding="utf-8")
    return root


def edit(root: Path, slug: str = SLUG, before: str = BEFORE, after: str = AFTER) -> None:
    """Change a sentence of a script."""
    path = root / "script" / f"{slug}.md"
    text = path.read_text(encoding="utf-8")
    if before not in text:
        raise ValueError(f"{before!r} is not in {path}")
    path.write_text(text.replace(before, after), encoding="utf-8")


def published(root: Path, slug: str = SLUG) -> Published:
    """The edition as it lies in ``audio/``."""
    folder = root / "audio" / slug
    if not folder.exists():
        return Published(b"", b"")
    return Published((folder / f"{slug}.mp3").read_bytes(), (folder / "edition.json").read_bytes())


def finished_sentences(root: Path) -> frozenset[str]:
    """Keys of the clips in the store."""
    return frozenset(path.name for path in (root / "audio" / ".store" / "objects" / "clip").glob("*/*"))


def strays(root: Path, slugs: Sequence[str] = (SLUG,)) -> list[str]:
    """Every file in ``audio/`` that is neither an edition's nor the store's, relative to ``audio/``."""
    ours = {name for slug in slugs for name in (f"{slug}/{slug}.mp3", f"{slug}/edition.json")}
    audio = root / "audio"
    found = sorted(path.relative_to(audio).as_posix() for path in audio.rglob("*") if not path.is_dir())
    left = [path for path in found if path not in ours and not _TIDY.fullmatch(path)]
    for name in ("partial", "staging"):
        folder = audio / ".store" / name
        left += [path.relative_to(audio).as_posix() for path in folder.glob("*") if path.is_dir()]
    return left


def sentences_of(edition: Published) -> frozenset[str]:
    """Keys of the clips that an edition consists of."""
    return frozenset(cue["key"] for cue in json.loads(edition.manifest)["cues"])


def program(*arguments: str | Path, prelude: str = "") -> list[str]:
    """The command of a process of its own.

    Args:
        arguments: What follows the program's name.
        prelude: Python statements that are run first.
    """
    # A shell that starts the tests in the background makes them, and what they start, deaf to SIGINT.
    start = "import runpy, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)"
    run = "runpy.run_module('audio_edition', run_name='__main__', alter_sys=True)"
    return [sys.executable, "-c", "\n".join((start, prelude, run)), *map(str, arguments)]


def run_program(root: Path, *arguments: str | Path, command: Sequence[str] = (), **named: Any) -> Ended:
    """Run it in a publication to its end.

    Args:
        root: Where.
        arguments: What follows the program's name.
        command: Put before it: ``strace`` and its arguments.
        named: For ``subprocess.run``; ``prelude`` for ``program``.
    """
    line = [*command, *program(*arguments, prelude=named.pop("prelude", ""))]
    ran = subprocess.run(line, cwd=root, capture_output=True, stdin=subprocess.DEVNULL, timeout=120, **named)
    return Ended(ran.returncode, ran.stdout.decode(), ran.stderr.decode("utf-8", "replace"))


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
        self._folder = home
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )

    def __enter__(self) -> WarmProgram:
        warm = make_publication(self._folder / "warm")
        ran = self.run(warm, "build", modules=True)
        if ran.code:
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

    def run(self, root: Path, *arguments: str, **order: Any) -> Ended:
        """Run the program in a publication.

        Args:
            root: Where.
            arguments: What follows the program's name.
            order: See ``steps`` and ``killed``; ``before``: Python statements that are run first.
        """
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("no pipes")
        asked = {"root": str(root), "arguments": arguments, "said": str(self._folder / "said"), **order}
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        code = json.loads(self._process.stdout.readline())
        said = [(self._folder / f"said.{kind}").read_text("utf-8", "replace") for kind in ("out", "err")]
        return Ended(code, *said)

    def steps(self, root: Path, *arguments: str, traced: Sequence[str], before: str = "") -> tuple[Step, ...]:
        """Run the program to its end and say which lines it executed.

        Args:
            root: Where.
            arguments: What follows the program's name.
            traced: What the paths of the modules meant contain.
            before: Python statements that are run first.
        """
        noted = self._folder / "steps.json"
        ran = self.run(root, *arguments, traced=traced, steps=str(noted), before=before)
        if ran.code:
            raise RuntimeError(f"ended in {ran.code}: {ran.stderr}")
        return tuple(Step(*step) for step in json.loads(noted.read_bytes()))

    def killed(self, root: Path, *arguments: str, step: Step, before: str = "") -> Ended:
        """Run the program and kill it, with SIGKILL, before it executes a line."""
        return self.run(root, *arguments, kill=[step.file, step.line, step.time], before=before)


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
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
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


def copy(source: Path, target: Path) -> Path:
    """Copy a publication, in place of what lay there."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return target


if __name__ == "__main__":
    _serve()
