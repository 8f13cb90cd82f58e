"""Which paragraphs of a plain text are headings.

Enters: the paragraphs of a body and a position. Leaves: whether a heading stands there, and how sure that is. A
line that could be a heading and is not taken for one is told apart, so that the report can name it.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from msgspec import Struct

from audio_edition.importing.furniture import is_caption, is_credit, is_jump
from audio_edition.importing.lines import is_list_item
from audio_edition.importing.model import Paragraph
from audio_edition.importing.quotations import is_source
from audio_edition.importing.speech import NOBODY, Speakers
from audio_edition.text.pattern import pattern

LONGEST_HEADING = 90
"""Characters."""
MOST_WORDS = 14
"""Words of a heading between long paragraphs."""
FEW_WORDS = 8
"""Words of a heading between short paragraphs, which are more easily taken for one themselves."""
LONG_PARAGRAPH = 100
"""Characters: what a heading is expected to stand between."""

_CHAPTER = pattern(
    r"(?:chapter|part|book|section|act|scene|letter|kapitel|teil|chapitre|partie|capítulo|parte)\s+[\w.]+\.?"
    r"(?:\s*[:.–—-]\s*\S.*)?|[IVXLC]{1,7}\.?|\d{1,3}\.?",
    re.IGNORECASE,
)
_NUMBERED = pattern(
    r"(?:(artikel|article|art\.|artículo|articolo|§|section|abschnitt|lesson|step|day|rule|thesis|these|punkt|act|scene|szene)"
    r"\s*)?(\d{1,3}(?:\.\d{1,3}){0,3})[.):]?(?:[ –—-]+([^\W\d_].*))?",
    re.IGNORECASE,
)
_USUAL_WORDS = (
    "abstract, acknowledgements, acknowledgments, afterword, aims, appendix, background, bibliography, "
    "conclusion, conclusions, contact, contents, directions, discussion, epilogue, equipment, foreword, further "
    "reading, glossary, ingredients, instructions, introduction, method, methods, notes, postscript, preface, "
    "preparation, prologue, questions, references, results, sources, summary, to serve, anhang, ausblick, "
    "danksagung, einführung, einleitung, ergebnisse, fazit, literatur, methode, nachwort, schluss, "
    "schlussfolgerungen, vorwort, zubereitung, kontakt, tagesordnung, agenda, zusammenfassung, zutaten, "
    "avant-propos, bibliographie, conclusion, ingrédients, préface, préparation, remerciements, résumé, "
    "conclusión, conclusiones, introducción, ingredientes, preparación, resumen, conclusione, conclusioni, "
    "introduzione, ingredienti, preparazione, riassunto, введение, заключение, предисловие, ингредиенты, "
    "приготовление"
)
_USUAL = frozenset(_USUAL_WORDS.split(", "))
"""Lines that are headings more often than not."""
_NOTE_MARK = pattern(r"(?<=\S)\[\d{1,3}\]$")
_NO_HEADING_END = pattern(r"[.!…:;,][\"'”’»)\]]*$")
_SENTENCE_END = pattern(r"[.!?…:][\"'”’»)\]]*$")
_LETTER = pattern(r"[^\W\d_]")


class Verdict(Struct, frozen=True):
    """What a paragraph is taken for."""

    heading: bool
    chapter: bool = False
    """It numbers a chapter."""
    check: str = ""
    """Why a person should look at it; of a paragraph that is no heading: it could be one."""
    depth: int = 0
    """How many levels it stands below the others: 1 for "2.1"."""


class Survey(Struct, frozen=True):
    """What the whole body says about its headings."""

    series: dict[int, int]
    """The paragraphs that are headings because they count up ("1. Introduction", "Artikel 1"), with their depth."""
    repeated: frozenset[str]
    """Short lines that stand there twice or more: names of speakers, not headings."""
    is_play: bool
    """Whether names in capitals alternate with what is said."""
    is_interview: bool
    """Whether there are so many questions that they are an interviewer's."""
    speakers: Speakers = NOBODY
    first_question: int = -1
    """Where the first of several questions stands."""


_NO = Verdict(heading=False)


def is_chapter(paragraphs: tuple[Paragraph, ...], at: int) -> bool:
    """Whether a paragraph numbers a chapter: "Chapter 1", "IV.".

    Args:
        paragraphs: Those of the body.
        at: Position of the one to look at.
    """
    paragraph = paragraphs[at]
    if len(paragraph.lines) > 2 or len(paragraph.text) > LONGEST_HEADING or at + 1 >= len(paragraphs):
        return False
    return _CHAPTER.fullmatch(paragraph.text) is not None and paragraph.text[:1].upper() == paragraph.text[:1]


def read_survey(paragraphs: tuple[Paragraph, ...], speakers: Speakers = NOBODY) -> Survey:
    """Looks at the whole body.

    Args:
        paragraphs: Those of the body.
        speakers: Whose turns are no headings.
    """
    short = [paragraph.text for paragraph in paragraphs if len(paragraph.text) <= LONGEST_HEADING]
    repeated = frozenset(
        text for text, count in Counter(short).items() if count > 1 and not _NO_HEADING_END.search(text)
    )
    questions = [
        at for at, each in enumerate(paragraphs) if len(each.text) <= LONGEST_HEADING and each.text.endswith("?")
    ]
    is_play = any(text.isupper() and len(text.split()) <= 4 for text in repeated)
    return Survey(_series(paragraphs), repeated, is_play, len(questions) > 1, speakers, min(questions, default=-1))


def _series(paragraphs: tuple[Paragraph, ...]) -> dict[int, int]:
    """Numbered headings: two or more that count up, none directly above the next item of its own depth."""
    found: dict[tuple[str, int], list[tuple[int, int, bool]]] = {}
    for at, paragraph in enumerate(paragraphs[:-1]):
        text = paragraph.text
        if len(paragraph.lines) > 2 or len(text) > LONGEST_HEADING or not (text[0].isalnum() or text[0] == "§"):
            continue
        match = _NUMBERED.fullmatch(text)
        if len(paragraph.lines) > 1 and match and not (match[1] and _NUMBERED.fullmatch(paragraph.lines[0].text)):
            continue
        if (
            match is None
            or (len(paragraph.lines) > 1 and _NO_HEADING_END.search(text))
            or (not match[1] and (not match[3] or _NO_HEADING_END.search(match[3])))
        ):
            continue
        numbers = match[2].split(".")
        key = ((match[1] or "").casefold(), len(numbers))
        found.setdefault(key, []).append((at, int(numbers[-1]), len(numbers) > 1))
    series: dict[int, int] = {}
    for (word, depth), members in found.items():
        counts = [
            (at, number)
            for index, (at, number, deep) in enumerate(members)
            if deep
            or any(
                members[near][1] == number + near - index for near in (index - 1, index + 1) if 0 <= near < len(members)
            )
        ]
        apart = not any(after[0] == before[0] + 1 for before, after in pairwise(counts))
        if (len(counts) > 1 and apart) or (depth > 1 and counts and series):
            series |= {at: depth - 1 if not word else 0 for at, _ in counts}
    return series


def read_heading(paragraphs: tuple[Paragraph, ...], at: int, survey: Survey | None = None) -> Verdict:
    """Decides whether a paragraph is a heading.

    Args:
        paragraphs: Those of the body.
        at: Position of the one to look at.
        survey: Of all of them; None: it is made.

    Returns:
        The verdict. What has the shape of a heading stands before a long paragraph, or on a line of its own between
        paragraphs that end as sentences do; elsewhere it stays a paragraph, with ``check`` set.
    """
    survey = survey or read_survey(paragraphs)
    numbered = at in survey.series
    if numbered or is_chapter(paragraphs, at):
        check = "numbered like others: could be an item" if numbered else ""
        return Verdict(heading=True, chapter=not numbered, check=check, depth=survey.series.get(at, 0))
    if not _has_shape(paragraphs, at):
        return _NO
    return _of_its_shape(paragraphs, at, survey)


def _of_its_shape(paragraphs: tuple[Paragraph, ...], at: int, survey: Survey) -> Verdict:
    """Decides about a paragraph with the shape of a heading."""
    text = paragraphs[at].text
    question = text.endswith("?")
    if text.rstrip(":").casefold() in _USUAL:
        return Verdict(heading=True, check="a usual heading: could be a paragraph")
    if _is_other(paragraphs, at, survey):
        asked = at == survey.first_question and not survey.speakers.begin_in(text)
        return Verdict(heading=False, check="a question of many: put ## before each if they are headings" * asked)
    if _is_before_long(paragraphs, at):
        return Verdict(heading=True, check="a question: could be a paragraph" if question else "")
    if not question and (check := _guess(paragraphs, at)):
        return Verdict(heading=True, check=check)
    if len(paragraphs[at].lines) > 1:
        return _NO  # an address or a signature
    return Verdict(heading=False, check="kept as a paragraph: put ## before it if it is a heading")


def _is_other(paragraphs: tuple[Paragraph, ...], at: int, survey: Survey) -> bool:
    """Whether a line that looks like a heading is a speaker's name, an interviewer's question, or under a picture."""
    text = paragraphs[at].text
    is_speaker = text in survey.repeated or (survey.is_play and text.isupper() and len(text.split()) <= 4)
    is_speaker = is_speaker or survey.speakers.begin_in(text)
    is_asked = survey.is_interview and text.endswith("?")
    return is_speaker or is_asked or is_caption(text) or is_credit(text) or is_jump(text)


def _guess(paragraphs: tuple[Paragraph, ...], at: int) -> str:
    """Why a line is likely a heading; empty: it is not."""
    if at == 0 and _is_between_sentences(paragraphs, at):
        return "directly under the title: could be a paragraph"
    if _is_between_sentences(paragraphs, at):
        return "between short paragraphs: could be a paragraph"
    return "two headings in a row" if _is_over_heading(paragraphs, at) else ""


def _is_over_heading(paragraphs: tuple[Paragraph, ...], at: int) -> bool:
    """Whether a line between the end of a sentence and a heading is one too."""
    if len(paragraphs[at].lines) > 1 or at + 2 >= len(paragraphs) or not at or not _ends_sentence(paragraphs[at - 1]):
        return False
    return _has_shape(paragraphs, at + 1) and len(paragraphs[at + 2].text) >= LONG_PARAGRAPH


def _has_shape(paragraphs: tuple[Paragraph, ...], at: int) -> bool:
    """Whether a paragraph is short, begins as a heading does, has no full stop, and is not the last."""
    paragraph = paragraphs[at]
    if len(paragraph.lines) > 2 or at + 1 >= len(paragraphs):
        return False
    text = paragraph.text
    if len(text) > LONGEST_HEADING or len(text.split()) > MOST_WORDS:
        return False
    if not text[0].isalnum() or text[0].islower() or is_list_item(text) or is_source(text):
        return False
    if not all(_LETTER.search(line.text) for line in paragraph.lines):
        return False
    ends_with_colon = text.endswith(":") and text.rstrip(":").casefold() in _USUAL
    return text.isupper() or ends_with_colon or not _NO_HEADING_END.search(text)


def _is_before_long(paragraphs: tuple[Paragraph, ...], at: int) -> bool:
    """Whether a long paragraph follows, and what is above does not speak against it."""
    text = paragraphs[at].text
    after = at + 1
    while after < len(paragraphs) - 1 and after <= at + 2 and is_chapter(paragraphs, after):
        after += 1
    return len(paragraphs[after].text) >= LONG_PARAGRAPH and (
        at == 0
        or text.isupper()
        or len(paragraphs[at - 1].text) >= LONG_PARAGRAPH
        or is_chapter(paragraphs, at - 1)
        or bool(_NO_HEADING_END.search(paragraphs[at - 1].lines[-1].text))
        or _is_over_heading(paragraphs, at - 1)
    )


def _is_between_sentences(paragraphs: tuple[Paragraph, ...], at: int) -> bool:
    """Whether a short line follows the end of a sentence or a list, and a paragraph of sentences follows it."""
    if len(paragraphs[at].lines) > 1 or len(paragraphs[at].text.split()) > FEW_WORDS:
        return False
    above, below = paragraphs[at - 1], paragraphs[at + 1]
    follows = at == 0 or _ends_sentence(above) or is_list_item(above.text) or is_chapter(paragraphs, at - 1)
    return follows and _ends_sentence(below) and not is_chapter(paragraphs, at + 1)


def _ends_sentence(paragraph: Paragraph) -> bool:
    return _SENTENCE_END.search(_NOTE_MARK.sub("", paragraph.lines[-1].text)) is not None
