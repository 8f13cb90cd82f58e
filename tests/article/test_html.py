"""HTML in Markdown: read as the elements it shows, nothing lost, nothing doubled, in linear time."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.article.markdown import parse_markdown
from audio_edition.article.markdown.document import parse_all
from audio_edition.article.model import Element as E
from audio_edition.text.source import clean
from support.growth_of_time import growth


def document(text):
    return parse_markdown(clean(text, "x.md"))


def rows(text):
    """Each heading and block as kind, meaning and text; the cells of a row with a bar between."""
    found = []
    for section in document(text).sections:
        if section.level:
            found.append((f"h{section.level}", "", "".join(span.text for span in section.heading)))
        for block in section.blocks:
            cells = ["".join(span.text for span in cell) for cell in block.cells]
            seen = "".join(span.text for span in block.spans if span.element is not E.HTML)
            found.append((str(block.kind), block.element, "|".join(cells) or seen))
    return found


CASES = {
    "paragraphs": (
        "<div><p>One &amp; two</p><p>Three</p></div>",
        [("paragraph", "", "One & two"), ("paragraph", "", "Three")],
    ),
    "an aside": ("<aside><p>Beside it.</p></aside>", [("paragraph", "aside", "Beside it.")]),
    "Markdown in an aside": (
        "<aside>\n\nBeside *it*.\n\n</aside>\n\nAfter.",
        [("html", "", ""), ("paragraph", "aside", "Beside it."), ("html", "", ""), ("paragraph", "", "After.")],
    ),
    "a pull quote": (
        '<blockquote class="pull-quote">So it was.</blockquote>',
        [("quotation", "pull-quote", "So it was.")],
    ),
    "a pulled aside": ('<aside class="pullquote">So it was.</aside>', [("paragraph", "pull-quote", "So it was.")]),
    "a quotation": (
        "<blockquote><p>One.</p><p>Two.</p></blockquote>",
        [("quotation", "", "One."), ("quotation", "", "Two.")],
    ),
    "a heading": ('<h2 align="center">A heading</h2>\nText', [("h2", "", "A heading"), ("paragraph", "", "Text")]),
    "a heading in a list": ("<ul><li><h2>No section</h2></ul>", [("list-item", "", "No section")]),
    "a list, end tags left out": ("<ul><li>One<li>Two</ul>", [("list-item", "", "One"), ("list-item", "", "Two")]),
    "a table": (
        "<table><tr><th>A<th>B<tr><td>1<td><tr><td><td>2 <b>3</b></table>",
        [("table", "", "A|B"), ("table", "", "1|"), ("table", "", "|2 3")],
    ),
    "code in a cell": (
        "<table><tr><td>1<td>2<pre>x</pre><td>3</table>",
        [("table", "", "1|2"), ("code", "", "x"), ("table", "", "||3")],
    ),
    "a figure": (
        '<figure><img src="a.png" alt="A boat > a ship"><figcaption>The harbour.</figcaption></figure>',
        [("paragraph", "", "A boat > a ship"), ("paragraph", "caption", "The harbour.")],
    ),
    "a definition list": (
        "<dl><dt>Word<dd>What it means</dl>",
        [("list-item", "", "Word"), ("list-item", "", "What it means")],
    ),
    "lines broken": ("<p>One<br>two</p>", [("paragraph", "", "One\ntwo")]),
    "code": ("<pre><code>a &lt; b\n  c</code></pre>", [("code", "", "a < b\n  c")]),
    "a rule": ("<div>a<hr>b</div>", [("paragraph", "", "a"), ("rule", "", ""), ("paragraph", "", "b")]),
    "words behind a comment": ("<!-- no --> Yes.", [("paragraph", "", "Yes.")]),
    "what is not shown": (
        "<div hidden>no</div><p style='display: none'>no</p><p>Yes</p>",
        [("html", "", ""), ("html", "", ""), ("paragraph", "", "Yes")],
    ),
    "scripts and controls": (
        "<div><script>if (a<b) no()</script><style>no{}</style><button>no</button>Yes<svg><text>no</text></svg></div>",
        [("paragraph", "", "Yes")],
    ),
    "only scripts": ("<div><script>no()</script></div>", [("html", "", "")]),
    "what is no tag": ("<div>2 < 3 and 4 > 1</div>", [("paragraph", "", "2 < 3 and 4 > 1")]),
    "end tags without a beginning": ("</p></div>One</li>", [("paragraph", "", "One")]),
    "a table in a table": (
        "<table><tr><td>a<table><tr><td>b</table>c</table>",
        [("table", "", "a"), ("table", "", "b"), ("table", "", "c")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_html_is_read_as_what_it_shows(name):
    text, wanted = CASES[name]
    assert rows(text) == wanted


def test_numbers_of_lists_and_lines():
    blocks = (
        document("x\n\n<ol start=3>\n<li>three\n<li>four\n<ol><li>one</ol>\n<li>five\n</ol>").sections[0].blocks[1:]
    )
    assert [(b.line, b.ordinal, b.spans[0].text.strip()) for b in blocks] == [
        (4, 3, "three"),
        (5, 4, "four"),
        (6, 1, "one"),
        (7, 5, "five"),
    ]


def test_links_struck_text_and_languages():
    (block,) = (
        document('<p lang="fr">Un <a href="/x">lien</a>, <del>non</del> <i lang="de">Wort</i></p>').sections[0].blocks
    )
    assert block.lang == "fr"
    assert [(s.element, s.text, s.lang) for s in block.spans if s.text.strip(" ,")] == [
        (E.TEXT, "Un ", "fr"),
        (E.LINK, "lien", "fr"),
        (E.STRUCK, "non", "fr"),
        (E.TEXT, "Wort", "de"),
    ]


def test_an_aside_that_is_never_closed_is_noted():
    assert [(n.line, n.kind) for n in document("a\n\n<aside>\n\nb").notices] == [(3, "never-closed")]


TAGS = [
    *("p", "div", "aside", "li", "ul", "ol", "table", "tr", "td", "th", "h2", "blockquote"),
    *("figure", "figcaption", "dl", "dt", "dd", "b", "a", "em", "br", "pre", "caption"),
]
PIECES = st.one_of(
    st.sampled_from([f"<{name}>" for name in TAGS] + [f"</{name}>" for name in TAGS]),
    st.sampled_from(["word ", "other ", "&amp; ", "\n", "\n\n", "< ", "<!-- c -->", '<img alt="seen" src=x>']),
)


def words_in_and_out(pieces):
    """The words of some pieces of HTML, each made unlike every other; and those that were read."""
    marked = "".join(
        piece.replace("word", f"w{index}").replace("other", f"o{index}") for index, piece in enumerate(pieces)
    )
    text = f"<div>{marked}"
    found = []
    for section in document(text).sections:
        for spans in (section.heading, *(s for block in section.blocks for s in (block.spans, *block.cells))):
            found += re.findall(r"[wo]\d+", "".join(span.text for span in spans))
    return re.findall(r"[wo]\d+", text), found


@given(st.lists(PIECES, max_size=40))
def test_every_word_is_read_once_in_order_or_told_apart(pieces):
    written, read = words_in_and_out(pieces)
    assert read == written


@pytest.mark.parametrize("text", [text for text, _ in CASES.values()])
def test_the_fast_way_gives_the_same(text):
    source = clean(f"Plain words.\n\n{text}\n\nPlain words.", "x.md")
    assert parse_markdown(source) == parse_all(source)


HOSTILE = [
    "<a ",
    '<a b="',
    "<!--",
    "<div>",
    "</div>",
    "<li>",
    "<td>",
    "<table><tr><td>",
    "<![CDATA[",
    "<script>",
    "<ol><li>",
    "<a>",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_length_only(piece):
    sources = {count: clean("<div>" + (piece * 40 + "\n") * count, "x.md") for count in (10, 100, 400)}
    # 4 times the text; squared it would be 16 times
    assert growth(lambda count: parse_markdown(sources[count]), 100, 400, enough=12, least_s=0.002) < 12


MARKS = [
    ("> [!NOTE]\n> Careful.", [(E.MARK, "[!NOTE]"), (E.TEXT, "Careful.")]),
    ("> [!tip] no", [(E.TEXT, "[!tip] no")]),
    ("- [x] done", [(E.MARK, "[x]"), (E.TEXT, " done")]),
    ("- [ ] to *do*", [(E.MARK, "[ ]"), (E.TEXT, " to do")]),
    (":::", [(E.MARK, ":::")]),
    ("::: {.box}", [(E.MARK, "::: {.box}")]),
    (":::tip A title", [(E.MARK, ":::tip"), (E.TEXT, "A title")]),
    ("[TOC]", [(E.MARK, "[TOC]")]),
    ("[[Page]]", [(E.LINK, "Page")]),
    ("See [[Page|shown]].", [(E.TEXT, "See "), (E.LINK, "shown"), (E.TEXT, ".")]),
    ("[[1]](u)", [(E.LINK, "[1]")]),
    ("So it is [@smith2020].", [(E.TEXT, "So it is "), (E.CITATION, "[@smith2020]"), (E.TEXT, ".")]),
    ("So [see @a; @b, p. 5] it is", [(E.TEXT, "So "), (E.CITATION, "[see @a; @b, p. 5]"), (E.TEXT, " it is")]),
    ("Fun :smile: here", [(E.TEXT, "Fun "), (E.MARK, ":smile:"), (E.TEXT, " here")]),
    ("at 12:30:15", [(E.TEXT, "at 12:30:15")]),
    ("a day[17] later", [(E.TEXT, "a day"), (E.FOOTNOTE_MARK, "[17]"), (E.TEXT, " later")]),
    ("a day.[1, 2]", [(E.TEXT, "a day."), (E.FOOTNOTE_MARK, "[1, 2]")]),
    ("in [17] days", [(E.TEXT, "in [17] days")]),
    ("the night² fell", [(E.TEXT, "the night"), (E.FOOTNOTE_MARK, "²"), (E.TEXT, " fell")]),
    ("5 m², 3 km², 2³ and x²", [(E.TEXT, "5 m², 3 km², 2³ and x²")]),
    ("every day* and", [(E.TEXT, "every day"), (E.FOOTNOTE_MARK, "*"), (E.TEXT, " and")]),
    ("every day† and", [(E.TEXT, "every day"), (E.FOOTNOTE_MARK, "†"), (E.TEXT, " and")]),
    ("2 * 3", [(E.TEXT, "2 * 3")]),
    ("is ~~gone~~ here", [(E.TEXT, "is "), (E.STRUCK, "gone"), (E.TEXT, " here")]),
    ("where $x^2*y$ is", [(E.TEXT, "where "), (E.FORMULA, "x^2*y"), (E.TEXT, " is")]),
    ("where \\(a_1\\) is", [(E.TEXT, "where "), (E.FORMULA, "a_1"), (E.TEXT, " is")]),
    ("$$\na = b\n\n c\n$$", [(E.FORMULA, "a = b c")]),
    ("is $$a=b$$", [(E.TEXT, "is "), (E.FORMULA, "a=b")]),
    ("costs $5 and $6", [(E.TEXT, "costs $5 and $6")]),
    ("A$5-$6, $HOME/$USER", [(E.TEXT, "A$5-$6, $HOME/$USER")]),
    ("\\$x^2$ and \\(a)", [(E.TEXT, "$x^2$ and (a)")]),
    ("$$\nnever closed", [(E.TEXT, "$$ "), (E.TEXT, "never closed")]),
]


@pytest.mark.parametrize(("text", "wanted"), MARKS)
def test_marks_are_no_words(text, wanted):
    (block,) = document(text).sections[0].blocks
    assert [(span.element, span.text) for span in block.spans] == wanted
    assert parse_all(clean(text, "x.md")).sections == document(text).sections


@pytest.mark.parametrize("piece", ["$", "$$\n", "\\(", "[[", "[@", ":a", "[1", "a* ", ":::\n"])
def test_marks_take_linear_time(piece):
    sources = {count: clean(piece * count, "x.md") for count in (10, 2_000, 8_000)}
    assert growth(lambda count: parse_markdown(sources[count]), 2_000, 8_000, enough=12) < 12
