"""The publication's page, in a real browser: every edition with its player, and how to subscribe."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date as Date
from pathlib import Path

import msgspec
import pytest

from audio_edition.edition.companions.player.words import LANGUAGES
from audio_edition.edition.index_page import index_page
from audio_edition.edition.manifest import Edition, read_edition
from audio_edition.edition.podcast import PublishedItem
from audio_edition.publication.settings import Settings
from edition.test_player import HOSTILE
from support import browser
from support.browser import DESK, PHONE, Browser, FolderServer
from support.publications import BODY, SETTINGS, TestPublication

DATES: Mapping[str, Date | None] = {
    "old": Date(2017, 11, 7),
    "new": Date(2026, 5, 1),
    "leap": Date(2024, 2, 29),
    "undated": None,
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as running:
        yield running


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> TestPublication:
    scripts = {
        name: f"---\ntitle: The {name} one\ndescription: About {name} things.\nlang: en\n"
        f"{f'date: {day}' if day else 'subtitle: No date'}\n---\n{BODY}"
        for name, day in DATES.items()
    }
    made = TestPublication(tmp_path_factory.mktemp("four") / "publication", scripts, settings=SETTINGS)
    made.run_build()
    return made


def published(made: TestPublication, *, drafts: tuple[str, ...] = ()) -> list[PublishedItem]:
    items = []
    for name, day in DATES.items():
        edition = read_edition(made.edition(name).manifest_path)
        assert edition is not None
        address = "https://paper.example/new?a=1&b=2" if name == "new" else ""
        items.append(PublishedItem(edition, name, day, address, name in drafts, True if name == "old" else None))
    random.Random(4).shuffle(items)
    return items


def write(made: TestPublication, channel: Settings, items: list[PublishedItem]) -> Path:
    path = made.root / "audio" / "index.html"
    path.write_bytes(index_page(channel, items))
    return path


CHANNEL = Settings(
    publication="The Paper & Sons", publication_description="News, read <aloud>.", site="https://paper.example/a/"
)
TEXTS = "(name) => [...document.querySelectorAll(name)].map((each) => each.textContent)"


def test_editions_stand_newest_first_with_all_that_is_asked(chromium: Browser, four: TestPublication) -> None:
    items = published(four, drafts=("leap",))
    lengths = {item.edition.slug: item.edition.duration_ms for item in items}
    path = write(four, CHANNEL, items)
    with chromium.visit(path.as_uri()) as visit:
        assert visit.page.title() == "The Paper & Sons"
        assert visit.ask(TEXTS, "h1, header p") == ["The Paper & Sons", "News, read <aloud>."]
        assert visit.ask(TEXTS, "article h3") == ["The new one", "The old one", "The undated one"]
        facts = visit.ask(
            "() => [...document.querySelectorAll('article > .facts:first-of-type, h3 ~ .facts')]"
            ".filter((each) => each.querySelector('time')).map((each) => each.innerText)"
        )
        assert ["1 May 2026" in facts[0], "7 November 2017" in facts[1], "Explicit" in facts[1]] == [True] * 3
        assert "Explicit" not in facts[0] + facts[2]
        assert "Published" not in facts[2]
        times = visit.ask("() => [...document.querySelectorAll('time')].map((each) => each.dateTime)")
        assert times[:2] == ["2026-05-01", f"PT{lengths['new'] // 1000}S"]
        assert visit.ask(TEXTS, "article h3 ~ p:not(.facts)") == [
            "About new things.",
            "About old things.",
            "No date",
            "About undated things.",
        ]
        links = visit.ask("() => [...document.querySelectorAll('article a')].map((each) => each.getAttribute('href'))")
        assert links[:3] == ["new/player.html", "new/player.html", "https://paper.example/new?a=1&b=2"]
        assert [link for link in links if ".mp3" in link] == [
            f"{item.edition.slug}/{item.edition.mp3_name}?v={item.edition.mp3.sha256[:8]}"
            for name in ("new", "old", "undated")
            for item in items
            if item.edition.slug == name and item.edition.mp3
        ]
        assert set(visit.requests) == {path.as_uri()}
        assert visit.said == []


@pytest.mark.parametrize("way", ["file", "http"])
def test_a_player_is_loaded_when_it_is_opened_and_plays(chromium: Browser, four: TestPublication, way: str) -> None:
    path = write(four, CHANNEL, published(four))
    with FolderServer(path.parent) as server:
        folder = server.url if way == "http" else f"{path.parent.as_uri()}/"
        with chromium.visit(f"{folder}index.html") as visit:
            visit.page.wait_for_load_state("networkidle")
            assert visit.requests == [f"{folder}index.html"]
            visit.page.locator("article summary").nth(1).click()
            frame = visit.page.frame_locator("article:nth-of-type(2) iframe")
            frame.locator("#Play").click()
            frame.locator("#Play.playing").wait_for()
            frame.locator("main [aria-current]").wait_for()
            assert {request.partition("?")[0] for request in visit.requests} == {
                f"{folder}{name}" for name in ("index.html", "leap/player.html", "leap/leap.mp3")
            }
            visit.page.locator("article summary").nth(1).click()
            visit.wait("() => !document.querySelector('iframe')")  # closed, it plays no more
            visit.page.locator("article summary").nth(1).click()
            visit.page.frame_locator("iframe").locator("#Play:not(.playing)").wait_for()
            assert visit.said == []


def test_without_scripts_players_are_links(chromium: Browser, four: TestPublication) -> None:
    path = write(four, CHANNEL, published(four))
    with chromium.visit(path.as_uri(), java_script_enabled=False) as visit:
        visit.page.locator("article summary").first.click()
        visit.page.locator("article details a").first.click()
        visit.page.wait_for_url(f"{path.parent.as_uri()}/new/player.html")


@pytest.mark.parametrize(("size", "dark"), [(DESK, False), (DESK, True), (PHONE, False), (PHONE, True)])
def test_axe_finds_nothing(chromium: Browser, four: TestPublication, size: tuple[int, int], dark: bool) -> None:
    path = write(four, CHANNEL, published(four))
    with chromium.visit(path.as_uri(), size=size, dark=dark) as visit:
        assert visit.axe() == []
        visit.page.locator("article summary").first.click()
        assert visit.axe() == []
        assert visit.ask("() => document.documentElement.scrollWidth <= innerWidth")


def test_the_address_of_the_feed_can_be_copied(chromium: Browser, four: TestPublication) -> None:
    path = write(four, CHANNEL, published(four))
    with FolderServer(path.parent) as server:
        for permissions in (["clipboard-read", "clipboard-write"], []):
            with chromium.visit(f"{server.url}index.html", permissions=permissions) as visit:
                assert visit.page.input_value("#Feed") == "https://paper.example/a/feed.xml"
                assert visit.page.get_attribute("link[type='application/rss+xml']", "href") == (
                    "https://paper.example/a/feed.xml"
                )
                visit.page.get_by_role("button", name="Copy").click()
                selected = "() => document.querySelector('#Feed').selectionEnd"
                assert visit.ask(selected) == len("https://paper.example/a/feed.xml")
                if permissions:
                    visit.wait("() => document.querySelector('#Status').textContent === 'Copied'")
                    assert visit.ask("() => navigator.clipboard.readText()") == "https://paper.example/a/feed.xml"


@pytest.mark.parametrize("channel", [Settings(publication="Paper"), CHANNEL])
def test_without_a_feed_there_is_nothing_to_subscribe_to(
    chromium: Browser, four: TestPublication, channel: Settings
) -> None:
    path = four.root / "audio" / "index.html"
    path.write_bytes(index_page(channel, published(four), has_feed=not channel.site))
    with chromium.visit(path.as_uri()) as visit:
        assert visit.page.locator("#subscribe").count() == 0
        assert visit.page.locator("button").count() == 0
        assert "feed.xml" not in path.read_text(encoding="utf-8")
        assert visit.said == []


@pytest.mark.parametrize(
    ("lang", "day"),
    [
        ("en-US", "November 7, 2017"),
        ("es", "7 de noviembre de 2017"),
        ("fr", "7 novembre 2017"),
        ("de", "7. November 2017"),
        ("ru", "7 ноября 2017"),
        ("ar", "2017-11-07"),
        ("ja", "7 November 2017"),
    ],
)
def test_languages(chromium: Browser, four: TestPublication, lang: str, day: str) -> None:
    channel = Settings(publication="Paper", lang=lang, site="https://paper.example/", publication_description="Text")
    path = write(four, channel, published(four))
    words = LANGUAGES.get(lang.partition("-")[0], LANGUAGES["en"])
    with chromium.visit(path.as_uri(), size=PHONE) as visit:
        assert visit.ask(TEXTS, "h2") == [words.subscribe, words.editions]
        assert day in visit.page.locator("article:nth-of-type(3) time").first.inner_text()
        assert visit.ask("() => document.dir") == ("rtl" if lang == "ar" else "ltr")
        assert visit.ask("() => document.querySelector('article h3').dir") == "ltr"
        assert visit.axe() == []


def test_a_hostile_publication_is_shown_and_runs_nothing(chromium: Browser, four: TestPublication) -> None:
    def spoilt(edition: Edition, text: str) -> Edition:
        return msgspec.structs.replace(edition, title=text, subtitle=text, description=text, publication=text)

    items = [
        PublishedItem(spoilt(item.edition, text), "", None, text, False, None)
        for text, item in zip(HOSTILE, [*published(four)] * 3, strict=False)
    ]
    channel = Settings(
        publication=HOSTILE[2], publication_description=HOSTILE[0], site="https://paper.example/'><script>/"
    )
    path = write(four, channel, items)
    with chromium.visit(path.as_uri()) as visit:
        assert visit.ask(TEXTS, "article h3") == list(HOSTILE)
        assert visit.page.input_value("#Feed") == "https://paper.example/'><script>/feed.xml"
        assert visit.ask("() => [window.hacked, document.scripts.length, document.images.length]") == [None, 1, 0]
        assert visit.page.locator("article a[href^='javascript' i]").count() == 0
        assert (visit.requests, visit.said) == ([path.as_uri()], [])


def test_no_editions_and_the_same_bytes(four: TestPublication) -> None:
    assert LANGUAGES["en"].none_yet.encode() in index_page(CHANNEL, ())
    items = published(four)
    assert index_page(CHANNEL, items) == index_page(CHANNEL, items[::-1])
    assert LANGUAGES["en"].none_yet.encode() not in index_page(CHANNEL, items)
