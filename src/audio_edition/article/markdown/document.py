"""Markdown becomes sections of blocks of spans, every block with its line in the file.

Enters: the Markdown of a script. Leaves: a ``Document``. Refuses: containers nested so deep that the parser would drop
their content. What CommonMark hides, but the author may have meant to be read, is noted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from audio_edition.article.markdown.blocks import BlockReader
from audio_edition.article.markdown.html_tags import may_mark_languages
from audio_edition.article.markdown.inline import InlineReader
from audio_edition.article.markdown.plain import STAND_IN, PlainRun, cut_plain
from audio_edition.article.model import Block, BlockKind, Element, Section
from audio_edition.article.sections import SectionBuilder, place_footnotes
from audio_edition.errors import SourceError
from audio_edition.text.pattern import pattern
from audio_edition.text.source import Notice, SourceText
from audio_edition.text.visible import shortened

if TYPE_CHECKING:
    from markdown_it.token import Token

_NESTING = frozenset({"blockquote_open", "list_item_open", "bullet_list_open", "ordered_list_open"})
_END_TAG = pattern(r"</(script|style)(?=[\s>])", re.IGNORECASE)
_HIDING_TAG = pattern(r"<(?:script|style)(?=[\s/>])", re.IGNORECASE)
_UNKNOWN_MARK = pattern(r"\[\^[^\[\]\s]{1,200}\]")
_PIPE = pattern(r"(?<!\\)\|")
_LIST_MARKER = pattern(r"(?:[-+*]|[0-9]{1,9}[.)])?")


class Document(Struct, frozen=True):
    """Markdown as parsed."""

    sections: tuple[Section, ...]
    """Empty for an empty document."""
    notices: tuple[Notice, ...]
    """In the order of lines."""


def parse_markdown(source: SourceText) -> Document:
    """Parse Markdown, the plain parts of it without a parser.

    Args:
        source: Clean text without front matter.

    Raises:
        SourceError: Quotations or lists nested too deep.
    """
    if _HIDING_TAG.search(source.text) or may_mark_languages(source.text):
        return parse_all(source)
    cut = cut_plain(source.text, source.lines)
    builder = SectionBuilder()
    if cut.is_plain:
        for run in cut.runs.values():
            run.add_to(builder)
        return Document(builder.finish(), tuple(builder.notices))
    tokens, env = _tokens(cut.rest, source)
    if not _all_stand(tokens, cut.runs):
        return parse_all(source)
    return _read(tokens, env, source, cut.runs)


def parse_all(source: SourceText) -> Document:
    """Parse all of it with the parser: slower, and with the same result as ``parse_markdown``."""
    tokens, env = _tokens(source.text, source)
    return _read(tokens, env, source, {})


def _tokens(text: str, source: SourceText) -> tuple[list[Token], dict[str, Any]]:
    from audio_edition.article.markdown.parser import MAX_NESTING, markdown_parser

    env: dict[str, Any] = {}
    tokens = markdown_parser().parse(text, env)
    for token in tokens:
        if token.level >= MAX_NESTING - 1 and token.type in _NESTING:
            what = f"quotations or lists are nested more than {MAX_NESTING // 2} deep"
            place = source.place(token.map[0] if token.map else 0)
            raise SourceError(what, place=place, hint="write them with less indentation or fewer '>'")
    return tokens, env


def _all_stand(tokens: Iterable[Token], runs: Mapping[int, PlainRun]) -> bool:
    """Tell whether every stand-in came out as a paragraph of its own, outside all containers."""
    found = sum(
        1
        for token in tokens
        if token.type == "inline" and token.level == 1 and token.content == STAND_IN and _line_index(token) in runs
    )
    return found == len(runs)


def _line_index(token: Token) -> int:
    return token.map[0] if token.map and token.map[1] == token.map[0] + 1 else -1


def _read(tokens: list[Token], env: Mapping[str, Any], source: SourceText, runs: Mapping[int, PlainRun]) -> Document:
    body, definitions = _split_footnotes(tokens)
    labels = _NoteLabels({label for label, _ in definitions})
    builder = SectionBuilder()
    inline = InlineReader(labels.label, builder.notices)
    end_tags = {match[1].lower(): source.text.count("\n", 0, match.start()) for match in _END_TAG.finditer(source.text)}
    BlockReader(builder, inline, source.lines, runs, end_tags).read(body)
    notes: dict[str, list[Block]] = {}
    for label, inside in definitions:
        inline.hidden_in = ""
        reader = BlockReader(builder, inline, source.lines, {}, end_tags, label=label)
        reader.read(inside)
        if label in notes:
            line = reader.note[0].line if reader.note else source.lines[0]
            builder.notices.append(
                Notice(line, "footnote-twice", f"the footnote {label} is defined twice; both are kept")
            )
        notes.setdefault(label, []).extend(reader.note)
    notes.update(_inline_notes(env, labels, inline, source))
    sections = place_footnotes(builder.finish(), notes) if notes else builder.finish()
    notices = [*builder.notices, *_unused_definitions(tokens, env, source), *_lost_cells(tokens, source)]
    if "[^" in source.text:
        notices.extend(_unknown_marks(sections))
    return Document(sections, tuple(sorted(notices, key=lambda notice: notice.line)))


def _split_footnotes(tokens: Iterable[Token]) -> tuple[list[Token], list[tuple[str, list[Token]]]]:
    """Split the definitions of footnotes, which may stand anywhere, from the text."""
    body: list[Token] = []
    definitions: list[tuple[str, list[Token]]] = []
    open_lists = [body]
    for token in tokens:
        if token.type == "footnote_reference_open":
            definitions.append((str(token.meta["label"]), []))
            open_lists.append(definitions[-1][1])
        elif token.type == "footnote_reference_close":
            open_lists.pop()
        else:
            open_lists[-1].append(token)
    return body, definitions


class _NoteLabels:
    """Numbers for footnotes that are written in the text, and so have no label: ``^[like this]``."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._labels: dict[int, tuple[str, int]] = {}
        self._next = 1

    def label(self, number: int, line: int) -> str:
        """Return the label of a footnote; the first call sets its line."""
        if number not in self._labels:
            while str(self._next) in self._taken:
                self._next += 1
            self._labels[number] = (str(self._next), line)
            self._next += 1
        return self._labels[number][0]

    def line(self, number: int) -> int:
        """Return the line of a footnote that has a label."""
        return self._labels[number][1]


def _inline_notes(
    env: Mapping[str, Any], labels: _NoteLabels, inline: InlineReader, source: SourceText
) -> Iterator[tuple[str, list[Block]]]:
    for number, note in env.get("footnotes", {}).get("list", {}).items():
        inline.hidden_in = ""
        label = labels.label(number, source.lines[0])
        line = labels.line(number)
        if spans := inline.read(note["tokens"], (line,)).spans:
            yield label, [Block(BlockKind.FOOTNOTE, spans, line, label=label)]


def _unused_definitions(tokens: Iterable[Token], env: Mapping[str, Any], source: SourceText) -> Iterator[Notice]:
    """Note ``[word]: text``, which CommonMark takes for the address of a link and does not show."""
    references = env.get("references", {})
    if not references:
        return
    used: set[str] = set()
    waiting = list(tokens)
    waiting += [token for note in env.get("footnotes", {}).get("list", {}).values() for token in note["tokens"]]
    while waiting:
        token = waiting.pop()
        used.add(str(token.meta.get("label", "")))
        waiting.extend(token.children or ())
    for label, reference in references.items():
        if label not in used:
            message = (
                f"[{shortened(label.lower())}]: is taken for the address of a link that is used nowhere; it is not read"
            )
            yield Notice(source.lines[reference["map"][0]], "unused-link", message)
    for reference in env.get("duplicate_refs", ()):
        message = f"[{shortened(str(reference['label']).lower())}]: is defined twice; the first one is used"
        yield Notice(source.lines[reference["map"][0]], "link-twice", message)


def _lost_cells(tokens: Sequence[Token], source: SourceText) -> Iterator[Notice]:
    """Note cells beyond the last column, which tables of GitHub's Markdown drop."""
    columns = 0
    texts: list[str] = []
    for token in tokens:
        if token.type == "thead_open":
            columns = 0
        elif token.type == "th_open":
            columns += 1
        elif token.type == "tr_open" and columns and token.map:
            texts = texts or source.text.split("\n")
            cells = _PIPE.split(texts[token.map[0]])
            extra = (
                len(cells) - bool(_LIST_MARKER.fullmatch(cells[0].strip(" \t>"))) - (not cells[-1].strip()) - columns
            )
            if extra > 0:
                message = f"{extra} cells too many for the {columns} columns of this table; they are not read"
                yield Notice(source.lines[token.map[0]], "table-cells", message)


def _unknown_marks(sections: Iterable[Section]) -> Iterator[Notice]:
    for section in sections:
        for block in section.blocks:
            for spans in (block.spans, *block.cells):
                for span in spans:
                    if span.element is Element.TEXT and (mark := _UNKNOWN_MARK.search(span.text)):
                        message = f"{mark[0]} looks like a footnote, but there is no footnote of this name"
                        yield Notice(span.line, "footnote-unknown", message)
