"""A script becomes an article.

Enters: the path or the text of a script, and the settings around it. Leaves: an ``Article``. Refuses: a script without
a title, and one without anything to read aloud.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec.structs import replace

from audio_edition.article.foreign_settings import understood
from audio_edition.article.front_matter import split_front_matter
from audio_edition.article.markdown import parse_markdown
from audio_edition.article.model import Article, Element, Section, Span
from audio_edition.errors import Place, SourceError
from audio_edition.publication.entries import Layer, LayerKind, command_line_layer
from audio_edition.publication.folder import Publication
from audio_edition.publication.settings import Settings, merge
from audio_edition.text.source import Notice, SourceText, clean, read_source

_IN_TITLE = (Element.TEXT, Element.LINK, Element.CODE_SPAN, Element.URL)


def read_script(
    path: Path,
    publication: Publication | None = None,
    *,
    overrides: Mapping[str, object] | None = None,
    encoding: str | None = None,
) -> Article:
    """Read and parse a script.

    Args:
        path: The script.
        publication: The publication it belongs to; None: no common settings.
        overrides: Settings from the command line, by their names in files.
        encoding: See ``text.read_source``.

    Raises:
        SourceError: The script or a setting cannot be used as it is written.
        StorageError: The file cannot be read.
    """
    layer = publication.layer if publication else None
    return parse_script(read_source(path, encoding), str(path), layer, overrides)


def parse_script(
    text: str | SourceText,
    path: str,
    publication_layer: Layer | None = None,
    overrides: Mapping[str, object] | None = None,
) -> Article:
    """Parse the text of a script.

    Args:
        text: As read, or any string.
        path: For messages.
        publication_layer: The settings of ``publication.toml``.
        overrides: Settings from the command line, by their names in files.

    Raises:
        SourceError: No title, nothing to read aloud, or something cannot be used as it is written.
    """
    source = clean(text, path) if isinstance(text, str) else text
    split = split_front_matter(source)
    common = publication_layer or Layer(LayerKind.PUBLICATION, "", {})
    layer, passed_over = understood(split.layer)
    merged = merge(common, layer, command_line_layer(overrides or {}))
    document = parse_markdown(split.body)
    settings, sections, notices = _with_title(merged, document.sections, path)
    first_line = split.body.lines[0]
    lines = {name: entry.line for name, entry in layer.entries.items()}
    if not merged.title:
        lines["title"] = next(section.line for section in document.sections if section.level)
    return Article(
        path=path,
        settings=settings,
        sections=sections or (Section((), 0, first_line, ()),),
        notices=(
            *source.notices,
            *passed_over,
            *document.notices,
            *notices,
            *_notice_if_empty(settings, sections, path, first_line),
        ),
        lines=lines,
    )


def _with_title(
    settings: Settings, sections: tuple[Section, ...], path: str
) -> tuple[Settings, tuple[Section, ...], tuple[Notice, ...]]:
    """Make the first heading the title where no title is set; remove it where it repeats the title."""
    index = next((index for index, section in enumerate(sections) if section.level), None)
    first = sections[index] if index is not None and sections[index].level == 1 else None
    if settings.title and first and _plain(first.heading).casefold() == settings.title.casefold():
        message = "this heading repeats the title and is not read a second time"
        return settings, _without_title(sections, first), (Notice(first.line, "title-repeated", message),)
    if settings.title:
        return settings, sections, ()
    if first is None or not _plain(first.heading):
        hint = "put 'title: …' into the front matter, or begin the text with '# ' and the title"
        raise SourceError("no title", place=Place(path, first.line if first else 1), hint=hint)
    notices = tuple(
        Notice(span.line, "title-markup", f"left out of the title: {span.element}")
        for span in first.heading
        if span.element not in _IN_TITLE
    )
    return replace(settings, title=_plain(first.heading)), _without_title(sections, first), notices


def _plain(heading: Iterable[Span]) -> str:
    return " ".join("".join(span.text for span in heading if span.element in _IN_TITLE).split())


def _without_title(sections: tuple[Section, ...], title: Section) -> tuple[Section, ...]:
    """Remove the heading that is the title; its blocks join those before it, as text before the first heading."""
    at = sections.index(title)
    before = sections[at - 1].blocks if at else ()
    line = sections[at - 1].line if at else title.blocks[0].line if title.blocks else title.line
    opening = (Section((), 0, line, before + title.blocks),) if before or title.blocks else ()
    return opening + sections[at + 1 :]


def _notice_if_empty(settings: Settings, sections: tuple[Section, ...], path: str, line: int) -> tuple[Notice, ...]:
    if any(_has_word(span.text) for span in _spans(sections)):
        return ()
    if any(_spans(sections)) or not _has_word(settings.title):
        raise SourceError("nothing to read aloud", place=Place(path, line), hint="write something under the title")
    return (Notice(line, "title-only", "there is nothing under the title: the edition will have the title alone"),)


def _spans(sections: Iterable[Section]) -> Iterable[Span]:
    for section in sections:
        yield from section.heading
        for block in section.blocks:
            for spans in (block.spans, *block.cells):
                yield from spans


def _has_word(text: str) -> bool:
    return any(character.isalnum() for character in text)
