"""What stands above an article: masthead, motto, epigraph, title, subtitle, byline, date.

Enters: the paragraphs of a text. Leaves: what each line of the head was taken for, and the paragraphs that stay in the
body. Where the shape says too little, it takes the likelier reading and says so.
"""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from audio_edition.importing.credits import BESIDE_THE_DATE, NO_CREDITS, Credits, is_bare_name, read_credits
from audio_edition.importing.dates import parse_date
from audio_edition.importing.furniture import is_caption, is_credit, is_jump
from audio_edition.importing.lines import is_list_item
from audio_edition.importing.masthead import (
    folio_parts,
    is_folio,
    is_kicker,
    is_motto,
    is_name,
    is_post,
    masthead_fields,
    may_be_kicker,
)
from audio_edition.importing.model import Line, Paragraph, Role
from audio_edition.importing.quotations import is_source, read_quotation
from audio_edition.importing.speech import NOBODY, Speakers
from audio_edition.text.pattern import pattern

LONGEST_HEAD = 14
"""Paragraphs; a text of short lines is not all head."""
LONGEST_TITLE = 150
"""Characters of a line of the head."""

_LIKELY_KICKER = "a guess: taken for the kind of the article; it could be the title, and the line below it the subtitle"
_STOP = pattern(r"[.!…;,][\"'”’»)\]]*$")
_LABEL = pattern(r"[^\W\d_][^:]{0,20}:\s+\S")
_SALUTATION = pattern(
    r"(?:dear|liebe[rs]?|sehr geehrte[rs]?|cher|chère|querid[oa]s?|estimad[oa]s?|to)\b.{0,80}[,:!]", re.I
)


class _Kind(StrEnum):
    TEXT = "text"
    CREDITS = "credits"
    QUOTATION = "quotation"
    POST = "post"
    OTHER = "other"
    """Of the page or of a picture: it stays in the body, which knows what to do with it."""


class _Unit(Struct, frozen=True):
    """Lines of the head that belong together."""

    kind: _Kind
    paragraphs: tuple[Paragraph, ...]
    """One, or a quotation and its source."""
    credits: Credits = NO_CREDITS

    @property
    def text(self) -> str:
        return self.paragraphs[0].text


class Taken(Struct, frozen=True):
    """A line of the head, or a few, and what they were taken for."""

    role: Role
    paragraph: Paragraph
    check: str = ""
    credits: Credits = NO_CREDITS


class Head(Struct, frozen=True):
    """The head of a text."""

    taken: tuple[Taken, ...]
    """In the order of the source."""
    body: tuple[Paragraph, ...]
    """Everything else, in order."""
    salutation: str = ""
    """The first line of a letter ("Dear Anna,"), which stays in the body."""


def read_head(paragraphs: tuple[Paragraph, ...], speakers: Speakers = NOBODY) -> Head:
    """Reads the head of a text.

    Args:
        paragraphs: All of its paragraphs.
        speakers: What they say is not of the head.

    Returns:
        The head. Every line is either in ``taken`` or in ``body``, but for a dateline, which is in both.
    """
    above, paragraphs = _take_above(paragraphs)
    end = _head_end(paragraphs, speakers)
    units = _with_bare_byline(_units(paragraphs[:end]))
    taken = _take_credits(units) | _take_texts(units)
    salutation = paragraphs[end].text if end < len(paragraphs) and _is_salutation(paragraphs[end]) else ""
    lines: list[Taken] = list(above)
    if any(unit.credits.found for unit in units):
        lines = [line for line in above if line.role is not Role.DATE]
    body: list[Paragraph] = []
    for at, unit in enumerate(units):
        if unit.kind is _Kind.POST:
            lines.append(Taken(Role.POST, unit.paragraphs[0]))
            continue
        lines.extend(replace(line, credits=unit.credits) for line in taken.get(at, ()))
        if at not in taken or unit.credits.keep:
            body.extend(unit.paragraphs)
    return Head(tuple(lines), (*body, *paragraphs[end:]), salutation)


def _take_above(paragraphs: tuple[Paragraph, ...]) -> tuple[tuple[Taken, ...], tuple[Paragraph, ...]]:
    """Take the folio line and the kicker off the top."""
    taken: list[Taken] = []
    first, rest = _first_line(paragraphs)
    if first and (masthead := _masthead_line(first.lines[0], rest)):
        taken += masthead
        paragraphs = rest
        first, rest = _first_line(paragraphs)
    paper: tuple[Paragraph, ...] = ()
    if first and is_name(first.text) and not is_folio(first.text):
        second, others = _first_line(rest)
        if second and is_folio(second.text):
            paper, first, rest = (first,), second, others
    if first and rest and is_folio(first.text):
        dates = [day for part in folio_parts(first.text) if (day := parse_date(part))]
        taken.append(Taken(Role.FOLIO, first, "taken for the line at the top of a newspaper's page"))
        if dates:
            found = Credits(found=dates[0], keep=True)
            taken.append(Taken(Role.DATE, first, "from the line at the top of the page", found))
        paragraphs = (*paper, *rest)
        first, rest = _first_line(paragraphs)
    over: tuple[Paragraph, ...] = ()
    if first and rest and is_name(first.text) and not is_kicker(first.text):
        quotation = read_quotation(rest, 0)
        over = (first, *rest[: quotation.after if quotation else 0])
        first, rest = _first_line(rest[len(over) - 1 :])
    if first and rest and (check := _kicker_check(first.text, rest)):
        taken.append(Taken(Role.KICKER, first, check))
        paragraphs = (*over, *rest)
    return tuple(taken), paragraphs


def _masthead_line(line: Line, below: tuple[Paragraph, ...]) -> tuple[Taken, ...]:
    """The newspaper, department and date of one line, where a headline stands below it; empty: it is no such line."""
    fields = masthead_fields(line.text)
    headline = below[0].lines[0].text if below else ""
    if not fields or len(headline.split()) < 3 or read_credits(headline) or _is_prose(below[0], first=True):
        return ()
    name, beside = fields

    def taken(role: Role, text: str, check: str = "", credits_: Credits = NO_CREDITS) -> Taken:
        return Taken(role, Paragraph((Line(line.number, text),)), check, credits_)

    found = (parse_date(field) for field in beside)
    parts = [
        taken(Role.DATE, line.text, "", Credits(found=day, keep=True)) if day else taken(Role.KICKER, field)
        for field, day in zip(beside, found, strict=True)
    ]
    return (taken(Role.PUBLICATION, name, "a guess: the name beside the department or the date"), *parts)


def _kicker_check(text: str, below: tuple[Paragraph, ...]) -> str:
    """What to say of a line that is a kicker; empty: it is none."""
    if is_kicker(text):
        return "" if _is_prose(below[0], first=True) else "taken for the kind of the article, not its title"
    lines = [line.text for paragraph in below[:3] for line in paragraph.lines]
    has_credits = any(read_credits(line) for line in lines[1:5])
    is_likely = has_credits and len(lines[0]) <= LONGEST_TITLE and may_be_kicker(text, lines[0])
    return _LIKELY_KICKER if is_likely and not any(map(read_credits, (text, lines[0]))) else ""


def _first_line(paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph | None, tuple[Paragraph, ...]]:
    """Divide paragraphs into the first line and all the others."""
    if not paragraphs:
        return None, ()
    lines = paragraphs[0].lines
    others = (Paragraph(lines[1:]), *paragraphs[1:]) if lines[1:] else paragraphs[1:]
    return Paragraph(lines[:1]), others


def _head_end(paragraphs: tuple[Paragraph, ...], speakers: Speakers) -> int:
    """Position of the first paragraph of prose."""
    at = 0
    while at < min(len(paragraphs), LONGEST_HEAD):
        quotation = read_quotation(paragraphs, at)
        if quotation:
            at += quotation.after
            continue
        if _is_prose(paragraphs[at], first=at == 0) or (at and speakers.begin_in(paragraphs[at].text)):
            return at
        at += 1
    return min(at, len(paragraphs))


def _is_prose(paragraph: Paragraph, *, first: bool) -> bool:
    text = paragraph.text
    if len(text) > LONGEST_TITLE or _is_salutation(paragraph):
        return True
    ends = bool(_STOP.search(text)) and len(text.split()) >= (12 if first else 8)
    # "3. März 1921" begins as a list does.
    return (ends or is_list_item(text)) and not _credits_within(paragraph)


def _is_salutation(paragraph: Paragraph) -> bool:
    return len(paragraph.lines) == 1 and _SALUTATION.fullmatch(paragraph.text) is not None


def _credits_within(paragraph: Paragraph) -> bool:
    return any(read_credits(line.text) for line in paragraph.lines)


def _units(paragraphs: tuple[Paragraph, ...]) -> tuple[_Unit, ...]:
    units: list[_Unit] = []
    at = 0
    while at < len(paragraphs):
        if quotation := read_quotation(paragraphs, at):
            units.append(_Unit(_Kind.QUOTATION, paragraphs[at : at + quotation.after]))
            at += quotation.after
        else:
            units.extend(_line_units(paragraphs[at], units[-1] if units else None, first=at == 0))
            at += 1
    return tuple(units)


def _with_bare_byline(units: tuple[_Unit, ...]) -> tuple[_Unit, ...]:
    """The units with a name over the date as the byline, where no line says "By" and a longer title stands above."""
    dated = next((at for at, unit in enumerate(units) if unit.kind is _Kind.CREDITS), 0)
    if not dated or units[dated].credits.keep or any(unit.credits.authors for unit in units):
        return units
    above = units[dated - 1]
    *others, name = above.paragraphs[0].lines
    titles = [unit for unit in units[: dated - 1] if unit.kind is _Kind.TEXT]
    if others:
        titles.append(_Unit(_Kind.TEXT, (Paragraph(tuple(others)),)))
    is_titled = bool(titles) and len(titles[-1].text.split()) >= 4 and not is_name(titles[-1].text)
    if above.kind is not _Kind.TEXT or not is_titled or not is_bare_name(name.text):
        return units
    found = Credits((name.text,), check="a guess: a name over the date")
    byline = _Unit(_Kind.CREDITS, (Paragraph((name,)),), found)
    return (*units[: dated - 1], *titles[len(titles) - bool(others) :], byline, *units[dated:])


def _line_units(paragraph: Paragraph, above: _Unit | None, *, first: bool) -> list[_Unit]:
    """Lines of one block: credits each by itself, the name of a newspaper by itself, the others together."""
    units: list[_Unit] = []
    together: list[Line] = []

    def flush() -> None:
        if together:
            units.append(_Unit(_Kind.TEXT, (Paragraph(tuple(together)),)))
            together.clear()

    for at, line in enumerate(paragraph.lines):
        found = read_credits(line.text)
        if first and at == 0 and found and (line.text[:3].lower() == "by " or found.check == BESIDE_THE_DATE):
            found = None  # a title, as it is the first line
        if found:
            flush()
            units.append(_Unit(_Kind.CREDITS, (Paragraph((line,)),), found))
            continue
        before = units[-1] if units else above
        if not together and before and before.credits.authors and is_post(line.text):
            units.append(_Unit(_Kind.POST, (Paragraph((line,)),)))
            continue
        if is_jump(line.text) or is_credit(line.text) or is_caption(line.text):
            flush()
            units.append(_Unit(_Kind.OTHER, (Paragraph((line,)),)))
            continue
        if together and first and at == 1 and is_name(together[0].text):
            flush()
        together.append(line)
    flush()
    return units


def _take_credits(units: tuple[_Unit, ...]) -> dict[int, list[Taken]]:
    """The first byline and the first date; a second one stays in the body."""
    taken: dict[int, list[Taken]] = {}
    seen: set[Role] = set()
    for at, unit in enumerate(units):
        found = unit.credits
        roles = [role for role, there in ((Role.AUTHOR, found.authors), (Role.DATE, found.found)) if there]
        if not roles or seen & set(roles):
            continue
        seen |= set(roles)
        check = "day and month could be the other way round" if found.found and found.found.ambiguous else ""
        taken[at] = [Taken(role, unit.paragraphs[0], check if role is Role.DATE else found.check) for role in roles]
    return taken


def _take_texts(units: tuple[_Unit, ...]) -> dict[int, list[Taken]]:
    texts = [
        at
        for at, unit in enumerate(units)
        if unit.kind is _Kind.TEXT and _is_name(unit.text) and not (at and _is_labels(unit.paragraphs[0]))
    ]
    credits_at = [at for at, unit in enumerate(units) if unit.kind is _Kind.CREDITS and not unit.credits.keep]
    quotation_at = next((at for at, unit in enumerate(units) if unit.kind is _Kind.QUOTATION), None)
    masthead, titles, sure = _divide(units, texts, credits_at, quotation_at)
    return _take_masthead(units, masthead, sure=sure) | _take_titles(units, titles, credits_at)


def _is_labels(paragraph: Paragraph) -> bool:
    """Whether every line says what it is, as above a memo: "To: …", "Subject: …"."""
    return len(paragraph.lines) > 1 and all(_LABEL.match(line.text) for line in paragraph.lines)


def _is_name(text: str) -> bool:
    return any(char.isalnum() for char in text) and not is_source(text)


def _divide(
    units: tuple[_Unit, ...], texts: list[int], credits_at: list[int], quotation_at: int | None
) -> tuple[list[int], list[int], bool]:
    """Divides the lines of text into masthead and title; the third value is False where the division is a guess."""
    before = [at for at in texts if quotation_at is None or at < quotation_at]
    after = [at for at in texts if at not in before]
    if before and after:
        anchored = [at for at in credits_at if at > after[0]]
        if anchored and not any(at < after[0] for at in credits_at):
            return before, [at for at in after if at < anchored[0]], True
        if not credits_at and _is_masthead(units, before):
            return before, after[:1], False
    credit = credits_at[0] if credits_at else None
    above = [at for at in before if credit is None or at < credit]
    below = [at for at in texts if credit is not None and at > credit]
    if not above:
        second = credits_at[1] if len(credits_at) > 1 else None
        return [], [at for at in below if second is None or at < second][:2], True
    if below and len(credits_at) > 1 and credits_at[1] > below[0] and _is_masthead(units, above):
        return above, [at for at in below if at < credits_at[1]], True
    if len(above) > 1 and _is_masthead(units, above):
        length = 1
        while length < len(above) - 1 and is_motto(units[above[length]].text):
            length += 1
        return above[:length], above[length:], False
    return [], above, True


def _is_masthead(units: tuple[_Unit, ...], group: list[int]) -> bool:
    """Whether the first of some lines is the name of a newspaper."""
    first = units[group[0]].paragraphs[0].lines
    below = [units[at].text for at in group[1:2]] + [line.text for line in first[1:2]]
    return is_name(first[0].text, below)


def _take_masthead(units: tuple[_Unit, ...], group: list[int], *, sure: bool) -> dict[int, list[Taken]]:
    taken: dict[int, list[Taken]] = {}
    for place, at in enumerate(group):
        lines = units[at].paragraphs[0].lines
        if place:
            taken[at] = [Taken(Role.MOTTO, Paragraph(lines))]
            continue
        check = "" if sure else "taken for the name of a newspaper by its words"
        taken[at] = [Taken(Role.PUBLICATION, Paragraph(lines[:1]), check)]
        if lines[1:]:
            taken[at].append(Taken(Role.MOTTO, Paragraph(lines[1:])))
    return taken


def _take_titles(units: tuple[_Unit, ...], group: list[int], credits_at: list[int]) -> dict[int, list[Taken]]:
    if not group:
        return {}
    lines = units[group[0]].paragraphs[0].lines
    check = "" if credits_at else "taken for the title: the text says nothing more of it"
    deck = _deck_at(lines)
    if deck:
        check = "headline and deck stand together: divided by their capitals"
        title, subtitle = Paragraph(lines[:deck]), Paragraph(lines[deck:])
        return {group[0]: [Taken(Role.TITLE, title, check), Taken(Role.SUBTITLE, subtitle, check)]}
    taken = {group[0]: [Taken(Role.TITLE, units[group[0]].paragraphs[0], check)]}
    if len(group) > 1:
        at, text = group[1], units[group[1]].text
        credits_follow = any(credit > at for credit in credits_at)
        if credits_follow or len(text.split()) >= 5 or _STOP.search(text) or text[:1].islower():
            check = (
                "could be the title, and the line above it the publication" if credits_follow else "could be a heading"
            )
            taken[at] = [Taken(Role.SUBTITLE, units[at].paragraphs[0], check)]
    return taken


def _deck_at(lines: tuple[Line, ...]) -> int:
    """Where the deck begins in lines that stand together: a sentence under a headline in capitals; 0: nowhere."""
    for at in range(1, len(lines)):
        above, below = lines[at - 1].text.split(), lines[at].text.split()
        small = sum(word[:1].islower() and len(word) > 3 for word in below)
        if any(word[:1].islower() and len(word) > 3 for word in above):
            return 0
        if len(below) > 3 and below[0][:1].isupper() and small >= 2 and above[-1][:1].isupper():
            return at
    return 0
