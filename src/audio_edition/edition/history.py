"""What a listener would hear differently: one edition compared with the next.

Enters: chapters of sentences, before and after. Leaves: what changed, chapter by chapter, with times, and the same as
a sentence. Matching is by content: a moved chapter is moved, not removed and new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from audio_edition.edition.alignment import align, longest_increasing

if TYPE_CHECKING:
    from audio_edition.edition.manifest import Edition


class TimedSentence(Struct, frozen=True):
    """A sentence on the timeline."""

    text: str
    key: str
    """Of its clip: the same text spoken differently has another key."""
    start_ms: int


class TimedChapter(Struct, frozen=True):
    """A chapter as a listener hears it."""

    title: str
    start_ms: int
    sentences: tuple[TimedSentence, ...]


class SentenceChange(Struct, frozen=True):
    """One change of wording or sound."""

    kind: str
    """``added``, ``removed``, ``changed`` (other words), ``respoken`` (same words, other sound), or, with the
    same sound elsewhere in the edition, ``moved`` (it stands here now) and ``moved-away`` (to another chapter)."""
    before: str
    after: str
    start_ms: int
    """Where it is heard in the new edition; for what was removed, where it was in the old one."""


class ChapterChange(Struct, frozen=True):
    """What happened to one chapter."""

    kind: str
    """``added``, ``removed``, ``changed`` (what is said in it, or its title), ``moved`` (nothing but its place), or
    ``same``."""
    title: str
    start_ms: int
    """In the new edition; of a removed chapter, in the old one."""
    sentences: tuple[SentenceChange, ...] = ()
    """Of an added or removed chapter: all of them."""
    moved: bool = False
    """Whether it stands elsewhere among the chapters; a changed one may have moved too."""
    title_before: str = ""
    """Where it had another one."""


def chapters_of(edition: Edition) -> tuple[TimedChapter, ...]:
    """The chapters of an edition as a listener hears them."""
    sentences: list[list[TimedSentence]] = [[] for _ in edition.chapters]
    for cue in edition.cues:
        sentences[edition.segments[cue.segment].chapter].append(TimedSentence(cue.text, cue.key, cue.start_ms))
    return tuple(
        TimedChapter(chapter.title, chapter.start_ms, tuple(said))
        for chapter, said in zip(edition.chapters, sentences, strict=True)
    )


def compare(before: Sequence[TimedChapter], after: Sequence[TimedChapter]) -> tuple[ChapterChange, ...]:
    """Say what became of every chapter: those of the new edition in order, then those that were removed."""
    partner = continued_chapters(before, after)
    continued = [index for index in range(len(after)) if index in partner]
    in_order = {continued[position] for position in longest_increasing([partner[index] for index in continued])}
    changes: list[ChapterChange] = []
    for index, chapter in enumerate(after):
        if index not in partner:
            added = tuple(SentenceChange("added", "", each.text, each.start_ms) for each in chapter.sentences)
            changes.append(ChapterChange("added", chapter.title, chapter.start_ms, added))
            continue
        old = before[partner[index]]
        sentences = _compare_sentences(old.sentences, chapter.sentences)
        moved = index not in in_order
        title_before = old.title if old.title != chapter.title else ""
        kind = "changed" if sentences or title_before else "moved" if moved else "same"
        changes.append(ChapterChange(kind, chapter.title, chapter.start_ms, sentences, moved, title_before))
    kept = set(partner.values())
    for index, chapter in enumerate(before):
        if index not in kept:
            removed = tuple(SentenceChange("removed", each.text, "", each.start_ms) for each in chapter.sentences)
            changes.append(ChapterChange("removed", chapter.title, chapter.start_ms, removed))
    return _with_moves(changes, before, after)


def continued_chapters(before: Sequence[TimedChapter], after: Sequence[TimedChapter]) -> dict[int, int]:
    """For each new chapter the old one it continues: equal ones first, then equal titles, then most in common."""
    partner: dict[int, int] = {}
    free = dict.fromkeys(range(len(before)))
    exact: dict[tuple[str, ...], list[int]] = {}
    for index, chapter in enumerate(before):
        exact.setdefault(tuple(each.key for each in chapter.sentences), []).append(index)
    for index, chapter in enumerate(after):
        alike = [other for other in exact.get(tuple(each.key for each in chapter.sentences), ()) if other in free]
        if alike:
            _take(partner, free, index, alike[0])
    texts_before, texts_after = (
        [{each.text for each in chapter.sentences} for chapter in chapters] for chapters in (before, after)
    )
    for same_title in (True, False):
        for index, chapter in enumerate(after):
            candidates = [other for other in free if not same_title or before[other].title == chapter.title]
            if index in partner or not candidates:
                continue
            common = [len(texts_before[other] & texts_after[index]) for other in candidates]
            best = max(range(len(candidates)), key=common.__getitem__)
            # Half of the shorter one is enough: a chapter may have grown, or have been cut, when it was renamed.
            shorter = min(len(texts_before[candidates[best]]), len(texts_after[index]))
            if same_title or 2 * common[best] >= max(1, shorter):
                _take(partner, free, index, candidates[best])
    return partner


def note(changes: Sequence[ChapterChange]) -> str:
    """The edition note: one line for a person; empty where nothing is heard differently."""
    said = []
    for change in changes:
        where = f"“{change.title}” ({clock(change.start_ms)})"
        if change.kind in ("added", "removed", "moved"):
            said.append(f"chapter {where} {change.kind}")
        elif change.kind == "changed":
            counts = [
                f"{count:,} {'sentence' if count == 1 else 'sentences'} {kind.replace('-', ' ')}"
                for kind in ("changed", "added", "removed", "moved", "moved-away", "respoken")
                if (count := sum(sentence.kind == kind for sentence in change.sentences))
            ]
            if change.title_before:
                counts.append(f"title changed from “{change.title_before}”")
            said.append(f"{', '.join(counts)} in {where}{', which moved' if change.moved else ''}")
    return "; ".join(said)


def clock(milliseconds: int) -> str:
    """``4:18``, or ``1:02:03`` from an hour on."""
    seconds = milliseconds // 1000
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _take(partner: dict[int, int], free: dict[int, None], index: int, other: int) -> None:
    partner[index] = other
    del free[other]


def _compare_sentences(before: Sequence[TimedSentence], after: Sequence[TimedSentence]) -> tuple[SentenceChange, ...]:
    """What changed between two runs of sentences, in the order in which it is heard."""
    changes: list[SentenceChange] = []
    old = new = 0
    for one, other in (*align(before, after, lambda each: each.key, lambda each: each.text), (None, None)):
        changes.extend(SentenceChange("removed", each.text, "", each.start_ms) for each in before[old:one])
        changes.extend(SentenceChange("added", "", each.text, each.start_ms) for each in after[new:other])
        if one is None or other is None:
            break
        was, now = before[one], after[other]
        if was.key != now.key:
            kind = "respoken" if was.text == now.text else "changed"
            changes.append(SentenceChange(kind, was.text, now.text, now.start_ms))
        old, new = one + 1, other + 1
    return tuple(changes)


def _with_moves(
    changes: Sequence[ChapterChange], before: Sequence[TimedChapter], after: Sequence[TimedChapter]
) -> tuple[ChapterChange, ...]:
    """Say of what was removed here and added there that it moved: where a chapter was divided, joined or re-ordered."""
    sounds_before, sounds_after = (
        {(each.text, each.key) for chapter in chapters for each in chapter.sentences} for chapters in (before, after)
    )
    same_sound = {text for text, _ in sounds_before & sounds_after}
    found: list[ChapterChange] = []
    for change in changes:
        inside = _both(change.sentences, same_sound)
        gone, come = inside.copy(), inside.copy()
        sentences = [
            _moved(sentence) if _spend(come, sentence, "added") else sentence
            for sentence in change.sentences
            if not _spend(gone, sentence, "removed")
        ]
        found.append(replace(change, sentences=tuple(sentences)))
    between = _both([sentence for change in found for sentence in change.sentences], same_sound)
    gone, come = between.copy(), between.copy()
    return tuple(
        replace(
            change,
            sentences=tuple(
                _moved(sentence) if _spend(come, sentence, "added") or _spend(gone, sentence, "removed") else sentence
                for sentence in change.sentences
            ),
        )
        for change in found
    )


def _both(sentences: Sequence[SentenceChange], same_sound: Set[str]) -> Counter[str]:
    """Texts that were removed as well as added, and how often."""
    removed = Counter(sentence.before for sentence in sentences if sentence.kind == "removed")
    added = Counter(sentence.after for sentence in sentences if sentence.kind == "added")
    return Counter({text: count for text, count in (removed & added).items() if text in same_sound})


def _spend(left: Counter[str], sentence: SentenceChange, kind: str) -> bool:
    text = sentence.after or sentence.before
    if sentence.kind != kind or left[text] <= 0:
        return False
    left[text] -= 1
    return True


def _moved(sentence: SentenceChange) -> SentenceChange:
    kind = "moved" if sentence.kind == "added" else "moved-away"
    text = sentence.after or sentence.before
    return replace(sentence, kind=kind, before=text, after=text)
