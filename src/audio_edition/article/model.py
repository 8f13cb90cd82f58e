"""The article as values: sections of blocks of spans, each with its line.

Enters: what the readers found and checked. Leaves: frozen values.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from audio_edition.publication.settings import Settings
from audio_edition.text.source import Notice


class Element(StrEnum):
    """The kinds of span inside a block. Names are those of the policy table (``speak.<name>``)."""

    TEXT = "text"
    CODE_SPAN = "code-span"
    LINK = "link"
    """The visible text of a link; ``target`` has the address."""
    URL = "url"
    """A bare or angle-bracketed address: its text is the address itself."""
    IMAGE = "image"
    """``text`` is the alternative text, possibly empty; ``target`` the address."""
    FOOTNOTE_MARK = "footnote-mark"
    """``text`` is the label of the footnote."""
    HTML = "html"
    """Raw inline HTML, as written. Never spoken as markup."""
    STRUCK = "struck"
    """Text that is struck out: ``~~gone~~``."""
    FORMULA = "formula"
    """Mathematics, without the marks around it."""
    MARK = "mark"
    """A mark that is no word: ``[x]`` of a task, ``[!NOTE]``, ``:::``, ``[TOC]``, ``:smile:``."""
    CITATION = "citation"
    """A reference to a work, as written: ``[@smith2020]``."""


ASIDE, CAPTION, PULL_QUOTE = "aside", "caption", "pull-quote"
"""What a paragraph, quotation or list item may be besides; names of the policy table."""


class BlockKind(StrEnum):
    """The kinds of block. Names are those of the policy table, where a policy applies to them."""

    PARAGRAPH = "paragraph"
    QUOTATION = "quotation"
    """One paragraph inside a block quotation."""
    LIST_ITEM = "list-item"
    """One paragraph of a list item."""
    TABLE = "table"
    """One row of a table: the spans of each cell in ``cells``; ``spans`` is empty."""
    CODE = "code"
    DISCUSSION = "discussion"
    """Questions for a meeting, one a line: a fenced block with the info string ``discussion``."""
    HTML = "html"
    FOOTNOTE = "footnote"
    """One paragraph of a footnote's text; ``label`` names it."""
    RULE = "rule"
    """A thematic break: heard as a longer pause."""


class Span(Struct, frozen=True):
    """A run of inline text of one kind, on one line of the source."""

    element: Element
    text: str
    """As written, white space collapsed to single blanks; a hard line break is ``\\n``. Of code blocks and
    HTML: as it is. Joined as they are, the ``text`` of a block's spans is the text of the block."""
    line: int
    target: str = ""
    lang: str = ""
    """BCP 47 tag where the source marks another language, else empty."""


class Block(Struct, frozen=True):
    """A paragraph of a section, or something else of that size."""

    kind: BlockKind
    spans: tuple[Span, ...]
    line: int
    depth: int = 0
    """How many lists and quotations it stands in, 0 outside any."""
    ordinal: int | None = None
    """The number of an ordered list's item, on the first paragraph of that item."""
    outer: tuple[int, ...] = ()
    """With ``ordinal``: the numbers of the ordered lists' items that the item stands in, the outermost first."""
    label: str = ""
    """Footnote label, or the info string of a code block."""
    cells: tuple[tuple[Span, ...], ...] = ()
    """The cells of a table row; empty for other kinds."""
    header: bool = False
    """True for the header row of a table."""
    lang: str = ""
    """BCP 47 tag where the source marks the whole of it, or what it stands in, as another language; else empty."""
    element: str = ""
    """What it is besides: ``ASIDE``, ``CAPTION`` or ``PULL_QUOTE``; else empty."""


class Section(Struct, frozen=True):
    """A heading and what stands under it, up to the next heading of any level."""

    heading: tuple[Span, ...]
    """Empty for what stands before the first heading. The language of a heading is that of its spans."""
    level: int
    """1 to 6; 0 for what stands before the first heading."""
    line: int
    blocks: tuple[Block, ...]
    id: str = ""
    """As the heading gives it in an attribute list, ``## Heading {#my-id}``; unique in the article, in lower case."""


class Article(Struct, frozen=True):
    """A script as parsed."""

    path: str
    """As given by the user; for messages only, never part of a key."""
    settings: Settings
    """Publication, front matter and command line merged."""
    sections: tuple[Section, ...]
    """At least one; the first has ``level`` 0 where text stands before the first heading."""
    notices: tuple[Notice, ...] = field(default=())
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each setting that the script itself gives, its title too where that is a heading."""
