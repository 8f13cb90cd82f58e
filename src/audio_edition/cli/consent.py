"""Asks a person once whether texts may go to a service on the network, and remembers the answer.

Enters: the name of a service. Leaves: whether texts may go there; the answer in ``consent.json`` in the person's
settings folder, outside of every publication. Never asks where nobody sits at a terminal: then only a "no" that was
given earlier counts.
"""

from __future__ import annotations

import json
import sys
import threading
from contextlib import suppress
from pathlib import Path

import click

FILE_NAME = "consent.json"
_MOST_BYTES = 10_000


def consent_file() -> Path:
    """Where answers are kept."""
    from audio_edition.voices.user_files import config_folder

    return config_folder() / FILE_NAME


class Consent:
    """Answers, asked for once.

    Args:
        ask: Whether a question may be asked now, if there is a terminal: not where a program reads what we print.
    """

    def __init__(self, *, ask: bool = True) -> None:
        self._ask = ask and _at_terminal()
        self._answers: dict[str, bool] | None = None

    def __call__(self, service: str) -> bool:
        """Whether texts may go to a service."""
        if self._answers is None:
            self._answers = remembered_answers()
        if service not in self._answers:
            if not self._ask:
                return True
            try:
                self._answers[service] = _asked(service)
            except click.Abort:
                if threading.current_thread() is threading.main_thread():
                    raise
                return False  # no answer, where another thread serves or waits for changes: asked again by the next run
            _remember(self._answers)
        return self._answers[service]


def _asked(service: str) -> bool:
    return click.confirm(
        f"The text will be sent to {service}, which speaks it. May it, now and in future?\n"
        "(With no, the built-in voice speaks, and nothing leaves this machine.)",
        err=True,
    )


def _at_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def remembered_answers() -> dict[str, bool]:
    """By service; what cannot be read counts as not asked yet."""
    from audio_edition.errors import AudioEditionError
    from audio_edition.text.regular_file import read_regular_file

    try:
        found = json.loads(read_regular_file(consent_file(), _MOST_BYTES))
    except (OSError, ValueError, RecursionError, AudioEditionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name): answer for name, answer in found.items() if isinstance(answer, bool)}


def _remember(answers: dict[str, bool]) -> None:
    """A file that cannot be written means that the question comes again."""
    path = consent_file()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(answers, indent=2) + "\n", encoding="utf-8")
        click.echo(f"remembered in {path}; remove that file to be asked again", err=True)
