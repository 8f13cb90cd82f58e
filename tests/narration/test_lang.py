"""A sentence is said in the language its words are marked with."""

from __future__ import annotations

import pytest

from audio_edition.article.script import parse_script
from audio_edition.narration.lexicon import Lexicon, parse_lexicon
from audio_edition.narration.model import Narration
from audio_edition.narration.narrate import narrate


def narrated(markdown: str, lang: str = "en", lexicon: Lexicon | None = None, **settings: object) -> Narration:
    return narrate(parse_script(markdown, "a.md", None, {"title": "T", "lang": lang, **settings}), lexicon)


def said(markdown: str, lang: str = "en", **settings: object) -> list[tuple[str, str]]:
    narration = narrated(markdown, lang, **settings)
    found = [u for section in narration.sections for segment in section.segments for u in segment.utterances]
    return [(utterance.text, utterance.lang) for utterance in found[1:]]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("*Tout le monde.*{lang=fr} Then this.", [("Tout le monde.", "fr"), ("Then this.", "")]),
        ("“*Tout*{lang=fr}.” Then 5.", [('"Tout."', "fr"), ("Then 5.", "")]),
        ("Say *oui*{lang=fr} & go.", [("Say oui and go.", "")]),
        ("*Un*{lang=fr} *zwei*{lang=de}.", [("Un zwei.", "")]),
        ("*Un* *deux & trois*{lang=fr}.\n{lang=fr}", [("Un deux et trois.", "fr")]),
        ("*1914*{lang=fr}.", [("1914.", "fr")]),
        ("1. *Un*{lang=fr}.", [("1: Un.", "fr")]),
        ("{lang=fr}\n> Le n° 5. Un *word*{lang=en} anglais.", [("Le numéro 5.", "fr"), ("Un word anglais.", "fr")]),
        ("{lang=fr}\nUn. *All of it.*{lang=en}", [("Un.", "fr"), ("All of it.", "")]),
        ("# Das Kapital {lang=de}\n\nText.", [("Das Kapital", "de"), ("Text.", "")]),
        ("<div lang=de>\n\nBrot & Salz.\n\n</div>\n\nA & B.", [("Brot und Salz.", "de"), ("A and B.", "")]),
        ("a <i lang=fr>b</i>", [("a b", "")]),
        ("![Brot](u){lang=de}", [("Bild: Brot", "de")]),
        ("![Chleb](u){lang=pl}", [("Image: Chleb", "")]),
        ("{lang=de}\n| Jahr |\n|---|\n| eins |", [("Jahr: eins.", "de")]),
        ("| Year |\n|---|\n| *eins*{lang=de} |", [("Year: eins.", "")]),
        ("| *Jahr*{lang=de} |\n|---|\n| *eins*{lang=de} |", [("Jahr: eins.", "de")]),
    ],
)
def test_utterances_and_their_languages(markdown: str, expected: list[tuple[str, str]]) -> None:
    assert said(markdown) == expected


@pytest.mark.parametrize(
    ("lang", "marked", "expected"),
    [("en-GB", "en", ""), ("en-GB", "en-GB", ""), ("en", "en-GB", "en-GB"), ("en-GB", "en-US", "en-US")],
)
def test_a_regional_form_of_a_language_is_not_another_language(lang: str, marked: str, expected: str) -> None:
    assert said(f"*All of it.*{{lang={marked}}}", lang) == [("All of it.", expected)]


def test_a_block_is_split_by_the_rules_of_its_language() -> None:
    text = "Das war am 5. Mai so. Dann nicht."
    assert said(f"{{lang=de}}\n{text}") == [("Das war am fünften Mai so.", "de"), ("Dann nicht.", "de")]
    assert said(f"[{text}]{{lang=de}}") == [("Das war am fünften Mai so.", "de"), ("Dann nicht.", "de")]


def test_footnotes_are_announced_in_their_language() -> None:
    markdown = "Text.[^1]\n\n[^1]:\n    {lang=de}\n    Nein."
    assert said(markdown, speak={"footnote": "speak"})[1:] == [("Fußnote 1: Nein.", "de")]


def test_the_lexicon_follows_the_sentence() -> None:
    lexicon = parse_lexicon(
        'mort = "morr"\n[but]\nsay = "bü"\nlang = "fr"\n[chat]\nsay = "tchat"\nlang = "en"\n[x]\nsay = "q"\n'
        'lang = "it"',
        "l",
    )
    narration = narrated("A chat, but no mort.\n\n*Le chat, le but, la mort.*{lang=fr}", lexicon=lexicon)
    texts = [segment.utterances[0].text for segment in narration.sections[0].segments]
    assert texts[1:] == ["A tchat, but no morr.", "Le chat, le bü, la morr."]
    assert narration.omissions == narration.unmatched == ()


def test_an_entry_that_no_sentence_of_its_language_has_is_reported() -> None:
    lexicon = parse_lexicon('[but]\nsay = "bü"\nlang = "fr"', "l")
    assert [each.element for each in narrated("*Rien.*{lang=fr} All but.", lexicon=lexicon).unmatched] == ["lexicon"]
    assert narrated("All but.", lexicon=lexicon).unmatched == ()
