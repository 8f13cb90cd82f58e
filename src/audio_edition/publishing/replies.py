"""Which answer a request for a file gets, from its headers alone.

Enters: method, headers, and what is known of the file. Leaves: a status and the bytes meant. Refuses: a range outside
of the file (416), a condition that does not hold (412).

Source: RFC 9110, 13.2.2 (order of the conditions) and 14.2 (Range).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import formatdate, parsedate_to_datetime

from msgspec import Struct

_RANGE = re.compile(r"bytes=\s*(\d{0,19})-(\d{0,19})\s*", re.ASCII | re.IGNORECASE)
_VERSION = re.compile(r"[0-9a-f]{6,64}")
LONG_S = 365 * 24 * 3600
TYPES: Mapping[str, str] = {
    ".mp3": "audio/mpeg",
    ".m4b": "audio/mp4",
    ".m4a": "audio/mp4",
    ".opus": "audio/ogg",
    ".m3u8": "audio/x-mpegurl; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".srt": "application/x-subrip; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/rss+xml; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}
"""By the end of a file's name."""
CHAPTERS_TYPE = "application/json+chapters"
"""Source: Podcasting 2.0, chapters."""


class Answer(Struct, frozen=True):
    """What to send."""

    status: int
    """200, 206, 304, 412 or 416."""
    start: int = 0
    end: int = 0
    """One past the last byte."""


def answer(headers: Mapping[str, str], size: int, etag: str, modified_s: int) -> Answer:
    """Decide on a GET or HEAD.

    Args:
        headers: Of the request, names in lower case.
        size: Of the file.
        etag: Strong, with its quotation marks.
        modified_s: Of the file.
    """
    if "if-match" in headers:
        if not _names(headers["if-match"], etag, weak=False):
            return Answer(412)
    elif (since_s := _seconds(headers.get("if-unmodified-since"))) is not None and modified_s > since_s:
        return Answer(412)
    if "if-none-match" in headers:
        if _names(headers["if-none-match"], etag, weak=True):
            return Answer(304)
    elif (since_s := _seconds(headers.get("if-modified-since"))) is not None and modified_s <= since_s:
        return Answer(304)
    whole = Answer(200, 0, size)
    # A date is no proof that not a byte has changed within its second: with one, everything is sent (13.1.5).
    if "range" not in headers or headers.get("if-range", etag) != etag:
        return whole
    return _ranged(headers["range"], size) or whole


def _ranged(wanted: str, size: int) -> Answer | None:
    """The part that is wanted; None for what is no single range of bytes, which a server may ignore."""
    found = _RANGE.fullmatch(wanted)
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        last = min(int(found[2]), size)
        return Answer(206, size - last, size) if last else Answer(416)
    start = int(found[1])
    end = min(int(found[2]) + 1, size) if found[2] else size
    if found[2] and int(found[2]) < start:
        return None
    return Answer(206, start, end) if start < size else Answer(416)


def _names(listed: str, etag: str, *, weak: bool) -> bool:
    """Whether a list of entity tags has this one, or is ``*``."""
    tags = [tag.strip() for tag in listed.split(",")]
    return "*" in tags or etag in ([tag.removeprefix("W/") for tag in tags] if weak else tags)


def _seconds(date: str | None) -> int | None:
    """A date of HTTP; None for none, and for what is not one, which is to be ignored."""
    try:
        parsed = parsedate_to_datetime(date or "")
        return int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp())
    except (ValueError, TypeError, OverflowError):
        return None


def http_date(seconds: int) -> str:
    """A time as HTTP writes it; never later than now, as 8.8.2.1 asks."""
    return formatdate(min(seconds, int(datetime.now(UTC).timestamp())), usegmt=True)


def content_type(name: str) -> str:
    """Of a public file."""
    if name.endswith("/chapters.json"):
        return CHAPTERS_TYPE
    return TYPES.get("." + name.rpartition(".")[2].lower(), "application/octet-stream")


def cache_control(version: str, sha256: str) -> str:
    """For how long a reply may be kept.

    Args:
        version: What the address has as ``v``; empty where it has none.
        sha256: Of what is sent.

    An address with the version of exactly this content never has another. An old version is answered with what there
    is now, which must not be kept under that address; nor under one without a version.
    """
    if _VERSION.fullmatch(version) and sha256.startswith(version):
        return f"public, max-age={LONG_S}, immutable"
    return "no-cache"
