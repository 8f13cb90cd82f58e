"""Former names of editions, as ``script/editions.lock.json`` keeps them.

Enters: the folder ``script``. Leaves: the present slug for each former one. Refuses: a damaged file (``SourceError``);
or tells of it, and keeps what was known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from audio_edition.errors import AudioEditionError
from audio_edition.publication.editions_lock import LOCK_FILE, read_lock


class FormerSlugs:
    """Read anew whenever the file is another. May be called by several threads.

    Args:
        script_folder: Of the publication.
        failed: Told of a damaged file, in place of an error.
    """

    def __init__(self, script_folder: Path, failed: Callable[[AudioEditionError], None] | None = None) -> None:
        self._folder = script_folder
        self._failed = failed
        self._known: tuple[tuple[int, ...], Mapping[str, str]] = ((), {})

    def __call__(self) -> Mapping[str, str]:
        """Present slugs by former ones."""
        try:
            found = (self._folder / LOCK_FILE).stat()
            stamp: tuple[int, ...] = (found.st_ino, found.st_size, found.st_mtime_ns)
        except OSError:
            stamp = ()
        known = self._known
        if known[0] != stamp:
            try:
                self._known = known = (stamp, read_lock(self._folder).former_slugs if stamp else {})
            except AudioEditionError as error:
                if self._failed is None:
                    raise
                self._failed(error)
        return known[1]
