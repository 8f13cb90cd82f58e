"""The notes at the end of a plain text, and their marks in it, become footnotes.

Enters: paragraphs of the body. Leaves: the notes by number and the paragraphs without them; Markdown with marks.
Only notes that something in the text refers to are taken.
"""

from __future__ import annotations

import re

from msgspec import Struct

from audio_edition.importing.model import Line, Paragraph
from audio_edition.text.pattern import pattern

_HEADING = pattern(
    r"(?:end|foot)?notes?|references|sources|anmerkungen|fußnoten|quellen|einzelnachweise"
    r"|notes de bas de page|notas|note",
    re.IGNORECASE,
)
_ITEM = pattern(r"(?:\[(\d{1,3})\]|(\d{1,3})[.)])\s+(?=\S)")
_MARK = r"(?<=[\w.,;:!?\"'”’»)])\[({})\]"
_ESCAPED_MARK = pattern(r"(?<=[\w.,;:!?\"'”’»)])\\\[(\d{1,3})\\\](?![(\[:])")
_MARK_ELSEWHERE = pattern(r"(?<=[\w.,;:!?\"'”’»)])\[(\d{1,3})\](?![(\[:])")


class Notes(Struct, frozen=True):
    """Notes at the end of a text."""

    heading: Paragraph
    """The line above them."""
    items: tuple[tuple[str, Paragraph, str], ...]
    """Number, words, and mark as written, of each."""

    @property
    def numbers(self) -> frozenset[str]:
        """Of all notes."""
        return frozenset(number for number, _, _ in self.items)


def split_notes(paragraphs: tuple[Paragraph, ...]) -> tuple[tuple[Paragraph, ...], Notes | None]:
    """Splits the notes from the text.

    Args:
        paragraphs: Of the body.

    Returns:
        The paragraphs before the notes, and the notes; None: there are none that the text refers to.
    """
    at = next(
        (at for at in range(len(paragraphs) - 1, 0, -1) if _HEADING.fullmatch(paragraphs[at].text.rstrip(":"))), 0
    )
    lines = [line for paragraph in paragraphs[at + 1 :] for line in paragraph.lines]
    if not at or not lines or not _ITEM.match(lines[0].text):
        return paragraphs, None
    items: list[tuple[str, list[Line], str]] = []
    for line in lines:
        if found := _ITEM.match(line.text):
            rest = Line(line.number, line.text[found.end() :], line.indent)
            items.append((found[1] or found[2], [rest], found[0].strip()))
        else:
            items[-1][1].append(line)
    numbers = [number for number, _, _ in items]
    text = "\n".join(line.text for paragraph in paragraphs[:at] for line in paragraph.lines)
    marks = set(re.findall(_MARK.format(r"\d{1,3}"), text))
    if len(set(numbers)) != len(numbers) or not marks & set(numbers):
        return paragraphs, None
    notes = Notes(paragraphs[at], tuple((number, Paragraph(tuple(words)), mark) for number, words, mark in items))
    return paragraphs[:at], notes


def with_marks(markdown: str, notes: Notes | None) -> str:
    """Markdown whose ``[1]`` behind a word is a footnote mark: of the note with this number, else of one elsewhere."""
    known = notes.numbers if notes else frozenset()
    return _ESCAPED_MARK.sub(lambda mark: f"[^{mark[1]}]" if mark[1] in known else f"[{mark[1]}]", markdown)


def marks_without_notes(markdown: str) -> tuple[str, ...]:
    """The numbers in brackets behind words that no note explains."""
    return tuple(mark[1] for mark in _MARK_ELSEWHERE.finditer(markdown))
