"""Text in is text out: what an edition says is what the article says, each word once and in order.

The texts are the four real articles, our own, and Markdown that Hypothesis makes up. Fails on a word that is lost,
doubled, moved or invented. What should be heard is found out here without the program's own readers.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from audio_edition.article.script import parse_script
from audio_edition.narration.model import Narration, SegmentKind
from audio_edition.narration.narrate import narrate
from support import editions
from support.articles import article, identity_paragraphs, letters
from support.places import ARTICLES
from support.publications import TestPublication

OPENING = (SegmentKind.TITLE, SegmentKind.OPENING)


def narrated(script: str) -> Narration:
    return narrate(parse_script(script, "script/x.md"))


def said(narration: Narration) -> str:
    """All that is said, but title, subtitle, byline and imprint."""
    return " ".join(
        utterance.source
        for section in narration.sections
        for segment in section.segments
        if segment.kind not in OPENING
        for utterance in segment.utterances
    )


def visible(markdown: str) -> str:
    """The text of CommonMark, by markdown-it alone: without code blocks, HTML and the targets of links."""
    words: list[str] = []
    for token in MarkdownIt("commonmark").parse(markdown):
        for child in token.children or ():
            words.append(child.content if child.type in ("text", "code_inline") else " ")
        words.append(" ")
    return "".join(words)


def without_footnotes(markdown: str) -> str:
    """Markdown without the definitions of footnotes and their marks; by default neither is spoken."""
    return re.sub(r"\[\^\w+\]", "", re.sub(r"(?m)^\[\^\w+\]:.*(?:\n(?=\S).*)*", "", markdown))


def body(script: str) -> str:
    return re.split(r"(?m)^(?:---|\+\+\+)\n", script, maxsplit=2)[2]


def imported(name: str, tmp_path: Path) -> str:
    assert article(name)
    publication = TestPublication(tmp_path / "publication", {})
    ran = publication.run("import", ARTICLES / name)
    assert ran.returncode == 0, ran.stderr
    (script,) = publication.script.parent.glob("*.md")
    return script.read_text(encoding="utf-8")


def test_the_article_of_the_spark_is_said_word_for_word(tmp_path: Path) -> None:
    lines = article("100-years-later.txt").splitlines()
    epigraph = next(index for index, line in enumerate(lines) if line.startswith("“The emancipation"))
    first = next(index for index, line in enumerate(lines) if line.startswith("The commemoration"))
    source = " ".join([lines[epigraph], lines[epigraph + 1], *lines[first:]])
    assert letters(said(narrated(imported("100-years-later.txt", tmp_path)))) == letters(source)


def test_the_post_on_rust_is_said_word_for_word(tmp_path: Path) -> None:
    source = without_footnotes(body(article("what-do-people-love-about-rust.md")))
    assert letters(said(narrated(imported("what-do-people-love-about-rust.md", tmp_path)))) == letters(visible(source))


def test_twelve_stories_are_said_word_for_word() -> None:
    script = article("sherlock-holmes.md")
    assert letters(said(narrated(script))) == letters(visible(body(script)))


def test_a_story_from_the_web_is_said_word_for_word() -> None:
    paragraphs = identity_paragraphs()
    script = "---\ntitle: A Case of Identity\n---\n\n" + "\n\n".join(paragraphs)
    assert letters(said(narrated(script))) == letters(" ".join(paragraphs))


@pytest.mark.parametrize("name", ["october-1917", "100-years-later", "what-do-people-love-about-rust", "sherlock"])
def test_the_manifest_of_an_edition_has_every_word(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    edition = editions.get(name, tmp_path_factory)
    manifest = edition.manifest
    cues = [cue.text for cue in manifest.cues if cue.kind not in OPENING]
    script = edition.script.read_text(encoding="utf-8")
    assert letters(" ".join(cues)) == letters(visible(without_footnotes(body(script))))
    assert manifest.cues[0].text == manifest.title
    starts = [cue.start_ms for cue in manifest.cues]
    assert starts == sorted(starts)


def test_sentences_are_sentences(tmp_path_factory: pytest.TempPathFactory) -> None:
    cues = [cue.text for cue in editions.get("100-years-later", tmp_path_factory).manifest.cues]
    assert "— Karl Marx" in cues
    assert "They won’t succeed." in cues
    assert "The Insurrection of October" in cues
    assert all(len(text) <= 400 for text in cues)
    assert not any(re.search(r"[a-z][.!?] [A-Z]", text) for text in cues)


WORDS = st.text("abcdefgxyzABCXYZ0123456789äéßжщ漢字אב", min_size=1, max_size=8)
JOINTS = st.sampled_from(
    (" ", " ", " ", ", ", ". ", "! ", "? ", "; ", " – ", "… ", ": ", "-", "’", " (", ") ", ".", "\n")
)
ABBREVIATIONS = st.sampled_from(("Mr.", "Dr.", "V. I. Lenin", "Nov. 27", "3.14", "e.g.", "U.S.", "“Yes!”", "1,000"))


@st.composite
def sentences(draw: st.DrawFn) -> str:
    """Words and what stands between them; never what Markdown takes for a mark at the beginning of a line."""
    pieces = ["W", *draw(st.lists(st.one_of(WORDS, WORDS, ABBREVIATIONS), min_size=1, max_size=12))]
    joints = draw(st.lists(JOINTS, min_size=len(pieces), max_size=len(pieces)))
    text = "".join(piece + joint for piece, joint in zip(pieces, joints, strict=True)).strip()
    return re.sub(r"\n(?!\s*$)", "\nx", text)


def marked(kind: str, text: str) -> tuple[str, str]:
    """A block of Markdown, and what of it is to be heard."""
    flat = text.replace("\n", " ")
    forms: dict[str, Callable[[], tuple[str, str]]] = {
        "paragraph": lambda: (text, flat),
        "heading": lambda: (f"## {flat}", flat),
        "deep heading": lambda: (f"#### {flat}", flat),
        "quotation": lambda: ("\n".join(f"> {line}" for line in text.split("\n")), flat),
        "list": lambda: (f"- {flat}\n- second {flat}", f"{flat} second {flat}"),
        "strong": lambda: (f"before **{flat}** after", f"before {flat} after"),
        "link": lambda: (f"see [{flat}](https://example.org/a_b?c=d) there", f"see {flat} there"),
        "code span": lambda: (f"say `{flat}` now", f"say {flat} now"),
        "code": lambda: (f"```\n{text}\n```", ""),
        "html": lambda: (f"<!-- {flat.replace('--', '')} -->", ""),
        "rule": lambda: ("* * *", ""),
        "footnote mark": lambda: (f"{flat}[^1]", flat),
    }
    return forms[kind]()


KINDS = ("paragraph", "paragraph", "heading", "deep heading", "quotation", "list", "strong", "link")
MORE_KINDS = ("code span", "code", "html", "rule", "footnote mark")
BLOCKS = st.lists(st.builds(marked, st.sampled_from((*KINDS, *MORE_KINDS)), sentences()), min_size=1, max_size=8)


@given(BLOCKS)
def test_made_up_markdown_is_said_word_for_word(blocks: list[tuple[str, str]]) -> None:
    text = "\n\n".join(["A beginning.", *(markdown for markdown, _ in blocks), "[^1]: A note that is not spoken."])
    narration = narrated(f"---\ntitle: Made up\n---\n{text}\n")
    assert letters(said(narration)) == letters(" ".join(["A beginning.", *(heard for _, heard in blocks)]))


@given(BLOCKS)
def test_every_utterance_has_words_and_its_place(blocks: list[tuple[str, str]]) -> None:
    text = "\n\n".join(["A beginning.", *(markdown for markdown, _ in blocks)])
    script = f"---\ntitle: Made up\n---\n{text}\n"
    lines = script.splitlines()
    narration = narrated(script)
    utterances = [each for section in narration.sections for segment in section.segments for each in segment.utterances]
    assert all(letters(utterance.text) and letters(utterance.source) for utterance in utterances)
    found = [utterance.line for utterance in utterances if utterance.line > 1]
    assert found == sorted(found)
    assert found[-1] <= len(lines)
    for utterance in utterances[1:]:
        first_word = re.split(r"[\s(]", utterance.source.lstrip(string.punctuation + " “"))[0]
        assert letters(first_word) in letters("".join(lines[utterance.line - 1 :])), utterance
