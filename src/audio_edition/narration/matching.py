"""The entries of a lexicon are found in sentences: whole words, the longest first, in one pass.

Enters: clean sentences. Leaves: the sentences with a placeholder (a private character, which the rules of typography
keep) for each word found, and what each stands for. The time is linear in the text: one pattern, a tree of
the beginnings of all words, finds the candidates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from unicodedata import category

from audio_edition.narration.languages import word_set
from audio_edition.narration.lexicon import Entry, Lexicon
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern

FIRST_PLACEHOLDER = 0xE000
PLACEHOLDERS = pattern("[\ue000-\uf8ff]")
_MOST_PLACEHOLDERS = 0xF8FF - FIRST_PLACEHOLDER + 1
_APOSTROPHES = "'’ʼ"
_POSSESSIVE = pattern(r"[sS](?!\w)")
_ELISIONS = word_set("l d j m t s c n qu jusqu lorsqu puisqu quoiqu un dell all nell dall sull quell dov c'")
_SCRIPTS_WITHOUT_BLANKS = (
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
    ("\u3040", "\u30ff"),
    ("\u3400", "\u9fff"),
    ("\uf900", "\ufaff"),
    ("\U00020000", "\U0003ffff"),
)
"""Thai, Lao, Burmese, Khmer, kana, Han: no blanks between words, so a word ends where the entry ends."""


def _is_word_character(char: str) -> bool:
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


def _is_whole_word(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is whole words: "Lenin" is one in "Lenin's", "don" is not one in "don't"."""
    if start and _is_word_character(text[start - 1]) and not _needs_no_blank(text, start):
        return False
    if end < len(text) and _is_word_character(text[end]) and not _needs_no_blank(text, end):
        return False
    if start > 1 and text[start - 1] in _APOSTROPHES and _is_word_character(text[start - 2]):
        head = text[max(0, start - 12) : start - 1]
        if re.split(r"\W", head)[-1].lower() not in _ELISIONS:
            return False
    continues = end + 1 < len(text) and text[end] in _APOSTROPHES and _is_word_character(text[end + 1])
    return not continues or _POSSESSIVE.match(text, end + 1) is not None


def _needs_no_blank(text: str, at: int) -> bool:
    """Whether a word may end at a place although letters stand on both sides of it."""
    return any(first <= char <= last for char in text[at - 1 : at + 1] for first, last in _SCRIPTS_WITHOUT_BLANKS)


@dataclass(slots=True)
class Matcher:
    """Finds the entries that apply to one article, and remembers which were spoken."""

    lexicon: Lexicon
    lang: str
    """BCP 47 tag of the article, or of some of its sentences."""
    spoken: set[Entry] = field(default_factory=set)
    _other_matchers: dict[str, Matcher] = field(default_factory=dict)
    """For sentences in other languages, by language without region; they share ``spoken``."""
    _candidates: re.Pattern[str] | None = field(init=False)
    _by_first: dict[str, list[tuple[Entry, re.Pattern[str]]]] = field(init=False)

    def __post_init__(self) -> None:
        entries = self.lexicon.entries_for(self.lang)
        pattern = _pattern((entry.word, entry.ignore_case) for entry in entries)
        self._candidates = re.compile(rf"(?:{pattern})") if entries else None
        self._by_first = {}
        for entry in sorted(entries, key=lambda entry: (-len(entry.word), entry.ignore_case, entry.line)):
            exact = re.compile(_pattern([(entry.word, entry.ignore_case)]))
            self._by_first.setdefault(entry.word[0].lower(), []).append((entry, exact))

    def for_language(self, lang: str) -> Matcher:
        """The matcher for a sentence in some language: of the entries that apply to it."""
        language = base_language(lang)
        if language == base_language(self.lang):
            return self
        if language not in self._other_matchers:
            self._other_matchers[language] = Matcher(self.lexicon, language, self.spoken)
        return self._other_matchers[language]

    def _longest(self, text: str, start: int) -> tuple[Entry, int] | None:
        """The longest entry that is a whole word at a place, and where it ends."""
        first = "'" if text[start] in _APOSTROPHES else text[start].lower()
        for entry, exact in self._by_first.get(first, ()):
            match = exact.match(text, start)
            if match and _is_whole_word(text, start, match.end()):
                return entry, match.end()
        return None

    def insert_placeholders(self, text: str) -> tuple[str, tuple[tuple[str, Entry], ...]]:
        """Put a placeholder in the place of each entry.

        Args:
            text: A clean sentence: no private characters in it.

        Returns:
            The sentence with placeholders, and for each of them the words it stands for and the entry.
        """
        if self._candidates is None:
            return text, ()
        match = self._candidates.search(text)
        if match is None:
            return text, ()
        parts: list[str] = []
        replaced: list[tuple[str, Entry]] = []
        done = 0
        while match is not None and len(replaced) < _MOST_PLACEHOLDERS:
            start = match.start()
            longest = self._longest(text, start)
            if longest is None:
                match = self._candidates.search(text, start + 1)
                continue
            entry, end = longest
            parts += [text[done:start], chr(FIRST_PLACEHOLDER + len(replaced))]
            replaced.append((text[start:end], entry))
            done = end
            match = self._candidates.search(text, end)
        return "".join([*parts, text[done:]]), tuple(replaced)

    def unmatched(self) -> tuple[Entry, ...]:
        """The entries that apply to a language of the article and were never spoken, in the order of the file."""
        applicable = {entry for lang in (self.lang, *self._other_matchers) for entry in self.lexicon.entries_for(lang)}
        return tuple(entry for entry in self.lexicon.entries if entry in applicable and entry not in self.spoken)
