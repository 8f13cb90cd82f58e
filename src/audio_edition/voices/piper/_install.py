"""A Piper voice installed in the person's folder: its files are fetched to one side, then appear all at once.

Enters: the name of a voice. Leaves: its folder. Refuses: what ``_catalogue`` and ``_download`` refuse; a second
installation at the same time.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from audio_edition.errors import StorageError, VoiceError
from audio_edition.voices.installing import InstalledVoice, Progress
from audio_edition.voices.piper._catalogue import WantedFile, find_files
from audio_edition.voices.piper._download import Fetcher
from audio_edition.voices.piper._folder import (
    PARTIAL,
    checked_name,
    installed_voice,
    is_whole,
    model_path,
    write_record,
)

DEFAULT_URL = "https://huggingface.co/rhasspy/piper-voices/resolve/main"
URL_VARIABLE = "AUDIO_EDITION_PIPER_URL"
"""A mirror: a base address below which ``voices.json`` and the files lie."""
_LOCK_TIMEOUT_S = 2.0


def base_url(environment: Mapping[str, str] | None = None) -> str:
    """Where voices are fetched from.

    Raises:
        VoiceError: ``AUDIO_EDITION_PIPER_URL`` is not a web address.
    """
    env = os.environ if environment is None else environment
    chosen = env.get(URL_VARIABLE, "") or DEFAULT_URL
    parts = urlsplit(chosen)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc or parts.query:
        raise VoiceError(f"the variable {URL_VARIABLE} is not a web address", hint=f"write it like {DEFAULT_URL}")
    return chosen.rstrip("/")


def install_voice(folder: Path, name: str, fetcher: Fetcher, progress: Progress) -> InstalledVoice:
    """Fetch a voice, or what is missing of it.

    Args:
        folder: Of the voices.
        name: ``en_US-lessac-medium``.
        fetcher: From where.
        progress: Called for each file with its name, the bytes that are here, and its size.

    Raises:
        VoiceError: There is no such voice.
        VoiceUnavailableError: It cannot be fetched now; what arrived is kept.
        StorageError: It cannot be kept, or another installation is running.
    """
    from filelock import FileLock, Timeout

    plain = checked_name(name)
    if is_whole(model_path(folder, plain)):
        return installed_voice(folder, plain)
    try:
        (folder / PARTIAL).mkdir(parents=True, exist_ok=True)
        with FileLock(folder / PARTIAL / "lock", timeout=_LOCK_TIMEOUT_S):
            files = find_files(fetcher.index("voices.json"), plain)
            return _fetch(folder, files, fetcher, progress)
    except Timeout as error:
        raise StorageError("another installation is running", hint="wait until it is done") from error
    except OSError as error:
        raise StorageError(
            f"{folder} cannot be written: {error.strerror}", hint="check its permissions and the free space"
        ) from error


def _fetch(folder: Path, files: tuple[WantedFile, ...], fetcher: Fetcher, progress: Progress) -> InstalledVoice:
    model = next(file for file in files if file.name.endswith(".onnx"))
    name = model.name.removesuffix(".onnx")
    if is_whole(model_path(folder, name)):  # asked for by a former name
        return installed_voice(folder, name)
    place = folder / PARTIAL / name
    place.mkdir(exist_ok=True)
    # Parts are named by their digest, so that a download never continues the beginning of an older version.
    parts = {place / f"{file.md5}.part": file for file in files}
    for old in place.iterdir():
        if old not in parts:
            old.unlink()
    for part, file in parts.items():
        fetcher.file(file, part, lambda here, file=file: progress(file.name, here, file.size_bytes))  # type: ignore[misc]
        with part.open("rb+") as opened:
            os.fsync(opened.fileno())
    for part, file in parts.items():
        part.rename(place / file.name)
    write_record(place, place / model.name, f"{fetcher.base_url}/{model.path}")
    if (folder / name).is_dir():  # what is there of it is damaged
        shutil.rmtree(folder / name)
    place.rename(folder / name)
    return installed_voice(folder, name)
