"""The tokens inside a paragraph become spans.

Enters: markdown-it's inline tokens and the lines of their paragraph. Leaves: spans, with the text as a reader sees it.
Text on one line, of one kind and one language is one span, whatever is emphasised in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from audio_edition.article.markdown.attributes import attribute_notices
from audio_edition.article.markdown.html_elements import STRUCK, image_of
from audio_edition.article.markdown.html_tags import hidden_after, tag_name
from audio_edition.article.markdown.languages import inline_languages
from audio_edition.article.markdown.spans import HIDDEN, RawSpan, finish_spans
from audio_edition.article.model import Element, Span
from audio_edition.text.addresses import is_address
from audio_edition.text.pattern import pattern
from audio_edition.text.source import Notice
from audio_edition.text.visible import excerpt

if TYPE_CHECKING:
    from markdown_it.token import Token

_BREAK = pattern(r"<br[\s/]*>", re.IGNORECASE)
_MERGED = (Element.TEXT, Element.LINK, Element.STRUCK)
_IN_ALTERNATIVE = frozenset(
    ("text", "code_inline", "attributes", "bracket_open", "bracket_close", "formula", "wiki_link", "mark")
)


class InlineText(Struct, frozen=True):
    """A paragraph, heading or cell as read."""

    spans: tuple[Span, ...]
    lang: str = ""
    """BCP 47 tag of all of it, where an attribute list gives it one."""
    id: str = ""
    """Of a heading, where an attribute list gives it one."""


class InlineReader:
    """Turns inline tokens into spans, and remembers a ``<script>`` that is still open from paragraph to paragraph.

    Args:
        note_label: Gives the label of an inline footnote, from its number and its line.
        notices: Takes what is wrong with attributes.
    """

    def __init__(self, note_label: Callable[[int, int], str], notices: list[Notice]) -> None:
        self.note_label = note_label
        self.notices = notices
        self.hidden_in = ""
        """The element whose content is hidden at present: ``script``; empty: none."""

    def read(
        self,
        tokens: Sequence[Token],
        lines: Sequence[int],
        *,
        is_heading: bool = False,
        may_trail: bool = False,
        mark: str = "",
    ) -> InlineText:
        """Read one run of inline tokens.

        Args:
            tokens: The children of an ``inline`` token.
            lines: The number in the file of the run's first and each following line; at least one.
            is_heading: Whether an attribute list may end the line.
            may_trail: Whether an attribute list may stand alone on the last line.
            mark: With which it begins, as written.
        """
        run = _Run(self, lines)
        skip = 0
        if mark:
            run.add(Element.MARK, mark)
            skip = _tokens_of(mark, tokens)
        found = inline_languages(tokens, self.hidden_in, is_heading=is_heading, may_trail=may_trail)
        for index, token in enumerate(tokens):
            if found.langs:
                run.lang = found.langs[index]
            if index in found.attributes:
                self.notices.extend(attribute_notices(token.content, found.attributes[index], run.line))
            if index == found.misplaced and not self.hidden_in:
                written = excerpt(token.content)
                message = f"{written} marks nothing here: before the paragraph, alone on its line, it marks all of it"
                self.notices.append(Notice(run.line, "attributes", f"{message}; [words]{written} marks words"))
            if index in found.unclosed:
                message = f"<{found.unclosed[index]}> is never closed: the rest of this paragraph has its language"
                self.notices.append(Notice(run.line, "never-closed", message))
            if index < skip:
                run.row += token.type in ("softbreak", "hardbreak")
                continue
            if index in found.syntax and not self.hidden_in:
                continue
            handler = _HANDLERS.get(token.type)
            if handler is not None:
                handler(run, token)
            elif token.content:
                run.visible(token.content)
        return InlineText(tuple(finish_spans(run.raw_spans)), found.block_lang, found.heading_id)


class _Run:
    """The raw spans of one paragraph, as they are found."""

    def __init__(self, reader: InlineReader, lines: Sequence[int]) -> None:
        self.reader = reader
        self.lines = lines
        self.row = 0
        self.raw_spans: list[RawSpan] = []
        self.links = 0
        self.link = 0
        self.link_start = 0
        self.target = ""
        self.automatic = False
        self.lang = ""
        self.struck = 0

    @property
    def line(self) -> int:
        return self.lines[min(self.row, len(self.lines) - 1)]

    def add(self, element: Element, text: str, target: str = "") -> None:
        line, place = self.line, (element, self.line, self.link, self.lang)
        last = self.raw_spans[-1] if self.raw_spans else None
        if self.reader.hidden_in:
            if last and last.link == HIDDEN:
                last.text += text
            else:
                self.raw_spans.append(RawSpan(Element.HTML, text, line, link=HIDDEN))
        elif last and element in _MERGED and (last.element, last.line, last.link, last.lang) == place:
            last.text += text
        else:
            self.raw_spans.append(RawSpan(element, text, line, target, self.link, self.lang))

    def visible(self, text: str) -> None:
        element = Element.STRUCK if self.struck else Element.LINK if self.link else Element.TEXT
        self.add(element, text, self.target)

    def strike(self, _token: Token) -> None:
        self.struck += 1

    def end_strike(self, _token: Token) -> None:
        self.struck = max(0, self.struck - 1)

    def formula(self, token: Token) -> None:
        self.add(Element.FORMULA, token.content.replace("\n", " "))
        self.row += token.content.count("\n")

    def citation(self, token: Token) -> None:
        self.add(Element.CITATION, token.content)
        self.row += token.content.count("\n")

    def wiki_link(self, token: Token) -> None:
        self.add(Element.LINK, token.content)

    def mark(self, token: Token) -> None:
        self.add(Element.MARK, token.content)

    def text(self, token: Token) -> None:
        self.visible(token.content)

    def soft_break(self, _token: Token) -> None:
        self.visible(" ")
        self.row += 1

    def hard_break(self, _token: Token) -> None:
        self.visible("\n")
        self.row += 1

    def code(self, token: Token) -> None:
        self.add(Element.CODE_SPAN, token.content, self.target)

    def open_link(self, token: Token) -> None:
        self.links += 1
        self.link, self.link_start = self.links, len(self.raw_spans)
        self.target, self.automatic = str(token.attrs.get("href", "")), token.info == "auto"

    def close_link(self, _token: Token) -> None:
        """A link whose visible text is an address is an address."""
        visible = [raw for raw in self.raw_spans[self.link_start :] if raw.element is Element.LINK]
        if self.automatic or is_address("".join(raw.text for raw in visible)):
            for raw in visible:
                raw.element = Element.URL
        self.link, self.target = 0, ""

    def image(self, token: Token) -> None:
        self.add(Element.IMAGE, _alternative(token.children or ()), str(token.attrs.get("src", "")))

    def footnote_mark(self, token: Token) -> None:
        label = token.meta.get("label") or self.reader.note_label(token.meta["id"], self.line)
        self.add(Element.FOOTNOTE_MARK, str(label))

    def html(self, token: Token) -> None:
        tag = token.content
        if _BREAK.fullmatch(tag) and not self.reader.hidden_in:
            self.visible("\n")
            return
        name = tag_name(tag)
        if name == "img" and not self.reader.hidden_in:
            self.add(Element.IMAGE, *image_of(tag))
        elif name in STRUCK and not self.reader.hidden_in:
            self.struck = max(0, self.struck + (-1 if tag.startswith("</") else 1))
            self.add(Element.HTML, tag)
        else:
            self.add(Element.HTML, tag)
        self.row += tag.count("\n")
        self.reader.hidden_in = hidden_after(tag, self.reader.hidden_in)


_HANDLERS: Mapping[str, Callable[[_Run, Token], None]] = {
    "text": _Run.text,
    "text_special": _Run.text,
    "softbreak": _Run.soft_break,
    "hardbreak": _Run.hard_break,
    "code_inline": _Run.code,
    "link_open": _Run.open_link,
    "link_close": _Run.close_link,
    "image": _Run.image,
    "footnote_ref": _Run.footnote_mark,
    "html_inline": _Run.html,
    "s_open": _Run.strike,
    "s_close": _Run.end_strike,
    "formula": _Run.formula,
    "citation": _Run.citation,
    "wiki_link": _Run.wiki_link,
    "mark": _Run.mark,
}


def _alternative(tokens: Iterable[Token]) -> str:
    """Return the text of an image's description, without recursion: descriptions may contain images."""
    parts: list[str] = []
    waiting = list(tokens)[::-1]
    while waiting:
        token = waiting.pop()
        if token.type in _IN_ALTERNATIVE:
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "image":
            waiting.extend((token.children or [])[::-1])
    return " ".join("".join(parts).split())


def _tokens_of(mark: str, tokens: Sequence[Token]) -> int:
    """Return how many of the first tokens make up a mark, with what breaks the line behind it."""
    length = count = 0
    while count < len(tokens) and length < len(mark):
        length += len(tokens[count].content)
        count += 1
    return count + (count < len(tokens) and tokens[count].type in ("softbreak", "hardbreak"))
