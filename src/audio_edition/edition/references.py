"""What the editions of a publication use of the store.

Enters: the folder ``audio``. Leaves: keys. Refuses: a manifest that is there and cannot be read (``StorageError``),
for then nobody knows what it uses.

Whatever looks like a key counts, so that a manifest that is damaged, or of another version, keeps what is its own.
"""

from __future__ import annotations

import re
from pathlib import Path

from audio_edition.edition.manifest import MANIFEST_NAME
from audio_edition.errors import Place, StorageError

_KEY = re.compile(rb'"([0-9a-f]{64})"')


def keys_in_use(audio: Path) -> frozenset[str]:
    """Keys of clips and segments that stand in ``audio/*/edition.json``.

    Raises:
        StorageError: A manifest is there and cannot be read.
    """
    used: set[str] = set()
    for path in _manifests(audio):
        try:
            data = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            continue
        except OSError as error:
            raise _unreadable(error, path) from error
        used.update(match.decode() for match in _KEY.findall(data))
    return frozenset(used)


def _manifests(audio: Path) -> list[Path]:
    # Not by a glob, which passes over what it may not look into.
    try:
        return [folder / MANIFEST_NAME for folder in sorted(audio.iterdir()) if not folder.name.startswith(".")]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise _unreadable(error, audio) from error


def _unreadable(error: OSError, path: Path) -> StorageError:
    hint = "make it readable, or remove it if that edition is not wanted any more"
    return StorageError(f"cannot be read: {error.strerror}", place=Place(str(path)), hint=hint)
