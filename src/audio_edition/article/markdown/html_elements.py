"""What the elements of HTML are to a reader: which are blocks, which have a meaning of their own, which are never read.

Enters: tags as written. Leaves: names, attributes and roles. Source: HTML Living Standard, section 4.
"""

from __future__ import annotations

import re
from html import unescape

from audio_edition.article.markdown.html_tags import attributes_in, tag_name
from audio_edition.article.model import ASIDE, CAPTION, PULL_QUOTE
from audio_edition.text.pattern import pattern

HIDDEN = frozenset(
    (
        *("audio", "button", "canvas", "datalist", "embed", "head", "iframe", "map", "math", "nav", "noscript"),
        *("object", "script", "select", "style", "svg", "template", "textarea", "title", "video"),
    )
)
"""Elements whose content is not read: it is code, a control, or stands in for something that is not shown."""

HEADINGS = {f"h{level}": level for level in range(1, 7)}

BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "html", "legend", "li", "main"),
        *("menu", "ol", "p", "section", "summary", "ul", "caption", "table", "tbody", "td", "tfoot", "th", "thead"),
        *("tr", *HEADINGS),
    )
)
"""Elements that begin and end on lines of their own."""

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))

ENDS: dict[str, frozenset[str]] = {
    "li": frozenset(("li", "p")),
    "dt": frozenset(("dt", "dd", "p")),
    "dd": frozenset(("dt", "dd", "p")),
    "tr": frozenset(("tr", "td", "th", "p")),
    "td": frozenset(("td", "th", "p")),
    "th": frozenset(("td", "th", "p")),
    **{name: frozenset(("p",)) for name in BLOCKS - {"li", "dt", "dd", "tr", "td", "th"}},
}
"""What a start tag ends, where it is the innermost: their end tags may be left out (section 13.1.2.4)."""

STRUCK = frozenset(("del", "s", "strike"))

_PULL_QUOTE = pattern(r"(?:^|[\s_-])pull[_-]?(?:ed[_-]?)?quotes?(?:$|[\s_-])", re.IGNORECASE)
_NO_DISPLAY = pattern(r"display\s*:\s*none", re.IGNORECASE)


def meaning_of(tag: str) -> str:
    """Return the name in the policy table of what a start tag begins, else nothing."""
    name, attributes = tag_name(tag), attributes_in(tag)
    if _PULL_QUOTE.search(attributes.get("class", "")):
        return PULL_QUOTE
    return {"aside": ASIDE, "figcaption": CAPTION}.get(name, "")


def is_hidden(tag: str) -> bool:
    """Tell whether what a start tag begins is never read."""
    if tag_name(tag) in HIDDEN:
        return True
    attributes = attributes_in(tag) if "hidden" in tag or "style" in tag else {}
    return "hidden" in attributes or _NO_DISPLAY.search(attributes.get("style", "")) is not None


def image_of(tag: str) -> tuple[str, str]:
    """Return the text and the address of an ``<img>``."""
    attributes = attributes_in(tag)
    return " ".join(unescape(attributes.get("alt", "")).split()), unescape(attributes.get("src", ""))


def link_of(tag: str) -> str:
    """Return the address of an ``<a>``; empty: none."""
    return unescape(attributes_in(tag).get("href", ""))
