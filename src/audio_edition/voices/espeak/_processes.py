"""Processes that speak, started when they are needed and kept: a crash in the library is then an error of ours.

Enters: requests for ``_speaking``. Leaves: their replies. Refuses: a library whose files are not those that were
installed; one that crashes twice over the same request (``VoiceError``).

A process waits on a pipe that only we hold, and so ends when we do, whatever ends us. It pays no heed to Ctrl-C.
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

_ATTEMPTS = 2
_HINT = "check the disk, or install its package anew: pip install --force-reinstall espeakng-loader"


class _CrashedError(Exception):
    """The process ended before it had answered."""


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
            _CrashedError: It ended instead.
            VoiceError: It cannot be done.
        """
        target, source = self._pipes
        try:
            target.write(len(request).to_bytes(4, "big") + request)
            target.flush()
            head = source.read(5)
            length = int.from_bytes(head[1:], "big")
            payload = source.read(length) if len(head) == 5 else b""
        except OSError as error:
            raise _CrashedError(self.end()) from error
        if len(head) != 5 or len(payload) != length:
            raise _CrashedError(self.end())
        if head[0] != _speaking.DONE:
            raise VoiceError(f"the built-in voice {payload.decode('utf-8', 'replace')}", hint=_HINT)
        return payload

    def end(self) -> str:
        """Close its pipes and wait for it; says how it ended."""
        for pipe in self._pipes:
            with suppress(OSError):
                pipe.close()
        status = self._process.wait()
        return f"ended by signal {-status}" if status < 0 else f"exit code {status}"


class _Pool:
    """The processes of this one; those of a process that was forked from it are not its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Speaking] = []
        self._owner = os.getpid()
        self._checked = False

    def take(self) -> _Speaking:
        with self._lock:
            if self._owner != os.getpid():
                self._idle, self._owner = [], os.getpid()
            if not self._checked:
                from audio_edition.voices.espeak._installation import check_installation

                check_installation()
                self._checked = True
            if self._idle:
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


_POOL = _Pool()
atexit.register(_POOL.end_all)


def ask(action: str, *arguments: Any) -> bytes:
    """Ask a process that is free, or a new one; as many run at once as threads ask.

    Args:
        action: A function of ``_speaking``.
        arguments: Its arguments after the library's path.

    Raises:
        VoiceError: It cannot be done, or the library crashed, and did so again in a new process.
    """
    request = json.dumps([action, arguments]).encode("ascii")
    for attempt in range(1, _ATTEMPTS + 1):
        process = _POOL.take()
        try:
            reply = process.ask(request)
        except VoiceError:
            _POOL.give(process)
            raise
        except _CrashedError as crash:
            if attempt == _ATTEMPTS:
                raise VoiceError(f"the built-in voice crashed twice ({crash})", hint=_HINT) from crash
        else:
            _POOL.give(process)
            return reply
    raise VoiceError("the built-in voice did not answer", hint=_HINT)


def end_all() -> None:
    """End the processes that wait; the next request starts one anew."""
    _POOL.end_all()


def data_folder() -> Path:
    """Where the data of the library lies."""
    import espeakng_loader

    return Path(espeakng_loader.get_data_path())
