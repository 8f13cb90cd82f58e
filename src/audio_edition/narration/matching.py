"""The entries of a lexicon are found in sentences: whole words, the longest first, in one pass.

Enters: clean sentences. Leaves: the sentences with one private character in the place of each word found, which the
rules of typography keep, and what it stands for. Refuses nothing. Linear in the text: one pattern, in which words
that begin alike share their beginning, finds the places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from unicodedata import category

from audio_edition.narration.languages import base
from audio_edition.narration.lexicon import Entry, Lexicon


def _row(text: str) -> frozenset[str]:
    """Words written in a row."""
    return frozenset(text.split())


FIRST_MARK = 0xE000
MARKS = re.compile("[\ue000-\uf8ff]")
MOST_MARKS = 0xF8FF - FIRST_MARK + 1
_APOSTROPHES = "'’ʼ"
_POSSESSIVE = re.compile(r"[sS](?!\w)")
_ELISIONS = _row("l d j m t s c n qu jusqu lorsqu puisqu quoiqu un dell all nell dall sull quell dov c'")
_NO_BLANKS = (
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
    ("\u3040", "\u30ff"),
    ("\u3400", "\u9fff"),
    ("\uf900", "\ufaff"),
    ("\U00020000", "\U0003ffff"),
)
"""Thai, Lao, Burmese, Khmer, kana, Han: no blanks between words, so a word ends where the entry ends."""


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_" or category(char)[0] == "M"


def _pattern(words: Iterable[tuple[str, bool]]) -> str:
    """One pattern for many words, as a tree of their beginnings; ``True`` marks words of any case."""
    tree: dict[str, dict] = {}  # type: ignore[type-arg]
    for word, any_case in words:
        node = tree
        for char in word:
            forms = {char, char.lower(), char.upper()} if any_case else {char}
            letters = sorted(form for form in forms if len(form) == 1)
            if char == "'":
                letters = list(_APOSTROPHES)
            key = re.escape(letters[0]) if len(letters) == 1 else f"[{''.join(map(re.escape, letters))}]"
            node = node.setdefault(key, {})
        node[""] = {}
    return _branches(tree)


def _branches(tree: dict[str, dict]) -> str:  # type: ignore[type-arg]
    """The pattern of a tree. Entries are at most 200 characters, and so is the depth."""
    options = []
    while len(tree) == 1 and "" not in tree:
        ((key, tree),) = tree.items()
        options.append(key)
    head = "".join(options)
    tails = [key + _branches(below) for key, below in tree.items() if key]
    if not tails:
        return head
    optional = "?" if "" in tree else ""
    return f"{head}(?:{'|'.join(tails)}){optional}"


@dataclass(slots=True)
class Matcher:
    """Finds the entries that hold for one article, and remembers which it found."""

    lexicon: Lexicon
    lang: str
    """BCP 47 tag of the article, or of some of its sentences."""
    found: set[Entry] = field(default_factory=set)
    _others: dict[str, Matcher] = field(default_factory=dict)
    """For sentences in other languages, by language without region; they share ``found``."""
    _places: re.Pattern[str] | None = field(init=False)
    _by_first: dict[str, list[tuple[Entry, re.Pattern[str]]]] = field(init=False)

    def __post_init__(self) -> None:
        entries = self.lexicon.holding_for(self.lang)
        pattern = _pattern((entry.word, entry.ignore_case) for entry in entries)
        self._places = re.compile(rf"(?:{pattern})") if entries else None
        self._by_first = {}
        for entry in sorted(entries, key=lambda entry: (-len(entry.word), entry.ignore_case, entry.line)):
            exact = re.compile(_pattern([(entry.word, entry.ignore_case)]))
            self._by_first.setdefault(entry.word[0].lower(), []).append((entry, exact))

    def of(self, lang: str) -> Matcher:
        """The matcher for a sentence in some language, of the entries that hold in it."""
        language = base(lang)
        if language == base(self.lang):
            return self
        if language not in self._others:
            self._others[language] = Matcher(self.lexicon, language, self.found)
        return self._others[language]

    def _stands_alone(self, text: str, start: int, end: int) -> bool:
        """Whether ``text[start:end]`` is whole words: "don" is none in "don't", "Lenin" is one in "Lenin's"."""
        if start and _is_word(text[start - 1]) and not self._is_between_words_without_blanks(text, start):
            return False
        if end < len(text) and _is_word(text[end]) and not self._is_between_words_without_blanks(text, end):
            return False
        if start > 1 and text[start - 1] in _APOSTROPHES and _is_word(text[start - 2]):
            head = text[max(0, start - 12) : start - 1]
            if re.split(r"\W", head)[-1].lower() not in _ELISIONS:
                return False
        goes_on = end + 1 < len(text) and text[end] in _APOSTROPHES and _is_word(text[end + 1])
        return not goes_on or _POSSESSIVE.match(text, end + 1) is not None

    def _is_between_words_without_blanks(self, text: str, at: int) -> bool:
        """Whether a word may end at a place although letters stand on both sides of it."""
        return any(first <= char <= last for char in text[at - 1 : at + 1] for first, last in _NO_BLANKS)

    def _longest(self, text: str, start: int) -> tuple[Entry, int] | None:
        """The longest entry that stands alone at a place, and where it ends."""
        first = "'" if text[start] in _APOSTROPHES else text[start].lower()
        for entry, exact in self._by_first.get(first, ()):
            match = exact.match(text, start)
            if match and self._stands_alone(text, start, match.end()):
                return entry, match.end()
        return None

    def mark(self, text: str) -> tuple[str, tuple[tuple[str, Entry], ...]]:
        """Put a mark in the place of each entry.

        Args:
            text: A clean sentence: no private characters in it.

        Returns:
            The sentence with marks, and for each mark the words it stands for and the entry.
        """
        if self._places is None:
            return text, ()
        match = self._places.search(text)
        if match is None:
            return text, ()
        parts: list[str] = []
        marked: list[tuple[str, Entry]] = []
        done = 0
        while match is not None and len(marked) < MOST_MARKS:
            start = match.start()
            longest = self._longest(text, start)
            if longest is None:
                match = self._places.search(text, start + 1)
                continue
            entry, end = longest
            parts += [text[done:start], chr(FIRST_MARK + len(marked))]
            marked.append((text[start:end], entry))
            done = end
            match = self._places.search(text, end)
        return "".join([*parts, text[done:]]), tuple(marked)

    def unmatched(self) -> tuple[Entry, ...]:
        """The entries that hold for the article or a sentence of it and were never spoken, in the order of the file."""
        holding = {entry for lang in (self.lang, *self._others) for entry in self.lexicon.holding_for(lang)}
        return tuple(entry for entry in self.lexicon.entries if entry in holding and entry not in self.found)
