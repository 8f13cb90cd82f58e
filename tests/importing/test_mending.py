"""Broken words and glued dashes, decided by the usage of the text itself."""

from __future__ import annotations

import pytest

from audio_edition.importing.mending import join_lines, read_vocabulary
from audio_edition.importing.model import Line

ELSEWHERE = "a cooperation of well-known revolutionary groups, revolutionary, known"


def joined(text: str, elsewhere: str = ELSEWHERE) -> str:
    lines = tuple(Line(number, line) for number, line in enumerate(text.split("\n"), start=1))
    return join_lines(lines, read_vocabulary((*elsewhere.split("\n"), *(line.text for line in lines))))[0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("two\nlines", "two lines"),
        ("the revolu-\ntionary year", "the revolutionary year"),
        ("a well-\nknown face", "a well-known face"),
        ("an Anglo-\nSaxon word", "an Anglo-Saxon word"),
        ("the counter- revolutionary troops", "the counter-revolutionary troops"),
        ("a revolu- tionary year", "a revolutionary year"),
        ("pre- and post-war", "pre- and post-war"),
        ("pre-\nand post-war", "pre- and post-war"),
        ("Vor- und Nachteile", "Vor- und Nachteile"),
        ("strong–because", "strong – because"),
        ("strong—because", "strong — because"),
        ("here”—I said", "here” — I said"),
        ("strong--because", "strong – because"),
        ("strong–I think", "strong – I think"),
        ("Workers–Internationalist", "Workers–Internationalist"),
        ("1914–1918", "1914–1918"),
        ("1914—1918", "1914—1918"),
        ("1914–present", "1914–present"),
        ("he said - and left", "he said - and left"),
        ("“Wait—” he said", "“Wait—” he said"),
        ("a dash —\nand more", "a dash — and more"),
        ("a dash—\nand more", "a dash — and more"),
        ("---", "---"),
    ],
)
def test_mended(text: str, wanted: str) -> None:
    assert joined(text) == wanted


def test_each_change_has_its_line_and_a_guess_says_so() -> None:
    lines = (Line(7, "first line"), Line(8, "a xylo- phonic year"), Line(9, "was strong–because"))
    _, mends = join_lines(lines, read_vocabulary(line.text for line in lines))
    assert [(mend.line, mend.dash, bool(mend.check)) for mend in mends] == [(8, False, True), (9, True, True)]
