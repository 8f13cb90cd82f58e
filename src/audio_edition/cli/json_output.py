"""The one shape of what every command prints with ``--json``.

Enters: what a command found. Leaves: one JSON object on stdout::

    {"schema": 1, "command": "build", "results": [{...}, ...], "errors": [{...}], ...}

``results`` has an object for each script, voice, word, setting or check; a command that makes one thing has one.
``errors`` names what failed: ``script``, ``message``, ``place`` (``file:line``), ``hint``, ``exit_code``. The exit code
of the command is as without ``--json``. An error that ends it is printed on stderr too, and is then the only one among
``errors``, without any result.
``output.schema.json`` beside this module describes every field of every command, as JSON Schema; ``audio-edition
config --schema`` prints it. ``schema`` is raised when a field is removed or means something else, not when one is
added.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from audio_edition.errors import AudioEditionError

OUTPUT_SCHEMA = 1
SCHEMA_FILE = Path(__file__).with_name("output.schema.json")


def print_json(
    command: str, results: Iterable[object], *, errors: Iterable[dict[str, Any]] = (), **more: object
) -> None:
    """Print what a command found.

    Args:
        command: As it is typed: ``store status``.
        results: One object each.
        errors: As ``error_json`` makes them.
        more: What is said of all results together.
    """
    report = {
        "schema": OUTPUT_SCHEMA,
        "command": command,
        "results": list(results),
        "errors": list(errors),
        **more,
    }
    text = json.dumps(report, ensure_ascii=False, indent=2)
    _PRINTED.append(command)
    click.echo(text)


def print_failure(group: click.Group, arguments: Sequence[str], error: BaseException, message: str, code: int) -> None:
    """Print the error that has ended a command, where its arguments ask for JSON and nothing was printed yet.

    Args:
        group: Of all commands.
        arguments: Of the program.
        error: What has ended it.
        message: What is said of it on stderr.
        code: The exit code.
    """
    command = _asked_for_json(group, arguments)
    if not command or _PRINTED:
        return
    found = error_json(error) if isinstance(error, AudioEditionError) else _error(message, code)
    print_json(command, (), errors=[found])


_PRINTED: list[str] = []
"""The command whose object was printed: a program prints one."""


def _asked_for_json(group: click.Group, arguments: Sequence[str]) -> str:
    """The name of the command, where it has ``--json`` and that was given; else nothing."""
    given = arguments[: list(arguments).index("--")] if "--" in arguments else arguments
    command: click.Command | None = group
    names: list[str] = []
    for word in given:
        if not isinstance(command, click.Group) or word.startswith("-"):
            continue
        found = command.get_command(click.Context(command), word)
        if found is None:
            break
        command = found
        names.append(word)
    if isinstance(command, click.Group) and names:  # ``voices`` is short for ``voices list``
        command = command.get_command(click.Context(command), "list")
    if command is None or "--json" not in given or not any("--json" in each.opts for each in command.params):
        return ""
    return " ".join(names).removesuffix(" list")


def error_json(error: AudioEditionError, script: Path | None = None) -> dict[str, Any]:
    """An error as it stands among ``errors``."""
    place, hint = str(error.place) if error.place else None, error.hint or None
    return _error(error.what, error.exit_code, script=str(script) if script else None, place=place, hint=hint)


def _error(
    message: str, code: int, *, script: str | None = None, place: str | None = None, hint: str | None = None
) -> dict[str, Any]:
    return {"script": script, "message": message, "place": place, "hint": hint, "exit_code": code}
