"""A feed brought into agreement with the files that are given out beside it.

Enters: the bytes of ``feed.xml`` and the public files. Leaves: the same feed, byte for byte but for what must differ:
an enclosure's length, version and address, and episodes that cannot be given out. Refuses: what is not XML, or has a
document type (``FeedError``).

The feed and the editions are built in transactions of their own. Between the two, or when the program was killed
there, the feed tells an old length; a client that got it would take a whole MP3 for a broken one. So the length that a
subscriber sees is always that of the file which stands there. GUIDs are never changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, unquote
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from audio_edition.errors import StorageError
from audio_edition.publishing.public import PublicFile

_VERSION = re.compile(r"(?<=[?&])v=([0-9a-f]{6,64})(?=&|$)")
_ATTRIBUTE = rb"""(\s%s\s*=\s*)("[^"]*"|'[^']*')"""


class FeedError(StorageError):
    """The feed cannot be understood."""


@dataclass(frozen=True, slots=True)
class Episode:
    """An item of the feed with an enclosure on the publication's own site."""

    guid: str
    name: str
    """Of the enclosure's file below the site: ``harbour/harbour.mp3``."""
    bytes: int
    """As the feed says."""
    url: str
    at: tuple[int, int] = field(compare=False)
    """First and one-past-last byte of the item."""
    enclosure_at: tuple[int, int] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, and where in it things stand."""

    data: bytes
    site: str
    """The address that the feed gives its own folder, with a slash at its end; empty where it has no ``self`` link."""
    episodes: tuple[Episode, ...]
    guids_at: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class FittedFeed:
    """A feed that agrees with the files."""

    data: bytes
    stale: tuple[str, ...]
    """Enclosures whose length or version had to be put right: the feed is older than their editions."""
    left_out: tuple[str, ...]
    """Enclosures that are not public; their episodes are left out."""


def read_feed(data: bytes) -> Feed:
    """Find the episodes of a feed.

    Raises:
        FeedError: It is not well-formed XML, or has a document type.
    """
    reader = _Reader(data)
    return Feed(data, reader.site, tuple(reader.episodes()), tuple(reader.guids_at))


def fit_feed(
    feed: Feed, files: Mapping[str, PublicFile], *, site: str = "", instead: Mapping[str, str] | None = None
) -> FittedFeed:
    """Make a feed agree with the files.

    Args:
        feed: As it was built.
        files: What is public, by name.
        site: An address to be told in place of the feed's own, with a slash at its end; empty: the feed's own.
        instead: Names to be told in place of the enclosures' own, with the same content.
    """
    changes: list[tuple[int, int, bytes]] = []
    stale: list[str] = []
    left_out: list[str] = []
    for episode in feed.episodes:
        entry = files.get(episode.name)
        if entry is None:
            changes.append((*episode.at, b""))
            left_out.append(episode.name)
            continue
        url = _VERSION.sub(lambda found, sha256=entry.sha256: f"v={sha256[: len(found[1])]}", episode.url)  # type: ignore[misc]
        if url != episode.url or episode.bytes != entry.bytes:
            stale.append(episode.name)
        told = (instead or {}).get(episode.name)
        if told:
            url = feed.site + quote(told)
        if url != episode.url or episode.bytes != entry.bytes:
            start, end = episode.enclosure_at
            changes.append((start, end, _tag(feed.data[start:end], url, entry.bytes)))
    data = _with_site(feed, sorted(changes), site)
    return FittedFeed(data, tuple(stale), tuple(left_out))


def _with_site(feed: Feed, changes: list[tuple[int, int, bytes]], site: str) -> bytes:
    """Apply the changes, and tell another site everywhere but in GUIDs."""
    before, after = escape(feed.site).encode(), escape(site).encode()

    def told(data: bytes) -> bytes:
        return data.replace(before, after) if site and before else data

    gone = [(start, end) for start, end, new in changes if not new]
    kept = [at for at in feed.guids_at if not any(start <= at[0] < end for start, end in gone)]
    pieces: list[bytes] = []
    position = 0
    for start, end, new in sorted([*changes, *((start, end, None) for start, end in kept)], key=lambda each: each[:2]):
        pieces += [told(feed.data[position:start]), feed.data[start:end] if new is None else told(new)]
        position = end
    return b"".join([*pieces, told(feed.data[position:])])


def _tag(tag: bytes, url: str, size: int) -> bytes:
    for name, value in (("url", url), ("length", str(size))):
        quoted = quoteattr(value).encode()
        pattern = re.compile(_ATTRIBUTE % name.encode())
        tag = pattern.sub(lambda found, quoted=quoted: found[1] + quoted, tag, count=1)  # type: ignore[misc]
    return tag


class _Reader:
    """Reads a feed with expat, which says at which byte everything stands."""

    def __init__(self, data: bytes) -> None:
        self.site = ""
        self.guids_at: list[tuple[int, int]] = []
        self._data = data
        self._found: list[Episode] = []
        self._item: Episode | None = None
        self._guid_start = -1
        self._text: list[str] = []
        self._depth = 0
        self._parser = parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise FeedError(f"the feed is not well-formed: {error}", hint="build it again") from error

    def episodes(self) -> list[Episode]:
        """Those on the feed's own site, which may be told after the items."""
        return [
            replace(episode, name=unquote(re.split(r"[?#]", episode.url.removeprefix(self.site), maxsplit=1)[0]))
            for episode in self._found
            if self.site and episode.url.startswith(self.site)
        ]

    def _doctype(self, *_: Any) -> None:
        raise FeedError("the feed has a document type", hint="build it again")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        at = self._parser.CurrentByteIndex
        if name == "item":
            self._item = Episode("", "", -1, "", (at, at), (at, at))
        elif name == "guid":
            self._guid_start = at
            self._text.clear()
        elif name == "enclosure" and self._item is not None:
            size = attributes.get("length", "")
            self._item = replace(
                self._item,
                url=attributes.get("url", ""),
                bytes=int(size) if size.isascii() and size.isdigit() else -1,
                enclosure_at=(at, _tag_end(self._data, at)),
            )
        elif name == "atom:link" and attributes.get("rel") == "self" and self._item is None:
            self.site = attributes.get("href", "").rpartition("/")[0] + "/"

    def _end(self, name: str) -> None:
        end = _tag_end(self._data, self._parser.CurrentByteIndex)
        if name == "guid":
            self.guids_at.append((self._guid_start, end))
            if self._item is not None:
                self._item = replace(self._item, guid="".join(self._text).strip())
        elif name == "item" and self._item is not None:
            self._found.append(replace(self._item, at=(self._item.at[0], end)))
            self._item = None


def _tag_end(data: bytes, start: int) -> int:
    """One past the ``>`` of a tag, which may stand in its attributes too."""
    found = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""").match(data, start)
    return found.end() if found else start
