"""Transcripts, read by libraries that are not ours, and shown by Chromium beside the sound.

Every reader must find the same lines at the same milliseconds, in the words of the article.
"""

from __future__ import annotations

import html
import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pysubs2
import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.edition.companions.transcript import _wrapped
from audio_edition.edition.manifest import read_edition
from support.browser import Browser, FolderServer, chromium
from support.publications import HEAD, TestPublication
from support.readers import SCRIPTS, require, run

SENTENCES = (
    "A < B && C > D --> E.",
    "<b>Bold</b> and <v Somebody>.",
    "Ein Satz, der so lang ist, dass er in keine zwei Zeilen passt, weil er immer weitergeht, und noch ein Stück, "
    "und noch eines, bis niemand mehr weiß, wie er begann.",
    "Слова: по-русски: и ещё.",
    "{y:i}In braces{/y} and 🎧 &amp; “quoted”.",
)
QUOTED = "Somebody else says this."


@dataclass(frozen=True)
class Cue:
    """What is shown at one time."""

    start_ms: int
    end_ms: int
    text: str
    """Its lines, joined by a space."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> TestPublication:
    """An edition with two voices, and with everything in its words that a format could take for its own."""
    text = "\n\n".join(re.sub(r"([<&{])", r"\\\1", line) for line in SENTENCES)
    head = HEAD.replace("slug", "voices:\n  quotation: espeak:en-us+f3\nslug")
    made = TestPublication(tmp_path_factory.mktemp("transcript") / "publication", f"{head}\n{text}\n\n> {QUOTED}\n")
    made.build()
    return made


def by_webvtt_py(path: Path) -> list[Cue]:
    found = webvtt.read(path) if path.suffix == ".vtt" else webvtt.from_srt(path)
    # It takes tags out and leaves escapes as they are.
    plain = html.unescape if path.suffix == ".vtt" else str
    return [Cue(_ms(each.start), _ms(each.end), plain(_line(each.text))) for each in found]


def by_pysubs2(path: Path) -> list[Cue]:
    found = pysubs2.load(str(path))
    plain = html.unescape if path.suffix == ".vtt" else str
    return [Cue(each.start, each.end, plain(_line(each.text.replace("\\N", "\n")))) for each in found]


def by_webvtt_parser(path: Path) -> list[Cue]:
    require("npm:webvtt-parser")
    found = json.loads(run(["node", str(SCRIPTS / "webvtt_parser.mjs"), str(path)]).stdout)
    assert found["errors"] == []
    assert {voice for each in found["cues"] for voice in each["voices"]} == {"en-us", "en-us+f3"}
    return [Cue(round(each["start"] * 1000), round(each["end"] * 1000), _line(each["text"])) for each in found["cues"]]


def _ms(clock: str) -> int:
    hours, minutes, seconds = clock.replace(",", ".").split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def _line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("reader", "name"),
    [
        (by_webvtt_py, "transcript.vtt"),
        (by_pysubs2, "transcript.vtt"),
        (by_webvtt_parser, "transcript.vtt"),
        (by_webvtt_py, "transcript.srt"),
        (by_pysubs2, "transcript.srt"),
    ],
)
def test_every_reader_finds_every_sentence_at_its_time(made: TestPublication, reader: object, name: str) -> None:
    assert callable(reader)
    cues: list[Cue] = reader(made.folder / name)
    for sentence in made.manifest.cues:
        inside = [cue for cue in cues if sentence.start_ms <= cue.start_ms and cue.end_ms <= sentence.end_ms]
        text = sentence.text
        if name.endswith(".srt"):  # it has no escapes
            text = text.replace("-->", "—").translate(str.maketrans("<>", "‹›"))
        assert " ".join(cue.text for cue in inside) == _line(text)
        assert (inside[0].start_ms, inside[-1].end_ms) == (sentence.start_ms, sentence.end_ms)
        assert all(one.end_ms == two.start_ms for one, two in pairwise(inside))
    assert len({sentence.text for sentence in made.manifest.cues} & {*SENTENCES, QUOTED}) >= 4
    assert cues == sorted(cues, key=lambda cue: cue.start_ms)


def test_words_are_those_of_the_article_and_not_as_they_are_said(publication: Path) -> None:
    made = TestPublication(publication, f"{HEAD}\nNATO paid 5 km of road, i.e. § 7.\n")
    made.write_file("lexicon.toml", 'NATO = "Naytoe"\n')
    made.build()
    edition = read_edition(made.manifest_path)
    assert edition is not None
    said = str(edition.cues[-1].spoken)
    assert (said.startswith("Naytoe"), "km" in said, "§" in said) == (True, False, False)
    for name in ("transcript.vtt", "transcript.srt"):
        assert by_pysubs2(made.folder / name)[-1].text == "NATO paid 5 km of road, i.e. § 7."
    for name in ("transcript.vtt", "transcript.srt", "player.html", "shownotes.txt", "meeting.html"):
        text = (made.folder / name).read_text(encoding="utf-8")
        assert ("NATO" in text, "Naytoe" in text) == (True, False), name


def test_an_address_that_is_said_by_its_domain_stands_whole_in_every_companion(publication: Path) -> None:
    long = f"https://long.example/{'path/' * 20}"
    made = TestPublication(publication, f"{HEAD}\nSee www.x.example/speak?a=1&b=2 there.\n\nOr see {long} too.\n")
    made.build()
    edition = read_edition(made.manifest_path)
    assert edition is not None
    assert [cue.spoken for cue in edition.cues[-2:]] == ["See x.example there.", "Or see long.example too."]
    for name in ("transcript.vtt", "transcript.srt"):
        *_, short_one, long_one = by_pysubs2(made.folder / name)
        assert (short_one.text, long_one.text) == (
            "See www.x.example/speak?a=1&b=2 there.",
            "Or see long.example/… too.",
        )
    assert f"See www.x.example/speak?a=1&b=2 there. Or see {long} too." in (made.folder / "shownotes.txt").read_text()
    address = "www.x.example/speak?a=1&amp;b=2"
    notes = (made.folder / "shownotes.html").read_text(encoding="utf-8")
    assert f'See <a href="https://{address}">{address}</a> there.' in notes
    for name, target in (("player.html", "_top"), ("meeting.html", "_blank")):
        page = (made.folder / name).read_text(encoding="utf-8")
        link = f'<a class="web" href="https://{address}" target="{target}" rel="noopener" aria-label="{address}"'
        assert f">See {address} there.</a>{link}" in page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


PAGE = """<!doctype html><meta charset="utf-8"><title>Track</title>
<video src="small.mp3" preload="auto" controls><track kind="captions" src="transcript.vtt" srclang="en" default></video>
"""
AT = """(seconds) => new Promise((told) => {
  const video = document.querySelector('video');
  video.addEventListener('seeked', () => setTimeout(() => told(
    [...video.textTracks[0].activeCues].map((cue) => [cue.startTime, cue.getCueAsHTML().textContent]))), {once: true});
  video.currentTime = seconds;
})"""


def test_chromium_shows_the_right_line_at_the_right_time(made: TestPublication, browser: Browser) -> None:
    """Fifty milliseconds before and after a line begins and ends: at the start, in the middle, and at the end."""
    (made.folder / "track.html").write_text(PAGE, encoding="utf-8")
    cues = by_webvtt_parser(made.folder / "transcript.vtt")
    with FolderServer(made.folder) as server, browser.visit(f"{server.url}track.html") as visit:
        visit.wait("() => document.querySelector('track').readyState === 2")
        visit.wait("() => document.querySelector('video').readyState >= 2")
        assert visit.ask("() => document.querySelector('video').textTracks[0].cues.length") == len(cues)
        for cue in (cues[0], cues[1], cues[len(cues) // 2], cues[-2], cues[-1]):

            def shown(at_ms: int, cue: Cue = cue) -> bool:
                found = visit.ask(AT, max(0, at_ms) / 1000)
                assert len(found) <= 1
                return [(round(start * 1000), _line(text)) for start, text in found] == [(cue.start_ms, cue.text)]

            assert shown(cue.start_ms + 50), cue
            assert shown(cue.end_ms - 50), cue
            assert not shown(cue.end_ms + 50), cue
            if cue.start_ms > 50:
                assert not shown(cue.start_ms - 50), cue
    (made.folder / "track.html").unlink()


@given(
    st.text(st.sampled_from("ab c  d-é\u00a0\t—語"), max_size=120) | st.text(max_size=120),
    st.integers(min_value=3, max_value=40),
)
def test_lines_are_broken_where_the_standard_library_breaks_them(text: str, width: int) -> None:
    assert _wrapped(text, width) == textwrap.wrap(" ".join(text.split()), width, break_on_hyphens=False)
