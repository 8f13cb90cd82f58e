"""Which quotations and asides are pull quotes: the article says them elsewhere, word for word.

Enters: the sections of an article. Leaves: its blocks that are heard twice if they are spoken. What only looks like a
pull quote, because no paragraph has its words, is none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from audio_edition.article.model import ASIDE, PULL_QUOTE, Block, BlockKind, Element, Section
from audio_edition.text.repeated import repeated

LEAST_WORDS = 6
"""Of a quotation that nothing marks as a pull quote. A saying of fewer words may well stand there twice."""

_HEARD = (Element.TEXT, Element.LINK, Element.CODE_SPAN)
_DASHES = ("—", "–", "--")
_LONGEST_SOURCE = 100
"""Characters of the line under a quotation that says whose it is."""


def repeated_blocks(sections: Sequence[Section]) -> frozenset[Block]:
    """The blocks that repeat what a paragraph or an item of a list says, with the lines that name their sources.

    Args:
        sections: Those of the whole article.
    """
    blocks = [block for section in sections for block in section.blocks]
    marked = [block for block in blocks if block.element in (ASIDE, PULL_QUOTE)]
    quoted = [block for block in blocks if block.kind is BlockKind.QUOTATION and not block.element]
    if not marked and not quoted:
        return frozenset()
    found = {*_repeated(marked, blocks), *_repeated(quoted, blocks, least_words=LEAST_WORDS)}
    return frozenset((*found, *_sources(blocks, found)))


def _repeated(candidates: Sequence[Block], blocks: Sequence[Block], **least: int) -> Iterator[Block]:
    others = (_text(block) for block in blocks if _is_of_the_article(block))
    return (candidates[index] for index in repeated([_text(block) for block in candidates], others, **least))


def _is_of_the_article(block: Block) -> bool:
    return block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and not block.element


def _text(block: Block) -> str:
    return "".join(span.text for span in block.spans if span.element in _HEARD)


def _sources(blocks: Sequence[Block], found: Iterable[Block]) -> Iterator[Block]:
    """The lines under repeated quotations that begin with a dash."""
    known = set(found)
    for above, block in pairwise(blocks):
        text = _text(block).strip()
        same = (above.kind, above.element) == (block.kind, block.element)
        if above in known and same and text.startswith(_DASHES) and len(text) <= _LONGEST_SOURCE:
            yield block
