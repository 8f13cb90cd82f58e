"""TOML with the line of every key, which ``tomllib`` does not give.

Enters: the text of a file, or the lines between ``+++`` and ``+++``. Leaves: entries with their lines. Refuses: what
``tomllib`` refuses, at the line it names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from audio_edition.errors import Place, SourceError
from audio_edition.publication.entries import Entry
from audio_edition.text.pattern import pattern

if TYPE_CHECKING:
    from audio_edition.text.source import SourceText

_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_HEADER = pattern(rf"[ \t]*\[\[?[ \t]*({_DOTTED})[ \t]*\]")
_ASSIGNMENT = pattern(rf"[ \t]*({_DOTTED})[ \t]*=")
_LONG_KEY = pattern(rf"(?<![A-Za-z0-9_-])(?:{_PART}[ \t]*\.[ \t]*){{200}}")
"""Also inside a value: an inline table has keys too, and no text has 200 words joined by points."""
_PARTS = pattern(_PART)
_ERROR_LINE = pattern(r"\(at line (\d+), column \d+\)$")

_Path = tuple[str, ...]
_MOST_LEVELS = 32


def read_toml(source: SourceText) -> dict[str, Entry]:
    """Read a TOML table.

    Args:
        source: The TOML alone, with the line numbers of the file.

    Raises:
        SourceError: Not TOML.
    """
    table = parse_toml(source.text, source.place, "not TOML", 'text stands in quotes: key = "value"')
    lines = _lines_of_keys(source)
    _refuse_depth(table, lines, source)
    first = source.lines[0]
    return {key: _entry(value, (key,), lines, first) for key, value in table.items()}


def parse_toml(text: str, place: Callable[[int], Place], what: str, hint: str) -> dict[str, object]:
    """Parse TOML that may come from somebody else.

    Args:
        text: The TOML.
        place: Of a line, counted from 0.
        what: What is said of text that is not TOML, before the reason.
        hint: What to do about it.

    Raises:
        SourceError: It is not TOML, or has keys that no setting has.
    """
    if found := _LONG_KEY.search(text):
        # Before tomllib: of a key of 20,000 parts it makes 20,000 keys, the longest of 20,000 parts, in 1.6 GB.
        raise _too_deep(place(text.count("\n", 0, found.start())))
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # ValueError: TOMLDecodeError, and what int() says of a number with thousands of digits.
        message = str(error) if isinstance(error, ValueError) else "nested too deeply"
        found = _ERROR_LINE.search(message)
        index = int(found[1]) - 1 if found else text.count("\n") if "end of document" in message else 0
        reason = _ERROR_LINE.sub("", message).strip()
        raise SourceError(f"{what}: {reason}", place=place(index), hint=hint) from error


def _lines_of_keys(source: SourceText) -> dict[_Path, int]:
    """Find where each key is written, by its shape; inside a multi-line string this may err, in a message only."""
    lines: dict[_Path, int] = {}
    table: _Path = ()
    for index, line in enumerate(source.text.split("\n")):
        if header := _HEADER.match(line):
            table = _split(header[1])
            path = table
        elif assignment := _ASSIGNMENT.match(line):
            path = table + _split(assignment[1])
        else:
            continue
        for length in range(1, min(len(path), _MOST_LEVELS) + 1):
            lines.setdefault(path[:length], source.lines[index])
    return lines


def _refuse_depth(table: object, lines: Mapping[_Path, int], source: SourceText) -> None:
    """Refuse tables in tables in tables: no setting has them."""
    open_values: list[tuple[object, _Path]] = [(table, ())]
    while open_values:
        value, path = open_values.pop()
        if len(path) > _MOST_LEVELS:
            line = next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), source.lines[0])
            raise _too_deep(Place(source.path, line))
        if isinstance(value, dict):
            open_values.extend((item, (*path, key)) for key, item in value.items())
        elif isinstance(value, list):
            open_values.extend((item, (*path, "[]")) for item in value)


def _too_deep(place: Place) -> SourceError:
    hint = "no setting has so many levels"
    return SourceError(f"tables in tables, more than {_MOST_LEVELS} of them", place=place, hint=hint)


def _split(dotted: str) -> _Path:
    return tuple(part.strip("\"'") for part in _PARTS.findall(dotted))


def _entry(value: object, path: _Path, lines: Mapping[_Path, int], above: int) -> Entry:
    line = lines.get(path, above)
    if isinstance(value, dict):
        return Entry({key: _entry(item, (*path, key), lines, line) for key, item in value.items()}, line)
    if isinstance(value, list):
        return Entry(tuple(_entry(item, path, lines, line) for item in value), line)
    return Entry(value, line)
