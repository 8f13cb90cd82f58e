"""The formats that can be imported, and those that cannot yet, each recognised by name or first bytes.

Enters: bytes and where they came from. Leaves: a draft with the lines of the source. Refuses: formats nobody has
written a reader for, saying what to do instead. A new format is a module with a reader, and a row in ``READERS``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePath

from audio_edition.errors import Place, SourceError
from audio_edition.importing.markdown import read_markdown
from audio_edition.importing.model import Draft, Finding, Part
from audio_edition.importing.plain import read_plain
from audio_edition.text.source import SourceText, decode


@dataclass(frozen=True, slots=True)
class Reader:
    """A format that can be imported."""

    name: str
    """As on the command line: ``--format text``."""
    suffixes: tuple[str, ...]
    """Lower case, with the dot."""
    read: Callable[[SourceText, str], Draft]
    """Takes decoded text and a title for a text that has none."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """A format that cannot be imported yet."""

    name: str
    suffixes: tuple[str, ...]
    magic: re.Pattern[bytes]
    """Matched against the first bytes."""
    advice: str


READERS = (
    Reader("text", (".txt", ".text", ".asc"), read_plain),
    Reader("markdown", (".md", ".markdown", ".mdown", ".mkd", ".mdx"), read_markdown),
)

_COPY = "open it, copy the article as text, and give that to: audio-edition import -"
_NEVER = re.compile(rb"(?!)")
FOREIGN = (
    Foreign("EPUB", (".epub",), re.compile(rb"PK\x03\x04.{26}mimetypeapplication/epub", re.DOTALL), _COPY),
    Foreign("OpenDocument", (".odt",), re.compile(rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis", re.DOTALL), _COPY),
    Foreign("DOCX", (".docx",), re.compile(rb"PK\x03\x04.*word/", re.DOTALL), "save it as plain text or Markdown"),
    Foreign("ZIP", (".zip",), re.compile(rb"PK\x03\x04"), "unpack it and import the article"),
    Foreign("PDF", (".pdf",), re.compile(rb"%PDF-"), _COPY),
    Foreign("RTF", (".rtf",), re.compile(rb"\{\\rtf"), "save it as plain text"),
    Foreign("Word 97", (".doc",), re.compile(rb"\xd0\xcf\x11\xe0"), "save it as plain text"),
    Foreign("gzip", (".gz",), re.compile(rb"\x1f\x8b"), "unpack it first"),
    Foreign("HTML", (".html", ".htm", ".xhtml"), _NEVER, _COPY),
)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_LOOKED_AT = 100_000
"""Characters: Markdown shows itself within a few pages."""
_MARKS = re.compile(
    r"^ {0,3}#{1,6} \S|^ {0,3}(?:```|~~~)|\]\([^)\s]{1,500}\)|^\[\^[^\]\s]{1,50}\]:|\*\*\w", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Imported:
    """A source that was read."""

    draft: Draft
    format: str
    """The name of the reader."""


def import_bytes(
    data: bytes, path: str, *, format_name: str = "auto", encoding: str | None = None, lang: str = "", name: str = ""
) -> Imported:
    """Reads an article from bytes.

    Args:
        data: The whole source.
        path: Where it came from, for messages, and for its suffix.
        format_name: Name of a reader, or ``auto``.
        encoding: Name of a Python text codec; None: the byte order mark decides, else UTF-8.
        lang: BCP 47 tag of its language; empty: what the source says, or nothing.
        name: A title for a text that has none.

    Returns:
        The draft and the format it was read as.

    Raises:
        SourceError: The format is not supported, or the text cannot be read.
    """
    _refuse_foreign(data, path, by_suffix=format_name == "auto")
    source = decode(data, path, encoding)
    if format_name == "auto" and _HTML.match(source.text[:4000]):
        raise _unsupported(FOREIGN[-1], path)
    reader = _choose(source.text, path, format_name)
    draft = reader.read(source, name)
    front = replace(draft.front, lang=lang) if lang else draft.front
    removed = tuple(Finding(Part.DROPPED, note.line, note.line, note.message) for note in source.notices)
    findings = tuple(sorted((*draft.findings, *removed), key=lambda finding: (finding.first, finding.last)))
    return Imported(replace(draft, front=front, findings=findings), reader.name)


def _choose(text: str, path: str, format_name: str) -> Reader:
    """The reader asked for, the one of the suffix, or the one the text looks like."""
    suffix = PurePath(path).suffix.lower()
    for reader in READERS:
        if format_name == reader.name or (format_name == "auto" and suffix in reader.suffixes):
            return reader
    if format_name != "auto":
        known = ", ".join(reader.name for reader in READERS)
        raise SourceError(f"there is no format {format_name!r}", place=Place(path), hint=f"give one of: {known}")
    first = text.split("\n", 1)[0].rstrip()
    fenced = first in {"---", "+++"} and f"\n{first}" in text
    return READERS[1] if fenced or _MARKS.search(text[:_LOOKED_AT]) else READERS[0]


def _refuse_foreign(data: bytes, path: str, *, by_suffix: bool) -> None:
    suffix = PurePath(path).suffix.lower()
    for foreign in FOREIGN:
        if foreign.magic.match(data[:4096]) or (by_suffix and suffix in foreign.suffixes):
            raise _unsupported(foreign, path)


def _unsupported(foreign: Foreign, path: str) -> SourceError:
    return SourceError(f"{foreign.name} cannot be imported yet", place=Place(path), hint=foreign.advice)
