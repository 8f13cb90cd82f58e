"""``audio-edition voices list``, also without the word ``list``.

Enters: an engine, or text to try. Leaves: a table of engines or voices on stdout, or a sample in a WAV file. Refuses:
unknown engines and voices.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audio_edition.cli.json_output import print_json
from audio_edition.cli.options import json_option
from audio_edition.cli.tables import print_table
from audio_edition.cli.voices import EPILOG
from audio_edition.errors import AudioEditionError


@click.command("list", epilog=EPILOG)
@click.argument("engine", required=False)
@click.option("--installed", is_flag=True, help="Only voices that were installed one by one, with licence and source.")
@click.option("--lang", help="Only voices of this language; with --try, the language of the text.")
@click.option("--try", "text", metavar="TEXT", help="Speak TEXT into a file.")
@click.option("--voice", default="espeak", show_default=True, help="With --try: engine:name.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=Path("sample.wav"), show_default=True
)
@json_option
def command(
    engine: str | None,
    installed: bool,
    lang: str | None,
    text: str | None,
    voice: str,
    output: Path,
    as_json: bool,
) -> None:
    """List engines or the voices of one ENGINE, or try a voice."""
    if text is not None:
        _try(text, voice, lang or "en", output)
    elif installed:
        _show(_installed(engine), as_json, "no voice is installed; see: audio-edition voices install --help")
    elif engine:
        _show(_voices(engine, lang), as_json, _none_of(engine, lang))
    else:
        _show(_engines(), as_json, "no engine")


def _engines() -> list[dict[str, Any]]:
    from audio_edition.voices.registry import engine_names, find_engine

    rows: list[dict[str, Any]] = []
    for name in engine_names():
        try:
            engine = find_engine(name)
            count = sum(1 for _ in engine.voices())
            rows.append({"engine": name, "voices": count, "needs": engine.needs, "description": engine.description})
        except AudioEditionError as error:
            rows.append({"engine": name, "voices": 0, "needs": str(error), "description": ""})
    return rows


def _voices(name: str, lang: str | None) -> list[dict[str, Any]]:
    from audio_edition.voices.registry import find_engine

    wanted = (lang or "").lower()
    return [
        {
            "voice": f"{name}:{voice.name}",
            "languages": ", ".join(voice.languages),
            "description": voice.description,
        }
        for voice in find_engine(name).voices()
        if not wanted or any(tag.lower() == wanted or tag.lower().startswith(wanted + "-") for tag in voice.languages)
    ]


def _installed(name: str | None) -> list[dict[str, Any]]:
    from audio_edition.voices.installing import InstallingEngine
    from audio_edition.voices.registry import engine_names, find_engine

    rows: list[dict[str, Any]] = []
    for each in [name] if name else engine_names():
        try:
            engine = find_engine(each)
        except AudioEditionError:
            if name:
                raise
            continue
        if isinstance(engine, InstallingEngine):
            rows += [
                {
                    "voice": f"{each}:{voice.name}",
                    "size": f"{voice.size_bytes / 1e6:.1f} MB",
                    "licence": voice.licence,
                    "source": voice.source,
                    "folder": str(voice.folder),
                }
                for voice in engine.installed()
            ]
    return rows


def _none_of(name: str, lang: str | None) -> str:
    """What to say where an engine has no voice to list."""
    from audio_edition.voices.installing import InstallingEngine
    from audio_edition.voices.registry import find_engine

    if isinstance(find_engine(name), InstallingEngine):
        return f"no voice is installed{' of that language' if lang else ''}; see: audio-edition voices install --help"
    return "no voice of that language" if lang else "no voice"


def _show(rows: list[dict[str, Any]], as_json: bool, nothing: str) -> None:
    if as_json:
        print_json("voices", rows)
        return
    if not rows:
        click.echo(nothing)
        return
    print_table(tuple(rows[0]), [tuple(row.values()) for row in rows])


def _try(text: str, name: str, lang: str, output: Path) -> None:
    """Speak a text as a script would be spoken."""
    from audio_edition.cli.consent import Consent
    from audio_edition.making.saying import say, write_sound
    from audio_edition.publication.settings import Settings
    from audio_edition.text.source import decode

    said = say(
        decode(text.encode(), "--try").text,
        Settings(voice=name, lang=lang),
        concern=lambda concern: click.echo(f"note: {concern}", err=True),
        asked_for=name,
        may_send=Consent(),
    )
    write_sound(output, said)
    click.echo(f"{output} ({said.seconds:.1f} s, {said.voice})")
