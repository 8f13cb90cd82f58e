"""The formats that an article can come in, one row each: how it is recognised, and what reads it.

Enters: bytes and where they came from. Leaves: a script with the lines of the source. Refuses: formats without a
reader, saying what to do instead. A new format is a module with a reader, and one row in ``FORMATS``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath

from msgspec import Struct
from msgspec.structs import replace

from audio_edition.errors import Place, SourceError
from audio_edition.importing.markdown import read_markdown
from audio_edition.importing.model import Finding, ImportedScript, Original, Role
from audio_edition.importing.plain import read_plain
from audio_edition.importing.word_lists import guess_language
from audio_edition.text.language_tags import base_language
from audio_edition.text.nearest import hint_for
from audio_edition.text.pattern import pattern
from audio_edition.text.source import SourceText, decode, encoding_of


class Format(Struct, frozen=True):
    """A format, whether it can be imported or not yet."""

    name: str
    """Of those that can be imported, as on the command line: ``--format text``."""
    suffixes: tuple[str, ...]
    """Lower case, with the dot."""
    read: Callable[[Original], ImportedScript] | None = None
    """None: it cannot be imported yet."""
    begins: re.Pattern[bytes] | None = None
    """Matched against the first bytes; of text, in UTF-8."""
    advice: str = ""
    """What to do with a format that cannot be imported yet."""
    is_text: bool = False
    """Whether ``--format`` may ask for another format in spite of what it begins with."""


def _reader(read: Callable[[SourceText, str], ImportedScript]) -> Callable[[Original], ImportedScript]:
    """Make a reader of bytes from a reader of text, which reports what decoding removed."""

    def read_bytes(original: Original) -> ImportedScript:
        source = decode(original.data, original.path, original.encoding)
        script = read(source, original.title)
        removed = tuple(Finding(Role.DROPPED, note.line, note.line, note.message) for note in source.notices)
        findings = sorted((*script.findings, *removed), key=lambda finding: (finding.first, finding.last))
        return replace(script, findings=tuple(findings))

    return read_bytes


def _begins(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, re.DOTALL)


_COPY = "open it, copy the article as text, and give that to: audio-edition import -"
_HTML = rb"(?i)\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b"
_PLAIN = Format("text", (".txt", ".text", ".asc"), _reader(read_plain), is_text=True)
_MARKDOWN = Format("markdown", (".md", ".markdown", ".mdown", ".mkd", ".mdx"), _reader(read_markdown), is_text=True)
FORMATS = (
    Format("EPUB", (".epub",), None, _begins(rb"PK\x03\x04.{26}mimetypeapplication/epub"), _COPY),
    Format("OpenDocument", (".odt",), None, _begins(rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis"), _COPY),
    Format("DOCX", (".docx",), None, _begins(rb"PK\x03\x04.*word/"), "save it as plain text or Markdown"),
    Format("ZIP", (".zip",), None, _begins(rb"PK\x03\x04"), "unpack it and import the article"),
    Format("PDF", (".pdf",), None, _begins(rb"%PDF-"), _COPY),
    Format("RTF", (".rtf",), None, _begins(rb"\{\\rtf"), "save it as plain text"),
    Format("Word 97", (".doc",), None, _begins(rb"\xd0\xcf\x11\xe0"), "save it as plain text"),
    Format("gzip", (".gz",), None, _begins(rb"\x1f\x8b"), "unpack it first"),
    Format("HTML", (".html", ".htm", ".xhtml"), None, _begins(_HTML), _COPY, is_text=True),
    _MARKDOWN,
    _PLAIN,
)
"""The first that fits is taken. What fits none is text: Markdown if it looks like it, else plain."""

_FIRST_BYTES = 4096
_LOOKED_AT = 100_000
"""Bytes: Markdown shows itself within a few pages."""
_MARKDOWN_MARKS = pattern(
    r"^ {0,3}#{1,6} \S|^ {0,3}(?:```|~~~)|\]\([^)\s]{1,500}\)|^\[\^[^\]\s]{1,50}\]:|\*\*\w", re.MULTILINE
)


def import_bytes(
    data: bytes,
    path: str,
    *,
    format_name: str = "auto",
    encoding: str | None = None,
    lang: str = "",
    name: str = "",
    usual_lang: str = "en",
) -> ImportedScript:
    """Reads an article from bytes.

    Args:
        data: The whole source.
        path: Where it came from, for messages, and for its suffix.
        format_name: Name of a format, or ``auto``.
        encoding: Name of a Python text codec; None: the byte order mark decides, else UTF-8.
        lang: BCP 47 tag of its language; empty: what the source says, else a guess by its words, or nothing.
        name: A title for a text that has none.
        usual_lang: BCP 47 tag of what is in no other language; a guess that agrees with it is not written.

    Returns:
        The script, with the format that it was read as.

    Raises:
        SourceError: The format is not supported, or the text cannot be read.
    """
    original = Original(data, path, encoding, name)
    chosen = _choose(original, format_name)
    if chosen.read is None:
        raise SourceError(f"{chosen.name} cannot be imported yet", place=Place(path), hint=chosen.advice)
    script = chosen.read(original)
    if lang:
        script = replace(script, front=replace(script.front, lang=lang))
    elif not script.front.lang:
        script = _in_guessed_language(script, usual_lang)
    return replace(script, format=chosen.name)


def _in_guessed_language(script: ImportedScript, usual_lang: str) -> ImportedScript:
    """The script with the language that its words speak for, where that is not the usual one."""
    lang = guess_language(script.body)
    if not lang or lang == base_language(usual_lang):
        return script
    row = Finding(Role.LANGUAGE, 0, 0, lang, "a guess by its commonest words: it decides which voice reads it")
    return replace(script, front=replace(script.front, lang=lang), findings=(row, *script.findings))


def _choose(original: Original, format_name: str) -> Format:
    """The format of the first bytes, the one asked for, that of the suffix, or the one the text looks like."""
    text = _beginning(original)
    heads = (original.data[:_FIRST_BYTES], text[:_FIRST_BYTES].encode("utf-8", "replace"))
    suffix = PurePath(original.path).suffix.lower()
    is_asked = format_name != "auto"
    for each in FORMATS:
        if is_asked and each.is_text:
            continue
        if (each.begins and any(map(each.begins.match, heads))) or (not is_asked and suffix in each.suffixes):
            return each
    if not is_asked:
        return _MARKDOWN if _looks_like_markdown(text) else _PLAIN
    names = {each.name: each for each in FORMATS if each.read}
    if format_name not in names:
        hint = hint_for(format_name, names)
        raise SourceError(f"there is no format {format_name!r}", place=Place(original.path), hint=hint)
    return names[format_name]


def _beginning(original: Original) -> str:
    """The first pages as text, whatever they are: only to recognise the format."""
    codec = original.encoding or encoding_of(original.data)
    try:
        text = original.data[:_LOOKED_AT].decode(codec, "replace")
    except (LookupError, ValueError):
        return ""  # the reader will say what is wrong with the codec
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _looks_like_markdown(text: str) -> bool:
    first = text.split("\n", 1)[0].rstrip()
    has_front_matter = first in {"---", "+++"} and f"\n{first}" in text
    return has_front_matter or _MARKDOWN_MARKS.search(text) is not None
