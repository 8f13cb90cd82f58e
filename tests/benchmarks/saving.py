"""``audio-edition watch``: from a save to the finished MP3.

Enters: a built publication. Leaves: seconds per save. Refuses: a watch that ends, or publishes nothing for a minute.
"""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.scratch import VOICE, Publication, Scratch, ours

_POLL_S = 0.002
_PATIENCE_S = 60.0
_BETWEEN_SAVES_S = 0.5


def saves(scratch: Scratch, publication: Publication, times: int) -> list[float]:
    """Save a script so many times, one sentence changed each time, while it is watched.

    A save is finished when another MP3 lies in its place (published editions are exchanged whole, so it has another
    inode), counted from before the first byte of the script is written. Editors save less simply than this.

    Returns:
        Seconds by the wall clock, in order.

    Raises:
        RuntimeError: The watch ended, published nothing, or did not make exactly one edition of each save.
    """
    edition = publication.manifest().revision
    with (publication.folder / ".watch").open("wb") as said:
        process = subprocess.Popen(
            [str(part) for part in ours("watch", "--voice", VOICE)],
            cwd=publication.folder,
            env={**scratch.env, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.DEVNULL,
        )
        try:
            seconds = []
            for lines in range(1, times + 1):
                _settle(process, Path(said.name), lines)
                seconds.append(_save(process, publication))
            _settle(process, Path(said.name), times + 1)
        finally:
            _end(process)
    made = publication.manifest().revision - edition
    if made != times:
        raise RuntimeError(f"{times} saves made {made} editions")
    return seconds


def _settle(process: subprocess.Popen[bytes], said: Path, lines: int) -> None:
    """Wait until it has told of so many editions and has gone back to watching."""
    _wait(process, lambda: said.read_bytes().count(b"\n") >= lines)
    time.sleep(_BETWEEN_SAVES_S)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it as a person does; it must not outlive us if it will not."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_PATIENCE_S)
    finally:
        process.kill()
        process.wait()


def _save(process: subprocess.Popen[bytes], publication: Publication) -> float:
    before = publication.mp3.stat().st_ino
    began = time.perf_counter()
    publication.edit()
    _wait(process, lambda: _inode(publication) not in (0, before))
    return time.perf_counter() - began


def _inode(publication: Publication) -> int:
    """0 while the folder is being exchanged, where the system needs two steps for that."""
    try:
        return publication.mp3.stat().st_ino
    except FileNotFoundError:
        return 0


def _wait(process: subprocess.Popen[bytes], done: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE_S
    while not done():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"the watch has published nothing; it ended in {process.poll()}")
        time.sleep(_POLL_S)
