"""An article becomes a narration.

Enters: an article and the lexicon of its publication. Leaves: sections of segments of utterances with pauses, what is
not spoken and why, and warnings. Refuses: an article with nothing to read aloud.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from audio_edition.article.model import Article, Section
from audio_edition.errors import Place, SourceError
from audio_edition.narration.chapters import chapter_title, choose_chapters
from audio_edition.narration.languages import NO_WORDS, words_for
from audio_edition.narration.lexicon import EMPTY, Lexicon
from audio_edition.narration.matching import Matcher
from audio_edition.narration.model import NarratedSection, Narration, Omission, SegmentKind
from audio_edition.narration.opening import opening_passages
from audio_edition.narration.passages import NarrationContext, Passage, passage_from_spans, passages, questions_of
from audio_edition.narration.pauses import SpokenBlock, with_pauses
from audio_edition.narration.pull_quotes import repeated_blocks
from audio_edition.narration.speakers import speaker_in
from audio_edition.narration.wording import utterances_of
from audio_edition.publication.policies import resolve_policies
from audio_edition.sound.mp3.id3 import MOST_CHAPTERS
from audio_edition.text.visible import shortened

_OPENING_KINDS = frozenset((SegmentKind.TITLE, SegmentKind.OPENING))


class _Chapter(Struct):
    """A section that is heard, before its pauses are known."""

    title: str
    level: int
    line: int
    blocks: list[SpokenBlock]
    id: str = ""
    discussion: tuple[str, ...] = ()


def _spoken_blocks(said: Iterable[Passage], context: NarrationContext, matcher: Matcher) -> list[SpokenBlock]:
    """Passages as they are spoken; a rule is noted at the block before it, and ends what a speaker says."""
    blocks: list[SpokenBlock] = []
    speaker = ""
    for passage in said:
        if passage.kind is None:
            speaker = ""
            if blocks:
                blocks[-1] = replace(blocks[-1], rule_follows=True)
            continue
        if passage.kind is SegmentKind.PARAGRAPH:
            speaker = speaker_in(passage.text, context.speakers) or speaker
        spoken = utterances_of(passage, context, matcher)
        if spoken:
            own = speaker if passage.kind is SegmentKind.PARAGRAPH else ""
            blocks.append(SpokenBlock(passage.kind, spoken, passage.line, speaker=own))
    return blocks


def _section_passages(section: Section, context: NarrationContext) -> Iterator[Passage]:
    """The heading of a section, and its blocks."""
    if section.heading:
        yield passage_from_spans(SegmentKind.HEADING, section.heading, section.line, context)
    yield from passages(section.blocks, context)


def _chapters(article: Article, context: NarrationContext, matcher: Matcher) -> list[_Chapter]:
    """The opening with what comes before the first heading, then each section with something to say."""
    settings = article.settings
    first = _spoken_blocks(opening_passages(settings, article.lines), context, matcher)
    sections = article.sections
    opening = _Chapter(chapter_title(settings.title), 0, article.lines.get("title", 1), first)
    if sections and sections[0].level == 0:
        first += _spoken_blocks(passages(sections[0].blocks, context), context, matcher)
        opening.discussion = questions_of(sections[0].blocks)
        sections = sections[1:]
    chapters = [opening]
    for section in sections:
        blocks = _spoken_blocks(_section_passages(section, context), context, matcher)
        if blocks:
            # The heading, or where that cannot be said, the beginning of the text.
            title = " ".join(utterance.source for utterance in blocks[0].utterances)
            chapters.append(_Chapter(chapter_title(title), section.level, section.line, blocks, section.id))
            chapters[-1].discussion = questions_of(section.blocks)
        else:
            chapters[-1].discussion += questions_of(section.blocks)
    if not chapters[0].blocks:
        del chapters[0]
    return chapters


def _merge_surplus(chapters: list[_Chapter]) -> list[_Chapter]:
    """At most 255 chapters: those beyond become part of the chapter before them, with their headings."""
    kept = choose_chapters([chapter.level for chapter in chapters])
    merged: list[_Chapter] = []
    for index, chapter in enumerate(chapters):
        if index in kept:
            merged.append(chapter)
        else:
            merged[-1].blocks.extend(chapter.blocks)
            merged[-1].discussion += chapter.discussion
    return merged


def _sections(chapters: list[_Chapter], article: Article) -> tuple[NarratedSection, ...]:
    segments = with_pauses([block for chapter in chapters for block in chapter.blocks], article.settings.pauses)
    sections = []
    start = 0
    for chapter in chapters:
        end = start + len(chapter.blocks)
        title = chapter.title or chapter_title(article.settings.title) or "…"
        sections.append(
            NarratedSection(title, chapter.level, chapter.line, segments[start:end], chapter.id, chapter.discussion)
        )
        start = end
    return tuple(sections)


def _warnings(article: Article, chapters: list[_Chapter]) -> Iterator[tuple[int, str]]:
    lang = article.settings.lang
    if words_for(lang) is NO_WORDS:
        yield (
            article.lines.get("lang", 1),
            f"there are no words for the language '{lang}': the opening says only names and numbers",
        )
    if len(chapters) > MOST_CHAPTERS:
        yield (
            chapters[1].line,
            f"{len(chapters)} chapters are too many: an MP3 can list {MOST_CHAPTERS}; the others are spoken as part of "
            "the chapter before them",
        )
    title_only = any(notice.kind == "title-only" for notice in article.notices)
    if not title_only and not any(block.kind not in _OPENING_KINDS for chapter in chapters for block in chapter.blocks):
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
    speakers = {name.casefold(): name for name in settings.speakers}
    context = NarrationContext(resolve_policies(settings.speak, article.path), settings.lang, speakers=speakers)
    context.repeated = repeated_blocks(article.sections)
    context.off = frozenset(name for name, wanted in settings.normalise.items() if not wanted)
    matcher = Matcher(lexicon or EMPTY, settings.lang)
    chapters = _chapters(article, context, matcher)
    if not chapters:
        raise SourceError(
            "there is nothing to read aloud",
            place=Place(article.path, 1),
            hint="give it a title and at least one sentence with words",
        )
    return Narration(
        title=chapter_title(settings.title),
        lang=settings.lang,
        sections=_sections(_merge_surplus(chapters), article),
        omissions=tuple(context.omissions),
        unmatched=_unmatched(matcher),
        warnings=tuple(_warnings(article, chapters)),
    )
