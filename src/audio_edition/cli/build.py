"""``audio-edition build``.

Enters: scripts and options. Leaves: editions under ``audio/``, a table on stdout. Refuses: what the build refuses; one
script that fails does not keep the others from being built.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audio_edition.cli.options import (
    encoding_option,
    find_publication,
    json_option,
    publication_option,
    scripts_argument,
)
from audio_edition.errors import AudioEditionError
from audio_edition.publication.folder import SETTINGS_FILE
from audio_edition.text.visible import printable

if TYPE_CHECKING:
    from audio_edition.making.reporter import Reporter
    from audio_edition.making.request import BuildRequest, BuildResult
    from audio_edition.publication.folder import Publication

EPILOG = """\b
Examples:
  audio-edition build                            every script of the publication
  audio-edition build october-1917               one of them, by name
  audio-edition build script/x.md --voice espeak:en-us
  audio-edition build --dry-run                  what would be spoken and encoded
  audio-edition build --json | jq '.[].mp3'"""


@click.command("build", epilog=EPILOG)
@scripts_argument
@publication_option
@click.option("--voice", default="", help="Who speaks: engine:name, or auto.  [default: as in the settings]")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@encoding_option
@json_option
def command(
    scripts: tuple[str, ...], root: Path | None, voice: str, dry_run: bool, encoding: str | None, as_json: bool
) -> int:
    """Build editions: one chaptered MP3 per script, in audio/.

    Only what sounds different is spoken again, only paragraphs that changed are encoded again. An edition is
    replaced whole or not at all.
    """
    from audio_edition.cli.progress import ConsoleReporter
    from audio_edition.edition.history import clock
    from audio_edition.making.publication import build_scripts

    publication, chosen = find_publication(root, scripts)
    reporter = ConsoleReporter(quiet=as_json, details=dry_run)
    results: list[BuildResult] = []
    errors: list[AudioEditionError] = []
    for outcome in build_scripts(
        publication,
        chosen,
        lambda request: _build(publication.root, reporter, request),
        voice=voice,
        encoding=encoding,
        dry_run=dry_run,
        use_remembered=not as_json,
        begins=lambda script: reporter.say(f"{script}:") if len(chosen) > 1 else None,
    ):
        if outcome.up_to_date:
            known = outcome.up_to_date
            click.echo(f"nothing to do: {known.mp3} ({clock(known.duration_ms)}) is up to date")
        elif outcome.error:
            if len(chosen) == 1:
                raise outcome.error
            if str(outcome.error) not in map(str, errors):  # of publication.toml, every script has the same
                # Also where a program reads stdout: what went wrong is never silent.
                click.echo(f"audio-edition: {printable(str(outcome.error))}", err=True)
            errors.append(outcome.error)
        elif outcome.result:
            results.append(outcome.result)
            if not as_json:
                _print(outcome.result)
    if as_json:
        from audio_edition.cli import results as shown

        click.echo(json.dumps([shown.as_json(result) for result in results], ensure_ascii=False, indent=2))
    elif len(results) == len(publication.scripts):
        from audio_edition.narration.model import unmatched_by_all

        for entry in unmatched_by_all(result.read.narration.unmatched for result in results):
            click.echo(printable(f"note: {publication.lexicon}:{entry.line}: {entry.reason}"))
    codes = [error.exit_code for error in errors]
    if not dry_run:
        codes += _publish_podcast(publication, frozenset(map(str, errors)))
        _remove_spare(publication, results, reporter)
    if errors:
        click.echo(f"audio-edition: {len(errors)} of {len(chosen)} scripts could not be built", err=True)
    return max(codes, default=0)


def _remove_spare(publication: Publication, results: list[BuildResult], reporter: Reporter) -> None:
    """Keep what no edition uses below a size; nothing was added to it where nothing was spoken or encoded."""
    if any(result.spoken or result.encoded for result in results):
        from audio_edition.making.spare import remove_spare

        remove_spare(publication.root / "audio", reporter.say)


def _publish_podcast(publication: Publication, told: frozenset[str]) -> list[int]:
    """Make feed and index of what is published now; the editions are published, whatever becomes of that.

    Args:
        publication: Whose.
        told: What has been said of its scripts: what is wrong with the settings, it says no second time.

    Returns:
        The exit code of what went wrong.
    """
    from audio_edition.making.podcast import publish_podcast

    def say(message: str) -> None:
        click.echo(printable(message), err=True)

    try:
        podcast = publish_podcast(publication, say)
    except AudioEditionError as error:
        if str(error) not in told:
            say(f"audio-edition: the editions are built, but the feed is not: {error}")
        return [error.exit_code]
    if podcast and podcast.missing:
        settings = publication.script_folder / SETTINGS_FILE
        say(f"note: there is no podcast feed: {settings} does not say {', '.join(podcast.missing)}; for how to write")
        say("      them: audio-edition feed")
    for slug in podcast.without_date if podcast and not podcast.missing else ():
        say(f"note: “{slug}” has no date, and comes last in the feed")
    return []


def _build(root: Path, reporter: Reporter, request: BuildRequest) -> BuildResult:
    # Imported late: what is known to be up to date needs none of it.
    from audio_edition.making.builder import Builder

    return Builder(root, reporter).build(request)


def _print(result: BuildResult) -> None:
    from rich.console import Console

    from audio_edition.cli.results import show

    show(result, Console(highlight=False, soft_wrap=True))
