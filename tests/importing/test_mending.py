"""Broken words and glued dashes, decided by the usage of the text itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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


BROKEN = [
    pytest.param(lang, *row.split(" = "), id=row)
    for lang in ("de", "en", "fr")
    for row in (Path(__file__).parent / "hyphens" / f"{lang}.txt").read_text(encoding="utf-8").splitlines()
]
NOT_KNOWN = {"Wasserstraßen-amt", "schwarz-weiß", "par-dessus"}
"""A second hyphen; a word and two; a coat and a preposition."""
AROUND = {
    "en": "The ships of the town and the men in it were not seen",
    "de": "Die Schiffe und der Hafen sind nicht da, und das ist es",
    "fr": "Les bateaux et le port de la ville ne sont pas là",
}


@pytest.mark.parametrize(("lang", "broken", "wanted"), BROKEN)
def test_line_ends_of_the_list(lang, broken, wanted):
    above, below = broken.split("/")
    lines = (Line(1, f"{AROUND[lang]}: {above}"), Line(2, f"{below} x."))
    text, _mends = join_lines(lines, read_vocabulary([AROUND[lang]]))
    found = text.removeprefix(f"{AROUND[lang]}: ").removesuffix(" x.")
    if wanted in NOT_KNOWN:
        assert found not in wanted.split(" or ")
    else:
        assert found in wanted.split(" or ")


def test_names_are_joined_and_the_first_word_of_a_sentence_is_no_name():
    words = read_vocabulary([AROUND["en"]])
    for above, below, wanted in (
        ("met Hart-", "mann x", "met Hartmann x"),
        ("so. Slow-", "moving x", "so. Slow-moving x"),
    ):
        assert join_lines((Line(1, above), Line(2, below)), words)[0] == wanted


def test_a_list_is_only_loaded_where_a_word_is_in_doubt():
    code = (
        "import sys; from audio_edition.importing.mending import *; from audio_edition.importing.model import Line;"
        "words = read_vocabulary(['the ships of it and that', 'a harbour']);"
        "join_lines((Line(1, 'the har-'), Line(2, 'bour and so')), words); print('spellchecker' in sys.modules);"
        "join_lines((Line(1, 'the long-'), Line(2, 'term and so')), words); print('spellchecker' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


def test_each_change_has_its_line_and_a_guess_says_so() -> None:
    lines = (Line(7, "first line"), Line(8, "a xylo- phonic year"), Line(9, "was strong–because"))
    _, mends = join_lines(lines, read_vocabulary(line.text for line in lines))
    assert [(mend.line, mend.dash, bool(mend.check)) for mend in mends] == [(8, False, True), (9, True, True)]


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("en", "the budg-\net", "the budget"),
        ("en", "a radi-\no", "a radio"),
        ("en", "the zzud-\net", "the zzudet"),
        ("en", "pre-\nor post-war", "pre- or post-war"),
        ("de", "das Paket und das Budg-\net", "das Paket und das Budget"),
        ("de", "Vor-\noder Nachteile", "Vor- oder Nachteile"),
        ("fr", "un déch-\net", "un déchet"),
        ("fr", "les avant-\net arrière-pays", "les avant- et arrière-pays"),
    ],
)
def test_a_little_word_may_be_the_end_of_a_word(lang: str, text: str, wanted: str) -> None:
    assert joined(text, AROUND[lang]) == wanted
