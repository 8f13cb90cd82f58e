"""Progress and plan on stderr: bars on a terminal, plain lines elsewhere.

Enters: what a build tells. Leaves: text on stderr.  Rich is imported only where there
is a terminal to draw on.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audio_edition.edition.history import clock
from audio_edition.making.forecast import Forecast
from audio_edition.text.visible import printable

if TYPE_CHECKING:
    from audio_edition.making.work import ChapterWork, PlanSummary

_CHAPTERS_SHOWN = 24
"""A plan of more chapters shows only those that change."""


class ConsoleReporter:
    """Shows a build to a person.

    Args:
        quiet: Show nothing: a program is reading.
        details: Show the plan of every chapter, also of those that stay as they are.
        brief: Show no plan where there is nothing to speak or encode.
    """

    def __init__(self, *, quiet: bool = False, details: bool = False, brief: bool = False) -> None:
        self._quiet = quiet
        self._details = details
        self._brief = brief
        self._told: set[str] = set()
        self._forecast = Forecast()

    def scripts(self, sizes: Mapping[Path, int]) -> None:
        """A run begins: the bar is one over all of it."""
        self._forecast.scripts(sizes)

    def script(self, path: Path) -> None:
        """Its next script."""
        self._forecast.script(path)

    def say(self, message: str) -> None:
        """One line; a reader who has gone away is no reason to stop the work."""
        if self._quiet or (message.startswith("note: ") and message in self._told):
            return
        self._told.add(message)
        with suppress(BrokenPipeError):
            click.echo(printable(message), err=True)

    def plan(self, summary: PlanSummary) -> None:
        """The plan: one line, then the chapters that change."""
        self._forecast.plan(summary.stages_s, tells=summary.is_built_in)
        if self._brief and not summary.to_encode:
            return
        self.say(plan_line(summary))
        reason = f"  voice {summary.voice} ({summary.reason})"
        # Of several scripts, the reason is the same as a rule: it is given once.
        self.say(f"  voice {summary.voice}" if reason in self._told else reason)
        chapters = [chapter for chapter in summary.chapters if self._details or chapter.status != "reused"]
        if summary.to_encode or self._details:
            for chapter in chapters[:_CHAPTERS_SHOWN]:
                self.say(f"  {chapter_line(chapter)}")
            if len(chapters) > _CHAPTERS_SHOWN:
                self.say(f"  … and {len(chapters) - _CHAPTERS_SHOWN} more chapters")

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        """Go on with the bar of the whole run; it is drawn while a stage lasts, so that results stand between."""
        if self._quiet:
            yield lambda _: None
            return
        # Also where no bar is drawn: the table at the end needs rich, and now other threads are at work.
        from rich.console import Console

        with self._forecast.stage(name, total) as forecast:
            if not sys.stderr.isatty():
                yield forecast
                return
            from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

            columns = (
                TextColumn("  {task.description:<10}"),
                BarColumn(),
                TaskProgressColumn(),
                TextColumn("{task.fields[left]}"),
            )
            with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
                task = progress.add_task(name, total=1.0, left="")

                def advance(steps: int) -> None:
                    forecast(steps)
                    progress.update(task, completed=self._forecast.part, left=_left(self._forecast.remaining_s))

                advance(0)
                yield advance


def plan_line(summary: PlanSummary) -> str:
    """``3 of 92 sentences to speak, 2 of 31 paragraphs to encode, about 4 s, new length 4:18 (+0:06)``."""
    if not summary.to_encode:
        return f"nothing to speak or encode: {_counted(summary.utterances, 'sentence')}, {clock(summary.duration_ms)}"
    parts = [
        f"{summary.to_speak:,} of {_counted(summary.utterances, 'sentence')} to speak",
        f"{summary.to_encode:,} of {_counted(summary.segments, 'paragraph')} to encode",
    ]
    if summary.requests:
        parts.append(f"about {_counted(summary.requests, 'request')}")
    parts.append(f"about {_duration(summary.seconds)}")
    length = f"new length {clock(summary.duration_ms)}"
    change = summary.duration_ms - (summary.previous_duration_ms or summary.duration_ms)
    if abs(change) >= 1000:
        length += f" ({'-' if change < 0 else '+'}{clock(abs(change))})"
    return ", ".join([*parts, length])


def chapter_line(chapter: ChapterWork) -> str:
    """``changed  The Long March: 1 sentence to speak, 1 paragraph to encode``."""
    work = [
        f"{_counted(count, noun)} to {verb}"
        for count, noun, verb in (
            (chapter.to_speak, "sentence", "speak"),
            (chapter.to_encode, "paragraph", "encode"),
        )
        if count
    ]
    return f"{chapter.status:<8} {chapter.title}" + (f": {', '.join(work)}" if work else "")


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _left(seconds: float | None) -> str:
    return "" if seconds is None else f"{_duration(seconds)} left"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
