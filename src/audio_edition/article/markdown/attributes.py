"""Attribute lists of Markdown, ``{lang=fr}``, as rules of the parser and as values.

Enters: Markdown's characters. Leaves: tokens ``attributes`` (a list somewhere in a line), ``attributes_line`` (a list
alone on its line, before a block) and ``bracket_open``/``bracket_close``; and what a list says. Refuses nothing: braces
with anything else in them are text, and so are lists where ``marked`` finds nothing that they could belong to.

The rules of mdit-py-plugins are not used: they know no attributes after emphasis, and copy the rest of the text at
every brace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audio_edition.text.language_tags import language_tag
from audio_edition.text.source import Notice

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_NAME = r"[^\W\d][\w:.-]*"
_VALUE = r"(?:\"[^\"{}\n]*\"|'[^'{}\n]*'|[^\s\"'=<>`{}]+)"
_ITEM = rf"(?:[.#][^\W\d][\w:-]*|{_NAME}={_VALUE})"
# A colon after the brace is kramdown's way.
_LIST = re.compile(rf"\{{:?[ \t]*{_ITEM}(?:[ \t]+{_ITEM}){{0,30}}[ \t]*\}}")
_PAIR = re.compile(rf"(?<=[\s{{:])({_NAME})=({_VALUE})|[.#][^\W\d][\w:-]*")
_NAMES = ("lang", "xml:lang")


@dataclass(frozen=True, slots=True)
class Given:
    """What an attribute list, or a tag, says of the language."""

    lang: str = ""
    """BCP 47 tag; empty: nothing that can be used."""
    wrong: str = ""
    """What stands in the place of a tag and is none, in quotation marks; empty: all is well."""
    others: bool = False
    """Whether there are other attributes."""


def language_of(written: str | None, *, others: bool = False) -> Given:
    """Judge the value of ``lang``.

    Args:
        written: The value, without quotation marks; None: there is none.
        others: Whether there are other attributes beside it.
    """
    if written is None:
        return Given(others=others)
    lang = language_tag(written.strip())
    return Given(lang, "" if lang else ascii(written[:40]), others)


def attributes_of(text: str) -> Given:
    """Read an attribute list.

    Args:
        text: The list, with its braces.
    """
    pairs = [(found[1], found[2]) for found in _PAIR.finditer(text)]
    values = {name.lower(): value.strip("\"'") for name, value in pairs if name}
    written = next((values[name] for name in _NAMES if name in values), None)
    return language_of(written, others=any((name or "").lower() not in _NAMES for name, _ in pairs))


def attribute_notices(text: str, given: Given, line: int) -> Iterator[Notice]:
    """Say what an attribute list, or a tag, has in it that means nothing here.

    Args:
        text: The list or tag as written.
        given: What it says.
        line: Where it stands.
    """
    if given.wrong:
        message = f"{given.wrong} is no language tag such as fr or de-AT; the text around it keeps its language"
        yield Notice(line, "language-tag", message)
    if given.others:
        yield Notice(line, "attributes", f"of {' '.join(text.split())[:60]} nothing but lang is read")


def add_attribute_rules(parser: MarkdownIt) -> None:
    """Teach a parser attribute lists; after all rules that read brackets, so that links and footnotes stay theirs."""
    parser.inline.ruler.push("attributes", _attributes)
    parser.inline.ruler.push("brackets", _bracket)
    parser.block.ruler.before("fence", "attributes_line", _attributes_line)


def _attributes(state: Any, silent: bool) -> bool:
    if state.src[state.pos] != "{":
        return False
    found = _LIST.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("attributes", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _bracket(state: Any, silent: bool) -> bool:
    bracket = state.src[state.pos]
    if bracket not in "[]":
        return False
    if not silent:
        state.push("bracket_open" if bracket == "[" else "bracket_close", "", 0).content = bracket
    state.pos += 1
    return True


def _attributes_line(state: Any, start_line: int, _end_line: int, silent: bool) -> bool:
    if state.is_code_block(start_line):
        return False
    begin = state.bMarks[start_line] + state.tShift[start_line]
    found = _LIST.match(state.src, begin, state.eMarks[start_line])
    if found is None or state.src[found.end() : state.eMarks[start_line]].strip(" \t"):
        return False
    if not silent:
        token = state.push("attributes_line", "", 0)
        token.content, token.map = found[0], [start_line, start_line + 1]
        state.line = start_line + 1
    return True
