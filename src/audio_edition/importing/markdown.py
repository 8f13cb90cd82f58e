"""Markdown with the front matter of any site generator becomes a script: known keys under our names, the body as it is.

Enters: decoded text. Leaves: a script and what was taken for what. Refuses: front matter that cannot be read; text
without a letter or digit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from audio_edition.article.front_matter import split_front_matter
from audio_edition.errors import Place, SourceError
from audio_edition.importing.front import read_front
from audio_edition.importing.lines import read_blocks
from audio_edition.importing.model import Finding, ImportedScript, Role
from audio_edition.importing.speech import read_speakers, speaker_rows
from audio_edition.text.pattern import pattern
from audio_edition.text.source import SourceText

_READABLE = pattern(r"[^\W_]")
_FENCE = pattern(r" {0,3}(`{3,}|~{3,})")
_ATX = pattern(r" {0,3}(#{1,6})(?=[ \t]|$)")
_SETEXT = pattern(r" {0,3}(=+|-+)[ \t]*")
_FOOTNOTE = pattern(r" {0,3}\[\^[^\]\s]+\]:")
_EMPHASIS = pattern(r"[*_]{1,3}")
_TEMPLATE = pattern(r"\{\{[<%{\s]|\{%")


def read_markdown(source: SourceText, name: str = "") -> ImportedScript:
    """Reads an article from Markdown.

    Args:
        source: Decoded text; its path may have a date in it.
        name: A title for a text that has none.

    Returns:
        The script.

    Raises:
        SourceError: The front matter cannot be read, or there is nothing to read aloud.
    """
    split = split_front_matter(source)
    body, numbers = split.body.text, split.body.lines
    front = read_front(split.layer.entries, source.path)
    rows, dropped = dict(front.rows), front.dropped
    headings = tuple(_headings(body, numbers))
    if not _READABLE.search(body) and Role.TITLE not in rows:
        raise SourceError(
            "there is nothing to read aloud in it", place=Place(source.path), hint="give a text with words"
        )
    if Role.TITLE not in rows and (not headings or headings[0][0] != 1):
        title = name or "Untitled"
        rows[Role.TITLE] = Finding(Role.TITLE, 0, 0, title, "the text has no title: this one was made up")
    found = (*rows.values(), *dropped, *_body_rows(body, numbers, headings, titled=Role.TITLE in rows))
    speakers = read_speakers(read_blocks(_EMPHASIS.sub("", body), numbers))
    found = (*found, *speaker_rows(speakers))
    matter = replace(front.matter(rows), speakers=tuple(speakers.turns))
    return ImportedScript(matter, body.strip("\n") + "\n", tuple(sorted(found, key=lambda row: (row.first, row.last))))


def _headings(body: str, numbers: Sequence[int]) -> Iterator[tuple[int, str, int]]:
    """Level, text and line of each heading outside fenced code."""
    fence = ""
    above = ""
    number_above = 0
    for number, line in zip(numbers, body.split("\n"), strict=False):
        mark = _FENCE.match(line)
        if mark and (not fence or (mark[1].startswith(fence) and not line.strip(" `~"))):
            fence = "" if fence else mark[1]
            above = ""
        elif not fence:
            if atx := _ATX.match(line):
                yield len(atx[1]), _heading_text(line[atx.end() :]), number
            elif above and (setext := _SETEXT.fullmatch(line)):
                yield 1 if setext[1][0] == "=" else 2, above, number_above
            above = line.strip() if not line.startswith((" ", "\t", ">", "#", "-", "*", "|")) else ""
        number_above = number


def _heading_text(rest: str) -> str:
    """What follows the opening number signs, without a closing sequence. Source: CommonMark 0.31.2, section 4.2."""
    text = rest.strip()
    bare = text.rstrip("#")
    return bare.rstrip() if bare != text and (not bare or bare[-1] in " \t") else text


def _body_rows(
    body: str, numbers: Sequence[int], headings: tuple[tuple[int, str, int], ...], *, titled: bool
) -> Iterator[Finding]:
    for level, text, number in headings:
        title = level == 1 and not titled
        titled = titled or title
        yield Finding(Role.TITLE if title else Role.HEADING, number, number, text)
    lines = body.rstrip().split("\n")
    footnotes = sum(_FOOTNOTE.match(line) is not None for line in lines)
    notes = f", {footnotes} footnotes" if footnotes else ""
    yield Finding(Role.PARAGRAPH, numbers[0], numbers[len(lines) - 1], f"body kept as it is{notes}")
    template = next((at for at, line in enumerate(lines) if _TEMPLATE.search(line)), None)
    if template is not None:
        check = "marks of a site generator's templates: they would be read out"
        yield Finding(Role.PARAGRAPH, numbers[template], numbers[template], lines[template].strip(), check)
