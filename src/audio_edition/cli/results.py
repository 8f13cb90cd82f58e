"""What a build came to, for a person and for a program.

Enters: a ``BuildResult``. Leaves: a table, or a mapping for ``--json``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audio_edition.edition.companions.player import snippet
from audio_edition.edition.history import clock
from audio_edition.text.visible import printable

if TYPE_CHECKING:
    from rich.console import Console

    from audio_edition.edition.manifest import Edition
    from audio_edition.making.request import BuildResult
    from audio_edition.narration.model import Omission

_OMISSIONS_SHOWN = 12


def as_json(result: BuildResult) -> dict[str, Any]:
    """For ``--json``: one object per script."""
    edition = result.edition
    return {
        "status": result.status,
        "script": str(result.read.path),
        "slug": result.slug,
        "mp3": str(result.mp3),
        "voice": {"name": result.summary.voice, "reason": result.summary.reason},
        "plan": result.summary.as_json(),
        "was_up_to_date": result.was_up_to_date,
        "differences": [
            {"kind": each.kind, "message": each.message, "line": each.line or None} for each in result.differences
        ],
        "spoken": result.spoken,
        "encoded": result.encoded,
        "revision": edition.revision if edition else None,
        "duration_ms": edition.duration_ms if edition else None,
        "chapters": _chapters(edition) if edition else [],
        "embed": snippet(edition, result.read.channel) if edition and edition.files else None,
        "files": [file.name for file in edition.files] if edition else [],
        "not_spoken": [
            {
                "place": place_of(result, omission),
                "element": omission.element,
                "reason": omission.reason,
                "excerpt": omission.excerpt,
            }
            for omission in (*result.read.narration.omissions, *result.read.narration.unmatched)
        ],
        "warnings": [{"line": line, "message": message} for line, message in warnings_of(result)],
    }


def warnings_of(result: BuildResult) -> list[tuple[int, str]]:
    """What reading and narrating noticed, by line."""
    notices = [(notice.line, notice.message) for notice in result.read.article.notices]
    return sorted({*notices, *result.read.narration.warnings})


def place_of(result: BuildResult, omission: Omission) -> str:
    """``file:line`` of what is not spoken; an entry that matched nothing stands in the lexicon."""
    path = result.read.path
    return f"{path.with_name('lexicon.toml') if omission.element == 'lexicon' else path}:{omission.line}"


def show(result: BuildResult, console: Console) -> None:
    """Print the table of an edition, what was not spoken, and where it lies."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    read = result.read
    if result.edition and result.status != "planned":
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        table.add_column("chapter", overflow="fold")
        for name in ("start", "length", "words"):
            table.add_column(name, justify="right", no_wrap=True)
        for chapter in _chapters(result.edition):
            table.add_row(
                Text(chapter["title"]),
                clock(chapter["start_ms"]),
                clock(chapter["end_ms"] - chapter["start_ms"]),
                f"{chapter['words']:,}",
            )
        console.print(table)
    for line, message in warnings_of(result):
        console.print(Text(printable(f"note: {read.path}{f':{line}' if line else ''}: {message}")))
    omissions = read.narration.omissions
    if omissions:
        console.print(Text("not spoken:"))
    for omission in omissions[:_OMISSIONS_SHOWN]:
        excerpt = f" “{omission.excerpt}”" if omission.excerpt else ""
        console.print(
            Text(printable(f"  {place_of(result, omission)}: {omission.element}{excerpt}: {omission.reason}"))
        )
    if len(omissions) > _OMISSIONS_SHOWN:
        console.print(Text(printable(f"  … and {len(omissions) - _OMISSIONS_SHOWN} more; --json lists all")))
    console.print(Text(printable(_conclusion(result))))
    if result.edition and result.status in ("built", "updated"):
        pasted = snippet(result.edition, read.channel)
        console.print(Text(printable(f"to put the player into the page of the article: {pasted}")))


def _conclusion(result: BuildResult) -> str:
    edition = result.edition
    if result.status == "planned":
        return f"dry run: {_foretold(result)}"
    if edition is None:
        return str(result.mp3)
    length = clock(edition.duration_ms)
    if result.status == "unchanged":
        return f"nothing to do: {result.mp3} ({length}) is up to date"
    if result.status == "updated":
        return f"{result.mp3} ({length}) stays as it is, revision {edition.revision}; what lies beside it was made anew"
    return (
        f"{result.mp3} ({length}), revision {edition.revision}: {edition.note}\n"
        f"voice {result.summary.voice}, {result.summary.reason}"
    )


def _foretold(result: BuildResult) -> str:
    """What a build would do, and why."""
    if result.was_up_to_date:
        return f"there is nothing to do: {result.mp3} is up to date"
    why = "; ".join(each.message for each in result.differences) or "the engine or encoder here is of another version"
    if result.keeps_mp3:
        return f"nothing was changed; {result.mp3} would stay as it is: {why}"
    return f"nothing was changed; {result.mp3} would be made: {why}"


def _chapters(edition: Edition) -> list[dict[str, Any]]:
    words = [0] * len(edition.chapters)
    for cue in edition.cues:
        words[edition.segments[cue.segment].chapter] += len(cue.text.split())
    return [
        {
            "id": chapter.id,
            "title": chapter.title,
            "start_ms": chapter.start_ms,
            "end_ms": chapter.end_ms,
            "words": count,
        }
        for chapter, count in zip(edition.chapters, words, strict=True)
    ]
