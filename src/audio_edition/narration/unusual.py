"""Words of an article that a voice may say wrongly.

Enters: an article. Leaves: names, abbreviations and words with unusual letters, with how often and where they first
occur. It is a list to look through, not a judgement: only its bearer knows how a name is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from unicodedata import name

from msgspec import Struct

from audio_edition.article.model import Article, BlockKind, Span
from audio_edition.narration.cleaning import clean
from audio_edition.narration.doubt import doubt_of, is_usual, letter_groups
from audio_edition.narration.lexicon import plain
from audio_edition.narration.sentences import split_sentences
from audio_edition.narration.typography import normalise
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern

_WORD = pattern(r"[^\W\d_]+(?:[’'\-][^\W\d_]+)*(?:\.(?=[^\W\d_]\.)[^\W\d_]+)*")
_BEGINS = pattern(r"[“\"‘«„:–—(\[]\s*$")
"""Before a word that is written large because something begins."""
_NOT_READ = frozenset((BlockKind.CODE, BlockKind.DISCUSSION, BlockKind.HTML))


class UnusualWord(Struct, frozen=True):
    """A word that should be listened to."""

    word: str
    count: int
    line: int
    """Where it first occurs."""
    why: str
    """``name``, ``abbreviation`` or ``letters``."""
    doubt: float = 0.0
    """How likely a voice says it wrongly, from 0 to 1."""


def unusual_words(article: Article) -> tuple[UnusualWord, ...]:
    """List them, the most doubtful first, then the most frequent, then in order of first appearance.

    A capitalised word is a name if it is never written in lower case and occurs at least once inside a sentence, other
    than after a quotation mark, a colon or a dash, and not only in a heading, where many capitalise every word. Months,
    days and common words are no names. What the wording says otherwise is no word to listen to: "Dr" is said as
    "Doctor", "XIV" as "the fourteenth". German capitalises every noun, so there no word is taken for a name.
    """
    off = frozenset(kind for kind, wanted in article.settings.normalise.items() if not wanted)
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    inside: set[str] = set()
    lower_case: set[str] = set()
    for text, line, is_heading in _texts(article):
        for sentence in split_sentences(text, article.settings.lang):
            started = False
            worded = plain(normalise(clean(sentence), article.settings.lang, off))
            for match in _WORD.finditer(sentence):
                word = match[0]
                if word[0].islower():
                    lower_case.add(word)
                base = re.sub(r"[’']s$", "", word)
                said = _is_said(plain(base), worded)
                if said:
                    counts[base] += 1
                    first.setdefault(base, line)
                if said and started and not is_heading and not _BEGINS.search(sentence[: match.start()]):
                    inside.add(base)
                started = True
    lang = article.settings.lang
    german = base_language(lang) == "de"
    small = {word.lower() for word in lower_case}
    known = letter_groups(lower_case, lang)
    found = [
        UnusualWord(word, counts[word], first[word], why, doubt_of(word, why, known, count=counts[word]))
        for word in counts
        if not is_usual(word, lang)
        and (why := _why(word, named=word in inside and word.lower() not in small and not german))
    ]
    return tuple(sorted(found, key=lambda each: (-round(each.doubt, 2), -each.count)))


def _is_said(word: str, worded: str) -> bool:
    """Whether a word of the source is still one in its wording."""
    at = worded.find(word)
    while at >= 0:
        end = at + len(word)
        if not worded[max(0, at - 1) : at].isalpha() and not worded[end : end + 1].isalpha():
            return True
        at = worded.find(word, at + 1)
    return False


def _why(word: str, *, named: bool) -> str:
    """Why a word is unusual; empty if it is not."""
    letters = [char for char in word if char.isalpha()]
    if len(letters) > 1 and all(char.isupper() for char in letters):
        return "abbreviation"
    if named and word[0].isupper() and len(word) > 1:
        return "name"
    if any(not char.isascii() for char in letters) and any("LATIN" in name(char, "") for char in letters):
        return "letters"
    return ""


def _texts(article: Article) -> Iterator[tuple[str, int, bool]]:
    """Everything a voice may read, with its line, and whether it is a heading; names of the byline first."""
    settings = article.settings
    yield settings.subtitle, article.lines.get("subtitle", 1), True
    for author in settings.author:
        yield f"by {author}", article.lines.get("author", 1), False
    for section in article.sections:
        yield from ((text, line, True) for text, line in _readable(section.heading))
        for block in section.blocks:
            if block.kind not in _NOT_READ:
                yield from ((text, line, False) for text, line in _readable(block.spans))
                for cell in block.cells:
                    yield from ((text, line, False) for text, line in _readable(cell))


def _readable(spans: Sequence[Span]) -> Iterator[tuple[str, int]]:
    """The words of a paragraph, with the line it begins in."""
    said = [span for span in spans if span.element.value in ("text", "link")]
    if said:
        yield "".join(span.text for span in said), said[0].line
