"""In which language a block is, by attribute lists before it and by the HTML elements around it.

Enters: attribute lists and tags, containers opened and closed, in the order of the document. Leaves: the language of
the block that begins. Refuses nothing; what is never closed, or belongs to nothing, is noted.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from audio_edition.article.markdown.attributes import attribute_notices, attributes_of
from audio_edition.article.markdown.html_tags import OpenElements
from audio_edition.text.source import Notice


@dataclass(slots=True)
class BlockLanguages:
    """The languages around a place in a document.

    Args:
        notices: Takes what is wrong.
    """

    notices: list[Notice]
    _elements: list[OpenElements] = field(default_factory=lambda: [OpenElements()])
    """The HTML elements that are open outside all containers, and in each of them: none outlasts its container."""
    _lang: str = ""
    """Of the attribute list before the next block."""
    _line: int = 0

    @property
    def around(self) -> str:
        """The language of what stands here; empty: that of the article."""
        return self._elements[-1].lang

    def attribute_list(self, text: str, line: int) -> None:
        """Go past a list on a line of its own; it belongs to the block behind it."""
        given = attributes_of(text)
        self._lang, self._line = given.lang or self._lang, line
        self.notices.extend(attribute_notices(text, given, line))

    def tag(self, tag: str, line: int) -> None:
        """Go past a tag of raw HTML."""
        given, _ = self._elements[-1].take(tag, line)
        self.notices.extend(attribute_notices(tag, given, line))

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
