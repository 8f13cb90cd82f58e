"""A program run once, in a process group and a folder of its own, until it ends or is killed.

Enters: an argument list and a text. Leaves: the WAV it wrote. Refuses: a program that is not there, takes too long
or does not stop writing. It sees three variables of the environment, and no text of a script on its command line.

Its standard streams are files, not pipes: a child that outlives it and keeps them open does not delay anybody.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from audio_edition.errors import StorageError, VoiceError, VoiceUnavailableError
from audio_edition.net.waiting import TELL_AFTER_S, tell_wait

MOST_OUTPUT_BYTES = 256 << 20
"""The most it may write to one file: 45 minutes of 48 kHz mono."""
_WATCH_S = 0.05
_LONGEST_TIDYING_S = 5.0
_EXCERPT = 300
_CONTROL = re.compile(r"[^\S\n ]|[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_VARIABLES = ("PATH", "HOME", "SYSTEMROOT")
"""What a program needs to be found and to find its own settings; the last on Windows alone."""


class RunningPrograms:
    """The programs of one voice that run now, so that all of them can be ended from another thread."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._runs = 0
        self._ended = False

    @contextmanager
    def run(self) -> Iterator[None]:
        """From before its files are written until they are removed.

        Raises:
            VoiceError: No more is to be started.
        """
        with self._condition:
            if self._ended:
                raise VoiceError("this voice has been closed")
            self._runs += 1
        try:
            yield
        finally:
            with self._condition:
                self._runs -= 1
                self._condition.notify_all()

    @contextmanager
    def process(self, process: subprocess.Popen[bytes]) -> Iterator[None]:
        """While it runs."""
        with self._condition:
            self._processes.append(process)
            if self._ended:
                _kill(process)
        try:
            yield
        finally:
            with self._condition:
                self._processes.remove(process)

    def end(self) -> None:
        """Kill them all, and wait until their files are gone."""
        with self._condition:
            self._ended = True
            for process in self._processes:
                if process.returncode is None:
                    _kill(process)
            self._condition.wait_for(lambda: not self._runs, timeout=_LONGEST_TIDYING_S)


class ProgramResult(Struct, frozen=True):
    """What a program left behind."""

    status: int
    wav: bytes
    """What it wrote to ``{output}`` or, without that, to stdout."""
    stdout: str
    """At most a few hundred characters, as they may be shown."""
    stderr: str


def run_program(
    argv: Sequence[str], text: str, *, voice: str = "", timeout_s: float, running: RunningPrograms | None = None
) -> ProgramResult:
    """Run a program with a text and take what it wrote.

    Args:
        argv: The program and its arguments, with the placeholders ``{text_file}``, ``{output}``, ``{voice}``.
        text: Given in ``{text_file}``, on stdin where there is no such placeholder.
        voice: Put in the place of ``{voice}``.
        timeout_s: By the wall clock; then the program and its children are killed.
        running: Where it can be ended from.

    Raises:
        VoiceError: It is not there or cannot be started, or wrote more than 256 MB.
        VoiceUnavailableError: It took too long.
        StorageError: Its files cannot be written.
    """
    program = shutil.which(argv[0])
    if program is None:
        raise VoiceError(f"the program {argv[0]!r} is not installed", hint="install it, or correct commands.toml")
    running = running or RunningPrograms()
    try:
        with (
            running.run(),
            tempfile.TemporaryDirectory(prefix="audio-edition-", ignore_cleanup_errors=True) as name,
        ):
            return _run_in(Path(name), (program, *argv[1:]), text, voice, timeout_s, running)
    except OSError as error:
        raise StorageError(
            f"the files for {argv[0]!r} cannot be written: {error.strerror}", hint="make room in the temporary folder"
        ) from error


def _run_in(
    folder: Path, argv: Sequence[str], text: str, voice: str, timeout_s: float, running: RunningPrograms
) -> ProgramResult:
    text_file, output = folder / "text.txt", folder / "speech.wav"
    stdout, stderr = folder / "stdout", folder / "stderr"
    text_file.write_text(text + "\n", encoding="utf-8", errors="replace", newline="\n")
    filled = [_filled(argument, {"{text_file}": text_file, "{output}": output, "{voice}": voice}) for argument in argv]
    on_stdin = not any("{text_file}" in argument for argument in argv)
    with (
        (text_file if on_stdin else Path(os.devnull)).open("rb") as source,
        stdout.open("wb") as out,
        stderr.open("wb") as err,
    ):
        try:
            process = subprocess.Popen(
                filled, stdin=source, stdout=out, stderr=err, cwd=folder, env=_environment(), start_new_session=True
            )
        except OSError as error:
            raise VoiceError(
                f"the program {argv[0]!r} cannot be started: {error.strerror}", hint="correct commands.toml"
            ) from error
        with running.process(process):
            status = _wait(process, (stdout, stderr, output), timeout_s)
    into_file = any("{output}" in argument for argument in argv)
    return ProgramResult(status, _content(output if into_file else stdout), _excerpt(stdout), _excerpt(stderr))


def _wait(process: subprocess.Popen[bytes], files: Sequence[Path], timeout_s: float) -> int:
    """Wait until the program has ended; a second thread ends it at the deadline, or when it does not stop writing.

    Its whole process group is killed at the end, also where it ended by itself.
    """
    ended = threading.Event()
    reasons: list[VoiceError] = []
    name = Path(str(process.args[0] if isinstance(process.args, list) else process.args)).name

    def watch() -> None:
        started = time.monotonic()
        deadline = started + timeout_s
        while not ended.wait(max(0.0, min(_WATCH_S, deadline - time.monotonic()))):
            if time.monotonic() >= deadline:
                reasons.append(
                    VoiceUnavailableError(
                        f"the program {name!r} did not finish within {timeout_s:g} s",
                        hint="raise timeout_s in commands.toml, or choose another voice with --voice",
                    )
                )
            elif any(_size(file) > MOST_OUTPUT_BYTES for file in files):
                reasons.append(VoiceError(f"the program {name!r} does not stop writing", hint="correct commands.toml"))
            else:
                if time.monotonic() - started > TELL_AFTER_S:
                    tell_wait(
                        f"program {name}", f"waiting for the program {name!r}: at most {timeout_s:g} s a sentence"
                    )
                continue
            _kill(process)
            return

    watcher = threading.Thread(target=watch, name="command-watch", daemon=True)
    watcher.start()
    try:
        if hasattr(os, "waitid"):
            # Keep its process id until its group is killed, so that no other process can get it.
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        else:
            process.wait()
    finally:
        ended.set()
        watcher.join()
        _kill(process)
        status = process.wait()
    if not reasons and any(_size(file) > MOST_OUTPUT_BYTES for file in files):
        reasons.append(VoiceError(f"the program {name!r} wrote more than 256 MB", hint="correct commands.toml"))
    if reasons:
        raise reasons[0]
    return status


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):  # nothing is left of it
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _VARIABLES if name in os.environ}
    return {**kept, "LANG": "C.UTF-8"}


def _filled(argument: str, values: dict[str, Path | str]) -> str:
    for placeholder, value in values.items():
        argument = argument.replace(placeholder, str(value))
    return argument


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.lstat().st_size
    return 0


def _content(path: Path) -> bytes:
    """The bytes of a file it wrote; nothing where it put a link, a folder or a device in its place."""
    if path.is_symlink() or not path.is_file():
        return b""
    return path.read_bytes()


def _excerpt(path: Path) -> str:
    """The beginning of a file on one line. What a version command prints goes into keys: this must stay as it is."""
    with path.open("rb") as file:
        text = file.read(4 * _EXCERPT).decode("utf-8", "replace")
    shown = " ".join(_CONTROL.sub(" ", text).split())
    return shown[:_EXCERPT] + ("…" if len(shown) > _EXCERPT else "")
