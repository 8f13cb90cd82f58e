"""The list of Piper's voices, ``voices.json`` of the project's repository of voices.

Enters: the bytes of the list. Leaves: the files of a voice with size and digest. Refuses: unknown voices, naming the
nearest; a list that is not of the known form; paths that lead out of the folder.

Source: huggingface.co/rhasspy/piper-voices, voices.json.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

from msgspec import Struct

from audio_edition.errors import VoiceError
from audio_edition.text.nearest import did_you_mean
from audio_edition.voices.piper._folder import MODEL_CARD, NAME

MOST_FILE_BYTES = 4 << 30
_PATH = re.compile(r"[\w.-]+(/[\w.-]+)*")
_MD5 = re.compile(r"[0-9a-f]{32}")
_MOST_NAMED = 12


class WantedFile(Struct, frozen=True):
    """One file of a voice."""

    path: str
    """Below the base URL."""
    size_bytes: int
    md5: str
    """In hexadecimal. It finds damage; HTTPS is what protects against a forged file."""

    @property
    def name(self) -> str:
        """Without its folders."""
        return self.path.rpartition("/")[2]


def find_files(index: bytes, name: str) -> tuple[WantedFile, ...]:
    """The files of a voice: model, configuration, and the model card where there is one.

    Args:
        index: ``voices.json``.
        name: ``en_US-lessac-medium``; a former name is taken too.

    Raises:
        VoiceError: There is no such voice, or the list is damaged.
    """
    voices = _voices(index)
    listed = name if name in voices else next((other for other, one in voices.items() if name in _aliases(one)), "")
    if not listed:
        raise VoiceError(f"Piper has no voice {name!r}", hint=_hint_for(name, tuple(voices)))
    voice = voices[listed]
    files = voice.get("files") if isinstance(voice, dict) else None
    if not isinstance(files, dict):
        raise _damaged(name)
    wanted = tuple(
        _file(path, facts, name)
        for path, facts in sorted(files.items())
        if path.endswith((".onnx", ".onnx.json")) or path.rpartition("/")[2] == MODEL_CARD
    )
    names = {file.name for file in wanted}
    models = [file for file in names if file.endswith(".onnx")]
    if len(models) != 1 or len(names) != len(wanted) or f"{models[0]}.json" not in names:
        raise _damaged(name)
    if not NAME.fullmatch(models[0].removesuffix(".onnx")):
        raise _damaged(name)
    return wanted


def _voices(index: bytes) -> dict[str, Any]:
    try:
        found = json.loads(index)
    except (ValueError, RecursionError) as error:
        raise VoiceError("the list of Piper's voices cannot be read", hint="try again later") from error
    if not isinstance(found, dict):
        raise VoiceError("the list of Piper's voices has an unknown form", hint="look for a newer version")
    return {unicodedata.normalize("NFC", name): voice for name, voice in found.items()}


def _file(path: str, facts: Any, name: str) -> WantedFile:
    size = facts.get("size_bytes") if isinstance(facts, dict) else None
    md5 = facts.get("md5_digest") if isinstance(facts, dict) else None
    plain = unicodedata.normalize("NFC", path)
    if not _PATH.fullmatch(plain) or any(part in {".", ".."} for part in plain.split("/")):
        raise _damaged(name)
    if type(size) is not int or not 0 < size <= MOST_FILE_BYTES or not isinstance(md5, str) or not _MD5.fullmatch(md5):
        raise _damaged(name)
    return WantedFile(plain, size, md5)


def _aliases(voice: Any) -> tuple[str, ...]:
    aliases = voice.get("aliases") if isinstance(voice, dict) else None
    return tuple(alias for alias in aliases if isinstance(alias, str)) if isinstance(aliases, list) else ()


def _hint_for(name: str, known: tuple[str, ...]) -> str:
    language = re.split("[_-]", name)[0]
    same = [other for other in sorted(known) if other.startswith(f"{language}_")]
    meant = f"{did_you_mean(name, known)} ".lstrip()
    more = " …" if len(same) > _MOST_NAMED else ""
    listed = f"of that language: {', '.join(same[:_MOST_NAMED])}{more}; " if same else ""
    return f"{meant}{listed}hear them all at https://rhasspy.github.io/piper-samples"


def _damaged(name: str) -> VoiceError:
    return VoiceError(f"what the list of Piper's voices says of {name!r} cannot be used", hint="try again later")
