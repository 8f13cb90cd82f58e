"""Words worth listening to."""

import pytest

from audio_edition.article.script import parse_script
from audio_edition.narration.unusual import unusual_words


def found(text: str, lang: str = "en") -> dict[str, str]:
    article = parse_script(f"---\ntitle: T\nlang: {lang}\n---\n\n{text}\n", "x.md")
    return {word.word: word.why for word in unusual_words(article)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He met Kornilov. Then Kornilov left.", {"Kornilov": "name"}),
        ("The town is old. The river is new.", {}),
        ("Rain fell. Then the rain stopped, and Rain was its name.", {}),
        ("The USSR signed.", {"USSR": "abbreviation"}),
        ("It was opened by Dr. Hale. All were glad.", {"Hale": "name"}),
        (
            "It was by Martin Moss Jr. of Ulm, Louis XIV and Henry III.",
            dict.fromkeys(["Martin", "Moss", "Ulm", "Louis", "Henry"], "name"),
        ),
        ("A naïve plan by Lenin's friends.", {"naïve": "letters", "Lenin": "name"}),
        ("“Quick,” he said. “Stop!” she cried.", {}),
        ("See `Kornilov` in the code.\n\n```\nSmolny\n```", {}),
        ("Read [the Smolny papers](https://example.org/Tauride).", {"Smolny": "name"}),
        ("Jean-Paul and O’Brien came, said Anna.", {"O’Brien": "name", "Anna": "name"}),
    ],
)
def test_names_abbreviations_and_letters(text: str, expected: dict[str, str]) -> None:
    assert found(text) == expected


def test_what_the_wording_says_otherwise_is_listed_where_it_is_said_as_written() -> None:
    text = "He saw Dr. Hale. They call her Dr now. The U.S. Army and O’Brien came."
    assert found(text).keys() == {"Hale", "Dr", "U.S", "O’Brien"}
    article = parse_script("---\ntitle: T\nnormalise: {titles: false}\n---\n\nHe saw Dr. Hale.\n", "x.md")
    assert {word.word for word in unusual_words(article)} == {"Hale", "Dr"}


def test_german_nouns_are_not_taken_for_names() -> None:
    assert found("Der Hund sah das Haus in der DDR.", "de") == {"DDR": "abbreviation"}


def test_the_most_doubtful_come_first_then_the_most_frequent_with_their_first_line() -> None:
    article = parse_script("# T\n\nWe saw Anna.\n\nThere was Zbygniew; then Anna here, then Anna there.\n", "x.md")
    words = unusual_words(article)
    assert [(word.word, word.count, word.line) for word in words] == [("Zbygniew", 1, 5), ("Anna", 3, 3)]
    assert words[0].doubt > words[1].doubt >= 0


@pytest.mark.parametrize(
    "text",
    [
        "It was on a Monday in October. He said: Nobody came. He asked “What is it” of them.",
        "See the French and the Russian, and the War of the Palace.",
    ],
)
def test_months_days_beginnings_and_common_words_are_no_names(text: str) -> None:
    assert found(text) == {}


def test_a_heading_that_capitalises_every_word_makes_no_names() -> None:
    assert found("## The Quiet Lantern Keeper\n\nText of it.") == {}
