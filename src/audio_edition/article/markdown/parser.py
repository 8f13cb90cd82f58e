"""markdown-it as this program uses it: CommonMark with tables, strikethrough, footnotes and attribute lists.

Enters: nothing. Leaves: one parser, made once; besides the tokens that markdown-it documents it gives ``attributes`` (a
list somewhere in a line), ``attributes_line`` (a list alone on its line, before a block), ``bracket_open`` and
``bracket_close``, and those of ``marks``.

Imported only for scripts that are not plain throughout: importing markdown-it takes longer than
reading a long novel.

The attribute rules of mdit-py-plugins are not used: they do not know attributes after emphasis, and copy the rest of
the text at every brace.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from audio_edition.article.markdown.attributes import ATTRIBUTE_LIST
from audio_edition.article.markdown.marks import box_line, bracketed, formula, formula_block
from audio_edition.text.pattern import pattern

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.ruler import RuleOptionsType

MAX_NESTING = 60
"""Quotations in quotations; a list counts twice. markdown-it drops what is deeper, so that is an error here. It also
bounds recursion: at most some 400 of Python's 1,000 frames."""

_MARK = pattern(r"\[\^([^\[\]\s]{1,200})\]")


@cache
def markdown_parser() -> MarkdownIt:
    """Return the parser; it keeps no state between documents."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING, "store_labels": True})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin)
    # Where footnotes go is decided in ``sections``; the plug-in would also drop those that nothing refers to.
    parser.core.ruler.disable("footnote_tail")
    parser.inline.ruler.at("footnote_ref", _footnote_mark)
    # After all rules that read brackets, so that links and footnotes stay theirs.
    parser.inline.ruler.push("attributes", _attributes)
    parser.inline.ruler.before("escape", "formula", formula)
    parser.inline.ruler.push("bracketed", bracketed)
    parser.inline.ruler.push("brackets", _bracket)
    parser.block.ruler.before("fence", "attributes_line", _attributes_line)
    ends_paragraphs: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("fence", "box_line", box_line, ends_paragraphs)
    parser.block.ruler.before("fence", "formula_block", formula_block, ends_paragraphs)
    return parser


def _footnote_mark(state: Any, silent: bool) -> bool:
    """Read ``[^label]`` where the label is defined; the plug-in's own rule takes quadratic time for ``[^a[^a[^a``."""
    if state.src[state.pos] != "[":
        return False
    mark = _MARK.match(state.src, state.pos, state.posMax)
    if mark is None or f":{mark[1]}" not in state.env.get("footnotes", {}).get("refs", {}):
        return False
    if not silent:
        state.push("footnote_ref", "", 0).meta = {"label": mark[1]}
    state.pos = mark.end()
    return True


def _attributes(state: Any, silent: bool) -> bool:
    if state.src[state.pos] != "{":
        return False
    found = ATTRIBUTE_LIST.match(state.src, state.pos, state.posMax)
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
    found = ATTRIBUTE_LIST.match(state.src, begin, state.eMarks[start_line])
    if found is None or state.src[found.end() : state.eMarks[start_line]].strip(" \t"):
        return False
    if not silent:
        token = state.push("attributes_line", "", 0)
        token.content, token.map = found[0], [start_line, start_line + 1]
        state.line = start_line + 1
    return True
