"""What the table ``speak`` can say of each element.

Enters: nothing; this module only declares. Leaves: the words there are for each element; ``narration.policy`` gives
them their meaning. Refuses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

SPEAK, ANNOUNCE, SKIP, PAUSE = "speak", "announce", "skip", "pause"

CHOICES: Mapping[str, tuple[str, ...]] = {
    "code-span": (SPEAK, SKIP),
    "link": (SPEAK, SKIP),
    "url": (SPEAK, ANNOUNCE, SKIP),
    "image": (SPEAK, ANNOUNCE, SKIP),
    "footnote-mark": (SPEAK, ANNOUNCE, SKIP),
    "html": (SKIP,),
    "code": (SPEAK, ANNOUNCE, SKIP),
    "table": (SPEAK, ANNOUNCE, SKIP),
    "footnote": (SPEAK, SKIP),
    "rule": (PAUSE, SKIP),
    "emoji": (SKIP,),
}
"""By element. Text, headings, quotations and lists are always spoken and have no row."""
