"""What all processes of this user share about Google: when the next request may go, and whether Google blocks us.

Enters: a change as a function of the record. Leaves: the record, changed under a lock. Refuses nothing: an
unreadable file counts as a fresh one, and where nothing can be written the record lives in this process alone.
"""

from __future__ import annotations

import json
import logging
import math
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

LOG = logging.getLogger(__name__)
T = TypeVar("T")
LOCK_TIMEOUT_S = 10.0
"""A lock is held for a file of 200 bytes; one held longer is stuck."""


@dataclass(frozen=True, slots=True)
class Record:
    """The shared facts. Times are seconds since 1970."""

    next_at: float = 0.0
    """When the rate limit will be fully recovered (the theoretical arrival time of GCRA)."""
    refusals: int = 0
    """In a row: 429, 403, the sorry page."""
    refused_at: float = 0.0
    blocks: int = 0
    """How often in a row a block has been waited for in vain; each doubles the next."""
    blocked_at: float = 0.0
    blocked_until: float = 0.0
    blocked_for: str = ""
    """What Google answered: ``HTTP 429``."""


class SharedRecord:
    """The record in its file, for all threads and processes."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is touched before the first change."""
        self.path = folder / "gtts.json"
        self._own = Record()
        self._own_lock = threading.Lock()
        self._alone = False

    def read(self) -> Record:
        """The record as it stands."""
        return self._own if self._alone else _load(self.path)

    def change(self, how: Callable[[Record], tuple[Record, T]]) -> T:
        """Replace the record, nobody between reading and writing.

        Args:
            how: Takes the record; returns the new one and what ``change`` shall return.
        """
        if not self._alone:
            try:
                return self._change_file(how)
            except (OSError, NotImplementedError) as error:
                LOG.warning("the rate limit cannot be shared with other processes: %s: %s", self.path, error)
                self._alone = True
        with self._own_lock:
            self._own, result = how(self._own)
            return result

    def _change_file(self, how: Callable[[Record], tuple[Record, T]]) -> T:
        from filelock import FileLock

        self.path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self.path.with_suffix(".lock"), timeout=LOCK_TIMEOUT_S):
            old = _load(self.path)
            new, result = how(old)
            if new != old:
                temporary = self.path.with_suffix(".new")
                temporary.write_text(json.dumps(asdict(new)), encoding="utf-8")
                temporary.replace(self.path)
            return result


def _load(path: Path) -> Record:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Record()
    if not isinstance(found, dict):
        return Record()
    kept: dict[str, Any] = {}
    for item in fields(Record):
        value = found.get(item.name)
        kind = type(item.default)
        if kind is float and type(value) is int:
            value = float(value) if abs(value) < 1e15 else math.inf
        if type(value) is kind and not (isinstance(value, float) and not math.isfinite(value)):
            kept[item.name] = value
    return Record(**kept)
