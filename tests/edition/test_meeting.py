"""The page for meetings, in Chromium and in Firefox: from a file alone, what it marks, where it stops, what keys do."""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from audio_edition.article.model import Article
from audio_edition.edition.companions import FinishedEdition, meeting
from audio_edition.edition.companions.meeting import MeetingPage, MeetingPlan
from audio_edition.edition.companions.meeting.page import meeting_page
from audio_edition.edition.companions.meeting.running_order import stops_of
from audio_edition.edition.companions.meeting.words import ENGLISH, LANGUAGES
from audio_edition.edition.companions.player import words as player_words
from audio_edition.edition.companions.player.document import direction_of
from audio_edition.edition.manifest import Edition
from audio_edition.publication.settings import Settings
from support import browser, firefox, publications
from support.browser import DESK, PHONE, Browser
from support.firefox import Firefox
from support.readers import require

QUESTIONS = (
    "Who decided?",
    "</script><script>window.hacked = 1</script>",
    '"><img src=x onerror="window.hacked = 2">',
    "<!-- ' & \" -->",
    "שלום עולם 👩‍👩‍👧?",
)
READY = (
    "() => !document.querySelector('#Controls').hidden && !document.querySelector('#Status').textContent.includes('…')"
)
NOW = "() => document.querySelector('audio').currentTime"
PAUSED = "() => document.querySelector('audio').paused"
TALKING = "() => !document.querySelector('#Discussion').hidden"
MARKED = "() => document.querySelector('#Article [aria-current]')?.textContent ?? ''"
SEEK = """(seconds) => new Promise((done) => {
  const audio = document.querySelector("audio");
  audio.addEventListener("seeked", () => requestAnimationFrame(done), {once: true});
  audio.currentTime = seconds;
})"""
PLAY = "() => document.querySelector('audio').play()"
PAUSE = "() => document.querySelector('audio').pause()"

AnyBrowser = Browser | Firefox


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def any_browser(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnyBrowser]:
    if request.param == "firefox":
        with firefox.firefox(tmp_path_factory.mktemp("profile")) as running:
            yield running
    else:
        with browser.chromium() as started:
            yield started


def made(edition: Edition, mp3: Path, **settings: object) -> bytes | None:
    article = Article("x.md", Settings(**settings), ())  # type: ignore[arg-type]
    return MeetingPage().make(FinishedEdition(edition, article, mp3=mp3))


def with_questions(edition: Edition, at: int, questions: tuple[str, ...] = QUESTIONS) -> Edition:
    chapters = list(edition.chapters)
    chapters[at] = msgspec.structs.replace(chapters[at], discussion=questions)
    return msgspec.structs.replace(edition, chapters=tuple(chapters))


@pytest.fixture(scope="module")
def page(manifest: Edition, october: publications.Edition, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Alone in its folder, with questions after the second section."""
    path = tmp_path_factory.mktemp("stick") / "meeting.html"
    content = made(with_questions(manifest, 1), october.mp3)
    assert content is not None
    path.write_bytes(content)
    return path.as_uri()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_it_plays_from_a_file_alone_and_asks_for_nothing(
    any_browser: AnyBrowser, page: str, manifest: Edition, size: tuple[int, int]
) -> None:
    with any_browser.visit(page, size=size) as visit:
        visit.wait(READY)
        visit.click("#Play")
        visit.wait("() => document.querySelector('audio').currentTime > 0.5")
        assert visit.ask("() => document.documentElement.scrollWidth <= innerWidth")
        assert visit.ask("() => Math.round(document.querySelector('audio').duration * 1000)") == pytest.approx(
            manifest.duration_ms, abs=60
        )
        assert visit.said == []
        assert not [each for each in visit.requests if each != page and not each.startswith(("blob:", "data:"))]


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_is_cut_off_or_covered_on_a_narrow_phone(any_browser: AnyBrowser, page: str, width: int) -> None:
    with any_browser.visit(page, size=(width, 640)) as visit:
        visit.wait(READY)
        shown = "document.querySelectorAll('header p, header button, footer button, footer input, footer select')"
        assert not visit.ask(
            f"""() => [...{shown}].filter((each) => {{
                const {{left, right}} = each.getBoundingClientRect();
                return left < 0 || right > innerWidth;
            }}).map((each) => each.outerHTML)"""
        )
        bottom = "document.querySelector('{}').getBoundingClientRect().bottom"
        top = "document.querySelector('{}').getBoundingClientRect().top"
        assert visit.ask(f"() => {bottom.format('header p:last-of-type')} <= {top.format('#Done')}")
        assert visit.ask(f"() => {bottom.format('#Text .times')} <= {top.format('#Text h1')}")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("engine", ["chromium", "firefox"])
def test_axe_finds_nothing(page: str, tmp_path: Path, engine: str, dark: bool) -> None:
    def look(visit: Any) -> None:
        visit.wait(READY)
        visit.ask(SEEK, 60)
        background = visit.ask("() => getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, re.findall(r"\d+", background))) < 200) == dark
        assert visit.axe() == []
        visit.press("F1")
        assert visit.axe() == []
        visit.press("F1")
        visit.ask(
            SEEK, visit.ask("() => Number(document.querySelectorAll('#Article section')[2].dataset.start) / 1000 - 0.4")
        )
        visit.press("Space")
        visit.wait(TALKING)
        assert visit.axe() == []

    if engine == "firefox":
        with firefox.firefox(tmp_path, dark=dark) as running:
            for size in (DESK, PHONE):
                with running.visit(page, size=size) as visit:
                    look(visit)
    else:
        with browser.chromium() as started:
            for size in (DESK, PHONE):
                with started.visit(page, size=size, dark=dark) as seen:
                    look(seen)


def transcript(folder: Path) -> list[tuple[int, int, str]]:
    """Times and words of the cues in ``transcript.vtt``."""

    def ms(clock: str) -> int:
        hours, minutes, seconds = clock.split(":")
        return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)

    found = []
    for block in (folder / "transcript.vtt").read_text(encoding="utf-8").split("\n\n")[1:]:
        times, *lines = block.strip().split("\n")
        first, last = times.split(" --> ")
        found.append((ms(first), ms(last), " ".join(lines).replace("&amp;", "&")))
    return found


def test_the_sentence_that_is_marked_is_that_of_the_transcript(
    any_browser: AnyBrowser, page: str, october: publications.Edition, manifest: Edition
) -> None:
    cues = transcript(october.folder)
    chance = random.Random(1917)
    sampled = """(seconds) => new Promise((done) => {
      const audio = document.querySelector("audio"), found = [];
      const look = () => {
        found.push([audio.currentTime, document.querySelector("#Article [aria-current]")?.textContent ?? ""]);
        if (audio.currentTime < seconds) setTimeout(look, 30); else done(found);
      };
      look();
    })"""
    with any_browser.visit(page) as visit:
        visit.wait(READY)
        visit.click("#Stops")
        for ms in (chance.randrange(manifest.duration_ms - 1000) for _ in range(10)):
            visit.ask(SEEK, ms / 1000)
            visit.ask(PLAY)
            seen = visit.ask(sampled, ms / 1000 + 0.4)
            visit.ask(PAUSE)
            for seconds, marked in seen:
                near = [words for first, last, words in cues if first - 100 <= seconds * 1000 <= last + 100]
                # In a pause the last sentence stays marked, until its section ends.
                before = [words for first, _, words in cues if first <= seconds * 1000][-1:]
                assert any(words in marked for words in (*near, *before)) or (not near and not marked), seconds
        assert visit.ask(MARKED) != ""


def test_it_stops_after_each_section_and_never_inside_speech(
    any_browser: AnyBrowser, page: str, manifest: Edition
) -> None:
    cues = [(cue.start_ms, cue.end_ms) for cue in manifest.cues]
    with any_browser.visit(page) as visit:
        visit.wait(READY)
        for number, chapter in enumerate(manifest.chapters):
            visit.ask("(rate) => { document.querySelector('audio').playbackRate = rate }", 2 if number % 2 else 1)
            visit.ask(SEEK, chapter.end_ms / 1000 - 0.5)
            visit.press("Space")
            visit.wait(TALKING)
            now = visit.ask(NOW) * 1000
            assert visit.ask(PAUSED)
            assert abs(now - chapter.end_ms) < 150
            assert not any(first <= now < last for first, last in cues)
            assert visit.ask("() => document.querySelector('#DiscussionTitle').textContent") == chapter.title
            asked = visit.ask("() => [...document.querySelectorAll('#Questions li')].map((each) => each.textContent)")
            assert asked == (list(QUESTIONS) if number == 1 else [ENGLISH.no_questions])
            visit.press("PageDown")
            following = manifest.chapters[number + 1].start_ms if number + 1 < len(manifest.chapters) else 0
            assert visit.ask(TALKING) is False
            assert following - 20 < visit.ask(NOW) * 1000 < following + 5000  # it plays on while we ask
            assert visit.ask(PAUSED) == (following == 0)
            visit.ask(PAUSE)
        visit.click("#Stops")
        visit.ask(SEEK, manifest.chapters[0].end_ms / 1000 - 0.3)
        visit.press("Space")
        visit.wait(
            "(end) => document.querySelector('audio').currentTime > end", manifest.chapters[0].end_ms / 1000 + 0.2
        )
        assert visit.ask(TALKING) is False
        assert visit.said == []


def test_every_key_does_what_the_help_says(any_browser: AnyBrowser, page: str, manifest: Edition) -> None:
    starts = [chapter.start_ms / 1000 for chapter in manifest.chapters]
    sentences = [cue.start_ms / 1000 for cue in manifest.cues]
    inside = next(index for index, start in enumerate(sentences) if start > starts[2] + 10)
    with any_browser.visit(page) as visit:
        visit.wait(READY)

        def at(seconds: float) -> None:
            assert visit.ask(NOW) == pytest.approx(seconds, abs=0.02)

        def space(keys: list[str]) -> None:
            visit.press(*keys)
            visit.wait("() => !document.querySelector('audio').paused")
            visit.press(*keys)
            assert visit.ask(PAUSED)
            visit.ask(SEEK, starts[1] - 0.3)
            visit.press(*keys)
            visit.wait(TALKING)
            visit.press(*keys)
            assert visit.ask(TALKING) is False
            assert visit.ask(NOW) >= starts[1] - 0.01
            visit.ask(PAUSE)

        def remote_on(keys: list[str]) -> None:
            visit.ask(SEEK, sentences[inside])
            visit.press(*keys)
            visit.wait("() => !document.querySelector('audio').paused")
            visit.press(*keys)
            assert starts[3] - 0.01 <= visit.ask(NOW) < starts[3] + 1
            visit.ask(PAUSE)

        def remote_back(keys: list[str]) -> None:
            visit.ask(SEEK, sentences[inside])
            visit.ask(PLAY)
            visit.press(*keys)
            assert visit.ask(PAUSED)
            visit.press(*keys)
            at(starts[2])
            visit.press(*keys)
            at(starts[1])

        def by_sentence(keys: list[str]) -> None:
            visit.ask(SEEK, sentences[inside])
            visit.press(keys[1])
            at(sentences[inside + 1])
            visit.press(keys[0])
            at(sentences[inside])

        def by_section(keys: list[str]) -> None:
            visit.ask(SEEK, starts[2] + 1)
            visit.press(f"{keys[0]}+{keys[2]}")
            at(starts[3])
            visit.press(f"{keys[0]}+{keys[1]}")
            at(starts[2])

        def loudness(keys: list[str]) -> None:
            volume = "() => Math.round(document.querySelector('audio').volume * 100)"
            visit.press(keys[1])
            assert visit.ask(volume) == 90
            visit.press(keys[0])
            assert visit.ask(volume) == 100

        def speed(keys: list[str]) -> None:
            rate = "() => document.querySelector('audio').playbackRate"
            visit.press(f"{keys[0]}+{keys[1]}")
            assert visit.ask(rate) == 1.25
            visit.press(f"{keys[0]}+{keys[2]}")
            assert visit.ask(rate) == 1

        def from_sentence(keys: list[str]) -> None:
            visit.ask("(index) => document.querySelectorAll('#Article a')[index].focus()", inside)
            visit.press(*keys)
            visit.wait("() => !document.querySelector('audio').paused")
            assert visit.ask(NOW) == pytest.approx(sentences[inside], abs=1)
            visit.ask(PAUSE)

        def full(keys: list[str]) -> None:
            visit.press(*keys)
            visit.wait("() => document.fullscreenElement !== null")
            visit.press(*keys)
            visit.wait("() => document.fullscreenElement === null")

        def this_help(keys: list[str]) -> None:
            shown = "() => document.querySelector('#Keys').open"
            visit.press(*keys)
            assert visit.ask(shown)
            visit.press(*keys)
            assert not visit.ask(shown)

        checks: dict[str, Callable[[list[str]], None]] = {
            ENGLISH.key_play: space,
            ENGLISH.key_on: remote_on,
            ENGLISH.key_back: remote_back,
            ENGLISH.key_sentences: by_sentence,
            ENGLISH.key_sections: by_section,
            ENGLISH.key_volume: loudness,
            ENGLISH.key_speed: speed,
            player_words.ENGLISH.key_from_sentence: from_sentence,
            ENGLISH.full_screen: full,
            ENGLISH.key_help: this_help,
        }
        names = {"←": "ArrowLeft", "→": "ArrowRight", "↑": "ArrowUp", "↓": "ArrowDown"}
        names |= {ENGLISH.page_up: "PageUp", ENGLISH.page_down: "PageDown"}
        rows = visit.ask("""() => [...document.querySelectorAll("#Keys dt")].map((each) => [
            [...each.querySelectorAll("kbd")].map((key) => key.textContent), each.nextElementSibling.textContent])""")
        assert {what for _, what in rows} == set(checks)
        for keys, what in rows:
            checks[what]([names.get(key, key) for key in keys])
        assert visit.said == []


def test_the_place_is_kept(
    any_browser: AnyBrowser, manifest: Edition, october: publications.Edition, tmp_path: Path
) -> None:
    path = tmp_path / "meeting.html"
    path.write_bytes(made(manifest, october.mp3) or b"")
    sentence = 30
    with any_browser.visit(path.as_uri()) as visit:
        visit.wait(READY)
        visit.ask(SEEK, manifest.cues[sentence].start_ms / 1000 + 0.3)
        visit.ask(PLAY)
        visit.ask(PAUSE)
        place = visit.ask(NOW)
        visit.click("#Stops")
        visit.reload()
        visit.wait(READY)
        assert visit.ask(NOW) == pytest.approx(place, abs=0.05)
        assert visit.ask(PAUSED)
        assert visit.ask(MARKED) == manifest.cues[sentence].text
        assert visit.ask("() => document.querySelector('#Stops').getAttribute('aria-pressed')") == "false"
        # Another revision: all that is said lies 20 s earlier, and the sentence is the place.
        assert manifest.mp3 is not None
        earlier = msgspec.structs.replace(
            manifest,
            cues=tuple(
                msgspec.structs.replace(cue, start_ms=max(0, cue.start_ms - 20_000), end_ms=max(0, cue.end_ms - 20_000))
                for cue in manifest.cues
            ),
            files=(msgspec.structs.replace(manifest.mp3, sha256="0" * 64),),
        )
        path.write_bytes(made(earlier, october.mp3) or b"")
        visit.reload()
        visit.wait(READY)
        assert visit.ask(NOW) * 1000 == pytest.approx(earlier.cues[sentence].start_ms, abs=50)


def test_links_lead_to_sections(any_browser: AnyBrowser, page: str, manifest: Edition) -> None:
    with any_browser.visit(f"{page}#{manifest.chapters[3].id}") as visit:
        visit.wait(READY)
        assert visit.ask(NOW) * 1000 == pytest.approx(manifest.chapters[3].start_ms, abs=20)
        assert visit.ask("() => document.querySelector('#Where').textContent") == manifest.chapters[3].title
        visit.click("#Sections li:nth-child(2) a")
        assert visit.ask("() => location.hash") == f"#{manifest.chapters[1].id}"
        assert visit.ask(NOW) * 1000 == pytest.approx(manifest.chapters[1].start_ms, abs=20)


HOSTILE = (
    "</title></script><script>window.hacked = 1</script>",
    '"><img src=x onerror="window.hacked = 2">',
    "<!--",
    "&lt;b&gt; 'x' \"y\" 👩‍🚀 שלום",
)


def test_nothing_of_the_article_runs(
    any_browser: AnyBrowser, manifest: Edition, october: publications.Edition, tmp_path: Path
) -> None:
    chapters = tuple(
        msgspec.structs.replace(chapter, title=HOSTILE[index % 4], discussion=HOSTILE)
        for index, chapter in enumerate(manifest.chapters)
    )
    cues = tuple(msgspec.structs.replace(cue, text=HOSTILE[index % 4]) for index, cue in enumerate(manifest.cues))
    edition = msgspec.structs.replace(
        manifest, title=HOSTILE[0], publication=HOSTILE[1], author=HOSTILE, chapters=chapters, cues=cues
    )
    path = tmp_path / "meeting.html"
    path.write_bytes(made(edition, october.mp3) or b"")
    with any_browser.visit(path.as_uri()) as visit:
        visit.wait(READY)
        texts = "(selector) => [...document.querySelectorAll(selector)].map((each) => each.textContent)"
        assert visit.ask(texts, "#Article a") == [cue.text for cue in cues]
        assert visit.ask(texts, "#Sections span") == [chapter.title for chapter in chapters]
        visit.ask(SEEK, chapters[0].end_ms / 1000 - 0.3)
        visit.press("Space")
        visit.wait(TALKING)
        assert visit.ask(texts, "#Questions li") == list(HOSTILE)
        assert visit.ask("() => window.hacked ?? null") is None
        assert visit.ask("() => document.querySelectorAll('img, iframe').length") == 0
        assert visit.said == []


@pytest.mark.parametrize("lang", [*LANGUAGES, "he"])
def test_languages_and_directions(
    any_browser: AnyBrowser, manifest: Edition, october: publications.Edition, tmp_path: Path, lang: str
) -> None:
    words = LANGUAGES.get(lang, ENGLISH)
    path = tmp_path / "meeting.html"
    path.write_bytes(
        meeting_page(msgspec.structs.replace(manifest, lang=lang), october.mp3.read_bytes(), MeetingPlan())
    )
    with any_browser.visit(path.as_uri(), size=PHONE) as visit:
        visit.wait(READY)
        written = "(name) => { const each = document.querySelector(name); return [each.lang, each.dir]; }"
        assert visit.ask(written, "#Text") == [lang, direction_of(lang)]
        own = lang if lang in LANGUAGES else "en"
        assert visit.ask(written, "footer") == [own, direction_of(own)]
        assert visit.ask("() => document.querySelector('#Help').title") == words.help
        assert visit.ask("() => document.documentElement.scrollWidth <= innerWidth")


def test_words_are_there_in_every_language() -> None:
    assert set(LANGUAGES) == set(player_words.LANGUAGES)
    for lang, words in LANGUAGES.items():
        table = msgspec.structs.asdict(words)
        assert all(text.strip() == text != "" for text in table.values())
        same = {name for name, text in table.items() if text == getattr(ENGLISH, name)}
        assert lang == "en" or same <= {"page_up", "page_down", "section"}


def test_a_large_mp3_stays_beside_the_page(
    any_browser: AnyBrowser,
    manifest: Edition,
    october: publications.Edition,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(meeting, "MOST_INSIDE_BYTES", october.mp3.stat().st_size - 1)
    path = tmp_path / "meeting.html"
    content = made(manifest, october.mp3) or b""
    assert len(content) < 100_000
    path.write_bytes(content)
    (tmp_path / october.mp3.name).symlink_to(october.mp3)
    with any_browser.visit(path.as_uri()) as visit:
        visit.wait(READY)
        visit.press("Space")
        visit.wait("() => document.querySelector('audio').currentTime > 0.3")
        assert visit.said == []
    monkeypatch.setattr(meeting, "MOST_INSIDE_BYTES", october.mp3.stat().st_size)
    assert len(made(manifest, october.mp3) or b"") > october.mp3.stat().st_size * 4 // 3


def test_without_the_setting_there_is_no_page(manifest: Edition, october: publications.Edition) -> None:
    assert made(manifest, october.mp3, meeting=False) is None


def test_a_section_that_is_only_a_heading_has_no_stop(manifest: Edition) -> None:
    segments = tuple(segment for segment in manifest.segments if segment.chapter != 2 or segment.kind == "heading")
    edition = msgspec.structs.replace(manifest, segments=segments)
    assert stops_of(edition) == tuple(index != 2 for index in range(len(manifest.chapters)))
    assert stops_of(with_questions(edition, 2))[2]


def test_it_prints_a_running_order_and_the_text(page: str, manifest: Edition, tmp_path: Path) -> None:
    require("pdftotext")
    printed = tmp_path / "handout.pdf"
    with browser.chromium() as started, started.visit(page) as visit:
        visit.wait(READY)
        visit.ask("""() => {
          const select = document.querySelector("#Minutes"), whole = document.querySelector("#MeetingMinutes");
          select.value = "2";
          select.dispatchEvent(new Event("change"));
          whole.value = "20";
          whole.dispatchEvent(new Event("input"));
        }""")
        visit.page.pdf(path=str(printed))
    text = subprocess.run(["pdftotext", "-layout", printed, "-"], check=True, capture_output=True, text=True).stdout
    first, _, rest = text.partition("\f")
    for chapter in manifest.chapters:
        assert chapter.title in first
        assert chapter.title in rest
    total = manifest.duration_ms // 1000 + 2 * 60 * len(manifest.chapters)
    assert f"{total // 60}:{total % 60:02}" in first
    assert re.search(rf"20:00\s+{ENGLISH.planned}\s+{ENGLISH.spare}", first)
    assert QUESTIONS[0] in rest
    assert " ".join(manifest.cues[-1].text.split()[:3]) in " ".join(rest.split())
