"""``audio-edition say``.

Enters: a line of text. Leaves: a sound file of it, spoken as an edition would speak it. Refuses: text without words,
unknown voices, kinds of file it cannot write.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from audio_edition.cli.options import find_publication, publication_option
from audio_edition.text.visible import printable

if TYPE_CHECKING:
    from audio_edition.publication.folder import Publication
    from audio_edition.publication.settings import Settings

EPILOG = """\b
Examples:
  audio-edition say "General Kornilov marched on Petrograd."
  audio-edition say --script october-1917 "Smolny" -o smolny.mp3
  audio-edition say --voice gtts:en "Smolny"
  echo "Read from a pipe." | audio-edition say - -o - | aplay
\b
Text that begins with a dash: audio-edition say -- "-5 degrees". """


@click.command("say", epilog=EPILOG)
@click.argument("text")
@click.option("--script", help="Use this script's voice and language.  [default: the publication's]")
@click.option("--voice", default="", help="Who speaks: engine:name.  [default: who speaks the edition; else espeak]")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    default=Path("say.wav"),
    show_default=True,
    help="A name in .wav, .flac, .ogg or .mp3; - is WAV on stdout.",
)
@publication_option
def command(text: str, script: str | None, voice: str, output: Path, root: Path | None) -> None:
    """Speak TEXT into a file, with the publication's voice and lexicon where there is one; - reads it from stdin."""
    from audio_edition.cli.consent import Consent
    from audio_edition.making.reading import read_lexicon
    from audio_edition.making.saying import say, write_sound, write_wav

    publication, settings = _settings(script, voice, root)
    said = say(
        _stdin() if text == "-" else text,
        settings,
        layer=publication.layer if publication else None,
        lexicon=read_lexicon(publication) if publication else None,
        concern=lambda concern: click.echo(f"note: {concern}", err=True),
        asked_for=voice,
        may_send=Consent(),
    )
    to_stdout = str(output) == "-"
    if to_stdout:
        write_wav(sys.stdout.buffer, said)
    else:
        write_sound(output, said)
    click.echo(printable(f"{output} ({said.seconds:.1f} s, {said.voice})"), err=to_stdout)


def _settings(script: str | None, voice: str, root: Path | None) -> tuple[Publication | None, Settings]:
    """The publication meant, if any, and the settings with the voice that speaks."""
    from audio_edition.article.script import parse_script, read_script
    from audio_edition.making.cast import in_its_language
    from audio_edition.making.choice import AUTO
    from audio_edition.making.lasting import kept_voice
    from audio_edition.publication.folder import SCRIPT_FOLDER, read_publication
    from audio_edition.publication.slug import slug_of

    overrides = {"voice": voice} if voice else {}
    slug = ""
    publication: Publication | None = None
    if script:
        publication, (path,) = find_publication(root, (script,))
        settings = read_script(path, publication, overrides=overrides).settings
        slug = slug_of(settings, path)
    elif root is None and not Path(SCRIPT_FOLDER).is_dir():
        settings = parse_script("Text.", "TEXT", None, {**overrides, "title": "-"}).settings
    else:
        publication = read_publication(root or Path())
        settings = parse_script("Text.", "TEXT", publication.layer, {**overrides, "title": "-"}).settings
    if publication is not None and settings.voice == AUTO and not voice:
        settings = replace(settings, voice=kept_voice(publication, slug) or AUTO)
    return publication, settings if voice else in_its_language(settings)


def _stdin() -> str:
    from audio_edition.text.source import MAX_BYTES, decode

    return decode(sys.stdin.buffer.read(MAX_BYTES + 1), "standard input").text
