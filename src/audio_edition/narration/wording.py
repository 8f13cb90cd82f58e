"""A sentence of the article becomes an utterance: the same sentence, worded for a voice.

Enters: passages. Leaves: utterances of at most 400 characters, each with at least one letter or digit; their sources,
joined, are the article's own words but for white space. A passage without a letter or digit is reported as not spoken.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator

from msgspec import Struct

from audio_edition.narration.cleaning import EMOJI, clean
from audio_edition.narration.long_sentences import MOST_CHARACTERS, split_long_sentence
from audio_edition.narration.matching import FIRST_PLACEHOLDER, PLACEHOLDERS, Matcher
from audio_edition.narration.model import Phrase, SegmentKind, Utterance
from audio_edition.narration.passages import NarrationContext, Origin, Passage
from audio_edition.narration.roman import heading_numeral
from audio_edition.narration.sentences import split_sentences
from audio_edition.narration.typography import normalise
from audio_edition.text.pattern import pattern

_WORD_CHARACTER = pattern(r"[^\W_]")
_LETTER = pattern(r"[^\W\d_]")
_EMOJI = pattern(f"[{EMOJI}]")
_ORDINAL = pattern(r"(\d+(?:\.\d+){0,9})\. (?=\S)")
_UNSPLIT = frozenset((SegmentKind.TITLE, SegmentKind.HEADING))
"""Kinds that are one sentence, whatever punctuation is in them."""


class _Sentence(Struct, frozen=True):
    """A sentence of a passage, or a part of a long one: what becomes one utterance."""

    text: str
    start: int
    """Index of its first character in the passage."""


def phrases_of(
    sentence: str,
    lang: str,
    matcher: Matcher,
    *,
    finish: Callable[[str], str] | None = None,
    off: frozenset[str] = frozenset(),
) -> tuple[Phrase, ...]:
    """A sentence as a voice gets it.

    Args:
        sentence: As it stands in the article.
        lang: BCP 47 tag.
        matcher: Finds the words of the lexicon, and remembers them.
        finish: A last change of the text before it is normalised.
        off: Classes of token that are not put into words.

    Returns:
        Runs of words; empty where there is no letter or digit to say.
    """
    text, replaced = matcher.insert_placeholders(clean(sentence))
    if finish is not None:
        text = finish(text)
    text = normalise(text, lang, off)
    if not replaced:
        return (Phrase(text),) if _WORD_CHARACTER.search(text) else ()
    matcher.spoken.update(entry for _, entry in replaced)
    runs: list[Phrase] = []
    plain: list[str] = []
    done = 0
    for placeholder in PLACEHOLDERS.finditer(text):
        words, entry = replaced[ord(placeholder[0]) - FIRST_PLACEHOLDER]
        plain.append(text[done : placeholder.start()])
        done = placeholder.end()
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


def _sentences(passage: Passage, lang: str) -> list[_Sentence]:
    """The sentences of a passage, none too long, each with at least one letter or digit."""
    if passage.kind in _UNSPLIT:
        sentences: tuple[str, ...] = (passage.text,)
    elif passage.kind is SegmentKind.CODE:
        sentences = tuple(passage.text.splitlines(keepends=True))
    else:
        sentences = split_sentences(passage.text, lang)
    found: list[_Sentence] = []
    waiting = ""
    start = 0
    for sentence in sentences:
        for part in split_long_sentence(sentence) if len(sentence) > MOST_CHARACTERS else (sentence,):
            if _WORD_CHARACTER.search(part):
                found.append(_Sentence(waiting + part, start - len(waiting)))
                waiting = ""
            elif found:
                last = found[-1]
                found[-1] = _Sentence(last.text + part, last.start)
            else:
                waiting += part
            start += len(part)
    return found


def _split_if_too_long(
    sentence: _Sentence, say: Callable[[str], tuple[Phrase, ...]]
) -> Iterator[tuple[_Sentence, tuple[Phrase, ...]]]:
    """A sentence and how it is said; split again where respellings make it too long."""
    spoken = say(sentence.text)
    if len(sentence.text) <= 1 or sum(len(phrase.text) for phrase in spoken) <= MOST_CHARACTERS:
        yield sentence, spoken
        return
    start = sentence.start
    for part in split_long_sentence(sentence.text, (len(sentence.text) + 1) // 2):
        yield from _split_if_too_long(_Sentence(part, start), say)
        start += len(part)


def _origin(passage: Passage, sentence: _Sentence) -> tuple[int, str]:
    """The line of a sentence, and its language: that of all its words, else that of the passage."""
    blanks = len(sentence.text) - len(sentence.text.lstrip())
    first = max(bisect_right(passage.origins, sentence.start + blanks, key=lambda origin: origin.start) - 1, 0)
    return passage.origins[first].line, _lang(passage, first, sentence.start, sentence.start + len(sentence.text))


def _lang(passage: Passage, first: int, start: int, end: int) -> str:
    """The language that all words of ``passage.text[start:end]`` have, else that of the passage; empty: the article's.

    Numerals count only where there are no words: they are of any language.

    Args:
        passage: It has origins.
        first: The index of the first origin to look at.
        start: In the text.
        end: In the text.
    """
    origins = passage.origins
    at = first
    stretches: list[tuple[Origin, int, int]] = []
    while at < len(origins) and origins[at].start < end:
        behind = origins[at + 1].start if at + 1 < len(origins) else end
        stretches.append((origins[at], max(start, origins[at].start), min(end, behind)))
        at += 1
    if len({origin.lang for origin, _, _ in stretches}) == 1:
        return stretches[0][0].lang
    for words in (_LETTER, _WORD_CHARACTER):
        langs = {origin.lang for origin, begin, stop in stretches if words.search(passage.text, begin, stop)}
        if langs:
            return langs.pop() if len(langs) == 1 else passage.lang
    return passage.lang


def _report_silent(passage: Passage, context: NarrationContext) -> None:
    """Report what no voice will say of a passage: its emoji, or all of it where it has no letter or digit."""
    emoji = "".join(_EMOJI.findall(passage.text)) if not passage.text.isascii() else ""
    if emoji:
        context.leave_out("emoji", passage.line, emoji)
    elif passage.text.strip() and not _WORD_CHARACTER.search(passage.text):
        element = passage.kind.value if passage.kind else "text"
        context.leave_out(element, passage.line, passage.text, "there is no letter or digit in it")


def utterances_of(passage: Passage, context: NarrationContext, matcher: Matcher) -> tuple[Utterance, ...]:
    """The utterances of a passage; none where there is nothing to say, which is then reported.

    Args:
        passage: What is to be said.
        context: Takes the reports.
        matcher: The lexicon.
    """
    _report_silent(passage, context)
    said: list[Utterance] = []
    passage_lang = _lang(passage, 0, 0, len(passage.text)) or context.lang
    heading = passage.kind is SegmentKind.HEADING
    unsaid = ""
    for sentence in _sentences(passage, passage_lang):
        line, lang = _origin(passage, sentence)
        if _is_kind_of(context.lang, lang):
            lang = ""
        finish = heading_numeral if heading and sentence.start == 0 else None
        if passage.kind is SegmentKind.LIST_ITEM and sentence.start == 0:
            finish = _number_before_colon

        def say(text: str, lang: str = lang, finish: Callable[[str], str] | None = finish) -> tuple[Phrase, ...]:
            lang = lang or context.lang
            return phrases_of(text, lang, matcher.for_language(lang), finish=finish, off=context.off)

        for part, spoken in _split_if_too_long(sentence, say):
            source = " ".join(_as_shown(part, passage).split())
            if spoken:
                said.append(Utterance(spoken, f"{unsaid}{source}", line, lang))
                unsaid = ""
            elif said and source:
                last = said[-1]
                said[-1] = Utterance(last.phrases, f"{last.source} {source}", last.line, last.lang)
            elif source:
                unsaid += f"{source} "
    if unsaid and not said and not _EMOJI.search(unsaid):
        context.leave_out(passage.kind.value if passage.kind else "text", passage.line, unsaid, "no voice can say it")
    return tuple(said)


def _as_shown(sentence: _Sentence, passage: Passage) -> str:
    """A sentence as the reader sees it: with the whole address where its domain is said."""
    parts: list[str] = []
    end = sentence.start + len(sentence.text)
    done = sentence.start
    for each in passage.shown[bisect_left(passage.shown, done, key=lambda shown: shown.start) :]:
        if each.end > end:
            break
        parts += passage.text[done : each.start], each.text
        done = each.end
    return "".join((*parts, passage.text[done:end])) if parts else sentence.text


def _is_kind_of(tag: str, other: str) -> bool:
    """Whether a language is the other one or a kind of it, as ``en-GB`` is of ``en``."""
    return tag == other or tag.startswith(f"{other}-")


def _number_before_colon(text: str) -> str:
    """Say the number of a list item as a word before its sentence: "1. Bread" → "1: Bread"."""
    return _ORDINAL.sub(r"\1: ", text, count=1) if _ORDINAL.match(text) else text
