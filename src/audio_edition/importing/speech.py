"""Who speaks in a plain text: an interview, a round table, a play.

Enters: blocks of lines. Leaves: the names of the speakers, and whose turn begins in a line. A label that comes once is
no speaker, nor is one that alternates with nobody. Linear in the length of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from audio_edition.importing.model import Finding, Line, Role
from audio_edition.text.pattern import pattern

LONGEST_NAME = 40
"""Characters."""
MOST_NAME_WORDS = 4
LEAST_TURNS = 3

_DIRECTION = r"(?:\s*[(\[][^()\[\]]{1,80}[)\]])?"
_COLON = pattern(rf"([^:.!?()\[\]]{{1,{LONGEST_NAME}}}?){_DIRECTION}\s*:\s+(?=\S)")
_STOP = pattern(rf"([^:.!?()\[\]]{{1,{LONGEST_NAME}}}?){_DIRECTION}\.\s+(?=\S)")
_ALONE = pattern(rf"([^:.!?()\[\]]{{1,{LONGEST_NAME}}}?){_DIRECTION}[.:]?")
_PARTICLES = frozenset(
    ("of", "the", "de", "du", "la", "le", "van", "von", "der", "den", "di", "da", "del", "y", "and", "und", "et", "e")
)
_PAIRS = (
    *(("q", "a"), ("question", "answer"), ("frage", "antwort"), ("f", "a"), ("question", "réponse"), ("q", "r")),
    *(("pregunta", "respuesta"), ("p", "r"), ("domanda", "risposta"), ("d", "r"), ("вопрос", "ответ")),
)
_LABELS_WORDS = (
    "action, address, agreed, answer key, apologies, author, caption, cc, contact, correction, date, decision, "
    "decided, example, fig, figure, from, how, image, info, location, note, notes, nb, photo, place, present, "
    "price, ps, re, reading, reference, result, see, source, sources, subject, summary, table, time, tip, title, "
    "to, update, warning, what, when, where, who, why, achtung, beispiel, beschluss, betreff, bild, datum, "
    "hinweis, ort, preis, quelle, quellen, uhrzeit, wann, wo, exemple, lieu, remarque, ejemplo, fuente, lugar, "
    "nota, esempio, fonte, luogo, isbn, http, https, tel, email, web, monday, tuesday, wednesday, thursday, "
    "friday, saturday, sunday, montag, dienstag, mittwoch, donnerstag, freitag, samstag, sonntag, step, day, "
    "chapter, part, section, the end"
)
_LABELS = frozenset(_LABELS_WORDS.split(", "))
"""What stands before a colon, or by itself, and is no name."""

_DIVISIONS_WORDS = (
    "act, scene, prologue, epilogue, curtain, chapter, part, book, introduction, akt, aufzug, auftritt, "
    "szene, prolog, epilog, vorhang, kapitel, teil, acte, scène, rideau, atto, scena, acto, escena, действие, "
    "сцена, явление"
)
_DIVISIONS = frozenset(_DIVISIONS_WORDS.split(", "))
"""First words of lines in capitals that divide a play."""


class Speakers(Struct, frozen=True):
    """The speakers of a text."""

    turns: Mapping[str, int] = field(default_factory=dict)
    """How many turns each has, by name as it is first written, in the order of the text."""
    first_lines: Mapping[str, int] = field(default_factory=dict)
    """The number of the line of the first turn of each."""
    _keys: frozenset[tuple[str, str]] = frozenset()
    """Form and name, in small letters, of each."""

    def begin_in(self, text: str) -> bool:
        """Whether a turn begins in a line: "Anna: …", "ANNA. …", or a name alone in capitals."""
        return bool(self._keys) and any((form, name.casefold()) in self._keys for form, name in _labels(text))

    def are_named(self, text: str) -> bool:
        """Whether a line is the name of a speaker and nothing else, as in a play."""
        return bool(self._keys) and any(
            form == "alone" and (form, name.casefold()) in self._keys for form, name in _labels(text)
        )


NOBODY = Speakers()


def read_speakers(blocks: Iterable[tuple[Line, ...]]) -> Speakers:
    """Find the speakers of a text.

    Args:
        blocks: Of the whole text.

    Returns:
        The speakers: two or more who take turns, three turns or more. Each form of label is counted for itself.
    """
    lines = [line for block in blocks for line in block]
    found: dict[str, list[tuple[str, Line]]] = {"colon": [], "stop": [], "alone": []}
    for at, line in enumerate(lines):
        for form, name in _labels(line.text):
            if form != "alone" or (at + 1 < len(lines) and not lines[at + 1].text.isupper()):
                found[form].append((name, line))
    keys: set[tuple[str, str]] = set()
    turns: Counter[str] = Counter()
    names: dict[str, tuple[str, int]] = {}
    for form, labels in found.items():
        counts = Counter(name.casefold() for name, _ in labels)
        known = _taking_turns(counts, {name.casefold() for name, _ in labels if " " in name or name.isupper()})
        for name, line in labels:
            if (key := name.casefold()) in known:
                keys.add((form, key))
                turns[key] += 1
                names.setdefault(key, (name, line.number))
    in_order = sorted(names.values(), key=lambda each: each[1])
    return Speakers({name: turns[name.casefold()] for name, _ in in_order}, dict(in_order), frozenset(keys))


def speaker_rows(speakers: Speakers) -> tuple[Finding, ...]:
    """One row of the report for each speaker, where they are first heard."""
    check = "taken for one who speaks; the setting speakers can give each a voice"
    return tuple(
        Finding(
            Role.SPEAKER,
            speakers.first_lines[name],
            speakers.first_lines[name],
            f"{name}: {count} turn{'s' if count > 1 else ''}",
            check,
        )
        for name, count in speakers.turns.items()
    )


def _labels(text: str) -> Iterable[tuple[str, str]]:
    """The labels that a line may begin with: how each is set apart, and its name."""
    start = text[: LONGEST_NAME + 90]
    if (found := _COLON.match(start)) and _is_name(found[1]):
        yield "colon", found[1].strip()
    if (found := _STOP.match(start)) and found[1].isupper() and _is_name(found[1]):
        yield "stop", found[1].strip()
    if len(text) <= len(start) and (found := _ALONE.fullmatch(text)) and found[1].isupper() and _is_name(found[1]):
        yield "alone", found[1].strip()


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        0 < len(words) <= MOST_NAME_WORDS
        and text[:1].isupper()
        and text.casefold().strip() not in _LABELS
        and words[0].casefold() not in _DIVISIONS
        and all(word[:1].isupper() or word in _PARTICLES for word in words)
        and not any(char.isdigit() for char in text)
    )


def _taking_turns(counts: Counter[str], sure: set[str]) -> frozenset[str]:
    """The labels that take turns; ``sure`` are those that look like names even where they come once."""
    for pair in _PAIRS:
        if all(counts[label] for label in pair) and sum(counts[label] for label in pair) >= LEAST_TURNS:
            return frozenset((*pair, *(label for label in counts if counts[label] > 1)))
    known = frozenset(label for label in counts if counts[label] > 1 or label in sure)
    turns = sum(counts[label] for label in known)
    often = sum(counts[label] > 1 for label in known)
    return known if len(known) > 1 and often and turns >= max(LEAST_TURNS, len(known) + 1) else frozenset()
