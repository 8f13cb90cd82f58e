"""The article as a page shows it: sections, blocks and sentences, each sentence with its time.

Enters: an edition. Leaves: HTML of what is spoken, in its order; every sentence is a link to its own moment, and
behind it stands a link for each web address in it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

from audio_edition.edition.companions.player.document import direction_of, direction_of_text, escape
from audio_edition.edition.manifest import Edition, EditionCue, EditionSegment
from audio_edition.text.addresses import link_to, split_at_addresses

_DEEPEST_HEADING = 6
_TAGS = {"title": "h1", "quotation": "blockquote"}
"""By the kind of segment; headings aside, all others are paragraphs."""

Block = tuple[EditionSegment, list[EditionCue]]


def text_of(edition: Edition, around: Sequence[tuple[str, str]] = (), target: str = "_top") -> str:
    """All sections, a block a line.

    Args:
        edition: Whose text it is.
        around: HTML before and after the blocks of each section; none, or a pair for every section.
        target: Where web addresses open; in a frame, they replace the page around it.
    """
    by_chapter = {index: list(blocks) for index, blocks in groupby(_blocks(edition), lambda block: block[0].chapter)}
    taken = {chapter.id for chapter in edition.chapters}
    level = 1
    parts = []
    if not any(segment.kind == "title" for segment in edition.segments):
        parts.append(f"<h1>{escape(edition.title)}</h1>\n")
    for index, chapter in enumerate(edition.chapters):
        parts.append(f'<section id="{escape(chapter.id)}" data-start="{chapter.start_ms}">\n')
        before, after = around[index] if around else ("", "")
        parts.append(before)
        blocks = by_chapter.get(index, [])
        last = blocks[-1][1][-1] if blocks else None
        for block in blocks:
            if block[0].kind == "heading":
                # A level is never skipped, whatever the article does: screen readers rely on it.
                level = min(max(2, chapter.level), level + 1, _DEEPEST_HEADING)
            parts.append(_block(block, level, edition.lang, taken, last, target))
        parts.append(f"{after}</section>\n")
    return "".join(parts)


def turned_direction(text: str, lang: str) -> str:
    """``dir`` of an element whose text runs against the direction of the article; else nothing."""
    found = direction_of_text(text, lang)
    return "" if found == direction_of(lang) else f' dir="{found}"'


def seconds(milliseconds: int) -> str:
    """``12.382``: exact, without zeros at the end."""
    return f"{milliseconds // 1000}.{milliseconds % 1000:03}".rstrip("0").rstrip(".")


def _blocks(edition: Edition) -> Iterator[Block]:
    """Each block with its sentences, the parts of a long one together."""
    open_block: Block | None = None
    for segment, cues in zip(edition.segments, edition.cues_by_segment(), strict=True):
        if not cues:
            continue  # a jingle: it has no words
        if open_block and segment.part and open_block[0].chapter == segment.chapter:
            open_block[1].extend(cues)
            continue
        if open_block:
            yield open_block
        open_block = segment, list(cues)
    if open_block:
        yield open_block


def _block(block: Block, level: int, lang: str, taken: set[str], last: EditionCue | None, target: str) -> str:
    segment, cues = block
    tag = f"h{level}" if segment.kind == "heading" else _TAGS.get(segment.kind, "p")
    kind = f' class="{escape(segment.kind)}"' if tag == "p" and segment.kind != "paragraph" else ""
    name = f"p-{segment.id}"
    if name in taken:
        name = ""
    taken.add(name)
    place = f' id="{escape(name)}"' if name else ""
    turned = turned_direction(" ".join(cue.text for cue in cues), lang)
    return f"<{tag}{place}{kind}{turned}>{_sentences(cues, last, target)}</{tag}>\n"


def _sentences(cues: list[EditionCue], last: EditionCue | None, target: str) -> str:
    parts: list[str] = []
    before = ""
    for cue in cues:
        if before:
            # Chinese and Japanese have no blank between sentences.
            parts.append("" if unicodedata.east_asian_width(before) in "WF" else " ")
        end = f' data-end="{cue.end_ms}"' if cue is last else ""
        parts.append(f'<a href="?t={seconds(cue.start_ms)}"{end}>{escape(cue.text)}</a>')
        parts += _addresses(cue.text, target)
        before = cue.text[-1:]
    return "".join(parts)


def _addresses(text: str, target: str) -> Iterator[str]:
    """A link for each web address in a sentence; its sign comes from the style, so that the text stays as it is."""
    for part, is_address in split_at_addresses(text):
        if is_address and (link := link_to(part)):
            yield (
                f'<a class="web" href="{escape(link)}" target="{target}" rel="noopener"'
                f' aria-label="{escape(part)}" title="{escape(part)}"></a>'
            )
