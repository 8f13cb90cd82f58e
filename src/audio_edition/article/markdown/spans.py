"""What the parser found in a paragraph becomes its spans.

Enters: raw spans in order. Leaves: spans with white space collapsed across them, and with the addresses that stand in
text as spans of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from audio_edition.article.markdown.marks import may_hold_mark, split_at_marks
from audio_edition.article.model import Element, Span
from audio_edition.text.addresses import may_hold_address, split_at_addresses
from audio_edition.text.invisible import strip_invisible
from audio_edition.text.pattern import pattern

_BLANKS = pattern(r"[ \t\r\f\v]+")
_BREAKS = pattern(r"(?: ?\n ?)+")
HIDDEN = -1
"""The link of what is hidden."""


class RawSpan(Struct):
    """A span as the parser found it."""

    element: Element
    text: str
    line: int
    target: str = ""
    link: int = 0
    """Number of the link it stands in; 0 outside any, -1 in what is hidden. Two links side by side stay two."""
    lang: str = ""


def finish_spans(raw_spans: Sequence[RawSpan]) -> Iterator[Span]:
    """Return the finished spans of one paragraph."""
    at_start = True
    seen = [index for index, raw in enumerate(raw_spans) if raw.element is not Element.HTML and raw.text.strip(" \t\n")]
    last_text = seen[-1] if seen else -1
    for index, raw in enumerate(raw_spans):
        text = strip_invisible(raw.text)
        if raw.element is not Element.HTML:
            text = _collapsed(text)
            if at_start:
                text = text.lstrip(" \n")
            if index >= last_text:
                text = text.rstrip(" \n")
        if not text and raw.element not in (Element.IMAGE, Element.CODE_SPAN):
            continue
        if raw.element is not Element.HTML:
            at_start = text.endswith((" ", "\n")) or (at_start and not text)
        if raw.element is Element.TEXT:
            yield from _text_spans(text, raw.line, raw.lang)
        else:
            yield Span(raw.element, text, raw.line, raw.target, raw.lang)


def _text_spans(text: str, line: int, lang: str = "") -> Iterator[Span]:
    """Return the spans of text: addresses and marks in it are spans of their own."""
    if not may_hold_address(text) and not may_hold_mark(text):
        yield Span(Element.TEXT, text, line, "", lang)
        return
    for part, is_address_ in split_at_addresses(text):
        if is_address_:
            yield Span(Element.URL, part, line, part, lang)
        else:
            yield from (Span(element, each, line, "", lang) for each, element in split_at_marks(part))


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
        if not may_hold_mark(texts[0]):
            return (Span(Element.TEXT, texts[0], lines[0]),)
        return tuple(_text_spans(texts[0], lines[0]))
    last = len(texts) - 1
    raw_spans: list[RawSpan] = []
    for row, text in enumerate(texts):
        raw = RawSpan(Element.TEXT, text if row == last else f"{text} ", lines[row])
        if raw_spans and raw_spans[-1].line == raw.line:
            raw_spans[-1].text += raw.text
        else:
            raw_spans.append(raw)
    return tuple(finish_spans(raw_spans))
