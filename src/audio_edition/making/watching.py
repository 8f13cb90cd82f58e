"""Scripts are built again whenever they are saved.

Enters: a publication, and file names as they change. Leaves: editions, and one line for each. A script
that is broken for a while is reported, and built when it is whole again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from audio_edition.errors import AudioEditionError
from audio_edition.making.builder import Builder
from audio_edition.making.podcast import publish_podcast
from audio_edition.making.publication import build_scripts
from audio_edition.making.request import BuildResult
from audio_edition.publication.editions_lock import LOCK_FILE
from audio_edition.publication.folder import read_publication

_DEBOUNCE_MS = 80
"""Editors save in several steps; what happens within this time is one save."""
_STEP_MS = 15
_HEARTBEAT_MS = 200


class Watcher:
    """Builds on save, with everything kept warm.

    Args:
        root: Of the publication.
        builder: Used for every build.
        voice: ``--voice``, or empty.
        built: Told of each edition and the seconds it took.
        failed: Told of each script that cannot be built.
    """

    def __init__(
        self,
        root: Path,
        builder: Builder,
        voice: str,
        built: Callable[[BuildResult, float], None],
        failed: Callable[[AudioEditionError], None],
    ) -> None:
        self._root = root
        self._builder = builder
        self._voice = voice
        self._built = built
        self._failed = failed

    def run(self, only: frozenset[str], stop: threading.Event | None = None) -> None:
        """Build, then build again on every change, until stopped.

        Args:
            only: File names of the scripts meant; empty: all of the publication, those to come included.
            stop: Ends the watch; without one, Ctrl-C does.
        """
        saved = changes(self._root / "script", stop)
        next(saved)  # watching has begun: what is saved during the first build is not missed
        warm_up()
        self.build(only, None)
        for changed in saved:
            if changed:
                self.build(only, changed)

    def build(self, only: frozenset[str], changed: frozenset[str] | None) -> None:
        """Build what a change concerns.

        Args:
            only: As in ``run``.
            changed: Names of files that changed; ``None``: everything may have.
        """
        try:
            publication = read_publication(self._root)
        except AudioEditionError as error:
            self._failed(error)
            return
        everything = changed is None or any(not name.endswith(".md") for name in changed)
        meant = [
            script
            for script in publication.scripts
            if (not only or script.name in only) and (everything or (changed and script.name in changed))
        ]
        started = time.perf_counter()
        for outcome in build_scripts(publication, meant, self._builder.build, voice=self._voice, use_remembered=False):
            if outcome.result is not None:
                self._built(outcome.result, time.perf_counter() - started)
            elif outcome.error is not None:
                self._failed(outcome.error)
            started = time.perf_counter()
        try:
            publish_podcast(publication, self._builder.reporter.say)
        except AudioEditionError as error:
            self._failed(error)


def require_watching() -> None:
    """Make sure that changes of files can be seen here.

    Raises:
        MissingExtraError: watchfiles is not installed.
    """
    from audio_edition.errors import MissingExtraError

    try:
        import watchfiles  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("watch", "watching") from error


def changes(folder: Path, stop: threading.Event | None) -> Iterator[frozenset[str]]:
    """Names of files in a folder as they change, those of one save together.

    First, as soon as the folder is being watched, and now and then while nothing happens, an empty set.

    Raises:
        MissingExtraError: watchfiles is not installed.
    """
    require_watching()
    from watchfiles import watch

    new: frozenset[str] = frozenset()
    while True:
        watched = _identity(folder)
        if not watched:  # an editor or git is about to put another in its place
            if stop is not None and stop.is_set():
                return
            time.sleep(_HEARTBEAT_MS / 1000)
            yield frozenset()
            continue
        with closing(
            watch(
                folder,
                debounce=_DEBOUNCE_MS,
                step=_STEP_MS,
                rust_timeout=_HEARTBEAT_MS,
                yield_on_timeout=True,
                stop_event=stop,
                raise_interrupt=True,
                recursive=True,
            )
        ) as events:
            for found in events:
                if _identity(folder) != watched:
                    break
                yield new | frozenset(_interesting(Path(path).name for _, path in found))
                new = frozenset()
            else:
                return
        # The system goes on watching the folder that was there. All of the new one counts as changed, and is told as
        # soon as it is being watched.
        new = frozenset({folder.name})


def _identity(folder: Path) -> tuple[int, int] | None:
    """Which folder has this name now; ``None`` where none has."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _interesting(names: Iterable[str]) -> Iterator[str]:
    """Leave out what editors put beside a file while they save it, and what builds write."""
    ours = (LOCK_FILE,)  # a build writes it itself
    return (
        name
        for name in names
        if name not in ours and not name.startswith((".", "#")) and not name.endswith(("~", ".tmp", ".swp"))
    )


def warm_up() -> None:
    """Import what a build needs, so that the first save does not wait for it."""
    import lameenc
    import loudness
    import numpy
    import soundfile
    import soxr

    _ = (lameenc, loudness, numpy, soundfile, soxr)
