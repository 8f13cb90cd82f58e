"""``meeting.html``: the page for a room: the sound inside, the text in large type, and stops for discussion.

Enters: a finished edition and its MP3. Leaves: one page that works from a stick, without network or server. Nothing of
the article runs: its text is escaped, and the page allows only the script and style it was made with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from audio_edition.edition.companions import FinishedEdition

MEETING_NAME = "meeting.html"
MOST_INSIDE_BYTES = 48_000_000
"""A larger MP3 stays beside the page: more than an hour at 96 kb/s. Inside, it has 4 bytes for every 3."""
DISCUSSION_MINUTES = 5
"""Of each discussion, where nobody said otherwise."""


class MeetingPlan(Struct, frozen=True):
    """How long things may take, in whole minutes."""

    minutes: int = 0
    """Of the whole meeting; 0: nobody said."""
    discussion_minutes: int = DISCUSSION_MINUTES
    """Of each discussion; 0: the page does not stop for it."""


class MeetingPage:
    """The reporter of ``meeting.html``."""

    name = MEETING_NAME

    def make(self, finished: FinishedEdition) -> bytes | None:
        """The page: UTF-8, the same for the same edition; ``None`` where ``meeting`` is false."""
        if not finished.article.settings.meeting or finished.mp3 is None:
            return None
        from audio_edition.edition.companions.meeting.page import meeting_page

        is_small = finished.mp3.stat().st_size <= MOST_INSIDE_BYTES
        sound = finished.mp3.read_bytes() if is_small else b""
        return meeting_page(finished.edition, sound, MeetingPlan())
