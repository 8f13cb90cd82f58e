"""Where a person's own settings and voices lie: outside of every publication.

Enters: the environment. Leaves: folders, and the tables of the person's TOML files. Refuses: a file that is not TOML.

What names programs and servers stands here and never in a script or a publication: those may come from somebody else,
and must not be able to run a program on this machine or to send a text, or a key, to a server of their choice.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audio_edition.errors import Place, SourceError, StorageError

_APPLICATION = "audio-edition"
MOST_BYTES = 1 << 20


def config_folder(environment: Mapping[str, str] | None = None) -> Path:
    """The person's settings. ``AUDIO_EDITION_CONFIG_DIR``, else the platform's place.

    Source: XDG Base Directory Specification; on macOS and Windows the folders for application data.
    """
    return _folder("AUDIO_EDITION_CONFIG_DIR", "XDG_CONFIG_HOME", ".config", "APPDATA", environment)


def data_folder(environment: Mapping[str, str] | None = None) -> Path:
    """The person's data, such as installed voices. ``AUDIO_EDITION_DATA_DIR``, else the platform's place."""
    return _folder("AUDIO_EDITION_DATA_DIR", "XDG_DATA_HOME", ".local/share", "LOCALAPPDATA", environment)


def state_folder(environment: Mapping[str, str] | None = None) -> Path:
    """What outlives a run and can be lost, such as a block of Google's. ``AUDIO_EDITION_STATE_DIR``, else as above."""
    return _folder("AUDIO_EDITION_STATE_DIR", "XDG_STATE_HOME", ".local/state", "LOCALAPPDATA", environment)


def read_table(path: Path) -> dict[str, Any]:
    """The table of a TOML file of the person's; empty where there is no such file.

    Raises:
        SourceError: It is not TOML.
        StorageError: It is there and cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror}", hint="make it readable or remove it") from error
    if len(data) > MOST_BYTES:
        raise SourceError("larger than 1 MB", place=Place(str(path)), hint="it should hold a few settings")
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SourceError(f"not TOML: {error}", place=Place(str(path)), hint="correct it") from error


def _folder(own: str, xdg: str, below_home: str, windows: str, environment: Mapping[str, str] | None) -> Path:
    env = os.environ if environment is None else environment
    if chosen := env.get(own):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(env.get(windows) or Path.home()) / _APPLICATION
    if sys.platform == "darwin" and not env.get(xdg):
        return Path.home() / "Library/Application Support" / _APPLICATION
    base = env.get(xdg, "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / below_home) / _APPLICATION
