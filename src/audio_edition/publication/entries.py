"""Keys and values as somebody wrote them, each with its line; not yet checked.

Enters: what the readers of YAML, TOML and the command line found. Leaves: ``Entry``, ``Layer`` and ``SettingValue``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct

from audio_edition.errors import Place, SourceError
from audio_edition.text.visible import quoted


class LayerKind(StrEnum):
    """Where settings can be written."""

    PUBLICATION = "publication.toml"
    FRONT_MATTER = "front matter"
    COMMAND_LINE = "command line"


class Entry(Struct, frozen=True):
    """A value with its line."""

    value: object
    """str, int, float, bool, None, ``date``, tuple of Entry, or a mapping of str to Entry; TOML adds ``time``."""
    line: int
    """0 for the command line."""


class Layer(Struct, frozen=True):
    """The settings written in one place."""

    kind: LayerKind
    path: str
    """For messages; empty for the command line."""
    entries: Mapping[str, Entry]


class SettingValue(Struct, frozen=True):
    """One value about to be checked: what it is called, and where it stands."""

    name: str
    """With the table: ``pauses.section``."""
    value: object
    line: int
    path: str

    @property
    def place(self) -> Place | None:
        """Where it stands; None for the command line."""
        return Place(self.path, self.line) if self.path else None

    def error(self, expected: str, hint: str = "") -> SourceError:
        """Return the error that this value is not what is expected."""
        what = f"{self.name}: expected {expected}, found {describe(self.value)}"
        return SourceError(what, place=self.place, hint=hint)

    def items(self) -> tuple[tuple[str, SettingValue], ...]:
        """Return the keys and values of a table.

        Raises:
            SourceError: It is not a table.
        """
        if not isinstance(self.value, Mapping):
            raise self.error("a table of keys and values")
        return tuple(
            (key, SettingValue(f"{self.name}.{key}", entry.value, entry.line, self.path))
            for key, entry in self.value.items()
        )


def entry_of(value: object, line: int = 0) -> Entry:
    """Wrap a plain value, its lists and tables too, with one line for all of it."""
    if isinstance(value, Mapping):
        return Entry({str(key): entry_of(item, line) for key, item in value.items()}, line)
    if isinstance(value, list | tuple):
        return Entry(tuple(entry_of(item, line) for item in value), line)
    return Entry(value, line)


def command_line_layer(options: Mapping[str, object]) -> Layer:
    """Make a layer of options; those that are None were not given.

    Args:
        options: By the names that settings have in files: ``{"voice": "espeak:en-us", "pauses": {"section": 2000}}``.
    """
    entries = {name: entry_of(value) for name, value in options.items() if value is not None}
    return Layer(LayerKind.COMMAND_LINE, "", entries)


def describe(value: object) -> str:
    """Say in a few words what a value is; for text, quote its beginning."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value, 40)
    if isinstance(value, int | float):
        return str(value) if abs(value) < 1e18 else "a huge number"
    if value is None:
        return "nothing"
    if isinstance(value, date):
        return f"the date {value.isoformat()}"
    return "a table" if isinstance(value, Mapping) else "a list" if isinstance(value, tuple) else type(value).__name__
