"""Whether the files of the built-in voice are those that were installed; looked at once per installation.

Enters: the package ``espeakng-loader`` and the list of digests that pip keeps of it. Leaves: a note in the person's
state folder that says they agreed. Refuses: a file that is missing or has another digest (``VoiceError``).

Source: PyPA, Recording installed projects: RECORD has a SHA-256 for every file, in urlsafe base64 without padding.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from contextlib import suppress
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from audio_edition.errors import VoiceError
from audio_edition.text.regular_file import read_note

_PACKAGE = "espeakng-loader"
_NOTE = "espeak.json"
_MOST_BYTES = 64 << 20


def check_installation() -> None:
    """Read all files once and compare their digests; later only compare the note.

    Raises:
        VoiceError: One is not as it was installed.
    """
    from audio_edition.voices.user_files import state_folder

    try:
        package = distribution(_PACKAGE)
    except PackageNotFoundError:
        return  # put there by other means than pip; nothing says what it should be
    note, installed = state_folder() / _NOTE, _identity(package)
    if not installed:
        return
    with suppress(OSError, ValueError):
        if json.loads(read_note(note)) == installed:
            return
    _compare(package)
    with suppress(OSError):
        note.parent.mkdir(parents=True, exist_ok=True)
        partial = note.with_name(f"{note.name}.{os.getpid()}.new")
        partial.write_text(json.dumps(installed), encoding="utf-8")
        partial.replace(note)


def _identity(package: Distribution) -> list[str | int]:
    """Where it is installed and since when: pip writes RECORD last."""
    record = Path(
        str(package.locate_file("")), f"{package.name.replace('-', '_')}-{package.version}.dist-info", "RECORD"
    )
    try:
        found = record.stat()
    except OSError:
        return []
    return [str(record), found.st_size, found.st_mtime_ns, found.st_ino]


def _compare(package: Distribution) -> None:
    for entry in package.files or ():
        if entry.hash is None or entry.hash.mode != "sha256" or entry.parts[0].endswith(".dist-info"):
            continue
        if entry.suffix in {".py", ".pyc"}:
            continue
        path = Path(str(entry.locate()))
        try:
            data = read_note(path, _MOST_BYTES)
        except OSError as error:
            raise _damaged(path, f"cannot be read: {error.strerror}") from error
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode("ascii")
        if digest != entry.hash.value:
            raise _damaged(path, "is not as it was installed")


def _damaged(path: Path, what: str) -> VoiceError:
    return VoiceError(
        f"the built-in voice cannot be used: {path} {what}",
        hint="install it anew: pip install --force-reinstall espeakng-loader",
    )
