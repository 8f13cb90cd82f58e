"""What a listener would hear differently: one edition compared with the next.

Enters: chapters of sentences, before and after. Leaves: what changed, chapter by chapter, with times, and the same as
a sentence. Refuses nothing. Matching is by content: a moved chapter is moved, not removed and new.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_MOST_COMPARED = 2_000
"""Sentences on either side beyond which the middle of a chapter is compared as a whole, to stay quick."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence on the timeline."""

    text: str
    key: str
    """Of its clip: the same text spoken differently has another key."""
    start_ms: int


@dataclass(frozen=True, slots=True)
class HeardChapter:
    """A chapter as a listener hears it."""

    title: str
    start_ms: int
    sentences: tuple[Heard, ...]


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """One change of wording or sound."""

    kind: str
    """``added``, ``removed``, ``changed`` (other words) or ``respoken`` (same words, other sound)."""
    before: str
    after: str
    start_ms: int
    """Where it is heard in the new edition; for what was removed, where it was in the old one."""


@dataclass(frozen=True, slots=True)
class ChapterChange:
    """What happened to one chapter."""

    kind: str
    """``added``, ``removed``, ``moved``, ``changed`` or ``same``."""
    title: str
    start_ms: int
    """In the new edition; of a removed chapter, in the old one."""
    sentences: tuple[SentenceChange, ...] = ()


def chapters_of(data: Mapping[str, Any]) -> tuple[HeardChapter, ...]:
    """The chapters of a manifest."""
    sentences: list[list[Heard]] = [[] for _ in data["chapters"]]
    for cue in data["cues"]:
        chapter = data["segments"][cue["segment"]]["chapter"]
        sentences[chapter].append(Heard(cue["text"], cue["key"], cue["start_ms"]))
    return tuple(
        HeardChapter(chapter["title"], chapter["start_ms"], tuple(heard))
        for chapter, heard in zip(data["chapters"], sentences, strict=True)
    )


def compare(before: Sequence[HeardChapter], after: Sequence[HeardChapter]) -> tuple[ChapterChange, ...]:
    """Say what became of every chapter: those of the new edition in order, then those that were removed."""
    partner = _partners(before, after)
    in_order = _longest_rising([partner[index] for index in range(len(after)) if index in partner])
    changes: list[ChapterChange] = []
    for index, chapter in enumerate(after):
        if index not in partner:
            changes.append(ChapterChange("added", chapter.title, chapter.start_ms))
            continue
        old = before[partner[index]]
        sentences = _compare_sentences(old.sentences, chapter.sentences)
        moved = partner[index] not in in_order
        kind = "changed" if sentences or old.title != chapter.title else "moved" if moved else "same"
        changes.append(ChapterChange(kind, chapter.title, chapter.start_ms, sentences))
    kept = set(partner.values())
    changes.extend(
        ChapterChange("removed", chapter.title, chapter.start_ms)
        for index, chapter in enumerate(before)
        if index not in kept
    )
    return tuple(changes)


def note(changes: Sequence[ChapterChange]) -> str:
    """The edition note: one line for a person; empty where nothing is heard differently."""
    said = []
    for change in changes:
        where = f"“{change.title}” ({clock(change.start_ms)})"
        if change.kind in ("added", "removed", "moved"):
            said.append(f"chapter {where} {change.kind}")
        elif change.kind == "changed":
            counts = [
                f"{count} {'sentence' if count == 1 else 'sentences'} {kind}"
                for kind in ("changed", "added", "removed", "respoken")
                if (count := sum(sentence.kind == kind for sentence in change.sentences))
            ]
            said.append(f"{', '.join(counts) or 'title changed'} in {where}")
    return "; ".join(said)


def clock(milliseconds: int) -> str:
    """``4:18``, or ``1:02:03`` from an hour on."""
    seconds = milliseconds // 1000
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _partners(before: Sequence[HeardChapter], after: Sequence[HeardChapter]) -> dict[int, int]:
    """For each new chapter the old one it continues: equal ones first, then equal titles, then most in common."""
    partner: dict[int, int] = {}
    free = dict.fromkeys(range(len(before)))
    exact: dict[tuple[object, ...], list[int]] = {}
    titled: dict[str, list[int]] = {}
    for index, chapter in enumerate(before):
        exact.setdefault(tuple(heard.key for heard in chapter.sentences), []).append(index)
        titled.setdefault(chapter.title, []).append(index)
    for index, chapter in enumerate(after):
        _take(partner, free, index, exact.get(tuple(heard.key for heard in chapter.sentences), []))
    for index, chapter in enumerate(after):
        _take(partner, free, index, titled.get(chapter.title, []))
    texts = {index: {heard.text for heard in before[index].sentences} for index in free}
    for index, chapter in enumerate(after):
        if index in partner or not free:
            continue
        mine = {heard.text for heard in chapter.sentences}
        best = max(free, key=lambda other: len(texts[other] & mine))
        if 2 * len(texts[best] & mine) >= max(1, len(mine)):
            _take(partner, free, index, [best])
    return partner


def _take(partner: dict[int, int], free: dict[int, None], index: int, candidates: Sequence[int]) -> None:
    if index in partner:
        return
    for candidate in candidates:
        if candidate in free:
            partner[index] = candidate
            del free[candidate]
            return


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The members of a longest rising subsequence: what kept its order when something moved."""
    import bisect

    tails: list[int] = []
    at: list[int] = []
    came_from: dict[int, int] = {}
    for position, number in enumerate(numbers):
        slot = bisect.bisect_left(tails, number)
        tails[slot : slot + 1] = [number]
        at[slot : slot + 1] = [position]
        if slot:
            came_from[position] = at[slot - 1]
    kept: set[int] = set()
    position = at[-1] if at else -1
    while position >= 0:
        kept.add(numbers[position])
        position = came_from.get(position, -1)
    return kept


def _compare_sentences(before: Sequence[Heard], after: Sequence[Heard]) -> tuple[SentenceChange, ...]:
    """What changed between two runs of sentences, common beginning and end set aside first."""
    start = 0
    while start < min(len(before), len(after)) and before[start].key == after[start].key:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end].key == after[-1 - end].key:
        end += 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if len(old) > _MOST_COMPARED or len(new) > _MOST_COMPARED:
        return tuple(_replaced(old, new))
    matcher = difflib.SequenceMatcher(None, [each.key for each in old], [each.key for each in new], autojunk=False)
    changes: list[SentenceChange] = []
    for operation, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if operation != "equal":
            changes.extend(_replaced(old[from_old:to_old], new[from_new:to_new]))
    return tuple(changes)


def _replaced(old: Sequence[Heard], new: Sequence[Heard]) -> list[SentenceChange]:
    paired = min(len(old), len(new))
    changes = [
        SentenceChange("respoken" if was.text == now.text else "changed", was.text, now.text, now.start_ms)
        for was, now in zip(old[:paired], new[:paired], strict=True)
    ]
    changes.extend(SentenceChange("removed", was.text, "", was.start_ms) for was in old[paired:])
    changes.extend(SentenceChange("added", "", now.text, now.start_ms) for now in new[paired:])
    return changes
