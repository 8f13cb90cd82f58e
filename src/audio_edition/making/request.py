"""What is asked of a build, and what came of it.

Enters: the command line's wishes; the build's outcome. Leaves: frozen values. Refuses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from audio_edition.making.estimate import PlanSummary
    from audio_edition.making.reading import ReadScript
    from audio_edition.publication.folder import Publication


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What is asked for."""

    publication: Publication
    script: Path
    voice: str = ""
    """``--voice``, or empty."""
    encoding: str | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What came of it."""

    status: str
    """``built``, ``unchanged`` or, for a dry run, ``planned``."""
    slug: str
    mp3: Path
    read: ReadScript
    summary: PlanSummary
    manifest: Mapping[str, Any] | None
    """Of the edition as it now lies there; for a dry run, as it lay there, if it did."""
    spoken: int = 0
    encoded: int = 0
