"""One timeline: whatever tells times of an edition tells the same ones, to the millisecond where it has milliseconds.

A property over generated articles, read back from the published files with readers that are not ours: the tag of the
MP3, ``chapters.json``, Podlove's chapters in the feed, notes, transcripts, player and the publication's page.
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import feedparser
import mutagen.mp3
import pysubs2
import webvtt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audio_edition.making.podcast import publish_podcast
from audio_edition.publication.folder import read_publication
from support.publications import VOICE, TestPublication

PODCAST = f"""\
title = "The Gazette"
description = "Read aloud."
site = "https://paper.example/audio"
email = "editors@paper.example"
category = "News"
explicit = false
voice = "{VOICE}"
"""
WORDS = st.sampled_from(["One.", "Two of them.", "Why so, & for < whom?", "- an item\n- another", "> Quoted.", "***"])
SECTIONS = st.lists(
    st.tuples(st.sampled_from(["First", "Second", "A < b & c"]), st.lists(WORDS, min_size=1, max_size=3)),
    min_size=1,
    max_size=5,
)
PAUSES = st.fixed_dictionaries(
    {
        "sentence": st.integers(0, 2000),
        "paragraph": st.integers(0, 3000),
        "section": st.integers(1000, 10_000),
        "title": st.integers(0, 10_000),
    }
)


def seconds(clock: str) -> int:
    """Of ``1:02``, ``01:02:03``."""
    total = 0
    for part in clock.split(":"):
        total = total * 60 + int(part)
    return total


def milliseconds(clock: str) -> int:
    whole, _, rest = clock.replace(",", ".").partition(".")
    return seconds(whole) * 1000 + int(rest)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sections=SECTIONS, pauses=PAUSES, lead=st.booleans(), slow=st.sampled_from(["0.5", "1.37"]))
def test_all_times_are_those_of_one_timeline(
    publication: Path, sections: list[tuple[str, list[str]]], pauses: dict[str, int], *, lead: bool, slow: str
) -> None:
    body = "".join(f"\n## {title}\n\n" + "\n\n".join(blocks) + "\n" for title, blocks in sections)
    head = f"---\ntitle: A thing\ndate: 2026-05-01\nspeed: {slow}\npauses: {json.dumps(pauses)}\n---\n"
    made = TestPublication(publication, head + ("\nWords before.\n" if lead else "") + body, settings=PODCAST)
    made.build()
    publish_podcast(read_publication(publication), print)
    manifest = made.manifest
    chapters = [(each.start_ms, each.title) for each in manifest.chapters]
    starts, ends = [each.start_ms for each in manifest.chapters], [each.end_ms for each in manifest.chapters]

    tag = mutagen.mp3.MP3(made.mp3)
    frames = sorted(tag.tags.getall("CHAP"), key=lambda each: int(each.start_time))
    assert [(each.start_time, each.sub_frames["TIT2"].text[0]) for each in frames] == chapters
    assert [each.end_time for each in frames] == ends
    assert abs(tag.info.length * 1000 - ends[-1]) < 1

    listed = json.loads((made.folder / "chapters.json").read_bytes())["chapters"]
    assert [(round(each["startTime"] * 1000), each["title"]) for each in listed] == chapters
    assert [round(each["endTime"] * 1000) for each in listed] == ends

    (entry,) = feedparser.parse((publication / "audio" / "feed.xml").read_bytes()).entries
    simple = entry.psc_chapters.chapters
    assert [(round(each.start_parsed.total_seconds() * 1000), each.title) for each in simple] == chapters
    assert abs(seconds(entry.itunes_duration) * 1000 - ends[-1]) <= 500, "rounded"

    floors = [(start // 1000, title) for start, title in chapters]
    wanted = floors if len(floors) >= 3 else []
    for notes in (made.folder / "shownotes.txt").read_text(), entry.content[0].value:
        lines = (line for line in re.sub(r"</?\w[^>]*>", "\n", notes).splitlines())
        found = [re.fullmatch(r"(\d\d(?::\d\d)+) (.+)", html.unescape(line)) for line in lines]
        assert [(seconds(each[1]), each[2]) for each in found if each] == wanted, "rounded down"

    cues = [(cue.start_ms, cue.end_ms) for cue in manifest.cues]
    captions = [
        (milliseconds(each.start), milliseconds(each.end)) for each in webvtt.read(made.folder / "transcript.vtt")
    ]
    subtitles = [(each.start, each.end) for each in pysubs2.load(str(made.folder / "transcript.srt"))]
    assert captions == subtitles == cues

    player = (made.folder / "player.html").read_text(encoding="utf-8")
    assert list(map(int, re.findall(r'<section [^>]*data-start="(\d+)"', player))) == starts
    assert [seconds(each) for each in re.findall(r'<time dir="ltr">([\d:]+)</time>', player)] == [s for s, _ in floors]
    told = re.findall(r'<a href="\?t=([\d.]+)"', player)
    assert [round(float(each) * 1000) for each in told] == [start for start, _ in cues]
    assert re.findall(r'data-duration="(\d+)"', player) == [str(ends[-1])]

    index: Any = (publication / "audio" / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'datetime="PT(\d+)S"', index) == [str(ends[-1] // 1000)]
