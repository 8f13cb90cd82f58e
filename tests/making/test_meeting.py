"""``meeting`` and ``play``: sections that fit a time, cut from the published MP3; questions that are never spoken."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import msgspec
import numpy as np
import pytest
import soundfile
from mutagen.id3 import ID3

from audio_edition.edition.companions.meeting import MeetingPlan
from audio_edition.edition.manifest import Edition, read_edition
from audio_edition.errors import SourceError
from audio_edition.making.meeting import choose, cut
from support import publications
from support.publications import BODY, HEAD, TestPublication
from support.readers import require

DISCUSSION = "\n```discussion\n- Was it *one*?\n2. Or two?\n\n```\n"
MARKED_BODY = BODY.replace("\n## Second", f"{DISCUSSION}\n## Second")


def read(made: TestPublication) -> Edition:
    found = read_edition(made.manifest_path)
    assert found is not None
    return found


def test_questions_are_kept_with_their_section_and_never_spoken(publication: Path) -> None:
    made = TestPublication(publication, HEAD + MARKED_BODY)
    made.build()
    edition = read(made)
    asked = [chapter.discussion for chapter in edition.chapters]
    assert asked == [msgspec.UNSET, ("Was it *one*?", "Or two?"), msgspec.UNSET]
    assert not any("Was it" in cue.text or "Or two" in cue.text for cue in edition.cues)
    assert [each.element for each in edition.not_spoken] == ["discussion", "discussion"]
    page = (made.folder / "meeting.html").read_text(encoding="utf-8")
    assert "<li>Was it *one*?" in page
    assert made.check() == "matches"


def test_other_questions_leave_the_mp3_and_its_revision(publication: Path) -> None:
    made = TestPublication(publication, HEAD + BODY)
    made.build()
    mp3, plain = made.mp3.read_bytes(), made.manifest_path.read_bytes()
    assert b"discussion" not in plain
    made.write(HEAD + MARKED_BODY)
    assert made.check() == "stale"
    result = made.build()
    assert (result.status, result.spoken, result.encoded) == ("updated", 0, 0)
    made.edit("Or two?", "Or " + "very " * 30 + "many?")
    made.build()
    made.edit("very many?", "very few?")  # beyond the excerpt in the list of what is not spoken
    assert made.build().status == "updated"
    assert "very few?" in (made.folder / "meeting.html").read_text(encoding="utf-8")
    assert (made.mp3.read_bytes(), made.manifest.revision) == (mp3, 1)
    made.write(HEAD + BODY)
    made.build()
    assert made.manifest_path.read_bytes() == plain


def test_questions_are_spoken_where_that_is_asked_for(publication: Path) -> None:
    made = TestPublication(publication, HEAD.replace("slug", "speak: {discussion: speak}\nslug") + MARKED_BODY)
    made.build()
    assert [cue.text for cue in read(made).cues if "two?" in cue.text] == ["Or two?"]


def test_the_page_can_be_left_out(publication: Path) -> None:
    made = TestPublication(publication, HEAD + BODY)
    made.build()
    assert (made.folder / "meeting.html").is_file()
    made.write(HEAD.replace("slug", "meeting: false\nslug") + BODY)
    assert made.build().status == "updated"
    assert not (made.folder / "meeting.html").exists()
    assert made.check() == "matches"
    played = made.run("play", "small", env={"DISPLAY": "", "WAYLAND_DISPLAY": "", "BROWSER": ""})
    assert played.stdout.strip() == str(made.folder / "player.html")


def test_sections_are_taken_as_long_as_they_fit(manifest: Edition) -> None:
    lengths = [chapter.end_ms - chapter.start_ms for chapter in manifest.chapters]
    everything = choose(manifest, MeetingPlan(0, 5))
    assert everything.fits == tuple(range(len(lengths)))
    assert everything.needed_ms == sum(lengths) + len(lengths) * 300_000
    for minutes, discuss in ((10, 2), (3, 0), (1, 5), (60, 5)):
        choice = choose(manifest, MeetingPlan(minutes, discuss))
        taken = sum(lengths[index] + discuss * 60_000 for index in choice.fits)
        assert taken <= minutes * 60_000
        assert choice.fits == tuple(range(len(choice.fits)))
        if choice.left_out:
            assert taken + choice.left_out[0].sound_ms + discuss * 60_000 > minutes * 60_000
        assert len(choice.fits) + len(choice.left_out) == len(lengths)
    last = manifest.chapters[-1]
    assert choose(manifest, MeetingPlan(0, 0), [last.title.upper(), manifest.chapters[1].id]).fits == (1, 5)
    with pytest.raises(SourceError, match="no section 'What the century remembered'") as error:
        choose(manifest, MeetingPlan(0, 0), ["What the century remembered"])
    assert last.title in error.value.hint


def test_a_cut_has_the_sound_of_its_sections(october: publications.Edition, manifest: Edition, tmp_path: Path) -> None:
    """The sound at each sentence of the cut is that of the same sentence in the whole, to the sample."""
    made = TestPublication(tmp_path / "p", HEAD + BODY)
    made.build()
    shutil.rmtree(made.store)  # nothing can be spoken or encoded again unseen
    whole = read(made)
    stick = tmp_path / "stick"
    ran = made.run("meeting", "small", "--only", "second", "--only", whole.title, "--discuss", "0", "--to", stick)
    assert ran.returncode == 0, ran.stderr
    assert not made.store.exists()
    sound, rate = soundfile.read(made.mp3)
    part, _ = soundfile.read(stick / "small.mp3")
    cut_edition = cut(whole, (0, 2)).edition
    assert [chapter.title for chapter in cut_edition.chapters] == [whole.title, "Second"]
    by_text = {cue.text: cue for cue in whole.cues}
    offset = len(sound) - whole.format.samples  # what the decoder adds or leaves out at the beginning
    assert len(part) - cut_edition.format.samples == offset
    for cue in cut_edition.cues:
        was = by_text[cue.text]
        first, second = (round(each.start_ms * rate / 1000) for each in (cue, was))
        # Places are rounded to the millisecond: the same sound lies within one of them.
        length = round((cue.end_ms - cue.start_ms) * rate / 1000)
        here, there = part[first : first + length], sound[second : second + length]
        shifts = [
            float(np.abs(here[60 + by : length - 60 + by] - there[60 : length - 60]).max()) for by in range(-50, 51)
        ]
        assert min(shifts) < 2e-4
    page = (stick / "meeting.html").read_text(encoding="utf-8")
    assert "A second paragraph." not in page
    assert "Last words." in page


def test_a_stick_has_all_that_a_meeting_needs(october: publications.Edition, manifest: Edition, tmp_path: Path) -> None:
    require("pdftotext")
    publication = TestPublication(tmp_path / "p", {})
    shutil.copytree(october.root, publication.root, dirs_exist_ok=True)
    stick = tmp_path / "stick"
    arguments = ("meeting", "october-1917", "--minutes", "10", "--discuss", "2", "--to", stick)
    ran = publication.run(*arguments)
    assert ran.returncode == 0, ran.stderr
    fits = [chapter.title for chapter in manifest.chapters[:3]]
    assert re.findall(r"(?m)^ +[\d:]+  \d+:\d\d \+ 2:00 +(.*)$", ran.stdout) == fits
    assert re.findall(r"does not fit: (.*) \(", ran.stderr) == [each.title for each in manifest.chapters[3:]]
    names = {path.name for path in stick.iterdir()}
    parts = sorted(name for name in names if re.fullmatch(r"october-1917-\d\d-.*\.mp3", name))
    assert len(parts) == 3
    assert names == {"index.html", "meeting.html", "october-1917.mp3", "october-1917.m3u8", "handout.pdf", *parts}
    listed = (stick / "october-1917.m3u8").read_text(encoding="utf-8").split()
    assert [line for line in listed if line.endswith(".mp3")] == parts
    index = (stick / "index.html").read_text(encoding="utf-8")
    assert {name for name in names if f'href="{name}"' in index} == names - {"index.html"}
    lengths = [soundfile.info(str(stick / name)).frames for name in parts]
    assert abs(sum(lengths) - soundfile.info(str(stick / "october-1917.mp3")).frames) < 4 * 1152
    printed = subprocess.run(["pdftotext", "-layout", stick / "handout.pdf", "-"], check=True, capture_output=True)
    order = printed.stdout.decode().partition("\f")[0]
    assert all(title in order for title in fits)
    assert re.search(r"10:00\s+Planned", order)

    (stick / "mine.txt").write_text("mine")
    assert publication.run(*arguments[:-2], "--only", fits[1], "--to", stick).returncode == 0
    left = {path.name for path in stick.iterdir()}
    assert len([name for name in left if name in parts]) == 0
    assert "mine.txt" in left

    other = tmp_path / "other"
    other.mkdir()
    (other / "index.html").write_text("<p>Somebody's own page")
    refused = publication.run(*arguments[:-1], other)
    assert (refused.returncode, "another index.html" in refused.stderr) == (6, True)
    assert [path.name for path in other.iterdir()] == ["index.html"]


def test_the_tag_of_a_cut_says_what_that_of_the_whole_says(publication: Path, tmp_path: Path) -> None:
    head = HEAD.replace("slug", "copyright: Ann Example\ndate: 2026-05-01\naddress: https://example.org/small\nslug")
    made = TestPublication(publication, head + BODY)
    made.build()
    stick = tmp_path / "stick"
    ran = made.run("meeting", "small", "--only", "second", "--discuss", "0", "--to", stick)
    assert (ran.returncode, "has changed" in ran.stderr) == (0, False)
    whole, part = ID3(made.mp3), ID3(stick / "small.mp3")
    lasts = ("TLEN", "CTOC", "CHAP")
    said = [{key: frame for key, frame in tag.items() if not key.startswith(lasts)} for tag in (whole, part)]
    assert said[0] == said[1]
    assert str(part["TCOP"]) == "2026 Ann Example"
    links = [frame.url for frame in part.getall("CHAP")[0].sub_frames.values() if frame.FrameID == "WXXX"]
    assert links == ["https://example.org/small#second"]
    pieces = [ID3(path) for path in sorted(stick.glob("small-*.mp3"))]
    assert [str(piece["TCOP"]) for piece in pieces] == ["2026 Ann Example"]


def test_it_says_when_the_script_is_newer_than_what_it_cuts_from(publication: Path) -> None:
    made = TestPublication(publication, HEAD + BODY)
    made.build()
    made.edit("Last words.", "Final words.")
    ran = made.run("meeting", "small")
    assert "small.md has changed since the edition was built; this is cut from revision 1" in ran.stderr
    assert ran.returncode == 0
    made.edit("Final words.", "Last words.")
    assert "has changed" not in made.run("meeting", "small").stderr


def test_what_cannot_be_met(publication: Path) -> None:
    made = TestPublication(publication, HEAD + BODY)
    unbuilt = made.run("meeting", "small")
    assert (unbuilt.returncode, "build it first" in unbuilt.stderr) == (6, True)
    assert made.run("play").returncode == 6
    made.build()
    too_short = made.run("meeting", "small", "--minutes", "3")
    assert (too_short.returncode, "not even" in too_short.stderr) == (2, True)
    nowhere = made.run("meeting", "small", "--qr", "text")
    assert (nowhere.returncode, "'address' of the script" in nowhere.stderr) == (2, True)
    ran = made.run("meeting", "small")
    page = made.root / "meeting" / "small" / "meeting.html"
    assert Path(ran.stdout.split("\n")[-2]).name == "meeting.html"
    assert page.is_file()
    assert made.run("meeting", "small").returncode == 0
    shutil.rmtree(page.parent)
    outside = made.root.parent / "outside"
    outside.mkdir()
    page.parent.symlink_to(outside, target_is_directory=True)
    refused = made.run("meeting", "small")
    assert (refused.returncode, list(outside.iterdir())) == (6, [])


def test_a_qr_code_leads_to_the_text(publication: Path, tmp_path: Path) -> None:
    pytest.importorskip("segno")
    address = "https://paper.example/harbour?a=1&b=2"
    made = TestPublication(publication, HEAD.replace("slug", f"address: {address}\nslug") + BODY)
    made.build()
    assert made.run("meeting", "small", "--qr", "text").returncode == 0
    page = (made.root / "meeting" / "small" / "meeting.html").read_text(encoding="utf-8")
    assert 'href="https://paper.example/harbour?a=1&amp;b=2"' in page
    (svg,) = re.findall(r"<svg[^>]*segno.*?</svg>", page)
    import segno

    assert svg == segno.make(address, micro=False).svg_inline(scale=4, border=2, omitsize=True, light="#fff")


def test_play_opens_the_page_that_was_built_last(publication: Path, tmp_path: Path) -> None:
    made = TestPublication(publication, HEAD + BODY)
    made.build()
    opened = tmp_path / "opened"
    program = tmp_path / "browser.sh"
    program.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    program.chmod(0o755)
    ran = made.run("play", env={"BROWSER": str(program), "DISPLAY": "", "WAYLAND_DISPLAY": ""})
    page = made.folder / "meeting.html"
    assert (ran.stdout.strip(), opened.read_text().strip()) == (str(page), page.as_uri())
    silent = made.run("play", "small", env={"BROWSER": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""})
    assert (silent.returncode, silent.stdout.strip()) == (0, str(page))
    assert "no browser" in silent.stderr
