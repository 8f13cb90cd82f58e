"""Letters in the order in which they stand on paper, and Arabic ones in the form they have there.

Enters: a line of text in the order in which it is read. Leaves: the same from left to right, as a drawing library that
knows no direction draws it. Doing it here makes a cover the same wherever it is drawn: Pillow itself can do it only
where a library of the system is installed.

Source: Unicode Standard Annex 9, rules P2, W1 to W7, N1, N2, I1, I2, L1 to L4, for one line without embeddings, and
without N0 (pairs of brackets). Joining of Arabic: The Unicode Standard, 9.2; forms from the decompositions of Unicode.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import groupby

_STRONG = ("L", "R", "AL")
_MIRRORED = str.maketrans("()[]{}<>«»‹›≤≥", ")(][}{><»«›‹≥≤")
_TATWEEL = "ـ"


def is_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction is of a script written from right to left (P2, P3)."""
    return next((kind != "L" for kind in map(unicodedata.bidirectional, text) if kind in _STRONG), False)


def joined(text: str) -> str:
    """Arabic letters in the forms in which they join their neighbours, still in the order of reading."""
    if not any("\u0600" <= char <= "\u06ff" for char in text):
        return text
    forms = _forms()
    made: list[str] = []
    joins = False  # whether the letter before reaches out to the next one
    letters = _with_ligatures(text)
    for position, letter in enumerate(letters):
        if unicodedata.category(letter[0]) == "Mn":
            made.append(letter)
            continue
        own = forms.get(letter, {})
        following = next((each for each in letters[position + 1 :] if unicodedata.category(each[0]) != "Mn"), "")
        after = ("initial" in own or letter == _TATWEEL) and (
            "final" in forms.get(following, {}) or following == _TATWEEL
        )
        form = {(True, True): "medial", (True, False): "final", (False, True): "initial"}.get((joins, after))
        made.append(own.get(form or "isolated", letter))
        joins = after
    return "".join(made)


def from_left_to_right(text: str, *, right_to_left: bool) -> str:
    """A line as it is drawn.

    Args:
        text: In the order of reading, Arabic letters already joined.
        right_to_left: The direction of the paragraph.
    """
    clusters = _clusters(text)
    levels = _levels([unicodedata.bidirectional(cluster[0]) for cluster in clusters], int(right_to_left))
    for position in range(len(clusters) - 1, -1, -1):  # L1
        if not clusters[position].isspace():
            break
        levels[position] = int(right_to_left)
    order = list(range(len(clusters)))
    for level in range(max(levels, default=0), 0, -1):  # L2
        position = 0
        for deep, run in groupby([levels[each] >= level for each in order]):
            length = len(list(run))
            if deep:
                order[position : position + length] = order[position : position + length][::-1]
            position += length
    return "".join(clusters[each].translate(_MIRRORED) if levels[each] % 2 else clusters[each] for each in order)


def _clusters(text: str) -> list[str]:
    """Letters with their marks, which stay behind them (L3, W1)."""
    found: list[str] = []
    for char in text:
        if found and unicodedata.category(char) in ("Mn", "Me"):
            found[-1] += char
        else:
            found.append(char)
    return found


def _levels(kinds: Sequence[str], base: int) -> list[int]:
    kinds = _weak(kinds, base)
    directions = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
    outside = "R" if base else "L"
    resolved = list(kinds)
    position = 0
    for neutral, run in groupby([kind not in directions for kind in kinds]):
        length = len(list(run))
        if neutral:  # N1, N2
            before = directions[kinds[position - 1]] if position else outside
            end = position + length
            after = directions[kinds[end]] if end < len(kinds) else outside
            resolved[position:end] = [before if before == after else outside] * length
        position += length
    deeper = {"L": base % 2, "R": 1 - base % 2, "EN": 2 - base % 2, "AN": 2 - base % 2}  # I1, I2
    return [base + deeper[kind] for kind in resolved]


def _weak(kinds: Sequence[str], base: int) -> list[str]:
    """Rules W2 to W7: numbers and what belongs to them."""
    found = list(kinds)
    strong = outside = "R" if base else "L"
    for position, kind in enumerate(found):
        if kind in _STRONG:
            strong = kind
        elif kind == "EN" and strong == "AL":
            found[position] = "AN"
    found = ["R" if kind == "AL" else kind for kind in found]
    for position in range(1, len(found) - 1):
        before, kind, after = found[position - 1 : position + 2]
        if before == after and ((kind in ("ES", "CS") and before == "EN") or (kind == "CS" and before == "AN")):
            found[position] = before
    position = 0
    for kind, run in groupby(list(found)):
        length = len(list(run))
        beside = found[max(0, position - 1)], found[min(len(found) - 1, position + length)]
        if kind == "ET" and "EN" in beside:
            found[position : position + length] = ["EN"] * length
        position += length
    strong = outside
    for position, kind in enumerate(found):
        if kind in _STRONG:
            strong = kind
        elif kind == "EN" and strong == "L":
            found[position] = "L"
    return found


def _with_ligatures(text: str) -> list[str]:
    """Letters, and lam with the alef behind it as one."""
    letters: list[str] = []
    for char in text:
        if letters and letters[-1] == "ل" and char in "آأإا":
            letters[-1] += char
        else:
            letters.append(char)
    return letters


@cache
def _forms() -> dict[str, dict[str, str]]:
    """The drawn forms of each Arabic letter: isolated, initial, medial, final."""
    found: dict[str, dict[str, str]] = {}
    for number in (*range(0xFB50, 0xFBC2), *range(0xFBD3, 0xFC00), *range(0xFE80, 0xFEFD)):
        kind, *numbers = unicodedata.decomposition(chr(number)).split() or [""]
        if kind.startswith("<"):
            letter = "".join(chr(int(each, 16)) for each in numbers)
            found.setdefault(letter, {}).setdefault(kind.strip("<>"), chr(number))
    return found
