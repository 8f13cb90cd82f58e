"""Which inline tokens are marked as another language, by attribute lists and by HTML.

Enters: the tokens of one paragraph, heading or cell. Leaves: the language of each, which tokens were attribute lists or
brackets for them and so no text, and what is wrong with them. Refuses nothing. Linear in the number of tokens.

A list belongs to the emphasis, link, code, image or bracketed words directly before it; one at the end of a heading, or
alone on the last line of a paragraph, belongs to all of it. Any other is text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audio_edition.article.markdown.attributes import Given, attributes_of
from audio_edition.article.markdown.html_tags import OpenElements, hidden_after

if TYPE_CHECKING:
    from markdown_it.token import Token

_CONCERNED = frozenset(["attributes", "html_inline"])
_BREAKS = frozenset(["softbreak", "hardbreak"])
_OPENING = frozenset(["em_open", "strong_open", "s_open", "link_open"])
_CLOSING = frozenset(["em_close", "strong_close", "s_close", "link_close"])
_WHOLE = frozenset(["code_inline", "image"])


@dataclass(slots=True)
class Marks:
    """What was found in one run of tokens."""

    langs: list[str] = field(default_factory=list)
    """Of each token; empty: nothing is marked."""
    syntax: set[int] = field(default_factory=set)
    """The tokens that are attribute lists or their brackets."""
    given: dict[int, Given] = field(default_factory=dict)
    """What each list and each tag says, by its token."""
    unclosed: dict[int, str] = field(default_factory=dict)
    """The elements with a language of their own that are never closed, by the token of their tag."""
    block_lang: str = ""
    """Of the whole paragraph or heading."""
    _ranges: list[tuple[int, int, str]] = field(default_factory=list)


NONE = Marks()


def marks(tokens: Sequence[Token], hidden_in: str, *, is_heading: bool, may_trail: bool) -> Marks:
    """Find what is marked.

    Args:
        tokens: The children of an ``inline`` token.
        hidden_in: The element whose content is hidden before the first token: ``script``; empty: none.
        is_heading: Whether a list may end the line.
        may_trail: Whether a list may stand alone on the last line.
    """
    if _CONCERNED.isdisjoint([token.type for token in tokens]):
        return NONE
    found = Marks()
    _find_lists(tokens, found)
    _find_trailing(tokens, found, is_heading=is_heading, may_trail=may_trail)
    _find_elements(tokens, hidden_in, found)
    if found._ranges:
        found.langs = _languages(len(tokens), found._ranges)
    return found


def _find_lists(tokens: Sequence[Token], found: Marks) -> None:
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
            _mark(found, tokens, first, index)
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


def _mark(found: Marks, tokens: Sequence[Token], first: int, index: int) -> None:
    given = found.given[index] = attributes_of(tokens[index].content)
    if given.lang:
        found._ranges.append((first, index, given.lang))


def _find_trailing(tokens: Sequence[Token], found: Marks, *, is_heading: bool, may_trail: bool) -> None:
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
            return
        given = found.given[last] = attributes_of(tokens[last].content)
        found.syntax.add(last)
        found.block_lang = found.block_lang or given.lang
        last -= 2 if on_own_line else 1


def _find_elements(tokens: Sequence[Token], hidden_in: str, found: Marks) -> None:
    """Find the HTML elements with a language; what no reader sees has none."""
    elements = OpenElements()
    for index, token in enumerate(tokens):
        if token.type != "html_inline":
            continue
        was_hidden = hidden_in
        hidden_in = hidden_after(token.content, hidden_in)
        if was_hidden or hidden_in:
            continue
        given, ended = elements.take(token.content, index)
        if given.wrong:
            found.given[index] = given
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
