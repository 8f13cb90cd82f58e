"""In which language blocks and inline tokens are, by attribute lists and by the HTML elements around them.

Enters: for blocks, lists, tags and containers in the order of the document; for the inside of a block, the tokens of
one paragraph, heading or cell. Leaves: the language of each, which tokens are attribute lists or their brackets and so
not text, and notices. Linear in the number of tokens.

A list belongs to the emphasis, link, code, image or bracketed words directly before it; one at the end of a heading, or
alone on the last line of a paragraph, belongs to all of it. One with a language behind the last words of a paragraph is
left out with a notice: whether it means the paragraph or the words cannot be known. Any other list is text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from audio_edition.article.markdown.attributes import Attributes, attribute_notices, attributes_of
from audio_edition.article.markdown.html_tags import OpenElements, hidden_after
from audio_edition.text.pattern import pattern
from audio_edition.text.source import Notice

if TYPE_CHECKING:
    from markdown_it.token import Token

_MARKING = frozenset(["attributes", "html_inline"])
_BREAKS = frozenset(["softbreak", "hardbreak"])
_OPENING = frozenset(["em_open", "strong_open", "s_open", "link_open"])
_CLOSING = frozenset(["em_close", "strong_close", "s_close", "link_close"])
_WHOLE = frozenset(["code_inline", "image"])


class InlineLanguages(Struct):
    """What was found in one run of tokens."""

    langs: list[str] = field(default_factory=list)
    """Of each token; empty: nothing is marked."""
    syntax: set[int] = field(default_factory=set)
    """The tokens that are attribute lists or their brackets."""
    attributes: dict[int, Attributes] = field(default_factory=dict)
    """What each list and each tag says, by its token."""
    unclosed: dict[int, str] = field(default_factory=dict)
    """The elements with a language of their own that are never closed, by the token of their tag."""
    misplaced: int = -1
    """The list behind the last words of a paragraph, which marks nothing; -1: none."""
    block_lang: str = ""
    """Of the whole paragraph or heading."""
    heading_id: str = ""
    """Of the heading, from the list at its end."""
    _ranges: list[tuple[int, int, str]] = field(default_factory=list)


_NOTHING = InlineLanguages()
_SENTENCE_END = pattern(r"[.!?…][\"'”’»«)\]]*\Z")


def inline_languages(tokens: Sequence[Token], hidden_in: str, *, is_heading: bool, may_trail: bool) -> InlineLanguages:
    """Find the languages that are marked.

    Args:
        tokens: The children of an ``inline`` token.
        hidden_in: The element whose content is hidden before the first token: ``script``; empty: none.
        is_heading: Whether a list may end the line.
        may_trail: Whether a list may stand alone on the last line.
    """
    if _MARKING.isdisjoint([token.type for token in tokens]):
        return _NOTHING
    found = InlineLanguages()
    _find_lists(tokens, found)
    _find_trailing(tokens, found, is_heading=is_heading, may_trail=may_trail)
    _find_elements(tokens, hidden_in, found)
    if found._ranges:
        found.langs = _languages(len(tokens), found._ranges)
    return found


def _find_lists(tokens: Sequence[Token], found: InlineLanguages) -> None:
    """Find the lists directly behind what they belong to."""
    opened: list[int] = []
    brackets: list[int] = []
    first = -1
    """Of the tokens that a list would belong to; -1: none."""
    bracket = -1
    """The closing bracket before the list; -1: it stands behind something else."""
    for index, token in enumerate(tokens):
        kind = token.type
        if kind == "text" and not token.content:  # what emphasis leaves of its marks
            continue
        if kind == "attributes":
            if first < 0:
                continue
            found.syntax.add(index)
            if bracket >= 0:
                found.syntax.update((first, bracket))
            _add_list(found, tokens, first, index)
            continue
        first = bracket = -1
        if kind in _OPENING:
            opened.append(index)
        elif kind in _CLOSING and opened:
            first = opened.pop()
        elif kind == "bracket_open":
            brackets.append(index)
        elif kind == "bracket_close" and brackets:
            first, bracket = brackets.pop(), index
        elif kind in _WHOLE:
            first = index


def _add_list(found: InlineLanguages, tokens: Sequence[Token], first: int, index: int) -> None:
    attributes = found.attributes[index] = attributes_of(tokens[index].content)
    if attributes.lang:
        found._ranges.append((first, index, attributes.lang))


def _find_trailing(tokens: Sequence[Token], found: InlineLanguages, *, is_heading: bool, may_trail: bool) -> None:
    """Find the lists that belong to the whole."""
    last = len(tokens) - 1
    while last >= 0:
        if tokens[last].type == "text" and not tokens[last].content.strip():
            last -= 1
            continue
        if tokens[last].type != "attributes" or last in found.syntax:
            return
        before = tokens[last - 1] if last else None
        on_own_line = before is not None and before.type in _BREAKS
        behind_blank = before is None or (before.type == "text" and before.content.endswith((" ", "\t")))
        if not (may_trail and on_own_line) and not (is_heading and (on_own_line or behind_blank)):
            if may_trail and not is_heading and _is_misplaced(tokens, last):
                found.syntax.add(last)
                found.misplaced = last
            return
        attributes = found.attributes[last] = attributes_of(tokens[last].content)
        found.syntax.add(last)
        found.block_lang = found.block_lang or attributes.lang
        if is_heading and not found.heading_id:
            found.heading_id = attributes.id
            found.attributes[last] = replace(attributes, id="")
        last -= 2 if on_own_line else 1


def _is_misplaced(tokens: Sequence[Token], index: int) -> bool:
    """Whether a list names a language behind words and a blank, or behind the end of a sentence."""
    attributes = attributes_of(tokens[index].content)
    if not index or not (attributes.lang or attributes.wrong):
        return False
    before = tokens[index - 1]
    if before.type != "text":
        return False
    words = before.content.rstrip()
    if not words:
        return index > 1 and tokens[index - 2].type in _CLOSING | _WHOLE
    return words != before.content or _SENTENCE_END.search(words) is not None


def _find_elements(tokens: Sequence[Token], hidden_in: str, found: InlineLanguages) -> None:
    """Find the HTML elements with a language; those in hidden content do not count."""
    elements = OpenElements()
    for index, token in enumerate(tokens):
        if token.type != "html_inline":
            continue
        was_hidden = hidden_in
        hidden_in = hidden_after(token.content, hidden_in)
        if was_hidden or hidden_in:
            continue
        said, ended = elements.take(token.content, index)
        if said.wrong:
            found.attributes[index] = said
        found._ranges += [(element.place, index + 1, element.own) for element in ended if element.own]
    for element in elements.finish():
        if element.own:
            found._ranges.append((element.place, len(tokens), element.own))
            found.unclosed[element.place] = element.name


def _languages(count: int, ranges: list[tuple[int, int, str]]) -> list[str]:
    """Return the language of each token: that of the range around it that began last; of two lists, the second."""
    ranges.sort(key=lambda each: each[0])
    langs: list[str] = []
    inside: list[tuple[int, int, str]] = []
    following = 0
    for index in range(count):
        while following < len(ranges) and ranges[following][0] <= index:
            inside.append(ranges[following])
            following += 1
        while inside and inside[-1][1] <= index:
            inside.pop()
        langs.append(inside[-1][2] if inside else "")
    return langs


class BlockLanguages(Struct):
    """The languages around a place in a document.

    Args:
        notices: Takes what is wrong.
    """

    notices: list[Notice]
    _elements: list[OpenElements] = field(default_factory=lambda: [OpenElements()])
    """The HTML elements that are open outside all containers, and in each of them: each ends with its container."""
    _lang: str = ""
    """Of the attribute list before the next block."""
    _line: int = 0

    @property
    def around(self) -> str:
        """The language of what stands here; empty: that of the article."""
        return self._elements[-1].lang

    def attribute_list(self, text: str, line: int) -> None:
        """Go past a list on a line of its own; it belongs to the block behind it."""
        attributes = attributes_of(text)
        self._lang, self._line = attributes.lang or self._lang, line
        self.notices.extend(attribute_notices(text, attributes, line))

    def tag(self, tag: str, line: int) -> None:
        """Go past a tag of raw HTML."""
        attributes, _ = self._elements[-1].take(tag, line)
        self.notices.extend(attribute_notices(tag, attributes, line))

    def take(self) -> str:
        """Return the language of the block that begins here; empty: that of the article."""
        lang, self._lang = self._lang, ""
        return lang or self.around

    def enter(self) -> None:
        """Go into a container."""
        self._elements.append(OpenElements(self.take()))

    def leave(self) -> None:
        """Leave the container, or end the document."""
        if self._lang:
            message = "there is no block behind this attribute list"
            self.notices.append(Notice(self._line, "attributes", message))
            self._lang = ""
        for element in self._elements.pop().finish():
            if element.own and element.name != "p":  # the end of a paragraph may be left out
                message = f"<{element.name}> is never closed: what follows it has its language, {element.own}"
                self.notices.append(Notice(element.place, "never-closed", message))
