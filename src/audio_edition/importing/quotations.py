"""Quotations with their sources, as they stand in plain text: quoted words, then a dash and a name.

Enters: paragraphs. Leaves: the quotation and its source, or None.
"""

from __future__ import annotations

from msgspec import Struct

from audio_edition.importing.model import Line, Paragraph
from audio_edition.text.pattern import pattern

LONGEST_SOURCE = 100
"""Characters; longer than this is a paragraph that begins with a dash."""

_OPENING = "“\"„«»‘'‹"
_CLOSED = pattern(r"[”\"“»«’'›][.!?]?$")
_SOURCE = pattern(r"(?:[—–―]|--?)\s*([^\W\d_a-z].*|from .*|in .*)")
_SOURCE_IN_LINE = pattern(r"(?<=[”\"“»«’'›.])\s*([—–―]|--)\s*([^\W\d_a-z][^”\"“»«]*)$")
_SENTENCE_END = pattern(r"[!?;,:]$|(?<![A-Z])\.$")


class Quotation(Struct, frozen=True):
    """Quoted words with the source the text gives."""

    words: Paragraph
    source: Paragraph
    """The line with its dash."""
    after: int
    """How many paragraphs it took: 1 or 2."""


def read_quotation(paragraphs: tuple[Paragraph, ...], at: int) -> Quotation | None:
    """Reads a quotation that begins with a paragraph.

    Args:
        paragraphs: The paragraphs.
        at: Position of the one to look at.

    Returns:
        The quotation, or None where there is no quotation, or no source of it.
    """
    paragraph = paragraphs[at]
    if paragraph.text[:1] not in _OPENING:
        return None
    return _in_block(paragraph) or _in_line(paragraph) or _in_next(paragraphs, at)


def is_source(text: str) -> bool:
    """Whether a line names the source of the quotation above it.

    Args:
        text: One line.

    Returns:
        True for a dash and a name.
    """
    return len(text) <= LONGEST_SOURCE and bool(_SOURCE.fullmatch(text)) and not _SENTENCE_END.search(text)


def is_quoted(text: str) -> bool:
    """Whether all of a text stands in quotation marks.

    Args:
        text: A paragraph.

    Returns:
        True if it begins and ends with one.
    """
    return len(text) > 2 and text[0] in _OPENING and _CLOSED.search(text[-3:]) is not None


def _in_block(paragraph: Paragraph) -> Quotation | None:
    """The source is the last line of the paragraph, or its last two."""
    for length in (1, 2):
        words, source = Paragraph(paragraph.lines[:-length] or paragraph.lines), Paragraph(paragraph.lines[-length:])
        if len(paragraph.lines) > length and is_quoted(words.text) and is_source(source.text):
            return Quotation(words, source, 1)
    return None


def _in_line(paragraph: Paragraph) -> Quotation | None:
    """The source ends the last line."""
    last = paragraph.lines[-1]
    match = _SOURCE_IN_LINE.search(last.text, max(0, len(last.text) - LONGEST_SOURCE - 5))
    if not match or not last.text[: match.start()] or not is_source(match[0].strip()):
        return None
    words = Paragraph((*paragraph.lines[:-1], Line(last.number, last.text[: match.start()], last.indent)))
    return Quotation(words, Paragraph((Line(last.number, match[0].strip()),)), 1) if is_quoted(words.text) else None


def _in_next(paragraphs: tuple[Paragraph, ...], at: int) -> Quotation | None:
    """The source is the next paragraph."""
    if at + 1 >= len(paragraphs) or len(paragraphs[at + 1].lines) > 2:
        return None
    source = paragraphs[at + 1]
    if is_quoted(paragraphs[at].text) and is_source(source.text):
        return Quotation(paragraphs[at], source, 2)
    return None
