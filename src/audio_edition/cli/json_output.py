"""The one shape of what every command prints with ``--json``.

Enters: what a command found. Leaves: one JSON object on stdout::

    {"schema": 1, "command": "build", "results": [{...}, ...], "errors": [{...}], ...}

``results`` has an object for each script, voice, word, setting or check; a command that makes one thing has one.
``errors`` names what failed while the command went on: ``script``, ``message``, ``place`` (``file:line``), ``hint``,
``exit_code``. The exit code of the command is as without ``--json``; an error that ends it is printed on stderr.
``output.schema.json`` beside this module describes every field of every command, as JSON Schema; ``audio-edition
config --schema`` prints it. ``schema`` is raised when a field is removed or means something else, not when one is
added.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
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
    click.echo(json.dumps(report, ensure_ascii=False, indent=2))


def error_json(error: AudioEditionError, script: Path | None = None) -> dict[str, Any]:
    """An error as it stands among ``errors``."""
    return {
        "script": str(script) if script else None,
        "message": error.what,
        "place": str(error.place) if error.place else None,
        "hint": error.hint or None,
        "exit_code": error.exit_code,
    }
