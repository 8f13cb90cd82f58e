"""The front matter of a text from elsewhere, under our names: that of a site generator, or header lines.

Enters: entries. Leaves: a row of the report for each that is used, and one for each that is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date as Date  # noqa: N812
from datetime import datetime
from pathlib import PurePath

from msgspec import Struct

from audio_edition.article.foreign_settings import is_account
from audio_edition.importing.dates import date_of_path, parse_date
from audio_edition.importing.model import Finding, FrontMatter, Role
from audio_edition.publication.entries import Entry, describe
from audio_edition.text.pattern import pattern
from audio_edition.text.visible import shortened

_NAMES = {
    Role.TITLE: ("title",),
    Role.SUBTITLE: ("subtitle", "tagline", "subheading"),
    Role.AUTHOR: ("author", "authors", "byline", "by", "creator", "creators", "author_name"),
    Role.PUBLICATION: ("publication", "journal", "newspaper"),
    Role.DATE: (
        "date",
        "published",
        "pubdate",
        "publishdate",
        "published_at",
        "publication_date",
        "datepublished",
        "created_at",
    ),
    Role.LANGUAGE: ("lang", "language", "locale"),
    Role.SETTING: ("description", "summary", "excerpt", "abstract"),
}
"""Keys of Hugo, Zola, Jekyll, Astro, Eleventy, Pelican and Pandoc, in lower case."""
_ADDRESSES = ("path", "permalink", "url", "slug")
_LANGUAGE = pattern(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class ForeignFront(Struct, frozen=True):
    """Front matter as it was read."""

    rows: Mapping[Role, Finding]
    """What is used."""
    dropped: tuple[Finding, ...]
    entries: tuple[tuple[str, Entry], ...]
    """With the names of their tables: ``extra.team``."""

    def matter(self, rows: Mapping[Role, Finding]) -> FrontMatter:
        """Return the front matter of the script.

        Args:
            rows: Those of this front matter, with what was found elsewhere.
        """

        def text(role: Role) -> str:
            return rows[role].text if role in rows else ""

        author = rows.get(Role.AUTHOR)
        authors = next((_people(e.value) for key, e in self.entries if author and _row(key, e) == author), ())
        return FrontMatter(
            title=text(Role.TITLE),
            subtitle=text(Role.SUBTITLE),
            author=authors,
            publication=text(Role.PUBLICATION),
            date=Date.fromisoformat(text(Role.DATE)) if Role.DATE in rows else None,
            lang=text(Role.LANGUAGE),
            description=text(Role.SETTING),
        )


def read_front(entries: Mapping[str, Entry], path: str) -> ForeignFront:
    """Read front matter.

    Args:
        entries: As they are written.
        path: Of the source; it may have a date in it.
    """
    flat = tuple(_flat(entries, ""))
    rows: dict[Role, Finding] = {}
    dropped: list[Finding] = []
    for key, entry in flat:
        row = _row(key, entry)
        if row is None or row.role in rows:
            dropped.append(Finding(Role.DROPPED, entry.line, entry.line, f"{key} = {_shown(entry.value)}"))
        else:
            rows[row.role] = row
    _add_date(rows, flat, path)
    return ForeignFront(rows, tuple(dropped), flat)


def _flat(entries: Mapping[str, Entry], table: str) -> Iterator[tuple[str, Entry]]:
    """Keys with the names of their tables: ``extra.team``."""
    for key, entry in entries.items():
        name = f"{table}.{key}" if table else key
        if isinstance(entry.value, Mapping):
            yield from _flat(entry.value, name)
        else:
            yield name, entry


def _row(key: str, entry: Entry) -> Finding | None:
    """The row of a known key with a usable value."""
    role = next((role for role, names in _NAMES.items() if key.lower() in names), None)
    if role is None:
        return None
    if role is Role.DATE:
        day, doubt = _date(entry.value)
        return Finding(role, entry.line, entry.line, day.isoformat(), doubt) if day else None
    text = ", ".join(_people(entry.value)) if role is Role.AUTHOR else _text(entry.value)
    if role is Role.LANGUAGE:
        text = text.replace("_", "-")
        if not _LANGUAGE.fullmatch(text):
            return None
    return Finding(role, entry.line, entry.line, text) if text else None


def _add_date(rows: dict[Role, Finding], entries: tuple[tuple[str, Entry], ...], path: str) -> None:
    """Takes the date from an address, or from a file name such as ``2017-11-27-title.md``, where no key gives one."""
    if Role.DATE in rows:
        return
    for key, entry in entries:
        day = date_of_path(entry.value) if key.lower() in _ADDRESSES and isinstance(entry.value, str) else None
        if day:
            rows[Role.DATE] = Finding(Role.DATE, entry.line, entry.line, day.isoformat(), f"from the key {key}")
            return
    if day := date_of_path(PurePath(path).name):
        rows[Role.DATE] = Finding(Role.DATE, 0, 0, day.isoformat(), "from the file name")


def _date(value: object) -> tuple[Date | None, str]:
    if isinstance(value, datetime):
        return value.date(), ""
    if isinstance(value, Date):
        return value, ""
    found = (
        parse_date(value.strip().split("T")[0].split(" ")[0]) or parse_date(value) if isinstance(value, str) else None
    )
    return (
        (found.date, "day and month could be the other way round" if found.ambiguous else "") if found else (None, "")
    )


def _text(value: object) -> str:
    """A scalar as one line of text; empty for anything else."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, Date):
        return value.isoformat()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _texts(value: object) -> tuple[str, ...]:
    """Names: one, a list of them, or a list of tables with a key ``name``."""
    values = [item.value for item in value] if isinstance(value, tuple) else [value]
    names = (
        _text(item["name"].value) if isinstance(item, Mapping) and "name" in item else _text(item) for item in values
    )
    return tuple(name for name in names if name)


def _people(value: object) -> tuple[str, ...]:
    """Names of people, without those of accounts: "by cm and becky" is no byline."""
    return tuple(name for name in _texts(value) if not is_account(name))


def _shown(value: object) -> str:
    return shortened(", ".join(_texts(value)), 200) or describe(value)
