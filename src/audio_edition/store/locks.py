"""Who may use the store at the same time.

Enters: a store and what is about to be done. Leaves: a context in which it may be done. Refuses: to prune while a
build is running; to wait for a lock file on a disk that has no locks (``StorageError``).

    .store/locks/<slug>.lock   held by the build of that edition for as long as it lasts
    .store/prune.lock          held by ``prune``, and for a moment by every build that starts
    .store/podcast.lock        held while the lock file, the feed and the index are written

A build takes its own lock and then waits until nobody holds ``prune.lock``. ``prune`` takes ``prune.lock`` and then
checks, without waiting, whether any build holds its lock; a build it does not see is still waiting for ``prune.lock``.
Since ``prune`` never waits for a build, there is no deadlock. Locks belong to open files, so the system frees those of
a process that was killed.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from audio_edition.errors import Place, StorageError
from audio_edition.store.folder import clear_away, storage_error
from audio_edition.store.links import is_link, refuse_link, refuse_links

if TYPE_CHECKING:
    from filelock import BaseFileLock

_FOLDER = "locks"
_PRUNE = "prune.lock"
_PODCAST = "podcast.lock"
_SUFFIX = ".lock"
LONGEST_WAIT_S = 6 * 3600.0
"""A book spoken over the network may take hours; what is held longer than this is stuck."""
LEFTOVER_FOLDERS = ("partial", "staging")
"""What is in them while no build is running was left behind by one that was killed."""


@contextmanager
def edition_lock(store_root: Path, slug: str, waiting: Callable[[str], None] = lambda _: None) -> Iterator[None]:
    """Hold the lock of one edition while it is built; other editions may be built at the same time.

    What a killed build left behind is removed if no other build is running. A read-only store needs no lock: the
    first thing that is written to it fails.

    Args:
        store_root: ``audio/.store``; made where it is missing.
        slug: Of the edition.
        waiting: Called with the reason before a lock is waited for.

    Raises:
        StorageError: The lock cannot be made.
    """
    path = store_root / _FOLDER / f"{slug}{_SUFFIX}"
    if store_root.is_dir() and not os.access(store_root, os.W_OK):
        yield
        return
    lock = _acquire(path, lambda: waiting(f"another build of “{slug}” is running; waiting for it to end"))
    try:
        prune_lock_held = _acquire(
            store_root / _PRUNE, lambda: waiting("the store is being pruned; waiting for it to end")
        )
        try:
            found = leftovers(store_root)
            if found and not _builds_running(store_root, except_for=path):
                for leftover in found:
                    clear_away(leftover)
        finally:
            prune_lock_held.release()
        yield
    finally:
        lock.release()


@contextmanager
def prune_lock(store_root: Path) -> Iterator[None]:
    """Hold the lock for removing objects: no build is running, and one that starts waits.

    Raises:
        StorageError: A build is running, the lock cannot be made, or a link stands where a folder of ours should be.
    """
    refuse_links(store_root.parent)
    with _acquire(store_root / _PRUNE, lambda: None):
        running = _builds_running(store_root)
        if running:
            raise StorageError(
                f"a build is running: {', '.join(running)}",
                place=Place(str(store_root)),
                hint="nothing was removed; prune again when it has ended",
            )
        yield


@contextmanager
def podcast_lock(store_root: Path) -> Iterator[None]:
    """Hold the lock for what all editions share, for the moment it takes to write it.

    Whoever holds it waits for no other lock. A store that cannot be written needs no lock, as in ``edition_lock``.

    Raises:
        StorageError: The lock cannot be made.
    """
    refuse_links(store_root.parent)
    if store_root.is_dir() and not os.access(store_root, os.W_OK):
        yield
        return
    with _acquire(store_root / _PODCAST, lambda: None):
        yield


def leftovers(store_root: Path) -> tuple[Path, ...]:
    """Unfinished work: of a build that is running, or of one that was killed."""
    found: list[Path] = []
    for name in LEFTOVER_FOLDERS:
        folder = store_root / name
        try:
            entries = [] if folder.is_symlink() else sorted(folder.iterdir())
        except OSError:
            continue
        found.extend(entries)
    return tuple(found)


def clear_leftovers(store_root: Path) -> int:
    """Remove what killed builds left behind; only inside ``prune_lock``.

    Returns:
        How many files and folders are gone.
    """
    found = leftovers(store_root)
    for path in found:
        clear_away(path)
    return sum(not os.path.lexists(path) for path in found)


def _builds_running(store_root: Path, except_for: Path | None = None) -> list[str]:
    """The slugs of editions that are being built."""
    from filelock import FileLock, Timeout

    running: list[str] = []
    try:
        paths = sorted((store_root / _FOLDER).glob(f"*{_SUFFIX}"))
    except OSError:
        paths = []
    for path in paths:
        if path == except_for or is_link(path):
            continue
        try:
            with FileLock(path).acquire(blocking=False):
                pass
        except (Timeout, OSError):  # a lock that cannot be tried may be held
            running.append(path.name.removesuffix(_SUFFIX))
    return running


def _acquire(path: Path, waiting: Callable[[], None]) -> BaseFileLock:
    """Take a lock; call ``waiting`` first if somebody holds it."""
    # Imported late: it takes longer than the rest of a build with nothing to do.
    from filelock import FileLock, Timeout

    refuse_link(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            if not _disk_has_locks(path):
                raise StorageError(
                    "another build may be running: this lock file exists, and its disk cannot say who holds it",
                    place=Place(str(path)),
                    hint="if no other build is running, delete this file and run the command again",
                ) from None
            waiting()
            try:
                lock.acquire(timeout=LONGEST_WAIT_S)
            except Timeout:
                raise StorageError(
                    f"this lock is still held after {LONGEST_WAIT_S / 3600:g} h",
                    place=Place(str(path)),
                    hint="see what holds it: a build that hangs can be ended; then run the command again",
                ) from None
    except OSError as error:
        raise storage_error(error, path) from error
    return lock


def _disk_has_locks(path: Path) -> bool:
    """Whether the system can lock a file where it lies; some network disks cannot.

    Without locks the file itself is the lock, and the one a killed build left would be waited for forever.
    """
    try:
        import fcntl
    except ImportError:  # Windows always has them
        return True
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)
    return True
