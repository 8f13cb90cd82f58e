"""What is meant to be heard: one table of elements, their default policy, and the reason where they are not spoken.

Enters: the ``speak`` table of the settings. Leaves: a word per element: ``speak`` (its text is said), ``announce`` (a
short neutral word says that it is there), ``pause`` or ``skip`` (not spoken, and reported). Refuses: unknown elements
and words an element has no meaning for.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from audio_edition.errors import Place, SourceError
from audio_edition.narration.model import Omission
from audio_edition.publication.policies import ANNOUNCE, CHOICES, PAUSE, SKIP, SPEAK

__all__ = ["ANNOUNCE", "CHOICES", "PAUSE", "SKIP", "SPEAK", "resolve"]

EXCERPT_LENGTH = 60
"""Characters of an omitted piece that are shown."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One row of the table."""

    element: str
    """As in ``speak.<element>``."""
    default: str
    reason: str
    """Why it is not spoken, when it is skipped."""


TABLE: tuple[Policy, ...] = (
    Policy("code-span", SPEAK, "code is not spoken"),
    Policy("link", SPEAK, "links are not spoken"),
    Policy("url", SKIP, "addresses are not spoken"),
    Policy("image", ANNOUNCE, "images are not spoken"),
    Policy("footnote-mark", SKIP, "footnote marks are not spoken"),
    Policy("html", SKIP, "HTML is not spoken"),
    Policy("code", SKIP, "code is not spoken"),
    Policy("table", SPEAK, "tables are not spoken"),
    Policy("footnote", SKIP, "footnotes are not spoken"),
    Policy("rule", PAUSE, "rules are not heard"),
    Policy("emoji", SKIP, "emoji are not spoken"),
)
"""Text, headings, quotations and lists are always spoken and have no row."""

DEFAULTS: Mapping[str, str] = {row.element: row.default for row in TABLE}
REASONS: Mapping[str, str] = {row.element: row.reason for row in TABLE}


def resolve(speak: Mapping[str, str], path: str = "") -> Mapping[str, str]:
    """The policy of every element. Files are checked where they are read; this is for settings made in other ways.

    Args:
        speak: ``Settings.speak``.
        path: The script, for messages.

    Raises:
        SourceError: An element or a word is not in the table.
    """
    place = Place(path) if path else None
    for element, word in speak.items():
        if element not in CHOICES:
            near = difflib.get_close_matches(element, CHOICES, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(CHOICES)}"
            raise SourceError(f"'speak' has no element '{element}'", place=place, hint=hint)
        if word not in CHOICES[element]:
            raise SourceError(
                f"'speak.{element}' cannot be '{word}'", place=place, hint=f"it can be {' or '.join(CHOICES[element])}"
            )
    return {**DEFAULTS, **speak}


def excerpt(text: str) -> str:
    """The beginning of a text on one line, printable, at most 60 characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: 8 * EXCERPT_LENGTH]).split())
    cut = len(line) > EXCERPT_LENGTH or len(text) > 8 * EXCERPT_LENGTH
    return line[: EXCERPT_LENGTH - 1].rstrip() + "…" if cut else line


def omission(element: str, line: int, text: str, reason: str = "") -> Omission:
    """An omission, with the reason of the table where none is given."""
    return Omission(line, element, reason or REASONS[element], excerpt(text))
