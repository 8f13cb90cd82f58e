"""The lexicon: its file, its errors at their lines, and how its words are found."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.errors import SourceError
from audio_edition.narration.lexicon import parse_lexicon
from audio_edition.narration.matching import PLACEHOLDERS, Matcher
from audio_edition.narration.model import Phrase
from audio_edition.narration.wording import phrases_of

FILE = """\
# how it is said
Petrograd = "Petro-grad"
"V. I. Lenin" = "Vladimir Ilyich Lenin"

[Kornilov]
say = "Kor-nee-loff"
ipa = "kɐrˈnʲiləf"
espeak = "kVrn'il@f"

["O'Brien"]
say = "Oh Brian"
lang = "en"
ignore-case = true
"""


def test_a_file():
    lexicon = parse_lexicon(FILE, "lexicon.toml")
    assert [(entry.word, entry.say, entry.line) for entry in lexicon.entries] == [
        ("Petrograd", "Petro-grad", 2),
        ("V. I. Lenin", "Vladimir Ilyich Lenin", 3),
        ("Kornilov", "Kor-nee-loff", 5),
        ("O'Brien", "Oh Brian", 10),
    ]
    assert lexicon.entries[2].phonemes == (("espeak", "kVrn'il@f"), ("ipa", "kɐrˈnʲiləf"))
    assert [entry.word for entry in lexicon.entries_for("de")] == ["Petrograd", "V. I. Lenin", "Kornilov"]


def test_an_empty_file():
    assert parse_lexicon("", "l.toml").entries == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('a = "b"\n[c]\nsayy = "d"', "l.toml:3: the entry 'c' has an unknown key 'sayy'; did you mean 'say'?"),
        ('[c]\nsay = "d"\nxyzzy = 1', "l.toml:3: the entry 'c' has an unknown key 'xyzzy'; known are"),
        ('a = "b"\nc = 5', "l.toml:2: the entry 'c' must be text in quotation marks"),
        ('\na = ""', "l.toml:2: the entry 'a' is empty"),
        ('a = "  "', "l.toml:1: the entry 'a' is empty"),
        ("[a]\nignore-case = true", "l.toml:1: the entry 'a' says nothing"),
        ('[a]\nsay = "b"\nignore-case = "yes"', "l.toml:3: 'ignore-case' of the entry 'a' must be true or false"),
        ('[a]\nsay = ""', "l.toml:2: 'say' of the entry 'a' is empty"),
        ('"--" = "dash"', "l.toml:1: the entry '--' has no letters"),
        ('a = "b\\u0007"', "l.toml:1: the entry 'a' has characters that cannot be printed"),
        (f'a = "{"b" * 201}"', "l.toml:1: the entry 'a' is longer than 200 characters"),
        ('a = "b"\nc d = "e"', "l.toml:2: the lexicon is not TOML"),
        ('a = "b', "l.toml:1: the lexicon is not TOML"),
        ('a = "b"\na = "c"', "l.toml:2: the lexicon is not TOML"),
        (f"{'.'.join('a' * 20_000)} = 1", "l.toml:1: tables in tables"),
        (f'a = "b"\nc = {"9" * 5000}', "l.toml:1: the lexicon is not TOML"),
        (f"a = {'[' * 10_000}", "l.toml:1: the lexicon is not TOML: nested too deeply"),
    ],
)
def test_errors_name_the_line(text, message):
    with pytest.raises(SourceError) as caught:
        parse_lexicon(text, "l.toml")
    assert str(caught.value).startswith(message)


def said(text, lexicon, lang="en"):
    return phrases_of(text, lang, Matcher(parse_lexicon(lexicon, "l.toml"), lang))


def words_for(text, lexicon, lang="en"):
    return "".join(phrase.text for phrase in said(text, lexicon, lang))


@pytest.mark.parametrize(
    ("lexicon", "text", "wanted"),
    [
        (
            'Lenin = "LEN-in"',
            "Lenin spoke; Leninism; Lenin’s; anti-Lenin",
            "LEN-in spoke; Leninism; LEN-in's; anti-LEN-in",
        ),
        ('Lenin = "x"', "“Lenin” and ‘Lenin’ and lenin", '"x" and x and lenin'),
        ('don = "x"', "don don't", "x don't"),
        ('"O\'Brien" = "x"', "O’Brien and O'Brien", "x and x"),
        ('Brien = "x"', "O’Brien, Brien", "O'Brien, x"),
        ('URSS = "u r s s"', "l’URSS", "l'u r s s"),
        ('"New York" = "a"\nNew = "b"\n"New York City" = "c"', "New York City, New York, New Yorker", "c, a, b Yorker"),
        ('"World War II" = "the second war"', "In World War II—yes", "In the second war, yes"),
        ('"R&D" = "are and dee"', "R&D works", "are and dee works"),
        ('"e.g." = "say"', "e.g. this", "say this"),
        ('Ленин = "Лэнин"', "Ленин, Ленина", "Лэнин, Ленина"),
        ('"北京" = "ペキン"', "我在北京住", "我在ペキン住"),
        ('"हिन्दी" = "x"', "हिन्दी हिन्दीज", "x हिन्दीज"),
        ('"हिन" = "x"', "हिन्दी हिनि", "हिन्दी हिनि"),
        ('a-b = "x"', "a-b a-b-c", "x x-c"),
        ('Kornilov = "x"', "Kor\u00adnilov", "x"),
        ('Nikolai = "Nicko-lie"', "Nikolai II fell", "Nicko-lie the second fell"),
        ('"V. I. Lenin" = "x"', "V.\u00a0I.\u00a0Lenin", "x"),
        ('Ab = "x"', "Cab Ab_ Ab2 Ab", "Cab Ab_ Ab2 x"),
    ],
)
def test_only_whole_words_are_found(lexicon, text, wanted):
    quoted = re.sub(r"^([^\"\s][^\s=]*) =", r'"\1" =', lexicon, flags=re.M)
    assert words_for(text, quoted) == wanted


def test_any_case():
    lexicon = '[new]\nsay = "n"\nignore-case = true\n["New York"]\nsay = "ny"'
    assert words_for("NEW new New York new york", lexicon) == "n n ny n york"


@pytest.mark.parametrize(
    ("lexicon", "text", "wanted"),
    [
        ("[SQL]\nspell = true", "SQL and MySQL and sql", "S.Q.L and MySQL and sql"),
        ("[SQL]\nspell = true\nignore-case = true", "SQL and sql", "S.Q.L and S.Q.L"),
        ("[B2B]\nspell = true", "B2B trade", "B 2 B trade"),
        ('["GNU C"]\nspell = true', "GNU C and GNU", "G.N.U.C and GNU"),
        ("[x]\nspell = true", "x marks", "X marks"),
        ("[NASA]\nword = true", "NASA and NASA's, not NASAL", "Nasa and Nasa's, not NASAL"),
        ('["ICE trains"]\nword = true', "ICE trains and ICE cubes", "Ice trains and ICE cubes"),
        ('["ICE trains"]\nword = true\nignore-case = true', "Ice Trains", "Ice trains"),
        (
            '["10 Downing Street"]\nsay = "number ten"',
            "At 10 Downing Street in 1917",
            "At number ten in nineteen seventeen",
        ),
        ('["World War II"]\nsay = "the war"', "World War II and World War I", "the war and World War 1"),
        ('"$5" = "a fiver"', "It cost $5 or $50", "It cost a fiver or 50 dollars"),
        ('["Elizabeth"]\nsay = "Lizbet"', "Elizabeth II fell", "Lizbet the second fell"),
    ],
)
def test_phrases_are_spelt_or_said_as_words(lexicon, text, wanted):
    assert words_for(text, lexicon) == wanted


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a]\nspell = true\nword = true", "l.toml:1: the entry 'a' has spell and word, and it can be said in one way"),
        ('[a]\nsay = "b"\nspell = true', "l.toml:1: the entry 'a' has say and spell, and it can be said in one way"),
        ("[a]\nspell = false", "l.toml:1: the entry 'a' says nothing"),
        ('b = "c"\n[a]\nword = "yes"', "l.toml:3: 'word' of the entry 'a' must be true or false"),
        ("[a]\nspel = true", "l.toml:2: the entry 'a' has an unknown key 'spel'; did you mean 'spell'?"),
    ],
)
def test_one_way_only(text, message):
    with pytest.raises(SourceError) as caught:
        parse_lexicon(text, "l.toml")
    assert str(caught.value).startswith(message)


def test_composed_and_decomposed_are_the_same():
    for form in ("NFC", "NFD"):
        assert words_for("café", unicodedata.normalize(form, '"café" = "caff"')) == "caff"


def test_phonemes_stand_in_phrases_of_their_own():
    assert said("General Kornilov’s men — and Petrograd.", FILE) == (
        Phrase("General "),
        Phrase("Kor-nee-loff", (("espeak", "kVrn'il@f"), ("ipa", "kɐrˈnʲiləf"))),
        Phrase("'s men, and Petro-grad."),
    )


def test_a_word_with_phonemes_alone_keeps_its_spelling():
    assert said("Kornilov", '[Kornilov]\nipa = "x"') == (Phrase("Kornilov", (("ipa", "x"),)),)


def test_entries_that_match_nothing_are_known():
    matcher = Matcher(parse_lexicon(FILE, "l.toml"), "en")
    phrases_of("Petrograd", "en", matcher)
    assert [entry.word for entry in matcher.unmatched()] == ["V. I. Lenin", "Kornilov", "O'Brien"]


ENTRIES = st.lists(
    st.text("abc ", min_size=1, max_size=6).map(str.strip).filter(bool), min_size=1, max_size=8, unique=True
)


@given(ENTRIES, st.text("abcd ", max_size=40))
def test_the_longest_whole_words_are_found(entries, text):
    """Against the plain way: at each word, the longest entry that ends where a word ends."""
    entries = sorted({" ".join(entry.split()) for entry in entries}, key=len, reverse=True)
    text = " ".join(text.split())
    matcher = Matcher(parse_lexicon("\n".join(f'"{entry}" = "{entry.upper()}"' for entry in entries), "l.toml"), "en")
    replaced, found = matcher.insert_placeholders(text)
    plain = re.sub(rf"\b(?:{'|'.join(entries)})\b", lambda match: match[0].upper(), text)
    assert PLACEHOLDERS.sub(lambda match: found[ord(match[0]) - 0xE000][1].say, replaced) == plain


def test_five_hundred_entries_in_a_long_text():
    entries = [f"word{number}" for number in range(500)]
    matcher = Matcher(parse_lexicon("\n".join(f'{entry} = "x"' for entry in entries), "l.toml"), "en")
    replaced, found = matcher.insert_placeholders(" ".join(entries * 10))
    assert len(found) == 5000
    assert replaced.count(" ") == 4999
