"""The body of a plain text becomes Markdown: headings, quotations, verse, paragraphs.

Enters: paragraphs. Leaves: Markdown and what was found; every line comes out once, in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from audio_edition.importing.escaping import escape_heading, escape_line
from audio_edition.importing.furniture import is_caption, is_credit, is_jump
from audio_edition.importing.headings import is_chapter, read_heading, read_survey
from audio_edition.importing.lines import Layout, breaks_are_meant, is_list_item
from audio_edition.importing.mending import Mend, Vocabulary, join_lines
from audio_edition.importing.model import Finding, Line, Paragraph, Role
from audio_edition.importing.notes import Notes, split_notes, with_marks
from audio_edition.importing.quotations import read_quotation

_BULLETS = frozenset("-*•‣◦·")


@dataclass(frozen=True, slots=True)
class Body:
    """The body as Markdown."""

    markdown: str
    findings: tuple[Finding, ...]


def write_body(paragraphs: tuple[Paragraph, ...], layout: Layout, vocabulary: Vocabulary, *, opening: bool) -> Body:
    """Writes the body of a script.

    Args:
        paragraphs: What the head left.
        layout: How the text is set.
        vocabulary: The words of the whole text.
        opening: True while a quotation at the start counts as the epigraph.

    Returns:
        The Markdown and the findings, in the order of the source.
    """
    paragraphs, notes = split_notes(paragraphs)
    blocks: list[str] = []
    findings: list[Finding] = []
    plain: list[Paragraph] = []
    survey = read_survey(paragraphs)
    chapters = any(is_chapter(paragraphs, at) for at in range(len(paragraphs)))
    at = 0
    while at < len(paragraphs):
        paragraph = paragraphs[at]
        step = 1
        if quotation := read_quotation(paragraphs, at):
            role = Role.EPIGRAPH if opening else Role.QUOTATION
            words, mends = _flow(quotation.words, layout, vocabulary)
            source, more = _flow(quotation.source, layout, vocabulary)
            blocks.append(_quoted(words) + "\n>\n" + _quoted(source))
            findings.append(
                _finding(role, quotation.words, last=quotation.source.last, tail=f" {quotation.source.text}")
            )
            findings.extend(_mended((*mends, *more)))
            step = quotation.after
        elif is_jump(paragraph.text) or is_credit(paragraph.text):
            findings.append(_dropped(paragraph))
        elif is_caption(paragraph.text):
            text, mends = join_lines(paragraph.lines, vocabulary)
            blocks.append(f"<figcaption>{escape(text, quote=False)}</figcaption>")
            findings.append(_finding(Role.CAPTION, paragraph, text=text, check="announced as what a picture shows"))
            findings.extend(_mended(mends))
        elif (verdict := read_heading(paragraphs, at, survey)).heading:
            text, mends = join_lines(paragraph.lines, vocabulary)
            level = min(6, (2 if not chapters or verdict.chapter else 3) + verdict.depth)
            blocks.append(f"{'#' * level} {escape_heading(text)}")
            findings.append(_finding(Role.HEADING, paragraph, text=text, check=verdict.check))
            findings.extend(_mended(mends))
        else:
            text, mends, kind, check = _paragraph(paragraph, layout, vocabulary)
            blocks.append(text)
            if kind is Role.PARAGRAPH:
                plain.append(paragraph)
                if verdict.check:
                    findings.append(_finding(Role.POSSIBLE_HEADING, paragraph, check=verdict.check))
            else:
                findings.append(_finding(kind, paragraph, check=check))
            findings.extend(_mended(mends))
        opening = False
        at += step
    findings.extend(_summary(plain))
    if notes:
        blocks = [with_marks(block, notes) for block in blocks] + _written_notes(notes, vocabulary, findings)
    return Body("\n\n".join(blocks) + "\n" if blocks else "", tuple(findings))


def _paragraph(paragraph: Paragraph, layout: Layout, vocabulary: Vocabulary) -> tuple[str, tuple[Mend, ...], Role, str]:
    """A paragraph as Markdown, its mends, what it was taken for, and why a person should look at it."""
    kind, check = _kind(paragraph, layout)
    if kind is Role.LIST and (item := _bulleted(paragraph)):
        text, mends = join_lines(item.lines, vocabulary)
        return f"- {escape_line(text)}", mends, kind, ""
    text, mends = _flow(paragraph, layout, vocabulary)
    return _quoted(text) if kind is Role.QUOTATION else text, mends, kind, check


def _written_notes(notes: Notes, vocabulary: Vocabulary, findings: list[Finding]) -> list[str]:
    """Notes as footnotes; what was done is added to the findings."""
    heading, written = notes.heading, []
    why = "the notes became footnotes"
    findings.append(Finding(Role.DROPPED, heading.first, heading.last, heading.text, why, heading.text))
    for number, words, mark in notes.items:
        text, mends = join_lines(words.lines, vocabulary)
        written.append(f"[^{number}]: {escape_line(text)}")
        findings.append(Finding(Role.NOTE, words.first, words.last, words.text, "", mark))
        findings.extend(_mended(mends))
    return written


def _dropped(paragraph: Paragraph) -> Finding:
    why = "of the page or its pictures, not of the article"
    return Finding(Role.DROPPED, paragraph.first, paragraph.last, paragraph.text, why, paragraph.text)


def _bulleted(paragraph: Paragraph) -> Paragraph | None:
    """An item of a list without its bullet; None: it has a number, or nothing to say."""
    first = paragraph.lines[0]
    mark, _, rest = first.text.partition(" ")
    if mark not in _BULLETS or not any(char.isalnum() for char in rest):
        return None
    return Paragraph((Line(first.number, rest.strip(), first.indent), *paragraph.lines[1:]))


def _kind(paragraph: Paragraph, layout: Layout) -> tuple[Role, str]:
    if is_list_item(paragraph.text):
        return Role.LIST, "kept as a paragraph, mark and all: make it a list if it is one"
    if len(paragraph.lines) > 1 and all(line.indent >= layout.indent + 2 for line in paragraph.lines):
        return Role.QUOTATION, "indented as a whole: taken for a quotation"
    if breaks_are_meant(paragraph, layout):
        return Role.VERSE, "short lines: the line breaks were kept"
    return Role.PARAGRAPH, ""


def _flow(paragraph: Paragraph, layout: Layout, vocabulary: Vocabulary) -> tuple[str, tuple[Mend, ...]]:
    """A paragraph as escaped Markdown; on several lines only where its breaks are meant."""
    groups: tuple[tuple[Line, ...], ...] = (paragraph.lines,)
    if breaks_are_meant(paragraph, layout) and not any(line.text.endswith(("-", "‐", "—")) for line in paragraph.lines):
        groups = tuple((line,) for line in paragraph.lines)
    joined = [join_lines(group, vocabulary) for group in groups]
    return "\\\n".join(escape_line(text) for text, _ in joined), tuple(mend for _, mends in joined for mend in mends)


def _quoted(markdown: str) -> str:
    return "\n".join(f"> {line}" for line in markdown.split("\n"))


def _finding(
    role: Role, paragraph: Paragraph, *, text: str = "", last: int = 0, tail: str = "", check: str = ""
) -> Finding:
    return Finding(role, paragraph.first, last or paragraph.last, (text or paragraph.text) + tail, check)


def _mended(mends: tuple[Mend, ...]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            Role.DASH if mend.dash else Role.HYPHEN, mend.line, mend.line, f"{mend.before} → {mend.after}", mend.check
        )
        for mend in mends
    )


def _summary(plain: list[Paragraph]) -> tuple[Finding, ...]:
    """One row for all paragraphs: a row for each would hide what needs a look."""
    if not plain:
        return ()
    joined = sum(len(paragraph.lines) > 1 for paragraph in plain)
    count = f"{len(plain)} paragraph{'s' if len(plain) > 1 else ''}"
    return (Finding(Role.PARAGRAPH, plain[0].first, plain[-1].last, f"{count}, {joined} joined from several lines"),)
