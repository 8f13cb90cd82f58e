"""``audio-edition config``.

Enters: a publication, or one of its scripts. Leaves: every setting in force, what it is and where it comes from, on
stdout. Refuses: settings that cannot be used, as a build does.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audio_edition.cli.completion import complete_scripts
from audio_edition.cli.json_output import SCHEMA_FILE, print_json
from audio_edition.cli.options import encoding_option, find_publication, json_option, publication_option, voice_option

if TYPE_CHECKING:
    from audio_edition.publication.origins import SettingInForce

EPILOG = """\b
Examples:
  audio-edition config                     settings of the publication, and the defaults
  audio-edition config october-1917        as they are for one script
  audio-edition config --set               only those that somebody set
  audio-edition config --schema            JSON Schema of what --json prints, of all commands

\b
Settings stand in script/publication.toml for all scripts, in the front matter of a
script for that one, and the command line goes before both."""


@click.command("config", epilog=EPILOG)
@click.argument("script", required=False, shell_complete=complete_scripts)
@publication_option
@voice_option
@click.option("--set", "only_set", is_flag=True, help="Leave defaults out.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of every command's --json, and nothing else.")
@encoding_option
@json_option
def command(
    script: str | None,
    root: Path | None,
    voice: str,
    only_set: bool,
    schema: bool,
    encoding: str | None,
    as_json: bool,
) -> None:
    """Show every setting in force, what it is and where it comes from."""
    if schema:
        click.echo(SCHEMA_FILE.read_text(encoding="utf-8"), nl=False)
        return
    rows = [row for row in _settings(script, root, voice, encoding) if not only_set or row.source != "default"]
    if as_json:
        results = [
            {"name": row.name, "value": row.value, "source": row.source, "place": row.place or None, "text": row.text}
            for row in rows
        ]
        print_json("config", results, folders=_folders())
        return
    from audio_edition.cli.tables import print_table

    shown = [(row.name, _shown(row.value), row.place or row.source, row.text) for row in rows]
    # The entries of a table have one text, given at the first of them.
    texts = ["" if index and row[3] == shown[index - 1][3] else row[3] for index, row in enumerate(shown)]
    print_table(
        ("setting", "value", "from", "what it is"),
        [(*row[:3], text) for row, text in zip(shown, texts, strict=True)],
    )
    for name, folder in _folders().items():
        click.echo(f"{name}: {folder}")


def _settings(script: str | None, root: Path | None, voice: str, encoding: str | None) -> tuple[SettingInForce, ...]:
    from audio_edition.publication.entries import command_line_layer
    from audio_edition.publication.folder import read_publication
    from audio_edition.publication.origins import settings_in_force
    from audio_edition.publication.settings import merge

    options = {"voice": voice} if voice else {}
    over = command_line_layer(options)
    if script is None:
        publication = read_publication(root or Path())
        layers = (publication.layer, over)
        return settings_in_force(merge(*layers), layers)
    from audio_edition.article.front_matter import split_front_matter
    from audio_edition.article.script import read_script
    from audio_edition.text.source import read_source

    publication, (path,) = find_publication(root, (script,))
    article = read_script(path, publication, overrides=options, encoding=encoding)
    front = split_front_matter(read_source(path, encoding)).layer
    return settings_in_force(article.settings, (publication.layer, front, over))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    return "" if value is None or value == {} else str(value)


def _folders() -> dict[str, str]:
    """Where a person's own files lie, outside of every publication."""
    from audio_edition.cli.consent import consent_file
    from audio_edition.voices.user_files import config_folder, data_folder

    return {
        "your servers and programs": str(config_folder()),
        "your voices": str(data_folder()),
        "whether texts may go to Google": str(consent_file()),
    }
