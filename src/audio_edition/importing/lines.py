"""Lines become paragraphs: by blank lines, by indented first lines, or by one line each.

Enters: decoded text. Leaves: paragraphs with their lines, in order, every line once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from audio_edition.importing.model import Line, Paragraph
from audio_edition.importing.speech import NOBODY, Speakers
from audio_edition.text.pattern import pattern

UNWRAPPED = 160
"""Characters; a line longer than this was not broken by hand, so the lines around it are paragraphs of their own."""

_TAB = 4
_LETTER_BULLET = pattern(r"\s*o(?: {2,4}|\t)\S")
_LIST_MARK = pattern(r"(?:[-*+•‣◦·]|\(?\d{1,3}[.)]|\(?(?:[a-z]|i{1,3}|iv|vi{0,3}|ix|x)\))\s+\S")
_STOP = pattern(r"[.!?…:][\"'”’»)\]]*$")


class Layout(Struct, frozen=True):
    """How the lines of a text are set."""

    wrap_columns: int
    """Columns at which lines were broken; 0 where they were not: every line end is then meant."""
    indent: int
    """Columns before most lines."""


def read_blocks(text: str, numbers: Sequence[int]) -> tuple[tuple[Line, ...], ...]:
    """Splits text at blank lines.

    Args:
        text: Decoded text with line feeds.
        numbers: The number of each of its lines.

    Returns:
        Blocks of at least one line.
    """
    blocks: list[tuple[Line, ...]] = []
    block: list[Line] = []
    for number, raw in zip(numbers, text.split("\n"), strict=True):
        stripped = raw.strip()
        if block and not stripped:
            blocks.append(tuple(block))
            block = []
        if stripped:
            mark = "o" if _LETTER_BULLET.match(raw) else ""
            words = " ".join(stripped.split())
            block.append(Line(number, f"•{words[1:]}" if mark else words, _indent(raw), mark))
    if block:
        blocks.append(tuple(block))
    return tuple(blocks)


def read_layout(blocks: tuple[tuple[Line, ...], ...]) -> Layout:
    """Measures where lines were broken and how far they are indented.

    Args:
        blocks: The blocks of the whole text.

    Returns:
        The layout. The width is that of the longest tenth of the lines that have another below them, which is where a
        program or a typist broke them; it is 0 if most of the text stands in lines that have none.
    """
    interior = sorted(len(line.text) for block in blocks for line in block[:-1])
    total = sum(len(line.text) for block in blocks for line in block)
    indents = Counter(line.indent for block in blocks for line in block)
    indent = max(indents, key=lambda columns: (indents[columns], -columns)) if indents else 0
    unwrapped = not interior or sum(interior) * 3 < total or interior[-1] > UNWRAPPED
    return Layout(0 if unwrapped else interior[len(interior) * 9 // 10], indent)


def split_paragraphs(
    blocks: tuple[tuple[Line, ...], ...], layout: Layout, speakers: Speakers = NOBODY
) -> tuple[Paragraph, ...]:
    """Splits blocks with more than one paragraph.

    Args:
        blocks: The blocks of the whole text.
        layout: How they are set.
        speakers: Each of their turns is a paragraph; a name that stands alone is one too.

    Returns:
        The paragraphs, in order.
    """
    return tuple(Paragraph(lines) for block in blocks for lines in _split(block, layout, speakers))


def breaks_are_meant(paragraph: Paragraph, layout: Layout) -> bool:
    """Whether the line ends of a paragraph are its author's: verse, an address, a signature.

    Args:
        paragraph: A paragraph.
        layout: How the text is set.

    Returns:
        True if at every line end the next word would still have fitted, or if four or more short lines all begin with
        a capital letter.
    """
    lines = paragraph.lines
    hangs = is_list_item(lines[0].text) and all(line.indent > lines[0].indent for line in lines[1:])
    if len(lines) < 2 or hangs:
        return False
    if len(lines) >= 4 and all(len(line.text) <= 60 and line.text.lstrip("“‘\"'(")[:1].isupper() for line in lines):
        return True
    return all(_had_room(lines[at], lines[at + 1], layout) for at in range(len(lines) - 1))


def is_list_item(text: str) -> bool:
    """Whether a line begins as an item of a list does.

    Args:
        text: A line.

    Returns:
        True for "- x", "• x", "1. x", "(a) x".
    """
    return _LIST_MARK.match(text) is not None


def _had_room(line: Line, below: Line, layout: Layout) -> bool:
    """Whether the first word of the next line would have fitted, with a tenth to spare."""
    if layout.wrap_columns == 0:
        return len(line.text) <= 80
    return (len(line.text) + 1 + len(below.text.split(" ", 1)[0])) * 10 <= layout.wrap_columns * 9


def _split(block: tuple[Line, ...], layout: Layout, speakers: Speakers) -> list[tuple[Line, ...]]:
    starts = [0]
    by_line = any(len(line.text) > UNWRAPPED for line in block)
    hanging = _hangs(block)
    flush = min(line.indent for line in block)
    by_indent = not hanging and 0 < sum(line.indent == flush for line in block) < len(block)
    by_length = len(block) > 12 and layout.wrap_columns > 0 and not by_indent
    for at in range(1, len(block)):
        above, line = block[at - 1], block[at]
        if (
            by_line
            or speakers.begin_in(line.text)
            or speakers.are_named(above.text)
            or (is_list_item(line.text) and (_STOP.search(above.text) or is_list_item(block[starts[-1]].text)))
            or (by_indent and line.indent > flush)
            or (by_indent and _stands_alone(line, above))
            or (by_length and _ends_paragraph(above, line, layout))
        ):
            starts.append(at)
    ends = [*starts[1:], len(block)]
    return [block[start:end] for start, end in zip(starts, ends, strict=True)]


def _hangs(block: tuple[Line, ...]) -> bool:
    """Whether lines are indented because they go on an item of a list, or a term that is explained."""
    first, rest = block[0], block[1:]
    if is_list_item(first.text):
        return all(line.indent > first.indent or is_list_item(line.text) for line in rest)
    same = len({line.indent for line in rest}) == 1 and rest[0].indent >= first.indent + 2
    return same and len(rest) > 1 and len(first.text) >= 40


def _stands_alone(line: Line, above: Line) -> bool:
    """Whether a line between indented paragraphs, or the one after it, is a heading in capitals."""
    return line.text.isupper() != above.text.isupper() and max(len(line.text), len(above.text)) < UNWRAPPED


def _ends_paragraph(above: Line, line: Line, layout: Layout) -> bool:
    return bool(_STOP.search(above.text)) and not line.text[0].islower() and _had_room(above, line, layout)


def _indent(raw: str) -> int:
    columns = 0
    for char in raw:
        if char == "\t":
            columns += _TAB
        elif char.isspace():
            columns += 1
        else:
            break
    return columns
