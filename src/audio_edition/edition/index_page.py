"""``index.html``: the publication's page, with every edition, a player each, and how to subscribe.

Enters: the settings of the publication, and its published editions. Leaves: one page that loads nothing but the players
that somebody opens. Drafts are left out; what the editions say of themselves is shown as text, whatever it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from audio_edition.edition.companions.player import PLAYER_NAME
from audio_edition.edition.companions.player.document import document, escape, language_attributes
from audio_edition.edition.companions.player.page import mp3_address
from audio_edition.edition.companions.player.words import Words, words_for
from audio_edition.edition.description import description_of
from audio_edition.edition.history import clock
from audio_edition.edition.podcast import PublishedItem
from audio_edition.narration.languages import spoken_date
from audio_edition.publication.settings import Settings
from audio_edition.text.language_tags import base_language

INDEX_NAME = "index.html"
FEED_NAME = "feed.xml"


def index_page(channel: Settings, editions: Sequence[PublishedItem], *, has_feed: bool = True) -> bytes:
    """Make the page.

    Args:
        channel: The settings of the publication alone.
        editions: As they are published, in any order; those of one day stay in theirs, those without a date come last.
        has_feed: Whether there is a feed to subscribe to; without the address of a site there is none.
    """
    feed = escape(f"{channel.site}{FEED_NAME}") if has_feed and channel.site else ""
    words = words_for(channel.lang)
    # Where the page has no words in the language of the publication, its dates are in that of the words too.
    lang = channel.lang if words.lang == base_language(channel.lang) else words.lang
    shown = [item for item in editions if not item.draft]
    shown.sort(key=lambda item: item.date.toordinal() if item.date else 0, reverse=True)
    title = channel.publication or next((item.edition.publication for item in shown), "") or words.editions
    listed = "".join(_edition(item, words, lang, channel) for item in shown) or f"<p>{escape(words.none_yet)}</p>\n"
    body = f"""<header>
<h1 {language_attributes(channel.lang, title)}>{escape(title)}</h1>
{_paragraph(channel.publication_description, channel.lang)}</header>
<main>
{_subscribe(feed, words)}<section id="editions" aria-labelledby="Editions">
<h2 id="Editions">{escape(words.editions)}</h2>
{listed}</section>
</main>"""
    link = f'<link rel="alternate" type="application/rss+xml" title="{escape(title)}" href="{feed}">\n' if feed else ""
    return document(
        lang=lang,
        title=title,
        body=body,
        style="page.css index.css",
        script="index.js",
        allowed="frame-src 'self'",
        head=link,
    )


def _subscribe(feed: str, words: Words) -> str:
    if not feed:
        return ""
    return f"""<section id="subscribe" aria-labelledby="Subscribe">
<h2 id="Subscribe">{escape(words.subscribe)}</h2>
<p>{escape(words.how)}</p>
<div class="feed"><label>{escape(words.feed)} <input id="Feed" type="url" dir="ltr" readonly value="{feed}"></label>
<button id="Copy" type="button" hidden>{escape(words.copy)}</button></div>
<p id="Status" role="status" data-copied="{escape(words.copied)}"></p>
</section>
"""


def _edition(item: PublishedItem, words: Words, lang: str, channel: Settings) -> str:
    edition = item.edition
    folder, title = escape(edition.slug), escape(edition.title)
    links = [f'<a href="{folder}/{mp3_address(edition)}" download>{escape(words.download)}</a>']
    if item.address.startswith(("https://", "http://")):
        links.insert(0, f'<a href="{escape(item.address)}">{escape(words.read)}</a>')
    about = description_of(edition)
    about = "" if about in (edition.subtitle, edition.title) else about
    # The script of the page puts a frame in place of this link when it is opened.
    player = f'<a href="{folder}/{PLAYER_NAME}">{escape(words.listen)}: <bdi>{title}</bdi></a>'
    return f"""<article>
<h3 {language_attributes(edition.lang, edition.title)}><a href="{folder}/{PLAYER_NAME}">{title}</a></h3>
{_paragraph(edition.subtitle, edition.lang)}<p class="facts">{_facts(item, words, lang, channel)}</p>
{_paragraph(about, edition.lang)}<details><summary>{escape(words.listen)}</summary>{player}</details>
<p class="facts"><span>{"</span><span>".join(links)}</span></p>
</article>
"""


def _paragraph(text: str, lang: str) -> str:
    return f"<p {language_attributes(lang, text)}>{escape(text)}</p>\n" if text else ""


def _facts(item: PublishedItem, words: Words, lang: str, channel: Settings) -> str:
    """Date, length, and whether it is for adults."""
    seconds = item.edition.duration_ms // 1000
    facts = []
    if item.date:
        shown = spoken_date(item.date, lang)
        # Where the months of the language are not known: year, month and day, in this order from left to right.
        numbers = ' dir="ltr"' if shown == item.date.isoformat() else ""
        date = f'<time datetime="{item.date.isoformat()}"{numbers}>{escape(shown)}</time>'
        facts.append(f"{escape(words.published)} {date}")
    length = f'<time datetime="PT{seconds}S" dir="ltr">{clock(item.edition.duration_ms)}</time>'
    facts.append(f"{escape(words.length)} {length}")
    explicit = channel.publication_explicit if item.explicit is None else item.explicit
    if explicit:
        facts.append(f"<strong>{escape(words.explicit)}</strong>")
    return "".join(f"<span>{fact}</span>" for fact in facts)
