"""Processes that speak, started when they are needed and kept: a crash in the library is then an error of ours.

Enters: requests for ``_speaking``. Leaves: their replies. Refuses: a library whose files are not those that were
installed; one that crashes, fails or gives no answer twice over the same request (``VoiceError``).

A process waits on a pipe that only we hold, and so ends when we do, whatever ends us. It pays no heed to Ctrl-C. One
that has failed in any way is not used again: the second attempt is made by a new one.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from audio_edition.errors import VoiceError
from audio_edition.voices.espeak import _speaking
from audio_edition.voices.espeak._limits import Limits

_ATTEMPTS = 2
_LEAST_WAIT_S, _WAIT_S_PER_BYTE = 60.0, 0.1
"""An answer is waited for so long, and so much longer for each byte of the request. The library speaks a hundred
characters in some hundredths of a second; this leaves room for a machine a hundred times slower, or one that swaps."""
_END_S = 5.0
"""A process that waits for a request ends at once when its pipe is closed; one that was stopped does not."""
_HINT = "check the disk, or install its package anew: pip install --force-reinstall espeakng-loader"


class _FailedError(Exception):
    """The process gave no answer, or said that it cannot; says what happened, after "the built-in voice"."""


class _Speaking:
    """One process."""

    def __init__(self) -> None:
        import espeakng_loader

        try:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-I", "-S", _speaking.__file__),
                    *(str(Path(espeakng_loader.get_library_path()).absolute()), espeakng_loader.get_data_path()),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise VoiceError(f"the built-in voice cannot be started: {error.strerror}", hint=_HINT) from error
        # Asked for as pipes, they are there.
        self._pipes = cast("tuple[IO[bytes], IO[bytes]]", (self._process.stdin, self._process.stdout))

    def ask(self, request: bytes) -> bytes:
        """One request and its reply.

        Raises:
            _FailedError: There is none; the process has been ended.
        """
        wait_s = _LEAST_WAIT_S + _WAIT_S_PER_BYTE * len(request)
        _LIMITS.begin(self._process, wait_s)
        try:
            status, payload = self._exchange(request)
        except (OSError, EOFError) as error:
            overdue, how = _LIMITS.done(self._process), self.end()
            raise _FailedError(f"gave no answer for {wait_s:.0f} s" if overdue else f"crashed ({how})") from error
        finally:
            _LIMITS.done(self._process)
        if status != _speaking.DONE:
            self.end()
            raise _FailedError(payload.decode("utf-8", "replace"))
        return payload

    def _exchange(self, request: bytes) -> tuple[int, bytes]:
        """Status and payload of the reply.

        Raises:
            OSError: The pipe is closed.
            EOFError: The reply is not whole.
        """
        target, source = self._pipes
        target.write(len(request).to_bytes(4, "big") + request)
        target.flush()
        head = source.read(5)
        length = int.from_bytes(head[1:], "big")
        payload = source.read(length) if len(head) == 5 else b""
        if len(head) != 5 or len(payload) != length:
            raise EOFError
        return head[0], payload

    def end(self) -> str:
        """Close its pipes and wait for it; says how it ended."""
        for pipe in self._pipes:
            with suppress(OSError):
                pipe.close()
        try:
            status = self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        return f"ended by signal {-status}" if status < 0 else f"exit code {status}"


class _Pool:
    """The processes of this one; those of a process that was forked from it are not its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Speaking] = []
        self._owner = os.getpid()
        self._checked = False

    def take(self, *, new: bool) -> _Speaking:
        with self._lock:
            if self._owner != os.getpid():
                self._idle, self._owner = [], os.getpid()
            if not self._checked:
                from audio_edition.voices.espeak._installation import check_installation

                check_installation()
                self._checked = True
            if self._idle and not new:
                return self._idle.pop()
        return _Speaking()

    def give(self, process: _Speaking) -> None:
        with self._lock:
            self._idle.append(process)

    def end_all(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        if self._owner == os.getpid():
            for process in idle:
                process.end()


_LIMITS = Limits()
_POOL = _Pool()
atexit.register(_POOL.end_all)


def ask(action: str, *arguments: Any) -> bytes:
    """Ask a process that is free, or a new one; as many run at once as threads ask.

    Args:
        action: A function of ``_speaking``.
        arguments: Its arguments after the library's path.

    Raises:
        VoiceError: It cannot be done, or the library crashed or gave no answer, and did so again in a new process.
    """
    request = json.dumps([action, arguments]).encode("ascii")
    failures: list[str] = []
    while len(failures) < _ATTEMPTS:
        process = _POOL.take(new=bool(failures))
        try:
            reply = process.ask(request)
        except _FailedError as failure:
            failures.append(str(failure))
        else:
            _POOL.give(process)
            return reply
    raise VoiceError(f"the built-in voice {failures[-1]}, twice", hint=_HINT)


def end_all() -> None:
    """End the processes that wait; the next request starts one anew."""
    _POOL.end_all()


def data_folder() -> Path:
    """Where the data of the library lies."""
    import espeakng_loader

    return Path(espeakng_loader.get_data_path())
