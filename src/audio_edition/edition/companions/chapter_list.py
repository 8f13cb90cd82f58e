"""``chapters.json``: the chapters for podcast apps that load them beside the MP3.

Enters: a finished edition. Leaves: JSON chapters.

Source: Podcasting 2.0, JSON Chapters Format 1.2: ``version`` and ``chapters``; ``startTime`` in seconds, rising.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audio_edition.edition.companions import FinishedEdition

VERSION = "1.2.0"


class ChapterList:
    """The reporter."""

    name = "chapters.json"

    def make(self, finished: FinishedEdition) -> bytes:
        """One entry per chapter, the first at 0."""
        edition = finished.edition
        chapters = [
            {"startTime": chapter.start_ms / 1000, "endTime": chapter.end_ms / 1000, "title": chapter.title}
            for chapter in edition.chapters
        ]
        content = {"version": VERSION, "title": edition.title, "chapters": chapters}
        return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
