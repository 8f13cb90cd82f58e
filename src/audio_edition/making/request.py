"""What is asked of a build, and what came of it.

Enters: the command line's wishes; the build's outcome. Leaves: frozen values.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from audio_edition.edition.manifest import Edition
    from audio_edition.making.differences import Difference
    from audio_edition.making.reading import ReadScript
    from audio_edition.making.work import PlanSummary
    from audio_edition.publication.folder import Publication


class BuildRequest(Struct, frozen=True):
    """What is asked for."""

    publication: Publication
    script: Path
    voice: str = ""
    """``--voice``, or empty."""
    encoding: str | None = None
    dry_run: bool = False


class BuildResult(Struct, frozen=True):
    """What came of it."""

    status: str
    """``built`` (the MP3 is new), ``updated`` (only what lies beside it), ``unchanged`` or, for a dry run,
    ``planned``."""
    slug: str
    mp3: Path
    read: ReadScript
    summary: PlanSummary
    edition: Edition | None
    """As it lies there now; ``None`` after the dry run of one that was never built."""
    spoken: int = 0
    encoded: int = 0
    differences: tuple[Difference, ...] = ()
    """Of what was published before from what the script says; of kind ``missing`` where nothing was."""
    was_up_to_date: bool = False
    """Whether what was published before already is what the script says: a build changes nothing."""
    keeps_mp3: bool = False
    """Whether the MP3 that was published before stays, byte for byte."""
