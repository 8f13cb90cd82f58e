"""The blocks of a section become passages: what is to be said of each, by the policy.

Enters: blocks and the policy of every element. Leaves: passages in the order they are heard, each with the origins of
its text; and the list of what is not spoken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from audio_edition.article.markdown.html_tags import tag_language, tag_name
from audio_edition.article.model import CAPTION, Block, BlockKind, Element, Span
from audio_edition.narration.languages import words_for
from audio_edition.narration.model import Omission, SegmentKind
from audio_edition.publication.policies import ANNOUNCE, DOMAIN, REASONS, SKIP, SPEAK
from audio_edition.text.addresses import domain_of
from audio_edition.text.invisible import strip_invisible
from audio_edition.text.pattern import pattern
from audio_edition.text.picture_notes import PictureNote, picture_note
from audio_edition.text.visible import excerpt

_APART = (",", "–", "—", ";")
_LIST_MARK = pattern(r"\s*(?:[-+*•]|[0-9]{1,9}[.)])\s+")
_ENDINGS = (".", "!", "?", "…", ":", ";", "。", "！", "？")


class Origin(Struct, frozen=True):
    """Where a part of a passage comes from; the part ends where that of the next origin starts."""

    start: int
    """Index of its first character in the passage."""
    line: int
    lang: str
    """BCP 47 tag; empty: that of the article."""


class Shown(Struct, frozen=True):
    """A part of a passage that the reader sees in other words than it is said in: the whole address for its domain."""

    start: int
    """Index of its first character in the passage."""
    end: int
    """One past its last."""
    text: str
    """What the reader sees."""


class Passage(Struct, frozen=True):
    """What is to be said of one block, or a rule: a pause."""

    kind: SegmentKind | None
    """``None`` for a rule."""
    text: str
    """As the reader sees it, but for ``shown``."""
    line: int
    origins: tuple[Origin, ...] = ()
    """In order; the first starts at 0. Empty for a rule."""
    lang: str = ""
    """BCP 47 tag of the whole block, where it has one; empty: that of the article."""
    shown: tuple[Shown, ...] = ()
    """In order."""


class NarrationContext(Struct):
    """The policies and the language of an article, and what has been left out of it so far."""

    policies: Mapping[str, str]
    """By element."""
    lang: str
    omissions: list[Omission] = field(default_factory=list)
    speakers: Mapping[str, str] = field(default_factory=dict)
    """Names of those who have a voice of their own, as written, by the name in small letters."""
    repeated: frozenset[Block] = frozenset()
    """Quotations and asides that the article says elsewhere, word for word."""
    off: frozenset[str] = frozenset()
    """Classes of token that are not put into words."""

    def leave_out(self, element: str, line: int, text: str, reason: str = "") -> None:
        """Report text that is not spoken; the reason is that of the policy table where none is given."""
        self.omissions.append(Omission(line, element, reason or REASONS[element], excerpt(text)))

    def announcement(self, element: str, lang: str = "") -> str:
        """What is said in place of an element, in a language or else in that of the article; may be empty."""
        return announcement_for(element, lang) or announcement_for(element, self.lang)


def announcement_for(element: str, lang: str) -> str:
    """What is said in place of an element in a language; empty where there are no words for it."""
    return words_for(lang).announcements.get(element, "")


def _image(span: Span, context: NarrationContext, lang: str, *, alone: bool) -> str:
    """The alternative text, announced as such; in parentheses inside a sentence."""
    policy = context.policies["image"]
    pattern = context.announcement("image", lang) if policy == ANNOUNCE else "{}"
    if policy != SKIP and span.text.strip() and pattern:
        said = pattern.format(span.text)
        return said if alone or policy == SPEAK else f" ({said}) "
    reason = "" if span.text.strip() else "the image has no text"
    if policy == ANNOUNCE and not pattern:
        reason = f"there is no word for an image in the language '{context.lang}'"
    context.leave_out("image", span.line, span.text or span.target, reason)
    return ""


def spoken_span(
    span: Span, context: NarrationContext, *, lang: str = "", alone: bool = False, in_sentence: bool = False
) -> str:
    """What is said of a span; where nothing is, that is reported.

    Args:
        span: The span.
        context: Takes the report.
        lang: Of the span; empty: that of the article.
        alone: It is the only span of its block.
        in_sentence: It stands among words, and not in brackets.
    """
    if span.element is Element.TEXT:
        return span.text
    if span.element is Element.IMAGE:
        return _image(span, context, lang, alone=alone)
    element = span.element.value
    policy = context.policies[element]
    if policy == SPEAK:
        return span.text
    pattern = context.announcement(element, lang) if policy == ANNOUNCE else ""
    if in_sentence and policy == DOMAIN and (domain := domain_of(span.text)):
        return domain
    if pattern:
        return f" {pattern.format(span.text.strip('[]'))} "
    context.leave_out(element, span.line, span.text)
    return ""


def _is_in_sentence(spans: Sequence[Span], index: int) -> bool:
    """Whether an address stands among words, so that a sentence would break off without it."""
    before = spans[index - 1].text.rstrip() if index else ""
    after = spans[index + 1].text.lstrip() if index + 1 < len(spans) else ""
    if before.endswith(("(", "[", "<")) or not (before or after):
        return False
    if before.endswith(_APART) and after.startswith(_APART):  # beside the name of what it is the address of
        return False
    words = [span for span in spans if span.element in (Element.TEXT, Element.LINK)]
    return any(any(map(str.isalpha, span.text)) for span in words)


def passage_from_spans(
    kind: SegmentKind, spans: Sequence[Span], line: int, context: NarrationContext, *, lang: str = "", before: str = ""
) -> Passage:
    """What is said of some spans, one after the other.

    Args:
        kind: What the passage is.
        spans: In order.
        line: Of the block.
        context: Takes the reports.
        lang: Of the block; empty: that of the article.
        before: Said before the first span.
    """
    texts = [before] if before else []
    origins = [Origin(0, line, lang)] if before or not spans else []
    shown: list[Shown] = []
    length = len(before)
    language_tags = _language_tags(spans)
    for index, span in enumerate(spans):
        own = span.lang or lang
        in_sentence = span.element is Element.URL and _is_in_sentence(spans, index)
        said = ""
        if index not in language_tags:
            said = spoken_span(span, context, lang=own, alone=len(spans) == 1, in_sentence=in_sentence)
        texts.append(said)
        # What has no words in its own language is announced in that of the article.
        is_own = said == span.text or announcement_for(span.element.value, own)
        origins.append(Origin(length, span.line, own if is_own else ""))
        if in_sentence and said and said == domain_of(span.text) != span.text:
            shown.append(Shown(length, length + len(said), span.text))
        length += len(said)
    return Passage(kind, "".join(texts), line, tuple(origins), lang, tuple(shown))


def _language_tags(spans: Sequence[Span]) -> set[int]:
    """Indices of the tags that say in which language the words between them are: nothing is lost with them."""
    opened: dict[str, list[int]] = {}
    found: set[int] = set()
    for index, span in enumerate(spans):
        name = tag_name(span.text) if span.element is Element.HTML else ""
        if name and not span.text.startswith("</"):
            opened.setdefault(name, []).append(index)
            if tag_language(span.text).lang:
                found.add(index)
        elif opened.get(name) and opened[name].pop() in found:
            found.add(index)
    return found


def _cells(block: Block, context: NarrationContext) -> tuple[str, ...]:
    """What is said of each cell of a row."""
    return tuple(" ".join("".join(spoken_span(span, context) for span in cell).split()) for cell in block.cells)


def _row_lang(rows: Sequence[Block]) -> str:
    """The language of all cells of some rows; that of the first row where they differ."""
    langs = {
        span.lang or row.lang for row in rows for cell in row.cells for span in cell if any(map(str.isalpha, span.text))
    }
    return langs.pop() if len(langs) == 1 else rows[0].lang


def row_text(names: Sequence[str], cells: Sequence[str]) -> str:
    """A table row as it is heard: "Year: 1917; Event: the revolution." Empty cells are left out.

    Args:
        names: The header cells; may be fewer than the cells, or none.
        cells: The cells of the row.
    """
    said = []
    for index, cell in enumerate(cells):
        name = names[index] if index < len(names) else ""
        if cell:
            said.append(f"{name}{'' if name.endswith(_ENDINGS) else ':'} {cell}" if name else cell)
    text = "".join(cell + (" " if cell.endswith(_ENDINGS) else "; ") for cell in said).removesuffix("; ").strip()
    return text if not text or text.endswith(_ENDINGS) else f"{text}."


def _table(rows: Sequence[Block], context: NarrationContext) -> Iterator[Passage]:
    """A table: each row with the names of its columns, or one announcement, or nothing."""
    if context.policies["table"] != SPEAK:
        pattern = context.announcement("table") if context.policies["table"] == ANNOUNCE else ""
        text = "; ".join("".join(span.text for span in cell) for row in rows for cell in row.cells)
        if pattern:
            yield Passage(SegmentKind.TABLE, pattern, rows[0].line, (Origin(0, rows[0].line, ""),))
        else:
            context.leave_out("table", rows[0].line, text)
        return
    names: tuple[str, ...] = ()
    heads: tuple[Block, ...] = ()
    for index, row in enumerate(rows):
        cells = _cells(row, context)
        alone = index + 1 == len(rows) or rows[index + 1].header
        if row.header and not alone:
            names, heads = cells, (row,)
            continue
        text = row_text(() if row.header else names, cells)
        lang = _row_lang((row,) if row.header else (row, *heads))
        yield Passage(SegmentKind.TABLE, text, row.line, (Origin(0, row.line, lang),), row.lang)


def _code(block: Block, context: NarrationContext) -> Iterator[Passage]:
    """A block of code: its text, an announcement, or nothing."""
    text = _text_of(block)
    policy = context.policies["code"]
    announced = context.announcement("code") if policy == ANNOUNCE else ""
    if policy == SPEAK:
        yield Passage(SegmentKind.CODE, text, block.line, (Origin(0, block.line, block.lang),), block.lang)
    elif announced:
        yield Passage(SegmentKind.CODE, announced, block.line, (Origin(0, block.line, ""),))
    else:
        context.leave_out("code", block.line, text)


def questions_of(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The questions for discussion among the blocks of a section: one a line, without marks of a list."""
    lines = (line for block in blocks if block.kind is BlockKind.DISCUSSION for line in _lines(block))
    return tuple(filter(None, (question for question, _ in lines)))


def _lines(block: Block) -> Iterator[tuple[str, int]]:
    """Each line of a block of questions, cleaned, with its line in the file."""
    text = _text_of(block)
    for number, line in enumerate(text.split("\n"), 1):
        yield " ".join(_LIST_MARK.sub("", strip_invisible(line)).split()), block.line + number


def _discussion(block: Block, context: NarrationContext) -> Iterator[Passage]:
    """Questions for discussion: said only where that is asked for, a paragraph each."""
    for question, line in _lines(block):
        if question and context.policies["discussion"] == SPEAK:
            yield Passage(SegmentKind.PARAGRAPH, question, line, (Origin(0, line, block.lang),), block.lang)
        elif question:
            context.leave_out("discussion", line, question)


def _footnotes(blocks: Iterable[Block], context: NarrationContext) -> Iterator[Passage]:
    """Footnotes that are spoken, each with its number where it has one."""
    label = None
    for block in blocks:
        before = ""
        pattern = context.announcement("footnote", block.lang)
        if block.label != label and pattern:
            before = f"{pattern.format(block.label if block.label.isdigit() else '').replace(' :', ':')} "
        label = block.label
        yield passage_from_spans(SegmentKind.FOOTNOTE, block.spans, block.line, context, lang=block.lang, before=before)


def _number_of(block: Block) -> str:
    """The number of a list's item, with those of the items it stands in: "1.2. "; empty: it has none."""
    numbers = () if block.ordinal is None else (*block.outer, block.ordinal)
    return f"{'.'.join(map(str, numbers))}. " if numbers else ""


def _skipped(block: Block, context: NarrationContext) -> str:
    """As which element a block is left out whole; empty: it is not."""
    if block.kind is BlockKind.HTML:
        return "html"
    if block in context.repeated and context.policies["repetition"] == SKIP:
        return "repetition"
    element = "footnote" if block.kind is BlockKind.FOOTNOTE else block.element
    apart = block.kind in (BlockKind.CODE, BlockKind.DISCUSSION, BlockKind.TABLE)
    return element if element and not apart and context.policies[element] == SKIP else ""


def _unspoken_note(block: Block, context: NarrationContext) -> str:
    """Why a paragraph that is a note to a picture, in brackets, is not spoken; empty: it is spoken, or no such note.

    It begins with "Photo:" and needs no announcement; whose a picture is, is heard only where captions are spoken.
    """
    policy = context.policies[CAPTION]
    if policy == SPEAK or block.kind is not BlockKind.PARAGRAPH or block.element:
        return ""
    note = picture_note(_text_of(block))
    if policy == SKIP:
        return REASONS[CAPTION] if note else ""
    return "it says whose a picture is, and no more" if note is PictureNote.CREDIT else ""


def _text_of(block: Block) -> str:
    return "".join(span.text for span in block.spans)


def passages(blocks: Sequence[Block], context: NarrationContext) -> Iterator[Passage]:
    """What is said of the blocks of a section, in order; footnotes, where they are spoken, at its end.

    Args:
        blocks: The blocks of one section.
        context: Policies and language; takes the reports.
    """
    footnotes: list[Block] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        index += 1
        if block.kind is BlockKind.RULE:
            if context.policies["rule"] != SKIP:
                yield Passage(None, "", block.line)
        elif reason := _unspoken_note(block, context):
            context.leave_out(CAPTION, block.line, _text_of(block), reason)
        elif skipped := _skipped(block, context):
            context.leave_out(skipped, block.line, _text_of(block))
        elif block.kind is BlockKind.CODE:
            yield from _code(block, context)
        elif block.kind is BlockKind.DISCUSSION:
            yield from _discussion(block, context)
        elif block.kind is BlockKind.FOOTNOTE:
            footnotes.append(block)
        elif block.kind is BlockKind.TABLE:
            first = index - 1
            while index < len(blocks) and blocks[index].kind is BlockKind.TABLE:
                index += 1
            yield from _table(blocks[first:index], context)
        else:
            before = _number_of(block)
            if block.element == CAPTION and context.policies[CAPTION] == ANNOUNCE:
                pattern = context.announcement("image", block.lang).partition("{}")[0]
                before += pattern
            kind = SegmentKind(block.kind.value)
            yield passage_from_spans(kind, block.spans, block.line, context, lang=block.lang, before=before)
    yield from _footnotes(footnotes, context)
