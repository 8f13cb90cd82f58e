"""``audio-edition lexicon``.

Enters: a script. Leaves: its names and unusual words with how a voice says them, on stdout. Refuses: what the readers
refuse.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audio_edition.cli.options import encoding_option, find_publication, json_option, publication_option

if TYPE_CHECKING:
    from audio_edition.making.reading import ReadScript
    from audio_edition.publication.folder import Publication

EPILOG = """\b
Examples:
  audio-edition lexicon suggest october-1917
  audio-edition lexicon suggest script/x.md --all --json"""


@click.group("lexicon", epilog=EPILOG)
def command() -> None:
    """Find the words a voice may say wrongly."""


@command.command("suggest", epilog=EPILOG)
@click.argument("script")
@publication_option
@encoding_option
@click.option("--all", "everything", is_flag=True, help="Also words that are in the lexicon already.")
@json_option
def suggest(script: str, root: Path | None, encoding: str | None, everything: bool, as_json: bool) -> None:
    """List names and unusual words of SCRIPT, and how the built-in voice says them.

    The last two columns are phonemes: IPA to read, and espeak's own, to be corrected and put into the lexicon as
    espeak = "…". They are those of the edition's voice where that is a built-in one. Other voices may say a word
    differently: hear it with audio-edition say --script SCRIPT.
    """
    rows = _rows(script, root, encoding, everything=everything)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif not rows:
        click.echo("no names or unusual words that are not in the lexicon")
    else:
        _show(rows)


def _rows(script: str, root: Path | None, encoding: str | None, *, everything: bool) -> list[dict[str, Any]]:
    from audio_edition.making.reading import read_inputs, read_lexicon
    from audio_edition.narration.unusual import unusual_words
    from audio_edition.voices.espeak import transcribe

    publication, (path,) = find_publication(root, (script,))
    read = read_inputs(publication, path, encoding=encoding)
    article = read.article
    lexicon = read_lexicon(publication)
    known = {entry.word for entry in lexicon.entries} if lexicon else set()
    words = [word for word in unusual_words(article) if everything or word.word not in known]
    said = transcribe(_built_in_voice(publication, read), [word.word for word in words])
    return [
        {
            "word": word.word,
            "times": word.count,
            "line": word.line,
            "why": word.why,
            "in_lexicon": word.word in known,
            "ipa": ipa,
            "espeak": mnemonics,
        }
        for word, (mnemonics, ipa) in zip(words, said, strict=True)
    ]


def _built_in_voice(publication: Publication, read: ReadScript) -> str:
    """The built-in voice of the edition without its variant, else the language for which there is one."""
    from audio_edition.making.choice import AUTO
    from audio_edition.making.lasting import kept_voice

    settings = read.article.settings
    name = kept_voice(publication, read.slug) if settings.voice == AUTO else settings.voice
    engine, _, voice = name.partition(":")
    if engine not in ("", "espeak"):
        click.echo(f"note: {name} speaks this edition; these are the phonemes of the built-in voice", err=True)
    return voice.partition("+")[0] if engine == "espeak" and voice else settings.lang


def _show(rows: list[dict[str, Any]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    columns = ("word", "times", "line", "why", "ipa", "espeak")
    for name in columns:
        table.add_column(name, justify="right" if name in ("times", "line") else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(row[name])) for name in columns))
    Console(highlight=False).print(table)
