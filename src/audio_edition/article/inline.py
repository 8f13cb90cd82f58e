"""The tokens inside a paragraph become spans.

Enters: markdown-it's inline tokens and the lines of their paragraph. Leaves: spans, with the text as a reader sees it.
Refuses nothing. Text on one line and of one kind is one span, whatever is emphasised in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audio_edition.article.addresses import is_address, may_hold_address, split_at_addresses
from audio_edition.article.invisible import strip_invisible
from audio_edition.article.model import Element, Span

if TYPE_CHECKING:
    from markdown_it.token import Token

_BLANKS = re.compile(r"[ \t\r\f\v]+")
_BREAKS = re.compile(r"(?: ?\n ?)+")
_BREAK = re.compile(r"<br[\s/]*>", re.IGNORECASE)
_HIDING = re.compile(r"<(script|style)(?=[\s/>])", re.IGNORECASE)
_MERGED = (Element.TEXT, Element.LINK)
_HIDDEN = -1


@dataclass(slots=True)
class _Piece:
    """A span in the making."""

    element: Element
    text: str
    line: int
    target: str = ""
    link: int = 0
    """Number of the link it stands in; 0 outside any, -1 in what is hidden. Two links side by side stay two."""


class InlineReader:
    """Turns inline tokens into spans, and remembers a ``<script>`` that is still open from paragraph to paragraph.

    Args:
        note_label: Gives the label of an inline footnote, from its number and its line.
    """

    def __init__(self, note_label: Callable[[int, int], str]) -> None:
        self.note_label = note_label
        self.hidden_in = ""
        """The element whose content is hidden at present: ``script``; empty: none."""

    def spans(self, tokens: Iterable[Token], lines: Sequence[int]) -> tuple[Span, ...]:
        """Read one run of inline tokens.

        Args:
            tokens: The children of an ``inline`` token.
            lines: The number in the file of the run's first and each following line; at least one.
        """
        run = _Run(self, lines)
        for token in tokens:
            handler = _HANDLERS.get(token.type)
            if handler is not None:
                handler(run, token)
            elif token.content:
                run.add(Element.TEXT, token.content)
        return tuple(_finished(run.pieces))


class _Run:
    """The pieces of one paragraph, as they are found."""

    def __init__(self, reader: InlineReader, lines: Sequence[int]) -> None:
        self.reader = reader
        self.lines = lines
        self.row = 0
        self.pieces: list[_Piece] = []
        self.links = 0
        self.link = 0
        self.link_start = 0
        self.target = ""
        self.automatic = False

    def add(self, element: Element, text: str, target: str = "") -> None:
        line = self.lines[min(self.row, len(self.lines) - 1)]
        last = self.pieces[-1] if self.pieces else None
        if self.reader.hidden_in:
            if last and last.link == _HIDDEN:
                last.text += text
            else:
                self.pieces.append(_Piece(Element.HTML, text, line, link=_HIDDEN))
        elif last and element in _MERGED and (last.element, last.line, last.link) == (element, line, self.link):
            last.text += text
        else:
            self.pieces.append(_Piece(element, text, line, target, self.link))

    def visible(self, text: str) -> None:
        self.add(Element.LINK if self.link else Element.TEXT, text, self.target)

    def text(self, token: Token) -> None:
        self.visible(token.content)

    def soft_break(self, _token: Token) -> None:
        self.visible(" ")
        self.row += 1

    def hard_break(self, _token: Token) -> None:
        self.visible("\n")
        self.row += 1

    def code(self, token: Token) -> None:
        self.add(Element.CODE_SPAN, token.content, self.target)

    def open_link(self, token: Token) -> None:
        self.links += 1
        self.link, self.link_start = self.links, len(self.pieces)
        self.target, self.automatic = str(token.attrs.get("href", "")), token.info == "auto"

    def close_link(self, _token: Token) -> None:
        """A link whose visible text is an address is an address."""
        visible = [piece for piece in self.pieces[self.link_start :] if piece.element is Element.LINK]
        if self.automatic or is_address("".join(piece.text for piece in visible)):
            for piece in visible:
                piece.element = Element.URL
        self.link, self.target = 0, ""

    def image(self, token: Token) -> None:
        self.add(Element.IMAGE, _alternative(token.children or ()), str(token.attrs.get("src", "")))

    def mark(self, token: Token) -> None:
        line = self.lines[min(self.row, len(self.lines) - 1)]
        label = token.meta.get("label") or self.reader.note_label(token.meta["id"], line)
        self.add(Element.FOOTNOTE_MARK, str(label))

    def html(self, token: Token) -> None:
        tag = token.content
        if _BREAK.fullmatch(tag) and not self.reader.hidden_in:
            self.visible("\n")
            return
        self.add(Element.HTML, tag)
        self.row += tag.count("\n")
        self.reader.hidden_in = hidden_after(tag, self.reader.hidden_in)


_HANDLERS: Mapping[str, Callable[[_Run, Token], None]] = {
    "text": _Run.text,
    "text_special": _Run.text,
    "softbreak": _Run.soft_break,
    "hardbreak": _Run.hard_break,
    "code_inline": _Run.code,
    "link_open": _Run.open_link,
    "link_close": _Run.close_link,
    "image": _Run.image,
    "footnote_ref": _Run.mark,
    "html_inline": _Run.html,
}


def hidden_after(tag: str, hidden_in: str) -> str:
    """Return the element whose content is hidden after a tag.

    Args:
        tag: One tag as written.
        hidden_in: The element whose content was hidden before it; empty: none.
    """
    if hidden_in:
        return "" if re.match(rf"</{hidden_in}[\s>]", tag, re.IGNORECASE) else hidden_in
    hiding = _HIDING.match(tag)
    return hiding[1].lower() if hiding and not tag.endswith("/>") else ""


def plain_spans(texts: Sequence[str], lines: Sequence[int]) -> tuple[Span, ...]:
    """Make the spans of lines of text without markup; the same as ``InlineReader.spans`` would.

    Args:
        texts: One or more lines.
        lines: The number in the file of each.
    """
    if len(texts) == 1 and not may_hold_address(texts[0]) and "  " not in texts[0]:
        return (Span(Element.TEXT, texts[0], lines[0]),)
    last = len(texts) - 1
    pieces: list[_Piece] = []
    for row, text in enumerate(texts):
        piece = _Piece(Element.TEXT, text if row == last else f"{text} ", lines[row])
        if pieces and pieces[-1].line == piece.line:
            pieces[-1].text += piece.text
        else:
            pieces.append(piece)
    return tuple(_finished(pieces))


def _finished(pieces: list[_Piece]) -> Iterable[Span]:
    """Collapse white space across spans, and find bare addresses in what is text."""
    at_start = True
    seen = [
        index for index, piece in enumerate(pieces) if piece.element is not Element.HTML and piece.text.strip(" \t\n")
    ]
    last_text = seen[-1] if seen else -1
    for index, piece in enumerate(pieces):
        text = strip_invisible(piece.text)
        if piece.element is not Element.HTML:
            text = _collapsed(text)
            if at_start:
                text = text.lstrip(" \n")
            if index >= last_text:
                text = text.rstrip(" \n")
        if not text and piece.element not in (Element.IMAGE, Element.CODE_SPAN):
            continue
        if piece.element is not Element.HTML:
            at_start = text.endswith((" ", "\n")) or (at_start and not text)
        if piece.element is Element.TEXT and may_hold_address(text):
            for part, is_found in split_at_addresses(text):
                element = Element.URL if is_found else Element.TEXT
                yield Span(element, part, piece.line, part if is_found else "")
        else:
            yield Span(piece.element, text, piece.line, piece.target)


def _collapsed(text: str) -> str:
    if "\n" in text:
        return _BREAKS.sub("\n", _BLANKS.sub(" ", text))
    return _BLANKS.sub(" ", text) if "  " in text or "\t" in text or "\r" in text else text


def _alternative(tokens: Iterable[Token]) -> str:
    """Return the text of an image's description, without recursion: descriptions may hold images."""
    parts: list[str] = []
    waiting = list(tokens)[::-1]
    while waiting:
        token = waiting.pop()
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "image":
            waiting.extend((token.children or [])[::-1])
    return " ".join("".join(parts).split())
