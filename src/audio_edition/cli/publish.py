"""``audio-edition publish``.

Enters: a publication and a place. Leaves: a folder there that any static host can give out. Refuses: to replace or
remove a file that it did not write.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audio_edition.cli.json_output import error_json, print_json
from audio_edition.cli.options import json_option, publication_option
from audio_edition.cli.sizes import size_text
from audio_edition.text.visible import printable

if TYPE_CHECKING:
    from audio_edition.publishing.plan import Plan

EPILOG = """\b
Examples:
  audio-edition publish ../site/audio --dry-run    only say what would be written and removed
  audio-edition publish ../site/audio              a folder of this machine
  audio-edition publish s3://bucket/audio          through fsspec, with s3fs installed
  audio-edition publish sftp://me@host/var/www/a   with paramiko installed
\b
Addresses need the extra: pip install 'audio-edition[publish]'."""


@click.command("publish", epilog=EPILOG)
@click.argument("target", metavar="DIR|URL")
@publication_option
@click.option("--dry-run", is_flag=True, help="Say what would be written and removed, and change nothing.")
@json_option
def command(target: str, root: Path | None, dry_run: bool, as_json: bool) -> int:
    """Copy what is public to a folder or a host, the feed last.

    Only what changed is written, and only what an earlier publish wrote is replaced or removed: it keeps a list in
    publish.json there. The address of an episode whose script was renamed goes on answering. Stopped at any moment,
    it leaves a feed whose episodes are all there; the next run goes on.
    """
    from audio_edition.cli.progress import ConsoleReporter
    from audio_edition.publication.folder import read_publication
    from audio_edition.publishing.copying import carry_out
    from audio_edition.publishing.former import FormerSlugs
    from audio_edition.publishing.plan import make_plan
    from audio_edition.publishing.public import PublicFolder
    from audio_edition.publishing.record import RECORD_NAME, parse_record
    from audio_edition.publishing.targets import target_of

    publication = read_publication(root or Path())
    _refuse_itself(publication.root, target)
    public = PublicFolder(publication.root / "audio", FormerSlugs(publication.script_folder))
    place = target_of(target)
    record = parse_record(place.read(RECORD_NAME), place.shown)
    sizes = place.sizes()
    found = public.all()
    plan = make_plan(public, found, record, sizes, place.shown)
    if not dry_run:
        coming_bytes = sum(file.bytes for file in (*plan.write, *([plan.feed] if plan.feed else [])))
        with ConsoleReporter(quiet=as_json).stage("publishing", coming_bytes) as wrote:
            carry_out(plan, record, place, frozenset(sizes), lambda _, size: wrote(size))
    if as_json:
        errors = [error_json(error) for error in found.errors]
        print_json("publish", [_as_json(plan, place.shown, dry_run)], errors=errors)
    else:
        _show(plan, place.shown, dry_run)
    for error in found.errors:
        click.echo(printable(f"audio-edition: {error}"), err=True)
    return max((error.exit_code for error in found.errors), default=0)


def _refuse_itself(root: Path, target: str) -> None:
    from audio_edition.errors import Place, StorageError

    if "://" in target:
        return
    meant, here = Path(target).resolve(), root.resolve()
    if meant == here or any(meant.is_relative_to(here / name) for name in ("audio", "script")):
        raise StorageError(
            "this is the publication itself, not a place to publish it to",
            place=Place(target),
            hint="name another folder",
        )


def _as_json(plan: Plan, shown: str, dry_run: bool) -> dict[str, Any]:
    coming = [*plan.write, *([plan.feed] if plan.feed else [])]
    return {
        "target": shown,
        "dry_run": dry_run,
        "write": [{"name": file.name, "bytes": file.bytes, "why": file.why} for file in coming],
        "remove": list(plan.remove),
        "unchanged": [file.name for file in plan.unchanged],
        "notes": list(plan.notes),
    }


def _show(plan: Plan, shown: str, dry_run: bool) -> None:
    coming = [*plan.write, *([plan.feed] if plan.feed else [])]
    rows = [(file.why, size_text(file.bytes), file.name) for file in coming]
    rows += [("remove", "", name) for name in plan.remove]
    widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
    for why, size, name in rows:
        click.echo(printable(f"{why:<{widths[0]}}  {size:>{widths[1]}}  {name}"))
    for note in plan.notes:
        click.echo(printable(f"note: {note}"), err=True)
    wrote, removed = ("to write", "to remove") if dry_run else ("written", "removed")
    counts = f"{len(coming):,} {wrote}, {len(plan.remove):,} {removed}, {len(plan.unchanged):,} unchanged"
    click.echo(printable(f"{shown}: {counts}{'; dry run, nothing was changed' if dry_run else ''}"))
