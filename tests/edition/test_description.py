"""What an edition is about: the same answer in feed, show notes, index and tag, but for how the article begins."""

from __future__ import annotations

from pathlib import Path

import feedparser
import mutagen
import pytest

from audio_edition.edition.description import description_of, tag_description
from audio_edition.edition.feed import feed
from audio_edition.edition.index_page import index_page
from audio_edition.edition.manifest import Edition, read_edition
from audio_edition.edition.podcast import item_of
from audio_edition.making.meeting import tag_of_cut
from audio_edition.publication.settings import Settings
from support.publications import HEAD, TestPublication

BEGINS = "It rains in the “harbour”. The boats stay where they are."
CHANNEL = Settings(publication="The Paper", site="https://paper.example/", publication_description="Read aloud.")
GIVEN = {
    "description: About boats.\nsubtitle: Of rain": "About boats.",
    "subtitle: Of rain": "Of rain",
    "": BEGINS,
}


def built(publication: Path, given: str, body: str = f"{BEGINS}\n\n## Next\n\nMore.\n") -> TestPublication:
    made = TestPublication(publication, HEAD.replace("slug:", f"{given}\nslug:".lstrip()) + "\n" + body)
    made.build()
    return made


def edition_of(made: TestPublication) -> Edition:
    edition = read_edition(made.edition("small").manifest_path)
    assert edition is not None
    return edition


def in_tag(path: Path) -> list[str]:
    tags = mutagen.File(path).tags
    return [str(frame) for name in ("TDES", "COMM") for frame in tags.getall(name)]


@pytest.mark.parametrize(("given", "about"), GIVEN.items())
def test_feed_notes_and_index_say_the_same(publication: Path, given: str, about: str) -> None:
    made = built(publication, given)
    edition = edition_of(made)
    about = about if about != BEGINS else f"{BEGINS} More."
    assert description_of(edition) == about
    assert (made.edition("small").folder / "shownotes.txt").read_text(encoding="utf-8").startswith(f"{about}\n")
    (entry,) = feedparser.parse(feed(CHANNEL, [item_of(edition, "urn:small")])).entries
    assert entry.summary == about
    page = index_page(CHANNEL, [item_of(edition, "urn:small")]).decode()
    assert page.count(f">{about}</p>") == 1
    assert page.count(">Of rain</p>") == ("subtitle" in given)


@pytest.mark.parametrize(("given", "about"), GIVEN.items())
def test_the_tags_say_what_somebody_wrote(publication: Path, given: str, about: str) -> None:
    made = built(publication, given)
    assert in_tag(made.mp3) == ([about, about] if given else [])
    assert tag_of_cut(edition_of(made), made.mp3).description == (about if given else "")


def test_words_that_sound_as_before_make_no_other_mp3(publication: Path) -> None:
    made = built(publication, "")
    before = made.mp3.read_bytes()
    made.edit("“harbour”", '"harbour"')
    assert made.build().status == "updated"
    assert made.mp3.read_bytes() == before
    assert '"harbour"' in description_of(edition_of(made))
    assert edition_of(made).revision == 1


def test_a_long_beginning_ends_at_a_word(publication: Path) -> None:
    made = built(publication, "", "Words of some length. " * 40 + "\n")
    about = description_of(edition_of(made))
    assert about.endswith((" length. …", " Words …", " of …", " some …"))
    assert 250 < len(about) <= 302


def test_an_article_of_headings_is_about_its_title(publication: Path) -> None:
    made = built(publication, "", "## First\n\n## Second\n")
    edition = edition_of(made)
    assert description_of(edition) == "A small thing"
    assert ">A small thing</p>" not in index_page(CHANNEL, [item_of(edition, "urn:small")]).decode()


def test_a_tag_has_it_on_one_line_and_nothing_that_is_not_shown() -> None:
    assert tag_description("One\u202e\nline.\r\n\r\nAnother.", "sub") == "One line. Another."
    assert tag_description("", "sub") == "sub"
    assert tag_description("", "") == ""
