"""Which objects of the store the editions of a publication use.

Enters: the folder ``audio``. Leaves: keys. Refuses: a manifest that exists and cannot be read (``StorageError``), since
nobody knows what it uses.

Whatever looks like a key counts, so that the objects of a damaged manifest, or one of another version, are kept too.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path

from audio_edition.edition.manifest import MANIFEST_NAME, MOST_MANIFEST_BYTES
from audio_edition.errors import Place, StorageError
from audio_edition.text.regular_file import read_note

_KEY = re.compile(rb'"([0-9a-f]{64})"')


def keys_in_use(audio: Path) -> frozenset[str]:
    """The keys of clips and segments in ``audio/*/edition.json``.

    Raises:
        StorageError: A manifest exists and cannot be read.
    """
    used: set[str] = set()
    for path in _manifests(audio):
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                continue
            data = read_note(path, MOST_MANIFEST_BYTES)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            continue
        except OSError as error:
            raise _unreadable(error, path) from error
        used.update(match.decode() for match in _KEY.findall(data))
    return frozenset(used)


def _manifests(audio: Path) -> list[Path]:
    # Not a glob, which silently skips folders it must not read.
    try:
        return [folder / MANIFEST_NAME for folder in sorted(audio.iterdir()) if not folder.name.startswith(".")]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise _unreadable(error, audio) from error


def _unreadable(error: OSError, path: Path) -> StorageError:
    hint = "make it readable, or delete it if you do not want that edition any more"
    return StorageError(f"cannot be read: {error.strerror}", place=Place(str(path)), hint=hint)
