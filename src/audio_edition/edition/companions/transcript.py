"""``transcript.vtt`` and ``transcript.srt``: every sentence with its time, in the article's own words.

Enters: a finished edition. Leaves: WebVTT, and SubRip. A sentence that is longer than two lines is shown in several
cues one after the other, each for as long as its share of the characters; of an address that is longer than a line, the
domain is shown.

Source: W3C, WebVTT: The Web Video Text Tracks Format, 4.1 and 4.2 (escapes, ``<v>``); lines of at most 65 characters as
Apple Podcasts asks for. SubRip has no standard: numbered cues, commas before milliseconds, lines of 32 characters.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from msgspec import Struct

from audio_edition.text.addresses import domain_of, split_at_addresses

if TYPE_CHECKING:
    from audio_edition.edition.companions import FinishedEdition
    from audio_edition.edition.manifest import Edition, EditionCue

_MOST_LINES = 2
_VTT_LINE_CHARACTERS = 65
_SRT_LINE_CHARACTERS = 32


class _Shown(Struct, frozen=True):
    """What is shown at one time."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    speaker: str
    """Empty where the edition has one voice."""


class WebVttTranscript:
    """The reporter of ``transcript.vtt``."""

    name = "transcript.vtt"

    def make(self, finished: FinishedEdition) -> bytes:
        """UTF-8, a cue a sentence; voices are named where there are several."""
        parts = ["WEBVTT\n"]
        for shown in _shown(finished.edition, _VTT_LINE_CHARACTERS):
            voice = f"<v {escape(shown.speaker, quote=False)}>" if shown.speaker else ""
            text = escape("\n".join(shown.lines), quote=False)
            parts.append(f"{_clock(shown.start_ms, '.')} --> {_clock(shown.end_ms, '.')}\n{voice}{text}\n")
        return "\n".join(parts).encode()


class SubRipTranscript:
    """The reporter of ``transcript.srt``."""

    name = "transcript.srt"

    def make(self, finished: FinishedEdition) -> bytes:
        """UTF-8, plain text. SubRip knows no escapes: an arrow becomes a dash, and ``<`` and ``>`` other brackets.

        Many players drop whatever stands between ``<`` and ``>``.
        """
        parts = []
        for number, shown in enumerate(_shown(finished.edition, _SRT_LINE_CHARACTERS), 1):
            text = "\n".join(shown.lines).replace("-->", "—").replace("<", "‹").replace(">", "›")
            parts.append(f"{number}\n{_clock(shown.start_ms, ',')} --> {_clock(shown.end_ms, ',')}\n{text}\n")
        return "\n".join(parts).encode()


def _shown(edition: Edition, line_characters: int) -> Iterator[_Shown]:
    several = len({segment.voice for segment in edition.segments}) > 1
    for cue in edition.cues:
        speaker = ""
        if several:
            speaker = edition.voice_of(edition.segments[cue.segment]).name.partition(":")[2]
        yield from _split(cue, _wrapped(_fitting(cue.text, line_characters), line_characters), speaker)


def _fitting(text: str, line_characters: int) -> str:
    """A text with addresses that fit a line: of longer ones the domain is shown, and ``/…``."""
    return "".join(
        f"{domain_of(part)}/…" if is_address and len(part) >= line_characters and domain_of(part) else part
        for part, is_address in split_at_addresses(text)
    )


def _wrapped(text: str, line_characters: int) -> list[str]:
    """Lines as ``textwrap`` makes them; it is asked only where a word is longer than a line, for it is slow."""
    words = text.split()
    if max(map(len, words), default=0) > line_characters:
        return textwrap.wrap(" ".join(words), line_characters, break_on_hyphens=False)
    lines: list[str] = []
    rest = " ".join(words)
    while len(rest) > line_characters:
        end = rest.rindex(" ", 0, line_characters + 1)
        lines.append(rest[:end])
        rest = rest[end + 1 :]
    return [*lines, rest] if rest else lines


def _split(cue: EditionCue, lines: Sequence[str], speaker: str) -> Iterator[_Shown]:
    """One cue, or several of two lines each; they follow one another without a gap."""
    groups = [tuple(lines[at : at + _MOST_LINES]) for at in range(0, len(lines), _MOST_LINES)]
    total = sum(len(line) for line in lines) or 1
    said, start_ms = 0, cue.start_ms
    for group in groups:
        said += sum(map(len, group))
        end_ms = cue.start_ms + (cue.end_ms - cue.start_ms) * said // total
        yield _Shown(start_ms, end_ms, group, speaker)
        start_ms = end_ms


def _clock(milliseconds: int, point: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{rest:03}"
