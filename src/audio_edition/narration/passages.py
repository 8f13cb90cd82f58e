"""The blocks of a section become passages: what is to be said of each, by the policy.

Enters: blocks and the policy of every element. Leaves: passages in the order they are heard, each with the line and
language of every part, and what is not spoken. Refuses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from audio_edition.article.model import Block, BlockKind, Element, Span
from audio_edition.narration.languages import words
from audio_edition.narration.model import Omission, SegmentKind
from audio_edition.publication.policies import ANNOUNCE, REASONS, SKIP, SPEAK
from audio_edition.text.visible import excerpt

_KINDS: Mapping[BlockKind, SegmentKind] = {
    BlockKind.PARAGRAPH: SegmentKind.PARAGRAPH,
    BlockKind.QUOTATION: SegmentKind.QUOTATION,
    BlockKind.LIST_ITEM: SegmentKind.LIST_ITEM,
    BlockKind.TABLE: SegmentKind.TABLE,
    BlockKind.CODE: SegmentKind.CODE,
    BlockKind.FOOTNOTE: SegmentKind.FOOTNOTE,
}
_ENDINGS = (".", "!", "?", "…", ":", ";", "。", "！", "？")


@dataclass(frozen=True, slots=True)
class Part:
    """Where a stretch of a passage comes from."""

    start: int
    """Index of its first character in the passage."""
    line: int
    lang: str
    """BCP 47 tag; empty: that of the article."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What is to be said of one block, or a rule: a pause."""

    kind: SegmentKind | None
    """``None`` for a rule."""
    text: str
    """As the reader sees it."""
    line: int
    parts: tuple[Part, ...] = ()
    """In order; the first starts at 0. Empty for a rule."""
    lang: str = ""
    """BCP 47 tag of the whole, where it is marked so; empty: that of the article."""


@dataclass(slots=True)
class Reading:
    """Policy and language of an article, and what has been left out of it so far."""

    policy: Mapping[str, str]
    lang: str
    omissions: list[Omission] = field(default_factory=list)

    def leave_out(self, element: str, line: int, text: str, reason: str = "") -> None:
        """Report text that is not spoken; the reason is that of the policy table where none is given."""
        self.omissions.append(Omission(line, element, reason or REASONS[element], excerpt(text)))

    def announcement(self, element: str, lang: str = "") -> str:
        """What stands for an element in a language, or else in that of the article; empty where nothing does."""
        return announced(element, lang) or announced(element, self.lang)


def announced(element: str, lang: str) -> str:
    """What stands for an element in a language; empty where nothing does."""
    return words(lang).announcements.get(element, "")


def _image(span: Span, reading: Reading, lang: str, *, alone: bool) -> str:
    """The alternative text, announced as such; within a sentence it stands in parentheses."""
    policy = reading.policy["image"]
    pattern = reading.announcement("image", lang) if policy == ANNOUNCE else "{}"
    if policy != SKIP and span.text.strip() and pattern:
        said = pattern.format(span.text)
        return said if alone or policy == SPEAK else f" ({said}) "
    reason = "" if span.text.strip() else "the image has no text"
    if policy == ANNOUNCE and not pattern:
        reason = f"there is no word for an image in the language '{reading.lang}'"
    reading.leave_out("image", span.line, span.text or span.target, reason)
    return ""


def span_text(span: Span, reading: Reading, *, lang: str = "", alone: bool = False) -> str:
    """What is said of a span; empty and reported where nothing is.

    Args:
        span: The span.
        reading: Takes the report.
        lang: Of the span; empty: that of the article.
        alone: There is nothing else in its block.
    """
    if span.element is Element.TEXT:
        return span.text
    if span.element is Element.IMAGE:
        return _image(span, reading, lang, alone=alone)
    element = span.element.value
    policy = reading.policy[element]
    if policy == SPEAK:
        return span.text
    pattern = reading.announcement(element, lang) if policy == ANNOUNCE else ""
    if pattern:
        return f" {pattern.format(span.text)} "
    reading.leave_out(element, span.line, span.text)
    return ""


def spans_passage(
    kind: SegmentKind, spans: Sequence[Span], line: int, reading: Reading, *, lang: str = "", before: str = ""
) -> Passage:
    """What is said of a run of spans.

    Args:
        kind: What the passage is.
        spans: In order.
        line: Of the block.
        reading: Takes the reports.
        lang: Of the block; empty: that of the article.
        before: Said before the first span.
    """
    pieces = [before] if before else []
    parts = [Part(0, line, lang)] if before or not spans else []
    length = len(before)
    for span in spans:
        own = span.lang or lang
        said = span_text(span, reading, lang=own, alone=len(spans) == 1)
        pieces.append(said)
        # A word of the article's language may stand for what has none in its own.
        is_own = said == span.text or announced(span.element.value, own)
        parts.append(Part(length, span.line, own if is_own else ""))
        length += len(said)
    return Passage(kind, "".join(pieces), line, tuple(parts), lang)


def _cells(block: Block, reading: Reading) -> tuple[str, ...]:
    return tuple(" ".join("".join(span_text(span, reading) for span in cell).split()) for cell in block.cells)


def _row_lang(rows: Sequence[Block]) -> str:
    """The language that all cells of some rows have; that of the first row where they differ."""
    langs = {
        span.lang or row.lang for row in rows for cell in row.cells for span in cell if any(map(str.isalpha, span.text))
    }
    return langs.pop() if len(langs) == 1 else rows[0].lang


def row_text(names: Sequence[str], cells: Sequence[str]) -> str:
    """A table row as it is heard: "Year: 1917; Event: the revolution." Empty cells are passed over.

    Args:
        names: The header cells; may be fewer than the cells, or none.
        cells: The cells of the row.
    """
    said = []
    for index, cell in enumerate(cells):
        name = names[index] if index < len(names) else ""
        if cell:
            said.append(f"{name}{'' if name.endswith(_ENDINGS) else ':'} {cell}" if name else cell)
    text = "".join(piece + (" " if piece.endswith(_ENDINGS) else "; ") for piece in said).removesuffix("; ").strip()
    return text if not text or text.endswith(_ENDINGS) else f"{text}."


def _table(rows: Sequence[Block], reading: Reading) -> Iterator[Passage]:
    """A table: each row with the names of its columns, or one announcement, or nothing."""
    if reading.policy["table"] != SPEAK:
        pattern = reading.announcement("table") if reading.policy["table"] == ANNOUNCE else ""
        text = "; ".join("".join(span.text for span in cell) for row in rows for cell in row.cells)
        if pattern:
            yield Passage(SegmentKind.TABLE, pattern, rows[0].line, (Part(0, rows[0].line, ""),))
        else:
            reading.leave_out("table", rows[0].line, text)
        return
    names: tuple[str, ...] = ()
    heads: tuple[Block, ...] = ()
    for index, row in enumerate(rows):
        cells = _cells(row, reading)
        alone = index + 1 == len(rows) or rows[index + 1].header
        if row.header and not alone:
            names, heads = cells, (row,)
            continue
        text = row_text(() if row.header else names, cells)
        lang = _row_lang((row,) if row.header else (row, *heads))
        yield Passage(SegmentKind.TABLE, text, row.line, (Part(0, row.line, lang),), row.lang)


def _code(block: Block, reading: Reading) -> Iterator[Passage]:
    text = "".join(span.text for span in block.spans)
    policy = reading.policy["code"]
    announced = reading.announcement("code") if policy == ANNOUNCE else ""
    if policy == SPEAK:
        yield Passage(SegmentKind.CODE, text, block.line, (Part(0, block.line, block.lang),), block.lang)
    elif announced:
        yield Passage(SegmentKind.CODE, announced, block.line, (Part(0, block.line, ""),))
    else:
        reading.leave_out("code", block.line, text)


def _footnotes(blocks: Iterable[Block], reading: Reading) -> Iterator[Passage]:
    """Footnotes where they are spoken, each with its number where it has one."""
    label = None
    for block in blocks:
        before = ""
        pattern = reading.announcement("footnote", block.lang)
        if block.label != label and pattern:
            before = f"{pattern.format(block.label if block.label.isdigit() else '').replace(' :', ':')} "
        label = block.label
        yield spans_passage(SegmentKind.FOOTNOTE, block.spans, block.line, reading, lang=block.lang, before=before)


def passages(blocks: Sequence[Block], reading: Reading) -> Iterator[Passage]:
    """What is said of the blocks of a section, in order; footnotes, where they are spoken, at its end.

    Args:
        blocks: The blocks of one section.
        reading: Policy and language; takes the reports.
    """
    footnotes: list[Block] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        index += 1
        if block.kind is BlockKind.RULE:
            if reading.policy["rule"] != SKIP:
                yield Passage(None, "", block.line)
        elif block.kind is BlockKind.HTML:
            reading.leave_out("html", block.line, "".join(span.text for span in block.spans))
        elif block.kind is BlockKind.CODE:
            yield from _code(block, reading)
        elif block.kind is BlockKind.FOOTNOTE and reading.policy["footnote"] == SKIP:
            reading.leave_out("footnote", block.line, "".join(span.text for span in block.spans))
        elif block.kind is BlockKind.FOOTNOTE:
            footnotes.append(block)
        elif block.kind is BlockKind.TABLE:
            first = index - 1
            while index < len(blocks) and blocks[index].kind is BlockKind.TABLE:
                index += 1
            yield from _table(blocks[first:index], reading)
        else:
            before = f"{block.ordinal}. " if block.ordinal is not None else ""
            kind = _KINDS[block.kind]
            yield spans_passage(kind, block.spans, block.line, reading, lang=block.lang, before=before)
    yield from _footnotes(footnotes, reading)
