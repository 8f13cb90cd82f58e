"""``player.html``: the page that plays an edition, for the site of the paper: in a frame, behind a link, or as a file.

Enters: a finished edition. Leaves: one page that asks for nothing but the MP3 beside it; and the line to paste.
Nothing of the article runs: its text is escaped, and the page allows only the script and style it was made with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audio_edition.edition.companions import FinishedEdition
    from audio_edition.edition.manifest import Edition
    from audio_edition.publication.settings import Settings

PLAYER_NAME = "player.html"
FRAME_HEIGHT_PX = 420
"""Enough for the controls and a few sentences on a phone."""


class Player:
    """The reporter of ``player.html``."""

    name = PLAYER_NAME

    def make(self, finished: FinishedEdition) -> bytes:
        """The page: UTF-8, the same for the same edition."""
        from audio_edition.edition.companions.player.page import player_page

        return player_page(finished.edition, finished.article.settings.address)


def snippet(edition: Edition, channel: Settings) -> str:
    """What to paste into the page of the article: a frame, or a link where the site's address is not set.

    Args:
        edition: Its slug, title and language.
        channel: Of the publication: its ``site``.
    """
    from audio_edition.edition.companions.player.document import escape
    from audio_edition.edition.companions.player.words import words_for

    listen = words_for(edition.lang).listen
    address = escape(f"{channel.site}{edition.slug}/{PLAYER_NAME}")
    if not channel.site:
        return f'<a href="{address}">{escape(listen)}</a>'
    title = escape(f"{listen}: {' '.join(edition.title.split())}")
    return (
        f'<iframe src="{address}" title="{title}" width="100%" height="{FRAME_HEIGHT_PX}" loading="lazy"'
        ' style="border:0"></iframe>'
    )
