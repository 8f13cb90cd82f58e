"""``audio-edition diff``.

Enters: scripts. Leaves: what a listener would hear differently from the published editions, on stdout. Refuses: a
script that cannot be read, a folder that is no publication.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audio_edition.cli.json_output import print_json
from audio_edition.cli.options import (
    encoding_option,
    find_publication,
    json_option,
    publication_option,
    scripts_argument,
)
from audio_edition.edition.history import clock, note
from audio_edition.text.visible import printable

if TYPE_CHECKING:
    from audio_edition.edition.history import ChapterChange, SentenceChange
    from audio_edition.making.checking import Preview

EPILOG = """\b
Examples:
  audio-edition diff                       every script against its published edition
  audio-edition diff october-1917          one of them
  audio-edition diff --json | jq '.results[].note'

\b
Marks: + added, - removed, ~ other words, * same words, other sound, > moved.
Times after the edit are estimates until it is built."""

_MARKS = {"added": "+", "removed": "-", "changed": "~", "respoken": "*", "moved": ">", "moved-away": "<"}
_RESPOKEN_SHOWN = 3
"""A change of voice changes every sentence: of each chapter only some are shown; --json has all."""


@click.command("diff", epilog=EPILOG)
@scripts_argument
@publication_option
@encoding_option
@json_option
def command(scripts: tuple[str, ...], root: Path | None, encoding: str | None, as_json: bool) -> None:
    """Show what a listener would hear differently from the published edition, chapter by chapter."""
    from audio_edition.making.checking import preview

    publication, chosen = find_publication(root, scripts)
    previews = [preview(publication, script, encoding=encoding) for script in chosen]
    if as_json:
        print_json("diff", [_as_json(each) for each in previews])
        return
    for index, each in enumerate(previews):
        if index:
            click.echo()
        for line in _lines(each):
            click.echo(printable(line))


def _as_json(preview: Preview) -> dict[str, Any]:
    return {
        "script": str(preview.script),
        "slug": preview.slug,
        "revision": preview.published.revision if preview.published else None,
        "note": note(preview.changes) if preview.published else "not built yet",
        "other_differences": list(preview.besides),
        "duration_ms": preview.published.duration_ms if preview.published else None,
        "estimated_duration_ms": preview.estimated_duration_ms,
        "chapters": [
            {
                "title": change.title,
                "title_before": change.title_before or None,
                "change": change.kind,
                "moved": change.moved,
                "start_ms": change.start_ms,
                "sentences": [
                    {
                        "change": sentence.kind,
                        "before": sentence.before or None,
                        "after": sentence.after or None,
                        "start_ms": sentence.start_ms,
                    }
                    for sentence in change.sentences
                ],
            }
            for change in preview.changes
            if change.kind != "same"
        ],
    }


def _lines(preview: Preview) -> Iterator[str]:
    published = preview.published
    if published is None:
        length = clock(preview.estimated_duration_ms)
        chapters = "1 chapter" if len(preview.changes) == 1 else f"{len(preview.changes)} chapters"
        yield f"{preview.script}: not built yet; {chapters}, about {length}"
        return
    changes = [change for change in preview.changes if change.kind != "same"]
    if not changes and not preview.besides:
        yield f"{preview.script}: sounds as revision {published.revision} of audio/{preview.was or preview.slug}"
        return
    yield f"{preview.script}: against revision {published.revision} of audio/{preview.was or preview.slug}"
    for besides in preview.besides:
        yield f"  {besides}"
    for change in changes:
        yield from _chapter(change)
    before, after = published.duration_ms, preview.estimated_duration_ms
    yield f"  length {clock(before)}, then about {clock(after)}"


def _chapter(change: ChapterChange) -> Iterator[str]:
    about = "at" if change.kind == "removed" else "at about"
    kind = "changed and moved" if change.kind == "changed" and change.moved else change.kind
    was = f" (was “{change.title_before}”)" if change.title_before else ""
    yield f"  “{change.title}”{was}, {about} {clock(change.start_ms)}: {kind}"
    respoken = 0
    for sentence in change.sentences:
        respoken += sentence.kind == "respoken"
        if sentence.kind != "respoken" or respoken <= _RESPOKEN_SHOWN:
            yield from _sentence(sentence)
    if respoken > _RESPOKEN_SHOWN:
        yield f"    * … and {respoken - _RESPOKEN_SHOWN} more that sound different"


def _sentence(sentence: SentenceChange) -> Iterator[str]:
    mark, at = _MARKS[sentence.kind], clock(sentence.start_ms)
    if sentence.kind == "changed":
        yield f"    {mark} {at}  {sentence.before}"
        yield f"      {' ' * len(at)}→ {sentence.after}"
    else:
        yield f"    {mark} {at}  {sentence.after or sentence.before}"
