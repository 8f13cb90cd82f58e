"""Takes plain paragraphs and headings out of Markdown, so that only the rest needs a Markdown parser.

Enters: Markdown. Leaves: the Markdown with every run of plain paragraphs replaced by one short paragraph, and the runs.
What is not certainly plain stays in the Markdown.

Why this is sound: a paragraph is plain when no rule of CommonMark can see anything in it: it begins at the margin with
a letter, a quotation mark or the like, stands between blank lines, and has none of the characters that rules look
for. Such a paragraph closes every container that is open, as any other does that begins at the margin after a blank
line; so another plain paragraph in its place changes nothing around it. The exceptions, code between fences and HTML
that goes on over blank lines, swallow the paragraph put in its place: ``markdown`` sees that it is missing and parses
everything. A novel is nearly all plain; parsing it takes a tenth of the time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from audio_edition.article.markdown.marks import may_hold_formula
from audio_edition.article.markdown.spans import plain_spans
from audio_edition.article.model import Block, BlockKind, Span
from audio_edition.article.sections import SectionBuilder
from audio_edition.text.pattern import pattern

STAND_IN = "x"
"""What is parsed in place of a run."""

_CHUNK = pattern(r"(?:^[ \t]*[^ \t\n][^\n]*(?:\n|\Z))+", re.MULTILINE)
_INERT = r"[^\\`*_\[\]<>~^&#|\n\t]"
_WORDS = rf"{_INERT}*(?:& {_INERT}*)*(?<!\s)"
# Not at the beginning: what opens lists, quotations, rules, tables or underlines, and white space of any kind.
_LINE = rf"(?:[A-Za-z\"'(]|(?!\s)[^\x00-\x7f]|[0-9]+(?![0-9.)])){_WORDS}"
_PARAGRAPH = pattern(rf"{_LINE}(?:\n{_LINE})*\n?")
_HEADING = pattern(rf"(#{{1,6}}) (?![\s&])(?![^\n]*\{{)({_INERT}{_WORDS})\n?")


class PlainRun(Struct, frozen=True):
    """Plain paragraphs and headings that follow one another."""

    items: tuple[Block | tuple[tuple[Span, ...], int, int], ...]
    """Blocks, and headings as spans, level and line."""

    def add_to(self, builder: SectionBuilder) -> None:
        """Add all of them."""
        for item in self.items:
            if isinstance(item, Block):
                builder.block(item)
            else:
                builder.heading(*item)


class Cut(Struct, frozen=True):
    """Markdown with its plain parts taken out."""

    rest: str
    """With as many lines as before."""
    runs: dict[int, PlainRun]
    """By the index of the line where the stand-in is."""
    is_plain: bool
    """Whether nothing but stand-ins is left."""


def cut_plain(text: str, lines: Sequence[int]) -> Cut:
    """Take out everything that is certainly plain.

    Args:
        text: Clean Markdown.
        lines: The line in the file of each of its lines.
    """
    kept: list[str] = []
    runs: dict[int, PlainRun] = {}
    run: list[Block | tuple[tuple[Span, ...], int, int]] = []
    run_index, index, position, is_plain = 0, 0, 0, True
    for match in _CHUNK.finditer(text):
        gap, chunk = text[position : match.start()], match[0]
        kept.append(gap)
        index += gap.count("\n")
        position = match.end()
        height = chunk.count("\n")
        item = _plain_item(chunk, lines[index : index + height + 1])
        if item is None:
            is_plain = False
            if run:
                runs[run_index] = PlainRun(tuple(run))
                run = []
            kept.append(chunk)
        else:
            if not run:
                run_index = index
                kept.append(STAND_IN)
            run.append(item)
            kept.append("\n" * height)
        index += height
    if run:
        runs[run_index] = PlainRun(tuple(run))
    kept.append(text[position:])
    return Cut("".join(kept), runs, is_plain)


def _plain_item(chunk: str, lines: Sequence[int]) -> Block | tuple[tuple[Span, ...], int, int] | None:
    if may_hold_formula(chunk) or ":::" in chunk:
        return None
    if _PARAGRAPH.fullmatch(chunk):
        return Block(BlockKind.PARAGRAPH, plain_spans(chunk.removesuffix("\n").split("\n"), lines), lines[0])
    heading = _HEADING.fullmatch(chunk)
    return (plain_spans([heading[2]], lines), len(heading[1]), lines[0]) if heading else None
