"""The page ``player.html``: controls, list of chapters, help, and the text that follows the sound.

Enters: a published edition, and the address of the article on the web. Leaves: the page.
"""

from __future__ import annotations

from audio_edition.edition.companions.player.document import document, escape, language_attributes
from audio_edition.edition.companions.player.text import text_of, turned_direction
from audio_edition.edition.companions.player.words import Words, words_for
from audio_edition.edition.history import clock
from audio_edition.edition.manifest import Edition

SPEEDS = ("0.75", "1", "1.25", "1.5", "1.75", "2")
_ICONS = {
    "play": "M8 5v14l11-7z",
    "pause": "M7 5h4v14H7zM13 5h4v14h-4z",
    "back": "M12 5V1L6 6l6 5V7a6 6 0 1 1-6 6H4a8 8 0 1 0 8-8z",
    "follow": "M4 4h16v2H4zM2 9h20v6H2zM4 18h16v2H4z",
    "ahead": "M12 5V1l6 5-6 5V7a6 6 0 1 0 6 6h2a8 8 0 1 1-8-8z",
}
"""Outlines on a field of 24 × 24."""


def player_page(edition: Edition, address: str) -> bytes:
    """Make the page.

    Args:
        edition: With its MP3 among its files.
        address: Of the article on the web; empty where it has none.
    """
    words = words_for(edition.lang)
    mp3 = mp3_address(edition)
    # The words of the page may be in another language than the article.
    spoken = language_attributes(words.lang)
    artist = ", ".join(edition.author) or edition.publication
    body = f"""<header {spoken}>
<audio controls preload="metadata" src="{mp3}" data-duration="{edition.duration_ms}" data-artist="{escape(artist)}"\
 data-album="{escape(edition.publication)}" aria-label="{escape(words.listen)}"></audio>
{_controls(edition, words)}{_chapters(edition, words)}<p id="Status" role="status"\
 data-failed="{escape(words.failed)}"></p>
</header>
<main id="Text" {language_attributes(edition.lang)} aria-label="{escape(words.text)}">
{text_of(edition)}</main>
<footer {spoken}>
<p>{_links(edition, words, mp3, address)}</p>
{_keys(words)}</footer>"""
    return document(
        lang=edition.lang,
        title=" · ".join(filter(None, (edition.title, edition.publication))),
        body=body,
        style="page.css player.css",
        script="timeline.js player.js",
        allowed="media-src 'self'",
    )


def mp3_address(edition: Edition) -> str:
    """Of the MP3, seen from the folder of the edition; another MP3 has another address, so that no cache keeps it."""
    version = f"?v={edition.mp3.sha256[:8]}" if edition.mp3 else ""
    return escape(f"{edition.mp3_name}{version}")


def _controls(edition: Edition, words: Words) -> str:
    """They run from left to right in every language, as those of other players do.

    Source: Material Design, Bidirectionality: media controls and progress are not mirrored.
    """
    length, follow = clock(edition.duration_ms), escape(words.follow)
    speeds = "".join(f'<option value="{each}"{" selected" if each == "1" else ""}>{each}×</option>' for each in SPEEDS)
    return f"""<div id="Controls" dir="ltr" role="group" aria-label="{escape(words.controls)}" hidden>
<button id="Play" type="button" aria-label="{escape(words.play)}" data-pause="{escape(words.pause)}">\
{_icon("play")}{_icon("pause")}</button>
<button id="Back" type="button" aria-label="{escape(words.back)}">{_icon("back")}</button>
<button id="Ahead" type="button" aria-label="{escape(words.ahead)}">{_icon("ahead")}</button>
<select id="Speed" aria-label="{escape(words.speed)}">{speeds}</select>
<button id="Follow" type="button" aria-pressed="true" aria-label="{follow}" title="{follow}">{_icon("follow")}</button>
<input id="Place" type="range" min="0" max="{-(-edition.duration_ms // 1000)}" step="1" value="0"\
 aria-label="{escape(words.place)}" aria-valuetext="0:00 / {length}">
<span id="Clock">0:00 / {length}</span>
</div>
"""


def _chapters(edition: Edition, words: Words) -> str:
    items = "".join(
        f'<li><a href="#{escape(chapter.id)}"><span{turned_direction(chapter.title, edition.lang)}>'
        f'{escape(chapter.title)}</span> <time dir="ltr">{clock(chapter.start_ms)}</time></a></li>\n'
        for chapter in edition.chapters
    )
    title = escape(words.chapters)
    return f"""<details id="Chapters"><summary>{title}<span id="Chapter"></span></summary>
<nav aria-label="{title}" {language_attributes(edition.lang)}><ol>
{items}</ol></nav></details>
"""


def _keys(words: Words) -> str:
    rows = (
        (f"<kbd>{escape(words.space)}</kbd>", words.key_play),
        ("<kbd>←</kbd>", words.back),
        ("<kbd>→</kbd>", words.ahead),
        (f"<kbd>{escape(words.shift)}</kbd> <kbd>←</kbd>", words.key_chapter_back),
        (f"<kbd>{escape(words.shift)}</kbd> <kbd>→</kbd>", words.key_chapter_ahead),
        (f"<kbd>{escape(words.shift)}</kbd> <kbd>↑</kbd>", words.key_faster),
        (f"<kbd>{escape(words.shift)}</kbd> <kbd>↓</kbd>", words.key_slower),
        ("<kbd>↑</kbd> <kbd>↓</kbd>", words.key_sentence),
        (f"<kbd>{escape(words.enter)}</kbd>", words.key_from_sentence),
    )
    listed = "".join(f"<dt>{keys}</dt><dd>{escape(what)}</dd>\n" for keys, what in rows)
    return f'<details id="Keys"><summary>{escape(words.keys)}</summary><dl>\n{listed}</dl></details>\n'


def _links(edition: Edition, words: Words, mp3: str, address: str) -> str:
    links = [f'<a href="{mp3}" download>{escape(words.download)}</a>']
    if address.startswith(("https://", "http://")):
        # In a frame, the article replaces the page around it.
        links.insert(0, f'<a href="{escape(address)}" target="_top">{escape(words.read)}</a>')
    return " · ".join(links)


def _icon(name: str) -> str:
    return (
        f'<svg class="{name}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">'
        f'<path d="{_ICONS[name]}"/></svg>'
    )
