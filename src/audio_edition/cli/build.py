"""``audio-edition build``.

Enters: scripts and options. Leaves: editions under ``audio/``, a table on stdout. Refuses: what the build refuses; one
script that fails does not keep the others from being built.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from audio_edition.cli.json_output import error_json, print_json
from audio_edition.cli.options import (
    encoding_option,
    find_publication,
    json_option,
    publication_option,
    quiet_option,
    scripts_argument,
    voice_option,
)
from audio_edition.errors import AudioEditionError
from audio_edition.text.visible import printable

if TYPE_CHECKING:
    from audio_edition.making.publication import Outcome
    from audio_edition.making.reporter import Reporter
    from audio_edition.making.request import BuildResult
    from audio_edition.publication.folder import Publication

EPILOG = """\b
Examples:
  audio-edition build                            every script of the publication
  audio-edition build october-1917               one of them, by name
  audio-edition build script/x.md --voice espeak:en-us
  audio-edition build --dry-run                  what would be spoken and encoded
  audio-edition build --json | jq '.results[].mp3'"""


@click.command("build", epilog=EPILOG)
@scripts_argument
@publication_option
@voice_option
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@encoding_option
@quiet_option
@json_option
def command(
    scripts: tuple[str, ...],
    root: Path | None,
    voice: str,
    dry_run: bool,
    encoding: str | None,
    quiet: bool,
    as_json: bool,
) -> int:
    """Build editions: one chaptered MP3 per script, in audio/.

    Only what sounds different is spoken again, only paragraphs that changed are encoded again. An edition is
    replaced whole or not at all.
    """
    from audio_edition.cli.consent import Consent
    from audio_edition.cli.progress import ConsoleReporter
    from audio_edition.library import build_publication

    publication, chosen = find_publication(root, scripts)
    silent = quiet or as_json
    reporter = ConsoleReporter(quiet=silent, details=dry_run)
    if not scripts and not silent:
        _name_other_files(publication)
    outcomes: list[Outcome] = []
    said: set[str] = set()
    told: set[str] | None = set() if len(chosen) > 1 else None
    for outcome in build_publication(
        publication,
        chosen,
        voice=voice,
        encoding=encoding,
        dry_run=dry_run,
        use_remembered=not as_json,
        reporter=reporter,
        begins=lambda script: reporter.say(f"{script}:") if len(chosen) > 1 else None,
        may_send=Consent(ask=not silent),
    ):
        if outcome.error and len(chosen) == 1 and not as_json:
            raise outcome.error
        outcomes.append(outcome)
        if not (outcome.error and str(outcome.error) in said):  # of publication.toml, every script has the same
            _tell(outcome, told, quiet=quiet, as_json=as_json)
        if outcome.error:
            said.add(str(outcome.error))
    results = [outcome.result for outcome in outcomes if outcome.result]
    errors = [(outcome.script, outcome.error) for outcome in outcomes if outcome.error]
    if as_json:
        from audio_edition.cli import results as shown

        print_json(
            "build",
            [shown.as_json(result) for result in results],
            errors=[error_json(error, script) for script, error in errors],
        )
    elif len(results) == len(publication.scripts) and not quiet:
        from audio_edition.narration.model import unmatched_by_all

        for entry in unmatched_by_all(result.read.narration.unmatched for result in results):
            click.echo(printable(f"note: {publication.lexicon}:{entry.line}: {entry.reason}"))
    codes = [error.exit_code for _, error in errors]
    if not dry_run and (len(errors) < len(chosen) or len(chosen) > 1):
        codes += _publish_podcast(publication, said, quiet=quiet)
        _remove_spare(publication, results, reporter)
    if errors and len(chosen) > 1:
        click.echo(f"audio-edition: {len(errors)} of {len(chosen)} scripts could not be built", err=True)
    if len(chosen) > 1 and not silent:
        click.echo(_conclusion(outcomes, dry_run=dry_run))
    return max(codes, default=0)


def _remove_spare(publication: Publication, results: list[BuildResult], reporter: Reporter) -> None:
    """Keep what no edition uses below a size; nothing was added to it where nothing was spoken or encoded."""
    if any(result.spoken or result.encoded for result in results):
        from audio_edition.making.spare import remove_spare

        remove_spare(publication.root / "audio", reporter.say)


def _tell(outcome: Outcome, told: set[str] | None, *, quiet: bool, as_json: bool) -> None:
    """Say what came of one script."""
    if outcome.error:
        # Also where a program reads stdout: what went wrong is never silent.
        click.echo(f"audio-edition: {printable(str(outcome.error))}", err=True)
    elif as_json:
        return
    elif quiet:
        if outcome.result and outcome.result.status in ("built", "updated"):
            click.echo(str(outcome.result.mp3))
    elif outcome.up_to_date:
        from audio_edition.edition.history import clock

        known = outcome.up_to_date
        click.echo(f"nothing to do: {known.mp3} ({clock(known.duration_ms)}) is up to date")
    elif outcome.result:
        _print(outcome.result, told)


def _conclusion(outcomes: list[Outcome], *, dry_run: bool) -> str:
    """One line over all editions: ``5 scripts: 2 built, 2 up to date, 1 failed``."""
    statuses = ["failed" if each.error else each.result.status if each.result else "unchanged" for each in outcomes]
    if dry_run:
        to_do = sum(bool(each.result and not each.result.was_up_to_date) for each in outcomes)
        said = {"planned": f"{to_do} with something to do", "failed": f"{statuses.count('failed')} with errors"}
        parts = [text for status, text in said.items() if status in statuses]
        return f"{len(outcomes)} scripts: {', '.join(parts)}; dry run, nothing was changed"
    named = {"built": "built", "updated": "made anew beside the MP3", "unchanged": "up to date", "failed": "failed"}
    counts = (f"{statuses.count(status)} {text}" for status, text in named.items() if status in statuses)
    return f"{len(outcomes)} scripts: {', '.join(counts)}"


def _name_other_files(publication: Publication) -> None:
    from audio_edition.cli.check import not_a_script
    from audio_edition.publication.folder import files_without_use

    for path in files_without_use(publication):
        click.echo(printable(f"note: {path}: {not_a_script(path)}"), err=True)


def _publish_podcast(publication: Publication, told: set[str], *, quiet: bool) -> list[int]:
    """Make feed and index of what is published now; the editions are published, whatever becomes of that.

    Args:
        publication: Whose.
        told: What has been said of its scripts: what is wrong with the settings, it says no second time.
        quiet: Whether to say nothing but errors.

    Returns:
        The exit code of what went wrong.
    """
    from audio_edition.making.podcast import publish_podcast
    from audio_edition.publication.folder import SETTINGS_FILE

    def say(message: str) -> None:
        click.echo(printable(message), err=True)

    try:
        podcast = publish_podcast(publication, say)
    except AudioEditionError as error:
        if str(error) not in told:
            say(f"audio-edition: the editions are built, but the feed is not: {error}")
        return [error.exit_code]
    if quiet:
        return []
    if podcast and podcast.missing:
        settings = publication.script_folder / SETTINGS_FILE
        say(f"note: there is no podcast feed: {settings} does not say {', '.join(podcast.missing)}; for how to write")
        say("      them: audio-edition feed")
    for slug in podcast.without_date if podcast and not podcast.missing else ():
        say(f"note: “{slug}” has no date, and comes last in the feed")
    return []


def _print(result: BuildResult, told: set[str] | None) -> None:
    from rich.console import Console

    from audio_edition.cli.results import show

    show(result, Console(highlight=False, soft_wrap=True), told)
