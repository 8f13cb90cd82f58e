"""Plain text becomes a script: its shape is read, because it has no marks.

Enters: decoded text. Leaves: a script and what was taken for what. Refuses: text without a letter or digit.
"""

from __future__ import annotations

from msgspec.structs import replace

from audio_edition.article.front_matter import SplitScript, split_header_lines
from audio_edition.errors import Place, SourceError
from audio_edition.importing.body import write_body
from audio_edition.importing.dates import FoundDate
from audio_edition.importing.front import read_front
from audio_edition.importing.furniture import without_pages
from audio_edition.importing.head import Head, Taken, read_head
from audio_edition.importing.lines import read_blocks, read_layout, split_paragraphs
from audio_edition.importing.mending import (
    Vocabulary,
    has_tex_quotes,
    join_drop_caps,
    join_lines,
    mend_tex_quotes,
    read_vocabulary,
)
from audio_edition.importing.model import Finding, FrontMatter, ImportedScript, Role
from audio_edition.importing.speech import read_speakers, speaker_rows
from audio_edition.text.pattern import pattern
from audio_edition.text.source import SourceText

TITLE_WORDS = 8
"""How many words of the text make a title where none is found."""

_READABLE = pattern(r"[^\W_]")


def read_plain(source: SourceText, name: str = "") -> ImportedScript:
    """Reads an article from plain text.

    Args:
        source: Decoded text.
        name: A title for a text that has none, such as its file name in words; empty: its first words.

    Returns:
        The script.

    Raises:
        SourceError: There is nothing to read aloud in it.
    """
    if not _READABLE.search(source.text):
        raise SourceError(
            "there is nothing to read aloud in it", place=Place(source.path), hint="give a text with words"
        )
    header = split_header_lines(source)
    written = header.body if header else source
    text = written.text.replace("\u00ad", "")
    text = mend_tex_quotes(text) if has_tex_quotes(text) else text
    feeds = {source.lines[at] for at in source.pages if at < len(source.lines)}
    blocks, furniture = without_pages(read_blocks(text, written.lines), feeds)
    layout = read_layout(blocks)
    vocabulary = read_vocabulary(line.text for block in blocks for line in block)
    blocks, capitals = join_drop_caps(blocks, vocabulary)
    furniture += tuple(
        Finding(Role.DROP_CAP, line.number, line.number, line.text[:60], "a guess: the letter stood apart")
        for line in capitals
    )
    speakers = read_speakers(blocks)
    paragraphs = split_paragraphs(blocks, layout, speakers)
    head = Head((), paragraphs) if header else read_head(paragraphs, speakers)
    front, above = _from_header(header) if header else _from_head(head, vocabulary, name)
    body = write_body(head.body, layout, vocabulary, speakers, front.author)
    soft = source.text.count("\u00ad")
    dropped = (Finding(Role.DROPPED, 0, 0, f"{soft} soft hyphens, which are not seen"),) if soft else ()
    parts = (*above, *body.findings, *furniture, *dropped, *speaker_rows(speakers))
    rows = sorted(parts, key=lambda row: (row.first, row.last))
    return ImportedScript(replace(front, speakers=tuple(speakers.turns)), body.markdown, tuple(rows))


def _from_header(header: SplitScript) -> tuple[FrontMatter, tuple[Finding, ...]]:
    """What lines such as "Title: A title" say, and their rows."""
    found = read_front(header.layer.entries, header.layer.path)
    return found.matter(found.rows), (*found.rows.values(), *found.dropped)


def _from_head(head: Head, vocabulary: Vocabulary, name: str) -> tuple[FrontMatter, tuple[Finding, ...]]:
    """What the lines above the article say, and their rows."""
    named = tuple(_named(taken, vocabulary) for taken in head.taken)
    titled = () if any(row.role is Role.TITLE for row in named) else (_made_title(head, name),)
    rows = (*titled, *named)
    return _front(head, rows), rows


def _named(taken: Taken, vocabulary: Vocabulary) -> Finding:
    """The row of a line of the head, with the text as it goes into the front matter."""
    paragraph, credits_ = taken.paragraph, taken.credits
    text, _ = join_lines(paragraph.lines, vocabulary)
    check = taken.check
    if taken.role is Role.AUTHOR:
        text = ", ".join(credits_.authors)
    elif taken.role is Role.DATE and credits_.found:
        text = credits_.found.date.isoformat()
    raw = "" if credits_.keep else paragraph.text
    return Finding(taken.role, paragraph.first, paragraph.last, text, check, raw)


def _made_title(head: Head, name: str) -> Finding:
    """A title for a text that has none."""
    first = next((paragraph for paragraph in head.body if _READABLE.search(paragraph.text)), None)
    words = first.text.split() if first else []
    from_text = " ".join(words[:TITLE_WORDS])[:100].rstrip(",;:. ") + ("…" if len(words) > TITLE_WORDS else "")
    title = head.salutation.rstrip(",:! ") or name or from_text or "Untitled"
    return Finding(Role.TITLE, 0, 0, title, "the text has no title: this one was made up")


def _front(head: Head, rows: tuple[Finding, ...]) -> FrontMatter:
    def text(role: Role) -> str:
        return next((row.text for row in rows if row.role is role), "")

    authors = next((taken.credits.authors for taken in head.taken if taken.role is Role.AUTHOR), ())
    found: FoundDate | None = next((taken.credits.found for taken in head.taken if taken.role is Role.DATE), None)
    kept = (Role.MOTTO, Role.FOLIO, Role.KICKER, Role.POST)
    mottos = tuple(f"{row.role.value}: {row.text}" for row in rows if row.role in kept)
    return FrontMatter(
        title=text(Role.TITLE),
        subtitle=text(Role.SUBTITLE),
        author=authors,
        publication=text(Role.PUBLICATION),
        date=found.date if found else None,
        remarks=mottos,
    )
