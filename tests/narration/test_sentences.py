"""Sentences: a table of cases, and the law that no character is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.narration.sentences import WINDOW, split_sentences

CASES = [
    # titles, initials, dates
    ("en", "Mr. Stone came. He sat.", ["Mr. Stone came.", "He sat."]),
    ("en", "It was V. I. Lenin who spoke. He left.", ["It was V. I. Lenin who spoke.", "He left."]),
    ("en", "On Nov. 27 he came. Then not.", ["On Nov. 27 he came.", "Then not."]),
    ("en", "Dr. Wood and St. John, e.g. the noble one.", ["Dr. Wood and St. John, e.g. the noble one."]),
    ("en", "Mme. Curie met Capt. Dry. They spoke.", ["Mme. Curie met Capt. Dry.", "They spoke."]),
    ("en", "The U.S. Army came. In the U.S. we live.", ["The U.S. Army came.", "In the U.S. we live."]),
    # quotations
    ("en", "“What?” he asked. “No.” He left.", ["“What?” he asked.", "“No.”", "He left."]),
    ("en", '"What?" he asked. "I am." She left.', ['"What?" he asked.', '"I am."', "She left."]),
    ("en", "'What?' he said. 'Go!' she said.", ["'What?' he said.", "'Go!' she said."]),
    ("en", "“Yes,” he said; “why not? Because.” End.", ["“Yes,” he said; “why not?", "Because.”", "End."]),
    ("en", "“One. Two. Three.” Four.", ["“One.", "Two.", "Three.”", "Four."]),
    ("en", "He said “No way!” and left. “Come!” cried she.", ["He said “No way!” and left.", "“Come!” cried she."]),
    ("en", '"Go!" "No." "Yes!"', ['"Go!"', '"No."', '"Yes!"']),
    ("en", "It was the ‘end.’ Then he’d go. ’Twas so.", ["It was the ‘end.’", "Then he’d go.", "’Twas so."]),
    ("en", "“The paragraph goes on. No mark closes it.", ["“The paragraph goes on.", "No mark closes it."]),
    ("de", "„Ich komme.“, sagte er. „Gut.“ Dann.", ["„Ich komme.“, sagte er.", "„Gut.“", "Dann."]),
    ("fr", "Il dit. « Oui ! » dit-elle. « Non. » Fin.", ["Il dit.", "« Oui ! » dit-elle.", "« Non. »", "Fin."]),
    # abbreviations
    ("de", "Das ist z. B. hier so. Und dann.", ["Das ist z. B. hier so.", "Und dann."]),
    ("de", "Am 5. Oktober kam er. Der 1. Weltkrieg begann.", ["Am 5. Oktober kam er.", "Der 1. Weltkrieg begann."]),
    ("ru", "Это, т. е. всё. В. И. Ленин жил.", ["Это, т. е. всё.", "В. И. Ленин жил."]),
    ("en", "See Fig. 3 and Vol. 2 and Ch. IV. Done.", ["See Fig. 3 and Vol. 2 and Ch. IV.", "Done."]),
    ("en", "He said no. No. 5 men came. No. He left.", ["He said no.", "No. 5 men came.", "No.", "He left."]),
    ("en", "Node.js and crates.io are good. So is v1.2.", ["Node.js and crates.io are good.", "So is v1.2."]),
    # numbers, parentheses, leftovers
    ("en", "I. The adventure", ["I. The adventure"]),
    ("en", "1. The first. 2. The second.", ["1. The first.", "2. The second."]),
    ("en", "He left. (It was so.) Then she came.", ["He left.", "(It was so.)", "Then she came."]),
    ("en", "Wait... what? Yes… he said. Yes.", ["Wait... what?", "Yes… he said.", "Yes."]),
    ("en", "What is this?? Really?! yes.", ["What is this??", "Really?! yes."]),
    ("en", "It costs $5.50. He paid.", ["It costs $5.50.", "He paid."]),
    ("zh", "你好。“我很好。”他说。", ["你好。", "“我很好。”", "他说。"]),
    ("xx", "Mr. A went. He sat.", ["Mr. A went.", "He sat."]),
]


TITLES = """Adm. Amb. Brig. Capt. Cllr. Cmdr. Col. Cpl. Det. Gen. Gov. Hon. Insp. Lt. Maj. Messrs. Pres. Prof. Pvt. Rep.
Rev. Sen. Sgt. Supt. Ven."""


@pytest.mark.parametrize("title", TITLES.split())
@pytest.mark.parametrize("mark", ["", "“"])
def test_a_title_does_not_end_a_sentence(title, mark):
    text = f"Then {title} {mark}Brown spoke. She left."
    assert split_sentences(text, "en") == (f"Then {title} {mark}Brown spoke. ", "She left.")


@pytest.mark.parametrize(("lang", "text", "wanted"), CASES)
def test_cases(lang, text, wanted):
    assert [sentence.strip() for sentence in split_sentences(text, lang)] == wanted


def test_an_empty_text_has_no_sentences():
    assert split_sentences("", "en") == ()


_PIECES = "Mr. ~No. ~“~”~\"~'~’~‘~« ~ »~(~)~. ~! ~? ~… ~one~Two~ ~I. ~\n~1. ~e.g. ~。~は~x.y~—~\u2060~г. ~5~,~\u0301"
PIECES = st.sampled_from(_PIECES.split("~"))


@given(st.lists(PIECES, max_size=60).map("".join), st.sampled_from(["en", "de", "fr", "ru", "zh", "xx", "en-US"]))
def test_joined_the_sentences_are_the_text(text, lang):
    sentences = split_sentences(text, lang)
    assert "".join(sentences) == text
    assert all(sentences)


@given(st.text(max_size=200))
def test_joined_the_sentences_are_any_text(text):
    assert "".join(split_sentences(text, "en")) == text


def test_sentences_do_not_depend_on_the_window():
    sentences = [f"This is sentence number {number}, said Mr. Stone. " for number in range(1000)]
    assert len("".join(sentences)) > 4 * WINDOW
    assert list(split_sentences("".join(sentences), "en")) == sentences


@pytest.mark.parametrize("piece", ["a", "“ ", "(a. ", "a. ", "“a. b” ", "No. 5 "])
def test_long_hostile_texts_lose_nothing(piece):
    text = piece * (60_000 // len(piece))
    assert "".join(split_sentences(text, "en")) == text
