"""A script is edited by one sentence, or cut short.

Enters: the text of a script. Leaves: another text. Refuses: a script without a plain sentence.
"""

from __future__ import annotations

import re

_PLAIN_END = re.compile(r"(?<=[a-z]{4})\.(?=$| [A-Z])")


def edit_one_sentence(text: str, number: int = 0) -> str:
    """Put one more word before a full stop, so that exactly one sentence changes.

    Args:
        text: Of a script with front matter.
        number: Different numbers edit different lines as long as there are any; 0 edits in the middle.

    Raises:
        ValueError: No plain sentence ends on any line.
    """
    lines = text.split("\n")
    body = lines.index(lines[0], 1) + 1 if lines[0] in ("---", "+++") else 0
    plain = [at for at in range(body, len(lines)) if lines[at][:1].isalpha() and _PLAIN_END.search(lines[at])]
    if not plain:
        raise ValueError("no sentence to edit")
    at = plain[(len(plain) // 2 + 7 * number) % len(plain)]
    lines[at] = _PLAIN_END.sub(f" indeed {number}.", lines[at], count=1)
    return "\n".join(lines)


def cut(text: str, part: float) -> str:
    """The front matter and the first paragraphs of a script.

    Args:
        text: Of a script.
        part: 0 to 1, of its characters; the paragraph reached is kept whole.
    """
    reached = text.find("\n\n", round(len(text) * part))
    return text if reached < 0 else text[: reached + 1]
