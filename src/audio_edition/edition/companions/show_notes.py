"""``shownotes.html`` and ``shownotes.txt``: what a podcast app shows under an episode.

Enters: a finished edition. Leaves: a fragment of HTML for a feed, and the same as plain text: what it is about, byline,
address of the article, chapters with their times, and what this revision changed. Of HTML only ``p``, ``ul``, ``li``
and ``a`` are used, without attributes but ``href``, and links lead to http and https alone.

Chapters stand a line each, ``00:00 Title``; with hours from an hour on. Apps read such a list only if it has at least
three lines and begins at zero, so an edition of one or two chapters has none: its MP3 and ``chapters.json`` have them.

Source: Apple Podcasts for Creators, "Chapters on Apple Podcasts", Spotify for Creators, "Chapters", and YouTube Help,
"Video chapters": times in the description, rising, the first 00:00, at least three.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from audio_edition.edition.description import description_of, paragraphs
from audio_edition.text.addresses import link_to, split_at_addresses
from audio_edition.text.invisible import strip_invisible

if TYPE_CHECKING:
    from audio_edition.edition.companions import FinishedEdition
    from audio_edition.edition.manifest import Edition

FEWEST_CHAPTERS = 3
"""With fewer, no app makes chapters of a list of times."""
_HOUR_MS = 3_600_000


class ShowNotes(Struct, frozen=True):
    """What the notes of an edition say; every text on one line, empty where there is nothing to say."""

    about: tuple[str, ...]
    """Paragraphs."""
    byline: str
    address: str
    """http or https."""
    chapters: tuple[str, ...]
    """``00:00 Title``, one for each chapter; none where there are too few."""
    news: str
    """What a listener hears otherwise in this revision; empty for the first."""


class HtmlShowNotes:
    """The reporter of ``shownotes.html``."""

    name = "shownotes.html"

    def make(self, finished: FinishedEdition) -> bytes:
        """UTF-8, a fragment: what stands in ``description`` or ``content:encoded`` of a feed."""
        return notes_html(notes_of(finished.edition)).encode()


class TextShowNotes:
    """The reporter of ``shownotes.txt``."""

    name = "shownotes.txt"

    def make(self, finished: FinishedEdition) -> bytes:
        """UTF-8, paragraphs with an empty line between them."""
        notes = notes_of(finished.edition)
        parts = [*notes.about, notes.byline, notes.address, "\n".join(notes.chapters), notes.news]
        return ("\n\n".join(filter(None, parts)) + "\n").encode() if any(parts) else b""


def notes_html(notes: ShowNotes) -> str:
    """A fragment, a line for each of its blocks."""
    link = f'<a href="{escape(notes.address)}">{escape(notes.address)}</a>' if notes.address else ""
    lines = [f"<p>{text}</p>" for text in (*map(_linked, notes.about), escape(notes.byline), link) if text]
    if notes.chapters:
        lines += ["<ul>", *(f"<li>{escape(chapter)}</li>" for chapter in notes.chapters), "</ul>"]
    if notes.news:
        lines.append(f"<p>{escape(notes.news)}</p>")
    return "".join(f"{line}\n" for line in lines)


def _linked(text: str) -> str:
    """HTML of a paragraph; its web addresses are links."""
    return "".join(
        f'<a href="{escape(link)}">{escape(part)}</a>' if is_address and (link := link_to(part)) else escape(part)
        for part, is_address in split_at_addresses(text)
    )


def notes_of(edition: Edition) -> ShowNotes:
    """Gather what the notes say."""
    byline = [", ".join(filter(None, map(_line, edition.author))), _line(edition.publication), edition.date or ""]
    return ShowNotes(
        about=paragraphs(description_of(edition)),
        byline=" · ".join(filter(None, byline)),
        address=edition.address if urlsplit(edition.address).scheme in ("http", "https") else "",
        chapters=timestamps(edition),
        news=_news(edition),
    )


def timestamps(edition: Edition) -> tuple[str, ...]:
    """The chapters as apps read them, rounded down to the second; none of fewer than three."""
    if len(edition.chapters) < FEWEST_CHAPTERS:
        return ()
    with_hours = edition.duration_ms >= _HOUR_MS
    return tuple(
        f"{_clock(chapter.start_ms, with_hours=with_hours)} {_line(chapter.title)}" for chapter in edition.chapters
    )


def _news(edition: Edition) -> str:
    # Without changes of a chapter, a new tag or loudness made the revision: nothing that a listener is told.
    if edition.revision < 2 or not edition.history[-1].changes:
        return ""
    return f"Changed in revision {edition.revision}: {_line(edition.note)}"


def _clock(milliseconds: int, *, with_hours: bool) -> str:
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}" if with_hours else f"{minutes:02}:{seconds:02}"


def _line(text: str) -> str:
    return " ".join(strip_invisible(text).split())
