r"""The bytes of a file become clean text whose lines still have the numbers an editor shows.

Enters: a path or bytes. Leaves: a ``SourceText`` with ``\n`` line ends, in NFC, without control characters. Refuses:
what is not a regular file, what changes while it is read, what is too long, what is not text (with offset and line).
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from audio_edition.errors import Place, SourceError
from audio_edition.text.invisible import INVISIBLE
from audio_edition.text.pattern import pattern
from audio_edition.text.regular_file import read_regular_file, too_long

MAX_BYTES = 20_000_000
MAX_LINE_CHARS = 1_000_000
MAX_COMBINING_MARKS = 64
"""In a row. Unicode's Stream-Safe Text Format allows 30; beyond that, normalisation takes quadratic time.
Source: Unicode Standard Annex #15, section 13."""

_BOMS = (
    # The BOM of UTF-32 LE begins with that of UTF-16 LE: the longer ones first.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"\x7fELF", "a program"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive, as DOCX, ODT and EPUB are"),
    (b"\xd0\xcf\x11\xe0", "a file of an older Word or Excel"),
    (b"\x1f\x8b", "compressed with gzip"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"ID3", "an MP3"),
    (b"OggS", "a sound file"),
    (b"RIFF", "a sound or picture file"),
)
"""First bytes of files that people mistake for a text. Source: the PRONOM registry of The National Archives."""
_HEAD = 4096
_NOT_TEXT = pattern("[\x00\ud800-\udfff]")
_ODD_LINE_ENDS = pattern("[\x85\u2028\u2029]")
_LINE_ENDS = {"\x85": "\n", "\u2028": "\n", "\u2029": "\n\n"}
# Any character that something above looks for, or that may be a combining mark: those begin at U+0300, and the
# punctuation and symbols from U+2000 have none. Most Western texts have no such character, and one search shows it.
_NEEDS_CARE = pattern("[^\t\n\x20-\x7e\xa0-\u02ff\u2000-\u200d\u2010-\u2027\u202f-\u2065\u206a-\u20cf\u2100-\u2cee]")
_LONG_NON_WORD_RUN = pattern(rf"[^\w\x00-\x7f]{{{MAX_COMBINING_MARKS + 1},}}")
_KINDS = {
    "escape": ("terminal-codes", "terminal escape sequences"),
    "bidi": ("bidi-controls", "invisible characters that change the direction of writing"),
    "control": ("control-characters", "control characters"),
}


class Notice(Struct, frozen=True):
    """Something a person should know about a script that did not stop the reading of it."""

    line: int
    kind: str
    """One lower-case word or two with a hyphen: ``control-characters``, ``title-only``."""
    message: str


class SourceText(Struct, frozen=True):
    """Text that can be parsed, and where it came from."""

    path: str
    """As given; for messages only."""
    text: str
    lines: Sequence[int]
    """The line in the file of each line of ``text``. A ``range``, unless the file has line ends that editors do not
    count (NEL, U+2028, U+2029): those begin a new line of ``text`` with the number of the old one."""
    notices: tuple[Notice, ...] = ()
    pages: tuple[int, ...] = ()
    """The indices, counted from 0, of the lines of ``text`` that form feeds stood before."""

    def place(self, index: int) -> Place:
        """Return the place of the line of ``text`` with this index, counted from 0."""
        return Place(self.path, self.lines[min(index, len(self.lines) - 1)])


def read_source(path: Path, encoding: str | None = None) -> SourceText:
    """Read a script, a setting file or a lexicon.

    Args:
        path: A regular file, or a link to one.
        encoding: Name of a Python text codec; None: the byte order mark decides, else UTF-8.

    Raises:
        SourceError: Not a regular file, changed while it was read, too long, or not text.
        StorageError: It cannot be opened or read.
    """
    return decode(read_regular_file(path, MAX_BYTES), str(path), encoding)


def decode(data: bytes, path: str, encoding: str | None = None) -> SourceText:
    """Turn bytes into text.

    Args:
        data: The whole file.
        path: For messages.
        encoding: As for ``read_source``.

    Raises:
        SourceError: Too long, or not text in this encoding.
    """
    if len(data) > MAX_BYTES:
        raise too_long(path, MAX_BYTES)
    codec = encoding or encoding_of(data)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        if codec == "utf-8" and (kind := _binary_kind(data)):
            raise SourceError(f"is no text: it is {kind}", place=Place(path), hint="give a text file") from error
        line = 1 + len(re.findall(rb"\r\n?|\n", data[: error.start]))
        raise SourceError(
            f"these bytes are not {codec}: {error.reason} at byte {error.start}",
            place=Place(path, line),
            hint="save the file as UTF-8, or name its encoding, for example: --encoding cp1252",
        ) from error
    except (LookupError, UnicodeError, ValueError) as error:
        raise SourceError(
            f"cannot decode with {codec!r}: {error}",
            place=Place(path),
            hint="name a text encoding that Python knows: --encoding utf-8, cp1252, utf-16",
        ) from error
    return clean(text.removeprefix("\ufeff"), path)


def _binary_kind(data: bytes) -> str:
    """What a file is that is not text; empty where nothing says so.

    Its first bytes tell; and text in UTF-8 has no NUL. Text in UTF-16 has one in every second place.
    """
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    head = data[:_HEAD]
    zeros = head[0::2].count(0), head[1::2].count(0)
    return "a binary file" if any(zeros) and min(zeros) * 4 > max(zeros) else ""


def encoding_of(data: bytes) -> str:
    """Return the codec that a byte order mark asks for, else UTF-8."""
    return next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")


def clean(text: str, path: str) -> SourceText:
    """Normalise text that is already decoded: line ends, NFC, and nothing invisible that steers a terminal.

    Args:
        text: Any string.
        path: For messages.

    Raises:
        SourceError: It holds NUL or a surrogate, too long a line, or too many combining marks in a row.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    notices: tuple[Notice, ...] = ()
    lines: Sequence[int] = ()
    pages: tuple[int, ...] = ()
    if _NEEDS_CARE.search(text):
        _refuse_what_is_not_text(text, path)
        pages = tuple(_page_starts(text)) if "\x0c" in text else ()
        text, notices = _strip_invisible(text)
        lines = _numbers_with_odd_line_ends(text)
        text = _ODD_LINE_ENDS.sub(lambda match: _LINE_ENDS[match[0]], text)
        _refuse_stacked_marks(text, path, lines)
    lines = lines or range(1, text.count("\n") + 2)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    _refuse_long_lines(text, path, lines)
    return SourceText(path, text, lines, notices, pages)


def _page_starts(text: str) -> Iterator[int]:
    """The lines before which form feeds stand, as they will be counted: one in a line is taken to its nearer end."""
    index = 0
    for line in text.split("\n"):
        before, feed, after = line.rpartition("\x0c")
        extra = sum(len(_LINE_ENDS[end]) for end in _ODD_LINE_ENDS.findall(line))
        if feed:
            yield index + (1 + extra if before.strip("\x0c \t") and not after.strip() else 0)
        index += 1 + extra


def _refuse_what_is_not_text(text: str, path: str) -> None:
    found = _NOT_TEXT.search(text)
    if found:
        name = "NUL" if found[0] == "\0" else f"the surrogate U+{ord(found[0]):04X}"
        hint = "this may be a binary file, or UTF-16 without a byte order mark: try --encoding utf-16-le"
        raise SourceError(f"{name} in the text", place=_place(text, found.start(), path), hint=hint)


def _refuse_stacked_marks(text: str, path: str, lines: Sequence[int]) -> None:
    for run in _LONG_NON_WORD_RUN.finditer(text):
        marks = 0
        for character in run[0]:
            marks = marks + 1 if unicodedata.combining(character) else 0
            if marks > MAX_COMBINING_MARKS:
                index = text.count("\n", 0, run.start())
                number = lines[index] if lines else index + 1
                what = f"more than {MAX_COMBINING_MARKS} combining marks on one letter"
                raise SourceError(what, place=Place(path, number), hint="remove them")


def _refuse_long_lines(text: str, path: str, lines: Sequence[int]) -> None:
    if len(text) <= MAX_LINE_CHARS:
        return
    for index, line in enumerate(text.split("\n")):
        if len(line) > MAX_LINE_CHARS:
            raise SourceError(
                f"a line of {len(line):,} characters; the most is {MAX_LINE_CHARS:,}",
                place=Place(path, lines[index]),
                hint="break it into paragraphs",
            )


def _place(text: str, offset: int, path: str) -> Place:
    return Place(path, text.count("\n", 0, offset) + 1)


def _strip_invisible(text: str) -> tuple[str, tuple[Notice, ...]]:
    """Remove and count what no reader sees; form feeds and vertical tabs separate words, so they become blanks."""
    starts = [match.end() for match in re.finditer("\n", text)]
    counts: dict[str, int] = {}
    first_lines: dict[str, int] = {}

    def replace(match: re.Match[str]) -> str:
        kind = match.lastgroup or "control"
        counts[kind] = counts.get(kind, 0) + 1
        first_lines.setdefault(kind, bisect_right(starts, match.start()) + 1)
        return " " if match[0] in "\x0b\x0c" else ""

    text = INVISIBLE.sub(replace, text)
    return text, tuple(
        Notice(first_lines[kind], _KINDS[kind][0], f"{count} removed: {_KINDS[kind][1]}, the first in this line")
        for kind, count in counts.items()
    )


def _numbers_with_odd_line_ends(text: str) -> tuple[int, ...]:
    """Give every line of the text to come the number of the line an editor shows it in; empty: nothing is odd."""
    if not _ODD_LINE_ENDS.search(text):
        return ()
    numbers: list[int] = []
    for number, line in enumerate(text.split("\n"), start=1):
        extra = sum(len(_LINE_ENDS[end]) for end in _ODD_LINE_ENDS.findall(line))
        numbers.extend([number] * (1 + extra))
    return tuple(numbers)
