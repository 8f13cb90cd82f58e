"""Collects headings and blocks into sections, and puts footnotes where they are first referred to.

Enters: headings and blocks in the order of the document, and the blocks of each footnote. Leaves: sections. A
heading without text begins no section, and that is noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from audio_edition.article.model import Block, Element, Section, Span
from audio_edition.text.source import Notice


class SectionBuilder(Struct):
    """Takes a document block by block."""

    sections: list[Section] = field(default_factory=list)
    """All but the one that is still growing."""
    notices: list[Notice] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set)
    _heading: tuple[Span, ...] = ()
    _level: int = 0
    _line: int = 0
    _id: str = ""
    _blocks: list[Block] = field(default_factory=list)

    def heading(self, spans: tuple[Span, ...], level: int, line: int, section_id: str = "") -> None:
        """Begin a section; of several that are given one id, the first has it."""
        if not spans:
            self.notices.append(Notice(line, "empty-heading", "a heading without text begins no section"))
            return
        self._close()
        if section_id in self._ids:
            self.notices.append(
                Notice(line, "id-twice", f"the id {section_id} is given twice; the first heading keeps it")
            )
            section_id = ""
        elif section_id:
            self._ids.add(section_id)
        self._heading, self._level, self._line, self._id = spans, level, line, section_id

    def block(self, block: Block) -> None:
        """Add to the section."""
        if not self._line:
            self._line = block.line
        self._blocks.append(block)

    def finish(self) -> tuple[Section, ...]:
        """Return all sections; none for an empty document."""
        self._close()
        return tuple(self.sections)

    def _close(self) -> None:
        if self._heading or self._blocks:
            self.sections.append(Section(self._heading, self._level, self._line, tuple(self._blocks), self._id))
        self._heading, self._level, self._line, self._blocks, self._id = (), 0, 0, [], ""


def place_footnotes(sections: tuple[Section, ...], notes: Mapping[str, Sequence[Block]]) -> tuple[Section, ...]:
    """Put each footnote at the end of the section that refers to it first, in the order of reference.

    What a footnote refers to follows it. Footnotes that nothing refers to stand at the end of the last section.

    Args:
        sections: Without footnotes.
        notes: The blocks of each footnote by its label, in the order of definition.
    """
    placed: set[str] = set()
    result: list[Section] = []

    def gathered(labels: Iterable[str]) -> list[Block]:
        blocks: list[Block] = []
        waiting = list(labels)[::-1]
        while waiting:
            label = waiting.pop()
            if label not in placed and label in notes:
                placed.add(label)
                blocks.extend(notes[label])
                waiting.extend(list(_footnote_labels(notes[label]))[::-1])
        return blocks

    for section in sections:
        in_heading = [span.text for span in section.heading if span.element is Element.FOOTNOTE_MARK]
        found = gathered([*in_heading, *_footnote_labels(section.blocks)])
        result.append(replace(section, blocks=section.blocks + tuple(found)) if found else section)
    rest = tuple(gathered(notes))
    if rest and result:
        result[-1] = replace(result[-1], blocks=result[-1].blocks + rest)
    elif rest:
        result.append(Section((), 0, rest[0].line, rest))
    return tuple(result)


def _footnote_labels(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        for spans in (block.spans, *block.cells):
            yield from (span.text for span in spans if span.element is Element.FOOTNOTE_MARK)
