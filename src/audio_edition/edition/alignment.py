"""Which sentence of one edition became which sentence of the next.

Enters: the sentences of both. Leaves: pairs of positions, rising on both sides.

Sentences that sound the same are paired first, then those that read the same, then, where few are left, those with the
most words in common. Sentences that occur once on each side are the anchors ("patience diff"). The time is that of
sorting, even for thousands of equal sentences, where comparing every pair would take cubic time.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeVar

Sentence = TypeVar("Sentence")
Pair = tuple[int, int]

_DEEPEST = 16
"""How often anchors are looked for between anchors."""
_MOST_SIMILAR_COMPARED = 400
"""Between two anchors, at most this many pairs of sentences are compared by their words; if there are more, sentences
are paired in order."""
_LEAST_SIMILARITY = 0.34
"""The least share of common words that makes one sentence a new wording of the other."""


def align(
    old: Sequence[Sentence],
    new: Sequence[Sentence],
    key: Callable[[Sentence], Hashable],
    text: Callable[[Sentence], str],
) -> tuple[Pair, ...]:
    """Pair sentences, each at most once, in their order.

    Args:
        old: Sentences before.
        new: Sentences after.
        key: What makes two sentences sound the same.
        text: What makes two sentences read the same.
    """
    by_key = _anchored([key(each) for each in old], [key(each) for each in new])
    texts = [text(each) for each in old], [text(each) for each in new]
    by_text: list[Pair] = []
    for start_old, end_old, start_new, end_new in _gaps(by_key, len(old), len(new)):
        between = _anchored(texts[0][start_old:end_old], texts[1][start_new:end_new])
        by_text.extend((start_old + one, start_new + other) for one, other in between)
    pairs = sorted([*by_key, *by_text])
    similar: list[Pair] = []
    for start_old, end_old, start_new, end_new in _gaps(pairs, len(old), len(new)):
        between = _most_similar(texts[0][start_old:end_old], texts[1][start_new:end_new])
        similar.extend((start_old + one, start_new + other) for one, other in between)
    return tuple(sorted([*pairs, *similar]))


def longest_increasing(numbers: Sequence[int]) -> list[int]:
    """Positions of a longest increasing subsequence: what kept its order when something moved."""
    tails: list[int] = []
    at: list[int] = []
    came_from: dict[int, int] = {}
    for position, number in enumerate(numbers):
        slot = bisect.bisect_left(tails, number)
        tails[slot : slot + 1] = [number]
        at[slot : slot + 1] = [position]
        if slot:
            came_from[position] = at[slot - 1]
    kept: list[int] = []
    position = at[-1] if at else -1
    while position >= 0:
        kept.append(position)
        position = came_from.get(position, -1)
    return kept[::-1]


def _gaps(pairs: Sequence[Pair], old: int, new: int) -> Iterator[tuple[int, int, int, int]]:
    """The gaps between pairs that are empty on neither side: start and end in old, start and end in new."""
    start_old = start_new = 0
    for one, other in [*pairs, (old, new)]:
        if start_old < one and start_new < other:
            yield start_old, one, start_new, other
        start_old, start_new = one + 1, other + 1


def _anchored(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Pairs of equal values: common beginning and end, anchors between them, and the same again between anchors."""
    pairs: list[Pair] = []
    ranges = [(0, len(old), 0, len(new), _DEEPEST)]
    while ranges:
        first_old, last_old, first_new, last_new, depth = ranges.pop()
        while first_old < last_old and first_new < last_new and old[first_old] == new[first_new]:
            pairs.append((first_old, first_new))
            first_old, first_new = first_old + 1, first_new + 1
        while first_old < last_old and first_new < last_new and old[last_old - 1] == new[last_new - 1]:
            last_old, last_new = last_old - 1, last_new - 1
            pairs.append((last_old, last_new))
        anchors = _anchors(old[first_old:last_old], new[first_new:last_new]) if depth else []
        pairs.extend((first_old + one, first_new + other) for one, other in anchors)
        if anchors:
            ranges.extend(
                (first_old + from_old, first_old + to_old, first_new + from_new, first_new + to_new, depth - 1)
                for from_old, to_old, from_new, to_new in _gaps(anchors, last_old - first_old, last_new - first_new)
            )
    return sorted(pairs)


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Values that occur once on each side, as many as keep their order."""
    once_old, once_new = Counter(old), Counter(new)
    where_old = {value: position for position, value in enumerate(old) if once_old[value] == 1}
    pairs = [
        (where_old[value], position)
        for position, value in enumerate(new)
        if once_new[value] == 1 and value in where_old
    ]
    return [pairs[position] for position in longest_increasing([one for one, _ in pairs])]


def _most_similar(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """The pairs, in order, with the most words in common; where there are too many to compare, simply in order."""
    if len(old) == 1 == len(new):
        return [(0, 0)]
    if len(old) * len(new) > _MOST_SIMILAR_COMPARED:
        return [(position, position) for position in range(min(len(old), len(new)))]
    words_old, words_new = ([Counter(text.casefold().split()) for text in texts] for texts in (old, new))
    alike = [[_similarity(one, other) for other in words_new] for one in words_old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for one in reversed(range(len(old))):
        for other in reversed(range(len(new))):
            paired = best[one + 1][other + 1] + alike[one][other]
            best[one][other] = max(best[one + 1][other], best[one][other + 1], paired)
    pairs: list[Pair] = []
    one = other = 0
    while one < len(old) and other < len(new):
        if alike[one][other] and best[one][other] == best[one + 1][other + 1] + alike[one][other]:
            pairs.append((one, other))
            one, other = one + 1, other + 1
        elif best[one][other] == best[one + 1][other]:
            one += 1
        else:
            other += 1
    return pairs


def _similarity(one: Counter[str], other: Counter[str]) -> float:
    """The share of words in common; 0 where it is too small for a new wording."""
    common = (one & other).total()
    share = 2 * common / max(1, one.total() + other.total())
    return share if share >= _LEAST_SIMILARITY else 0.0
