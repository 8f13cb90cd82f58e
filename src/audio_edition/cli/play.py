"""``audio-edition play``.

Enters: a script, or none. Leaves: the page of its edition in a browser, and its place on stdout. Refuses: an edition
that is not built.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from audio_edition.cli.options import find_publication, publication_option

EPILOG = """\b
Examples:
  audio-edition play                 the edition that was built last
  audio-edition play october-1917
\b
Where there is no browser, it only says where the page lies."""


@click.command("play", epilog=EPILOG)
@click.argument("script", required=False)
@publication_option
def command(script: str | None, root: Path | None) -> None:
    """Open the meeting page of an edition, or its player where it has none."""
    from audio_edition.edition.companions.meeting import MEETING_NAME
    from audio_edition.edition.companions.player import PLAYER_NAME
    from audio_edition.errors import Place, StorageError
    from audio_edition.making.meeting import edition_folder

    publication, scripts = find_publication(root, (script,) if script else ())
    folders = [edition_folder(publication, path) for path in scripts]
    pages = [
        next((folder / name for name in (MEETING_NAME, PLAYER_NAME) if (folder / name).is_file()), None)
        for folder in folders
    ]
    built = sorted(filter(None, pages), key=lambda page: page.stat().st_mtime_ns)
    if not built:
        raise StorageError(
            "there is no edition yet", place=Place(str(folders[0])), hint="build it first: audio-edition build"
        )
    page = built[-1].resolve()
    click.echo(str(page))
    if not _open(page.as_uri()):
        click.echo("there is no browser here: open that file in one", err=True)


def _open(address: str) -> bool:
    """Whether a browser was opened; one of the terminal is none, it plays no sound."""
    import webbrowser

    graphical = sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )
    try:
        return graphical and webbrowser.open(address)
    except (webbrowser.Error, OSError):
        return False
