"""The block tokens of markdown-it become blocks.

Enters: a flat list of tokens, containers opened and closed as in brackets. Leaves: headings and blocks, given to a
``SectionBuilder``; footnotes by label. It needs no recursion however deep the containers stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from audio_edition.article.markdown.html_blocks import HtmlBlocks
from audio_edition.article.markdown.html_tags import hidden_after, tags_in
from audio_edition.article.markdown.inline import InlineReader
from audio_edition.article.markdown.languages import BlockLanguages
from audio_edition.article.markdown.marks import ALERT, CONTENTS, TASK
from audio_edition.article.markdown.plain import PlainRun
from audio_edition.article.markdown.spans import plain_spans
from audio_edition.article.model import Block, BlockKind, Element, Span
from audio_edition.article.sections import SectionBuilder
from audio_edition.text.source import Notice

if TYPE_CHECKING:
    from markdown_it.token import Token

_CONTAINERS = ("blockquote", "bullet_list", "ordered_list")
# How an HTML block of CommonMark's types 1 to 5 begins, and what must follow somewhere (section 4.6).
_HTML_ENDS = (
    (re.compile(r"<(?:script|pre|style|textarea)(?=[\s>]|$)", re.IGNORECASE), re.compile(r"</", re.IGNORECASE)),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
)


@dataclass(slots=True)
class BlockReader:
    """Walks over tokens once.

    Args:
        builder: Takes what stands outside footnotes.
        inline: Makes spans; shared, so that a ``<script>`` stays hidden from block to block.
        lines: Line in the file of each line of the Markdown.
        replay: What was cut out, by the index of the line where its stand-in is.
    """

    builder: SectionBuilder
    inline: InlineReader
    lines: Sequence[int]
    replay: Mapping[int, PlainRun] = field(default_factory=dict)
    last_end_tags: Mapping[str, int] = field(default_factory=dict)
    """The index of the last line with ``</script`` and with ``</style``."""
    label: str = ""
    """Of the footnote that is being read; empty outside footnotes."""
    note: list[Block] = field(default_factory=list)
    _containers: list[str] = field(default_factory=list)
    _numbers: list[int] = field(default_factory=list)
    _ordinal: int | None = None
    _heading: int = 0
    _cells: list[tuple[Span, ...]] | None = None
    _in_header: bool = False
    _lang_before: str = ""
    """Of the attribute list before a block of HTML."""
    _languages: BlockLanguages = field(init=False)
    _html: HtmlBlocks = field(init=False)

    def __post_init__(self) -> None:
        self._languages = BlockLanguages(self.builder.notices)
        self._html = HtmlBlocks(
            self._add_from_html, self._add_heading, self._languages.tag, lambda: self._languages.around
        )

    def read(self, tokens: Sequence[Token]) -> None:
        """Read tokens of blocks; those of one footnote, or all that stand outside footnotes."""
        for token in tokens:
            handler = _HANDLERS.get(token.type)
            if handler is not None:
                handler(self, token)
        for name, line in self._html.finish():
            message = f"<{name}> is never closed: what follows it is taken for part of it"
            self.builder.notices.append(Notice(line, "never-closed", message))
        self._languages.leave()

    def _add(self, block: Block) -> None:
        if block.kind not in (BlockKind.HTML, BlockKind.RULE):
            self._html.cut_rows()
        if self.label:
            self.note.append(block)
        else:
            self.builder.block(block)

    def _line(self, token: Token) -> int:
        return self.lines[token.map[0]] if token.map else self.lines[0]

    def _attributes(self, token: Token) -> None:
        self._languages.attribute_list(token.content, self._line(token))

    def _open_table(self, _token: Token) -> None:
        self._languages.enter()

    def _close_table(self, _token: Token) -> None:
        self._languages.leave()

    def _open_container(self, token: Token) -> None:
        self._languages.enter()
        self._containers.append(token.type.removesuffix("_open"))
        if token.type == "ordered_list_open":
            self._numbers.append(int(token.attrs.get("start", 1)))

    def _close_container(self, _token: Token) -> None:
        self._languages.leave()
        if self._containers.pop() == "ordered_list":
            self._numbers.pop()

    def _open_item(self, _token: Token) -> None:
        self._languages.enter()
        if self._containers[-1] == "ordered_list":
            self._ordinal = self._numbers[-1]
            self._numbers[-1] += 1

    def _close_item(self, _token: Token) -> None:
        self._languages.leave()
        self._ordinal = None

    def _open_heading(self, token: Token) -> None:
        self._heading = int(token.tag[1])

    def _close_heading(self, _token: Token) -> None:
        self._heading = 0

    def _open_head(self, _token: Token) -> None:
        self._in_header = True

    def _close_head(self, _token: Token) -> None:
        self._in_header = False

    def _open_row(self, _token: Token) -> None:
        self._cells = []

    def _close_row(self, token: Token) -> None:
        cells, self._cells = tuple(self._cells or ()), None
        line = next((span.line for cell in cells for span in cell), 0)
        if line:
            depth = len(self._containers)
            lang = self._languages.around
            self._add(Block(BlockKind.TABLE, (), line, depth, cells=cells, header=self._in_header, lang=lang))

    def _text(self, token: Token) -> None:
        """An ``inline`` token: a paragraph, a heading or a cell."""
        first, end = token.map or [0, 1]
        if not self._containers and not self.label and first in self.replay:
            self._html.cut_rows()
            self.replay[first].add_to(self.builder)
            return
        in_cell = self._cells is not None
        lang = "" if in_cell else self._languages.take()
        text = self.inline.read(
            token.children or (),
            self.lines[first:end] or self.lines[:1],
            is_heading=bool(self._heading),
            may_trail=not in_cell,
            mark="" if in_cell or self._heading else self._mark(token.content),
        )
        spans, line, lang = text.spans, self.lines[first], text.lang or lang
        self._stop_hiding(end, line)
        if self._cells is not None:
            self._cells.append(spans)
        elif self._heading and not self._containers and not self.label:
            marked = tuple(replace(span, lang=span.lang or lang) for span in spans) if lang else spans
            self._html.cut_rows()
            self.builder.heading(marked, self._heading, line, text.id)
        elif spans:  # a heading inside a quotation, a list or a footnote is a paragraph of it
            if text.id:
                message = f"the id {text.id} is not used: a heading in here begins no section"
                self.builder.notices.append(Notice(line, "attributes", message))
            kind = self._kind()
            ordinal, self._ordinal = self._ordinal, None
            if ordinal is None and not self._containers and kind is BlockKind.LIST_ITEM:
                ordinal = self._html.take_ordinal()
            outer = tuple(number - 1 for number in self._numbers[:-1]) if ordinal is not None else ()
            depth, element = len(self._containers), self._html.meaning
            self._add(Block(kind, spans, line, depth, ordinal, outer, self.label, lang=lang, element=element))

    def _mark(self, text: str) -> str:
        """Return the mark that a paragraph begins with: of a box, of a task, in place of a table of contents."""
        inside = self._containers[-1] if self._containers else ""
        if not text.startswith(("[", "{")):
            return ""
        if inside == "blockquote":
            found = ALERT.match(text)
        elif inside:
            found = TASK.match(text)
        else:
            found = CONTENTS.fullmatch(text)
        return found[0].rstrip() if found else ""

    def _box_line(self, token: Token) -> None:
        line = self._line(token)
        self._languages.take()
        mark = Span(Element.MARK, token.content, line)
        title = plain_spans([token.info.strip("[]")], [line]) if token.info.strip("[]") else ()
        self._add(Block(self._kind(), (mark, *title), line, len(self._containers), label=self.label))

    def _formula_block(self, token: Token) -> None:
        line = self._line(token)
        formula = Span(Element.FORMULA, " ".join(token.content.split()), line)
        lang = self._languages.take()
        self._add(Block(self._kind(), (formula,), line, len(self._containers), label=self.label, lang=lang))

    def _stop_hiding(self, end: int, line: int) -> None:
        """What ``<script>`` hides ends with its paragraph, unless the end tag really comes later."""
        element = self.inline.hidden_in
        if element and self.last_end_tags.get(element, -1) < end:
            self.inline.hidden_in = ""
            message = f"<{element}> is never closed: what follows it in this paragraph is hidden"
            self.builder.notices.append(Notice(line, "never-closed", message))

    def _kind(self) -> BlockKind:
        if self.label:
            return BlockKind.FOOTNOTE
        if not self._containers:
            return self._html.kind
        return BlockKind.QUOTATION if self._containers[-1] == "blockquote" else BlockKind.LIST_ITEM

    def _code(self, token: Token) -> None:
        line = self._line(token)
        # Between its fences, a closed block has two lines less than with them.
        if token.type == "fence" and token.map and _height(token.content) > token.map[1] - token.map[0] - 2:
            self._note_unclosed(line, f"the code that begins with {token.markup}")
        span = Span(Element.CODE_SPAN, token.content.removesuffix("\n"), line)
        label = " ".join(token.info.split())
        is_discussion = token.type == "fence" and label.lower() == BlockKind.DISCUSSION
        kind = BlockKind.DISCUSSION if is_discussion else BlockKind.CODE
        self._add(Block(kind, (span,), line, len(self._containers), label=label, lang=self._languages.take()))

    def _html_block(self, token: Token) -> None:
        line, content = self._line(token), token.content.strip()
        lang = self._languages.take()
        for begins, ends in _HTML_ENDS:
            if found := begins.match(content):
                if not ends.search(content, found.end()):
                    self._note_unclosed(line, f"the HTML that begins with {found[0]}")
                break
        first, end = token.map or [0, 1]
        self._lang_before = lang if lang != self._languages.around else ""
        if not self.inline.hidden_in:
            count = self._html.read(token.content, self.lines[first:end], len(self._containers))
            if self.last_end_tags.get(self._html.hides_on, -1) >= end:
                self.inline.hidden_in = self._html.hides_on
            if count:
                return
        else:
            for tag in tags_in(content):
                self.inline.hidden_in = hidden_after(tag, self.inline.hidden_in)
        self._add(Block(BlockKind.HTML, (Span(Element.HTML, content, line),), line, len(self._containers), lang=lang))

    def _add_from_html(self, block: Block) -> None:
        if self.label and block.kind not in (BlockKind.CODE, BlockKind.HTML, BlockKind.TABLE, BlockKind.RULE):
            block = replace(block, kind=BlockKind.FOOTNOTE, label=self.label)
        elif self._containers and block.kind is BlockKind.PARAGRAPH:
            block = replace(block, kind=self._kind())
        self._add(replace(block, lang=block.lang or self._lang_before))

    def _add_heading(self, spans: tuple[Span, ...], level: int, line: int) -> bool:
        """Begin a section, outside containers and footnotes."""
        if self._containers or self.label:
            return False
        self._html.cut_rows()
        self.builder.heading(spans, level, line)
        return True

    def _rule(self, token: Token) -> None:
        self._languages.take()
        self._add(Block(BlockKind.RULE, (), self._line(token), len(self._containers)))

    def _note_unclosed(self, line: int, what: str) -> None:
        message = f"{what} is never closed: everything after it is taken for part of it"
        self.builder.notices.append(Notice(line, "never-closed", message))


def _height(text: str) -> int:
    return text.count("\n") + (text != "" and not text.endswith("\n"))


_HANDLERS: Mapping[str, Callable[[BlockReader, Token], None]] = {
    **{f"{name}_open": BlockReader._open_container for name in _CONTAINERS},
    **{f"{name}_close": BlockReader._close_container for name in _CONTAINERS},
    "list_item_open": BlockReader._open_item,
    "list_item_close": BlockReader._close_item,
    "heading_open": BlockReader._open_heading,
    "heading_close": BlockReader._close_heading,
    "attributes_line": BlockReader._attributes,
    "table_open": BlockReader._open_table,
    "table_close": BlockReader._close_table,
    "thead_open": BlockReader._open_head,
    "thead_close": BlockReader._close_head,
    "tr_open": BlockReader._open_row,
    "tr_close": BlockReader._close_row,
    "inline": BlockReader._text,
    "fence": BlockReader._code,
    "code_block": BlockReader._code,
    "html_block": BlockReader._html_block,
    "hr": BlockReader._rule,
    "box_line": BlockReader._box_line,
    "formula_block": BlockReader._formula_block,
}
