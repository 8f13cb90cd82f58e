"""Marks that stand in text and are no words: of notes, citations, formulas, tasks, boxes, pictures by name.

Enters: text, or the place of a rule of the parser. Leaves: the parts of the text, each with its kind; tokens. The time
is linear: a search for a closing mark stops at the next, or is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from audio_edition.article.model import Element
from audio_edition.text.pattern import pattern

_SUPERSCRIPTS = "\u00b9\u00b2\u00b3\u2070\u2074-\u2079"
# Units are short: m\u00b2, km\u00b2; words that have a note are not, or have punctuation behind them.
_IN_TEXT = pattern(
    rf"(?:(?<=[^\W\d_]{{4}})|(?<=[^\W\d_][.,;:!?\"”’»)]))(?P<note>[{_SUPERSCRIPTS}]{{1,3}})(?![\w{_SUPERSCRIPTS}])"
    r"|(?<=[\w.,;!?\"”’»)])(?P<sign>\*{1,3}|[†‡]{1,3})(?=[\s.,;:!?”’»)]|\Z)"
    r"|(?<=[\w.,;:!?\"'”’»)\]])(?P<number>\[\d{1,3}(?:[,–-] ?\d{1,3}){0,9}\])(?![(\[:])"
    r"|(?<![\w:]):(?P<name>[a-z][a-z0-9_+-]{1,30}):(?![\w:])"
)
_NAMED = pattern(r"(?<!\w):[a-z]")
_BEYOND_ASCII = tuple("\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079†‡")
_FORMULA = pattern(r"[\\^_={}<>+]|\A.{1,3}\Z")
_TEX = pattern(r"\\[A-Za-z]|(?<!\\)[\^_={}]")
"""What a formula between ``\\(`` and ``\\)`` has; without it these are parentheses that Markdown escapes."""
_LONGEST_FORMULA = 2_000
_WIKI = pattern(r"\[\[([^\[\]|@\n]{1,200})(?:\|([^\[\]|\n]{1,200}))?\]\](?![(\[])")
_CITATION = pattern(r"\[(?:[^\[\]@\n]{1,60} )?-?@[\w][^\[\]\s]{0,100}(?:[ \n][^\[\]]{0,200})?\](?![(\[])")
_BOX = pattern(r":{3,}[ \t]*(?:\{[^{}\n]*\}|[\w-]*(?:[ \t]*\{[^{}\n]*\})?)")
ALERT = pattern(r"\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION|INFO|EXAMPLE|QUOTE)\][+-]?[ \t]*(?=\n|\Z)", re.IGNORECASE)
"""At the start of a quotation, as GitHub and Obsidian have it."""
TASK = pattern(r"\[[ xX]\](?=[ \n])")
"""At the start of a list item."""
CONTENTS = pattern(r"\[\[?_?TOC_?\]?\]|\{:toc\}", re.IGNORECASE)
"""A paragraph that stands for a table of contents."""


def split_at_marks(text: str) -> Iterator[tuple[str, Element]]:
    """Split text into marks and what stands between; joined again, the parts are the text."""
    done = 0
    if may_hold_mark(text):
        for found in _IN_TEXT.finditer(text):
            if found.start() > done:
                yield text[done : found.start()], Element.TEXT
            yield found[0], Element.MARK if found["name"] else Element.FOOTNOTE_MARK
            done = found.end()
    if done < len(text):
        yield text[done:], Element.TEXT


def may_hold_mark(text: str) -> bool:
    """Tell quickly whether it is worth looking: most paragraphs have nothing of the kind."""
    if "*" in text or "[" in text or (":" in text and _NAMED.search(text)):
        return True
    return not text.isascii() and any(mark in text for mark in _BEYOND_ASCII)


def may_hold_formula(text: str) -> bool:
    """Tell whether there may be a formula between dollar signs; False: certainly not."""
    first = text.find("$")
    return first >= 0 and text.find("$", first + 1) >= 0


def formula(state: Any, silent: bool) -> bool:
    r"""Read ``$x$``, ``$$x$$`` and ``\(x\)``; a sum of money is not taken for one."""
    text, start = state.src, state.pos
    if text.startswith("$$", start):
        opening, closing = 2, "$$"
    elif text.startswith("$", start):
        opening, closing = 1, "$"
    elif text.startswith("\\(", start):
        opening, closing = 2, "\\)"
    else:
        return False
    end = _next(state, closing, start + opening)
    inside = text[start + opening : end]
    if (
        end < 0
        or end > state.posMax
        or len(inside) > _LONGEST_FORMULA
        or not inside.strip()
        or not (_TEX if closing == "\\)" else _FORMULA).search(inside)
    ):
        return False
    if closing == "$" and (
        "\n" in inside or inside[0].isspace() or inside[-1].isspace() or text[end + 1 : end + 2].isalnum()
    ):
        return False
    if not silent:
        state.push("formula", "", 0).content = inside
    state.pos = end + len(closing)
    return True


def _next(state: Any, closing: str, start: int) -> int:
    """Return where a closing mark stands next, searching every stretch of text once; -1: nowhere."""
    known = state.env.setdefault("marks", {}).get(closing)
    if known is not None and known[0] is state and known[1] <= start and (known[2] >= start or known[2] < 0):
        return int(known[2])
    found = int(state.src.find(closing, start))
    state.env["marks"][closing] = (state, start, found)
    return found


def bracketed(state: Any, silent: bool) -> bool:
    """Read ``[[Page|shown]]`` and ``[@smith2020]``."""
    text, start = state.src, state.pos
    if text[start] != "[":
        return False
    if found := _WIKI.match(text, start, state.posMax):
        kind, content = "wiki_link", found[2] or found[1]
    elif found := _CITATION.match(text, start, state.posMax):
        kind, content = "citation", found[0]
    else:
        return False
    if not silent:
        state.push(kind, "", 0).content = content
    state.pos = found.end()
    return True


def box_line(state: Any, start_line: int, _end_line: int, silent: bool) -> bool:
    """Read ``::: note``, alone on its line or with a title."""
    if state.is_code_block(start_line):
        return False
    begin, end = state.bMarks[start_line] + state.tShift[start_line], state.eMarks[start_line]
    if not state.src.startswith(":::", begin):
        return False
    if silent:
        return True
    found = _BOX.match(state.src, begin, end)
    cut = found.end() if found else begin + 3
    token = state.push("box_line", "", 0)
    token.content, token.info, token.map = (
        state.src[begin:cut],
        state.src[cut:end].strip(),
        [start_line, start_line + 1],
    )
    state.line = start_line + 1
    return True


def formula_block(state: Any, start_line: int, end_line: int, silent: bool) -> bool:
    """Read lines between ``$$`` and ``$$``."""
    if state.is_code_block(start_line):
        return False
    begin, end = state.bMarks[start_line] + state.tShift[start_line], state.eMarks[start_line]
    if not state.src.startswith("$$", begin) or state.src[begin + 2 : end].strip(" $"):
        return False
    if state.env.get("unclosed_formula", end_line + 1) <= start_line:
        return False
    for line in range(start_line + 1, end_line):
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()
        if text.endswith("$$"):
            if not silent:
                token = state.push("formula_block", "", 0)
                token.content = (
                    state.getLines(start_line + 1, line, state.blkIndent, False) + "\n" + text[:-2]
                ).strip()
                token.map = [start_line, line + 1]
                state.line = line + 1
            return True
    state.env["unclosed_formula"] = start_line
    return False
