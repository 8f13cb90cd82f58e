"""Text packed into pieces that Google's service takes in one request, and their clips joined again.

Enters: the text of an utterance. Leaves: pieces of at most 100 code points, cut at natural breaks, in order; joined
they are the text again, but for white space and what cannot be pronounced (a row of two hundred dashes). And: one clip
of the clips of the pieces, without a pause that shows where the text was cut.

gTTS itself cuts a text over 100 characters at every punctuation mark and never joins the parts again: 420 requests
where 120 are enough. Packing here is a shortest path over all possible cuts: few pieces, good cuts.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct

from audio_edition.text.graphemes import last_boundary
from audio_edition.voices.length_check import sounding
from audio_edition.voices.protocol import Clip, Samples

MAX_CODE_POINTS = 100
"""What the service takes at a time. Source: ``gTTS.GOOGLE_TTS_MAX_CHARS``."""

PIECE_COST = 10
"""Of one more request, on the scale of the costs of a cut below. Measured on ten hours of prose: 114 requests for 9,960
characters, 18 in 100 of the cuts at a blank; with a blank at 13 it is 123 requests and 10 in 100."""
SENTENCE_COST, CLAUSE_COST, COMMA_COST, BLANK_COST, ABBREVIATION_COST, GRAPHEME_COST = 0, 1, 2, 9, 25, 40
EVENNESS_COST = 0.5
"""Of a full piece, growing with the square of its length: between cuts of one kind, even pieces win."""
UNSPEAKABLE_COST = 1000
"""Of a piece without anything to pronounce: Google answers it with an error."""

SAMPLE_RATE_HZ = 24_000
"""What Google sends; another rate is resampled to it."""
EDGE_MS = 60
"""Silence kept on either side of a join: 120 ms in all, about a breath at a comma."""

_SENTENCE_MARKS = "!?…。！？｡؟।॥።។။։"
_CLAUSE_MARKS = ";:；：؛—–―"
_COMMA_MARKS = ",，、،၊)）]"
_CLOSERS = "\"'”’»›)]）」』》〉】"
_SYMBOLS = ("Sc", "Sm", "So")
_OPENERS = "\"'“‘«‹([（「『《〈【¿¡"
_GLUED_BREAK = re.compile(rf"[—―。！？｡；：，、]+[{re.escape(_CLOSERS)}]*")
"""After these a cut is possible although no blank follows."""


class _Atom(Struct, frozen=True):
    """A run that is never cut: a word, or what a word longer than a piece falls into."""

    start: int
    end: int
    cost: int
    """Of a cut behind it."""
    speakable: bool


def pack(text: str) -> tuple[str, ...]:
    """Pack a text into pieces.

    Args:
        text: Any text.

    Returns:
        Pieces of 1 to 100 code points, each with at least one letter, digit or symbol; empty where the text has none.
    """
    text = " ".join(text.split())
    if not is_speakable(text):
        return ()
    if len(text) <= MAX_CODE_POINTS:
        return (text,)
    atoms = tuple(_atoms(text))
    pieces = (text[start:end] for start, end in _cheapest(atoms))
    return tuple(piece for piece in pieces if is_speakable(piece))


def join_pieces(clips: Sequence[Clip]) -> Clip:
    """Join the pieces of an utterance; silence at its very start and end stays as it came.

    Args:
        clips: One or more.
    """
    samples = [_at_rate(clip) for clip in clips]
    last = len(samples) - 1
    trimmed = [_trimmed(piece, start=index > 0, end=index < last) for index, piece in enumerate(samples)]
    return Clip(np.concatenate(trimmed), SAMPLE_RATE_HZ)


def is_speakable(text: str) -> bool:
    """Whether there is a letter, digit or symbol in it, so that something can be heard."""
    return any(unicodedata.category(char)[0] in "LN" or unicodedata.category(char) in _SYMBOLS for char in text)


def _cheapest(atoms: tuple[_Atom, ...]) -> Iterator[tuple[int, int]]:
    """The cheapest way through all cuts, as start and end of each piece; time linear in the text's length."""
    spoken_before = [0]
    for atom in atoms:
        spoken_before.append(spoken_before[-1] + atom.speakable)
    costs, origins = [0.0], [0]
    for last, atom in enumerate(atoms, start=1):
        best_cost, best_first = math.inf, last - 1
        first = last - 1
        while first >= 0 and (length := atom.end - atoms[first].start) <= MAX_CODE_POINTS:
            cost = costs[first] + PIECE_COST + (atoms[first - 1].cost if first else 0)
            cost += EVENNESS_COST * (length / MAX_CODE_POINTS) ** 2
            if spoken_before[first] == spoken_before[last]:
                cost += UNSPEAKABLE_COST
            if cost < best_cost:
                best_cost, best_first = cost, first
            first -= 1
        costs.append(best_cost)
        origins.append(best_first)
    spans = []
    last = len(atoms)
    while last:
        first = origins[last]
        spans.append((atoms[first].start, atoms[last - 1].end))
        last = first
    return reversed(spans)


def _atoms(text: str) -> Iterator[_Atom]:
    """The atoms of a text whose white space is single blanks."""
    start = 0
    for word in text.split(" "):
        end = start + len(word)
        behind = text[end + 1 : end + 2]
        cuts = [start + match.end() for match in _GLUED_BREAK.finditer(word)]
        if not cuts or cuts[-1] != end:
            cuts.append(end)
        for cut in cuts:
            part = text[start:cut]
            cost = _cost_behind(part, behind if cut == end else "")
            for at, stop in _within_limit(part):
                yield _Atom(
                    start + at,
                    start + stop,
                    cost if stop == len(part) else GRAPHEME_COST,
                    is_speakable(part[at:stop]),
                )
            start = cut
        start = end + 1


def _cost_behind(part: str, behind: str) -> int:
    """What a cut behind this word costs; ``behind`` is the first character of the next word."""
    bare = part.rstrip(_CLOSERS) or part
    mark = bare[-1]
    if mark == ".":
        return _cost_behind_full_stop(bare, behind)
    if mark in _SENTENCE_MARKS:
        return SENTENCE_COST
    if mark in _CLAUSE_MARKS or bare in {"-", "--"}:
        return CLAUSE_COST
    if mark in _COMMA_MARKS or part[-1] in _CLOSERS[2:] or behind in tuple(_OPENERS):
        return COMMA_COST
    return BLANK_COST


def _cost_behind_full_stop(word: str, behind: str) -> int:
    """Progress the end of a sentence from ``Mr.``, ``e.g.`` and ``V. I.``."""
    stem = word.rstrip(".").lstrip(_OPENERS)
    ends = len(stem) >= 4 or stem[:1].islower()
    follows = not behind or behind.isupper() or behind in _OPENERS
    return SENTENCE_COST if ends and follows and "." not in stem else ABBREVIATION_COST


def _within_limit(word: str) -> Iterator[tuple[int, int]]:
    """Start and end of the parts of a word, each within the limit, cut between graphemes where one is short enough."""
    start = 0
    while len(word) - start > MAX_CODE_POINTS:
        end = last_boundary(word, start, start + MAX_CODE_POINTS)
        yield start, end
        start = end
    yield start, len(word)


def _trimmed(samples: Samples, *, start: bool, end: bool) -> Samples:
    """Cut silence away to the edge's length, at the asked sides."""
    began, ended = sounding(samples)
    edge = EDGE_MS * SAMPLE_RATE_HZ // 1000
    first = max(0, began - edge) if start else 0
    stop = min(len(samples), ended + edge) if end else len(samples)
    return samples[first:stop]


def _at_rate(clip: Clip) -> Samples:
    if clip.sample_rate_hz == SAMPLE_RATE_HZ:
        return clip.samples
    import soxr

    resampled: Samples = soxr.resample(clip.samples, clip.sample_rate_hz, SAMPLE_RATE_HZ).astype(np.int16)
    return resampled
