"""Finds bare addresses in text.

Enters: text. Leaves: the parts of it, each with whether it is an address. Refuses nothing.
"""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"(?<![\w/])(?:https?://|www\.)[^\s<>]+", re.IGNORECASE)
_CLOSERS = {")": "(", "]": "[", "}": "{"}
_TRAILING = frozenset(".,;:!?'\"*_~…’”›»。，、；：！？」』）】")


def split_at_addresses(text: str) -> tuple[tuple[str, bool], ...]:
    """Part text into addresses and what stands between; joined again, the parts are the text."""
    parts: list[tuple[str, bool]] = []
    position = 0
    for match in _ADDRESS.finditer(text):
        end = match.start() + len(_trimmed(match[0]))
        if end <= match.start() + len("www."):
            continue
        if match.start() > position:
            parts.append((text[position : match.start()], False))
        parts.append((text[match.start() : end], True))
        position = end
    if position < len(text):
        parts.append((text[position:], False))
    return tuple(parts)


def is_address(text: str) -> bool:
    """Tell whether the whole text is one address."""
    match = _ADDRESS.fullmatch(text.strip())
    return bool(match and len(_trimmed(match[0])) > len("www."))


def may_hold_address(text: str) -> bool:
    """Tell quickly whether it is worth looking."""
    return "://" in text or ("." in text and "www." in text.lower())


def _trimmed(address: str) -> str:
    """Cut off the punctuation of the sentence; a closing bracket stays if the address opens it.

    Source: GitHub Flavored Markdown, section 6.9, extended autolinks.
    """
    surplus = {closer: address.count(closer) - address.count(opener) for closer, opener in _CLOSERS.items()}
    end = len(address)
    while end:
        last = address[end - 1]
        if last in _TRAILING:
            end -= 1
        elif surplus.get(last, 0) > 0:
            surplus[last] -= 1
            end -= 1
        else:
            break
    return address[:end]
