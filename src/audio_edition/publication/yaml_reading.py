"""YAML as far as front matter needs it: tables, lists, strings, numbers, true/false, null and dates.

Enters: the lines between ``---`` and ``---``. Leaves: entries with their lines. Refuses: aliases, anchors, tags,
duplicate and non-string keys, several documents, deep nesting; so nothing can grow beyond what was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

from audio_edition.errors import Place, SourceError
from audio_edition.publication.entries import Entry

if TYPE_CHECKING:
    from audio_edition.text.source import SourceText

MAX_DEPTH = 6

# A line that means the same to every reader of YAML: a lower-case key, and words that no rule of YAML could touch.
_EASY_LINE = re.compile(r"([a-z][a-z-]*): ([A-Za-z][A-Za-z0-9,.’“”-]*(?: [A-Za-z0-9,.’“”-]+)*)")
# YAML 1.2 core schema (section 10.3.2), so that ``lang: no`` is Norwegian and ``1:30`` is not ninety.
_NULL = re.compile(r"null|Null|NULL|~|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_CONSTANTS: tuple[tuple[re.Pattern[str], object], ...] = ((_NULL, None), (_TRUE, True), (_FALSE, False))
_CONVERSIONS: tuple[tuple[re.Pattern[str], Callable[[str], object]], ...] = (
    (re.compile(r"[-+]?[0-9]{1,18}"), int),
    (re.compile(r"[-+]?(?:\.[0-9]{1,18}|[0-9]{1,18}(?:\.[0-9]{0,18})?)(?:[eE][-+]?[0-9]{1,3})?"), float),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), date.fromisoformat),
)
_WORDS = re.compile("|".join(pattern.pattern for pattern in (_NULL, _TRUE, _FALSE)))


def read_yaml(source: SourceText) -> dict[str, Entry]:
    """Read a YAML table.

    Args:
        source: The YAML alone, with the line numbers of the file.

    Raises:
        SourceError: Not YAML, not a table, or something that is refused.
    """
    easy = _read_easy(source)
    return _Reader(source).read() if easy is None else easy


def _read_easy(source: SourceText) -> dict[str, Entry] | None:
    """Read what needs no YAML parser; None: it needs one. Importing PyYAML costs more than parsing a long script."""
    entries: dict[str, Entry] = {}
    for index, line in enumerate(source.text.removesuffix("\n").split("\n")):
        match = _EASY_LINE.fullmatch(line)
        if match is None or match[1] in entries or any(_WORDS.fullmatch(word) for word in match.groups()):
            return None
        entries[match[1]] = Entry(match[2], source.lines[index])
    return entries


class _Reader:
    """Builds entries from PyYAML's stream of events, and stops at the first that is refused."""

    def __init__(self, source: SourceText) -> None:
        self.source = source

    def read(self) -> dict[str, Entry]:
        import yaml

        try:
            events = iter(yaml.parse(self.source.text, Loader=yaml.BaseLoader))
            return self._document(events)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            index = mark.line if mark else 0
            what = f"not YAML: {error.problem or error.context}"
            hint = "put text with special characters in quotes"
            raise SourceError(what, place=self.source.place(index), hint=hint) from error
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            # The scanner lets chr()'s own errors out: "\UFFFFFFFF".
            reason = str(error).splitlines()[0] if str(error) else "unreadable"
            raise SourceError(f"not YAML: {reason}", place=self.source.place(0)) from error

    def _document(self, events: Iterator[Any]) -> dict[str, Entry]:
        import yaml

        next(events)  # the start of the stream
        event = next(events)
        if isinstance(event, yaml.StreamEndEvent):
            return {}
        root = self._value(events, next(events), 0)
        next(events)  # the end of the document
        event = next(events)
        if not isinstance(event, yaml.StreamEndEvent):
            self._refuse(event, "a second YAML document", "keep one table of settings")
        if root.value is None:
            return {}
        if not isinstance(root.value, Mapping):
            raise SourceError(
                "front matter is not a table of keys and values",
                place=Place(self.source.path, root.line),
                hint="write lines such as: title: The name of the article",
            )
        return dict(root.value)

    def _value(self, events: Iterator[Any], event: Any, depth: int) -> Entry:
        import yaml

        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self._refuse(event, "a YAML alias or anchor", "write the value out; in quotes if it begins with * or &")
        if event.tag is not None:
            self._refuse(event, "a YAML tag", "leave it out; put the value in quotes if it begins with !")
        if depth > MAX_DEPTH:
            self._refuse(event, f"more than {MAX_DEPTH} levels in each other", "no setting is that deep")
        line = self.source.lines[event.start_mark.line]
        if isinstance(event, yaml.ScalarEvent):
            return Entry(_plain(event.value) if event.style is None else event.value, line)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Entry] = []
            while not isinstance(item := next(events), yaml.SequenceEndEvent):
                items.append(self._value(events, item, depth + 1))
            return Entry(tuple(items), line)
        return Entry(self._table(events, depth), line)

    def _table(self, events: Iterator[Any], depth: int) -> dict[str, Entry]:
        import yaml

        table: dict[str, Entry] = {}
        while not isinstance(key_event := next(events), yaml.MappingEndEvent):
            key = self._value(events, key_event, depth + 1)
            if not isinstance(key.value, str):
                self._refuse(key_event, "a key that is not a word", "put it in quotes if it is meant so")
            if key.value in table:
                self._refuse(key_event, f"the key {key.value!r} stands here twice", "keep one of them")
            value = self._value(events, next(events), depth + 1)
            # The line of the key: a value may begin on a later line.
            table[key.value] = Entry(value.value, key.line)
        return table

    def _refuse(self, event: Any, what: str, hint: str) -> NoReturn:
        raise SourceError(f"refused in front matter: {what}", place=self.source.place(event.start_mark.line), hint=hint)


def _plain(text: str) -> object:
    """Give a plain scalar the type it looks like; a date that no calendar has stays text."""
    for pattern, value in _CONSTANTS:
        if pattern.fullmatch(text):
            return value
    for pattern, convert in _CONVERSIONS:
        if pattern.fullmatch(text):
            try:
                return convert(text)
            except ValueError:
                return text
    return text
