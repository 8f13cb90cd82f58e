"""A sentence of the article becomes an utterance: the same sentence, worded for a voice.

Enters: passages. Leaves: utterances of at most 400 characters with at least one letter or digit each; their sources,
joined, are the passage but for white space. Refuses nothing: a passage without a letter is reported.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from audio_edition.narration.cleaning import EMOJI, clean
from audio_edition.narration.division import LIMIT, divide
from audio_edition.narration.matching import FIRST_MARK, MARKS, Matcher
from audio_edition.narration.model import Phrase, SegmentKind, Utterance
from audio_edition.narration.passages import Part, Passage, Reading
from audio_edition.narration.roman import heading_numeral
from audio_edition.narration.sentences import split
from audio_edition.narration.typography import put_right

_WORD_CHARACTER = re.compile(r"[^\W_]")
_LETTER = re.compile(r"[^\W\d_]")
_EMOJI = re.compile(f"[{EMOJI}]")
_ORDINAL = re.compile(r"(\d+)\. (?=\S)")
_WHOLE = frozenset((SegmentKind.TITLE, SegmentKind.HEADING))
"""Kinds that are said in one breath, whatever stops are in them."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a passage that becomes one utterance."""

    text: str
    start: int
    """Index of its first character in the passage."""


def phrases(
    sentence: str, lang: str, matcher: Matcher, *, finish: Callable[[str], str] | None = None
) -> tuple[Phrase, ...]:
    """A sentence as a voice gets it.

    Args:
        sentence: As it stands in the article.
        lang: BCP 47 tag.
        matcher: Finds the words of the lexicon, and remembers them.
        finish: A last change of the text that is to be put right.

    Returns:
        Runs of words; empty where there is no letter or digit to say.
    """
    text, marked = matcher.mark(clean(sentence, lang))
    if finish is not None:
        text = finish(text)
    text = put_right(text, lang)
    if not marked:
        return (Phrase(text),) if _WORD_CHARACTER.search(text) else ()
    matcher.found.update(entry for _, entry in marked)
    runs: list[Phrase] = []
    plain: list[str] = []
    done = 0
    for mark in MARKS.finditer(text):
        words, entry = marked[ord(mark[0]) - FIRST_MARK]
        plain.append(text[done : mark.start()])
        done = mark.end()
        if not entry.phonemes:
            plain.append(entry.say)
            continue
        if any(plain):
            runs.append(Phrase("".join(plain)))
        runs.append(Phrase(entry.say or words, entry.phonemes))
        plain = []
    plain.append(text[done:])
    if any(plain):
        runs.append(Phrase("".join(plain)))
    return tuple(runs) if any(_WORD_CHARACTER.search(run.text) for run in runs) else ()


def _pieces(passage: Passage, lang: str) -> list[_Piece]:
    """The sentences of a passage, none too long, each with at least one letter or digit."""
    if passage.kind in _WHOLE:
        sentences: tuple[str, ...] = (passage.text,)
    elif passage.kind is SegmentKind.CODE:
        sentences = tuple(passage.text.splitlines(keepends=True))
    else:
        sentences = split(passage.text, lang)
    pieces: list[_Piece] = []
    waiting = ""
    start = 0
    for sentence in sentences:
        for part in divide(sentence) if len(sentence) > LIMIT else (sentence,):
            if _WORD_CHARACTER.search(part):
                pieces.append(_Piece(waiting + part, start - len(waiting)))
                waiting = ""
            elif pieces:
                last = pieces[-1]
                pieces[-1] = _Piece(last.text + part, last.start)
            else:
                waiting += part
            start += len(part)
    return pieces


def _said(piece: _Piece, say: Callable[[str], tuple[Phrase, ...]]) -> Iterator[tuple[_Piece, tuple[Phrase, ...]]]:
    """A piece as it is said, divided further where respellings make it too long to say."""
    spoken = say(piece.text)
    if len(piece.text) <= 1 or sum(len(phrase.text) for phrase in spoken) <= LIMIT:
        yield piece, spoken
        return
    start = piece.start
    for part in divide(piece.text, (len(piece.text) + 1) // 2):
        yield from _said(_Piece(part, start), say)
        start += len(part)


def _origin(passage: Passage, piece: _Piece) -> tuple[int, str]:
    """The line of a piece, and its language: one that all its words have, else that of the passage."""
    blanks = len(piece.text) - len(piece.text.lstrip())
    first = max(bisect_right(passage.parts, piece.start + blanks, key=lambda part: part.start) - 1, 0)
    return passage.parts[first].line, _lang(passage, first, piece.start, piece.start + len(piece.text))


def _lang(passage: Passage, first: int, start: int, end: int) -> str:
    """The language that all words of ``passage.text[start:end]`` have, else that of the passage; empty: the article's.

    Numerals are of any language; only where there are no words, they count.

    Args:
        passage: It has parts.
        first: The index of the first part to look at.
        start: In the text.
        end: In the text.
    """
    parts = passage.parts
    at = first
    stretches: list[tuple[Part, int, int]] = []
    while at < len(parts) and parts[at].start < end:
        behind = parts[at + 1].start if at + 1 < len(parts) else end
        stretches.append((parts[at], max(start, parts[at].start), min(end, behind)))
        at += 1
    if len({part.lang for part, _, _ in stretches}) == 1:
        return stretches[0][0].lang
    for words in (_LETTER, _WORD_CHARACTER):
        langs = {part.lang for part, begin, stop in stretches if words.search(passage.text, begin, stop)}
        if langs:
            return langs.pop() if len(langs) == 1 else passage.lang
    return passage.lang


def _report(passage: Passage, reading: Reading) -> None:
    """Say what of a passage no voice will say: emoji, or all of it where it has no letter."""
    emoji = "".join(_EMOJI.findall(passage.text)) if not passage.text.isascii() else ""
    if emoji:
        reading.leave_out("emoji", passage.line, emoji)
    elif passage.text.strip() and not _WORD_CHARACTER.search(passage.text):
        element = passage.kind.value if passage.kind else "text"
        reading.leave_out(element, passage.line, passage.text, "there is no letter or digit in it")


def utterances(passage: Passage, reading: Reading, matcher: Matcher) -> tuple[Utterance, ...]:
    """The utterances of a passage; none where there is nothing to say, which is then reported.

    Args:
        passage: What is to be said.
        reading: Takes the reports.
        matcher: The lexicon.
    """
    _report(passage, reading)
    said: list[Utterance] = []
    passage_lang = _lang(passage, 0, 0, len(passage.text)) or reading.lang
    heading = passage.kind is SegmentKind.HEADING
    unsaid = ""
    for piece in _pieces(passage, passage_lang):
        line, lang = _origin(passage, piece)
        if _is_within(reading.lang, lang):
            lang = ""
        finish = heading_numeral if heading and piece.start == 0 else None
        if passage.kind is SegmentKind.LIST_ITEM and piece.start == 0:
            finish = _numbered

        def say(text: str, lang: str = lang, finish: Callable[[str], str] | None = finish) -> tuple[Phrase, ...]:
            return phrases(text, lang or reading.lang, matcher.of(lang or reading.lang), finish=finish)

        for part, spoken in _said(piece, say):
            source = " ".join(part.text.split())
            if spoken:
                said.append(Utterance(spoken, f"{unsaid}{source}", line, lang))
                unsaid = ""
            elif said and source:
                last = said[-1]
                said[-1] = Utterance(last.phrases, f"{last.source} {source}", last.line, last.lang)
            elif source:
                unsaid += f"{source} "
    if unsaid and not said and not _EMOJI.search(unsaid):
        reading.leave_out(passage.kind.value if passage.kind else "text", passage.line, unsaid, "no voice can say it")
    return tuple(said)


def _is_within(tag: str, other: str) -> bool:
    """Whether a language is the other one, or a kind of it: ``en-GB`` is within ``en``."""
    return tag == other or tag.startswith(f"{other}-")


def _numbered(text: str) -> str:
    """The number of a list's item is said like a word before its sentence: "1. Bread" → "1: Bread"."""
    return _ORDINAL.sub(r"\1: ", text, count=1) if _ORDINAL.match(text) else text
