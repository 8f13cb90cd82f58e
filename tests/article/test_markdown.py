"""Markdown to sections of blocks of spans: every element, every line, nothing lost, nothing hostile."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_edition.article.markdown import Document, parse_all, parse_markdown
from audio_edition.article.model import Block, BlockKind, Element, Section, Span
from audio_edition.errors import SourceError
from audio_edition.text.addresses import split_at_addresses
from audio_edition.text.source import clean

E, K = Element, BlockKind


def document(text: str) -> Document:
    source = clean(text, "a.md")
    parsed = parse_markdown(source)
    assert parsed == parse_all(source)
    return parsed


def blocks(text: str) -> tuple[Block, ...]:
    return tuple(block for section in document(text).sections for block in section.blocks)


def spans(text: str) -> list[tuple[Element, str]]:
    return [(span.element, span.text) for block in blocks(text) for span in block.spans]


def kinds(text: str) -> list[str]:
    return [notice.kind for notice in document(text).notices]


def spoken(text: str) -> str:
    return "|".join(span_text for element, span_text in spans(text) if element is E.TEXT)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("plain", [(E.TEXT, "plain")]),
        ("a *b* **c** _d_ ~~e~~ f", [(E.TEXT, "a b c d "), (E.STRUCK, "e"), (E.TEXT, " f")]),
        ("a\\*b\\[c &amp; d&nbsp;e &#65;", [(E.TEXT, "a*b[c & d\xa0e A")]),
        ("a   b\tc", [(E.TEXT, "a b c")]),
        ("a `b  c` d", [(E.TEXT, "a "), (E.CODE_SPAN, "b c"), (E.TEXT, " d")]),
        ("a [b *c*](u) d", [(E.TEXT, "a "), (E.LINK, "b c"), (E.TEXT, " d")]),
        ("[a `b`](u)", [(E.LINK, "a "), (E.CODE_SPAN, "b")]),
        ("[a](u)[b](u)", [(E.LINK, "a"), (E.LINK, "b")]),
        ("[a][r]\n\n[r]: http://x.org", [(E.LINK, "a")]),
        ("[http://x.org/a](http://x.org/b)", [(E.URL, "http://x.org/a")]),
        ("see <https://x.org/a>.", [(E.TEXT, "see "), (E.URL, "https://x.org/a"), (E.TEXT, ".")]),
        ("<a@x.org>", [(E.URL, "a@x.org")]),
        ("see http://x.org/a_b, and", [(E.TEXT, "see "), (E.URL, "http://x.org/a_b"), (E.TEXT, ", and")]),
        ("(www.x.org/a_(b)).", [(E.TEXT, "("), (E.URL, "www.x.org/a_(b)"), (E.TEXT, ").")]),
        ("![alt *text*](i.png) x", [(E.IMAGE, "alt text"), (E.TEXT, " x")]),
        ("![](i.png)", [(E.IMAGE, "")]),
        ("[![a](i)](u)", [(E.IMAGE, "a")]),
        ("a<br>b<BR />c", [(E.TEXT, "a\nb\nc")]),
        ("a  \nb\\\nc", [(E.TEXT, "a\n"), (E.TEXT, "b\n"), (E.TEXT, "c")]),
        ("a <b>c</b>", [(E.TEXT, "a "), (E.HTML, "<b>"), (E.TEXT, "c"), (E.HTML, "</b>")]),
        ('a <break time="9s"/> b', [(E.TEXT, "a "), (E.HTML, '<break time="9s"/>'), (E.TEXT, "b")]),
        ("[[h@l'oU]] $(rm) ; &", [(E.TEXT, "[[h@l'oU]] $(rm) ; &")]),
        ("a <!-- b --> c", [(E.TEXT, "a "), (E.HTML, "<!-- b -->"), (E.TEXT, "c")]),
        ("a&#x202e;b&rlm;", [(E.TEXT, "ab")]),
        ("&#x1b;[31m", [(E.TEXT, "\ufffd[31m")]),
    ],
)
def test_spans(markdown: str, expected: list[tuple[Element, str]]) -> None:
    assert spans(markdown) == expected


def test_targets_and_lines_of_spans() -> None:
    found = blocks("# h\n\none\ntwo [three](u)\n![four](i)\nwww.five.org")[0].spans
    assert found == (
        Span(E.TEXT, "one ", 3),
        Span(E.TEXT, "two ", 4),
        Span(E.LINK, "three", 4, "u"),
        Span(E.TEXT, " ", 4),
        Span(E.IMAGE, "four", 5, "i"),
        Span(E.TEXT, " ", 5),
        Span(E.URL, "www.five.org", 6, "www.five.org"),
    )


def test_sections_and_their_lines() -> None:
    sections = document("before\n\n# One\n\nTwo\n---\na\n\n#### Three #\n#### Three").sections
    assert [(section.level, section.line, [span.text for span in section.heading]) for section in sections] == [
        (0, 1, []),
        (1, 3, ["One"]),
        (2, 5, ["Two"]),
        (4, 9, ["Three"]),
        (4, 10, ["Three"]),
    ]
    assert [len(section.blocks) for section in sections] == [1, 0, 1, 0, 0]


def test_empty_heading_is_noted_and_opens_no_section() -> None:
    parsed = document("# a\n\nb\n\n##\n\nc")
    assert [len(section.blocks) for section in parsed.sections] == [2]
    assert [(notice.line, notice.kind) for notice in parsed.notices] == [(5, "empty-heading")]


def test_quotations_and_lists() -> None:
    text = "> a\n>\n> > b\n>\n> # c\n\n- d\n\n  e\n  - f\n\n3) g\n4) > h\n\n   i\n7) j"
    assert [(b.kind, b.line, b.depth, b.ordinal, b.spans[0].text) for b in blocks(text)] == [
        (K.QUOTATION, 1, 1, None, "a"),
        (K.QUOTATION, 3, 2, None, "b"),
        (K.QUOTATION, 5, 1, None, "c"),
        (K.LIST_ITEM, 7, 1, None, "d"),
        (K.LIST_ITEM, 9, 1, None, "e"),
        (K.LIST_ITEM, 10, 2, None, "f"),
        (K.LIST_ITEM, 12, 1, 3, "g"),
        (K.QUOTATION, 13, 2, 4, "h"),
        (K.LIST_ITEM, 15, 1, None, "i"),
        (K.LIST_ITEM, 16, 1, 5, "j"),
    ]
    assert len(document(text).sections) == 1


def test_numbers_of_nested_lists() -> None:
    found = blocks("1. a\n   1. b\n   2. c\n      - d\n        1. e\n2. f\n\n- g\n  1. h")
    assert [(b.spans[0].text, b.outer, b.ordinal) for b in found] == [
        ("a", (), 1),
        ("b", (1,), 1),
        ("c", (1,), 2),
        ("d", (), None),
        ("e", (1, 2), 1),
        ("f", (), 2),
        ("g", (), None),
        ("h", (), 1),
    ]


def test_table_rows() -> None:
    found = blocks("|a|b|\n|-|-|\n|*c*|[d](u) e|\n||f\\|g|\n")
    assert [(b.kind, b.line, b.header, [[s.text for s in cell] for cell in b.cells]) for b in found] == [
        (K.TABLE, 1, True, [["a"], ["b"]]),
        (K.TABLE, 3, False, [["c"], ["d", " e"]]),
        (K.TABLE, 4, False, [[], ["f|g"]]),
    ]


def test_cells_too_many_are_noted() -> None:
    parsed = document("> a | b\n> -|-\n> c | d | e\n> | f | g |\n> | h | i | j |")
    assert [(notice.line, notice.kind) for notice in parsed.notices] == [(3, "table-cells"), (5, "table-cells")]


def test_code_rule_and_html_blocks() -> None:
    found = blocks("```python x\na  b\n```\n\n    c\n\n***\n\n<div>\nd\n</div>\n\ne")
    assert [(b.kind, b.line, b.label, [(s.element, s.text) for s in b.spans]) for b in found] == [
        (K.CODE, 1, "python x", [(E.CODE_SPAN, "a  b")]),
        (K.CODE, 5, "", [(E.CODE_SPAN, "c")]),
        (K.RULE, 7, "", []),
        (K.PARAGRAPH, 10, "", [(E.TEXT, "d")]),
        (K.PARAGRAPH, 13, "", [(E.TEXT, "e")]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<script>\nevil\n\nevil\n</script>\n\nafter",
        "<style>evil</style>\n\nafter",
        "<SCRIPT src='x'>evil\n</Script>\n\nafter",
        "<!-- evil\n\nevil -->\n\nafter",
        "<script>evil</script>after",
        "x\n\n<div><script>\n\nevil\n\nevil</script>after",
        "x <script>evil *evil* [evil](u) `evil`</script>after",
        "x <script>evil\nevil\n\nevil\n\n# evil\n\n> evil</script>after",
        "x <style>evil\n\nevil\n\n</style>\n\nafter",
        "x <script>evil[^1]</script>after\n\n[^1]: after",
    ],
)
def test_scripts_styles_and_comments_are_never_text(text: str) -> None:
    visible = " ".join(
        [span.text for section in document(text).sections for span in section.heading if span.element is not E.HTML]
        + [span_text for element, span_text in spans(text) if element is not E.HTML]
    )
    assert "evil" not in visible
    assert "after" in visible or text.startswith("<script>evil</script>")


def test_script_that_is_never_closed_hides_its_paragraph_only() -> None:
    parsed = document("a <script>evil\n\nafter")
    assert spoken("a <script>evil\n\nafter") == "a|after"
    assert [notice.kind for notice in parsed.notices] == ["never-closed"]


@pytest.mark.parametrize("text", ["<!-- a\n\nb", "```\na\n\nb", "<script>\na", "<?php\n\na", "> ~~~\n> a\n"])
def test_what_is_never_closed_is_noted(text: str) -> None:
    assert kinds(text) == ["never-closed"]


@pytest.mark.parametrize(
    "text", ["<!-- a -->\n\nb", "```\na\n```", "~~~\n~~~", "<pre>\n\na</pre>", "> ```\n> a\n> ```"]
)
def test_what_is_closed_is_not_noted(text: str) -> None:
    assert kinds(text) == []


def test_footnotes_stand_at_the_end_of_the_section_that_refers_first() -> None:
    text = (
        "[^never]: nobody asks\n\na[^2] b[^1] c^[in *line*] d[^2]\n\n[^1]: one\n\n    more of one\n\n## next\n\n"
        "e[^1] f[^3]\n\n[^2]: two[^4]\n[^3]: three\n[^4]: four"
    )
    parsed = document(text)
    assert [
        [(b.kind, b.label, b.line, "".join(s.text for s in b.spans)) for b in section.blocks]
        for section in parsed.sections
    ] == [
        [
            (K.PARAGRAPH, "", 3, "a2 b1 c5 d2"),
            (K.FOOTNOTE, "2", 13, "two4"),
            (K.FOOTNOTE, "4", 15, "four"),
            (K.FOOTNOTE, "1", 5, "one"),
            (K.FOOTNOTE, "1", 7, "more of one"),
            (K.FOOTNOTE, "5", 3, "in line"),
        ],
        [
            (K.PARAGRAPH, "", 11, "e1 f3"),
            (K.FOOTNOTE, "3", 14, "three"),
            (K.FOOTNOTE, "never", 1, "nobody asks"),
        ],
    ]
    marks = [s.text for s in parsed.sections[0].blocks[0].spans if s.element is E.FOOTNOTE_MARK]
    assert marks == ["2", "1", "5", "2"]


def test_footnote_in_heading_and_table() -> None:
    parsed = document("## h[^a]\n\n|x[^b]|\n|-|\n\n[^b]: bb\n[^a]: aa")
    assert [b.label for b in parsed.sections[0].blocks] == ["", "a", "b"]


def test_footnotes_that_are_unknown_or_defined_twice_are_noted() -> None:
    assert kinds("a[^x] b") == ["footnote-unknown"]
    assert spoken("a[^x] b") == "a[^x] b"
    assert kinds("a[^x]\n\n[^x]: b\n[^x]: c") == ["footnote-twice"]
    assert "c" in spoken("a[^x]\n\n[^x]: b\n[^x]: c")


def test_footnotes_that_refer_to_each_other() -> None:
    assert [b.label for b in blocks("a[^1]\n\n[^1]: b[^2]\n[^2]: c[^1]")] == ["", "1", "2"]


def test_definitions_that_hide_text_are_noted() -> None:
    assert kinds("[Editor]: Yes\n\na") == ["unused-link"]
    assert kinds("[a]: u\n[a]: v\n\n[a]") == ["link-twice"]
    assert kinds("[a]: u\n\n![x][a]") == []


@pytest.mark.parametrize(
    "text", [">" * 5000 + "x", "- " * 5000 + "x", "".join(" " * i + "- a\n" for i in range(0, 400, 2))]
)
def test_what_is_nested_too_deep_is_refused(text: str) -> None:
    with pytest.raises(SourceError, match="nested more than 30 deep") as caught:
        document("a\n\n" + text)
    assert caught.value.place is not None
    assert caught.value.place.line >= 3


def test_deep_nesting_that_is_allowed_loses_nothing() -> None:
    assert spoken("> " * 50 + "x") == "x"
    assert spoken("- " * 28 + "x") == "x"


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "![",
        "^[",
        "[^a",
        "[a](",
        "*a ",
        "a**b",
        "<a ",
        "<!--",
        "`",
        "~~a ",
        "&",
        "<",
        "\\",
        "](",
        "](a)",
        "<script>",
        "_",
    ],
)
def test_hostile_runs_lose_no_letter(unit: str) -> None:
    text = unit * 2000 + "\n\n[^a]: x" + "\n\n" + "![" * 300 + "x" + "](a)" * 300
    parsed = parse_markdown(clean(text, "a.md"))
    assert sum(len(span.text) for section in parsed.sections for block in section.blocks for span in block.spans) > 300


def test_one_long_line_and_one_long_word() -> None:
    assert spoken("word " * 100_000).count("word") == 100_000
    assert len(spoken("a" * 150_000)) == 150_000


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("a http://x.org b", ["http://x.org"]),
        ("http://x.org/?a=b&c=d#e.", ["http://x.org/?a=b&c=d#e"]),
        ("“https://x.org/”, he", ["https://x.org/"]),
        ("(http://x.org/(a))", ["http://x.org/(a)"]),
        ("WWW.X.ORG!", ["WWW.X.ORG"]),
        ("http:// www. awww.x.org", []),
        ("http://x.org" + ")" * 50_000, ["http://x.org"]),
    ],
)
def test_addresses(text: str, addresses: list[str]) -> None:
    parts = split_at_addresses(text)
    assert "".join(part for part, _ in parts) == text
    assert [part for part, is_address in parts if is_address] == addresses


WORD = st.builds(str.__add__, st.sampled_from("abzéß中"), st.text(alphabet="abzéß中’“-.,;:!?1", max_size=7))
PARAGRAPH = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
MARKUP = st.text(alphabet="ab1 \n\t.-+=*_`[](){}<>!#>|~^&:\\'\"/x;\xa0“w", max_size=60)
PIECE = st.one_of(
    PARAGRAPH,
    MARKUP,
    PARAGRAPH.map("## {}".format),
    st.sampled_from(
        [
            "```",
            "<!--",
            "-->",
            "<div>",
            "[^1]: a",
            "b[^1]",
            "[x]: u",
            "- a",
            "  b",
            "    c",
            "> d",
            "1. e",
            "x",
            "<script>",
        ]
    ),
    st.sampled_from(["</script>", "see www.x.org & http://y.z", "a\nb\n  c", "|a|b|\n|-|-|\n|c|", "^[note]", "\u2028"]),
)
MARKDOWN = st.lists(st.tuples(PIECE, st.sampled_from(["\n", "\n\n", "\n \n\n"])), max_size=8).map(
    lambda pieces: "".join(piece + gap for piece, gap in pieces)
)


@settings(max_examples=300)
@given(MARKDOWN)
def test_the_fast_way_agrees_with_the_plain_way(text: str) -> None:
    source = clean(text, "a.md")
    assert parse_markdown(source) == parse_all(source)


@given(st.lists(PARAGRAPH, max_size=6))
def test_plain_paragraphs_keep_every_word(paragraphs: list[str]) -> None:
    found = blocks("\n\n".join(paragraphs))
    assert ["".join(span.text for span in block.spans) for block in found] == paragraphs
    assert [block.line for block in found] == [1 + 2 * index for index in range(len(paragraphs))]


def letters(sections: tuple[Section, ...]) -> str:
    every = [spans for section in sections for spans in (section.heading, *(b.spans for b in section.blocks))]
    return "".join(re.findall(r"\w", "".join(span.text for spans in every for span in spans)))


@given(st.lists(st.tuples(st.sampled_from(["# ", "> ", "- ", "1. ", "*", "**", "> - "]), WORD), min_size=1, max_size=8))
def test_markup_around_words_keeps_them_in_order(pieces: list[tuple[str, str]]) -> None:
    close = {"*": "*", "**": "**"}
    text = "\n\n".join(f"{mark}{word}{close.get(mark, '')}" for mark, word in pieces)
    expected = "".join(re.findall(r"\w", "".join(word for _, word in pieces)))
    assert letters(document(text).sections) == expected


@pytest.mark.parametrize(("text", "is_loaded"), [("# A\n\nWords, and words.\n", False), ("*A*\n", True)])
def test_the_parser_is_imported_only_for_what_is_not_plain(text: str, is_loaded: bool) -> None:
    code = (
        "import sys; from audio_edition.article.markdown import parse_markdown; "
        "from audio_edition.text.source import clean; "
        f"parse_markdown(clean({text!r}, 'a.md')); print('markdown_it' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == str(is_loaded)
