"""Front matter of site generators in script/: what we have is taken, what is the site's is passed over."""

from datetime import date

import pytest

from audio_edition.article.script import parse_script
from audio_edition.errors import SourceError

TEXT = "\n\nIt was so.\n"

CASES = {
    "Hugo": (
        "---\ntitle: T\ndate: 2024-05-01T10:00:00Z\nslug: the-slug\ndraft: true\ntags: [a, b]\nimage: x.jpg\n"
        "cover: {image: x.jpg}\nsummary: It says so.\n---",
        {"title": "T", "date": date(2024, 5, 1), "slug": "the-slug", "draft": True, "description": "It says so."},
    ),
    "Hugo, TOML": ("+++\ntitle = 'T'\n[params]\nx = 1\n[menu.main]\ny = 2\n+++", {"title": "T"}),
    "Jekyll": (
        "---\nlayout: post\ntitle: T\npublished: false\ncategories: [a]\nauthor: Rosa Example\npermalink: /x/\n---",
        {"draft": True, "author": ("Rosa Example",)},
    ),
    "Pelican": (
        "Title: T\nDate: 2024-05-01 10:20\nCategory: Python\nTags: a, b\nSlug: the-slug\nAuthors: Rosa Example\n"
        "Status: draft\nSummary: It says\n    so.",
        {
            "title": "T",
            "date": date(2024, 5, 1),
            "slug": "the-slug",
            "author": ("Rosa Example",),
            "draft": True,
            "description": "It says so.",
        },
    ),
    "Pelican, several authors": (
        "Title: T\nAuthors: Rosa Example; Leo Example, cm",
        {"author": ("Rosa Example", "Leo Example")},
    ),
    "MultiMarkdown": ("Title: T\nAuthor: Rosa Example\nBase Header Level: 2", {"author": ("Rosa Example",)}),
    "dev.to": (
        "---\ntitle: T\nauthor_name: Rosa Example\ncreated_at: 2024-05-01\ncanonical_url: https://x.example/a\n---",
        {"author": ("Rosa Example",), "date": date(2024, 5, 1), "address": "https://x.example/a"},
    ),
    "accounts are no names": ("---\ntitle: T\nauthors: [cm, becky, Rosa Example]\n---", {"author": ("Rosa Example",)}),
    "tables of authors": ("---\ntitle: T\nauthors: [{name: Rosa Example, url: x}]\n---", {"author": ("Rosa Example",)}),
    "ours goes first": ("---\ntitle: T\nauthors: [A B]\nauthor: C D\n---", {"author": ("C D",)}),
}


@pytest.mark.parametrize("name", CASES)
def test_front_matter_is_understood(name):
    front, wanted = CASES[name]
    article = parse_script(front + TEXT, "x.md")
    assert {key: getattr(article.settings, key) for key in wanted} == wanted
    assert [span.text for section in article.sections for b in section.blocks for span in b.spans] == ["It was so."]


def test_what_is_passed_over_is_said():
    (notice,) = parse_script(f"---\ntitle: T\ntags: [a]\nlayout: post\n---{TEXT}", "x.md").notices
    assert (notice.line, notice.kind, notice.message) == (3, "front-matter", "of the site, not used here: tags, layout")


def test_a_slip_is_still_an_error():
    with pytest.raises(SourceError, match="unknown setting"):
        parse_script(f"---\ntitle: T\nsubtitel: x\n---{TEXT}", "x.md")


@pytest.mark.parametrize(
    "text", ["Title: T\n\nIt was so.", "Note: x\nAuthor: y\n\nText", "Title: T\nIt was so.\n\nText"]
)
def test_text_with_colons_is_no_front_matter(text):
    with pytest.raises(SourceError, match="no title"):
        parse_script(text, "x.md")
