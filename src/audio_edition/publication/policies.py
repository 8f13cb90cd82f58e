"""Which elements of an article are meant to be heard: one table.

Enters: the ``speak`` table of the settings. Leaves: a policy for every element: ``speak`` (its text is said),
``announce`` (a short neutral phrase says that it is there), ``domain`` (of an address inside a sentence its domain
is said, so that the sentence does not break off), ``pause``, or ``skip`` (not spoken, and reported).
Refuses: unknown elements, and policies that make no sense for an element.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from audio_edition.errors import Place, SourceError
from audio_edition.text.nearest import hint_for

SPEAK, ANNOUNCE, SKIP, PAUSE, DOMAIN = "speak", "announce", "skip", "pause", "domain"


class Policy(Struct, frozen=True):
    """One row of the table."""

    element: str
    """As in ``speak.<element>``."""
    choices: tuple[str, ...]
    default: str
    reason: str
    """Why it is not spoken, when it is skipped."""


TABLE: tuple[Policy, ...] = (
    Policy("code-span", (SPEAK, SKIP), SPEAK, "code is not spoken"),
    Policy("link", (SPEAK, SKIP), SPEAK, "links are not spoken"),
    Policy("url", (SPEAK, DOMAIN, ANNOUNCE, SKIP), DOMAIN, "addresses are not spoken"),
    Policy("image", (SPEAK, ANNOUNCE, SKIP), ANNOUNCE, "images are not spoken"),
    Policy("footnote-mark", (SPEAK, ANNOUNCE, SKIP), SKIP, "footnote marks are not spoken"),
    Policy("struck", (SPEAK, SKIP), SKIP, "text that is struck out is not spoken"),
    Policy("formula", (SPEAK, ANNOUNCE, SKIP), ANNOUNCE, "formulas are not spoken"),
    Policy("citation", (SPEAK, SKIP), SKIP, "references to works are not spoken"),
    Policy("mark", (SKIP,), SKIP, "it is a mark, not a word"),
    Policy("aside", (SPEAK, SKIP), SPEAK, "asides are not spoken"),
    Policy("caption", (SPEAK, ANNOUNCE, SKIP), ANNOUNCE, "captions are not spoken"),
    Policy("pull-quote", (SPEAK, SKIP), SPEAK, "pull quotes are not spoken"),
    Policy("repetition", (SPEAK, SKIP), SKIP, "a pull quote: the article says it elsewhere, word for word"),
    Policy("html", (SKIP,), SKIP, "HTML is not spoken"),
    Policy("code", (SPEAK, ANNOUNCE, SKIP), SKIP, "code is not spoken"),
    Policy("discussion", (SPEAK, SKIP), SKIP, "questions for discussion are shown on the meeting page, not spoken"),
    Policy("table", (SPEAK, ANNOUNCE, SKIP), SPEAK, "tables are not spoken"),
    Policy("footnote", (SPEAK, SKIP), SKIP, "footnotes are not spoken"),
    Policy("rule", (PAUSE, SKIP), PAUSE, "rules are not heard"),
    Policy("emoji", (SKIP,), SKIP, "emoji are not spoken"),
)
"""Text, headings, quotations and lists are always spoken and have no row."""

CHOICES: Mapping[str, tuple[str, ...]] = {row.element: row.choices for row in TABLE}
DEFAULTS: Mapping[str, str] = {row.element: row.default for row in TABLE}
REASONS: Mapping[str, str] = {row.element: row.reason for row in TABLE}


def resolve_policies(speak: Mapping[str, str], path: str = "") -> Mapping[str, str]:
    """The policy of every element. Files are checked where they are read; this is for settings made in other ways.

    Args:
        speak: ``Settings.speak``.
        path: The script, for messages.

    Raises:
        SourceError: An element or a policy is not in the table.
    """
    place = Place(path) if path else None
    for element, policy in speak.items():
        if element not in CHOICES:
            raise SourceError(f"'speak' has no element '{element}'", place=place, hint=hint_for(element, CHOICES))
        if policy not in CHOICES[element]:
            hint = f"it can be {' or '.join(CHOICES[element])}"
            raise SourceError(f"'speak.{element}' cannot be '{policy}'", place=place, hint=hint)
    return {**DEFAULTS, **speak}
