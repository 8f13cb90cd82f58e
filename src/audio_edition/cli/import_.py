"""``audio-edition import``: a pasted article becomes a script.

Enters: a file or standard input. Leaves: ``script/<slug>.md``, and a table of what was taken for what. Refuses: to
replace a script without ``--force``; formats it cannot read.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from audio_edition.importing.model import ImportedScript


EPILOG = """\b
Examples:
  audio-edition import article.txt                   a script from pasted text, and what was taken for what
  pbpaste | audio-edition import - --name october    from the clipboard, into script/october.md
  audio-edition import post.md --dry-run             show the script, write nothing
  audio-edition import old.txt --encoding cp1252 --lang de"""


@click.command(short_help="Turn pasted text or Markdown into a script.", epilog=EPILOG)
@click.argument("source", metavar="FILE|-", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--to", "root", metavar="DIR", default=".", type=click.Path(path_type=Path), help="The publication.")
@click.option("--slug", "--name", "slug", metavar="NAME", help="File name of the script, without .md.")
@click.option("--format", "format_name", default="auto", show_default=True, help="text, markdown or auto.")
@click.option("--encoding", metavar="CODEC", help="Of the source, where it is not Unicode: cp1252, latin-1 …")
@click.option("--lang", metavar="TAG", help="Language of the article, such as en or pt-BR; default: by its words.")
@click.option("--force", is_flag=True, help="Replace a script that is there.")
@click.option("--dry-run", is_flag=True, help="Write nothing: the script on stdout, the table on stderr.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON on stdout.")
def command(
    source: Path,
    root: Path,
    slug: str | None,
    format_name: str,
    encoding: str | None,
    lang: str | None,
    force: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Turn pasted plain text or Markdown into a script, ready to be checked.

    Plain text has no marks, so its shape is read: masthead, epigraph, title, date, byline, headings, paragraphs,
    broken words. The table says what was taken for what, and where it is a guess.

    Exit codes: 0 done; 2 wrong use; 3 the text cannot be used; 6 a script is there already, or a file cannot be read
    or written.
    """
    from audio_edition.article.script import parse_script
    from audio_edition.importing.readers import import_bytes
    from audio_edition.importing.writing import save_script, write_script_text

    _check_options(slug, lang)
    path, data = _read(source)
    script = import_bytes(
        data,
        path,
        format_name=format_name,
        encoding=encoding,
        lang=lang or "",
        name=_title_from(source),
        usual_lang=_usual_lang(root),
    )
    text = write_script_text(script)
    target = root / "script" / f"{slug or _slug(source, script)}.md"
    # Read as ``build`` will read it, so that what ``build`` would refuse is said now and nothing is written.
    parse_script(text, str(target))
    if not dry_run:
        save_script(text, target, force=force)
    if as_json:
        _print_json(script, target, text, dry_run=dry_run)
        return
    if dry_run:
        click.echo(text, nl=False)
    _print_table(script, path, err=dry_run)
    if not dry_run:
        click.echo(f"{target}\nNext: check it, then: audio-edition build {shlex.quote(str(target))}")


def _check_options(slug: str | None, lang: str | None) -> None:
    import re

    from audio_edition.publication.slug import is_slug

    if slug is not None and not is_slug(slug):
        raise click.BadParameter("use lower-case letters, digits, hyphens; at most 80", param_hint="--slug")
    if lang is not None and not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", lang):
        raise click.BadParameter("use a tag such as en, de or pt-BR", param_hint="--lang")


def _read(source: Path) -> tuple[str, bytes]:
    """The path for messages, and the bytes."""
    from audio_edition.text.regular_file import read_regular_file
    from audio_edition.text.source import MAX_BYTES

    if str(source) != "-":
        return str(source), read_regular_file(source, MAX_BYTES)
    stream = click.get_binary_stream("stdin")
    if stream.isatty():
        click.echo("Paste the article, then press Ctrl-D (on Windows Ctrl-Z, Enter).", err=True)
    return "-", stream.read(MAX_BYTES + 1)


def _usual_lang(root: Path) -> str:
    """The language of the publication; where it is not there yet, or its settings are wrong, that of no setting."""
    from audio_edition.errors import AudioEditionError
    from audio_edition.publication.folder import read_publication
    from audio_edition.publication.settings import Settings, merge

    try:
        return merge(read_publication(root).layer).lang
    except AudioEditionError:
        return Settings().lang


def _title_from(source: Path) -> str:
    """The name of the file in words, for a text that has no title."""
    words = source.stem.replace("_", " ").replace("-", " ").split()
    return " ".join(words)[:1].upper() + " ".join(words)[1:]


def _slug(source: Path, script: ImportedScript) -> str:
    """The name of the source, or for standard input the title."""
    from audio_edition.publication.slug import slugify

    front = script.front
    if str(source) != "-":
        return slugify(source.stem)
    title = front.title or next((row.text for row in script.findings if row.role == "title"), "")
    return slugify(title)


def _print_table(script: ImportedScript, path: str, *, err: bool) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from audio_edition.cli.tables import NARROW_COLUMNS, print_table
    from audio_edition.importing.report import table_rows
    from audio_edition.text.visible import printable

    rows = table_rows(script.findings)
    console = Console(stderr=err, highlight=False)
    if console.is_terminal and console.width < NARROW_COLUMNS:
        stacked = [(row.text, row.lines, row.role, row.check) for row in rows]
        print_table(("text", "lines", "taken for", "please check"), stacked, console=console)
    else:
        if not console.is_terminal:
            console.width = max(console.width, 140)
        table = Table(box=SIMPLE_HEAD, title=Text(printable(f"{path}, read as {script.format}")), title_justify="left")
        table.add_column("lines", justify="right", no_wrap=True)
        table.add_column("taken for", no_wrap=True)
        table.add_column("text", overflow="fold")
        table.add_column("please check", overflow="fold", style="yellow")
        for row in rows:
            table.add_row(*(Text(cell) for cell in (row.lines, row.role, row.text, row.check)))
        console.print(table)
    doubts = sum(bool(row.check) for row in rows)
    if doubts:
        click.echo(f"Please check {doubts} guess{'es' if doubts > 1 else ''}.", err=err)


def _print_json(script: ImportedScript, target: Path, text: str, *, dry_run: bool) -> None:
    from audio_edition.cli.json_output import print_json
    from audio_edition.importing.report import json_findings

    front = script.front
    result: dict[str, object] = {
        "script": str(target),
        "written": not dry_run,
        "format": script.format,
        "title": front.title,
        "subtitle": front.subtitle,
        "author": list(front.author),
        "publication": front.publication,
        "date": front.date.isoformat() if front.date else None,
        "lang": front.lang,
        "speakers": list(front.speakers),
        "findings": json_findings(script.findings),
    }
    if dry_run:
        result["text"] = text
    print_json("import", [result])
