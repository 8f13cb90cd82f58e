"""``audio-edition script``.

Enters: scripts. Leaves: their sentences, and how they will be said, on stdout. Refuses: what the readers refuse; a
published edition that cannot be read, where it is compared with.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audio_edition.cli.json_output import print_json
from audio_edition.cli.options import (
    encoding_option,
    find_publication,
    json_option,
    publication_option,
    scripts_argument,
)
from audio_edition.cli.tables import print_table
from audio_edition.text.visible import printable

if TYPE_CHECKING:
    from rich.text import Text

    from audio_edition.making.wording import WordedSentence

EPILOG = """\b
Examples:
  audio-edition script --spoken                    numbers, names and dates as they will be said
  audio-edition script --spoken --changed x        only what the published edition says differently
  audio-edition script --spoken --json | jq '.results[].sentences[].spoken'"""


@click.command("script", epilog=EPILOG)
@scripts_argument
@publication_option
@click.option("--spoken", is_flag=True, help="Only sentences said in other words than are written, with both.")
@click.option("--changed", is_flag=True, help="Only sentences that the published edition does not say like that.")
@encoding_option
@json_option
def command(
    scripts: tuple[str, ...], root: Path | None, spoken: bool, changed: bool, encoding: str | None, as_json: bool
) -> None:
    """Show what will be said, sentence by sentence, to be proof-read by eye.

    Starts no voice and writes nothing. A sentence that is worded wrongly is put right in the script, by an entry of the
    lexicon, or by switching a class off: normalise = { years = false }.
    """
    from audio_edition.edition.manifest import MANIFEST_NAME, read_edition
    from audio_edition.making.reading import read_inputs
    from audio_edition.making.wording import worded_sentences

    publication, chosen = find_publication(root, scripts)
    shown: list[tuple[Path, tuple[WordedSentence, ...]]] = []
    for path in chosen:
        read = read_inputs(publication, path, encoding=encoding)
        published = read_edition(publication.root / "audio" / read.slug / MANIFEST_NAME) if changed else None
        sentences = worded_sentences(read, published)
        kept = (each for each in sentences if (each.spoken or not spoken) and (each.changed or not changed))
        shown.append((path, tuple(kept)))
    if as_json:
        print_json("script", [_as_json(path, sentences) for path, sentences in shown])
        return
    for index, (path, sentences) in enumerate(shown):
        if index:
            click.echo()
        _show(path, sentences, spoken=spoken, changed=changed)


def _as_json(path: Path, sentences: tuple[WordedSentence, ...]) -> dict[str, object]:
    return {
        "script": str(path),
        "sentences": [{"line": each.line, "text": each.text, "spoken": each.spoken or each.text} for each in sentences],
    }


def _show(path: Path, sentences: tuple[WordedSentence, ...], *, spoken: bool, changed: bool) -> None:
    if not sentences:
        what = "no sentence that the published edition does not say like that" if changed else "no sentence"
        click.echo(
            printable(f"{path}: {'every sentence is said as it is written' if spoken and not changed else what}")
        )
        return
    click.echo(printable(str(path)))
    if not spoken:
        for each in sentences:
            click.echo(printable(f"{each.line:5}  {each.text}"))
        return
    rows = [(each.line, *_marked(each.text, each.spoken)) for each in sentences]
    print_table(("line", "as it is written", "as it will be said"), rows, right=("line",))


def _marked(written: str, spoken: str) -> tuple[Text, Text]:
    """Both texts, with the words that differ in bold."""
    from rich.text import Text

    words = printable(written).split(), printable(spoken).split()
    texts = Text(), Text()
    for kind, *places in SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        style = "" if kind == "equal" else "bold"
        for text, part in zip(texts, (words[0][places[0] : places[1]], words[1][places[2] : places[3]]), strict=True):
            if part:
                text.append(" " if text else "")
                text.append(" ".join(part), style)
    return texts
