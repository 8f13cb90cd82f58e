"""The rules that put numbers, names and dates into words: each alone by its table, all together by their laws."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.narration.cleaning import clean
from audio_edition.narration.normalising.rules import RULES as WORD_RULES
from audio_edition.narration.reworded import is_reworded
from audio_edition.narration.rule import Rule
from audio_edition.narration.typography import RULES, normalise
from audio_edition.publication.settings import NORMALISED
from audio_edition.text.language_tags import base_language
from support.growth_of_time import growth
from support.reading_score import LISTS, read_list

BY_NAME = {rule.apply.__name__: rule for rule in WORD_RULES}
SIX = ("en", "de", "fr", "es", "it", "ru")


def _tables() -> dict[str, list[tuple[str, str, str]]]:
    """Language, sentence and wording of the cases, by rule."""
    tables: dict[str, list[tuple[str, str, str]]] = {}
    name = ""
    for line in (Path(__file__).parent / "cases.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            tables[name] = []
        elif line and not line.startswith("#"):
            lang, _, rest = line.partition(" ")
            text, _, wording = rest.strip().partition(" → ")
            tables[name].append((lang, text, text if wording == "=" else wording))
    return tables


TABLES = _tables()
CASES = [(name, *case) for name, cases in TABLES.items() for case in cases]
SENTENCES = [(case.lang, case.sentence) for path in sorted(LISTS.glob("*.txt")) for case in read_list(path)]


@pytest.mark.parametrize(("name", "lang", "text", "wanted"), CASES)
def test_cases(name: str, lang: str, text: str, wanted: str) -> None:
    assert BY_NAME[name].apply(text, lang) == wanted


def test_every_rule_has_cases_that_change_and_cases_that_do_not() -> None:
    assert set(TABLES) == set(BY_NAME)
    for name, cases in TABLES.items():
        assert {text != wanted for _, text, wanted in cases} == {True, False}, name
        languages = frozenset[str]().union(*(rule.languages for rule in WORD_RULES if rule.apply.__name__ == name))
        missing = (languages or {"en"}) - {base_language(lang) for lang, _, _ in cases}
        assert not missing, f"{name}: no case in {missing}"


@pytest.mark.parametrize(("name", "lang", "text", "wanted"), CASES)
def test_a_rule_finds_nothing_in_its_own_wording(name: str, lang: str, text: str, wanted: str) -> None:
    assert BY_NAME[name].apply(wanted, lang) == wanted


def test_what_a_rule_looks_for_is_in_every_text_it_changes() -> None:
    for rule in WORD_RULES:
        for lang, text in (*SENTENCES, *((lang, text) for _, lang, text, _ in CASES)):
            looks = all(chars.intersection(text) for chars in rule.needs)
            looks = looks and (not rule.hints or any(hint in text for hint in rule.hints))
            of_language = not rule.languages or base_language(lang) in rule.languages
            assert looks or not of_language or rule.apply(text, lang) == text, (rule.apply.__name__, text)


def test_the_wording_of_a_wording_is_itself() -> None:
    for lang, text in (*SENTENCES, *((lang, text) for _, lang, text, _ in CASES)):
        once = normalise(clean(text), lang)
        assert normalise(clean(once), lang) == once, text


_PIECES = """
1~5~45~1917~2007~1,000~12.50~3/4~½~24/7~5-4~1914–18~'68~Rocky II~XIX~$5~£3m~€20~50¢~5%~2‰~20°C~5 km~5 m~100m
6 ft~12 in.~80p~p. 5~pp. 3–7~$1.2bn~3 Mio.~5 млн~1917 г.~в.~10 a.m.~7pm~10 h~9 Uhr~9:00~9:30~3:1~:~;~,~(~)~U.S.
J.~Dr.~St. John~No. 5~Jr.~Prof.~M.~S. 5~Art. 3~in May 1945~on Jan. 5~mai~7. Januar~7 мая~the~a~in~of~and
King John~Louis~Wilhelm~Карл~century~siècle~19. Jahrhundert~people~'~"~1er~3rd~12th~1º~2ª~3-й~80-х~1990s~20er~et
und~y~e~и~was~Müller~Smith"""
"""Tokens in any order; where a mark between two of them is not said, they may meet, and those are left out."""
PIECES = st.sampled_from(_PIECES.replace("\n", "~").strip("~").split("~"))


@given(st.lists(PIECES, max_size=10).map(" ".join), st.sampled_from(SIX))
def test_anything_is_worded_once_and_for_all(text: str, lang: str) -> None:
    once = normalise(clean(text), lang)
    assert normalise(clean(once), lang) == once


@given(st.lists(PIECES, max_size=10).map(" ".join), st.sampled_from(SIX))
def test_with_every_class_off_no_number_is_put_into_words(text: str, lang: str) -> None:
    worded = normalise(clean(text), lang, frozenset(NORMALISED))
    assert [char for char in worded if char.isdecimal()] == [char for char in clean(text) if char.isdecimal()]


ONE_OF_A_CLASS = {
    "abbreviations": ("en", "Acme Inc. paid."),
    "dates": ("en", "He left on Jan. 5 at last."),
    "fractions": ("en", "Only 3/4 of it was left."),
    "letters": ("de", "C&A zahlte."),
    "money": ("en", "It cost $5 then."),
    "numbers": ("en", "Some 45k came."),
    "ordinals": ("fr", "La 2e place."),
    "percent": ("it", "Il 5% di tutto."),
    "ranges": ("en", "They won 5-4 there."),
    "references": ("en", "See Vol. 2 for it."),
    "roman": ("en", "They saw Rocky II again."),
    "telephone": ("en", "Ring 555-0123 for it."),
    "times": ("en", "It began at 9:05 sharp."),
    "titles": ("en", "Then Gen. Grant came."),
    "units": ("en", "It is 12 km away."),
    "years": ("en", "It began in 1917 there."),
}
"""Language and sentence with one token, of this class and of no other."""


@pytest.mark.parametrize("kind", NORMALISED)
def test_each_class_can_be_switched_off(kind: str) -> None:
    lang, text = ONE_OF_A_CLASS[kind]
    assert is_reworded(text, normalise(text, lang)), "this sentence says nothing about its class"
    others = frozenset(NORMALISED) - {kind}
    assert normalise(text, lang, others) == normalise(text, lang), "it is of another class too"
    # "&" and the dash are said whatever is switched off: they are no class.
    assert normalise(text, lang, frozenset({kind})) == normalise(text, lang, frozenset(NORMALISED))


@pytest.mark.parametrize("kind", NORMALISED)
def test_no_rule_of_a_class_runs_where_it_is_off(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(text: str, lang: str) -> str:
        raise AssertionError(f"a rule for {kind} saw {text!r}")

    rules = tuple(
        Rule(refuse, rule.needs, rule.hints, rule.languages, rule.kind) if rule.kind == kind else rule for rule in RULES
    )
    monkeypatch.setattr("audio_edition.narration.typography.RULES", rules)
    monkeypatch.setattr("audio_edition.narration.typography._applicable", _uncached(monkeypatch))
    for lang, text in SENTENCES:
        normalise(clean(text), lang, frozenset({kind}))
    with pytest.raises(AssertionError, match=f"a rule for {kind} saw"):
        normalise(ONE_OF_A_CLASS[kind][1], ONE_OF_A_CLASS[kind][0])


def _uncached(monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    from audio_edition.narration import typography

    return typography._applicable.__wrapped__


def test_the_settings_name_the_classes_of_the_rules() -> None:
    assert {rule.kind for rule in RULES if rule.kind} == set(NORMALISED)
    assert set(ONE_OF_A_CLASS) == set(NORMALISED)


_ADVERSARIAL = (
    *(
        "1",
        "1 ",
        "1,",
        "1.",
        "1/",
        "1:",
        "1-",
        "1–",
        "1'",
        "$1",
        "£",
        "€ ",
        "1 000",
        "000 ",
        "1x",
        "½",
        "1 ½ ",
        "%",
        "-1%",
    ),
    *(
        " ",
        ".",
        ". ",
        " .",
        "I",
        "I ",
        "IX. ",
        "A.",
        "A. ",
        "A.-",
        "&A",
        "'",
        "'4",
        "a. ",
        "p. ",
        "S. 1",
        "St. ",
        "Dr. ",
    ),
    *(
        "Jan. ",
        "May 1 ",
        "1 May ",
        "1. ",
        "1. Mai ",
        "1. bis ",
        "am 1.1.",
        "Mo.–",
        "Mo., ",
        "19 ",
        "1917",
        "1917-",
        "в. ",
    ),
    *(
        "1-й ",
        "1e ",
        "3rd–",
        "10s ",
        "King ",
        "Henry V ",
        "Henry ",
        "II ",
        " (",
        "(1) ",
        "+1 ",
        "0 1",
        "Tel. 1",
        "Tel. ",
    ),
    *("1 km", "5 m ", "1 ft. ", "-long", "John 1:1", "John ", "of a ", "in der 4. ", "$1 m", "£1 1s ", "1:1:1", " : 1"),
)
_SHORT = 1_000


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.apply.__name__)
def test_time_grows_with_the_length(rule: Rule) -> None:
    """Eight times the text takes about eight times as long: squares would be 64."""
    for lang in sorted(rule.languages or {"en", "de"}):
        for piece in _ADVERSARIAL:

            def apply(length: int, lang: str = lang, piece: str = piece) -> None:
                rule.apply(piece * (length // len(piece)), lang)

            assert growth(apply, _SHORT, 8 * _SHORT, enough=24, least_s=0.00025) < 24, (lang, piece)
