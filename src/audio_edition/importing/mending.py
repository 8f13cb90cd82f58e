"""Words that typesetting broke: hyphens at line ends, stray blanks after hyphens, dashes glued to words.

Enters: the lines of one paragraph and the vocabulary of the whole text. Leaves: one text, and what was changed.
No letter is ever added, removed or moved: only hyphens, dashes and blanks change.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from audio_edition.importing.model import Line
from audio_edition.importing.word_lists import NO_WORDS, WordList, word_list_of
from audio_edition.text.pattern import pattern

_WORD = pattern(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)*")
_BROKEN_END = pattern(r"([^\W\d_]+)[-‐]$")
_OPENS_SENTENCE = pattern(r"(?:^|[.!?…:]\W*)\s*[\"“„«‘'(]*\Z")
_NEXT_WORD = pattern(r"[^\W\d_]+")
_STRAY_BLANK = pattern(r"(?<![-‐\w])([^\W\d_]{2,})[-‐] ([^\W\d_]{2,})")
_GLUED_DASH = pattern(r"(?<=[\w.,!?)”’\"'»])([–—]|(?<!-)--(?!-))(?=[\w(“‘„«]|[\"'$£€]\w)")

_KEEPS_HYPHEN = frozenset(
    {"self", "half", "well", "all", "ex", "great", "mid", "cross", "non", "quasi", "vice", "semi"}
)
_WRITES_TOGETHER = frozenset({"de", "nl"})
"""Languages whose compounds have no hyphen where the second part is in small letters."""
_TENS = frozenset(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"))
_ONES = frozenset(
    (
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "first", "second", "third", "fourth"),
        *("fifth", "sixth", "seventh", "eighth", "ninth"),
    )
)
_SECOND_PARTS = frozenset(
    (
        *(
            "aged",
            "based",
            "born",
            "called",
            "class",
            "colored",
            "coloured",
            "day",
            "eyed",
            "free",
            "friendly",
            "haired",
        ),
        *(
            "hand",
            "known",
            "led",
            "level",
            "like",
            "long",
            "looking",
            "made",
            "making",
            "minded",
            "old",
            "owned",
            "paid",
        ),
        *("proof", "range", "related", "round", "scale", "sized", "speaking", "style", "term", "time", "wide", "wing"),
        *("year", "years", "in-law", "old-fashioned", "ranging", "running", "standing", "century", "hour", "minute"),
    )
)
"""English words before which a hyphen at the end of a line is a compound's more often than not."""
_SUSPENDED_IN = {
    "en": "and or to nor but through",
    "de": "und oder bis sowie",
    "fr": "et ou à",
    "es": "y o e u",
    "it": "e o",
    "pt": "e ou",
    "": "and or to nor but through und oder bis sowie et ou à y o e i u",
}
_SUSPENDED = {lang: frozenset(words.split()) for lang, words in _SUSPENDED_IN.items()}
"""After these a hyphen stands for a word still to come: "pre- and post-war"; "": in a language without a row."""


class Vocabulary(Struct, frozen=True):
    """The words of a text, to decide by its own usage."""

    words: frozenset[str]
    """Lower case, parts of hyphenated words not among them."""
    hyphenated: frozenset[str]
    """Lower case, with "-"."""
    known: WordList = NO_WORDS
    """The words of the language that the text is in."""


class Mend(Struct, frozen=True):
    """One change made to a paragraph."""

    line: int
    before: str
    after: str
    dash: bool
    """True for a dash that was set apart, False for a hyphen."""
    check: str = ""


def read_vocabulary(lines: Iterable[str]) -> Vocabulary:
    """Collects the words of a text as it is written.

    Args:
        lines: The lines of the whole text; neither half of a broken word is counted.

    Returns:
        Its words with and without hyphens.
    """
    words: set[str] = set()
    hyphenated: set[str] = set()
    broken = False
    for line in lines:
        for match in _WORD.finditer(line):
            word = match[0].lower().replace("‐", "-").replace("‑", "-")
            rest = line[match.end() : match.end() + 2]
            second_half, broken = broken, rest[:1] in {"-", "‐"} and rest[1:] in {"", " "}
            if not broken and not second_half:
                (hyphenated if "-" in word else words).add(word)
    return Vocabulary(frozenset(words), frozenset(hyphenated), word_list_of(words))


def join_lines(lines: tuple[Line, ...], vocabulary: Vocabulary) -> tuple[str, tuple[Mend, ...]]:
    """Joins the lines of a paragraph, then mends hyphens and dashes within it.

    Args:
        lines: The lines, at least one.
        vocabulary: The words of the whole text.

    Returns:
        One line of text and the changes, in the order of the text.
    """
    mends: list[Mend] = []
    starts: list[tuple[int, int]] = []
    pieces: list[str] = []
    length = 0
    for place, line in enumerate(lines):
        piece = line.text
        if place:
            glue, mend = _seam(lines[place - 1], line, vocabulary)
            mends.extend(mend)
            if glue == "" and mend and "-" not in mend[0].after:
                pieces[-1] = pieces[-1][:-1]
                length -= 1
            piece = glue + piece
        starts.append((length, line.number))
        pieces.append(piece)
        length += len(piece)
    return _mend_within("".join(pieces), starts, vocabulary, mends)


def _seam(above: Line, below: Line, vocabulary: Vocabulary) -> tuple[str, tuple[Mend, ...]]:
    """What goes between two lines; where the hyphen goes, the change says so by having none in ``after``."""
    if above.text.endswith(("—", "--")) and not above.text.endswith((" —", " --")):
        return "", ()
    end = _BROKEN_END.search(above.text[-60:])
    start = _NEXT_WORD.match(below.text)
    if not end or not start or _is_suspended(end[1], start[0], vocabulary):
        return " ", ()
    left, right = end[1], start[0]
    if not right[0].islower():
        return "", (Mend(above.number, f"{left}- / {right}", f"{left}-{right}", dash=False),)
    if below.text[start.end() : start.end() + 2].strip("‐-").isalpha() and below.text[start.end()] in "-‐":
        keep, check = True, "a guess: the word has another hyphen"  # fleurs- / de-lys
    else:
        is_name = left[0].isupper() and not _OPENS_SENTENCE.search(above.text[: -len(left) - 1][-8:])
        keep, check = _keeps_hyphen(left, right, vocabulary, at_line_end=True, is_name=is_name)
    after = f"{left}-{right}" if keep else left + right
    return "", (Mend(above.number, f"{left}- / {right}", after, dash=False, check=check),)


def _is_suspended(left: str, right: str, vocabulary: Vocabulary) -> bool:
    """Whether a hyphen stands for a word still to come: "pre- and post-war", not "budg- / et" nor "radi- / o"."""
    own = _SUSPENDED.get(vocabulary.known.lang, _SUSPENDED[""])
    if right.lower() not in own | _SUSPENDED["en"]:
        return False
    whole = (left + right).lower()
    return whole not in vocabulary.words and whole not in vocabulary.known


def _keeps_hyphen(
    left: str, right: str, vocabulary: Vocabulary, *, at_line_end: bool, is_name: bool = False
) -> tuple[bool, str]:
    """Whether a broken word has a hyphen, and why a person should check."""
    whole, hyphenated = (left + right).lower(), f"{left}-{right}".lower()
    if hyphenated in vocabulary.hyphenated:
        return True, ""
    if whole in vocabulary.words or (at_line_end and whole in vocabulary.known):
        return False, ""
    if left.lower() in _KEEPS_HYPHEN or (left.lower() in _TENS and right.lower() in _ONES):
        return True, ""
    if right.lower() in _SECOND_PARTS and len(left) > 2:
        return True, "a guess: the word stands nowhere else"
    if at_line_end:
        return not is_name and _are_two_words(left, right, vocabulary), "a guess: the word stands nowhere else"
    return True, "" if right.lower() in vocabulary.words else "a guess: the word stands nowhere else"


def _are_two_words(left: str, right: str, vocabulary: Vocabulary) -> bool:
    """Whether both parts of a word that is in no list are words themselves, so that it likely has a hyphen."""
    if vocabulary.known.lang in _WRITES_TOGETHER and not left[0].islower():
        return False  # Hafen-/arbeiter
    parts = (left.lower(), right.lower())
    return all(len(part) > 1 and (part in vocabulary.words or part in vocabulary.known) for part in parts)


def _mend_within(
    text: str, starts: list[tuple[int, int]], vocabulary: Vocabulary, mends: list[Mend]
) -> tuple[str, tuple[Mend, ...]]:
    """Mends stray blanks and glued dashes in joined text."""
    changes: list[tuple[int, int, str, Mend]] = []
    numbers = _Numbers(starts)
    for match in _STRAY_BLANK.finditer(text):
        left, right = match[1], match[2]
        if _is_suspended(left, right, vocabulary) or not right[0].islower():
            continue
        keep, check = _keeps_hyphen(left, right, vocabulary, at_line_end=False)
        after = f"{left}-{right}" if keep else left + right
        mend = Mend(numbers.at(match.start()), match[0], after, dash=False, check=check)
        changes.append((match.start(), match.end(), after, mend))
    for match in _GLUED_DASH.finditer(text):
        left = _tail_word(text, match.start())
        right = _head_word(text, match.end())
        if not _is_dash(match[0], left, right):
            continue
        dash = "–" if match[0] == "--" else match[0]
        lone = match[0] == "–" and left.islower() and right.islower() and len(right) > 1
        check = "unless it is a compound of two words" if lone else ""
        mend = Mend(
            numbers.at(match.start()), left + match[0] + right, f"{left} {dash} {right}", dash=True, check=check
        )
        changes.append((match.start(), match.end(), f" {dash} ", mend))
    changes.sort(key=lambda change: change[0])
    return "".join(_replaced(text, changes)), (*mends, *(change[3] for change in changes))


def _replaced(text: str, changes: list[tuple[int, int, str, Mend]]) -> Iterator[str]:
    done = 0
    for start, end, after, _ in changes:
        yield text[done:start]
        yield after
        done = end
    yield text[done:]


def _is_dash(mark: str, left: str, right: str) -> bool:
    """Whether a mark between words is a dash, not a range ("1914–18") nor a compound ("Workers–Internationalist")."""
    if left[-1:].isdigit() and right[:1].isdigit():
        return False
    if mark != "–":
        return True
    if left[-1:].isdigit() or right[:1].isdigit():
        return False
    return not (left[:1].isupper() and right[:1].isupper() and right not in {"I", "A"})


def _tail_word(text: str, end: int) -> str:
    piece = text[max(0, end - 40) : end]
    return re.split(r"[\s–—]", piece)[-1].lstrip("“‘\"'(„«")


def _head_word(text: str, start: int) -> str:
    return re.split(r"[\s–—]", text[start : start + 40])[0].lstrip("“‘\"'(„«").rstrip(".,;:!?”’\"')»")


class _Numbers:
    """Finds the line of an offset."""

    def __init__(self, starts: list[tuple[int, int]]) -> None:
        self._offsets = [offset for offset, _ in starts]
        self._numbers = [number for _, number in starts]

    def at(self, offset: int) -> int:
        """The number of the line in which the offset lies."""
        return self._numbers[max(0, bisect_right(self._offsets, offset) - 1)]


_APART = pattern(r"([^\W\d_]) ([^\W\d_]+)(?![\w.])")
_LETTER_WORDS = frozenset("AIOEYUÀÉÈÓВИКОСУЯ")
"""Letters that are words by themselves in some language."""
_TEX_OPENING = pattern(r"``(?=\w)")
_TEX_CLOSING = pattern(r"(?<=[\w.,;:!?…])''(?!\w)")


def has_tex_quotes(text: str) -> bool:
    """Whether quotation marks of a text are written as for TeX: ``like this''."""
    return _TEX_OPENING.search(text) is not None and _TEX_CLOSING.search(text) is not None


def mend_tex_quotes(text: str) -> str:
    """``Yes'' → “Yes”."""
    return _TEX_CLOSING.sub("”", _TEX_OPENING.sub("“", text))


def _drop_cap_in(text: str, vocabulary: Vocabulary) -> str:
    """The word that a line begins with once its first letter is joined: "T he", "I n"; empty: none is apart."""
    found = _APART.match(text[:60])
    if not found or not found[1].isupper() or not (found[2].islower() or found[2].isupper()):
        return ""
    letter, rest = found[1], found[2].lower()
    whole = (letter + rest).lower()
    if letter in _LETTER_WORDS:
        is_torn = whole in vocabulary.words and (len(rest) == 1 or rest not in vocabulary.known)
    else:
        is_torn = whole in vocabulary.words or whole in vocabulary.known
    return letter + found[2] if is_torn else ""


def join_drop_caps(
    blocks: tuple[tuple[Line, ...], ...], vocabulary: Vocabulary
) -> tuple[tuple[tuple[Line, ...], ...], tuple[Line, ...]]:
    """Joins a first letter that stands apart, on a line of its own or before a blank, with the word it begins.

    Args:
        blocks: Of the whole text.
        vocabulary: The words of the whole text.

    Returns:
        The blocks, and the lines that are joined.
    """
    result: list[tuple[Line, ...]] = []
    joined: list[Line] = []
    for block in blocks:
        letter, below = block[0].text, block[1] if len(block) > 1 else None
        first = _NEXT_WORD.match(below.text) if below else None
        if below and first and first[0][0].islower() and len(letter) == 1 and letter.isalpha() and letter.isupper():
            is_word = letter in "AIOÀÉ" and (letter + first[0]).lower() not in vocabulary.words
            line = Line(block[0].number, f"{letter}{' ' if is_word else ''}{below.text}", block[0].indent)
            joined.append(line)
            result.append((line, *block[2:]))
        elif word := _drop_cap_in(letter, vocabulary):
            line = replace(block[0], text=word + letter[len(word) + 1 :])
            joined.append(line)
            result.append((line, *block[1:]))
        else:
            result.append(block)
    return tuple(result), tuple(joined)
