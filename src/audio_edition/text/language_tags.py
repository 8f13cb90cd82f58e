"""Language tags as BCP 47 shapes them.

Enters: what somebody wrote for a language. Leaves: the tag with its case put right, as in ``en-US`` and ``zh-Hant``.
Refuses nothing: what has not the shape of a tag is no tag, and the caller says so where it stands.
"""

from __future__ import annotations

import re

_TAG = re.compile(r"(?:[A-Za-z]{2,3}|[A-Za-z]{5,8})(?:-[A-Za-z0-9]{1,8}){0,8}")


def language_tag(text: str) -> str:
    """Return a tag in its usual case; empty where it has not the shape of one.

    Source: RFC 5646, sections 2.1 and 2.1.1.
    """
    if not _TAG.fullmatch(text):
        return ""
    first, *rest = text.split("-")
    shaped = [first.lower()]
    for part in rest:
        after_singleton = len(shaped[-1]) == 1
        if len(part) == 2 and not after_singleton:
            shaped.append(part.upper())
        elif len(part) == 4 and not after_singleton:
            shaped.append(part.title())
        else:
            shaped.append(part.lower())
    return "-".join(shaped)
