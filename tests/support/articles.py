"""The real articles beside the repository, whole or in part.

Enters: the name of an article. Leaves: its text. A test that needs one that is not here is skipped with the reason.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from support.places import ARTICLES


class _Paragraphs(HTMLParser):
    """The text of every ``<p>``: an article on the web as somebody would copy it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "p":
            self._inside = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "p"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def article(name: str) -> str:
    """The text of a real article; the test is skipped where it is not here."""
    path = ARTICLES / name
    if not path.is_file():
        pytest.skip(f"the real articles are not here: {path}")
    return path.read_text(encoding="utf-8")


def identity_paragraphs() -> list[str]:
    """The paragraphs of ``a-case-of-identity.xhtml``."""
    reader = _Paragraphs()
    reader.feed(article("a-case-of-identity.xhtml"))
    return [" ".join(paragraph.split()) for paragraph in reader.found]


def sherlock(sections: int = 2, paragraphs: int = 3) -> str:
    """The first sections of ``sherlock-holmes.md``, and of each its first paragraphs."""
    front, *stories = re.split(r"(?m)^(?=## )", article("sherlock-holmes.md"))
    kept = ["\n\n".join(story.split("\n\n")[: paragraphs + 1]) for story in stories[:sections]]
    return front + "\n\n".join(kept) + "\n"


def letters(text: str) -> str:
    """What is left of a text without blanks and marks: to say that two have the same words in the same order."""
    return "".join(character for character in text if character.isalnum())
