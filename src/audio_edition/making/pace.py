"""How quickly each voice worked on this machine, kept in the store between builds.

Enters: what a voice spoke, and how long that took. Leaves: its pace, for estimates; nothing else depends on it, so a
note that cannot be read or written is only missed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio_edition.making.cast import Cast, CastVoice
from audio_edition.store.folder import Store, write_note
from audio_edition.text.regular_file import read_note

_LEAST_CHARACTERS = 20


@dataclass(frozen=True, slots=True)
class Pace:
    """How quickly a voice worked here so far; zeros where it was never measured."""

    characters_per_second: float
    """Spoken per second of waiting."""
    sound_seconds_per_character: float


@dataclass(slots=True)
class WorkDone:
    """What a voice has spoken; grows while it speaks."""

    characters: int = 0
    sound_seconds: float = 0.0
    busy_seconds: float = 0.0
    """By the wall clock, all threads together."""


def read_paces(store: Store, cast: Cast) -> dict[str, Pace]:
    """The pace of every voice, by its name."""
    noted = _read_notes(store)
    return {voice.name: _pace(noted.get(_note_name(voice))) for voice in cast.voices}


def measured_paces(store: Store, cast: Cast) -> dict[str, float]:
    """Seconds of sound per character of every voice that was measured, by its name."""
    paces = read_paces(store, cast)
    return {
        name: pace.sound_seconds_per_character for name, pace in paces.items() if pace.sound_seconds_per_character > 0
    }


def write_pace(store: Store, voice: CastVoice, done: WorkDone) -> None:
    """Remember how quickly a voice worked."""
    if done.characters < _LEAST_CHARACTERS or done.busy_seconds <= 0:
        return
    paces = dict(_read_notes(store))
    paces[_note_name(voice)] = {
        "characters_per_second": round(done.characters / done.busy_seconds, 1),
        "sound_seconds_per_character": round(done.sound_seconds / done.characters, 5),
    }
    with suppress(OSError):
        write_note(store.root, _path(store), json.dumps(paces, indent=1).encode())


def _pace(entry: Any) -> Pace:
    try:
        return Pace(float(entry["characters_per_second"]), float(entry["sound_seconds_per_character"]))
    except (KeyError, TypeError, ValueError):
        return Pace(0.0, 0.0)


def _note_name(voice: CastVoice) -> str:
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
