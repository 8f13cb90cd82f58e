"""Input that breaks narrators, through a whole build: an error that changes nothing, or an edition that lost nothing.

The scripts are such as nobody would write, or only an attacker. Fails on a file outside ``audio/``, a control character
in a tag or on the terminal, and a published edition that a failing build has touched.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from pathlib import Path

import pytest
from mutagen.id3 import ID3

from conftest import RunCli
from support import readers
from support.articles import letters
from support.manifests import COMPANIONS
from support.publications import SETTINGS, Edition, TestPublication, tree

GOOD = "---\ntitle: Good\n---\nOne sentence.\n"

BAD = {
    "empty": b"",
    "blanks": b" \n\t\n",
    "marks only": b"---\ntitle: Good\n---\n... !!! -- ???\n",
    "NUL": b"---\ntitle: Good\n---\nOne \0 sentence.\n",
    "cp1252": "---\ntitle: Good\n---\nCafé “sentence”.\n".encode("cp1252"),
    "unknown key": b"---\ntitle: Good\ntitel: x\n---\nOne sentence.\n",
    "never closed": b"---\ntitle: Good\nOne sentence.\n",
    "YAML tag": b"---\ntitle: !!python/object/apply:os.system ['touch pwned']\n---\nOne sentence.\n",
    "YAML alias": b"---\ntitle: &a Good\nsubtitle: *a\n---\nOne sentence.\n",
    "YAML bomb": b"---\na: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\ntitle: Good\n---\nOne sentence.\n",
    "slug outside": b"---\ntitle: Good\nslug: ../../x\n---\nOne sentence.\n",
    "slug reserved": b"---\ntitle: Good\nslug: con\n---\nOne sentence.\n",
    "cover outside": b"---\ntitle: Good\ncover: ../../../etc/passwd\n---\nOne sentence.\n",
    "cover that is no picture": b"---\ntitle: Good\ncover: x.md\n---\nOne sentence.\n",
    "voice of nobody": b"---\ntitle: Good\nvoice: 'espeak:../../x'\n---\nOne sentence.\n",
    "no title": b"One sentence.\n",
}


@pytest.fixture
def settled(publication: Path) -> TestPublication:
    return TestPublication(publication, {}, settings=SETTINGS, slug="x")


def build(publication: TestPublication) -> Edition:
    (edition,) = publication.run_build()
    return edition


def everything_outside_the_store(publication: TestPublication) -> dict[str, tuple[int, int]]:
    return {name: facts for name, facts in tree(publication.root / "audio").items() if ".store" not in name}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> TestPublication:
    """A publication with an edition of a good script; each bad script replaces that script."""
    root = tmp_path_factory.mktemp("good") / "publication"
    publication = TestPublication(root, GOOD, settings=SETTINGS, slug="x")
    build(publication)
    return publication


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_a_failing_build_touches_no_edition(data: bytes, good: TestPublication) -> None:
    good.write_file("x.md", data)
    before = everything_outside_the_store(good)
    outside = sorted(good.root.parent.iterdir())
    ran = good.run("build")
    said = ran.stderr
    assert ran.returncode in (3, 4)
    assert said.startswith("audio-edition: ")
    assert re.match(r"audio-edition: script/x\.md(:\d+)?: |audio-edition: ", said)
    assert "Traceback" not in said
    assert ran.stdout == ""
    assert everything_outside_the_store(good) == before
    assert sorted(good.root.parent.iterdir()) == outside
    assert not list(good.store.glob("staging/*"))


NAMES = {
    "up": "../../x",
    "reserved": "CON",
    "reserved with extension": "aux.txt",
    "dot": ".",
    "dots": "..",
    "shell": "$(rm -rf ~); & `reboot` | x",
    "option": "--help",
    "slashes": "/etc/passwd",
    "backslashes": "..\\..\\windows",
    "markup": "<script>alert(1)</script> & <b>",
    "quotes": "\"a' b",
    "rich markup": "[red]not red[/red] [link=file:///etc]x[/link]",
    "percent": "100% %s %n {0} {x}",
}


@pytest.fixture(scope="module")
def inert(tmp_path_factory: pytest.TempPathFactory) -> tuple[TestPublication, str]:
    """A publication with one script for every name, built; and what was shown of it."""
    publication = TestPublication(tmp_path_factory.mktemp("inert") / "publication", {}, settings=SETTINGS)
    for number, title in enumerate(NAMES.values()):
        quoted = title.replace("\\", "\\\\").replace('"', '\\"')
        heading = re.sub(r"([^\w\s])", r"\\\1", title)
        text = f'---\ntitle: "{quoted}"\n---\nOne sentence.\n\n## {heading}\n\nMore.\n'
        publication.write_file(f"x{number}.md", text)
    ran = publication.run("build")
    assert ran.returncode == 0, ran.stderr
    return publication, ran.stdout


@pytest.mark.parametrize("number", range(len(NAMES)), ids=NAMES)
def test_a_title_is_inert(number: int, inert: tuple[TestPublication, str]) -> None:
    publication, shown = inert
    title = list(NAMES.values())[number]
    edition = publication.edition(f"x{number}")
    assert {path.name for path in edition.folder.iterdir()} == {"edition.json", f"x{number}.mp3", *COMPANIONS}
    reading = readers.pyav(edition.mp3)
    assert reading.tags["title"] == title
    # A heading without a word cannot be said: its chapter is called by what is said first.
    assert [chapter.title for chapter in reading.chapters] == [title, title if letters(title) else "More."]
    assert title in shown


def test_a_title_names_no_file(inert: tuple[TestPublication, str]) -> None:
    publication, _ = inert
    made = {path.name for path in (publication.root / "audio").iterdir()} - {".store", "README.md", "index.html"}
    assert made == {f"x{number}" for number in range(len(NAMES))}
    assert {path.name for path in publication.root.parent.iterdir()} == {"publication", "publication-home"}


FILES = ("-rf.md", "CON.md", "$(rm).md", "a b;&.md", "ünï.md", "漢字.md", "x.y.md", "A.MD.md", "'.md")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows no such names")
def test_the_name_of_a_file_becomes_a_safe_slug(settled: TestPublication) -> None:
    for number, name in enumerate(FILES):
        settled.write_file(name, GOOD.replace("One", f"{number}"))
    built = settled.run_build()
    assert len({edition.slug for edition in built}) == len(FILES)
    for edition in built:
        assert re.fullmatch(r"[a-z0-9_][a-z0-9._-]*", edition.slug)
        assert edition.slug not in ("con", "aux", "nul", "prn")
        assert edition.mp3.is_file()
        assert edition.folder.parent == settled.root / "audio"


def test_a_title_of_ten_thousand_characters_is_spoken_in_pieces_and_shortened_in_the_tag(
    settled: TestPublication,
) -> None:
    title = " ".join(["word"] * 2000)
    settled.write(f"---\ntitle: {title}\nvoice-parameters: {{rate: 450}}\n---\nOne sentence.\n")
    edition = build(settled)
    manifest = edition.manifest
    pieces = [cue.text for cue in manifest.cues if cue.kind in ("title", "opening")]
    assert " ".join(pieces) == title
    assert len(pieces) > 20
    reading = readers.eyed3(edition.mp3)
    assert len(reading.tags["title"]) <= 500
    assert reading.tags["title"].endswith("…")
    assert all(len(chapter.title) <= 200 for chapter in reading.chapters)
    assert reading.warnings == ()


STEERING = {
    "ANSI": "\x1b[31mred\x1b[0m and \x1b]0;window\x07done",
    "C1": "\x9b31mred \x85 next",
    "bidi": "safe \u202egnp.exe\u202c \u2066x\u2069",
    "bell and backspace": "a\x07b\x08c\x7fd",
    "zero width": "in\u200bvis\u2060ible\ufeff",
}


def test_what_could_steer_a_terminal_gets_nowhere(settled: TestPublication, run_cli: RunCli) -> None:
    for number, text in enumerate(STEERING.values()):
        script = f"# Good {text}\n\nWords {text} of text.\n\n## Part {text}\n\n`{text}`\n\n```\n{text}\n```\n"
        settled.write_file(f"x{number}.md", script)
    ran = run_cli("build", check=True)
    assert_plain(ran.stdout + ran.stderr)
    for number in range(len(STEERING)):
        edition = settled.edition(f"x{number}")
        for frame in ID3(edition.mp3).values():
            assert_plain(str(frame).replace("\0", ""))
        manifest = edition.manifest_path.read_text(encoding="utf-8")
        assert_plain(manifest)
        assert not re.search(r"\\u(?:00[01]|007f|008|009|20[26])", manifest)


@pytest.mark.parametrize("text", ["\x1b[31mred", "\u202egnp.exe", "\x9b31m"], ids=["ANSI", "bidi", "C1"])
def test_what_could_steer_a_terminal_gets_into_no_message(text: str, settled: TestPublication, run_cli: RunCli) -> None:
    for script in (
        f'---\ntitle: Good\n"{text}": 1\n---\nText.\n',
        f"---\ntitle: Good\nvoice: 'espeak:{text}'\n---\nText.\n",
    ):
        settled.write(script)
        ran = run_cli("build")
        assert ran.returncode in (3, 4)
        assert_plain(ran.stdout + ran.stderr)


def assert_plain(text: str) -> None:
    found = {
        char
        for char in text
        if (unicodedata.category(char) == "Cc" and char not in "\n\t")
        or 0x202A <= ord(char) <= 0x202E
        or char in "\u2066\u2069"
    }
    assert found == set()


def test_a_title_alone_is_an_edition_with_a_warning(settled: TestPublication) -> None:
    settled.write("---\ntitle: Only this\n---\n")
    edition = build(settled)
    assert [cue.text for cue in edition.manifest.cues] == ["Only this"]
    assert any("title" in warning["message"] for warning in edition.result["warnings"])


def test_headings_without_bodies_twice_and_of_skipped_levels_are_spoken(settled: TestPublication) -> None:
    settled.write("# Good\n\n## Same\n\n##### Deep\n\n## Same\n\nEnd.\n")
    edition = build(settled)
    assert [cue.text for cue in edition.manifest.cues] == ["Good", "Same", "Deep", "Same", "End."]
    chapters = readers.eyed3(edition.mp3).chapters
    assert [chapter.title for chapter in chapters] == ["Good", "Same", "Deep", "Same"]
    assert len({chapter.element_id for chapter in chapters}) == 4


def test_five_thousand_headings_are_all_spoken_in_at_most_255_chapters(settled: TestPublication) -> None:
    words = [f"Ab{chr(97 + number % 13)}" for number in range(5000)]
    headings = "\n\n".join(f"{'#' * (2 + number % 4)} {word}" for number, word in enumerate(words))
    # The highest bit rate would be the slowest to write and the lowest is the quickest: this is no test of sound.
    settled.write(f"---\ntitle: Many\nbitrate: 32\nvoice-parameters: {{rate: 450}}\n---\n{headings}\n")
    edition = build(settled)
    manifest = edition.manifest
    assert len(manifest.chapters) <= 255
    assert [cue.text for cue in manifest.cues] == ["Many", *words]
    reading = readers.eyed3(edition.mp3)
    assert len(reading.chapters) == len(manifest.chapters)
    assert reading.contents == tuple(chapter.element_id for chapter in reading.chapters)
    assert any("255" in warning["message"] for warning in edition.result["warnings"])


def test_markup_for_voices_is_text(settled: TestPublication) -> None:
    lines = ['Before <break time="9s"/> after.', "Say [[h@l'oU]] now.", "A &lt;speak&gt; tag."]
    settled.write("# Good\n\n" + "\n\n".join(lines) + "\n")
    manifest = build(settled).manifest
    assert manifest.duration_ms < 15_000
    assert any("[[h@l'oU]]" in cue.text for cue in manifest.cues)


def test_a_failing_script_does_not_keep_another_from_being_built(settled: TestPublication, run_cli: RunCli) -> None:
    settled.write_file("a.md", BAD["unknown key"])
    settled.write_file("b.md", GOOD)
    ran = run_cli("build")
    assert ran.returncode == 3
    assert "script/a.md:3:" in ran.stderr
    assert settled.edition("b").mp3.is_file()
    assert not settled.edition("a").folder.exists()


def test_a_missing_manifest_is_made_again_from_what_lasts(settled: TestPublication, run_cli: RunCli) -> None:
    settled.write(GOOD)
    edition = build(settled)
    settled.edit("Good", "Better")
    edition = build(settled)
    said, before = json.loads(edition.manifest_path.read_text()), edition.mp3.read_bytes()
    assert said["revision"] == 2
    edition.manifest_path.unlink()
    assert "is not built yet" in run_cli("check").stdout
    made = json.loads(run_cli("build", "--json", check=True).stdout)["results"][0]
    assert (made["spoken"], made["encoded"]) == (0, 0)
    now = json.loads(edition.manifest_path.read_text())
    assert edition.mp3.read_bytes() == before
    assert (now["revision"], now["guid"]) == (2, said["guid"])
    assert run_cli("check").returncode == 0


def test_a_damaged_manifest_is_an_error(settled: TestPublication, run_cli: RunCli) -> None:
    settled.write(GOOD)
    edition = build(settled)
    before = edition.mp3.read_bytes()
    for damage in (b"", b'{"schema": 1}', b"[" * 100_000):
        edition.manifest_path.write_bytes(damage)
        ran = run_cli("build")
        assert ran.returncode == 6
        assert "the manifest is damaged" in ran.stderr
        assert "or remove it" in ran.stderr
        assert (edition.mp3.read_bytes(), edition.manifest_path.read_bytes()) == (before, damage)
