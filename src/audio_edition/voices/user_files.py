"""Where a person's own settings and voices lie: outside of every publication.

Enters: the environment. Leaves: folders, and the tables of the person's TOML files. Refuses: a file that is not TOML,
unknown keys, values of a wrong type; always with file and line.

What names programs and servers stands here and never in a script or a publication: those may come from somebody else,
and must not be able to run a program on this machine or to send a text, or a key, to a server of their choice.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from msgspec import Struct

from audio_edition.errors import Place, SourceError, StorageError
from audio_edition.publication.entries import Entry, describe
from audio_edition.publication.toml_reading import read_toml
from audio_edition.text.nearest import hint_for
from audio_edition.text.regular_file import read_regular_file
from audio_edition.text.source import SourceText

_APPLICATION = "audio-edition"
MOST_BYTES = 1_000_000


def config_folder() -> Path:
    """The person's settings: ``AUDIO_EDITION_CONFIG_DIR``, else the platform's place."""
    from platformdirs import user_config_path

    chosen = os.environ.get("AUDIO_EDITION_CONFIG_DIR")
    return Path(chosen) if chosen else user_config_path(_APPLICATION, appauthor=False, roaming=True)


def data_folder() -> Path:
    """The person's data, such as installed voices: ``AUDIO_EDITION_DATA_DIR``, else the platform's place."""
    from platformdirs import user_data_path

    chosen = os.environ.get("AUDIO_EDITION_DATA_DIR")
    return Path(chosen) if chosen else user_data_path(_APPLICATION, appauthor=False)


def state_folder() -> Path:
    """What outlives a run and can be lost, such as a block of Google's: ``AUDIO_EDITION_STATE_DIR``, else as above."""
    from platformdirs import user_state_path

    chosen = os.environ.get("AUDIO_EDITION_STATE_DIR")
    return Path(chosen) if chosen else user_state_path(_APPLICATION, appauthor=False)


class UserTable(Struct, frozen=True):
    """A table of one of the person's files, whose values are checked as they are asked for."""

    path: str
    entries: Mapping[str, Entry]
    name: str = ""
    """Of the table; empty for the whole file."""
    line: int = 0
    """Where the table begins."""

    def error(self, what: str, hint: str, key: str = "") -> SourceError:
        """Return an error at the line of a key, or of the table."""
        line = self.entries[key].line if key in self.entries else self.line
        label = f"[{self.name}] " if self.name else ""
        return SourceError(f"{label}{what}", place=Place(self.path, line), hint=hint)

    def check_keys(self, known: Collection[str]) -> None:
        """Refuse keys that are not known, naming the nearest."""
        for key in self.entries:
            if key not in known:
                raise self.error(f"unknown key {key!r}", hint_for(key, known, "keys:"), key)

    def text(self, key: str, default: str = "") -> str:
        """The text of a key."""
        return self._text(key, self.entries[key].value) if key in self.entries else default

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts of a key; empty where it is missing."""
        if key not in self.entries:
            return ()
        value = self.entries[key].value
        if not isinstance(value, tuple):
            raise self.error(f"{key} must be a list", f'write: {key} = ["…", "…"]', key)
        return tuple(self._text(key, item.value) for item in value)

    def number(self, key: str, default: float, most: float, *, whole: bool = False) -> float:
        """The number of a key, above 0 and at most ``most``."""
        value = self.entries[key].value if key in self.entries else default
        kinds = (int,) if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or not 0 < value <= most:
            expected = "a whole number" if whole else "a number"
            raise self.error(f"{key} is {describe(value)}", f"give {expected} above 0, at most {most:g}", key)
        return float(value)

    def _text(self, key: str, value: object) -> str:
        if not isinstance(value, str) or "\0" in value:
            raise self.error(f"{key} is {describe(value)}, which is not text", 'text stands in quotes: "…"', key)
        return value


def read_user_file(path: Path) -> UserTable:
    """The table of a TOML file of the person's; empty where there is no such file.

    Raises:
        SourceError: It is not TOML.
        StorageError: It is there and cannot be read.
    """
    try:
        data = read_regular_file(path, MOST_BYTES)
    except StorageError as error:
        if isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
            return UserTable(str(path), {})
        raise
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Place(str(path), 1 + data.count(b"\n", 0, error.start))
        raise SourceError("this is not UTF-8", place=place, hint="save the file as UTF-8") from error
    # As it stands, without ``text.source``'s normalising: names of files and arguments must not change.
    source = SourceText(str(path), text, range(1, text.count("\n") + 2))
    return UserTable(str(path), read_toml(source), line=1)
