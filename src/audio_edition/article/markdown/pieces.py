"""The pieces of a paragraph, as the parser found them, become its spans.

Enters: pieces of text in order. Leaves: spans, white space collapsed across them, bare addresses found in what is text.
Refuses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audio_edition.article.markdown.addresses import may_hold_address, split_at_addresses
from audio_edition.article.model import Element, Span
from audio_edition.text.invisible import strip_invisible

_BLANKS = re.compile(r"[ \t\r\f\v]+")
_BREAKS = re.compile(r"(?: ?\n ?)+")
HIDDEN = -1
"""The link of what is hidden."""


@dataclass(slots=True)
class Piece:
    """A span in the making."""

    element: Element
    text: str
    line: int
    target: str = ""
    link: int = 0
    """Number of the link it stands in; 0 outside any, -1 in what is hidden. Two links side by side stay two."""
    lang: str = ""


def finished(pieces: Sequence[Piece]) -> Iterator[Span]:
    """Return the spans of the pieces of one paragraph."""
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
                yield Span(element, part, piece.line, part if is_found else "", piece.lang)
        else:
            yield Span(piece.element, text, piece.line, piece.target, piece.lang)


def _collapsed(text: str) -> str:
    if "\n" in text:
        return _BREAKS.sub("\n", _BLANKS.sub(" ", text))
    return _BLANKS.sub(" ", text) if "  " in text or "\t" in text or "\r" in text else text


def plain_spans(texts: Sequence[str], lines: Sequence[int]) -> tuple[Span, ...]:
    """Make the spans of lines of text without markup; the same as ``InlineReader.read`` would.

    Args:
        texts: One or more lines.
        lines: The number in the file of each.
    """
    if len(texts) == 1 and not may_hold_address(texts[0]) and "  " not in texts[0]:
        return (Span(Element.TEXT, texts[0], lines[0]),)
    last = len(texts) - 1
    pieces: list[Piece] = []
    for row, text in enumerate(texts):
        piece = Piece(Element.TEXT, text if row == last else f"{text} ", lines[row])
        if pieces and pieces[-1].line == piece.line:
            pieces[-1].text += piece.text
        else:
            pieces.append(piece)
    return tuple(finished(pieces))
