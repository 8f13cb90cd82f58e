"""What an import works on between reading and writing: lines, paragraphs, what they were taken for, the script.

Enters: what the readers found. Leaves: frozen values; every value knows its line in the source.
"""

from __future__ import annotations

from datetime import date as Date  # noqa: N812
from enum import StrEnum

from msgspec import Struct


class Line(Struct, frozen=True):
    """One line of the source."""

    number: int
    """1 for the first."""
    text: str
    """Without surrounding white space; never empty."""
    indent: int = 0
    """Columns of white space before it; a tab counts four."""
    mark: str = ""
    """The letter in place of its bullet, as RFCs have it; its text begins with a bullet then."""


class Paragraph(Struct, frozen=True):
    """Lines that belong together."""

    lines: tuple[Line, ...]
    """At least one."""

    @property
    def first(self) -> int:
        """Number of the first line."""
        return self.lines[0].number

    @property
    def last(self) -> int:
        """Number of the last line."""
        return self.lines[-1].number

    @property
    def text(self) -> str:
        """The lines with single blanks between them."""
        return " ".join(line.text for line in self.lines)


class Original(Struct, frozen=True):
    """What somebody wants to import."""

    data: bytes
    """The whole of it."""
    path: str
    """For messages, and for its suffix."""
    encoding: str | None = None
    """Name of a Python text codec, for formats that are text; None: the byte order mark decides, else UTF-8."""
    title: str = ""
    """For a text that has none."""


class Role(StrEnum):
    """What some lines of the source were taken for, or what was done to them. Printed in the report."""

    PUBLICATION = "publication"
    MOTTO = "motto"
    FOLIO = "folio line"
    KICKER = "kicker"
    POST = "post of the author"
    TITLE = "title"
    SUBTITLE = "subtitle"
    AUTHOR = "byline"
    DATE = "date"
    LANGUAGE = "language"
    SETTING = "setting"
    EPIGRAPH = "epigraph"
    QUOTATION = "quotation"
    HEADING = "heading"
    POSSIBLE_HEADING = "possibly a heading"
    SPEAKER = "speaker"
    PARAGRAPH = "paragraphs"
    VERSE = "lines kept"
    LIST = "list item"
    CAPTION = "caption"
    PULL_QUOTE = "pull quote"
    BREAK = "section break"
    NOTE = "note"
    DROP_CAP = "drop cap joined"
    HYPHEN = "hyphen mended"
    DASH = "dash separated"
    DROPPED = "dropped"


class Finding(Struct, frozen=True):
    """One row of the report."""

    role: Role
    first: int
    """Number of its first line; 0 where it has none."""
    last: int
    text: str
    """What it became, or the words themselves."""
    check: str = ""
    """Why a person should look at it; empty where the shape leaves no doubt."""
    raw: str = ""
    """The words of the source that stand nowhere else in the script's body; empty where the body has them."""


class FrontMatter(Struct, frozen=True):
    """The settings an import can find; those of ``Settings`` with the same names."""

    title: str = ""
    subtitle: str = ""
    author: tuple[str, ...] = ()
    publication: str = ""
    date: Date | None = None
    lang: str = ""
    description: str = ""
    speakers: tuple[str, ...] = ()
    """Names of those who speak in an interview or a play; written as a comment that is ready to be used."""
    remarks: tuple[str, ...] = ()
    """Lines kept as comments: seen by the person who checks, never spoken."""


class ImportedScript(Struct, frozen=True):
    """A script before it is written, and what was taken for what."""

    front: FrontMatter
    body: str
    """Markdown, ending in one line feed, or empty."""
    findings: tuple[Finding, ...]
    format: str = ""
    """The name of the format that it was read as; empty while it is read."""
