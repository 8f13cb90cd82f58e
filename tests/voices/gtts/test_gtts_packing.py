"""Packing: text in is text out, in few pieces."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from audio_edition.voices.gtts._pieces import MAX_CODE_POINTS, is_speakable, pack
from support.places import ARTICLES

MARKS = st.sampled_from(
    [". ", ", ", "; ", ": ", " — ", "—", " ", "  \n", "! ", "? ", '" ', " (", ") ", "…", "。", "、", "-", "‘"]
)
WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=14)
PROSE = st.lists(st.one_of(WORDS, MARKS), max_size=150).map("".join)


def without_blanks(text: str) -> str:
    return "".join(text.split())


def pronounced(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char)[0] in "LN")


@given(PROSE)
@example("word " + "-" * 300 + " word")
@example("a" * 100 + "." * 100 + "b" * 100)
def test_every_letter_is_in_exactly_one_piece_in_order(text: str) -> None:
    pieces = pack(text)
    assert pronounced("".join(pieces)) == pronounced(text)
    assert all(0 < len(piece) <= MAX_CODE_POINTS for piece in pieces)
    assert all(is_speakable(piece) for piece in pieces)
    assert all(piece == piece.strip() for piece in pieces)


@given(
    st.lists(st.text(st.characters(categories=["L", "N"]), min_size=2, max_size=12), min_size=1, max_size=80), st.data()
)
def test_joined_pieces_are_the_text_but_for_white_space(words: list[str], data: st.DataObject) -> None:
    marks = st.sampled_from([" ", ", ", "; ", ". ", " — ", "!? ", ") (", "。", "\n\n\t"])
    text = "".join(word + data.draw(marks) for word in words)
    assert without_blanks("".join(pack(text))) == without_blanks(text)


@given(PROSE)
def test_a_text_that_fits_is_one_piece(text: str) -> None:
    short = " ".join(text[:MAX_CODE_POINTS].split())
    assert pack(short) == ((short,) if is_speakable(short) else ())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("", (), id="empty"),
        pytest.param(" \n\t\u3000", (), id="white space"),
        pytest.param("— … !? -- “”", (), id="only punctuation"),
        pytest.param("Hi,  there.\n", ("Hi, there.",), id="short"),
        pytest.param("a, " * 33 + "b", ("a, " * 33 + "b",), id="34 commas, 100 code points: one piece"),
        pytest.param(
            "one two three four five six seven; eight nine ten, " + "More and more words follow the comma here. " * 2,
            (
                "one two three four five six seven; eight nine ten, More and more words follow the comma here.",
                "More and more words follow the comma here.",
            ),
            id="the end of a sentence rather than a comma",
        ),
        pytest.param(
            "There was a long walk through the old town with Mr. "
            + "Holmes and with the doctor, who had nothing to say to us.",
            (
                "There was a long walk through the old town with Mr. Holmes and with the doctor,",
                "who had nothing to say to us.",
            ),
            id="not behind an abbreviation",
        ),
        pytest.param("x" * 150, ("x" * 100, "x" * 50), id="no break at all"),
        pytest.param("e\u0301" * 75, ("e\u0301" * 50, "e\u0301" * 25), id="accents stay on their letters"),
        pytest.param("x" + "e\u0301" * 75, ("x" + "e\u0301" * 49, "e\u0301" * 26), id="accents at an odd offset"),
        pytest.param("👩\u200d🚀" * 40, ("👩\u200d🚀" * 33, "👩\u200d🚀" * 7), id="joined emoji stay whole"),
        pytest.param(
            "天" * 60 + "。" + "地" * 60, ("天" * 60 + "。", "地" * 60), id="no blank behind an ideographic stop"
        ),
        pytest.param("in 1917 " * 13, ("in 1917 " * 5 + "in 1917 in", "1917" + " in 1917" * 6), id="even halves"),
    ],
)
def test_pieces(text: str, wanted: tuple[str, ...]) -> None:
    assert pack(text) == wanted


@pytest.mark.parametrize(
    "unit",
    ["a", "a ", "a, ", "あ、", "word ", "(", ". ", "——", "e\u0301", "\u0301", "\u200d", "🇩🇪", "Mr. ", "\u2028", "‘"],
)
def test_hostile_length_ends_and_keeps_the_limit(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    pieces = pack(text)
    assert all(0 < len(piece) <= MAX_CODE_POINTS for piece in pieces)
    assert pronounced("".join(pieces)) == pronounced(text)


def test_prose_takes_few_requests() -> None:
    sentence = (
        "The committee met in the old library on Tuesday, as it had done for years, and nobody, not even the chairman, "
        "expected the letter that lay on the table; it had come by hand, late at night. Who had written it? No one "
        "knew. "
        "“It is,” said the clerk, “a matter of some importance: the vote will have to wait.” "
    )
    prose = (sentence * 40)[:9960]
    assert len(pack(prose)) <= 125


@pytest.mark.skipif(not ARTICLES.is_dir(), reason="the real articles are not beside this repository")
def test_ten_hours_of_prose_take_few_requests() -> None:
    text = " ".join((ARTICLES / "sherlock-holmes.md").read_text(encoding="utf-8").split())[:199_200]
    parts = [text[start : start + 9960] for start in range(0, len(text), 9960)]
    assert [len(pack(part)) for part in parts if len(pack(part)) > 125] == []
    assert all(without_blanks("".join(pack(part))) == without_blanks(part) for part in parts)
