"""Markdown with the front matter of any site generator becomes a script: known keys under our names, the body as it is.

Enters: decoded text. Leaves: a script and what was taken for what. Refuses: front matter that cannot be read; text
without a letter or digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date as Date  # noqa: N812
from datetime import datetime
from pathlib import PurePath

from audio_edition.article.foreign_settings import is_account
from audio_edition.article.front_matter import split_front_matter
from audio_edition.errors import Place, SourceError
from audio_edition.importing.dates import date_of_path, parse_date
from audio_edition.importing.lines import read_blocks
from audio_edition.importing.model import Finding, FrontMatter, ImportedScript, Role
from audio_edition.importing.speech import read_speakers, speaker_rows
from audio_edition.publication.entries import Entry, describe
from audio_edition.text.source import SourceText
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

_READABLE = re.compile(r"[^\W_]")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*")
_FOOTNOTE = re.compile(r" {0,3}\[\^[^\]\s]+\]:")
_EMPHASIS = re.compile(r"[*_]{1,3}")
_TEMPLATE = re.compile(r"\{\{[<%{\s]|\{%")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def read_markdown(source: SourceText, name: str = "") -> ImportedScript:
    """Reads an article from Markdown.

    Args:
        source: Decoded text; its path may have a date in it.
        name: A title for a text that has none.

    Returns:
        The script.

    Raises:
        SourceError: The front matter cannot be read, or there is nothing to read aloud.
    """
    split = split_front_matter(source)
    entries = tuple(_flat(split.layer.entries, ""))
    body, numbers = split.body.text, split.body.lines
    rows: dict[Role, Finding] = {}
    dropped: list[Finding] = []
    for key, entry in entries:
        row = _row(key, entry)
        if row is None or row.role in rows:
            dropped.append(Finding(Role.DROPPED, entry.line, entry.line, f"{key} = {_shown(entry.value)}"))
        else:
            rows[row.role] = row
    headings = tuple(_headings(body, numbers))
    if not _READABLE.search(body) and Role.TITLE not in rows:
        raise SourceError(
            "there is nothing to read aloud in it", place=Place(source.path), hint="give a text with words"
        )
    _add_date(rows, entries, source.path)
    if Role.TITLE not in rows and (not headings or headings[0][0] != 1):
        title = name or "Untitled"
        rows[Role.TITLE] = Finding(Role.TITLE, 0, 0, title, "the text has no title: this one was made up")
    found = (*rows.values(), *dropped, *_body_rows(body, numbers, headings, titled=Role.TITLE in rows))
    speakers = read_speakers(read_blocks(_EMPHASIS.sub("", body), numbers))
    found = (*found, *speaker_rows(speakers))
    front = replace(_front(rows, entries), speakers=tuple(speakers.turns))
    return ImportedScript(front, body.strip("\n") + "\n", tuple(sorted(found, key=lambda row: (row.first, row.last))))


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


def _front(rows: dict[Role, Finding], entries: tuple[tuple[str, Entry], ...]) -> FrontMatter:
    def text(role: Role) -> str:
        return rows[role].text if role in rows else ""

    author = rows.get(Role.AUTHOR)
    authors = next((_people(e.value) for key, e in entries if author and _row(key, e) == author), ())
    return FrontMatter(
        title=text(Role.TITLE),
        subtitle=text(Role.SUBTITLE),
        author=authors,
        publication=text(Role.PUBLICATION),
        date=Date.fromisoformat(text(Role.DATE)) if Role.DATE in rows else None,
        lang=text(Role.LANGUAGE),
        description=text(Role.SETTING),
    )


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


def _headings(body: str, numbers: Sequence[int]) -> Iterator[tuple[int, str, int]]:
    """Level, text and line of each heading outside fenced code."""
    fence = ""
    above = ""
    number_above = 0
    for number, line in zip(numbers, body.split("\n"), strict=False):
        mark = _FENCE.match(line)
        if mark and (not fence or (mark[1].startswith(fence) and not line.strip(" `~"))):
            fence = "" if fence else mark[1]
            above = ""
        elif not fence:
            if atx := _ATX.match(line):
                yield len(atx[1]), _heading_text(line[atx.end() :]), number
            elif above and (setext := _SETEXT.fullmatch(line)):
                yield 1 if setext[1][0] == "=" else 2, above, number_above
            above = line.strip() if not line.startswith((" ", "\t", ">", "#", "-", "*", "|")) else ""
        number_above = number


def _heading_text(rest: str) -> str:
    """What follows the opening number signs, without a closing sequence. Source: CommonMark 0.31.2, section 4.2."""
    text = rest.strip()
    bare = text.rstrip("#")
    return bare.rstrip() if bare != text and (not bare or bare[-1] in " \t") else text


def _body_rows(
    body: str, numbers: Sequence[int], headings: tuple[tuple[int, str, int], ...], *, titled: bool
) -> Iterator[Finding]:
    for level, text, number in headings:
        title = level == 1 and not titled
        titled = titled or title
        yield Finding(Role.TITLE if title else Role.HEADING, number, number, text)
    lines = body.rstrip().split("\n")
    footnotes = sum(_FOOTNOTE.match(line) is not None for line in lines)
    notes = f", {footnotes} footnotes" if footnotes else ""
    yield Finding(Role.PARAGRAPH, numbers[0], numbers[len(lines) - 1], f"body kept as it is{notes}")
    template = next((at for at, line in enumerate(lines) if _TEMPLATE.search(line)), None)
    if template is not None:
        check = "marks of a site generator's templates: they would be read out"
        yield Finding(Role.PARAGRAPH, numbers[template], numbers[template], lines[template].strip(), check)


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
