"""An article becomes a narration.

Enters: an article and the lexicon of its publication. Leaves: sections of segments of utterances with pauses, what is
not spoken and why, and warnings. Refuses: an article with nothing to read aloud.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from audio_edition.article.model import Article, Section
from audio_edition.errors import Place, SourceError
from audio_edition.narration.chapters import chapter_title, chosen
from audio_edition.narration.languages import NONE, words
from audio_edition.narration.lexicon import EMPTY, Lexicon
from audio_edition.narration.matching import Matcher
from audio_edition.narration.model import NarratedSection, Narration, Omission, SegmentKind
from audio_edition.narration.opening import opening
from audio_edition.narration.passages import Passage, Reading, passages, spans_passage
from audio_edition.narration.pauses import Draft, with_pauses
from audio_edition.narration.wording import utterances
from audio_edition.publication.policies import resolve_policies
from audio_edition.sound.mp3.id3 import MOST_CHAPTERS
from audio_edition.text.visible import shortened

_OPENING_KINDS = frozenset((SegmentKind.TITLE, SegmentKind.OPENING))


@dataclass(frozen=True, slots=True)
class _Chapter:
    """A section that is heard, before its pauses are known."""

    title: str
    level: int
    line: int
    drafts: tuple[Draft, ...]
    id: str = ""


def _drafts(said: Iterable[Passage], reading: Reading, matcher: Matcher) -> tuple[Draft, ...]:
    """Passages as they are spoken; a rule is remembered by what stands before it."""
    drafts: list[Draft] = []
    for passage in said:
        if passage.kind is None:
            if drafts:
                last = drafts[-1]
                drafts[-1] = Draft(last.kind, last.utterances, last.line, rule_follows=True)
            continue
        spoken = utterances(passage, reading, matcher)
        if spoken:
            drafts.append(Draft(passage.kind, spoken, passage.line))
    return tuple(drafts)


def _section_passages(section: Section, reading: Reading) -> Iterator[Passage]:
    """The heading of a section, and its blocks."""
    if section.heading:
        yield spans_passage(SegmentKind.HEADING, section.heading, section.line, reading)
    yield from passages(section.blocks, reading)


def _title(drafts: tuple[Draft, ...]) -> str:
    """What a chapter is called: its heading, or where that cannot be said, how its text begins."""
    return chapter_title(" ".join(utterance.source for utterance in drafts[0].utterances))


def _chapters(article: Article, reading: Reading, matcher: Matcher) -> list[_Chapter]:
    """The opening with what stands before the first heading, then each section with something to say."""
    settings = article.settings
    first = _drafts(opening(settings, article.lines), reading, matcher)
    sections = article.sections
    if sections and sections[0].level == 0:
        first += _drafts(passages(sections[0].blocks, reading), reading, matcher)
        sections = sections[1:]
    found = [_Chapter(chapter_title(settings.title), 0, article.lines.get("title", 1), first)]
    for section in sections:
        drafts = _drafts(_section_passages(section, reading), reading, matcher)
        if drafts:
            found.append(_Chapter(_title(drafts), section.level, section.line, drafts, section.id))
    if not found[0].drafts:
        del found[0]
    return found


def _merged(found: list[_Chapter]) -> list[_Chapter]:
    """At most 255 chapters: what is too much becomes part of the chapter before it, heading and all."""
    kept = chosen([chapter.level for chapter in found])
    if len(kept) == len(found):
        return found
    merged: list[_Chapter] = []
    drafts: list[Draft] = []
    for index, chapter in enumerate(found):
        if index in kept:
            if merged:
                merged[-1] = _with(merged[-1], drafts)
            merged.append(chapter)
            drafts = []
        drafts += chapter.drafts
    merged[-1] = _with(merged[-1], drafts)
    return merged


def _with(chapter: _Chapter, drafts: list[Draft]) -> _Chapter:
    return replace(chapter, drafts=tuple(drafts))


def _sections(found: list[_Chapter], article: Article) -> tuple[NarratedSection, ...]:
    segments = with_pauses([draft for chapter in found for draft in chapter.drafts], article.settings.pauses)
    sections = []
    start = 0
    for chapter in found:
        end = start + len(chapter.drafts)
        title = chapter.title or chapter_title(article.settings.title) or "…"
        sections.append(NarratedSection(title, chapter.level, chapter.line, segments[start:end], chapter.id))
        start = end
    return tuple(sections)


def _warnings(article: Article, found: list[_Chapter]) -> Iterator[tuple[int, str]]:
    lang = article.settings.lang
    if words(lang) is NONE:
        yield (
            article.lines.get("lang", 1),
            f"there are no words for the language '{lang}': names and numbers of the opening are said alone",
        )
    if len(found) > MOST_CHAPTERS:
        yield (
            found[1].line,
            f"{len(found)} chapters are more than an MP3 can list; {MOST_CHAPTERS} are kept, the others are spoken "
            "inside the chapter before them",
        )
    title_only = any(notice.kind == "title-only" for notice in article.notices)
    if not title_only and not any(draft.kind not in _OPENING_KINDS for chapter in found for draft in chapter.drafts):
        yield article.lines.get("title", 1), "there is nothing to read but the title"


def _unmatched(matcher: Matcher) -> tuple[Omission, ...]:
    return tuple(
        Omission(
            entry.line, "lexicon", f"the entry '{entry.word}' matches nothing that is spoken", shortened(entry.word)
        )
        for entry in matcher.unmatched()
    )


def narrate(article: Article, lexicon: Lexicon | None = None) -> Narration:
    """Everything that will be said of an article, in order.

    Args:
        article: As it was read.
        lexicon: Of the publication.

    Raises:
        SourceError: There is nothing to read aloud, or ``speak`` names what is not in the policy table.
    """
    settings = article.settings
    reading = Reading(resolve_policies(settings.speak, article.path), settings.lang)
    matcher = Matcher(lexicon or EMPTY, settings.lang)
    found = _chapters(article, reading, matcher)
    if not found:
        raise SourceError(
            "there is nothing to read aloud",
            place=Place(article.path, 1),
            hint="give it a title and at least one sentence with words",
        )
    return Narration(
        title=chapter_title(settings.title),
        lang=settings.lang,
        sections=_sections(_merged(found), article),
        omissions=tuple(reading.omissions),
        unmatched=_unmatched(matcher),
        warnings=tuple(_warnings(article, found)),
    )
