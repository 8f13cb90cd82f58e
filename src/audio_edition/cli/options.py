"""Options and arguments that several commands share.

Enters: what was typed. Leaves: a publication and its scripts. Refuses: a folder that is no publication, a script
that is not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audio_edition.errors import Place, SourceError
from audio_edition.text.nearest import hint_for

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from audio_edition.publication.folder import Publication


def _scripts(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from audio_edition.cli.completion import complete_scripts

    return complete_scripts(ctx, param, incomplete)


def _voices(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from audio_edition.cli.completion import complete_voices

    return complete_voices(ctx, param, incomplete)


publication_option = click.option(
    "-C",
    "--publication",
    "root",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder with script/ and audio/.  [default: of the scripts named, else here]",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on stdout.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print only errors, and paths of what was made.")
encoding_option = click.option("--encoding", help="Of the scripts, where it is not UTF-8: cp1252, latin-1 …")
scripts_argument = click.argument("scripts", nargs=-1, metavar="[SCRIPT]...", shell_complete=_scripts)
script_argument = click.argument("script", shell_complete=_scripts)
voice_option = click.option(
    "--voice",
    default="",
    help="Who speaks: engine:name, or auto.  [default: as in the settings]",
    shell_complete=_voices,
)


def find_publication(root: Path | None, scripts: Sequence[str]) -> tuple[Publication, tuple[Path, ...]]:
    """The publication meant, and the scripts meant: those named, else all.

    A script is named by its path, or by its file name with or without ``.md``.

    Raises:
        SourceError: There is no such script, or no script at all.
    """
    from audio_edition.publication.folder import read_publication

    if root is None:
        root = _root_of(scripts)
    publication = read_publication(root)
    if not scripts:
        if not publication.scripts:
            raise SourceError(
                "there is no script here",
                place=Place(str(publication.script_folder)),
                hint="write one, or make one of a text with: audio-edition import FILE",
            )
        return publication, publication.scripts
    return publication, tuple(_script(publication, name) for name in scripts)


def _root_of(scripts: Sequence[str]) -> Path:
    for name in scripts:
        path = Path(name)
        if path.suffix == ".md" and path.parent.name == "script":
            return path.parent.parent
        if path.suffix == ".md" and len(path.parts) > 1:
            raise SourceError(
                "a script lies in the folder script/ of its publication",
                place=Place(name),
                hint="move it there, or turn it into a script with: audio-edition import",
            )
    return Path()


def _script(publication: Publication, name: str) -> Path:
    known = {path.stem: path for path in publication.scripts}
    path = Path(name)
    if len(path.parts) > 1:
        return path  # as given: reading it says what is wrong with it
    stem = path.stem if path.suffix == ".md" else name
    if stem in known:
        return known[stem]
    hint = hint_for(stem, known, "scripts:")
    raise SourceError(f"there is no script {name!r}", place=Place(str(publication.script_folder)), hint=hint)
