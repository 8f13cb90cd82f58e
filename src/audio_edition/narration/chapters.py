"""Which headings become chapters, and what the chapters are called.

Enters: the levels of the headings; the text of one. Leaves: at most 255 chapters; a title of one line, at most 200
characters. Where there are too many headings, the deepest are the first that do not become chapters.
"""

from __future__ import annotations

from collections.abc import Sequence

from audio_edition.sound.mp3.id3 import MOST_CHAPTERS
from audio_edition.text.visible import one_line

MOST_TITLE_CHARACTERS = 200


def choose_chapters(levels: Sequence[int], most: int = MOST_CHAPTERS) -> frozenset[int]:
    """The indices of the sections that become chapters.

    The highest levels first, as long as all of a level fits; of the next level, some at even distances.

    Args:
        levels: The level of each section; the first one always becomes a chapter.
        most: Chapters, 1 or more.
    """
    if len(levels) <= most:
        return frozenset(range(len(levels)))
    kept = {0}
    for level in sorted(set(levels[1:])):
        indices = [index for index, found in enumerate(levels) if found == level and index]
        room = most - len(kept)
        if len(indices) <= room:
            kept.update(indices)
            continue
        kept.update(indices[number * len(indices) // room] for number in range(room))
        break
    return frozenset(kept)


def chapter_title(text: str) -> str:
    """A title for chapter lists: one line, shortened at a word where it is longer than 200 characters."""
    # Invisible characters go without a trace: a soft hyphen must not become a blank.
    line = one_line("".join(char for char in text if char.isprintable() or char.isspace()))
    if len(line) <= MOST_TITLE_CHARACTERS:
        return line
    cut = line[: MOST_TITLE_CHARACTERS - 1]
    blank = cut.rfind(" ", MOST_TITLE_CHARACTERS // 2)
    return f"{(cut[:blank] if blank > 0 else cut).rstrip(' ,;:–—-')}…"
