"""The words by which the name of a newspaper and the lines under it are known.

Enters: lines. Leaves: yes or no.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_PAPER = re.compile(
    r"\b(?:times|post|news|journal|review|herald|gazette|tribune|guardian|daily|weekly|monthly|quarterly|magazine"
    r"|newsletter|bulletin|courier|observer|chronicle|telegraph|zeitung|anzeiger|rundschau|tageblatt|kurier|presse|revue"
    r"|gaceta|diario|periódico)\b"
    r"|\bwww\.|\.(?:com|org|net)\b",
    re.IGNORECASE,
)
_ISSUE = re.compile(r"(?:vol(?:ume)?|issue|no|nr|number|n[º°]|numéro|jahrgang|ausgabe)\b\.?\s*\d", re.IGNORECASE)
_MOTTO = re.compile(
    r"(?:the\s+)?(?:voice|organ|journal|newspaper|paper|newsletter|bulletin)\s+(?:of|for)\b|published\s+by\b"
    r"|(?:proletarians|workers)\s+of\s+(?:all|the)\b",
    re.IGNORECASE,
)


def is_name(text: str, below: Iterable[str] = ()) -> bool:
    """Whether a line is the name of a newspaper.

    Args:
        text: The line.
        below: The lines under it.

    Returns:
        True if it is short and has a newspaper's word in it ("Evening Post"), or a motto under it.
    """
    if len(text.split()) > 6 or text.endswith((":", "?", "!")):
        return False
    return bool(_PAPER.search(text)) or any(is_motto(line) for line in below)


def is_motto(text: str) -> bool:
    """Whether a line is a newspaper's motto, publisher or number: "the Voice of …", "Vol. 3, No. 4".

    Args:
        text: The line.

    Returns:
        True if it begins so.
    """
    return bool(_MOTTO.match(text) or _ISSUE.match(text))
