"""``audio-edition say``.

Enters: a line of text. Leaves: a WAV file of it, spoken as an edition would speak it. Refuses: text without words,
unknown voices.
"""

from __future__ import annotations

from pathlib import Path

import click

from audio_edition.cli.options import find_publication, publication_option
from audio_edition.errors import SourceError, StorageError

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
    from audio_edition.making.choice import parameters_of
    from audio_edition.making.reading import read_lexicon
    from audio_edition.narration.narrate import narrate
    from audio_edition.publication.folder import read_publication
    from audio_edition.sound.clips import trim
    from audio_edition.sound.mp3.format import SAMPLE_RATE_HZ
    from audio_edition.sound.segment import join
    from audio_edition.voices.registry import find_voice

    if script:
        publication, (path,) = find_publication(root, (script,))
        settings = read_script(path, publication, overrides={"voice": voice} if voice else {}).settings
    else:
        publication = read_publication(root or Path())
        overrides = {"voice": voice, "title": "-"} if voice else {"title": "-"}
        settings = parse_script("Text.", "TEXT", publication.layer, overrides).settings
    spoken = parse_script(text, "TEXT", publication.layer, {"title": "x", "lang": settings.lang, "announce": False})
    narration = narrate(spoken, read_lexicon(publication))
    utterances = [each for part in narration.sections for segment in part.segments[1:] for each in segment.utterances]
    if not utterances:
        raise SourceError("there is nothing to read aloud in the text", hint="give it a word")
    name = "espeak" if settings.voice == "auto" else settings.voice
    speaker = find_voice(name, parameters_of(settings), lang=settings.lang)
    for concern in speaker.concerns:
        click.echo(f"note: {concern}", err=True)
    try:
        clips = [trim(speaker.speak(utterance.phrases)) for utterance in utterances]
    finally:
        speaker.close()
    joined = join(clips, pause_ms=settings.pauses.sentence_ms, gain_db=0.0)
    import soundfile

    try:
        soundfile.write(output, joined.samples, SAMPLE_RATE_HZ, format="WAV", subtype="PCM_16")
    except (OSError, soundfile.LibsndfileError) as error:
        raise StorageError(f"{output} cannot be written: {error}", hint="name another with -o") from error
    click.echo(f"{output} ({len(joined.samples) / SAMPLE_RATE_HZ:.1f} s, {speaker.name})")
