"""One change that is made to a sentence, and how to see quickly that there is nothing to change."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct


class Rule(Struct, frozen=True):
    """One change."""

    apply: Callable[[str, str], str]
    """Takes a text and a BCP 47 tag."""
    needs: tuple[frozenset[str], ...]
    """One character of each of these sets is in every text the rule changes."""
    hints: tuple[str, ...] = ()
    """One of these is in every text the rule changes; empty: not known."""
    languages: frozenset[str] = frozenset()
    """Languages without region; empty: all."""
    kind: str = ""
    """The class of token it is for, by which it can be switched off; empty: always."""
