"""``audio-edition init``.

Enters: a folder. Leaves: a publication in it, with settings and a sample article to build and then replace. Refuses: a
folder that has ``script/`` already.
"""

from __future__ import annotations

import shlex
from importlib.resources import files
from pathlib import Path

import click

EPILOG = """\b
Examples:
  audio-edition init                 a publication here
  audio-edition init ~/paper --title "The Harbour Gazette" --voice espeak:en-us"""

_FILES = {
    "publication.toml": "script/publication.toml",
    "the-tide-table.md": "script/the-tide-table.md",
    "lexicon.toml": "script/lexicon.toml",
    "gitignore": ".gitignore",
}
"""Names in ``cli/sample``, and in the publication."""


@click.command("init", epilog=EPILOG)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option("--title", default="My Paper", show_default=True, help="Name of the publication.")
@click.option("--voice", default="auto", show_default=True, help="Who speaks: engine:name, or auto.")
def command(folder: Path, title: str, voice: str) -> None:
    """Make a publication with a sample article, ready to be built.

    Nothing that is there is replaced.
    """
    from audio_edition.errors import Place, StorageError
    from audio_edition.publication.entries import SettingValue
    from audio_edition.publication.setting_values import text as one_line
    from audio_edition.publication.setting_values import voice as voice_name

    given = {
        "TITLE": one_line(SettingValue("--title", title, 0, "")),
        "VOICE": voice_name(SettingValue("--voice", voice, 0, "")),
    }
    script = folder / "script"
    if script.exists() or script.is_symlink():
        raise StorageError(
            "there is a folder script/ already", place=Place(str(folder)), hint="nothing was changed; name another"
        )
    script.mkdir(parents=True)
    for name, target in _FILES.items():
        path = folder / target
        if path.exists() or path.is_symlink():
            click.echo(f"{path} is there already and stays as it is", err=True)
            continue
        content = (files("audio_edition.cli") / "sample" / name).read_text(encoding="utf-8")
        for mark, value in given.items():
            content = content.replace(f'"{mark}"', _toml_text(value))
        path.write_text(content, encoding="utf-8", newline="\n")
        click.echo(str(path))
    where = "" if folder == Path() else f" -C {shlex.quote(str(folder))}"
    click.echo(f"Next: audio-edition build{where}")


def _toml_text(value: str) -> str:
    """A basic string of TOML; control characters were refused."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
