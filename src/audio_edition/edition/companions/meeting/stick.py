"""``index.html`` of a stick: what each file on it is for.

Enters: an edition and the names of what lies beside the page. Leaves: the page, which also lists them for this program.
"""

from __future__ import annotations

import html
import re

from msgspec import Struct

from audio_edition.edition.companions.meeting import MEETING_NAME
from audio_edition.edition.companions.meeting.words import meeting_words_for
from audio_edition.edition.companions.player.document import document, escape, language_attributes
from audio_edition.edition.companions.player.words import words_for
from audio_edition.edition.manifest import Edition

INDEX_NAME = "index.html"
_FILES = re.compile(rb'<meta name="audio-edition-files" content="([^"]*)">')


class Stick(Struct, frozen=True):
    """What lies beside the page: names of files, ASCII and without blanks."""

    mp3: str
    parts: tuple[str, ...]
    """One for each section."""
    playlist: str
    handout: str
    """Empty where there is none."""

    @property
    def names(self) -> tuple[str, ...]:
        """All files, the page for the room first."""
        return tuple(filter(None, (MEETING_NAME, self.mp3, *self.parts, self.playlist, self.handout)))


def stick_page(edition: Edition, stick: Stick) -> bytes:
    """Make the page."""
    words, own = words_for(edition.lang), meeting_words_for(edition.lang)
    files = [(MEETING_NAME, own.for_page)]
    files += [(stick.handout, own.for_handout)] if stick.handout else []
    files += [(stick.mp3, own.for_whole), (stick.playlist, own.for_list)]
    listed = "".join(f"<li>{_link(name)}<br>{escape(what)}</li>\n" for name, what in files)
    titles = [chapter.title for chapter in edition.chapters]
    parts = "".join(
        f"<li>{_link(name)} <span {language_attributes(edition.lang, title)}>{escape(title)}</span></li>\n"
        for name, title in zip(stick.parts, titles, strict=True)
    )
    body = f"""<main {language_attributes(words.lang)}>
<h1 {language_attributes(edition.lang, edition.title)}>{escape(edition.title)}</h1>
<ul>
{listed}<li>{escape(own.for_parts)}<ol>
{parts}</ol></li>
</ul>
</main>"""
    return document(
        lang=edition.lang,
        title=edition.title,
        body=body,
        style="page.css meeting/stick.css",
        script="",
        allowed="",
        head=f'<meta name="audio-edition-files" content="{escape(" ".join(stick.names))}">\n',
    )


def files_of(page: bytes) -> frozenset[str] | None:
    """The names that such a page lists; ``None`` where it is somebody's own."""
    found = _FILES.search(page)
    return frozenset(html.unescape(found[1].decode("utf-8", "replace")).split()) if found else None


def _link(name: str) -> str:
    return f'<a href="{escape(name)}" dir="ltr">{escape(name)}</a>'
