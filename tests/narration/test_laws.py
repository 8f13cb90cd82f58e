"""Text in = text out: over generated articles and over the real ones.

What must be spoken is stated here a second time, in the plainest way, and compared with what the narration says.
"""

import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.article.model import ASIDE, CAPTION, PULL_QUOTE, Article, Block, BlockKind, Element, Section, Span
from audio_edition.article.script import parse_script, read_script
from audio_edition.narration.narrate import narrate
from audio_edition.publication.settings import Settings
from support.places import ARTICLES

SPOKEN = {Element.TEXT, Element.LINK, Element.CODE_SPAN}
SPOKEN_BLOCKS = {BlockKind.PARAGRAPH, BlockKind.QUOTATION, BlockKind.LIST_ITEM}

WORDS = st.sampled_from(
    [
        *(
            "word",
            "Mr. ",
            "No. 5 ",
            "I ",
            "World War II ",
            "1914–1918",
            "V. I. Lenin",
            "e.g. ",
            "Nov. 27",
            "don’t",
            "“",
            "”",
        ),
        *(
            "‘",
            "’",
            '"',
            "'",
            " ",
            " ",
            ". ",
            "! ",
            "? ",
            "… ",
            ", ",
            "; ",
            "—",
            "--",
            " - ",
            "(",
            ")",
            "[[",
            "]]",
            "<b>",
            "&",
        ),
        *(
            "🙂",
            "👨\u200d👩\u200d👧",
            "e\u0301",
            "\u200b",
            "\u2060",
            "ﬁ",
            "日本語。",
            "ไทย",
            "עברית",
            "हिन्दी",
            "\n",
            "x" * 90,
            "5",
        ),
    ]
)
TEXTS = st.one_of(st.lists(WORDS, max_size=40).map("".join), st.text(max_size=60))
SPANS = st.builds(Span, st.sampled_from(Element), TEXTS, st.just(7))
BLOCKS = st.builds(
    Block,
    st.sampled_from([*SPOKEN_BLOCKS, BlockKind.CODE, BlockKind.HTML, BlockKind.FOOTNOTE, BlockKind.RULE]),
    st.lists(SPANS, max_size=4).map(tuple),
    st.integers(1, 10**6),
    ordinal=st.one_of(st.none(), st.integers(1, 99)),
    element=st.sampled_from(["", "", ASIDE, CAPTION, PULL_QUOTE]),
)
SECTIONS = st.builds(
    Section,
    st.lists(SPANS, min_size=1, max_size=2).map(tuple),
    st.integers(1, 6),
    st.integers(10**6, 10**7),
    st.lists(BLOCKS, max_size=4).map(tuple),
)


def bare(text):
    """A text without white space."""
    return "".join(text.split())


def inline(spans):
    """What the default policy speaks of spans."""
    spoken = []
    for span in spans:
        if span.element in SPOKEN:
            spoken.append(span.text)
        elif span.element is Element.IMAGE and span.text.strip():
            spoken.append(f"Image: {span.text}" if len(spans) == 1 else f"(Image: {span.text})")
        elif span.element is Element.FORMULA:
            spoken.append("(formula)")
    return "".join(spoken)


def speakable(article):
    """What must be said, block by block, with the line of each; by the default policy, tables aside."""
    yield 1, article.settings.title
    for section in article.sections:
        yield section.line, inline(section.heading)
        for block in section.blocks:
            if block.kind in SPOKEN_BLOCKS:
                number = f"{block.ordinal}." if block.ordinal is not None else ""
                number += "Image:" if block.element == CAPTION else ""
                yield block.line, number + inline(block.spans)


def segments(narration):
    return [segment for section in narration.sections for segment in section.segments]


def check_utterances(narration):
    for segment in segments(narration):
        for utterance in segment.utterances:
            assert any(char.isalnum() for char in utterance.text)
            assert len(utterance.text) <= 400
            assert utterance.text == " ".join(utterance.text.split())
            assert utterance.source == " ".join(utterance.source.split())


def check_text(article, narration):
    """Every block is said, in order, whole; or it is reported."""
    reported = {omission.line for omission in narration.omissions}
    said = iter(segments(narration))
    segment = next(said, None)
    for line, text in speakable(article):
        source = bare("".join(utterance.source for utterance in segment.utterances)) if segment else None
        if source == bare(text):
            segment = next(said, None)
        else:
            assert line in reported or not text.strip(), text
    assert segment is None


@given(st.lists(SECTIONS, max_size=4), st.sampled_from(["en", "en-US", "de", "ru", "zh"]))
def test_text_in_is_text_out(sections, lang):
    if lang not in ("en", "en-US"):  # announcements are stated in English above
        sections = [
            Section(tuple(s for s in section.heading if s.element is Element.TEXT), section.level, section.line, ())
            for section in sections
        ]
    article = Article("x.md", Settings(title="A Title", lang=lang), tuple(sections))
    narration = narrate(article)
    check_text(article, narration)
    check_utterances(narration)
    assert sum(len(section.segments) for section in narration.sections) == len(segments(narration))
    assert all(section.segments for section in narration.sections)


@given(
    st.lists(st.sampled_from(["é", "ö", "がっこう", "한글", "word", ". ", " ", "“", "”", "ǖ"]), max_size=30).map(
        "".join
    )
)
def test_composed_and_decomposed_text_is_spoken_alike(text):
    said = []
    for form in ("NFC", "NFD"):
        script = f"---\ntitle: T\n---\n\nStart. {unicodedata.normalize(form, text)}\n"
        narration = narrate(parse_script(script, "x.md"))
        said.append([utterance.phrases for segment in segments(narration) for utterance in segment.utterances])
    assert said[0] == said[1]


class Paragraphs(HTMLParser):
    """The text of the <p> elements of a page."""

    def __init__(self):
        super().__init__()
        self.found = []
        self.inside = False

    def handle_starttag(self, tag, attrs):
        if tag == "p":
            self.found.append("")
            self.inside = True

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "p"

    def handle_data(self, data):
        if self.inside:
            self.found[-1] += data


def real(name):
    path = ARTICLES / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    text = path.read_text(encoding="utf-8")
    if name.endswith(".xhtml"):
        parser = Paragraphs()
        parser.feed(text)
        blocks = tuple(
            Block(BlockKind.PARAGRAPH, (Span(Element.TEXT, " ".join(found.split()), number),), number)
            for number, found in enumerate(parser.found, 1)
        )
        return Article(name, Settings(title="A Case"), (Section((), 0, 1, blocks),))
    if name.endswith(".txt"):
        return parse_script(f"---\ntitle: Pasted\n---\n\n{text}", name)
    if text.startswith("+++"):
        return parse_script(f"---\ntitle: Front matter of another program\n---\n{text.split('+++', 2)[2]}", name)
    return read_script(path)


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("100-years-later.txt", 35),
        ("what-do-people-love-about-rust.md", 150),
        ("sherlock-holmes.md", 6000),
        ("a-case-of-identity.xhtml", 350),
    ],
)
def test_real_articles(name, least):
    article = real(name)
    narration = narrate(article)
    check_text(article, narration)
    check_utterances(narration)
    assert sum(len(segment.utterances) for segment in segments(narration)) >= least


def test_the_titles_of_a_real_article_do_not_end_sentences():
    narration = narrate(real("sherlock-holmes.md"))
    ends = ("Mr.", "Mrs.", "Dr.", "St.", "Messrs.")
    texts = [utterance.source for segment in segments(narration) for utterance in segment.utterances]
    assert [text for text in texts if text.endswith(ends)] == []
    assert [text for text in texts if text[0] in "”,;" or (text[0] == "’" and not text[1].isalpha())] == []
