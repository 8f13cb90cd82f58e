"""How quickly each voice worked on this machine, kept in the store between builds.

Enters: what a voice spoke, and how long that took. Leaves: its pace, for estimates; nothing else depends on it, so a
note that cannot be read or written is only missed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from audio_edition.making.cast import Cast, CastVoice
from audio_edition.store.folder import Store, write_note
from audio_edition.text.regular_file import read_note

_LEAST_CHARACTERS = 20
_MOST = 1e9


class Pace(Struct, frozen=True):
    """How quickly a voice worked here so far; zeros where it was never measured."""

    characters_per_second: float
    """Spoken per second of waiting."""
    stretch: float
    """How long it takes for what the built-in voice says in a second."""


class WorkDone(Struct):
    """What a voice has spoken; grows while it speaks."""

    characters: int = 0
    usual_seconds: float = 0.0
    """What the built-in voice takes for the same, about."""
    sound_seconds: float = 0.0
    busy_seconds: float = 0.0
    """By the wall clock, all threads together."""


def read_paces(store: Store, cast: Cast) -> dict[str, Pace]:
    """The pace of every voice, by its name."""
    noted = _read_notes(store)
    return {voice.name: _pace(noted.get(note_name(voice))) for voice in cast.voices}


def measured_paces(store: Store, cast: Cast) -> dict[str, float]:
    """How long each voice that was measured takes for what the built-in one says in a second, by its name."""
    return {name: pace.stretch for name, pace in read_paces(store, cast).items() if pace.stretch > 0}


def write_pace(store: Store, voice: CastVoice, done: WorkDone) -> None:
    """Remember how quickly a voice worked."""
    if done.characters < _LEAST_CHARACTERS or done.busy_seconds <= 0:
        return
    paces = dict(_read_notes(store))
    paces[note_name(voice)] = {
        "characters_per_second": round(done.characters / done.busy_seconds, 1),
        "stretch": round(done.sound_seconds / done.usual_seconds, 4),
    }
    with suppress(OSError):
        write_note(store.root, _path(store), json.dumps(paces, indent=1).encode())


def _pace(entry: Any) -> Pace:
    return Pace(_number(entry, "characters_per_second"), _number(entry, "stretch"))


def _number(entry: Any, name: str) -> float:
    """A positive number of a note that anybody may have written; else 0."""
    try:
        number = float(entry[name])
    except (KeyError, TypeError, ValueError, OverflowError):
        return 0.0
    return number if 0 < number < _MOST else 0.0


def note_name(voice: CastVoice) -> str:
    """The same voice with another speed has another pace."""
    digest = hashlib.sha256(json.dumps(dict(voice.key or {}), sort_keys=True).encode()).hexdigest()
    return f"{voice.name} {digest[:8]}"


def _path(store: Store) -> Path:
    return store.root / "pace.json"


def _read_notes(store: Store) -> Mapping[str, Any]:
    try:
        found = json.loads(read_note(_path(store)))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
