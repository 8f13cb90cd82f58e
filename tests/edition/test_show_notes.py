"""Show notes: safe in a feed, with times that apps read, and with what a revision changed."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

from audio_edition.edition.companions import FinishedEdition
from audio_edition.edition.companions.show_notes import HtmlShowNotes, TextShowNotes
from audio_edition.edition.manifest import MANIFEST_NAME, Change, Revision, read_edition
from audio_edition.making.reading import read_inputs
from audio_edition.publication.folder import read_publication
from support.publications import BODY, HEAD, TestPublication

ADDRESS = "https://paper.example/harbour?a=1&b=2"
TOLD = HEAD.replace(
    "slug: small",
    'slug: small\nauthor: [Ann Lee, "<b>Bo</b>"]\npublication: The Paper\ndate: 2026-05-01\n'
    f'address: {ADDRESS}\ndescription: "Ships & <script>alert(1)</script> ]]> עברית 🎧"',
)
LINE = re.compile(r"(?:(\d\d):)?([0-5]\d):([0-5]\d) (\S.*)")


class Reading(HTMLParser):
    """A strict reader of the fragment: tags must be closed in order, and only some are allowed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.links: list[str] = []
        self.blocks: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("p", "ul", "li", "a")
        self.open.append(tag)
        assert {name for name, _ in attrs} == ({"href"} if tag == "a" else set())
        self.links += [value or "" for _, value in attrs]
        if tag in ("p", "li"):
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "ul":
            self.blocks[-1] += data
        else:
            assert data.isspace()


def read(made: TestPublication) -> tuple[Reading, list[str]]:
    html = Reading((made.folder / "shownotes.html").read_text(encoding="utf-8"))
    return html, (made.folder / "shownotes.txt").read_text(encoding="utf-8").rstrip("\n").split("\n\n")


def finished(made: TestPublication, **changes: object) -> FinishedEdition:
    edition = read_edition(made.folder / MANIFEST_NAME)
    assert edition is not None
    script = read_inputs(read_publication(made.root), made.script)
    return FinishedEdition(msgspec.structs.replace(edition, **changes), script.article, script.channel)


def test_they_say_what_the_edition_is_and_nothing_in_it_is_markup(publication: Path) -> None:
    made = TestPublication(publication, TOLD + BODY)
    made.build()
    html, text = read(made)
    about, byline, link, *chapters = html.blocks
    assert about == "Ships & <script>alert(1)</script> ]]> עברית 🎧"
    assert byline == "Ann Lee, <b>Bo</b> · The Paper · 2026-05-01"
    assert (link, html.links) == (ADDRESS, [ADDRESS])
    assert text == [about, byline, ADDRESS, "\n".join(chapters)]


def test_times_are_those_of_the_chapters_rounded_down(publication: Path) -> None:
    made = TestPublication(publication)
    made.build()
    about, *lines = [line for part in read(made)[1] for line in part.split("\n")]
    assert about.startswith("Opening words here. More of them. One sentence.")
    found = [LINE.fullmatch(line) for line in lines]
    assert [(int(each[2]) * 60 + int(each[3]), each[4]) for each in found if each] == [
        (chapter.start_ms // 1000, chapter.title) for chapter in made.manifest.chapters
    ]
    assert lines[0].startswith("00:00 ")
    assert read(made)[0].blocks == [about, *lines]


def test_from_an_hour_on_every_time_has_hours(publication: Path) -> None:
    made = TestPublication(publication)
    made.build()
    edition = read_edition(made.folder / MANIFEST_NAME)
    assert edition is not None
    first, second, third = edition.chapters
    chapters = (first, second, msgspec.structs.replace(third, start_ms=3_725_999, end_ms=4_000_000))
    long = finished(made, chapters=chapters, format=msgspec.structs.replace(edition.format, duration_ms=4_000_000))
    times = [line.split(" ")[0] for line in TextShowNotes().make(long).decode().splitlines()[2:]]
    assert (times[0], times[2]) == ("00:00:00", "01:02:05")
    assert all(len(time) == 8 for time in times)


def test_fewer_than_three_chapters_have_no_list(publication: Path) -> None:
    made = TestPublication(publication, TOLD + "\nOne.\n\n## Last\n\nTwo.\n")
    made.build()
    assert len(made.manifest.chapters) == 2
    assert not any(LINE.fullmatch(block) for block in read(made)[0].blocks)
    assert "<ul>" not in (made.folder / "shownotes.html").read_text()


def test_the_news_is_what_this_revision_changed(publication: Path) -> None:
    made = TestPublication(publication)
    made.build()
    assert "revision" not in "".join(read(made)[0].blocks)
    made.edit("Another one.", "Something else.")
    made.build()
    html, text = read(made)
    (note,) = made.manifest.notes[1:]
    assert "1 sentence changed in “First”" in note
    assert html.blocks[-1] == text[-1] == f"Changed in revision 2: {note}"


def test_what_nobody_hears_is_no_news(publication: Path) -> None:
    made = TestPublication(publication)
    made.build()
    made.edit("slug: small", "slug: small\ncopyright: The Paper")
    made.build()
    assert made.manifest.revision == 2
    assert "revision" not in "".join(read(made)[0].blocks)


def test_what_the_publication_is_about_is_not_said_of_an_edition(publication: Path) -> None:
    settings = 'title = "The Paper"\ndescription = "A weekly of the harbour."\n'
    made = TestPublication(publication, HEAD + BODY, settings=settings)
    made.build()
    assert read(made)[1][0] == "Opening words here. More of them. One sentence. " + (
        "Another one. A second paragraph. Last words. The very end."
    )
    without = made.mp3.read_bytes()
    made.write_file("publication.toml", settings.partition("\n")[0] + "\n")
    assert made.build().status == "unchanged"
    assert made.mp3.read_bytes() == without
    assert "weekly of the harbour" not in without.decode("utf-16-le", "ignore") + str(made.manifest)
    made.write_file("publication.toml", settings)
    made.edit("slug: small", "slug: small\nsubtitle: Who owns the cranes")
    made.build()
    assert read(made)[1][0] == "Who owns the cranes"
    made.edit("slug: small", "slug: small\ndescription: Cranes and ships.")
    made.build()
    assert read(made)[1][0] == "Cranes and ships."


@pytest.mark.parametrize(
    "text",
    ["a\x00b\x1b[31m", "</p><p onclick=x>", "x\n\ny", '"\'><a href="javascript:1">', "\N{RIGHT-TO-LEFT OVERRIDE}abc"],
)
def test_whatever_a_text_holds_the_fragment_is_whole(publication: Path, text: str) -> None:
    made = TestPublication(publication)
    made.build()
    said = Revision(2, text, 1, "", (Change(text, "changed", 0),))
    strange = finished(made, description=text, author=(text,), publication=text, revision=2, history=(said,))
    html = HtmlShowNotes().make(strange).decode()
    found = Reading(html)
    assert all(urlsplit(link).scheme in ("http", "https") for link in found.links)
    assert not re.search("[\0-\x08\x0b-\x1f\u202e]", html)
