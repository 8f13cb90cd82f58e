"""The feed, read back by feedparser, by podcast-partytime and by an XML parser, and held to the rules of directories.

Each rule of RSS 2.0, of Apple and of PSP-1 is a check of its own.
"""

from __future__ import annotations

import html
import json
import re
import uuid
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.edition.categories import CATEGORIES, category_fault
from audio_edition.edition.feed import feed, podcast_guid_of
from audio_edition.edition.manifest import Edition, EditionChapter, EditionFile, read_edition
from audio_edition.edition.podcast import PublishedItem, item_of
from audio_edition.publication.settings import Settings
from support.publications import HEAD, TestPublication
from support.readers import SCRIPTS, require, run

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
PSC = "{http://podlove.org/simple-chapters}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
SITE = "https://paper.example/audio/"
CHANNEL = Settings(
    publication="The Harbour Gazette & Co. <daily>",
    publication_description="What the paper writes, read aloud: a < b & c.",
    author=("Anna Müller", "Béla Kovács"),
    lang="en-GB",
    site=SITE,
    email="editors@paper.example",
    category=("News", "Politics"),
    publication_explicit=False,
    copyright="© The Gazette",
)
HOSTILE = "A & B <i>c</i> ]]> 🎉 אבג “עברית” &amp; <script>alert(1)</script> \U00020bb7"


@pytest.fixture(scope="module")
def made_small(tmp_path_factory: pytest.TempPathFactory) -> TestPublication:
    root = tmp_path_factory.mktemp("feed") / "publication"
    made = TestPublication(root, HEAD + "\nOne here.\n\n## Two\n\nTwo here.\n")
    made.build()
    return made


@pytest.fixture(scope="module")
def small(made_small: TestPublication) -> Edition:
    """A real edition."""
    edition = read_edition(made_small.manifest_path)
    assert edition is not None
    return edition


def item(edition: Edition, slug: str = "small", **changes: Any) -> PublishedItem:
    """An edition with another slug, as an item."""
    files = [msgspec.structs.replace(file, name=file.name.replace("small", slug)) for file in edition.files]
    files = [file for file in files if file.name != "cover.jpg"]
    files.append(EditionFile("cover.jpg", 5, "c0" * 32))
    values = {"guid": f"guid-of-{slug}", "date": "2026-05-01", **changes}
    return item_of(msgspec.structs.replace(edition, slug=slug, files=tuple(files), **values))


@pytest.fixture(scope="module")
def made(small: Edition) -> bytes:
    """A feed with everything in it."""
    return feed(
        CHANNEL,
        [
            item(small, "older", date="2026-04-30", title=HOSTILE, description=HOSTILE, subtitle="Under it"),
            item(small, "newer", date="2026-05-02", author=("Dora",), address="https://paper.example/newer?a=1&b=2"),
            item(small, "nodate", date=None, explicit=True),
            item(small, "draft", draft=True),
        ],
    )


@pytest.fixture(scope="module")
def channel(made: bytes) -> ElementTree.Element:
    found = ElementTree.fromstring(made).find("channel")
    assert found is not None
    return found


def text(element: ElementTree.Element, name: str) -> str:
    found = element.findall(name)
    assert len(found) == 1, name
    return found[0].text or ""


# RSS 2.0


def test_rss_has_its_version_and_one_channel(made: bytes) -> None:
    root = ElementTree.fromstring(made)
    assert (root.tag, root.get("version"), [child.tag for child in root]) == ("rss", "2.0", ["channel"])


@pytest.mark.parametrize("name", ["title", "link", "description"])
def test_rss_requires_of_the_channel(channel: ElementTree.Element, name: str) -> None:
    assert text(channel, name)


def test_rss_requires_a_title_or_description_of_an_item(channel: ElementTree.Element) -> None:
    for each in channel.iter("item"):
        assert text(each, "title")
        assert text(each, "description")


def test_rss_dates_are_of_rfc_822_and_from_the_script(channel: ElementTree.Element) -> None:
    dates = [each.findtext("pubDate") for each in channel.iter("item")]
    assert dates == ["Sat, 02 May 2026 12:00:00 +0000", "Thu, 30 Apr 2026 12:00:00 +0000", None]
    assert parsedate_to_datetime(dates[0] or "") == datetime(2026, 5, 2, 12, tzinfo=UTC)


def test_rss_enclosures_have_url_length_and_type(channel: ElementTree.Element, small: Edition) -> None:
    assert small.mp3 is not None
    for each in channel.iter("item"):
        (enclosure,) = each.findall("enclosure")
        assert set(enclosure.keys()) == {"url", "length", "type"}
        assert (enclosure.get("length"), enclosure.get("type")) == (str(small.mp3.bytes), "audio/mpeg")
        assert re.fullmatch(rf"{SITE}(\w+)/\1\.mp3\?v={small.mp3.sha256[:16]}", enclosure.get("url", "")), (
            "address, and digest of the MP3"
        )


def test_rss_guids_are_unique_and_no_links(channel: ElementTree.Element) -> None:
    guids = list(channel.iter("guid"))
    assert [each.text for each in guids] == ["guid-of-newer", "guid-of-older", "guid-of-nodate"]
    assert {each.get("isPermaLink") for each in guids} == {"false"}


def test_there_is_no_date_but_those_of_the_scripts(channel: ElementTree.Element) -> None:
    assert [each.tag for each in channel.iter() if "date" in each.tag.lower()] == ["pubDate", "pubDate"]


# Apple Podcasts


@pytest.mark.parametrize("name", ["title", "description", "language", f"{ITUNES}explicit"])
def test_apple_requires_of_the_channel(channel: ElementTree.Element, name: str) -> None:
    assert text(channel, name)


def test_apple_requires_a_picture_and_a_category(channel: ElementTree.Element) -> None:
    (image,) = channel.findall(f"{ITUNES}image")
    assert image.get("href") == f"{SITE}newer/cover.jpg?v={'c0' * 8}", "that of the newest edition"
    (category,) = channel.findall(f"{ITUNES}category")
    assert (category.get("text"), [each.get("text") for each in category]) == ("News", ["Politics"])
    assert "Politics" in CATEGORIES["News"]


def test_apple_requires_of_an_item(channel: ElementTree.Element) -> None:
    for each in channel.iter("item"):
        for name in ("title", "guid"):
            assert text(each, name)
        assert each.find("enclosure") is not None


def test_apple_recommends_of_an_item(channel: ElementTree.Element, small: Edition) -> None:
    for each in channel.iter("item"):
        assert int(text(each, f"{ITUNES}duration")) == round(small.duration_ms / 1000)
        assert text(each, f"{ITUNES}author")
        assert text(each, f"{ITUNES}explicit") in ("true", "false")
    assert [text(each, f"{ITUNES}explicit") for each in channel.iter("item")] == ["false", "false", "true"]


def test_apple_wants_addresses_in_ascii_over_https(made: bytes) -> None:
    for address in re.findall(r'(?:url|href)="([^"]*)"', made.decode()):
        assert address.isascii()
        assert urlsplit(html.unescape(address)).scheme == "https"
        assert " " not in address


@pytest.mark.parametrize("word", ["word ", "слово ", "&<> ", "🎧", "&", "字", "a" * 199 + " "])
def test_apple_has_a_limit_of_bytes_for_descriptions(small: Edition, word: str) -> None:
    long, short = word * 4000, word * (4000 // len(html.escape(word, quote=False).encode()))
    channel = msgspec.structs.replace(CHANNEL, publication_description=long)
    root = ElementTree.fromstring(feed(channel, [item(small, description=long)]))
    for each in root.iter("description"):
        found = each.text or ""
        assert 3700 < len(found.encode()) <= 4000
        cut = html.unescape(found.removesuffix(" …"))
        assert long.startswith(cut)
        assert long[len(cut)].isspace() or " " not in word, "between words"
        assert html.escape(cut, quote=False) == found.removesuffix(" …"), "no half of an escape"
    root = ElementTree.fromstring(feed(CHANNEL, [item(small, description=short)]))
    assert html.unescape(root.findtext("channel/item/description") or "") == short


# PSP-1 and Podcasting 2.0


def test_psp_1_requires_a_link_to_the_feed_itself(channel: ElementTree.Element) -> None:
    (link,) = channel.findall("{http://www.w3.org/2005/Atom}link")
    assert dict(link.items()) == {"rel": "self", "type": "application/rss+xml", "href": f"{SITE}feed.xml"}


def test_psp_1_requires_guid_and_locked(channel: ElementTree.Element) -> None:
    wanted = uuid.uuid5(uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6"), "paper.example/audio/feed.xml")
    assert text(channel, f"{PODCAST}guid") == str(wanted)
    (locked,) = channel.findall(f"{PODCAST}locked")
    assert (locked.text, locked.get("owner")) == ("yes", CHANNEL.email)


def test_the_guid_of_the_namespace_documentation() -> None:
    """Its own example: the address without scheme and without slash at its end."""
    namespace = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
    assert str(uuid.uuid5(namespace, "mp3s.nashownotes.com/pc20rss.xml")) == "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    assert podcast_guid_of("https://a.example/") == podcast_guid_of("http://a.example/")


def test_psp_1_recommends_transcripts(channel: ElementTree.Element) -> None:
    for each in channel.iter("item"):
        found = [(script.get("type"), script.get("language")) for script in each.findall(f"{PODCAST}transcript")]
        assert found == [("text/vtt", "en"), ("application/x-subrip", "en")]


def test_podcast_images_are_those_of_apple(channel: ElementTree.Element) -> None:
    for each, slug in (channel, "newer"), *zip(channel.iter("item"), ("newer", "older", "nodate"), strict=True):
        (one,), (other,) = each.findall(f"{PODCAST}image"), each.findall(f"{ITUNES}image")
        assert one.attrib == other.attrib == {"href": f"{SITE}{slug}/cover.jpg?v={'c0' * 8}"}


def test_persons_medium_and_chapters(channel: ElementTree.Element) -> None:
    assert text(channel, f"{PODCAST}medium") == "podcast"
    assert [each.text for each in channel.findall(f"{PODCAST}person")] == ["Anna Müller", "Béla Kovács"]
    newest = next(channel.iter("item"))
    assert [each.text for each in newest.findall(f"{PODCAST}person")] == ["Dora"]
    (chapters,) = newest.findall(f"{PODCAST}chapters")
    assert chapters.get("type") == "application/json+chapters"


# What is read back


def test_feedparser_reads_it_all(made: bytes, small: Edition) -> None:
    found = feedparser.parse(made)
    assert not found.bozo
    assert found.feed.title == CHANNEL.publication
    assert html.unescape(found.feed.subtitle) == CHANNEL.publication_description
    assert (found.feed.link, found.feed.language, found.feed.rights) == (SITE, "en-GB", CHANNEL.copyright)
    assert (found.feed.publisher_detail.email, found.feed.author) == (CHANNEL.email, "Anna Müller, Béla Kovács")
    assert [tag.term for tag in found.feed.tags] == ["News", "Politics"]
    newer, older, _ = found.entries
    assert (newer.title, newer.link) == (small.title, "https://paper.example/newer?a=1&b=2")
    assert (newer.id, newer.guidislink, newer.author) == ("guid-of-newer", False, "Dora")
    assert newer.published_parsed[:4] == (2026, 5, 2, 12)
    (enclosure,) = newer.enclosures
    assert small.mp3
    assert (int(enclosure.length), enclosure.type) == (small.mp3.bytes, "audio/mpeg")
    assert newer.podcast_chapters["url"].startswith(f"{SITE}newer/chapters.json?v=")
    starts = [round(each.start_parsed.total_seconds() * 1000) for each in newer.psc_chapters.chapters]
    assert starts == [chapter.start_ms for chapter in small.chapters]
    assert [each.title for each in newer.psc_chapters.chapters] == [chapter.title for chapter in small.chapters]
    assert html.unescape(older.summary) == HOSTILE
    assert f"<p>{html.escape(HOSTILE, quote=False)}</p>" in older.content[0].value


def test_partytime_reads_it_all(made: bytes, small: Edition, tmp_path: Path) -> None:
    require("npm:podcast-partytime")
    path = tmp_path / "feed.xml"
    path.write_bytes(made)
    found = json.loads(run(["node", str(SCRIPTS / "podcast_partytime.mjs"), str(path)]).stdout)
    assert (found["title"], found["link"], found["language"]) == (CHANNEL.publication, SITE, "en-GB")
    assert found["owner"] == {"name": "Anna Müller, Béla Kovács", "email": CHANNEL.email}
    assert (found["locked"], found["podcastOwner"], found["medium"]) == (True, CHANNEL.email, "podcast")
    assert (found["guid"], found["itunesCategory"]) == (podcast_guid_of(SITE), ["News > Politics"])
    assert (found["explicit"], found["itunesType"], found["pubsub"]["self"]) == (False, "episodic", f"{SITE}feed.xml")
    assert found["copyright"] == CHANNEL.copyright
    newer, older, last = found["items"]
    assert small.mp3
    assert newer["enclosure"] == {
        "url": f"{SITE}newer/newer.mp3?v={small.mp3.sha256[:16]}",
        "length": small.mp3.bytes,
        "type": "audio/mpeg",
    }
    assert (newer["guid"], newer["duration"]) == ("guid-of-newer", round(small.duration_ms / 1000))
    assert [each["name"] for each in newer["podcastPeople"]] == ["Dora"]
    assert len(newer["podcastTranscripts"]) == 2
    assert newer["podcastChapters"]["url"].startswith(f"{SITE}newer/chapters.json?v=")
    assert newer["pubDate"] == "2026-05-02T12:00:00.000Z"
    # It decodes a title twice.
    assert (older["title"], last["explicit"]) == (html.unescape(HOSTILE), True)


def test_drafts_are_left_out_and_the_limit_counts_the_newest(small: Edition) -> None:
    items = [item(small, f"n{day}", date=f"2026-05-0{day}", draft=day == 9) for day in range(1, 10)]
    channel = Settings(publication="P", site=SITE, feed_limit=3)
    found = feedparser.parse(feed(channel, items))
    assert [entry.id for entry in found.entries] == ["guid-of-n8", "guid-of-n7", "guid-of-n6"]


def test_editions_of_one_day_stand_by_slug(small: Edition) -> None:
    found = feedparser.parse(feed(CHANNEL, [item(small, "ep-1"), item(small, "ep-3"), item(small, "ep-2")]))
    assert [entry.id for entry in found.entries] == ["guid-of-ep-3", "guid-of-ep-2", "guid-of-ep-1"]


def test_an_edition_without_description_tells_how_it_begins(small: Edition) -> None:
    root = ElementTree.fromstring(feed(CHANNEL, [item(small)]))
    assert root.findtext("channel/item/description") == "One here. Two here."


def test_notes_in_the_feed_are_those_beside_the_edition(made_small: TestPublication, small: Edition) -> None:
    root = ElementTree.fromstring(feed(CHANNEL, [item(small, date=None)]))
    notes = (made_small.folder / "shownotes.html").read_text(encoding="utf-8")
    assert root.findtext(f"channel/item/{CONTENT}encoded") == notes


ANYTHING = st.text(st.characters(exclude_categories=()), max_size=40)
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def allowed(value: str) -> str:
    """What XML can hold of a text; it reads a carriage return as a line feed, so there is none."""
    return FORBIDDEN.sub("", value).replace("\r", "")


@given(title=ANYTHING, description=ANYTHING, chapter=ANYTHING, person=ANYTHING)
def test_any_text_comes_back_exact_but_for_what_xml_forbids(
    small: Edition, title: str, description: str, chapter: str, person: str
) -> None:
    chapters = tuple(msgspec.structs.replace(each, title=chapter) for each in small.chapters)
    strange = item(small, title=title, description=description, chapters=chapters, author=(person,))
    found = ElementTree.fromstring(feed(CHANNEL, [strange])).find("channel/item")
    assert found is not None
    assert (found.findtext("title") or "") == allowed(title)
    if description:
        assert html.unescape(html.escape(allowed(description))) == allowed(description)
        assert (found.findtext("description") or "") == html.escape(allowed(description), quote=False)
    assert [each.get("title") for each in found.iter(f"{PSC}chapter")] == [allowed(chapter)] * len(chapters)
    assert (found.findtext(f"{PODCAST}person") or "") == allowed(person)
    notes = found.findtext(f"{CONTENT}encoded") or ""
    assert not re.search(r"<(?!/?(?:p|ul|li|a)\b)", notes), "no tag but ours"


@given(starts=st.lists(st.integers(1, 40_000_000), unique=True, max_size=12).map(sorted))
def test_chapters_of_any_timeline_keep_their_milliseconds(small: Edition, starts: list[int]) -> None:
    bounds = [0, *starts, 50_000_000]
    chapters = tuple(EditionChapter(f"c{start}", f"C {start}", 2, start, end, 0, 1) for start, end in pairwise(bounds))
    (entry,) = feedparser.parse(feed(CHANNEL, [item(small, chapters=chapters)])).entries
    found = [round(each.start_parsed.total_seconds() * 1000) for each in entry.psc_chapters.chapters]
    assert found == bounds[:-1]


# Categories


def test_every_category_is_accepted() -> None:
    for name, inside in CATEGORIES.items():
        assert category_fault([name]) == ("", "")
        assert all(category_fault([name, each]) == ("", "") for each in inside)


@pytest.mark.parametrize(
    ("category", "hint"),
    [
        (["Newz"], "did you mean 'News'?"),
        (["Politics"], 'did you mean category = ["News", "Politics"]?'),
        (["Politcs"], 'did you mean category = ["News", "Politics"]?'),
        (["News", "Politicks"], "did you mean 'Politics'?"),
        (["Technology", "Gadgets"], "inside Technology are none"),
        (["News", "Politics", "Books"], "such as"),
    ],
)
def test_a_wrong_category_names_the_nearest(category: list[str], hint: str) -> None:
    what, found = category_fault(category)
    assert what.startswith("category: ")
    assert hint in found


def test_categories_and_roles_are_those_that_somebody_else_lists(channel: ElementTree.Element) -> None:
    require("npm:podcast-partytime")
    listed = json.loads(run(["node", str(SCRIPTS / "podcast_taxonomies.mjs")]).stdout)
    assert {name: sorted(inside) for name, inside in CATEGORIES.items()} == {
        name: sorted(inside) for name, inside in listed["categories"].items()
    }
    for person in channel.iter(f"{PODCAST}person"):
        assert person.get("role") in [role.lower() for role in listed["roles"]]
        assert person.get("group") in [group.lower() for group in listed["groups"]]
