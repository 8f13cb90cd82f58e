"""What a build tells while it runs.

Enters: calls from the build. Leaves: whatever the shell makes of them; nothing by default. The build
itself never prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from audio_edition.making.work import PlanSummary


class Reporter(Protocol):
    """Told of the progress of a build."""

    def scripts(self, sizes: Mapping[Path, int]) -> None:
        """Several scripts are about to be built, one after the other; their sizes in bytes."""

    def script(self, path: Path) -> None:
        """The next of them is taken up."""

    def say(self, message: str) -> None:
        """One line a person should see while the build runs."""

    def plan(self, summary: PlanSummary) -> None:
        """What is about to be done."""

    def stage(self, name: str, total: int) -> AbstractContextManager[Callable[[int], None]]:
        """A stage of so many steps begins; the value is called with the steps done since the last call."""


class SilentReporter:
    """Tells nobody."""

    def scripts(self, sizes: Mapping[Path, int]) -> None:
        """Nothing."""

    def script(self, path: Path) -> None:
        """Nothing."""

    def say(self, message: str) -> None:
        """Nothing."""

    def plan(self, summary: PlanSummary) -> None:
        """Nothing."""

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        """Nothing."""
        yield lambda _: None
