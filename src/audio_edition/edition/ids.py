"""Names of sections and blocks that links can rely on: they stay while other sections and blocks are edited.

Enters: what an edition will say, and the last edition. Leaves: an id for every chapter and every block, each once.

A chapter that continues one of the last edition keeps its id, also under a new heading; a block that reads as before,
or is a new wording of one, keeps its own. What is new is named by its heading, or by a digest of its words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from audio_edition.edition.alignment import align
from audio_edition.edition.history import TimedChapter, chapters_of, continued_chapters
from audio_edition.edition.manifest import Edition
from audio_edition.publication.slug import slugify

_DIGEST_CHARACTERS = 8


def chapter_ids(chapters: Sequence[TimedChapter], named: Sequence[str], last: Edition | None) -> tuple[str, ...]:
    """An id for every chapter: ASCII, as it may stand in an address.

    Args:
        chapters: As they will be heard; times do not matter.
        named: The ids the script itself gives; empty where it gives none.
        last: The last edition.
    """
    given: dict[int, str] = {index: name for index, name in enumerate(named) if name}
    if last is not None and last.schema > 1:
        for new, old in sorted(continued_chapters(chapters_of(last), chapters).items()):
            given.setdefault(new, last.chapters[old].id)
    return _each_once(given, [_heading_id(chapter.title) for chapter in chapters])


def block_ids(texts: Sequence[str], last: Edition | None) -> tuple[str, ...]:
    """An id for every block.

    Args:
        texts: What each says, as the article has it.
        last: The last edition.
    """
    given: dict[int, str] = {}
    if last is not None and last.schema > 1:
        old = _blocks(last)
        given = {new: old[index][0] for index, new in _same_blocks([text for _, text in old], texts)}
    return _each_once(given, [hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_CHARACTERS] for text in texts])


def _blocks(edition: Edition) -> list[tuple[str, str]]:
    """Id and text of each block of an edition, the parts of a long one together."""
    blocks: list[tuple[str, str]] = []
    for segment, cues in zip(edition.segments, edition.cues_by_segment(), strict=True):
        if segment.is_jingle:
            continue  # named by what it is
        text = " ".join(cue.text for cue in cues)
        if segment.part and blocks:
            blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]} {text}")
        else:
            blocks.append((segment.id, text))
    return blocks


def _same_blocks(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of positions: what reads the same wherever it stands, then new wordings in their old order."""
    pairs = list(align(old, new, lambda text: text, lambda text: text))
    kept = [(one, other) for one, other in pairs if old[one] == new[other]]
    used, taken = {one for one, _ in kept}, {other for _, other in kept}
    gone = {text: one for one, text in enumerate(old) if one not in used}
    for other, text in enumerate(new):
        if other not in taken and text in gone:
            kept.append((gone.pop(text), other))
    used_old, used_new = {one for one, _ in kept}, {other for _, other in kept}
    return kept + [(one, other) for one, other in pairs if one not in used_old and other not in used_new]


def _heading_id(title: str) -> str:
    slug = slugify(title)
    return f"section-{slug.removeprefix('edition-')}" if slug.startswith("edition-") else slug


def _each_once(given: dict[int, str], wanted: Sequence[str]) -> tuple[str, ...]:
    """Ids in order: those given first, then those wanted, with a number behind what is taken."""
    taken: set[str] = set()
    ids = [""] * len(wanted)
    for position in (*sorted(given), *(index for index in range(len(wanted)) if index not in given)):
        base = given.get(position, wanted[position])
        name, number = base, 2
        while name in taken:
            name, number = f"{base}-{number}", number + 1
        taken.add(name)
        ids[position] = name
    return tuple(ids)
