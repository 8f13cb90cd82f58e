"""HTML in Markdown becomes the blocks it shows: paragraphs, headings, lists, quotations, tables, captions, images.

Enters: the HTML of one block after the other; elements may stay open from one to the next, around Markdown. Leaves:
headings and blocks in order, and what is never read (scripts, styles, controls, comments) as blocks of HTML. Linear in
the length of the HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import unescape

from msgspec import Struct, field

from audio_edition.article.markdown.html_elements import (
    BLOCKS,
    ENDS,
    HEADINGS,
    STRUCK,
    VOID,
    image_of,
    is_hidden,
    link_of,
    meaning_of,
)
from audio_edition.article.markdown.html_tags import attributes_in, tag_name
from audio_edition.article.markdown.html_tokens import html_pieces
from audio_edition.article.markdown.spans import RawSpan, finish_spans
from audio_edition.article.model import Block, BlockKind, Element, Span

_LISTS = frozenset(("ul", "ol", "menu"))
_ITEMS = frozenset(("li", "dt", "dd"))
_CELLS = frozenset(("td", "th"))


class _Open(Struct):
    """An element between its tags."""

    name: str
    line: int
    meaning: str
    """The name in the policy table that holds in it: its own, else that around it."""
    next_number: int = 0
    """Of an ordered list: the number of its next item."""
    spans: list[Span] = field(default_factory=list)
    """Of a cell."""
    cells: list[tuple[Span, ...]] = field(default_factory=list)
    """Of a row."""
    is_header: bool = True
    """Of a row: whether all of its cells so far are those of a header."""
    row: _Open | None = None
    """Of a cell: the row it stands in, if any."""


class HtmlBlocks(Struct):
    """Takes the HTML blocks of a document.

    Args:
        add: Takes a block.
        add_heading: Takes the spans, level and line of a heading that may begin a section; returns whether it does.
        on_tag: Called with each tag that is read, and its line, after what stands before it is finished.
        lang: Gives the language at the place that has been reached.
    """

    add: Callable[[Block], None]
    add_heading: Callable[[tuple[Span, ...], int, int], bool]
    on_tag: Callable[[str, int], None]
    lang: Callable[[], str]
    open: list[_Open] = field(default_factory=list)
    """The elements that are open, the innermost last."""
    hides_on: str = ""
    """The script or style that the block read last left open."""
    _raw: list[RawSpan] = field(default_factory=list)
    _hidden: str = ""
    """The element that is not read, while it is open."""
    _hidden_depth: int = 0
    _hidden_text: list[str] = field(default_factory=list)
    _hidden_line: int = 0
    _pre: list[str] | None = None
    _pre_line: int = 0
    _ordinal: int | None = None
    _link: str = ""
    _links: int = 0
    _struck: int = 0
    _unread: list[_Open] = field(default_factory=list)
    """Cells and rows with words that are in no block yet, in the order of the words."""
    _depth: int = 0
    _count: int = 0

    @property
    def meaning(self) -> str:
        """What a paragraph at this place is besides."""
        return self.open[-1].meaning if self.open else ""

    @property
    def kind(self) -> BlockKind:
        """What a paragraph at this place is."""
        for element in reversed(self.open[-40:]):
            if element.name in _ITEMS:
                return BlockKind.LIST_ITEM
            if element.name == "blockquote":
                return BlockKind.QUOTATION
        return BlockKind.PARAGRAPH

    def take_ordinal(self) -> int | None:
        """Return the number of the item that begins here, once."""
        ordinal, self._ordinal = self._ordinal, None
        return ordinal

    def read(self, html: str, lines: Sequence[int], depth: int) -> int:
        """Read one block of HTML.

        Args:
            html: As written.
            lines: The number in the file of each of its lines; at least one.
            depth: How many containers of Markdown it stands in.

        Returns:
            How many blocks and headings there were.
        """
        self._depth, self._count, row = depth, 0, 0
        for piece, is_markup in html_pieces(html):
            line = lines[min(row, len(lines) - 1)]
            row += piece.count("\n")
            if self._hidden:
                self._in_hidden(piece, is_markup=is_markup)
            elif not is_markup:
                self._text(piece, lines, row - piece.count("\n"))
            elif piece.startswith(("<!", "<?")):
                self._raw.append(RawSpan(Element.HTML, piece, line))
            elif piece.startswith("</"):
                self._end(piece, line)
            else:
                self._start(piece, line)
        self.hides_on = self._hidden if self._hidden in ("script", "style") else ""
        self._flush_hidden()
        self._flush()
        self._flush_pre()
        self._link, self._struck = "", 0
        return self._count

    def _text(self, piece: str, lines: Sequence[int], row: int) -> None:
        if self._pre is not None:
            self._pre.append(unescape(piece))
            return
        element = Element.STRUCK if self._struck else Element.LINK if self._link else Element.TEXT
        lang, link = self.lang(), self._links if self._link else 0
        for index, text in enumerate(unescape(piece).split("\n") if "\n" in piece else (unescape(piece),)):
            line = lines[min(row + index, len(lines) - 1)]
            self._raw.append(RawSpan(element, f" {text}" if index else text, line, self._link, link, lang))

    def _in_hidden(self, piece: str, *, is_markup: bool) -> None:
        self._hidden_text.append(piece)
        if not is_markup or tag_name(piece) != self._hidden:
            return
        self._hidden_depth += -1 if piece.startswith("</") else 0 if piece.endswith("/>") else 1
        if not self._hidden_depth:
            self._flush_hidden()

    def _flush_hidden(self) -> None:
        if self._hidden:
            line = self._hidden_line
            span = Span(Element.HTML, "".join(self._hidden_text).strip(), line)
            self._hidden = ""
            self._hidden_text.clear()
            self._raw.append(RawSpan(Element.HTML, span.text, line))

    def _start(self, tag: str, line: int) -> None:
        name = tag_name(tag)
        if is_hidden(tag) and name not in VOID and not tag.endswith("/>"):
            self._hidden, self._hidden_depth, self._hidden_line = name, 1, line
            self._hidden_text.append(tag)
            return
        if name in BLOCKS or name in ("hr", "pre"):
            self._flush()
            while self.open and self.open[-1].name in ENDS.get(name, ()):
                self._close(self.open[-1].name)
        self.on_tag(tag, line)
        if name == "br":
            self._raw.append(RawSpan(self._visible, "\n", line, self._link, self._links if self._link else 0))
        elif name == "img":
            text, target = image_of(tag)
            self._raw.append(RawSpan(Element.IMAGE, text, line, target, lang=self.lang()))
        elif name == "hr":
            self._add(Block(BlockKind.RULE, (), line, self._depth))
        elif name == "a":
            self._links += 1
            self._link = link_of(tag)
        elif name in STRUCK:
            self._struck += 1
        elif name == "pre":
            self._flush_pre()  # of one that was never closed
            self._pre, self._pre_line = [], line
        elif name in BLOCKS:
            self._open_block(tag, name, line)

    @property
    def _visible(self) -> Element:
        return Element.LINK if self._link else Element.TEXT

    def _open_block(self, tag: str, name: str, line: int) -> None:
        if tag.endswith("/>") and name not in ("p", "li"):
            return
        element = _Open(name, line, meaning_of(tag) or self.meaning)
        if name == "ol":
            start = attributes_in(tag).get("start", "1")
            element.next_number = int(start) if start.isdecimal() and len(start) < 10 else 1
        elif name == "li":
            around = next((each for each in reversed(self.open[-40:]) if each.name in _LISTS), None)
            self._ordinal = around.next_number if around and around.name == "ol" else None
            if around and around.name == "ol":
                around.next_number += 1
        elif name in _CELLS:
            around = next((each for each in reversed(self.open[-40:]) if each.name in ("tr", "table")), None)
            element.row = around if around and around.name == "tr" else None
        self.open.append(element)

    def _end(self, tag: str, line: int) -> None:
        name = tag_name(tag)
        if name == "pre":
            self._flush_pre()
        elif name == "a":
            self._link = ""
        elif name in STRUCK:
            self._struck = max(0, self._struck - 1)
        elif name in BLOCKS:
            self._flush()
            # An end tag without a beginning is passed over; so is one beyond 40 open elements.
            if any(element.name == name for element in self.open[-40:]):
                while self.open and self.open[-1].name != name:
                    self._close(self.open[-1].name)
                self._close(name)
        self.on_tag(tag, line)

    def _close(self, name: str) -> None:
        """End the innermost element; everything before is in blocks already."""
        element = self.open.pop()
        if name in _CELLS:
            spans, element.spans, row = tuple(element.spans), [], element.row
            if row is not None:
                row.cells.append(spans)
                row.is_header = row.is_header and name == "th"
                if spans:
                    self._unread.append(row)
            elif spans:
                self._add_outside_rows(spans, element.line)
        elif name == "tr":
            cells, element.cells = tuple(element.cells), []
            self._add_row(cells, header=element.is_header)
        elif name in _ITEMS:
            self._ordinal = None

    def _add_row(self, cells: tuple[tuple[Span, ...], ...], *, header: bool) -> None:
        first = next((span.line for cell in cells for span in cell), 0)
        if first:
            self._add(Block(BlockKind.TABLE, (), first, self._depth, cells=cells, header=header))

    def _add_outside_rows(self, spans: tuple[Span, ...], line: int) -> None:
        """Take a cell that stands in no row for a paragraph."""
        self._add(Block(BlockKind.PARAGRAPH, spans, line, self._depth))

    def cut_rows(self) -> None:
        """Make rows of the words of tables that are in no block yet, because something else follows inside them.

        What comes later in such a row keeps its place under the names of the columns.
        """
        unread, self._unread = self._unread, []
        open_cells = {id(element.row): element for element in unread if element.row is not None and element.spans}
        for element in unread:
            row = element if element.name == "tr" else element.row
            cell = open_cells.get(id(row)) if row is not None else element
            last, header = (tuple(cell.spans), cell.name == "th") if cell is not None else ((), True)
            if cell is not None:
                cell.spans = []
            if row is not None:
                cells, row.cells = (*row.cells, last), [()] * len(row.cells)
                self._add_row(cells, header=header and row.is_header)
            elif last:
                self._add_outside_rows(last, element.line)

    def _cell(self) -> _Open | None:
        """Return the cell of a table that this place is in."""
        for element in reversed(self.open[-40:]):
            if element.name in _CELLS or element.name == "table":
                return element if element.name in _CELLS else None
        return None

    def _flush(self) -> None:
        """Make a block of what has been read since the last one."""
        raw, self._raw = self._raw, []
        seen = [each for each in raw if each.text.strip() or each.element is Element.IMAGE]
        if all(each.element is Element.HTML for each in seen):
            for each in seen:
                self._add(Block(BlockKind.HTML, (Span(Element.HTML, each.text, each.line),), each.line, self._depth))
            return
        spans = tuple(finish_spans(raw))
        cell = self._cell()
        level = HEADINGS.get(self.open[-1].name) if self.open else None
        if cell is not None:
            if not cell.spans:
                self._unread.append(cell)
            cell.spans += [Span(Element.TEXT, " ", spans[0].line), *spans] if cell.spans else spans
            self._count += 1  # it is read, when its row ends
        elif level is not None and self.kind is BlockKind.PARAGRAPH and self.add_heading(spans, level, spans[0].line):
            self._count += 1
        else:
            ordinal = self.take_ordinal()
            self._add(
                Block(self.kind, spans, spans[0].line, self._depth, ordinal, lang=self.lang(), element=self.meaning)
            )

    def _flush_pre(self) -> None:
        text, self._pre = "".join(self._pre or ()).strip("\n"), None
        if text.strip():
            self._add(
                Block(BlockKind.CODE, (Span(Element.CODE_SPAN, text, self._pre_line),), self._pre_line, self._depth)
            )

    def _add(self, block: Block) -> None:
        self._count += 1
        self.add(block)

    def finish(self) -> list[tuple[str, int]]:
        """Return the elements with a meaning that were never closed, with their lines."""
        self._flush()
        left = [(each.name, each.line) for each in self.open if each.name in ("aside", "blockquote")]
        while self.open:
            self._close(self.open[-1].name)
        return left
