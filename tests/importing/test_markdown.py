"""Markdown with anybody's front matter becomes a script with ours."""

from __future__ import annotations

from datetime import date

import pytest

from audio_edition.article.model import BlockKind
from audio_edition.article.script import parse_script
from audio_edition.errors import SourceError
from audio_edition.importing.markdown import read_markdown
from audio_edition.importing.model import ImportedScript, Role
from audio_edition.importing.writing import write_script_text
from audio_edition.text.source import clean
from support.places import ARTICLES

BODY = "The harbour was closed.[^1]\n\n> “Out.” -- Ada\n\n## The storm\n\n* nets\n\n[^1]: Since March.\n"


def script_of(text: str, path: str = "post.md") -> ImportedScript:
    return read_markdown(clean(text, path), "Post")


@pytest.mark.parametrize(
    ("front", "key", "value"),
    [
        ("title: A Harbour Closed", "title", "A Harbour Closed"),
        ("title: 1984", "title", "1984"),
        ("author: Ada Marlow", "author", ("Ada Marlow",)),
        ("authors: [Ada Marlow, Otto Brandt]", "author", ("Ada Marlow", "Otto Brandt")),
        ("authors:\n  - name: Ada Marlow\n    url: x", "author", ("Ada Marlow",)),
        ("published: 2017-11-27", "date", date(2017, 11, 27)),
        ("pubDate: Nov 27 2017", "date", date(2017, 11, 27)),
        ("date: 2017-11-27T08:00:00Z", "date", date(2017, 11, 27)),
        ("date: 2017-11-27 08:00:00 +0200", "date", date(2017, 11, 27)),
        ("permalink: /2017/11/27/harbour/", "date", date(2017, 11, 27)),
        ("language: en_GB", "lang", "en-GB"),
        ("summary: In short", "description", "In short"),
        ("tagline: In short", "subtitle", "In short"),
    ],
)
def test_known_keys_under_our_names(front: str, key: str, value: object) -> None:
    script = script_of(f"---\n{front}\n---\n\n{BODY}")
    settings = parse_script(write_script_text(script), "x.md").settings
    assert getattr(settings, key) == value


def test_toml() -> None:
    text = '+++\ntitle = "A Harbour"\ndate = 2017-11-27T08:00:00Z\n[taxonomies]\ntags = ["sea", "storm"]\n+++\n' + BODY
    script = script_of(text)
    assert (script.front.title, script.front.date) == ("A Harbour", date(2017, 11, 27))
    dropped = [(row.first, row.text) for row in script.findings if row.role is Role.DROPPED]
    assert dropped == [(5, "taxonomies.tags = sea, storm")]


def test_unknown_keys_are_dropped_one_row_each() -> None:
    script = script_of(f"---\ntitle: A\nlayout: post\nvoice: loud\ndraft: true\n---\n{BODY}")
    dropped = [(row.first, row.text) for row in script.findings if row.role is Role.DROPPED]
    assert dropped == [(3, "layout = post"), (4, "voice = loud"), (5, "draft = true")]


@pytest.mark.parametrize("front", ["date: tomorrow", "title: [a, b]", "lang: '!'", "author: {a: b}"])
def test_a_value_that_cannot_be_used_is_dropped(front: str) -> None:
    script = script_of(f"---\n{front}\n---\n{BODY}")
    assert [row.first for row in script.findings if row.role is Role.DROPPED] == [2]
    assert parse_script(write_script_text(script), "x.md").settings.title == "Post"


def test_body_is_kept_as_it_is() -> None:
    script = script_of(f"---\ntitle: A\n---\n\n{BODY}")
    assert script.body == BODY


def test_lines_are_those_of_the_file() -> None:
    script = script_of(f"---\ntitle: A\n---\n\n{BODY}")
    assert [(row.first, row.text) for row in script.findings if row.role is Role.HEADING] == [(9, "The storm")]


def test_headings_in_code_are_none() -> None:
    script = script_of("---\ntitle: A\n---\n```sh\n# no\n```\n\nYes\n---\n\n### C# ##\n\n#no\n")
    assert [(row.first, row.text) for row in script.findings if row.role is Role.HEADING] == [(8, "Yes"), (11, "C#")]


def test_the_first_heading_is_the_title_where_no_key_is() -> None:
    script = script_of("# A Harbour Closed\n\nThe boats lay on the beach.\n")
    assert write_script_text(script) == "# A Harbour Closed\n\nThe boats lay on the beach.\n"
    assert [(row.first, row.text) for row in script.findings if row.role is Role.TITLE] == [(1, "A Harbour Closed")]


def test_a_title_is_made_up_where_there_is_none() -> None:
    script = script_of("The boats lay on the beach.\n")
    (row,) = [row for row in script.findings if row.role is Role.TITLE]
    assert (row.text, bool(row.check)) == ("Post", True)


def test_a_body_that_begins_with_a_rule() -> None:
    script = script_of("---\nlayout: post\n---\n---\n\n# A Harbour Closed\n\nThe boats.\n")
    article = parse_script(write_script_text(script), "x.md")
    assert article.settings.title == "A Harbour Closed"


def test_date_of_a_file_name() -> None:
    assert script_of(BODY, "2017-11-27-harbour.md").front.date == date(2017, 11, 27)


def test_marks_of_templates_are_said() -> None:
    script = script_of(f"---\ntitle: A\n---\n{BODY}\n{{{{< figure src=x >}}}}\n")
    assert [row.first for row in script.findings if row.check] == [14]


@pytest.mark.parametrize(
    "text",
    ["---\ntitle: A\n", "---\na: *b\n---\nx", "---\na: &b c\n---\nx", "---\n- a\n---\nx", "+++\na = \n+++\nx", "***\n"],
)
def test_refused(text: str) -> None:
    with pytest.raises(SourceError):
        script_of(text)


@pytest.mark.skipif(not ARTICLES.exists(), reason="the real articles are not on this machine")
def test_real_article() -> None:
    text = (ARTICLES / "what-do-people-love-about-rust.md").read_text(encoding="utf-8")
    script = script_of(text, "what-do-people-love-about-rust.md")
    article = parse_script(write_script_text(script), "x.md")
    assert article.settings.title == "What do people love about Rust?"
    assert article.settings.author == ("Niko Matsakis",)
    assert article.settings.date == date(2025, 12, 19)
    assert script.body.strip() == text.split("+++", 2)[2].strip()
    assert len(article.sections) == 14
    kinds = [block.kind for section in article.sections for block in section.blocks]
    assert kinds.count(BlockKind.FOOTNOTE) == 3
    dropped = [row.text.split(" = ")[0] for row in script.findings if row.role is Role.DROPPED]
    assert dropped == ["path", "extra.team", "extra.team_url"]


def test_accounts_are_no_authors_and_dates_of_other_generators_are_read() -> None:
    text = "---\ntitle: T\nauthor_name: Rosa Example\ncreated_at: 2024-05-01T10:00:00Z\n---\n\nSo.\n"
    front = read_markdown(clean(text, "x.md")).front
    assert (front.author, str(front.date)) == (("Rosa Example",), "2024-05-01")
    text = "---\ntitle: T\nauthors: [cm, Rosa Example, becky]\n---\n\nSo.\n"
    assert read_markdown(clean(text, "x.md")).front.author == ("Rosa Example",)
    text = "Title: T\nAuthors: Rosa Example; becky\nDate: 2024-05-01 10:00\n\n## So\n\nSo.\n"
    front = read_markdown(clean(text, "x.md")).front
    assert (front.title, front.author, str(front.date)) == ("T", ("Rosa Example",), "2024-05-01")
