"""``feed.xml``: the publication as a podcast.

Enters: the publication's settings, its items, its ``podcast:guid`` and picture. Leaves: RSS 2.0 with the elements of
Apple Podcasts, Podcasting 2.0 and Podlove. Refuses: nothing; whether everything is there that directories require,
``making.podcast`` has asked before.

Written with ``xml.etree``: feedgen and podgen need lxml, and know neither ``podcast:`` nor ``psc:``. What XML forbids
outright, escaped or not, is removed; all other text comes back as it was. No date but those of the scripts stands in
it: a ``lastBuildDate`` would have to come from the clock, or be wrong after a correction, so there is none.

Source: RSS Advisory Board, RSS 2.0 Specification; Apple Podcasts for Creators, "Podcast RSS feed requirements"; Podcast
Standards Project, PSP-1; Podcasting 2.0 namespace 1.0; Podlove Simple Chapters 1.2; RFC 5322, 3.3 (dates).
"""

from __future__ import annotations

import uuid
from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, time
from email.utils import format_datetime
from html import escape
from itertools import accumulate
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from audio_edition.edition.companions.show_notes import notes_html, notes_of
from audio_edition.edition.description import description_of
from audio_edition.edition.manifest import Edition
from audio_edition.edition.podcast import PublishedItem, newest_first, public_items
from audio_edition.publication.settings import Settings
from audio_edition.text.pattern import pattern

FEED_NAME = "feed.xml"
_NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "xmlns:podcast": "https://podcastindex.org/namespace/1.0",
    "xmlns:psc": "http://podlove.org/simple-chapters",
}
_PODCAST_GUIDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""Source: Podcasting 2.0 namespace, ``podcast:guid``."""
_TRANSCRIPTS = (("transcript.vtt", "text/vtt"), ("transcript.srt", "application/x-subrip"))
_IMAGE = "cover.jpg"
_MOST_DESCRIPTION_BYTES = 4000
"""Source: Apple, "Podcast RSS feed requirements": the text of ``description``, in bytes."""
_CUT = " …"
_LONG_WORD_BYTES = 200
# Source: XML 1.0, 2.2 (Char); a carriage return is allowed and read back as a line feed.
_FORBIDDEN = pattern("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOON = time(12, tzinfo=UTC)
"""A script has a day and no hour. Noon in UTC is the same day wherever people live, from UTC-12 to UTC+11."""


def feed(channel: Settings, items: Sequence[PublishedItem], *, podcast_guid: str = "", image: str = "") -> bytes:
    """Make the feed.

    Args:
        channel: Of the publication, ``site`` included.
        items: The published editions; drafts are left out.
        podcast_guid: Of the publication; by default, that of its address.
        image: Address of the publication's picture; by default, that of its newest edition.
    """
    shown = newest_first(public_items(items))
    shown = shown[: channel.feed_limit] if channel.feed_limit else shown
    rss = Element("rss", {"version": "2.0", **_NAMESPACES})
    _channel(SubElement(rss, "channel"), channel, shown, podcast_guid, image or newest_image(channel.site, shown))
    indent(rss, " ")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(rss, "unicode").encode() + b"\n"


def feed_address(site: str) -> str:
    """Where the feed can be reached."""
    return f"{site}{FEED_NAME}"


def podcast_guid_of(site: str) -> str:
    """The ``podcast:guid`` of a publication that gets its first feed at this site."""
    return str(uuid.uuid5(_PODCAST_GUIDS, feed_address(site).partition("://")[2].rstrip("/")))


def newest_image(site: str, items: Sequence[PublishedItem]) -> str:
    """Address of the picture of the newest edition that has one; empty where none has."""
    return next((address for item in items if (address := item.file_address(_IMAGE, site))), "")


def _channel(parent: Element, channel: Settings, items: Sequence[PublishedItem], podcast_guid: str, image: str) -> None:
    site = channel.site
    author = ", ".join(channel.author) or channel.publication
    _text(parent, "title", channel.publication)
    _text(parent, "link", site)
    _text(parent, "description", _as_html(channel.publication_description))
    _text(parent, "language", channel.lang)
    _text(parent, "copyright", channel.copyright)
    _text(parent, "generator", "audio-edition")
    _empty(parent, "atom:link", href=feed_address(site), rel="self", type="application/rss+xml")
    _text(parent, "itunes:author", author)
    owner = SubElement(parent, "itunes:owner")
    _text(owner, "itunes:name", author)
    _text(owner, "itunes:email", channel.email)
    _image(parent, image)
    _category(parent, channel.category)
    _text(parent, "itunes:explicit", _truth(channel.publication_explicit))
    _text(parent, "itunes:type", "episodic")
    _text(parent, "podcast:guid", podcast_guid or podcast_guid_of(site))
    _text(parent, "podcast:locked", "yes").set("owner", channel.email)
    _text(parent, "podcast:medium", "podcast")
    _persons(parent, channel.author)
    for item in items:
        _item(SubElement(parent, "item"), channel, item)


def _item(parent: Element, channel: Settings, item: PublishedItem) -> None:
    edition, site = item.edition, channel.site
    _text(parent, "title", edition.title)
    _text(parent, "link", item.address or item.file_address("player.html", site).partition("?")[0])
    _text(parent, "description", _as_html(description_of(edition)))
    _text(parent, "content:encoded", notes_html(notes_of(edition)))
    _text(parent, "guid", item.guid).set("isPermaLink", "false")
    if item.date:
        _text(parent, "pubDate", format_datetime(datetime.combine(item.date, _NOON)))
    mp3 = item.file(edition.mp3_name)
    if mp3 is not None:
        address = item.file_address(mp3.name, site)
        _empty(parent, "enclosure", url=address, length=str(mp3.bytes), type="audio/mpeg")
    _text(parent, "itunes:title", edition.title)
    _text(parent, "itunes:subtitle", edition.subtitle)
    _text(parent, "itunes:author", ", ".join(edition.author or channel.author))
    _text(parent, "itunes:duration", str(max(1, (edition.duration_ms + 500) // 1000)))
    _text(parent, "itunes:explicit", _truth(channel.publication_explicit if item.explicit is None else item.explicit))
    _text(parent, "itunes:episodeType", "full")
    _image(parent, item.file_address(_IMAGE, site))
    if chapters := item.file_address("chapters.json", site):
        _empty(parent, "podcast:chapters", url=chapters, type="application/json+chapters")
    for name, kind in _TRANSCRIPTS:
        if address := item.file_address(name, site):
            _empty(parent, "podcast:transcript", url=address, type=kind, language=edition.lang)
    _persons(parent, edition.author or channel.author)
    _podlove_chapters(parent, edition)


def _as_html(text: str) -> str:
    """Text as HTML: players read a description as HTML, so that a bare ``<`` in it would begin a tag.

    What is longer than Apple takes is cut between words, or where it has none within the last 200 bytes, anywhere.
    """
    text = _clean(text)
    whole = escape(text, quote=False)
    if len(whole.encode()) <= _MOST_DESCRIPTION_BYTES:
        return whole
    characters = [escape(character, quote=False) for character in text]
    ends = list(accumulate(len(character.encode()) for character in characters))
    end = bisect_right(ends, _MOST_DESCRIPTION_BYTES - len(_CUT.encode()))
    words = (at for at in range(end, 0, -1) if characters[at].isspace() and ends[at] > ends[end] - _LONG_WORD_BYTES)
    return "".join(characters[: next(words, end)]).rstrip() + _CUT


def _podlove_chapters(parent: Element, edition: Edition) -> None:
    chapters = _empty(parent, "psc:chapters", version="1.2")
    for chapter in edition.chapters:
        seconds, rest = divmod(chapter.start_ms, 1000)
        start = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
        _empty(chapters, "psc:chapter", start=start, title=chapter.title)


def _persons(parent: Element, names: Sequence[str]) -> None:
    """Source: Podcasting 2.0 taxonomy: role ``author`` in the group ``writing``."""
    for name in names:
        _text(parent, "podcast:person", name, role="author", group="writing")


def _category(parent: Element, category: Sequence[str]) -> None:
    for name in category:
        parent = _empty(parent, "itunes:category", text=name)


def _image(parent: Element, address: str) -> None:
    if address:
        _empty(parent, "itunes:image", href=address)
        _empty(parent, "podcast:image", href=address)


def _text(parent: Element, name: str, text: str, **attributes: str) -> Element:
    """Add an element with text; where there is none, it is not added."""
    element = Element(name, {key: _clean(value) for key, value in attributes.items()})
    element.text = _clean(text)
    if element.text:
        parent.append(element)
    return element


def _empty(parent: Element, name: str, **attributes: str) -> Element:
    return SubElement(parent, name, {key: _clean(value) for key, value in attributes.items()})


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def _truth(value: bool | None) -> str:
    return "true" if value else "false"
