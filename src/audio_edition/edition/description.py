"""What an edition is about, in words that somebody reads: one answer for tag, feed, show notes and index.

Enters: an edition. Leaves: its description, where nobody wrote one its subtitle; and, for what is read beside the MP3,
how the article begins where there is neither. Refuses: nothing.
"""

from __future__ import annotations

from audio_edition.edition.manifest import Edition
from audio_edition.text.invisible import strip_invisible

_EXCERPT_CHARACTERS = 300


def description_of(edition: Edition) -> str:
    """What feed, show notes and index say that the edition is about; the title where it says nothing else."""
    return edition.description or edition.subtitle or _opening(edition) or edition.title


def tag_description(description: str, subtitle: str) -> str:
    """What the tag of an MP3 says that the edition is about, on one line: what somebody wrote, or nothing.

    How the article begins is left to what lies beside the MP3. In the tag it would be part of the MP3's bytes: every
    published edition without a description would become another revision, which all subscribers download again,
    although nobody hears a difference; and a correction of the first sentence that no voice speaks differently (a
    quotation mark, a capital) would do the same.

    Args:
        description: Of the edition.
        subtitle: Of the edition.
    """
    return " ".join(paragraphs(description or subtitle))


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a description, each on one line."""
    parts = strip_invisible(text).replace("\r\n", "\n").split("\n\n")
    return tuple(filter(None, (" ".join(part.split()) for part in parts)))


def _opening(edition: Edition) -> str:
    """The first words that are neither opening nor heading; at most 300 characters, and then ``…``."""
    words: list[str] = []
    length = 0
    for cue in edition.cues:
        if edition.segments[cue.segment].kind not in ("title", "opening", "heading"):
            words.append(cue.text)
            length += len(cue.text)
        if length > _EXCERPT_CHARACTERS:
            break
    text = " ".join(" ".join(words).split())
    if len(text) > _EXCERPT_CHARACTERS:
        text = text[:_EXCERPT_CHARACTERS].rpartition(" ")[0] or text[:_EXCERPT_CHARACTERS]
        text += " …"
    return text
