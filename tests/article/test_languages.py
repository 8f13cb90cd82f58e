"""Languages and ids that attribute lists and HTML give to blocks and spans; other braces stay text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.article.markdown import Document, parse_all, parse_markdown
from audio_edition.article.model import Block, BlockKind, Element, Span
from audio_edition.article.script import parse_script
from audio_edition.text.source import clean


def document(text: str) -> Document:
    source = clean(text, "a.md")
    parsed = parse_markdown(source)
    assert parsed == parse_all(source)
    return parsed


def blocks(text: str) -> list[Block]:
    return [block for section in document(text).sections for block in section.blocks]


def spans(text: str) -> list[tuple[str, str]]:
    """The text and language of each span that is no tag."""
    found = (span for block in blocks(text) for span in block.spans)
    return [(span.text, span.lang) for span in found if span.element is not Element.HTML]


def langs(text: str) -> list[tuple[str, str]]:
    """The text and language of each block that is no HTML."""
    return [
        ("".join(span.text for span in block.spans), block.lang)
        for block in blocks(text)
        if block.kind is not BlockKind.HTML
    ]


def notices(text: str) -> list[tuple[int, str]]:
    return [(notice.line, notice.kind) for notice in document(text).notices]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("a *mot*{lang=fr} b", [("a ", ""), ("mot", "fr"), (" b", "")]),
        ("__le mot__{lang=fr}", [("le mot", "fr")]),
        ("***mot***{lang=fr}", [("mot", "fr")]),
        ("~~mot~~{lang=fr}", [("mot", "fr")]),
        ("`mot`{lang=fr}", [("mot", "fr")]),
        ("[mot](u){lang=fr}", [("mot", "fr")]),
        ("![mot](u){lang=fr}", [("mot", "fr")]),
        ("<http://x.org>{lang=fr}", [("http://x.org", "fr")]),
        ("[le *mot* juste]{lang=fr}.", [("le mot juste", "fr"), (".", "")]),
        ("[a]{lang=fr}[b]{lang=fr} [c]", [("ab", "fr"), (" [c]", "")]),
        ("[ein [mot]{lang=fr} Wort]{lang=de}", [("ein ", "de"), ("mot", "fr"), (" Wort", "de")]),
        ("[see [b]{lang=fr}](u)", [("see ", ""), ("b", "fr")]),
        ('a *b*{lang="zh-hant"}', [("a ", ""), ("b", "zh-Hant")]),
        ("a *b*{: xml:lang='DE-at' }", [("a ", ""), ("b", "de-AT")]),
        ("a *b*{lang=fr}{lang=de}", [("a ", ""), ("b", "de")]),
        ("*a\nb*{lang=fr} c", [("a ", "fr"), ("b", "fr"), (" c", "")]),
        ('a <span lang="fr">b</span> c', [("a ", ""), ("b", "fr"), (" c", "")]),
        ("a <I LANG=fr>b <i>c</i> d</I> e", [("a ", ""), ("b ", "fr"), ("c", "fr"), (" d", "fr"), (" e", "")]),
        ("a <q xml:lang='fr'>b <em lang=de>c</em></q>", [("a ", ""), ("b ", "fr"), ("c", "de")]),
        ("a <i xml:lang=de lang=fr>b</i>", [("a ", ""), ("b", "fr")]),
        ("a <i title='lang=de' lang=fr>b</i>", [("a ", ""), ("b", "fr")]),
        ("a <i title=' lang=de '>b</i>", [("a ", ""), ("b", "")]),
        ("a <i data-lang=de hreflang=de>b</i>", [("a ", ""), ("b", "")]),
        ("a <b lang=fr>b<br lang=de>c</b>", [("a ", ""), ("b", "fr"), ("c", "fr")]),
        ("a </i> <i lang=fr>b</x></i> c", [("a ", ""), ("b", "fr"), (" c", "")]),
        ("a <i lang=fr>b <b>c</i> d", [("a ", ""), ("b ", "fr"), ("c", "fr"), (" d", "")]),
    ],
)
def test_languages_of_spans(markdown: str, expected: list[tuple[str, str]]) -> None:
    assert spans(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("{lang=fr}\na\n\nb", [("a", "fr"), ("b", "")]),
        ("{lang=fr}\n\na\n\nb", [("a", "fr"), ("b", "")]),
        ("a\n{lang=fr}\n\nb", [("a", "fr"), ("b", "")]),
        ('a\\\n{: lang="fr"}\n\nb', [("a", "fr"), ("b", "")]),
        ("{lang=fr}\n> a\n>\n> b\n\nc", [("a", "fr"), ("b", "fr"), ("c", "")]),
        ("> {lang=fr}\n> a\n>\n> b", [("a", "fr"), ("b", "")]),
        ("{lang=fr}\n- a\n- > b\n\nc", [("a", "fr"), ("b", "fr"), ("c", "")]),
        ("{lang=fr}\n3. a\n\nc", [("a", "fr"), ("c", "")]),
        ("- {lang=fr}\n  a\n- b", [("a", "fr"), ("b", "")]),
        ("{lang=fr}\n```\na\n```\n\nb", [("a", "fr"), ("b", "")]),
        ("{lang=fr}\n***\n\nb", [("", ""), ("b", "")]),
        ("{lang=fr}\n{#x}\na", [("a", "fr")]),
        ("x[^1]\n\n[^1]:\n    {lang=fr}\n    a", [("x1", ""), ("a", "fr")]),
        ('<div lang="fr">\n\na\n\n- b\n\n</div>\n\nc', [("a", "fr"), ("b", "fr"), ("c", "")]),
        ('<p lang="de">\n\na\n\n</p>\n\nc', [("a", "de"), ("c", "")]),
        ("<p lang=de>\n\na\n\n<p>\n\nb", [("a", "de"), ("b", "")]),
        ("<div lang=fr><div>\n\na\n\n</div>\n\nb\n\n</div>\n\nc", [("a", "fr"), ("b", "fr"), ("c", "")]),
        ("<div lang=fr>\n\n<section lang=de>\n\na\n\n</div>\n\nc", [("a", "de"), ("c", "")]),
        ("<div lang=fr>\n\n{lang=de}\na\n\nb\n\n</div>", [("a", "de"), ("b", "fr")]),
        ("- <div lang=fr>\n\n  a\n- b\n\nc", [("a", "fr"), ("b", ""), ("c", "")]),
        ("> <div\n> lang\n> =fr>\n>\n> a\n\nb", [("a", "fr"), ("b", "")]),
        ("<!-- <div lang=fr> -->\n\na", [("a", "")]),
        ("<script>\n'<div lang=fr>'\n</script>\n\na", [("a", "")]),
    ],
)
def test_languages_of_blocks(markdown: str, expected: list[tuple[str, str]]) -> None:
    assert langs(markdown) == expected


@pytest.mark.parametrize(
    "markdown", ["# A *b*{lang=de} {#id lang=fr}", "{lang=fr}\n# A *b*{lang=de}", "A *b*{lang=de}\n{lang=fr}\n---"]
)
def test_languages_of_headings(markdown: str) -> None:
    (section,) = document(markdown).sections
    assert [(span.text, span.lang) for span in section.heading] == [("A ", "fr"), ("b", "de")]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("## The harbour {#the-harbour}", [("The harbour", "the-harbour")]),
        ("## The harbour {: #Part-2 lang=en } ##", [("The harbour", "part-2")]),
        ("The harbour\n{#a}\n---", [("The harbour", "a")]),
        ("# A {#x}\n\na\n\n## B\n\nb\n\n## C {#x}\n\nc", [("A", "x"), ("B", ""), ("C", "")]),
        ("# A {#my_id}\n\n# B {#é}\n\n# C{#c}\n\n# D {#1}", [("A", ""), ("B", ""), ("C{#c}", ""), ("D {#1}", "")]),
        ("# A {#a .x}\n\n# B {#b #c}\n\n# C {#d} {#e}", [("A", "a"), ("B", "b"), ("C", "e")]),
    ],
)
def test_ids_of_headings_are_not_spoken(markdown: str, expected: list[tuple[str, str]]) -> None:
    sections = document(markdown).sections
    assert [("".join(span.text for span in section.heading), section.id) for section in sections] == expected


@pytest.mark.parametrize("before", ["> ", "- ", "[^1]: "])
def test_headings_in_containers_are_paragraphs_without_their_attributes(before: str) -> None:
    assert [block for block in langs(f"x[^1]\n\n{before}## T {{#a lang=fr}}") if block[0] != "x1"][-1] == ("T", "fr")


def test_languages_of_tables() -> None:
    rows = blocks("{lang=fr}\n| a | b |\n|---|---|\n| *c*{lang=en} | d {lang=de} |\n\nx")
    assert [(row.kind, row.lang) for row in rows] == [(BlockKind.TABLE, "fr")] * 2 + [(BlockKind.PARAGRAPH, "")]
    line = rows[1].line
    assert rows[1].cells[0] == (Span(Element.TEXT, "c", line, lang="en"),)
    assert rows[1].cells[1] == (Span(Element.TEXT, "d {lang=de}", line),)


@pytest.mark.parametrize(
    "text",
    [
        "a {lang=fr} b",
        "word{lang=fr}",
        "{lang=fr} a",
        "f[x]{y}",
        "a]{lang=fr}",
        "the set {a, b}",
        "{}",
        "{ }",
        "{.5}",
        "{#1}",
        "{lang}",
        "{lang = fr}",
        "{a=1 b}",
        "{{lang=fr}}",
        "{% include x %}",
        "$ \\frac{a}{b}",
        "a{b=c}d",
        "x {a=1}",
        "[a] {lang=fr}",
        "[a]{}",
    ],
)
def test_braces_that_are_no_attributes_of_anything_are_text(text: str) -> None:
    assert spans(text) == [(text, "")]
    assert notices(text) == []


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("A\nquoted “sentence.” {lang=fr}", "A quoted “sentence.”", 2),
        ("A sentence.{:lang=fr}", "A sentence.", 1),
        ("A word {lang=fr .x}\n", "A word", 1),
        ("A *word* {lang=fr}", "A word", 1),
        ("> Said. {lang=f_r}", "Said.", 1),
        ("- [a](u) {lang=fr}", "a", 1),
    ],
)
def test_a_list_behind_the_last_words_of_a_paragraph_is_left_out_and_said(text: str, words: str, line: int) -> None:
    assert langs(text) == [(words, "")]
    assert notices(text) == [(line, "attributes")]


def test_an_attribute_list_that_is_escaped_is_text() -> None:
    assert spans("*a*\\{lang=fr}\n\n\\{lang=fr}\nb") == [("a{lang=fr}", ""), ("{lang=fr} ", ""), ("b", "")]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("x\n\n*a*{.note}", [(3, "attributes")]),
        ("{#id}\nb", [(1, "attributes")]),
        ("# T {-x=1}\n\n# T {.x}", [(3, "attributes")]),
        ("# T {#my_id}\n\n# T {#é}", [(1, "attributes"), (3, "attributes")]),
        ("# T {#a .x}\n\n# T {#b #c}\n\n# T {#d} {#e}", [(1, "attributes"), (3, "attributes"), (5, "attributes")]),
        ("# *T*{#a}", [(1, "attributes")]),
        ("> # T {#a}\n\n- # T {#b lang=fr}", [(1, "attributes"), (3, "attributes")]),
        ("# T {#a}\n\n# T {#A}\n\n# {#a}\n\nx", [(3, "id-twice"), (5, "empty-heading")]),
        ("a\n*b*{lang=f_r}", [(2, "language-tag")]),
        ("{lang=x}\na", [(1, "language-tag")]),
        ("a\n\n<div lang=''>\n\nb\n\n</div>", [(3, "language-tag")]),
        ("a\nb <i lang='123'>c</i>", [(2, "language-tag")]),
        ("a\n\n- {lang=fr}\n\nb", [(3, "attributes")]),
        ("a\n\n{lang=fr}", [(3, "attributes")]),
        ("a\nb <i lang=fr>c", [(2, "never-closed")]),
        ("a\n\n<div lang=fr>\n\nb", [(3, "never-closed")]),
        ("> <div lang=fr>\n\nb", [(1, "never-closed")]),
        ("<div class=x>\n\na <i>b", []),
        ("<div lang=fr class=x>\n\na\n\n</div>", []),
    ],
)
def test_what_is_not_used_is_noted_with_its_line(markdown: str, expected: list[tuple[int, str]]) -> None:
    assert notices(markdown) == expected


def test_a_wrong_tag_is_shown_without_what_could_steer_a_terminal() -> None:
    (notice,) = document("*a*{lang=é\u200bé}").notices
    assert notice.message.isascii()


def test_the_title_of_a_script_is_without_its_attributes() -> None:
    assert parse_script("# Das Kapital {#top lang=de}\n\nText.", "a.md").settings.title == "Das Kapital"


def test_alternative_text_keeps_brackets_and_braces() -> None:
    assert spans("![a [b] {c}](u)") == [("a [b] {c}", "")]


WORD = st.text(alphabet="abé", min_size=1, max_size=4)
MARK = st.sampled_from(["", "{lang=fr}", "{.x}", "{lang=fr .x}"])
AROUND = st.sampled_from([("*", "*"), ("**", "**"), ("[", "]"), ("`", "`"), ("[", "](u)"), ("<i lang=de>", "</i>")])
PIECE = st.builds(lambda word, around, mark: (around[0] + word + around[1] + mark, word), WORD, AROUND, MARK)


@given(st.lists(PIECE, min_size=1, max_size=6), MARK)
def test_no_word_is_lost_and_no_attribute_is_read(pieces: list[tuple[str, str]], line: str) -> None:
    text = f"{line}\n" + " ".join(markdown for markdown, _ in pieces)
    read = "".join(span for span, _ in spans(text)).replace("[", "").replace("]", "")
    # Behind a tag of HTML a list is text, as it is behind words.
    kept = [word + (text if (text := m.partition("</i>")[2]) else "") for m, word in pieces]
    assert read == " ".join(kept)


@given(st.text(alphabet="ab \n{}[]*`<>/=.lang#-_fr:\"'|", max_size=80))
def test_hostile_braces_agree_and_keep_their_lines(text: str) -> None:
    for block in blocks(text):
        assert 1 <= block.line <= text.count("\n") + 1


SNIPPET = st.sampled_from(
    [
        *(
            "{lang=fr}",
            "{.x}",
            " {#x}",
            "{",
            "}",
            "[",
            "]",
            "*",
            "**",
            "`",
            "a",
            "b c",
            " ",
            "\n",
            "\n\n",
            "- ",
            "> ",
            "# ",
        ),
        *("<div>", "</div>", "<div lang=fr>", "<p lang=de>", "<i lang=de>", "</i>", "</p>", "| a | b |\n|--|--|\n"),
        *("[^1]", "    ", "\n[^1]: ", "<script>", "</script>", "\nPlain words here.\n\n", "```\n"),
    ]
)


@given(st.lists(SNIPPET, max_size=25).map("".join))
def test_the_fast_way_agrees_with_the_plain_way(text: str) -> None:
    source = clean(text, "a.md")
    assert parse_markdown(source) == parse_all(source)
