"""``audio-edition voices install`` and ``remove``.

Enters: names of voices. Leaves: voices in the person's data folder, or no longer there; a line each on stdout. Refuses:
engines whose voices need no installing, unknown voices.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import click

from audio_edition.errors import VoiceError

if TYPE_CHECKING:
    from audio_edition.voices.installing import Progress

_INSTALL_EPILOG = """\b
Examples:
  audio-edition voices install piper:en_US-lessac-medium
  audio-edition voices install piper:de            says which voices there are in German

\b
Piper's voices can be heard at https://rhasspy.github.io/piper-samples. What broke off
goes on where it ended when the same command is run again."""


@click.command("install", epilog=_INSTALL_EPILOG)
@click.argument("names", nargs=-1, required=True, metavar="ENGINE:NAME...")
def install(names: tuple[str, ...]) -> None:
    """Fetch voices into your data folder, checked by size and digest."""
    for full in names:
        engine, name = _find(full)
        voice, fetched = _install(engine, name)
        shown = f"{engine.name}:{voice.name}"
        if not fetched:
            click.echo(f"{shown} is installed already: {voice.folder}")
            continue
        click.echo(f"{shown} ({voice.size_bytes / 1e6:.1f} MB): {voice.folder}")
        click.echo(f"  licence: {voice.licence}; more in MODEL_CARD there")
        click.echo(f"  source: {voice.source}")


_REMOVE_EPILOG = """\b
Examples:
  audio-edition voices remove piper:en_US-lessac-medium"""


@click.command("remove", epilog=_REMOVE_EPILOG)
@click.argument("names", nargs=-1, required=True, metavar="ENGINE:NAME...")
def remove(names: tuple[str, ...]) -> None:
    """Remove installed voices from your data folder."""
    for full in names:
        engine, name = _find(full)
        voice = engine.remove(name)
        click.echo(f"{engine.name}:{voice.name} removed ({voice.size_bytes / 1e6:.1f} MB)")


def _install(engine: Any, name: str) -> tuple[Any, bool]:
    """The installed voice, and whether anything had to be fetched for it."""
    fetched: set[str] = set()
    with _progress() as progress:

        def told(file: str, here: int, size: int) -> None:
            fetched.add(file)
            progress(file, here, size)

        return engine.install(name, told), bool(fetched)


def _find(full: str) -> tuple[Any, str]:
    """The engine of ``engine:name``, and the name."""
    from audio_edition.voices.installing import InstallingEngine
    from audio_edition.voices.registry import engine_names, find_engine

    prefix, _, name = full.partition(":")
    if not name and prefix not in engine_names():
        raise VoiceError(f"{full!r} names no engine", hint=f"write it like piper:{full}")
    engine = find_engine(prefix)
    if not isinstance(engine, InstallingEngine):
        raise VoiceError(f"the voices of {prefix!r} need no installing", hint=f"see: audio-edition voices {prefix}")
    if not name:
        raise VoiceError(f"{full!r} names no voice", hint=f"write it like {prefix}:NAME")
    return engine, name


def _progress() -> AbstractContextManager[Progress]:
    """Bars on a terminal; silence elsewhere."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        return nullcontext(lambda name, here, size: None)
    return _Bars(console)


class _Bars:
    """A bar for each file."""

    def __init__(self, console: Any) -> None:
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=console)
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Progress:
        self._progress.start()
        return self._tell

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def _tell(self, name: str, here: int, size: int) -> None:
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(name, total=size)
        self._progress.update(self._tasks[name], completed=here)
