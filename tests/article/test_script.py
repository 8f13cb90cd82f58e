"""Scripts to articles: titles, emptiness, whole files, real articles."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.article.model import Article, Element
from audio_edition.article.script import parse_script, read_script
from audio_edition.errors import Place, SourceError
from audio_edition.publication.folder import read_publication
from audio_edition.text.source import decode
from support.places import ARTICLES


def words(article: Article) -> list[str]:
    groups = [
        group
        for section in article.sections
        for group in (section.heading, *(spans for block in section.blocks for spans in (block.spans, *block.cells)))
    ]
    marked = ((f" {span.text} " if span.element is Element.FOOTNOTE_MARK else span.text for span in g) for g in groups)
    return re.findall(r"\w+", " ".join("".join(group) for group in marked))


def texts(article: Article) -> list[tuple[int, str, list[str]]]:
    return [
        (
            section.level,
            "".join(span.text for span in section.heading),
            ["".join(span.text for span in block.spans) for block in section.blocks],
        )
        for section in article.sections
    ]


def test_title_from_front_matter() -> None:
    article = parse_script("---\ntitle: T\n---\na\n\n## b\n\nc", "a.md")
    assert article.settings.title == "T"
    assert texts(article) == [(0, "", ["a"]), (2, "b", ["c"])]
    assert article.sections[0].line == 4


@pytest.mark.parametrize("heading", ["# The *Title*", "The Title\n===", "#  The  [Title](u)"])
def test_title_from_the_first_heading(heading: str) -> None:
    article = parse_script(f"---\nlang: de\n---\n{heading}\n\na\n\n## b\n\nc", "a.md")
    assert article.settings.title == "The Title"
    assert texts(article) == [(0, "", ["a"]), (2, "b", ["c"])]


def test_what_stands_before_the_title_is_kept() -> None:
    assert texts(parse_script("before\n\n# T\n\nafter", "a.md")) == [(0, "", ["before", "after"])]


def test_heading_that_repeats_the_title() -> None:
    article = parse_script("---\ntitle: The title\n---\n# The Title\n\na", "a.md")
    assert texts(article) == [(0, "", ["a"])]
    assert [(notice.line, notice.kind) for notice in article.notices] == [(4, "title-repeated")]


def test_other_heading_under_a_set_title_is_a_section() -> None:
    assert texts(parse_script("---\ntitle: T\n---\n# U\n\na", "a.md")) == [(1, "U", ["a"])]


def test_what_a_title_leaves_out_is_noted() -> None:
    article = parse_script("# T ![logo](i)\n\na", "a.md")
    assert (article.settings.title, [notice.kind for notice in article.notices]) == ("T", ["title-markup"])


@pytest.mark.parametrize("text", ["a", "## a\n\nb", "---\nlang: en\n---\na", "# \n\na", "# ![x](y)\n\na", ""])
def test_no_title(text: str) -> None:
    with pytest.raises(SourceError, match="no title"):
        parse_script(text, "a.md")


@pytest.mark.parametrize("body", ["...", "— !\n\n- *", "|.|\n|-|\n", "![](i)"])
def test_only_punctuation(body: str) -> None:
    with pytest.raises(SourceError, match="nothing to read aloud") as caught:
        parse_script(f"---\ntitle: T\n---\n{body}", "a.md")
    assert caught.value.place == Place("a.md", 4)


def test_title_of_punctuation_only() -> None:
    with pytest.raises(SourceError, match="nothing to read aloud"):
        parse_script("---\ntitle: '...'\n---\n", "a.md")


@pytest.mark.parametrize("text", ["# Title", "---\ntitle: Title\n---", "---\ntitle: Title\n---\n \n"])
def test_title_only(text: str) -> None:
    article = parse_script(text, "a.md")
    assert article.settings.title == "Title"
    assert [notice.kind for notice in article.notices] == ["title-only"]
    assert texts(article) == [(0, "", [])]


def test_emoji_only_paragraph_is_kept_for_others_to_judge() -> None:
    assert texts(parse_script("# T\n\n😀\n\na", "a.md")) == [(0, "", ["😀", "a"])]


def test_long_title_and_five_thousand_headings() -> None:
    article = parse_script("# " + "long " * 2000 + "\n\n" + "".join(f"## h\n\np{n}\n\n" for n in range(5000)), "a.md")
    assert len(article.settings.title) == 9999
    assert len(article.sections) == 5000


def test_decomposed_and_composed_are_the_same_article() -> None:
    assert parse_script("# Café\n\né", "a.md") == parse_script("# Cafe\u0301\n\ne\u0301", "a.md")


def test_reads_a_publication(tmp_path: Path) -> None:
    folder = tmp_path / "script"
    folder.mkdir()
    (folder / "publication.toml").write_text("title = 'P'\nlang = 'de'\nvoice = 'espeak:de'\n")
    (folder / "a.md").write_bytes("\ufeff# Ä\r\n\r\nb\x07\r\n".encode("utf-16-le"))
    publication = read_publication(tmp_path)
    article = read_script(publication.scripts[0], publication, overrides={"voice": "espeak:de-at", "slug": None})
    assert article.path == str(folder / "a.md")
    settings = article.settings
    assert (settings.title, settings.publication, settings.lang, settings.voice) == ("Ä", "P", "de", "espeak:de-at")
    assert [notice.kind for notice in article.notices] == ["control-characters"]
    (folder / "a.md").write_bytes(b"# \xc4\n\na\n")
    with pytest.raises(SourceError, match="--encoding"):
        read_script(folder / "a.md")
    assert read_script(folder / "a.md", encoding="latin-1").settings.title == "Ä"


FRAGMENTS = st.sampled_from(
    [
        *("---\n", "+++\n", "title: x\n", "title = 'x'\n", "# T\n", "\n\n", "> ", "- ", "[^1]", "[^1]: a\n", "^[", "]"),
        *(
            "![",
            "](u)",
            "<script>",
            "</script>",
            "<!--",
            "|a|\n|-|\n",
            "```\n",
            "http://",
            "\t",
            "\r",
            "\x1b[",
            "&#x202e;",
        ),
        *("\u2028", "\u2029", "\x85"),
    ]
)


@given(st.lists(st.one_of(FRAGMENTS, st.text(max_size=12)), max_size=14).map("".join))
def test_nothing_but_source_errors(text: str) -> None:
    try:
        article = parse_script(text, "a.md")
    except SourceError as error:
        refused = error
    else:
        refused = None
    if refused:
        assert refused.place is not None
        return
    last = len(re.split(r"\r\n|\r|\n", text))
    lines = [block.line for section in article.sections for block in section.blocks]
    assert article.sections
    assert article.settings.title
    assert all(1 <= line <= last for line in [*lines, *(section.line for section in article.sections)])


@given(st.binary(max_size=40))
def test_bytes_raise_nothing_but_source_errors(data: bytes) -> None:
    try:
        article = parse_script(decode(data, "a.md"), "a.md")
    except SourceError:
        return
    assert article.settings.title


def test_heavy_packages_are_not_imported_for_plain_scripts() -> None:
    code = (
        "import sys; before = set(sys.modules); from audio_edition.article.script import parse_script; "
        "parse_script('---\\ntitle: A b\\n---\\nc & d\\n', 'a.md'); "
        "print(sorted({'yaml', 'markdown_it', 'tomllib', 'numpy'} & (set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def real(name: str) -> str:
    path = ARTICLES / name
    if not path.exists():
        pytest.skip("the real articles lie outside the repository")
    return path.read_text(encoding="utf-8")


def test_every_word_of_sherlock_holmes() -> None:
    text = real("sherlock-holmes.md")
    body = text.split("---\n", 2)[2]
    article = read_script(ARTICLES / "sherlock-holmes.md")
    assert words(article) == re.findall(r"\w+", body.replace("#", " "))
    assert len(article.sections) == body.count("\n## ")
    source_lines = text.split("\n")
    for section in article.sections:
        for block in section.blocks:
            assert block.spans[0].text[:30] in source_lines[block.line - 1]


def test_every_word_of_the_rust_article() -> None:
    text = real("what-do-people-love-about-rust.md")
    body = text.split("+++\n", 2)[2]
    article = parse_script(f"---\ntitle: Rust\n---\n{body}", "rust.md")
    assert article.notices == ()
    # Without addresses and footnote labels, in any order, for footnotes move to the end of their section.
    expected = re.sub(r"\]\([^)\s]*\)", "]", re.sub(r"(?m)^\[\^\w+\]:", "", body))
    assert sorted(words(article)) == sorted(re.findall(r"\w+", expected))
    kinds = {span.element for section in article.sections for block in section.blocks for span in block.spans}
    assert kinds == {Element.TEXT, Element.LINK, Element.CODE_SPAN, Element.FOOTNOTE_MARK}


def test_the_rust_article_is_read_as_it_is() -> None:
    real("what-do-people-love-about-rust.md")
    article = read_script(ARTICLES / "what-do-people-love-about-rust.md")
    assert article.settings.title == "What do people love about Rust?"
    assert [notice.kind for notice in article.notices] == ["front-matter"]


def test_lines_of_settings_and_of_a_title_that_is_a_heading() -> None:
    assert parse_script("---\ntitle: T\nauthor:\n  - A\n---\n\n# T\n\nText.", "a.md").lines == {"title": 2, "author": 3}
    assert parse_script("---\nlang: de\n---\n\n# T\n\nText.", "a.md").lines == {"lang": 2, "title": 5}
    assert parse_script("# T", "a.md", None, {"title": "Other"}).lines == {}
