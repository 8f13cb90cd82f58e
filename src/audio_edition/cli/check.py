"""``audio-edition check``.

Enters: scripts. Leaves: what is wrong with them and in which respects their editions are not what they say, on
stdout; exit 1 where there is anything. Refuses: a folder that is no publication.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audio_edition.cli.json_output import print_json
from audio_edition.cli.options import (
    encoding_option,
    find_publication,
    json_option,
    publication_option,
    quiet_option,
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
  audio-edition check --strict --json      warnings count too; for a program to read
  audio-edition check --format github      in a workflow: marks at the lines of a pull request"""


@click.command("check", epilog=EPILOG)
@scripts_argument
@publication_option
@click.option("--scripts-only", is_flag=True, help="Do not look at editions: they may be elsewhere, or not built.")
@click.option("--strict", is_flag=True, help="Exit 1 for warnings too.")
@encoding_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github"]),
    default="text",
    show_default=True,
    help="github: annotations that GitHub shows at the lines of the scripts.",
)
@quiet_option
@json_option
def command(
    scripts: tuple[str, ...],
    root: Path | None,
    scripts_only: bool,
    strict: bool,
    encoding: str | None,
    form: str,
    quiet: bool,
    as_json: bool,
) -> int:
    """Say whether every script can be built and every edition still is what its script says.

    Compares with audio/<slug>/edition.json and the files it lists; writes nothing, and needs no network.
    """
    from audio_edition.making.checking import check_scripts, editions_without_script, unmatched_entries
    from audio_edition.publication.editions_lock import read_lock
    from audio_edition.publication.folder import files_without_use

    if as_json and form != "text":
        raise click.UsageError("--json and --format github are two formats; choose one")
    publication, chosen = find_publication(root, scripts)
    verdicts = check_scripts(publication, chosen, encoding=encoding, editions=not scripts_only)
    orphans: tuple[str, ...] = ()
    former: Mapping[str, str] = {}
    if not scripts and not scripts_only:
        orphans = editions_without_script(publication.root / "audio", verdicts)
        former = read_lock(publication.script_folder).former_slugs
    unmatched = () if scripts else unmatched_entries(verdicts)
    strays = () if scripts else files_without_use(publication)
    warned = bool(orphans or strays or unmatched) or any(verdict.warnings for verdict in verdicts)
    passed = all(verdict.passes for verdict in verdicts) and not (strict and warned)
    besides = [
        *((f"audio/{slug}", 0, _orphaned(slug, former)) for slug in orphans),
        *((str(path), 0, not_a_script(path)) for path in strays),
        *((str(publication.lexicon), entry.line, entry.reason) for entry in unmatched),
    ]
    if as_json:
        print_json(
            "check",
            [_as_json(verdict) for verdict in verdicts],
            passed=passed,
            editions_without_script=list(orphans),
            lexicon_entries_without_match=[{"line": entry.line, "word": entry.excerpt} for entry in unmatched],
            other_files=[str(path) for path in strays],
        )
    elif form == "github":
        _annotate(verdicts, besides)
    else:
        _show(verdicts, besides, quiet=quiet)
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


def _orphaned(slug: str, former: Mapping[str, str]) -> str:
    if slug in former:
        return f"it is “{former[slug]}” now and is not published under this name; the folder can be removed"
    return "no script becomes this edition any more"


def _annotate(verdicts: tuple[Verdict, ...], besides: Sequence[tuple[str, int, str]]) -> None:
    """Workflow commands. Source: GitHub Actions, "Workflow commands for GitHub Actions"."""
    for verdict in verdicts:
        for line, message in verdict.warnings:
            _annotation("warning", str(verdict.script), line, message)
        if verdict.error is not None:
            place = verdict.error.place
            hint = f"; {verdict.error.hint}" if verdict.error.hint else ""
            at = (place.path, place.line) if place else (str(verdict.script), 0)
            _annotation("error", *at, f"{verdict.error.what}{hint}")
            continue
        for difference in verdict.differences:
            _annotation("error", str(verdict.script), difference.line, difference.message)
    for path, line, message in besides:
        _annotation("warning", path, line, message)


def _annotation(level: str, path: str, line: int, message: str) -> None:
    place = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in (("file", path), ("line", line)) if value)
    click.echo(f"::{level}{f' {place}' if place else ''}::{_escaped(message)}")


def _escaped(value: object, more: str = "") -> str:
    """Nothing in a message may begin another workflow command."""
    text = str(value).encode("utf-8", "replace").decode()
    return "".join(f"%{ord(letter):02X}" if letter in f"%{more}" or ord(letter) < 32 else letter for letter in text)


def _show(verdicts: tuple[Verdict, ...], besides: Sequence[tuple[str, int, str]], *, quiet: bool) -> None:
    told: set[str] = set()
    for verdict in verdicts:
        for line, message in () if quiet else verdict.warnings:
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
    if quiet:
        return
    for path, line, message in besides:
        click.echo(printable(f"{path}{f':{line}' if line else ''}: warning: {message}"))
    click.echo(_conclusion(verdicts))


def not_a_script(path: Path) -> str:
    """What to say of a text file among the scripts that is not one."""
    return (
        f"it is not built, because its name does not end in .md; make a script of it with: audio-edition import {path}"
    )


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
