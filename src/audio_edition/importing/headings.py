"""Which paragraphs of a plain text are headings.

Enters: the paragraphs of a body and a position. Leaves: whether a heading stands there, and how sure that is. A
line that could be a heading and is not taken for one is told apart, so that the report can name it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audio_edition.importing.lines import is_list_item
from audio_edition.importing.model import Paragraph
from audio_edition.importing.quotations import is_source

LONGEST_HEADING = 90
"""Characters."""
MOST_WORDS = 14
"""Words of a heading between long paragraphs."""
FEW_WORDS = 8
"""Words of a heading between short paragraphs, which are more easily taken for one themselves."""
LONG_PARAGRAPH = 100
"""Characters: what a heading is expected to stand between."""

_CHAPTER = re.compile(
    r"(?:chapter|part|book|section|act|scene|letter|kapitel|teil|chapitre|partie|capítulo|parte)\s+[\w.]+\.?"
    r"(?:\s*[:.–—-]\s*\S.*)?|[IVXLC]{1,7}\.?|\d{1,3}\.?",
    re.IGNORECASE,
)
_NO_HEADING_END = re.compile(r"[.!…:;,][\"'”’»)\]]*$")
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a paragraph is taken for."""

    heading: bool
    chapter: bool = False
    """It numbers a chapter."""
    check: str = ""
    """Why a person should look at it; of a paragraph that is no heading: it could be one."""


_NO = Verdict(heading=False)


def is_chapter(paragraphs: tuple[Paragraph, ...], at: int) -> bool:
    """Whether a paragraph numbers a chapter: "Chapter 1", "IV.".

    Args:
        paragraphs: Those of the body.
        at: Position of the one to look at.
    """
    paragraph = paragraphs[at]
    if len(paragraph.lines) > 2 or len(paragraph.text) > LONGEST_HEADING or at + 1 >= len(paragraphs):
        return False
    return _CHAPTER.fullmatch(paragraph.text) is not None and paragraph.text[:1].upper() == paragraph.text[:1]


def read_heading(paragraphs: tuple[Paragraph, ...], at: int) -> Verdict:
    """Decides whether a paragraph is a heading.

    Args:
        paragraphs: Those of the body.
        at: Position of the one to look at.

    Returns:
        The verdict. What has the shape of a heading stands before a long paragraph, or on a line of its own between
        paragraphs that end as sentences do; elsewhere it stays a paragraph, with ``check`` set.
    """
    if is_chapter(paragraphs, at):
        return Verdict(heading=True, chapter=True)
    if not _has_shape(paragraphs, at):
        return _NO
    question = paragraphs[at].text.endswith("?")
    if _is_before_long(paragraphs, at):
        return Verdict(heading=True, check="a question: could be a paragraph" if question else "")
    if not question and _is_between_sentences(paragraphs, at):
        return Verdict(heading=True, check="between short paragraphs: could be a paragraph")
    if len(paragraphs[at].lines) > 1:
        return _NO  # an address or a signature
    return Verdict(heading=False, check="kept as a paragraph: put ## before it if it is a heading")


def _has_shape(paragraphs: tuple[Paragraph, ...], at: int) -> bool:
    """Whether a paragraph is short, begins as a heading does, has no full stop, and is not the last."""
    paragraph = paragraphs[at]
    if len(paragraph.lines) > 2 or at + 1 >= len(paragraphs):
        return False
    text = paragraph.text
    if len(text) > LONGEST_HEADING or len(text.split()) > MOST_WORDS:
        return False
    if not text[0].isalnum() or text[0].islower() or is_list_item(text) or is_source(text):
        return False
    if not all(_LETTER.search(line.text) for line in paragraph.lines):
        return False
    return text.isupper() or not _NO_HEADING_END.search(text)


def _is_before_long(paragraphs: tuple[Paragraph, ...], at: int) -> bool:
    """Whether a long paragraph follows, and what is above does not speak against it."""
    text = paragraphs[at].text
    after = at + 1
    while after < len(paragraphs) - 1 and after <= at + 2 and is_chapter(paragraphs, after):
        after += 1
    return len(paragraphs[after].text) >= LONG_PARAGRAPH and (
        at == 0
        or text.isupper()
        or len(paragraphs[at - 1].text) >= LONG_PARAGRAPH
        or is_chapter(paragraphs, at - 1)
        or bool(_NO_HEADING_END.search(paragraphs[at - 1].lines[-1].text))
    )


def _is_between_sentences(paragraphs: tuple[Paragraph, ...], at: int) -> bool:
    """Whether a short line follows the end of a sentence or a list, and a paragraph of sentences follows it."""
    if at == 0 or len(paragraphs[at].lines) > 1 or len(paragraphs[at].text.split()) > FEW_WORDS:
        return False
    above, below = paragraphs[at - 1], paragraphs[at + 1]
    follows = _ends_sentence(above) or is_list_item(above.text) or is_chapter(paragraphs, at - 1)
    return follows and _ends_sentence(below) and not is_chapter(paragraphs, at + 1)


def _ends_sentence(paragraph: Paragraph) -> bool:
    return _SENTENCE_END.search(paragraph.lines[-1].text) is not None
