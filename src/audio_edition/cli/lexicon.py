"""``audio-edition lexicon``.

Enters: a script. Leaves: its names and unusual words with how a voice says them, on stdout; where asked for, in WAV
files and as lines of the lexicon. Refuses: what the readers refuse.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audio_edition.cli.json_output import print_json
from audio_edition.cli.options import (
    encoding_option,
    find_publication,
    json_option,
    publication_option,
    script_argument,
)
from audio_edition.cli.tables import print_table

if TYPE_CHECKING:
    from audio_edition.making.reading import ReadScript
    from audio_edition.publication.folder import Publication

EPILOG = """\b
Examples:
  audio-edition lexicon suggest october-1917
  audio-edition lexicon suggest october-1917 --hear words     each in a WAV file
  audio-edition lexicon suggest october-1917 --write          lines to edit in lexicon.toml
  audio-edition lexicon suggest script/x.md --all --json"""


@click.group("lexicon", epilog=EPILOG)
def command() -> None:
    """Find the words a voice may say wrongly."""


@command.command("suggest", epilog=EPILOG)
@script_argument
@publication_option
@encoding_option
@click.option("--all", "everything", is_flag=True, help="Also words with little doubt, and those in the lexicon.")
@click.option("--write", is_flag=True, help="Add a line for each to script/lexicon.toml, after a # until you edit it.")
@click.option(
    "--hear",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Speak each into a WAV file in this folder, as the built-in voice says it.",
)
@json_option
def suggest(
    script: str,
    root: Path | None,
    encoding: str | None,
    everything: bool,
    write: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """List names and unusual words of SCRIPT, the most doubtful first, and how the built-in voice says them.

    The last two columns are phonemes: IPA to read, and espeak's own, to be corrected and put into the lexicon as
    espeak = "…". They are those of the edition's voice where that is a built-in one. Other voices may say a word
    differently: hear it with audio-edition say --script SCRIPT.
    """
    from audio_edition.narration.doubt import LITTLE_DOUBT

    publication, (path,) = find_publication(root, (script,))
    found, lang = _rows(publication, path, encoding, everything=everything)
    rows = [row for row in found if everything or row["doubt"] >= LITTLE_DOUBT]
    if folder is not None:
        _speak(rows, lang, folder)
    if as_json:
        print_json("lexicon suggest", rows)
    elif not rows:
        click.echo("no names or unusual words that are not in the lexicon")
    else:
        columns = ("word", "times", "line", "why", "doubt", "ipa", "espeak")
        print_table(columns, [[row[name] for name in columns] for row in rows], right=("times", "line", "doubt"))
    if write:
        _write(publication, [row for row in rows if not row["in_lexicon"]])
    if len(rows) < len(found) and not as_json:
        click.echo(f"{len(found) - len(rows)} more are most likely said well; --all lists them", err=True)


def _rows(
    publication: Publication, path: Path, encoding: str | None, *, everything: bool
) -> tuple[list[dict[str, Any]], str]:
    """A row for each word, and the language of the script."""
    from audio_edition.making.reading import read_inputs, read_lexicon
    from audio_edition.narration.unusual import unusual_words
    from audio_edition.voices.espeak import transcribe

    read = read_inputs(publication, path, encoding=encoding)
    article = read.article
    lexicon = read_lexicon(publication)
    known = {entry.word for entry in lexicon.entries} if lexicon else set()
    words = [word for word in unusual_words(article) if everything or word.word not in known]
    said = transcribe(_built_in_voice(publication, read), [word.word for word in words])
    rows = [
        {
            "word": word.word,
            "times": word.count,
            "line": word.line,
            "why": word.why,
            "doubt": round(word.doubt, 2),
            "in_lexicon": word.word in known,
            "ipa": ipa,
            "espeak": mnemonics,
        }
        for word, (mnemonics, ipa) in zip(words, said, strict=True)
    ]
    return rows, article.settings.lang


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


def _speak(rows: list[dict[str, Any]], lang: str, folder: Path) -> None:
    """Speak each word; the path goes into its row."""
    from audio_edition.errors import Place, StorageError
    from audio_edition.making.saying import say, write_sound
    from audio_edition.publication.settings import Settings
    from audio_edition.publication.slug import slugify

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"cannot be made: {error.strerror}"
        raise StorageError(what, place=Place(str(folder)), hint="name another") from error
    for number, row in enumerate(rows, 1):
        path = folder / f"{number:03}-{slugify(row['word'])}.wav"
        write_sound(path, say(_escaped(row["word"]), Settings(voice="espeak", lang=lang)))
        row["sound"] = str(path)
    click.echo(f"{len(rows)} words are in {folder}", err=True)


def _escaped(word: str) -> str:
    return word.replace("_", r"\_").replace("*", r"\*")


def _write(publication: Publication, rows: list[dict[str, Any]]) -> None:
    """Add lines to the lexicon that change nothing until somebody edits them."""
    from audio_edition.publication.folder import LEXICON_FILE
    from audio_edition.store.links import refuse_outside
    from audio_edition.text.regular_file import read_regular_file
    from audio_edition.text.source import MAX_BYTES

    path = publication.script_folder / LEXICON_FILE
    refuse_outside(path, publication.root)
    text = read_regular_file(path, MAX_BYTES).decode() if publication.lexicon else ""
    lines = [
        f"# {_key(row['word'])} = {{ espeak = {json.dumps(row['espeak'])} }}  # line {row['line']}" for row in rows
    ]
    new = [line for line in lines if line.partition(" = ")[0] not in text]
    if new and "[" in "".join(line.lstrip()[:1] for line in text.splitlines()):
        # Lines after a table would belong to it.
        text = "\n".join([*new, "", text])
    elif new:
        text = "\n".join([*([text.rstrip("\n")] if text else []), *new, ""])
    if new:
        path.write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"{path}: {len(new)} lines added; take away the # of those you correct", err=True)


def _key(word: str) -> str:
    return word if word.isascii() and word.replace("-", "").isalnum() else json.dumps(word, ensure_ascii=False)
