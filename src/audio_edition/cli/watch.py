"""``audio-edition watch``.

Enters: scripts and options. Leaves: editions, rebuilt on every save, until Ctrl-C. Refuses: to end because a script
is broken.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from audio_edition.cli.options import find_publication, publication_option, scripts_argument, voice_option

if TYPE_CHECKING:
    from audio_edition.errors import AudioEditionError
    from audio_edition.making.request import BuildResult

EPILOG = """\b
Examples:
  audio-edition watch                 every script of the publication
  audio-edition watch october-1917    one of them
\b
Needs the extra: pip install 'audio-edition[watch]'. Ctrl-C ends it."""


@click.command("watch", epilog=EPILOG)
@scripts_argument
@publication_option
@voice_option
def command(scripts: tuple[str, ...], root: Path | None, voice: str) -> None:
    """Build again on every save.

    What changes is spoken and encoded while you go on writing. A script that is broken for a while is reported;
    its published edition stays.
    """
    from audio_edition.cli.consent import Consent
    from audio_edition.cli.progress import ConsoleReporter
    from audio_edition.cli.running import TERMINATED
    from audio_edition.making.builder import Builder
    from audio_edition.making.watching import Watcher, require_watching
    from audio_edition.text.visible import printable

    require_watching()
    publication, chosen = find_publication(root, scripts)

    seen: set[str] = set()

    def built(result: BuildResult, seconds: float) -> None:
        if result.status in ("built", "updated") or result.slug not in seen:
            click.echo(printable(_line(result, seconds)))
        seen.add(result.slug)

    def failed(error: AudioEditionError) -> None:
        click.echo(printable(f"audio-edition: {error}"), err=True)

    builder = Builder(publication.root, ConsoleReporter(brief=True), Consent())
    watcher = Watcher(publication.root, builder, voice, built, failed)
    click.echo(f"watching {publication.script_folder}; Ctrl-C ends it", err=True)
    try:
        watcher.run(frozenset(script.name for script in chosen) if scripts else frozenset())
    except KeyboardInterrupt:
        if TERMINATED.is_set():
            raise
        click.echo("stopped; every edition is whole", err=True)


def _line(result: BuildResult, seconds: float) -> str:
    from audio_edition.edition.history import clock

    if result.edition is None:
        return str(result.mp3)
    length = clock(result.edition.duration_ms)
    if result.status == "unchanged":
        return f"{result.mp3} ({length}) is up to date"
    return f"{result.mp3} ({length}) in {seconds:.2f} s: {_what_changed(result)}"


def _what_changed(result: BuildResult) -> str:
    note = result.edition.note if result.edition else ""
    return note if result.status == "built" else "the MP3 stays as it is; what lies beside it was made anew"
