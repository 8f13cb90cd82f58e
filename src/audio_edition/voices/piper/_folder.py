"""The person's Piper voices: a folder each, which appears and disappears as a whole.

Enters: the folder of voices. Leaves: what is installed in it. Refuses: impossible names, so that none
leads out of the folder.

    piper/en_US-lessac-medium/en_US-lessac-medium.onnx        the model
                              en_US-lessac-medium.onnx.json   its configuration
                              MODEL_CARD                      who made it of what, and its licence
                              installed.json                  where it came from, and the digest of the model
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import unicodedata
from pathlib import Path
from typing import Any

from audio_edition.errors import StorageError, VoiceError
from audio_edition.text.regular_file import read_note
from audio_edition.voices.installing import InstalledVoice
from audio_edition.voices.user_files import data_folder

FOLDER_VARIABLE = "AUDIO_EDITION_PIPER_DIR"
PARTIAL = ".partial"
"""Where voices are while they are installed or removed; never listed."""
RECORD = "installed.json"
MODEL_CARD = "MODEL_CARD"
NAME = re.compile(r"\w{1,40}(-\w{1,40}){0,4}")
"""``en_US-lessac-medium``; letters of any script, since there is a ``pt_PT-tugão-medium``."""
_LICENCE = re.compile(r"^[^\w\n]*licen[cs]e[^\w\n:]*:\s*(\S[^\n]*)$", re.IGNORECASE | re.MULTILINE)
_MOST_CARD_BYTES = 1 << 20


def voices_folder() -> Path:
    """``AUDIO_EDITION_PIPER_DIR``, else ``piper`` in the person's data folder."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen) if chosen else data_folder() / "piper"


def checked_name(name: str) -> str:
    """A name of a voice as it stands in file names: NFC.

    Raises:
        VoiceError: No voice can have this name.
    """
    plain = unicodedata.normalize("NFC", name)
    if not NAME.fullmatch(plain):
        raise VoiceError(f"{name!r} cannot be the name of a Piper voice", hint="it looks like en_US-lessac-medium")
    return plain


def model_path(folder: Path, name: str) -> Path:
    """Where the model of an installed voice lies."""
    return folder / name / f"{name}.onnx"


def installed_voices(folder: Path) -> tuple[InstalledVoice, ...]:
    """All installed voices, by name."""
    try:
        names = sorted(path.name for path in folder.iterdir() if NAME.fullmatch(path.name))
    except OSError:
        return ()
    return tuple(installed_voice(folder, name) for name in names if model_path(folder, name).is_file())


def installed_voice(folder: Path, name: str) -> InstalledVoice:
    """What is known of an installed voice."""
    place = folder / name
    record = read_record(place)
    size = sum(path.stat().st_size for path in place.iterdir() if path.is_file())
    return InstalledVoice(name, place, size, licence(place / MODEL_CARD), str(record.get("source", "not known")))


def remove_voice(folder: Path, name: str) -> InstalledVoice:
    """Remove a voice: it is moved away first, so that half a voice is never found.

    Raises:
        VoiceError: It is not installed.
        StorageError: It cannot be removed.
    """
    plain = checked_name(name)
    if not (folder / plain).is_dir():
        raise VoiceError(
            f"the Piper voice {plain!r} is not installed", hint="see: audio-edition voices list --installed"
        )
    voice = installed_voice(folder, plain)
    leaving = folder / PARTIAL / f"{plain}.removed"
    try:
        leaving.parent.mkdir(exist_ok=True)
        if leaving.exists():
            shutil.rmtree(leaving)
        voice.folder.rename(leaving)
        shutil.rmtree(leaving)
    except OSError as error:
        raise StorageError(f"{voice.folder} cannot be removed: {error.strerror}", hint="remove it by hand") from error
    return voice


def licence(card: Path) -> str:
    """The licence as a model card names it."""
    try:
        with card.open("rb") as file:
            text = file.read(_MOST_CARD_BYTES).decode("utf-8", "replace")
    except OSError:
        return "not stated"
    found = _LICENCE.search(text)
    shown = "".join(char for char in found[1] if char.isprintable()).strip(" *_")[:200] if found else ""
    return shown or "not stated"


def read_record(place: Path) -> dict[str, Any]:
    """``installed.json`` of a voice; empty where it is damaged or missing."""
    try:
        found = json.loads(read_note(place / RECORD))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def write_record(place: Path, model: Path, source: str) -> None:
    """Remember where a voice came from and what its model's digest is, so that it is not read again for every build."""
    record = {"source": source, "model_sha256": sha256(model), **_stamp(model)}
    (place / RECORD).write_text(json.dumps(record, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def is_whole(model: Path) -> bool:
    """Whether an installed model has the size and, where its time is another, the digest of when it was installed."""
    record = read_record(model.parent)
    try:
        stamp = _stamp(model)
        if record.get("model_size", stamp["model_size"]) != stamp["model_size"]:
            return False
        known = record.get("model_sha256")
        return not known or record.get("model_mtime_ns") == stamp["model_mtime_ns"] or sha256(model) == known
    except OSError:
        return False


def model_digest(model: Path) -> str:
    """SHA-256 of a model in hexadecimal; remembered for an installed one while size and time of its file agree."""
    record = read_record(model.parent)
    stamp = _stamp(model)
    remembered = record.get("model_sha256")
    if isinstance(remembered, str) and all(record.get(key) == value for key, value in stamp.items()):
        return remembered
    return sha256(model)


def sha256(path: Path) -> str:
    """SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stamp(model: Path) -> dict[str, int]:
    facts = model.stat()
    return {"model_size": facts.st_size, "model_mtime_ns": facts.st_mtime_ns}
