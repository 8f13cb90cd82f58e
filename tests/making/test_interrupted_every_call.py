"""As SQLite is tested: each call of an edit that reads or writes fails in turn, and no edition is lost or torn.

The calls of this process that name something in the publication are counted; one after the other raises an input or
output error, and at some of them the memory runs out. Afterwards the edition is the old or the new one, whole; the
next build makes the new one, with the same bytes as ever.
"""

from __future__ import annotations

import errno
import io
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from audio_edition.errors import AudioEditionError
from support.publications import TestPublication
from support.thinning import is_thorough

CALLS = (
    *((os, name) for name in ("open", "replace", "rename", "link", "fsync", "mkdir", "unlink", "utime", "scandir")),
    (io, "open"),
)
STEP = 1 if is_thorough() else 4
"""Calls come in threes (open, flush, rename), so that each kind is among every fourth."""
BEFORE, AFTER = "Last words.", "Final words."


class _Counter:
    """Counts calls, and raises at one of them."""

    def __init__(self, root: Path, fail_at: int, error: Callable[[], BaseException]) -> None:
        self.count = 0
        self._root = str(root)
        self._fail_at = fail_at
        self._error = error
        self._lock = threading.Lock()

    def wrap(self, real: Callable[..., Any]) -> Callable[..., Any]:
        is_builtin_open = real is io.open

        def call(*arguments: Any, **named: Any) -> Any:
            by_descriptor = not is_builtin_open and arguments and isinstance(arguments[0], int)
            if by_descriptor or (arguments and str(arguments[0]).startswith(self._root)):
                with self._lock:
                    self.count += 1
                    fails = self.count == self._fail_at
                if fails:
                    raise self._error()
            return real(*arguments, **named)

        return call


@contextmanager
def failing(root: Path, fail_at: int, error: Callable[[], BaseException]) -> Iterator[_Counter]:
    """While the context lasts, the Nth call fails."""
    counter = _Counter(root, fail_at, error)
    with pytest.MonkeyPatch.context() as patched:
        for module, name in CALLS:
            patched.setattr(module, name, counter.wrap(getattr(module, name)))
        yield counter


def _io_error() -> OSError:
    return OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[TestPublication, TestPublication, int]:
    """The edition before the edit, the one after it, and how many calls the edit makes."""
    root = tmp_path_factory.mktemp("calls")
    old = TestPublication(root / "old")
    old.build()
    new = old.copy_to(root / "new")
    new.edit(BEFORE, AFTER)
    with failing(new.root, 0, _io_error) as counter:
        new.build()
    return old, new, counter.count


@pytest.mark.parametrize("error", [_io_error, MemoryError], ids=["I/O error", "out of memory"])
def test_each_call_of_an_edit_fails_in_turn(
    built: tuple[TestPublication, TestPublication, int], tmp_path: Path, error: Callable[[], BaseException]
) -> None:
    old, new, calls = built
    assert 20 < calls < 1000
    before, after = old.published(), new.published()
    refused = 0
    for fail_at in range(1, calls + 1, STEP if error is _io_error else 4 * STEP):
        tried = old.copy_to(tmp_path / "tried")
        tried.edit(BEFORE, AFTER)
        with failing(tried.root, fail_at, error):
            try:
                tried.build()
            except (AudioEditionError, OSError, MemoryError):  # those that the command line has words for
                refused += 1
        assert tried.published() in (before, after), f"call {fail_at}"
        tried.build()
        assert tried.published() == after, f"call {fail_at}"
        assert tried.strays() == [], f"call {fail_at}"
    assert refused > 3
