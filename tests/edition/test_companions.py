"""Companions: made of the finished edition alone, published with it, and removed when they are no longer made."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import unescape

import pytest

from audio_edition.edition import companions
from audio_edition.edition.companions import COMPANIONS, FinishedEdition
from audio_edition.edition.manifest import MANIFEST_NAME
from audio_edition.making import remembered
from audio_edition.making.request import BuildRequest
from audio_edition.publication.folder import read_publication
from conftest import BuildOnce
from support.publications import HEAD, TestPublication


@dataclass(frozen=True)
class Greeting:
    """A companion of somebody else."""

    name: str = "greeting.txt"
    said: str = "Hello"

    def make(self, finished: FinishedEdition) -> bytes:
        return f"{self.said}, {finished.article.settings.title}, {finished.edition.revision}\n".encode()


@pytest.fixture
def small(build_once: BuildOnce) -> TestPublication:
    return build_once()


def use(monkeypatch: pytest.MonkeyPatch, *more: object) -> None:
    monkeypatch.setattr(companions, "COMPANIONS", (*COMPANIONS, *more))


def test_every_companion_is_published_and_listed(small: TestPublication) -> None:
    names = [companion.name for companion in COMPANIONS]
    assert list(small.manifest.files) == ["small.mp3", *names]
    assert {path.name for path in small.folder.iterdir()} == {"small.mp3", MANIFEST_NAME, *names}


def test_one_more_is_one_more_line(small: TestPublication, monkeypatch: pytest.MonkeyPatch) -> None:
    before = small.mp3.read_bytes(), small.mp3.stat().st_ino, small.manifest.notes
    use(monkeypatch, Greeting())
    assert small.check() == "stale"
    result = small.build()
    assert (result.status, result.spoken, result.encoded) == ("updated", 0, 0)
    assert (small.folder / "greeting.txt").read_text() == "Hello, A small thing, 1\n"
    assert (small.mp3.read_bytes(), small.mp3.stat().st_ino, small.manifest.notes) == before
    assert small.manifest.revision == 1
    assert (small.check(), small.build().status) == ("matches", "unchanged")


def test_one_that_changes_leaves_the_mp3_and_the_revision(
    small: TestPublication, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Greeting())
    small.build()
    before = small.mp3.read_bytes()
    use(monkeypatch, Greeting(said="Good morning"))
    assert small.build().status == "updated"
    assert (small.folder / "greeting.txt").read_text().startswith("Good morning")
    assert (small.mp3.read_bytes(), small.manifest.revision) == (before, 1)


def test_one_that_is_no_longer_made_is_removed(small: TestPublication, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        use(patched, Greeting())
        small.build()
        (small.folder / "mine.txt").write_text("somebody's own")
        small.edit("Another one.", "Something else.")
        assert small.build().status == "built"
        assert {"greeting.txt", "mine.txt"} <= {path.name for path in small.folder.iterdir()}
    assert small.build().status == "updated"
    assert not (small.folder / "greeting.txt").exists()
    assert (small.folder / "mine.txt").read_text() == "somebody's own"


def test_one_that_was_damaged_or_lost_is_made_again(small: TestPublication) -> None:
    chapters = small.folder / "chapters.json"
    whole, mp3 = chapters.read_bytes(), small.mp3.stat()
    for harm in (lambda: chapters.write_bytes(b"{}"), chapters.unlink):
        harm()
        assert small.check() == "stale"
        assert small.build().status == "updated"
        assert chapters.read_bytes() == whole
        assert small.manifest.revision == 1
    assert (small.mp3.stat().st_ino, small.mp3.stat().st_mtime_ns) == (mp3.st_ino, mp3.st_mtime_ns)


def test_a_program_that_changed_under_the_same_version_asks_again(
    small: TestPublication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The quick answer is for the program that gave it: an edited companion is in no version number."""
    assert small.run("build").stdout.count("nothing to do") == 1
    request = BuildRequest(read_publication(small.root), small.script)
    assert remembered.remembered_edition(small.root, request) is not None
    monkeypatch.setattr(remembered, "program_digest", lambda: "another")
    assert remembered.remembered_edition(small.root, request) is None
    monkeypatch.undo()
    before = remembered.program_digest.__wrapped__()
    monkeypatch.setattr(remembered, "_PROGRAM_FILES", (".py",))
    assert remembered.program_digest.__wrapped__() != before, "what pages are made of belongs to it"


def test_they_need_no_store(small: TestPublication, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    shutil.rmtree(small.store)
    use(monkeypatch, Greeting())
    result = small.build()
    assert (result.status, result.spoken, result.encoded) == ("updated", 0, 0)


def test_chapters_are_those_of_the_manifest(small: TestPublication) -> None:
    found = json.loads((small.folder / "chapters.json").read_bytes())
    assert found["version"] == "1.2.0"
    listed = [
        (each["title"], round(each["startTime"] * 1000), round(each["endTime"] * 1000)) for each in found["chapters"]
    ]
    assert listed == [(each.title, each.start_ms, each.end_ms) for each in small.manifest.chapters]


STRANGE = (
    "A < B && C > D --> E.",
    "<b>Bold</b> and <v Somebody>.",
    "Ein Satz, der so lang ist, dass er in keine zwei Zeilen passt, weil er immer weitergeht, und noch ein Stück, "
    "und noch eines, bis niemand mehr weiß, wie er begann.",
    "Слова: по-русски.",
)


@pytest.fixture
def strange(publication: Path) -> TestPublication:
    text = "\n\n".join(line.replace("<", r"\<") for line in STRANGE)
    made = TestPublication(publication, f"{HEAD}\n{text}\n")
    made.build()
    return made


def milliseconds(clock: str) -> int:
    hours, minutes, seconds = clock.replace(",", ".").split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def cues(text: str) -> list[tuple[int, int, list[str]]]:
    found = []
    for block in text.strip().split("\n\n"):
        lines = block.split("\n")
        at = next((index for index, line in enumerate(lines) if " --> " in line), None)
        if at is not None:
            start, end = lines[at].split(" --> ")
            found.append((milliseconds(start), milliseconds(end), lines[at + 1 :]))
    return found


@pytest.mark.parametrize(("name", "most"), [("transcript.vtt", 65), ("transcript.srt", 32)])
def test_every_sentence_stands_in_the_transcript_at_its_time(strange: TestPublication, name: str, most: int) -> None:
    shown = cues((strange.folder / name).read_text(encoding="utf-8"))
    wanted = strange.manifest.cues
    for sentence in wanted:
        inside = [each for each in shown if sentence.start_ms <= each[0] and each[1] <= sentence.end_ms]
        words = " ".join(line for _, _, lines in inside for line in lines)
        if name == "transcript.vtt":
            words = unescape(words)
            assert not re.search(r"<|-->", " ".join(line for _, _, lines in inside for line in lines))
        else:
            words = words.replace("—", "-->").translate(str.maketrans("‹›", "<>"))
        assert words == sentence.text
        assert (inside[0][0], inside[-1][1]) == (sentence.start_ms, sentence.end_ms)
    for (_, end, lines), (start, _, _) in pairwise(shown):
        assert end <= start
        assert len(lines) <= 2
        assert all(len(unescape(line)) <= most for line in lines)


def test_speakers_are_named_where_there_are_several(publication: Path) -> None:
    script = HEAD.replace("slug", "voices:\n  quotation: espeak:en-us+f3\nslug") + "\nSaid.\n\n> Quoted.\n"
    made = TestPublication(publication, script)
    made.build()
    text = (made.folder / "transcript.vtt").read_text(encoding="utf-8")
    assert "<v en-us+f3>Quoted." in text
    assert "<v en-us>Said." in text
