"""Whatever lies in the place of a file, reading it ends, and soon."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from audio_edition.errors import SourceError, StorageError
from audio_edition.text.regular_file import open_regular_file, read_note, read_regular_file

needs_fifos = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
HUGE = 40 << 30


def a_fifo(path: Path) -> None:
    os.mkfifo(path)


def a_sparse_file(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(HUGE)


def a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


STRANGE = pytest.mark.parametrize("make", [a_fifo, a_sparse_file, a_device])
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="made of what POSIX systems have")


@STRANGE
def test_what_is_no_small_file_is_refused(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "x")
    with pytest.raises(SourceError):
        read_regular_file(tmp_path / "x", 1000)
    with pytest.raises(OSError, match=r"regular|longer"):
        read_note(tmp_path / "x")


def test_a_note_that_is_not_there_is_told_from_one_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_note(tmp_path / "x")
    with pytest.raises(StorageError):
        read_regular_file(tmp_path / "x", 1000)


@needs_fifos
def test_opening_never_waits(tmp_path: Path) -> None:
    a_fifo(tmp_path / "x")
    with pytest.raises(SourceError, match="a FIFO"):
        open_regular_file(tmp_path / "x")
