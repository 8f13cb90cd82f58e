"""A block of text becomes sentences.

Enters: the text of one block and its language. Leaves: its sentences with the white space after them; joined they are
the text. What the splitter cannot split is left whole, for ``long_sentences``.

The splitter is sentencex, which knows the abbreviations of many languages. It takes every quotation for one sentence,
and its time grows with the square of the number of quotation marks that are never closed; so it gets the text with
blanks in their place, and the small rules here decide which sentence a quotation mark belongs to.
"""

from __future__ import annotations

import re

from audio_edition.narration.sentence_ends import belongs_to_next, ends_before_opener, ends_missed
from audio_edition.narration.sentence_tables import BEFORE_LOWER_CASE, BEFORE_NAMES, BEFORE_NUMERALS, WEEKDAYS
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern

WINDOW = 8_000
"""Characters given to the splitter at once, so that its time stays linear for any text."""

_QUOTES = '"“”„‟«»‹›‘'
_QUOTATION_MARK = pattern(rf"[{_QUOTES}]|(?<![^\W_])['’]")
_NUMERAL = pattern(r"\d|[IVXLC]+\b")
_ENUMERATOR = pattern(r"\W*(?:\d{1,3}(?:\.\d{1,3}){0,9}|[IVXLC]{1,6}|[A-Za-z])[.)]\s*\Z")
_NEXT_WORD = pattern(r"[^\W\d_]+")
_LAST_WORD = pattern(r"([^\W\d_]+)\.\s*\Z")
_PARENTHESIS = pattern(r"[\"“‘]*(?:\([^()]*[.!?…][\"”’']?\)|\[[^\[\]]*[.!?…][\"”’']?\])\s+(?=[\"“‘(\[]*[^\W\d_])")

_NONE: frozenset[str] = frozenset()


def _sentence_ends(text: str, lang: str) -> list[int]:
    """The ends of the sentences of a text as sentencex finds them; the last is the text's end."""
    from sentencex import segment  # imported late: it is slow to load

    ends = []
    end = 0
    for sentence in segment(lang, _QUOTATION_MARK.sub(" ", text)):
        end += len(sentence)
        ends.append(end)
    if end != len(text):
        ends = [len(text)]
    missed = ends_missed(text, lang)
    return sorted({*ends, *missed}) if missed else ends


def _start_of_next(text: str, start: int, end: int) -> int:
    """Where the next sentence begins in ``text[start:end]``: the blanks and quotation marks between two sentences."""
    place = start
    while place < end and not text[place].isspace():
        if place > start and text[place] in "“„«‘‹" and end < len(text) and text[place - 1] in "”’\"'»":
            return place
        place += 1
    if place == end:  # no blank at all: first closing marks, then opening ones
        place = start
        while place < end and text[place] in "”’»›'\"":
            place += 1
        return place
    while place < end and text[place].isspace():
        place += 1
    if place < end and text[place] in "»›”" and (place + 1 == len(text) or text[place + 1].isspace()):
        place += 1  # in French, a blank goes before the closing mark
        while place < end and text[place].isspace():
            place += 1
    return place


def _is_word_character(char: str) -> bool:
    return char.isalnum() or char == "_"


def _is_false_end(text: str, start: int, cut: int, stop: int, lang: str) -> bool:
    """Whether the sentence ``text[start:cut]`` does not end at ``cut``; its last letter or stop is before ``stop``."""
    follows = cut
    while follows < len(text) and (text[follows] in _QUOTES or text[follows] in "'’([" or text[follows].isspace()):
        follows += 1
    if follows == len(text):
        return False
    char, ending = text[follows], text[stop - 1]
    glued = (
        cut == stop
        and ending == "."
        and char.isascii()
        and _is_word_character(char)
        and text[max(0, stop - 2)].isascii()
    )
    numbered = cut - start < 12 and _ENUMERATOR.match(text, start, cut)
    if glued or numbered or char in ",;:-º°ª":  # Node.js; 1. Bread; „Ich komme.“, sagte er.
        return True
    if belongs_to_next(text, start, cut, stop, follows, lang):
        return True
    word = _LAST_WORD.search(text, max(start, stop - 24), stop)
    if char.islower():
        quoted = any(c in _QUOTES or c in "'’" for c in text[stop:cut])
        return quoted or ending in "?!…" or (word is not None and _precedes_lower_case(word[1], lang))
    if word is None:
        return False
    return _is_abbreviated(text, word, start, follows, lang)


def _precedes_lower_case(word: str, lang: str) -> bool:
    """Whether a word with a full stop is an abbreviation that lower-case words follow: т. е. это."""
    return len(word) == 1 or (lang == "en" and word in WEEKDAYS) or word.lower() in BEFORE_LOWER_CASE.get(lang, _NONE)


def _is_abbreviated(text: str, word: re.Match[str], start: int, follows: int, lang: str) -> bool:
    """Whether a word with a full stop belongs to the numeral or the name after it: Vol. 2, Mme. Curie."""
    name = word[1].lower()
    if not _NUMERAL.match(text, follows):
        following = _NEXT_WORD.match(text, follows)
        may_end = word[1].islower() or name == "st"  # 5 Main St. She; в 1924 г. Он
        ends = may_end and following is not None and ends_before_opener(name, following[0], lang)
        return text[follows].isupper() and name in BEFORE_NAMES.get(lang, _NONE) and not ends
    if name in ("no", "nos") and (word[1].islower() or start == word.start(1)):
        return False  # "I said no. 5 men came.", "No. 5 men came."
    return name in BEFORE_NUMERALS.get(lang, _NONE)


def _split_window(text: str, lang: str) -> list[str]:
    """The sentences of a text short enough for the splitter."""
    ends = _sentence_ends(text, lang)
    sentences = []
    start = 0
    for end in ends[:-1]:
        stop = end
        while stop > start and (text[stop - 1].isspace() or _QUOTATION_MARK.match(text, stop - 1)):
            stop -= 1
        after = end
        while after < len(text) and (text[after].isspace() or _QUOTATION_MARK.match(text, after)):
            after += 1
        if stop == start:
            continue
        cut = _start_of_next(text, stop, after)
        if cut > start and cut < len(text) and not _is_false_end(text, start, cut, stop, lang):
            sentences.append(text[start:cut])
            start = cut
    sentences.append(text[start:])
    return sentences


def _split_parenthesis(sentence: str) -> list[str]:
    """Split a sentence in parentheses from the one after it: "(So it was.) Then ..."."""
    parts = []
    while match := _PARENTHESIS.match(sentence):
        parts.append(match[0])
        sentence = sentence[match.end() :]
    return [*parts, sentence]


def split_sentences(text: str, lang: str) -> tuple[str, ...]:
    """The sentences of a text, each with the white space after it; ``"".join`` of them is the text.

    Args:
        text: The text of one block, of any length.
        lang: BCP 47 tag.
    """
    language = base_language(lang)
    if not text:
        return ()
    sentences: list[str] = []
    start = 0
    while start < len(text):
        window = text[start : start + WINDOW]
        found = _split_window(window, language)
        if start + WINDOW < len(text) and len(found) > 1:
            found.pop()  # it may continue after the window
        sentences += found
        start += sum(map(len, found))
    return tuple(
        part
        for sentence in sentences
        for part in (_split_parenthesis(sentence) if "(" in sentence or "[" in sentence else (sentence,))
    )
