"""The body of a plain text becomes Markdown: headings, quotations, verse, paragraphs.

Enters: paragraphs. Leaves: Markdown and what was found; every line comes out once, in order.
"""

from __future__ import annotations

import re
from html import escape

from msgspec import Struct, field
from msgspec.structs import replace

from audio_edition.importing.escaping import escape_heading, escape_line
from audio_edition.importing.furniture import is_caption, is_credit, is_jump
from audio_edition.importing.headings import Survey, Verdict, is_chapter, read_heading, read_survey
from audio_edition.importing.lines import Layout, breaks_are_meant, is_list_item
from audio_edition.importing.mending import Mend, Vocabulary, join_lines
from audio_edition.importing.model import Finding, Line, Paragraph, Role
from audio_edition.importing.notes import Notes, marks_without_notes, split_notes, with_marks
from audio_edition.importing.quotations import Quotation, read_quotation
from audio_edition.importing.speech import NOBODY, Speakers
from audio_edition.text.pattern import pattern
from audio_edition.text.repeated import repeated

LEAST_WORDS = 8
"""Of a pull quote: a sentence of fewer words may well stand there twice."""
LONGEST_PULL_QUOTE = 400
"""Characters."""

_SAID_TWICE = "the text says it too: not spoken"
_CAPTION = "announced as what a picture shows"
_SENTENCE = pattern(r"[.!?…][\"'”’»]*$|[”»]$")
_CLOSES = pattern(
    r"(?:this|the) (?:interview|conversation) (?:was|has been)\b|interview(?:ed)?(?: by\b|:)"
    r"|(?:das|dieses) (?:gespräch|interview) (?:führten?|wurde)\b|(?:gespräch|interview)(?::| führten?\b)"
    r"|propos recueillis\b|(?:entrevista|intervista)(?: (?:de|por|di)\b|:)|(?:la|esta) entrevista\b",
    re.IGNORECASE,
)
"""How the line under an interview begins that says who asked."""
_RULE = "***"
_BREAK = pattern(r"(?:([*_•·#~-])\s*(?:\1\s*){2,}|[⁂※❦]|\*\s*\*)")
"""A line of stars or dashes between two parts."""
_NOT_SPOKEN = "a guess: not the last speaker's; the line *** before it ends who speaks"
_BULLETS = frozenset("-*•‣◦·")


class Body(Struct, frozen=True):
    """The body as Markdown."""

    markdown: str
    findings: tuple[Finding, ...]


def write_body(
    paragraphs: tuple[Paragraph, ...],
    layout: Layout,
    vocabulary: Vocabulary,
    speakers: Speakers = NOBODY,
    authors: tuple[str, ...] = (),
) -> Body:
    """Writes the body of a script.

    Args:
        paragraphs: What the head left.
        layout: How the text is set.
        vocabulary: The words of the whole text.
        speakers: Whose turns are paragraphs, never headings.
        authors: With whose names a paragraph about them begins, which no speaker says.

    Returns:
        The Markdown and the findings, in the order of the source. A quotation at the start counts as the epigraph.
    """
    paragraphs, notes = split_notes(paragraphs)
    writer = _Writer(
        paragraphs,
        layout,
        vocabulary,
        read_survey(paragraphs, speakers),
        _pull_quotes(paragraphs),
        any(is_chapter(paragraphs, at) for at in range(len(paragraphs))),
        authors,
    )
    at = 0
    while at < len(paragraphs):
        at += writer.take(at)
    blocks, findings = writer.blocks, [*writer.findings, *_summary(writer.plain)]
    blocks = [with_marks(block, notes) for block in blocks]
    if alone := [number for block in blocks for number in marks_without_notes(block)]:
        shown = ", ".join(f"[{number}]" for number in alone[:8]) + ("…" if len(alone) > 8 else "")
        findings.append(Finding(Role.NOTE, 0, 0, shown, "marks of notes that are not here: not spoken"))
    if notes:
        blocks += _written_notes(notes, vocabulary, findings)
    return Body("\n\n".join(blocks) + "\n" if blocks else "", tuple(findings))


class _Writer(Struct):
    """Writes one paragraph after the other."""

    paragraphs: tuple[Paragraph, ...]
    layout: Layout
    vocabulary: Vocabulary
    survey: Survey
    pulled: frozenset[int]
    """The paragraphs that are pull quotes."""
    has_chapters: bool
    authors: tuple[str, ...] = ()
    in_turn: bool = False
    """Whether the paragraph before is a speaker's."""
    blocks: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    plain: list[Paragraph] = field(default_factory=list)

    def take(self, at: int) -> int:
        """Write what begins with a paragraph; returns how many paragraphs it is."""
        paragraph = self.paragraphs[at]
        if quotation := read_quotation(self.paragraphs, at):
            self._quotation(quotation, Role.QUOTATION if at else Role.EPIGRAPH)
            return quotation.after
        if _BREAK.fullmatch(paragraph.text):
            self.in_turn = False
            self._add(_RULE, paragraph, Role.BREAK, ())
        elif at in self.pulled:
            self._in_html('<aside class="pull-quote">{}</aside>', paragraph, Role.PULL_QUOTE, _SAID_TWICE)
        elif (
            all(is_jump(line.text) for line in paragraph.lines) or is_jump(paragraph.text) or is_credit(paragraph.text)
        ):
            self.findings.append(_dropped(paragraph))
        elif is_caption(paragraph.text):
            self._in_html("<figcaption>{}</figcaption>", paragraph, Role.CAPTION, _CAPTION)
        elif (verdict := read_heading(self.paragraphs, at, self.survey)).heading:
            text, mends = join_lines(paragraph.lines, self.vocabulary)
            level = min(6, (2 if not self.has_chapters or verdict.chapter else 3) + verdict.depth)
            self.in_turn = False
            self._add(f"{'#' * level} {escape_heading(text)}", paragraph, Role.HEADING, mends, text, verdict.check)
        else:
            self._paragraph(paragraph, verdict)
        return 1

    def _add(
        self, markdown: str, paragraph: Paragraph, role: Role, mends: tuple[Mend, ...], text: str = "", check: str = ""
    ) -> None:
        self.blocks.append(markdown)
        self.findings.append(_finding(role, paragraph, text=text, check=check))
        self.findings.extend(_mended(mends))

    def _in_html(self, pattern: str, paragraph: Paragraph, role: Role, check: str) -> None:
        text, mends = join_lines(paragraph.lines, self.vocabulary)
        self._add(pattern.format(escape(text, quote=False)), paragraph, role, mends, text, check)

    def _quotation(self, quotation: Quotation, role: Role) -> None:
        words, mends = _flow(quotation.words, self.layout, self.vocabulary)
        source, more = _flow(quotation.source, self.layout, self.vocabulary)
        self.blocks.append(_quoted(words) + "\n>\n" + _quoted(source))
        tail = f" {quotation.source.text}"
        self.findings.append(_finding(role, quotation.words, last=quotation.source.last, tail=tail))
        self.findings.extend(_mended((*mends, *more)))

    def _paragraph(self, paragraph: Paragraph, verdict: Verdict) -> None:
        text, mends, kind, check = _paragraph(paragraph, self.layout, self.vocabulary)
        if self.survey.speakers.begin_in(paragraph.text):
            self.in_turn = True
        elif self.in_turn and (_CLOSES.match(paragraph.text.lstrip("([")) or self._is_about_an_author(paragraph.text)):
            self.in_turn = False
            self.blocks.append(_RULE)
            self.findings.append(_finding(Role.SPEAKER, paragraph, check=_NOT_SPOKEN))
        self.blocks.append(text)
        if kind is not Role.PARAGRAPH:
            raw = paragraph.lines[0].mark
            self.findings.append(replace(_finding(kind, paragraph, check=check), raw=raw))
        else:
            self.plain.append(paragraph)
            if verdict.check:
                self.findings.append(_finding(Role.POSSIBLE_HEADING, paragraph, check=verdict.check))
        self.findings.extend(_mended(mends))

    def _is_about_an_author(self, text: str) -> bool:
        return any(" " in name and text.startswith(f"{name} ") for name in self.authors)


def _pull_quotes(paragraphs: tuple[Paragraph, ...]) -> frozenset[int]:
    """The paragraphs that another one says too, word for word."""
    sentences = [
        at
        for at, each in enumerate(paragraphs)
        if _SENTENCE.search(each.text[-8:]) and not is_list_item(each.text) and len(each.text) <= LONGEST_PULL_QUOTE
    ]
    texts = [paragraphs[at].text for at in sentences]
    found = repeated(texts, (each.text for each in paragraphs), least_words=LEAST_WORDS)
    return frozenset(sentences[index] for index in found)


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
