"""The opening: what is said before the first paragraph.

Enters: the settings of an edition and their lines. Leaves: the title, then subtitle, byline, publication and date as
sentences people expect: "By Rosa Example and Leo Example.", "Published in The Example, 27 November 2017."
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from audio_edition.narration.languages import spoken_date, words_for
from audio_edition.narration.model import SegmentKind
from audio_edition.narration.passages import Origin, Passage
from audio_edition.publication.settings import Settings

_NO_LINES: Mapping[str, int] = {}


def joined_names(people: Sequence[str], lang: str) -> str:
    """Names as a list: "A", "A and B", "A, B and C"."""
    conjunction = words_for(lang).conjunction
    if len(people) < 2:
        return "".join(people)
    if not conjunction:
        return ", ".join(people)
    return f"{', '.join(people[:-1])} {conjunction} {people[-1]}"


def byline(people: Sequence[str], lang: str) -> str:
    """The authors as a sentence; empty if there are none."""
    table = words_for(lang)
    by = table.by_several if table.by_several and len(people) > 1 else table.by
    said = " ".join(part for part in (by, joined_names(people, lang)) if part)
    return _with_full_stop(said) if people else ""


def imprint(settings: Settings) -> str:
    """Publication and date as a sentence; empty where there is neither."""
    where, table = settings.publication.strip(), words_for(settings.lang)
    when = spoken_date(settings.date, settings.lang) if settings.date else ""
    if where and when:
        return (table.published or "{where}, {when}.").format(where=where, when=when)
    if where:
        return _with_full_stop((table.published_where or "{where}.").format(where=where).removesuffix("."))
    return (table.published_when or "{when}.").format(when=when) if when else ""


def _with_full_stop(sentence: str) -> str:
    """A sentence with a full stop, unless it ends in punctuation already."""
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."


def opening_passages(settings: Settings, lines: Mapping[str, int] = _NO_LINES) -> Iterator[Passage]:
    """The title and what is announced after it; what is empty is left out.

    Args:
        settings: Of the edition.
        lines: The line of each setting that the script gives, by its name there.
    """
    people = tuple(name.strip() for name in settings.author if name.strip())
    spoken = [("title", settings.title), ("subtitle", settings.subtitle)]
    if settings.announce:
        spoken += [
            ("author", byline(people, settings.lang)),
            ("date" if settings.date else "publication", imprint(settings)),
        ]
    for name, text in spoken:
        if text.strip():
            kind = SegmentKind.TITLE if name == "title" else SegmentKind.OPENING
            line = lines.get(name, lines.get("title", 1))
            yield Passage(kind, text, line, (Origin(0, line, ""),))
