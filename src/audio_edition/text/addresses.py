"""Web addresses in text: where they stand, their domain, and where a link to one leads.

Enters: text. Leaves: its addresses. A link leads to http and https alone, and never has a name or password in it.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from audio_edition.text.pattern import pattern

_ADDRESS = pattern(r"(?<![\w/])(?:https?://|www\.)[^\s<>]+", re.IGNORECASE)
_CLOSERS = {")": "(", "]": "[", "}": "{"}
_TRAILING = frozenset(".,;:!?'\"*_~…’”›»。，、；：！？」』）】")
_DOMAIN = pattern(r"(?:https?://)?([^/@\s]+@)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,24})(?![\w.-]*@)", re.IGNORECASE)


def split_at_addresses(text: str) -> tuple[tuple[str, bool], ...]:
    """Split text into addresses and what stands between; joined again, the parts are the text."""
    if not may_hold_address(text):
        return ((text, False),) if text else ()
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


def domain_of(address: str) -> str:
    """The domain of an address without "www."; an e-mail address as it is; empty: it has none."""
    found = _DOMAIN.match(address)
    return (address if found[1] and not found[0].startswith("http") else found[2]) if found else ""


def link_to(address: str) -> str:
    """Where a link to an address leads: http or https, the latter where it begins with "www."; empty: nowhere."""
    whole = f"https://{address}" if address[:4].lower() == "www." else address
    try:
        parts = urlsplit(whole)
        is_safe = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:  # brackets that hold no address of the sixth version
        return ""
    return whole if is_safe else ""


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
