"""An article becomes a narration: elements by their policy, chapters, reports, warnings."""

import subprocess
import sys

import pytest
from msgspec.structs import replace

from audio_edition.article.model import Article, Block, BlockKind, Element, Section, Span
from audio_edition.article.script import parse_script
from audio_edition.errors import SourceError
from audio_edition.narration.languages import ENGLISH, WORDS
from audio_edition.narration.lexicon import parse_lexicon
from audio_edition.narration.model import SegmentKind
from audio_edition.narration.narrate import narrate
from audio_edition.narration.passages import row_text
from audio_edition.publication.settings import Settings
from audio_edition.text.source import Notice

E = Element


def span(text, element=E.TEXT, line=5, **more):
    return Span(element, text, line, **more)


def block(*spans, kind=BlockKind.PARAGRAPH, line=5, **more):
    spans = tuple(span(s) if isinstance(s, str) else s for s in spans)
    return Block(kind, spans, line, **more)


def row(*cells, header=False, line=5):
    return Block(BlockKind.TABLE, (), line, cells=tuple((span(cell),) for cell in cells), header=header)


def section(heading, *blocks, level=2, line=4):
    return Section((span(heading, line=line),) if heading else (), level if heading else 0, line, blocks)


def article(*sections, **settings):
    settings = {"title": "The Title", **settings}
    return Article("x.md", Settings(**settings), sections)


def told(*blocks, **settings):
    """What is said of blocks before the first heading, and what is left out."""
    narration = narrate(article(section("", *blocks), **settings))
    said = [
        " | ".join(utterance.text for utterance in segment.utterances) for segment in narration.sections[0].segments
    ]
    return said[1:], [(omission.element, omission.line, omission.excerpt) for omission in narration.omissions]


def test_the_whole_of_a_small_article():
    narration = narrate(
        article(
            section("", block("Lead. More.")),
            section("One", block("First."), block("Second.", kind=BlockKind.QUOTATION)),
            section("Empty"),
            author=("A",),
        )
    )
    assert [(s.title, s.level, s.line) for s in narration.sections] == [
        ("The Title", 0, 1),
        ("One", 2, 4),
        ("Empty", 2, 4),
    ]
    assert [(g.kind.value, g.pause_ms, len(g.utterances)) for s in narration.sections for g in s.segments] == [
        ("title", 1000, 1),
        ("opening", 1000, 1),
        ("paragraph", 1500, 2),
        ("heading", 700, 1),
        ("paragraph", 650, 1),
        ("quotation", 1500, 1),
        ("heading", 500, 1),
    ]
    assert narration.title == "The Title"
    assert narration.omissions == ()
    assert narration.warnings == ()


def test_defaults_of_inline_elements():
    said, left_out = told(
        block(
            "Read ",
            span("this", E.LINK, target="https://a.example"),
            span("1", E.FOOTNOTE_MARK, 6),
            " and ",
            span("fn main", E.CODE_SPAN),
            " at (",
            span("https://b.example", E.URL, 7),
            ")",
            span("<br>", E.HTML, 8),
            ".",
        )
    )
    assert said == ["Read this and fn main at."]
    assert left_out == [("footnote-mark", 6, "1"), ("url", 7, "https://b.example"), ("html", 8, "<br>")]


def test_inline_elements_with_other_policies():
    speak = {"link": "skip", "code-span": "skip", "url": "announce", "footnote-mark": "announce"}
    said, left_out = told(
        block(
            "A ", span("b", E.LINK), span("c", E.CODE_SPAN), span("https://d", E.URL), span("7", E.FOOTNOTE_MARK), "."
        ),
        speak=speak,
    )
    assert said == ["A (web address) (footnote 7)."]
    assert [element for element, _, _ in left_out] == ["link", "code-span"]
    assert told(block(span("https://d.example", E.URL)), speak={"url": "speak"})[0] == ["https://d.example"]


@pytest.mark.parametrize(
    ("before", "address", "after", "wanted"),
    [
        ("Go to ", "www.x.example/speak", ".", "Go to x.example."),
        ("Go to ", "https://a.b.example:80/c?d", " now.", "Go to a.b.example now."),
        ("Decouple and ", "https://registry.npmjs.org", " agree.", "Decouple and registry.npmjs.org agree."),
        ("Write to ", "a@x.example", ".", "Write to a@x.example."),
        ("It is said (", "https://x.example", ") there.", "It is said () there."),
    ],
)
def test_an_address_inside_a_sentence_is_said_by_its_domain(before, address, after, wanted):
    said, _ = told(block(before, span(address, E.URL), after))
    assert said[0].replace("()", "").split() == wanted.replace("()", "").split()


def test_the_reader_sees_the_whole_address_where_its_domain_is_said():
    addresses = [span(f"https://www.{name}.example/{name}?a=1.5", E.URL) for name in ("one", "two", "three")]
    mail = span("us@x.example", E.URL)
    texts = ("Go to ", addresses[0], ". Then to ", addresses[1], " and ", addresses[2], " today. Write to ", mail, ".")
    narration = narrate(article(section("", block(*texts), block("See ", addresses[0], "."))))
    _, *segments = narration.sections[0].segments
    assert [(each.source, each.text) for segment in segments for each in segment.utterances] == [
        ("Go to https://www.one.example/one?a=1.5.", "Go to one.example."),
        (
            "Then to https://www.two.example/two?a=1.5 and https://www.three.example/three?a=1.5 today.",
            "Then to two.example and three.example today.",
        ),
        ("Write to us@x.example.", "Write to us@x.example."),
        ("See https://www.one.example/one?a=1.5.", "See one.example."),
    ]


def test_an_address_alone_is_left_out():
    said, left_out = told(block("One."), block(span("https://x.example/a", E.URL, 9)))
    assert said == ["One."]
    assert left_out == [("url", 9, "https://x.example/a")]


def test_an_address_that_is_not_spoken_leaves_no_punctuation_behind():
    spans = (span("There is a website, "), span("https://e.example", E.URL), span(", and a paper."))
    assert told(block(*spans))[0] == ["There is a website, and a paper."]


def test_images():
    image = span("A red flag", E.IMAGE, target="flag.png")
    bare = span("", E.IMAGE, target="bare.png")
    assert told(block(image)) == (["Image: A red flag"], [])
    assert told(block("Look", image, "there.")) == (["Look (Image: A red flag) there."], [])
    assert told(block(image), speak={"image": "speak"}) == (["A red flag"], [])
    assert told(block(image), speak={"image": "skip"}) == ([], [("image", 5, "A red flag")])
    assert told(block(bare)) == ([], [("image", 5, "bare.png")])
    assert told(block(image), lang="de") == (["Bild: A red flag"], [])
    assert told(block(image), lang="ja") == ([], [("image", 5, "A red flag")])


def test_code():
    code = block("x = 1\ny = 2\n", kind=BlockKind.CODE, label="python")
    assert told(code) == ([], [("code", 5, "x = 1 y = 2")])
    assert told(code, speak={"code": "announce"}) == (["Code is shown here."], [])
    assert told(code, speak={"code": "announce"}, lang="ja") == ([], [("code", 5, "x = 1 y = 2")])
    assert told(code, speak={"code": "speak"}) == (["x = 1 | y = 2"], [])


def test_html_is_never_spoken():
    said, left_out = told(block("<script>alert(1)</script>", kind=BlockKind.HTML))
    assert (said, left_out) == ([], [("html", 5, "<script>alert(1)</script>")])


def test_tables():
    rows = (row("Year", "Event", header=True), row("1905", "A strike"), row("1917", "", line=7))
    assert told(*rows) == (["Year: nineteen oh five; Event: A strike.", "Year: nineteen seventeen."], [])
    assert told(*rows, speak={"table": "announce"}) == (["A table is shown here."], [])
    assert told(*rows, speak={"table": "skip"})[1] == [("table", 5, "Year; Event; 1905; A strike; 1917;")]
    assert told(row("a", "b")) == (["a; b."], [])
    assert told(rows[0]) == (["Year; Event."], [])


@pytest.mark.parametrize(
    ("names", "cells", "wanted"),
    [
        (("A",), ("1", "2"), "A: 1; 2."),
        (("A?", "B"), ("One. Two.", "3"), "A? One. Two. B: 3."),
        ((), ("", ""), ""),
    ],
)
def test_rows(names, cells, wanted):
    assert row_text(names, cells) == wanted


def test_footnotes():
    note = block("Second thoughts.", kind=BlockKind.FOOTNOTE, label="1")
    again = block("And third.", kind=BlockKind.FOOTNOTE, label="1")
    named = block("Named.", kind=BlockKind.FOOTNOTE, label="why")
    last = block("Last.")
    assert told(note, last) == (["Last."], [("footnote", 5, "Second thoughts.")])
    said, left_out = told(note, again, named, last, speak={"footnote": "speak"})
    assert said == ["Last.", "Footnote 1: Second thoughts.", "And third.", "Footnote: Named."]
    assert left_out == []


def test_lists_and_rules():
    narration = narrate(
        article(
            section(
                "",
                block("Bread. Land.", kind=BlockKind.LIST_ITEM, ordinal=1),
                block("Peace.", kind=BlockKind.LIST_ITEM, ordinal=2),
                block(kind=BlockKind.RULE),
                block(kind=BlockKind.RULE),
                block("End."),
                block(kind=BlockKind.RULE),
            )
        )
    )
    segments = narration.sections[0].segments[1:]
    assert [[u.text for u in s.utterances] for s in segments] == [["1: Bread.", "Land."], ["2: Peace."], ["End."]]
    assert [s.pause_ms for s in segments] == [450, 650 + 1200, 500]
    assert segments[0].utterances[0].source == "1. Bread."


def test_rules_can_be_skipped():
    narration = narrate(
        article(section("", block("A."), block(kind=BlockKind.RULE), block("B.")), speak={"rule": "skip"})
    )
    assert narration.sections[0].segments[1].pause_ms == 650


def test_emoji_and_punctuation_are_reported():
    assert told(block("🙂🙂"), block("Yes.")) == (["Yes."], [("emoji", 5, "🙂🙂")])
    assert told(block("Yes 🙂 yes.")) == (["Yes yes."], [("emoji", 5, "🙂")])
    assert told(block("* * *"), block("Yes.")) == (["Yes."], [("paragraph", 5, "* * *")])
    assert told(block("\u3164"), block("Yes.")) == (["Yes."], [("paragraph", 5, "\u3164")])


def test_punctuation_alone_stays_with_its_neighbours():
    said, left_out = told(block("… “Yes.” — ! Then no. ?"))
    assert left_out == []
    assert all(any(c.isalnum() for c in text) for text in said)


def test_lines_are_those_of_the_source():
    narration = narrate(
        article(section("", block(span("One. ", line=5), span("Two goes", line=6), span(" on. Three.", line=7))))
    )
    utterances = narration.sections[0].segments[1].utterances
    assert [(u.source, u.line) for u in utterances] == [("One.", 5), ("Two goes on.", 6), ("Three.", 7)]


def test_languages_of_blocks_and_spans():
    narration = narrate(
        article(
            section(
                "",
                block("1914–1918.", lang="de"),
                block("Yes. ", span("Oui & non.", lang="fr"), " So."),
                block("A.", lang="en"),
            )
        )
    )
    said = [(u.text, u.lang) for s in narration.sections[0].segments[1:] for u in s.utterances]
    assert said == [
        ("neunzehnhundertvierzehn bis neunzehnhundertachtzehn.", "de"),
        ("Yes.", ""),
        ("Oui et non.", "fr"),
        ("So.", ""),
        ("A.", ""),
    ]


def test_a_long_title_is_spoken_in_parts_and_shown_shortened():
    narration = narrate(article(section("", block("Text.")), title="word " * 2000))
    title = narration.sections[0].segments[0]
    assert title.kind is SegmentKind.TITLE
    assert " ".join(u.source for u in title.utterances) == ("word " * 2000).strip()
    assert max(len(u.text) for u in title.utterances) <= 400
    assert len(narration.title) <= 200
    assert narration.sections[0].title == narration.title


def test_a_title_only():
    narration = narrate(article())
    assert [line for line, _ in narration.warnings] == [1]
    assert "nothing to read but the title" in narration.warnings[0][1]
    known = Article("x.md", Settings(title="T"), (), (Notice(1, "title-only", "known"),))
    assert narrate(known).warnings == ()


@pytest.mark.parametrize("title", ["", "…", "🙂"])
def test_nothing_to_read(title):
    with pytest.raises(SourceError, match=r"x.md:1: there is nothing to read aloud"):
        narrate(article(section("", block("!!!")), title=title))


def test_headings_that_cannot_be_said():
    image = Section((span("", E.IMAGE, target="logo.png"),), 2, 4, (block("The text begins. It goes on."),))
    gone = Section((span("", E.IMAGE, target="logo.png"),), 2, 9, ())
    narration = narrate(article(image, gone))
    assert [s.title for s in narration.sections] == ["The Title", "The text begins. It goes on."]
    assert [o.element for o in narration.omissions] == ["image", "image"]


def test_roman_numerals_at_the_head_of_headings():
    narration = narrate(article(section("IV. The Return", block("I saw."))))
    assert narration.sections[1].segments[0].utterances[0].text == "4. The Return"
    assert narration.sections[1].title == "IV. The Return"


def test_five_thousand_headings():
    sections = [section(f"Heading {number}", block(f"Text {number}."), level=2 + number % 2) for number in range(5000)]
    narration = narrate(article(*sections))
    assert len(narration.sections) == 255
    said = [u.source for s in narration.sections for g in s.segments for u in g.utterances]
    assert said == ["The Title", *(text for n in range(5000) for text in (f"Heading {n}", f"Text {n}."))]
    assert "5001 chapters" in narration.warnings[0][1]
    kinds = {g.kind for g in narration.sections[1].segments}
    assert kinds == {SegmentKind.HEADING, SegmentKind.PARAGRAPH}
    for s in narration.sections[1:]:
        assert s.segments[0].kind is SegmentKind.HEADING


def test_a_language_without_words():
    narration = narrate(article(section("", block("Text.")), lang="xx"))
    assert "no words for the language 'xx'" in narration.warnings[0][1]


def test_the_lexicon_is_applied_and_what_matches_nothing_is_reported():
    lexicon = parse_lexicon('Kornilov = "Kor-nee-loff"\nTrotsky = "x"', "script/lexicon.toml")
    narration = narrate(article(section("", block("General Kornilov."))), lexicon)
    assert narration.sections[0].segments[1].utterances[0].text == "General Kor-nee-loff."
    assert narration.omissions == ()
    (omission,) = narration.unmatched
    assert (omission.element, omission.line, omission.excerpt) == ("lexicon", 2, "Trotsky")
    assert "'Trotsky' matches nothing" in omission.reason


def test_respellings_do_not_make_an_utterance_too_long():
    lexicon = parse_lexicon(f'x = "{"y" * 100}"', "l.toml")
    narration = narrate(article(section("", block("x " * 150))), lexicon)
    utterances = narration.sections[0].segments[1].utterances
    assert sum(u.text.count("y" * 100) for u in utterances) == 150
    assert max(len(u.text) for u in utterances) <= 400


def test_speak_is_checked():
    with pytest.raises(SourceError, match="did you mean 'image'"):
        narrate(article(section("", block("A.")), speak={"imag": "skip"}))


def test_importing_is_light():
    heavy = ("sentencex", "yaml", "numpy")
    code = f"import sys, audio_edition.narration.narrate; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_items_of_nested_lists_have_the_numbers_of_those_around_them():
    inner = block("Rye. Wheat.", kind=BlockKind.LIST_ITEM, ordinal=2, outer=(1,))
    assert told(block("Bread.", kind=BlockKind.LIST_ITEM, ordinal=1), inner)[0] == ["1: Bread.", "1.2: Rye. | Wheat."]


@pytest.mark.parametrize("lang", ["en", "de", "fr", "es", "ru", "it", "nl", "pt"])
def test_every_language_has_the_same_announcements(lang):
    assert set(WORDS[lang].announcements) == set(ENGLISH.announcements)


@pytest.mark.parametrize(
    ("lang", "said"), [("it", "Immagine: Il porto"), ("nl", "Afbeelding: Il porto"), ("pt", "Imagem: Il porto")]
)
def test_images_are_announced_in_their_language(lang, said):
    picture = Span(E.IMAGE, "Il porto", 5, "x.png")
    assert told(block(picture), lang=lang)[0] == [said]


CREDITS = (
    "[Photo: Ada Marlow / Credit: The Herald]",
    "(Photo: Ada Marlow)",
    "(Photo credit: Ada Marlow and Leo Example, AP).",
    "(Foto: Karl Beispiel/dpa)",
    "[Photo by Ada van der Marlow for The Herald]",
    "(© Ada Marlow)",
)
CAPTION = "[Photo: A ferry leaves the harbour for the last time]"
NO_NOTES = (
    "The ferry (Photo: Ada Marlow)",
    "(Photo: Ada Marlow) She came.",
    "Photo: Ada Marlow",
    "(Photographers came.)",
    "(Photo by photo, the town was lost.",
    "(Credit where it is due)",
)


def test_a_paragraph_that_says_whose_a_picture_is_follows_the_policy_of_captions():
    paragraphs = [block(text) for text in (*CREDITS, CAPTION, *NO_NOTES)]
    said, left_out = told(*paragraphs)
    assert said == [CAPTION, *NO_NOTES]
    assert left_out == [("caption", 5, text) for text in CREDITS]
    said, left_out = told(*paragraphs, speak={"caption": "skip"})
    assert said == list(NO_NOTES)
    assert [text for _, _, text in left_out] == [*CREDITS, CAPTION]
    said, left_out = told(*paragraphs, speak={"caption": "speak"})
    assert said == [*CREDITS, CAPTION, *NO_NOTES]
    assert not left_out


def test_a_credit_in_a_list_or_quotation_stays():
    kept = [block("(Photo: Ada Marlow)", kind=kind) for kind in (BlockKind.LIST_ITEM, BlockKind.QUOTATION)]
    assert told(*kept)[0] == ["(Photo: Ada Marlow)"] * 2


def test_captions_asides_and_pull_quotes_by_policy():
    blocks = (
        block("The sea.", element="caption"),
        block("Beside it.", element="aside"),
        block("So it was.", kind=BlockKind.QUOTATION, element="pull-quote"),
    )
    assert told(*blocks)[0] == ["Image: The sea.", "Beside it.", "So it was."]
    said, left_out = told(block("Text."), *blocks, speak={"caption": "speak", "aside": "skip", "pull-quote": "skip"})
    assert said == ["Text.", "The sea."]
    assert [element for element, _, _ in left_out] == ["aside", "pull-quote"]


SAID_TWICE = "The captain said: “We were never asked about it.” Then he left."


@pytest.mark.parametrize(
    ("quote", "is_heard"),
    [
        (block("“We were never asked about it.”", kind=BlockKind.QUOTATION), False),
        (block("never asked about it", element="aside"), False),
        (block("We were never asked about it.", kind=BlockKind.QUOTATION, element="pull-quote"), False),
        (block("We were never asked about him.", kind=BlockKind.QUOTATION), True),
        (block("Then he left.", kind=BlockKind.QUOTATION), True),
        (block("We were never asked about it."), True),
    ],
)
def test_what_the_article_says_elsewhere_is_said_once(quote, is_heard):
    source = replace(quote, spans=block("— The captain").spans)
    said, left_out = told(block(SAID_TWICE), quote, source)
    assert [element for element, _, _ in left_out] == ([] if is_heard else ["repetition", "repetition"])
    assert len(said) == (3 if is_heard else 1)
    assert len(told(block(SAID_TWICE), quote, source, speak={"repetition": "speak"})[0]) == 3


def test_formulas_citations_and_struck_text_by_policy():
    spans = (span("Where "), span("x^2", E.FORMULA), span(" is "), span("gone", E.STRUCK), span("so "))
    spans = (*spans, span("[@a]", E.CITATION), span(":smile:", E.MARK), span("."))
    said, left_out = told(block(*spans))
    assert said == ["Where (formula) is so ."] or said == ["Where (formula) is so."]
    assert [element for element, _, _ in left_out] == ["struck", "citation", "mark"]
    policies = {"formula": "speak", "struck": "speak", "citation": "skip"}
    assert told(block(*spans), speak=policies)[0][0].startswith("Where x")


def test_a_tag_that_names_a_language_is_understood_and_not_reported():
    text = "# T\n\nA <span lang='fr'>mot <b>juste</b></span> and <i lang=de>ein Wort</i>, <span>plain</span>.\n"
    omissions = narrate(parse_script(text, "x.md")).omissions
    assert [each.excerpt for each in omissions] == ["<b>", "</b>", "<span>", "</span>"]
