"""Typography: a table of cases per rule, and the laws of the whole."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.narration.abbreviations import abbreviations, degree_signs, months, number_signs, section_signs
from audio_edition.narration.cleaning import clean
from audio_edition.narration.roman import heading_numeral, ordinal, roman_numerals, value
from audio_edition.narration.typography import RULES, normalise


def said(text, lang="en"):
    return normalise(clean(text), lang)


CASES = {
    "dashes": [
        ("strong–because of it", "strong, because of it"),
        ("text--and—more", "text, and, more"),
        ("he said -- then --- no", "he said, then, no"),
        ("a - b", "a, b"),
        ("“But here”\u2060—I picked it up\u2060—“let us", '"But here", I picked it up, "let us'),
        ("“I was going to—”", '"I was going to"'),
        ("I was going to—", "I was going to"),
        ("— Yes, — he said", "Yes, he said"),
        ("“What?”—He rose", '"What?", He rose'),
        ("What?—He rose", "What? He rose"),
        ("counter-revolutionary", "counter-revolutionary"),
        ("Jean-Paul", "Jean-Paul"),
    ],
    "ranges": [
        ("1914–1918", "nineteen fourteen to nineteen eighteen"),
        ("pp. 5–6", "pages 5 to 6"),
        ("5%–10%", "5% to 10%"),
        ("$5–$10", "5 to 10 dollars"),
        ("2017-11-27", "November 27th twenty seventeen"),
        ("1914 – 1918", "nineteen fourteen to nineteen eighteen"),
    ],
    "minus": [("−3", "minus 3"), ("–5 °C", "minus 5 degrees Celsius"), ("–5%", "minus 5%")],
    "ellipses": [
        ("Yes… but", "Yes... but"),
        ("Yes . . . but", "Yes ... but"),
        ("example, [..] just", "example, ... just"),
        ("[…] so", "... so"),
        ("no.....", "no..."),
    ],
    "quotes": [
        ("“Ship”", '"Ship"'),
        ("„Schiff“", '"Schiff"'),
        ("« Oui » dit", '"Oui" dit'),
        ("‘A husband’s way.’ ’Twas so", "A husband's way. 'Twas so"),
        ("the workers’ party", "the workers' party"),
        ("don’t", "don't"),
        ("“ ‘Yes,’ said he. ‘No.’ ”", '"Yes, said he. No."'),
        ("5′10″ tall", "5 foot 10 tall"),
    ],
    "blanks": [("a\u00a0b\u202fc\u2009d\u3000e", "a b c d e"), ("  a   b ", "a b"), ("see , it", "see, it")],
    "line breaks": [("one\ntwo.\nThree", "one, two. Three"), ("one,\ntwo", "one, two"), ("a\u2028b", "a, b")],
    "invisible": [
        ("a\u200bb\u00adc\ufeffd\u2060e", "abcde"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("x\ue000y\U000f0000z", "xyz"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
    "ligatures": [("ﬁne ﬂow oﬃce", "fine flow office")],
    "emoji": [
        ("Hi 🙂 there", "Hi there"),
        ("👨\u200d👩\u200d👧 x 1\ufe0f\u20e3", "x 1"),
        ("🇩🇪!", "!"),
        ("© 2017", "© twenty seventeen"),
    ],
    "ampersands": [("R&D", "R and D"), ("Marx & Engels", "Marx and Engels")],
    "markup": [
        ('<break time="9s"/> now', "break time 9s now"),
        ("Vec<T> and 5 < 6 > 4", "Vec T and 5 < 6 > 4"),
        ("<speak", "speak"),
        ("Result<Box<dyn Error>>", "Result Box dyn Error"),
        ("<!-- no -->", "no"),
    ],
    "brackets": [("[[h@l'oU]]", "[h@l'oU]"), ("[[[x]", "[x]"), ("see () it [ ]", "see it"), ("[main]", "[main]")],
    "stranded marks": [
        ("a website, , and", "a website, and"),
        ("a website,, and,,, so", "a website, and, so"),
        ("see it, .", "see it."),
        ("Read more at: .", "Read more at."),
        ("Is it there, ?", "Is it there?"),
        ("one; , two , ; three", "one; two; three"),
        (", and so", "and so"),
        ("so (, they say) it was (,) then", "so (they say) it was then"),
        ("so (they say, ) it was", "so (they say) it was"),
        ("Stone & Co., Ltd., e.g., said", "Stone and Company, Limited, for example, said"),
        ("well, ... no", "well, ... no"),
        ("std::vec and 1,,2 and 0, .5", "std::vec and 1,,2 and 0, 0.5"),
        ('"Yes," he said: "No."', '"Yes," he said: "No."'),
    ],
    "runs of marks": [("!!!!!!!!!!!! wow", "! wow"), ("?! no", "?! no"), ("* * * * * * * * * *", "*")],
}


@pytest.mark.parametrize(("text", "wanted"), [case for cases in CASES.values() for case in cases])
def test_cases(text, wanted):
    assert said(text) == wanted


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("de", "1914–1918 & Co", "neunzehnhundertvierzehn bis neunzehnhundertachtzehn und Co"),
        ("fr", "1914–1918", "1914 à 1918"),
        ("ru", "Москва — столица & центр", "Москва, столица и центр"),
        ("ja", "A & B 1–2", "A & B 1-2"),
        ("en-GB", "R&D", "R and D"),
    ],
)
def test_cases_of_languages(lang, text, wanted):
    assert said(text, lang) == wanted


@pytest.mark.parametrize(
    ("rule", "lang", "text", "wanted"),
    [
        (abbreviations, "en", "e.g. this, i.e. that, etc.", "for example this, that is that, et cetera."),
        (abbreviations, "en", "E.g. this", "For example this"),
        (abbreviations, "en", "bread, etc. and so", "bread, et cetera and so"),
        (abbreviations, "en", "“bread, etc.”", "“bread, et cetera.”"),
        (abbreviations, "en", "was lost, etc. Then", "was lost, et cetera. Then"),
        (abbreviations, "en", "towns, e.g. Berlin", "towns, for example Berlin"),
        (abbreviations, "en", "Stone et al. wrote", "Stone and others wrote"),
        (abbreviations, "en", "the leg. ended", "the leg. ended"),
        (abbreviations, "de", "z. B. das, d.h. jenes usw.", "zum Beispiel das, das heißt jenes und so weiter."),
        (abbreviations, "ru", "всё, т. е. это", "всё, то есть это"),
        (abbreviations, "ja", "e.g.", "e.g."),
        (months, "en", "On Nov. 27, 2017", "On November 27, 2017"),
        (months, "en", "Sept. 3 and Sep. 4", "September 3 and September 4"),
        (months, "en", "Mar. came", "Mar. came"),
        (number_signs, "en", "No. 5, Nos. 5 and 6, № 7, #8", "number 5, numbers 5 and 6, number 7, number 8"),
        (number_signs, "en", "No. He left. C#7", "No. He left. C#7"),
        (number_signs, "de", "Nr. 5", "Nummer 5"),
        (number_signs, "fr", "n° 5", "numéro 5"),
        (number_signs, "ru", "№ 5", "номер 5"),
        (section_signs, "en", "§ 5 and §§ 5", "section 5 and sections 5"),
        (section_signs, "de", "§5", "Paragraf 5"),
        (section_signs, "fr", "§ 5", "§ 5"),
        (degree_signs, "en", "20 °C, 90°, 70°F", "20 degrees Celsius, 90 degrees, 70 degrees Fahrenheit"),
        (degree_signs, "de", "20°C", "20 Grad Celsius"),
    ],
)
def test_abbreviations_and_signs(rule, lang, text, wanted):
    assert rule(text, lang) == wanted


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("en", "World War II ended", "World War 2 ended"),
        ("en", "World War I began", "World War 1 began"),
        ("en", "World Wars I and II", "World Wars 1 and 2"),
        ("en", "Chapter IV, Part I", "Chapter 4, Part 1"),
        ("en", "Vol. III", "Vol. 3"),
        ("en", "Nicholas II fell", "Nicholas the second fell"),
        ("en", "Nicholas II’s rule", "Nicholas the second’s rule"),
        ("en", "Louis XIV.", "Louis the fourteenth."),
        ("en", "Elizabeth I of England", "Elizabeth the first of England"),
        ("en", "When Charles I saw", "When Charles I saw"),
        ("en", "Mary and I went", "Mary and I went"),
        ("en", "I am; MIX, CD, DIV, LIVID", "I am; MIX, CD, DIV, LIVID"),
        ("en", "Henry V was", "Henry the fifth was"),
        ("en", "Plan X and vitamin C", "Plan X and vitamin C"),
        ("en", "Chapter IIII", "Chapter IIII"),
        ("en", "in this part I show", "in this part I show"),
        ("en", "\ue000 II fell", "\ue000 the second fell"),
        ("de", "Kapitel IV", "Kapitel 4"),
        ("de", "Tor IV und Halle II", "Tor 4 und Halle 2"),
        ("fr", "chapitre IV, Louis XIV, XIXe siècle", "chapitre 4, Louis 14, 19e siècle"),
        ("es", "siglo XIX", "siglo 19"),
        ("ru", "глава IV, XX век", "глава 4, 20 век"),
        ("cs", "kapitola IV a i", "kapitola IV a i"),
    ],
)
def test_roman_numerals(lang, text, wanted):
    assert roman_numerals(text, lang) == wanted


def test_values_of_roman_numerals():
    numerals = "I II III IV V VI VII VIII IX X XI XIV XIX XX XL XLIX L LX XC C CX"
    numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 19, 20, 40, 49, 50, 60, 90, 100, 110]
    assert list(map(value, numerals.split(" "))) == numbers
    assert [value(numeral) for numeral in ("", "IIII", "VV", "IC", "VX", "LL", "MIX")] == [0] * 7


def test_ordinals():
    said_as = {
        1: "first",
        2: "second",
        14: "fourteenth",
        20: "twentieth",
        21: "twenty-first",
        39: "thirty-ninth",
        40: "",
    }
    assert {number: ordinal(number) for number in said_as} == said_as


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("IV. The Return", "4. The Return"),
        ("III", "3"),
        ("I. The Start", "1. The Start"),
        ("I Have a Dream", "I Have a Dream"),
        ("V for Victory", "V for Victory"),
        ("CIVIL war", "CIVIL war"),
    ],
)
def test_numerals_at_the_head_of_a_heading(text, wanted):
    assert heading_numeral(text) == wanted


_PIECES = """
a~B~5~ ~–~—~--~-~…~.~. . .~“~”~‘~’~'~"~«~»~&~<~>~/~[~]~(~)~!~?~,~🙂~U+200D~U+200B~U+202E~U+E000~ﬁ~U+00A0~U+000A~°C~%~−~
§~No. ~e.g. ~etc.~War ~II~I~Louis ~Nov. ~№~#~′~″~U+0301~*~=~U+0000~$
"""
PIECES = st.sampled_from(
    [chr(int(piece[2:], 16)) if piece.startswith("U+") else piece for piece in _PIECES.replace("\n", "").split("~")]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=25).map("".join), st.text(max_size=40))
LANGS = st.sampled_from(["en", "en-US", "de", "fr", "ru", "ja"])


@given(TEXTS, LANGS)
def test_normalising_twice_is_normalising_once(text, lang):
    once = said(text, lang)
    assert said(once, lang) == once


@given(TEXTS, LANGS)
def test_nothing_dangerous_reaches_a_voice(text, lang):
    spoken = said(text, lang)
    assert "[[" not in spoken
    assert "]]" not in spoken
    assert not re.search(r"<[A-Za-z/!?]", spoken)
    assert not re.search("[\x00-\x1f\x7f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ue000-\uf8ff\ufeff]", spoken)
    assert spoken == " ".join(spoken.split())


@given(st.lists(st.sampled_from(["mir", "Ток", "五", "e\u0301", "ß", "42", "dom", "ki\u0323"]), max_size=9), LANGS)
def test_words_are_kept(words, lang):
    assert said(" ".join(words), lang) == " ".join(words)


@given(TEXTS, LANGS)
def test_what_a_rule_looks_for_is_in_every_text_it_changes(text, lang):
    text = clean(text)
    for rule in RULES:
        looks = all(chars.intersection(text) for chars in rule.needs)
        looks = looks and (not rule.hints or any(hint in text for hint in rule.hints))
        assert looks or (rule.languages and lang not in rule.languages) or rule.apply(text, lang) == text
