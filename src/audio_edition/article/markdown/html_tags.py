"""What tags of raw HTML mean for the text around them: what they hide, and in which language it is.

Enters: tags as written, in order. Leaves: the element that hides its content, and the language at each
place. End tags without a beginning are passed over, as browsers do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from msgspec import Struct, field

from audio_edition.article.markdown.attributes import Attributes, language_of
from audio_edition.text.pattern import pattern

_HIDING = pattern(r"<(script|style)(?=[\s/>])", re.IGNORECASE)
_TAGS = pattern(r"</?[A-Za-z][^<>]*>")
_NAME = pattern(r"</?([A-Za-z][^\s/>]*)")
# What stands before a name is only looked at, not matched, so that a long run of blanks is scanned once.
_ATTRIBUTE = pattern(r"(?<=[\s\"'/])([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")
_LANGUAGE = pattern(r"lang[\s>]*=", re.IGNORECASE)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
"""Elements without content. Source: HTML Living Standard, section 13.1.2."""


def hidden_after(tag: str, hidden_in: str) -> str:
    """Return the element whose content is hidden after a tag.

    Args:
        tag: One tag as written.
        hidden_in: The element whose content was hidden before it; empty: none.
    """
    if hidden_in:
        return "" if re.match(rf"</{hidden_in}[\s>]", tag, re.IGNORECASE) else hidden_in
    hiding = _HIDING.match(tag)
    return hiding[1].lower() if hiding and not tag.endswith("/>") else ""


def tags_in(html: str) -> Iterator[str]:
    """Return the tags in some HTML."""
    return (found[0] for found in _TAGS.finditer(html))


def may_mark_languages(text: str) -> bool:
    """Tell whether there may be a tag or an attribute list with ``lang`` in a text; False: certainly not."""
    starts = [at for at in (text.find("<"), text.find("{")) if at >= 0]
    return bool(starts) and _LANGUAGE.search(text, min(starts)) is not None


def tag_name(tag: str) -> str:
    """Return the name of the element, in lower case; empty of a comment or declaration."""
    found = _NAME.match(tag)
    return found[1].lower() if found else ""


def attributes_in(tag: str) -> dict[str, str]:
    """Return the attributes of a start tag, by their names in lower case, entities as they are written."""
    values: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(tag):
        values.setdefault(found[1].lower(), found[2] or found[3] or found[4] or "")
    return values


def tag_language(tag: str) -> Attributes:
    """Return what ``lang``, or else ``xml:lang``, says in a start tag."""
    if "lang" not in tag.lower():
        return Attributes()
    values = attributes_in(tag)
    return language_of(values.get("lang", values.get("xml:lang")))


class OpenElement(Struct, frozen=True):
    """An element between its tags."""

    name: str
    own: str
    """The language it is marked with; empty: none."""
    lang: str
    """The language inside it: its own, else that around it."""
    place: int
    """Of its start tag, as the caller counts."""


class OpenElements(Struct):
    """The elements that are open, the innermost last.

    Args:
        around: The language outside all of them; empty: that of the article.
    """

    around: str = ""
    _open: list[OpenElement] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)

    @property
    def lang(self) -> str:
        """The language at this place."""
        return self._open[-1].lang if self._open else self.around

    def take(self, tag: str, place: int) -> tuple[Attributes, list[OpenElement]]:
        """Go past one tag.

        Args:
            tag: As written.
            place: Any number; it comes back with the element.

        Returns:
            What the tag says of the language, and the elements that end here.
        """
        found = _NAME.match(tag)
        if found is None:  # a comment, a declaration
            return Attributes(), []
        name = found[1].lower()
        if tag.startswith("</"):
            return Attributes(), self._close(name)
        # Paragraphs are not nested: the next one ends the one before.
        ended = self._close(name) if name == "p" and self._open and self._open[-1].name == "p" else []
        attributes = tag_language(tag)
        if name not in _VOID and not tag.endswith("/>"):
            self._open.append(OpenElement(name, attributes.lang, attributes.lang or self.lang, place))
            self._counts[name] += 1
        return attributes, ended

    def _close(self, name: str) -> list[OpenElement]:
        ended: list[OpenElement] = []
        while self._counts[name]:
            ended.append(self._open.pop())
            self._counts[ended[-1].name] -= 1
            if ended[-1].name == name:
                break
        return ended

    def finish(self) -> list[OpenElement]:
        """Return the elements that were never closed, the innermost first."""
        left, self._open = self._open[::-1], []
        self._counts.clear()
        return left
