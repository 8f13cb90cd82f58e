"""A power cut at every flush of an edit, simulated: what was not flushed is gone, what was renamed is renamed.

That is the worst that file systems do to programs that flush too little: the new name is on the disk, its content not.
"""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest

from support import without_flushing
from support.publications import TestPublication

BEFORE, AFTER = "Last words.", "Final words."


class _Disk:
    """Remembers what was flushed, and copies the publication as it would be found after a cut at each flush."""

    def __init__(self, root: Path, copies: Path) -> None:
        self._root = root
        self._copies = copies
        self._flushed = {self._identity(path.stat()) for path in root.rglob("*") if path.is_file()}
        self._lock = threading.Lock()
        self.found: list[Path] = []

    @staticmethod
    def _identity(found: os.stat_result) -> tuple[int, int, int]:
        return found.st_ino, found.st_size, found.st_mtime_ns

    def fsync(self, descriptor: int) -> None:
        """Flush, then cut the power of a copy."""
        without_flushing.fsync(descriptor)
        with self._lock:
            self._flushed.add(self._identity(os.fstat(descriptor)))
            self.cut()

    def cut(self) -> None:
        """Copy what would be found after a cut now."""
        copy = self._copies / str(len(self.found))
        lost = [
            path.relative_to(self._root)
            for path in self._root.rglob("*")
            if path.is_file() and self._identity(path.stat()) not in self._flushed
        ]
        shutil.copytree(self._root, copy)
        for path in lost:
            (copy / path).write_bytes(b"")
        self.found.append(copy)


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be flushed there")
def test_after_a_power_cut_at_any_flush_the_edition_is_the_old_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = TestPublication(tmp_path / "made")
    made.build()
    (made.folder / "mine.txt").write_text("mine")
    before = made.published()
    made.edit(BEFORE, AFTER)
    disk = _Disk(made.root, tmp_path / "found")
    with monkeypatch.context() as recorded:
        recorded.setattr(os, "fsync", disk.fsync)
        made.build()
    disk.cut()
    after = made.published()
    assert before != after
    assert len(disk.found) > 10
    seen = set()
    for number, root in enumerate(disk.found):
        found = TestPublication(root, {})
        published = found.published()
        assert published in (before, after), f"flush {number}"
        assert (found.folder / "mine.txt").read_text() == "mine", f"flush {number}"
        seen.add(published == after)
        found.build()
        assert found.published() == after, f"flush {number}"
    assert seen == {True, False}
