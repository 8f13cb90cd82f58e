"""``audio-edition say``.

Enters: a line of text. Leaves: a WAV file of it, spoken as an edition would speak it. Refuses: text without words,
unknown voices.
"""

from __future__ import annotations

from pathlib import Path

import click

from audio_edition.cli.options import find_publication, publication_option

EPILOG = """\b
Examples:
  audio-edition say "General Kornilov marched on Petrograd."
  audio-edition say --script october-1917 "Smolny" -o smolny.wav
  audio-edition say --voice gtts:en "Smolny" """


@click.command("say", epilog=EPILOG)
@click.argument("text")
@click.option("--script", help="Use this script's voice and language.  [default: the publication's]")
@click.option("--voice", default="", help="Who speaks: engine:name.  [default: as in the settings; auto is espeak]")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=Path("say.wav"), show_default=True
)
@publication_option
def command(text: str, script: str | None, voice: str, output: Path, root: Path | None) -> None:
    """Speak TEXT with the publication's voice and lexicon into a file."""
    from audio_edition.article.script import parse_script, read_script
    from audio_edition.making.reading import read_lexicon
    from audio_edition.making.saying import say, write_wav
    from audio_edition.publication.folder import read_publication

    overrides = {"voice": voice} if voice else {}
    if script:
        publication, (path,) = find_publication(root, (script,))
        settings = read_script(path, publication, overrides=overrides).settings
    else:
        publication = read_publication(root or Path())
        settings = parse_script("Text.", "TEXT", publication.layer, {**overrides, "title": "-"}).settings
    said = say(
        text,
        settings,
        layer=publication.layer,
        lexicon=read_lexicon(publication),
        concern=lambda concern: click.echo(f"note: {concern}", err=True),
    )
    write_wav(output, said)
    click.echo(f"{output} ({said.seconds:.1f} s, {said.voice})")
