"""``audio-edition check``.

Enters: scripts. Leaves: what is wrong with them and in which respects their editions are not what they say, on
stdout; exit 1 where there is anything. Refuses: a folder that is no publication.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audio_edition.cli.options import (
    encoding_option,
    find_publication,
    json_option,
    publication_option,
    scripts_argument,
)
from audio_edition.text.visible import printable

if TYPE_CHECKING:
    from audio_edition.making.checking import Verdict

EXIT_FOUND = 1

EPILOG = """\b
Examples:
  audio-edition check                      exit 1 where a build would change an edition
  audio-edition check --scripts-only       only the scripts: for a commit hook
  audio-edition check --strict --json      warnings count too; for a program to read"""


@click.command("check", epilog=EPILOG)
@scripts_argument
@publication_option
@click.option("--scripts-only", is_flag=True, help="Do not look at editions: they may be elsewhere, or not built.")
@click.option("--strict", is_flag=True, help="Exit 1 for warnings too.")
@encoding_option
@json_option
def command(
    scripts: tuple[str, ...],
    root: Path | None,
    scripts_only: bool,
    strict: bool,
    encoding: str | None,
    as_json: bool,
) -> int:
    """Say whether every script can be built and every edition still is what its script says.

    Compares with audio/<slug>/edition.json and the files it lists; writes nothing, and needs no network.
    """
    from audio_edition.making.checking import check_scripts, editions_without_script, unmatched_entries
    from audio_edition.publication.editions_lock import read_lock

    publication, chosen = find_publication(root, scripts)
    verdicts = check_scripts(publication, chosen, encoding=encoding, editions=not scripts_only)
    orphans: tuple[str, ...] = ()
    former: Mapping[str, str] = {}
    if not scripts and not scripts_only:
        orphans = editions_without_script(publication.root / "audio", verdicts)
        former = read_lock(publication.script_folder).former_slugs
    unmatched = () if scripts else unmatched_entries(verdicts)
    warned = bool(orphans) or bool(unmatched) or any(verdict.warnings for verdict in verdicts)
    passed = all(verdict.passes for verdict in verdicts) and not (strict and warned)
    if as_json:
        report = {
            "passed": passed,
            "scripts": [_as_json(verdict) for verdict in verdicts],
            "editions_without_script": list(orphans),
            "lexicon_entries_without_match": [{"line": entry.line, "word": entry.excerpt} for entry in unmatched],
        }
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _show(verdicts, orphans, former)
        for entry in unmatched:
            click.echo(printable(f"{publication.lexicon}:{entry.line}: warning: {entry.reason}"))
        click.echo(_conclusion(verdicts))
    return 0 if passed else EXIT_FOUND


def _as_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "script": str(verdict.script),
        "slug": verdict.slug or None,
        "status": verdict.status,
        "differences": [
            {"kind": difference.kind, "message": difference.message, "line": difference.line or None}
            for difference in verdict.differences
        ],
        "warnings": [{"line": line or None, "message": message} for line, message in verdict.warnings],
    }


def _show(verdicts: tuple[Verdict, ...], orphans: tuple[str, ...], former: Mapping[str, str]) -> None:
    told: set[str] = set()
    for verdict in verdicts:
        for line, message in verdict.warnings:
            click.echo(printable(f"{_at(verdict, line)}: warning: {message}"))
        if verdict.error is not None:
            # An error that has a place of its own says it; it may be in the lexicon or the publication's settings.
            place = "" if verdict.error.place else f"{verdict.script}: "
            said = f"{place}{verdict.error}"
            if said not in told:  # of publication.toml, every script has the same
                click.echo(printable(said))
            told.add(said)
            continue
        for difference in verdict.differences:
            click.echo(printable(f"{_at(verdict, difference.line)}: {difference.message}"))
    for slug in orphans:
        what = "no script becomes this edition any more"
        if slug in former:
            what = f"it is “{former[slug]}” now and is not published under this name; the folder can be removed"
        click.echo(printable(f"audio/{slug}: warning: {what}"))


def _at(verdict: Verdict, line: int) -> str:
    return f"{verdict.script}:{line}" if line else str(verdict.script)


def _conclusion(verdicts: tuple[Verdict, ...]) -> str:
    said = {
        "matches": "up to date",
        "valid": "without problems",
        "stale": "not up to date",
        "not-built": "not built yet",
        "renamed": "renamed",
        "broken": "with problems",
    }
    counts = {status: sum(verdict.status == status for verdict in verdicts) for status in said}
    counted = f"{len(verdicts)} {'script' if len(verdicts) == 1 else 'scripts'}"
    return f"{counted}: {', '.join(f'{count} {said[status]}' for status, count in counts.items() if count)}"
