"""Splits the front matter of a script from its Markdown and reads it.

Enters: the text of a script. Leaves: the entries of its front matter, and the Markdown with its line numbers.
Refuses: front matter that is not closed, or too long.
"""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from audio_edition.errors import SourceError
from audio_edition.publication.entries import Entry, Layer, LayerKind
from audio_edition.text.pattern import pattern
from audio_edition.text.source import SourceText

MAX_CHARS = 64_000

_OPENING = pattern(r"[ \t\n]*^(---|\+\+\+)[ \t]*$\n?", re.MULTILINE)
_CLOSING = {
    # YAML's own end mark is accepted too, as Jekyll and Pandoc do.
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*(?:\n|\Z)", re.MULTILINE),
}

_HEADER_LINE = pattern(r"([A-Za-z][\w -]{0,30}):[ \t]+(\S.*)")
_HEADERS = frozenset(
    ("author", "authors", "date", "slug", "tags", "category", "summary", "status", "modified", "lang", "language")
)
"""Names that tell header lines from a text that begins with "Title: …"."""


class SplitScript(Struct, frozen=True):
    """The front matter and the Markdown of a script."""

    layer: Layer
    """Without entries where there is no front matter."""
    body: SourceText
    """The Markdown; its ``lines`` go on where the front matter ended."""


def split_front_matter(source: SourceText) -> SplitScript:
    """Split front matter from Markdown.

    Front matter begins with ``---`` (YAML) or ``+++`` (TOML) as the first line that is not blank.

    Raises:
        SourceError: Not closed, over 64,000 characters, or not YAML or TOML.
    """
    opening = _OPENING.match(source.text)
    if opening is None:
        return split_header_lines(source) or SplitScript(Layer(LayerKind.FRONT_MATTER, source.path, {}), source)
    fence = opening[1]
    closing = _CLOSING[fence].search(source.text, opening.end())
    if closing is None:
        raise SourceError(
            f"front matter is opened with {fence} and never closed",
            place=source.place(source.text.count("\n", 0, opening.start(1))),
            hint=f"put a line with {fence} after the last setting",
        )
    front = _slice(source, opening.end(), closing.start())
    if len(front.text) > MAX_CHARS:
        hint = f"if no front matter is meant, begin the script with something other than {fence}"
        raise SourceError(f"front matter of over {MAX_CHARS:,} characters", place=front.place(0), hint=hint)
    entries = _read(front, fence)
    body = _slice(source, closing.end(), len(source.text))
    return SplitScript(Layer(LayerKind.FRONT_MATTER, source.path, entries), body)


def split_header_lines(source: SourceText) -> SplitScript | None:
    """Split lines such as ``Title: A title`` from the text; None: there are none.

    Source: the documentation of Pelican and of MultiMarkdown.

    They are the first lines, up to the first that is blank; one of them is the title, and there are two or more.

    Args:
        source: The whole text.
    """
    head = source.text[:MAX_CHARS].split("\n\n", 1)[0]
    entries: dict[str, Entry] = {}
    key = ""
    for index, line in enumerate(head.split("\n")):
        found = _HEADER_LINE.fullmatch(line)
        if found and found[1].strip().lower() not in entries:
            key = found[1].strip().lower()
            entries[key] = Entry(found[2].strip(), source.lines[index])
        elif key and line.startswith((" ", "\t")) and line.strip():
            entries[key] = replace(entries[key], value=f"{entries[key].value} {line.strip()}")
        else:
            return None
    if "title" not in entries or len(entries) < 2 or _HEADERS.isdisjoint(entries):
        return None
    if authors := entries.get("authors"):
        names = (name.strip() for name in re.split("[;,]", str(authors.value)))
        entries["authors"] = replace(authors, value=tuple(Entry(name, authors.line) for name in names if name))
    layer = Layer(LayerKind.FRONT_MATTER, source.path, entries)
    return SplitScript(layer, _slice(source, min(len(head) + 1, len(source.text)), len(source.text)))


def _read(front: SourceText, fence: str) -> dict[str, Entry]:
    if not front.text.strip():
        return {}
    # Imported when used: a script with YAML needs no tomllib, and the other way round.
    if fence == "+++":
        from audio_edition.publication.toml_reading import read_toml

        return read_toml(front)
    from audio_edition.publication.yaml_reading import read_yaml

    return read_yaml(front)


def _slice(source: SourceText, start: int, end: int) -> SourceText:
    first = source.text.count("\n", 0, start)
    return replace(source, text=source.text[start:end], lines=source.lines[first:], notices=())
