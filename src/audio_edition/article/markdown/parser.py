"""markdown-it as this program uses it.

Enters: nothing. Leaves: one parser, made once: CommonMark with tables, strikethrough, footnotes and attributes.
Imported and made only for scripts that are not plain throughout: importing it costs more than reading a long novel.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

MAX_NESTING = 60
"""Quotations in quotations; a list counts twice. markdown-it drops what is deeper, so that is an error here. It also
bounds recursion: at most some 400 of Python's 1,000 frames."""

_MARK = re.compile(r"\[\^([^\[\]\s]{1,200})\]")


@cache
def markdown_parser() -> MarkdownIt:
    """Return the parser; it keeps no state between documents."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    from audio_edition.article.markdown.attributes import add_attribute_rules

    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING, "store_labels": True})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin)
    # Where footnotes go is decided in ``sections``; the plug-in would also drop those nobody refers to.
    parser.core.ruler.disable("footnote_tail")
    parser.inline.ruler.at("footnote_ref", _footnote_mark)
    add_attribute_rules(parser)
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
