"""Input that breaks narrators, through a whole build: an error that changes nothing, or an edition that lost nothing.

Enters: scripts as nobody would write them, or only an attacker. Leaves: nothing. Refuses: a name outside ``audio/``,
a control character in a tag or on the terminal, a published edition that a failing build has touched.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from mutagen.id3 import ID3

from conftest import RunCli
from support import editions, readers
from support.editions import Edition

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
def settled(publication: Path) -> Path:
    (publication / "script" / "publication.toml").write_text(f'voice = "{editions.VOICE}"\n', encoding="utf-8")
    return publication


def write(root: Path, text: str | bytes, name: str = "x.md") -> Path:
    path = root / "script" / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def build(root: Path) -> Edition:
    (edition,) = editions.build(root)
    return edition


def everything_outside_the_store(root: Path) -> dict[str, tuple[int, int]]:
    return {name: facts for name, facts in editions.tree(root / "audio").items() if ".store" not in name}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication with an edition of a good script; each bad script replaces that script."""
    root = editions.publication(tmp_path_factory.mktemp("good") / "publication")
    write(root, GOOD)
    build(root)
    return root


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_a_failing_build_touches_no_edition(data: bytes, good: Path) -> None:
    write(good, data)
    before = everything_outside_the_store(good)
    outside = sorted(good.parent.iterdir())
    ran = editions.run(good, "build")
    said = ran.stderr.decode()
    assert ran.returncode in (3, 4)
    assert said.startswith("audio-edition: ")
    assert re.match(r"audio-edition: script/x\.md(:\d+)?: |audio-edition: ", said)
    assert "Traceback" not in said
    assert ran.stdout == b""
    assert everything_outside_the_store(good) == before
    assert sorted(good.parent.iterdir()) == outside
    assert not list((good / "audio" / ".store").glob("staging/*"))


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
def inert(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A publication with one script for every name, built; and what was shown of it."""
    root = editions.publication(tmp_path_factory.mktemp("inert") / "publication")
    for number, title in enumerate(NAMES.values()):
        quoted = title.replace("\\", "\\\\").replace('"', '\\"')
        heading = re.sub(r"([^\w\s])", r"\\\1", title)
        write(root, f'---\ntitle: "{quoted}"\n---\nOne sentence.\n\n## {heading}\n\nMore.\n', f"x{number}.md")
    ran = editions.run(root, "build")
    assert ran.returncode == 0, ran.stderr
    return root, ran.stdout.decode()


@pytest.mark.parametrize("number", range(len(NAMES)), ids=NAMES)
def test_a_title_is_inert(number: int, inert: tuple[Path, str]) -> None:
    root, shown = inert
    title = list(NAMES.values())[number]
    folder = root / "audio" / f"x{number}"
    assert sorted(path.name for path in folder.iterdir()) == ["edition.json", f"x{number}.mp3"]
    reading = readers.pyav(folder / f"x{number}.mp3")
    assert reading.tags["title"] == title
    # A heading without a word cannot be said: its chapter is called by what is said first.
    assert [chapter.title for chapter in reading.chapters] == [title, title if editions.letters(title) else "More."]
    assert title in shown


def test_a_title_names_no_file(inert: tuple[Path, str]) -> None:
    root, _ = inert
    made = {path.name for path in (root / "audio").iterdir()} - {".store", "README.md"}
    assert made == {f"x{number}" for number in range(len(NAMES))}
    assert {path.name for path in root.parent.iterdir()} == {"publication", "publication-home"}


FILES = ("-rf.md", "CON.md", "$(rm).md", "a b;&.md", "ünï.md", "漢字.md", "x.y.md", "A.MD.md", "'.md")


def test_the_name_of_a_file_becomes_a_safe_slug(settled: Path) -> None:
    for number, name in enumerate(FILES):
        write(settled, GOOD.replace("One", f"{number}"), name)
    built = editions.build(settled)
    assert len({edition.slug for edition in built}) == len(FILES)
    for edition in built:
        assert re.fullmatch(r"[a-z0-9_][a-z0-9._-]*", edition.slug)
        assert edition.slug not in ("con", "aux", "nul", "prn")
        assert edition.mp3.is_file()
        assert edition.folder.parent == settled / "audio"


def test_a_title_of_ten_thousand_characters_is_spoken_in_pieces_and_shortened_in_the_tag(settled: Path) -> None:
    title = " ".join(["word"] * 2000)
    write(settled, f"---\ntitle: {title}\nvoice-parameters: {{rate: 450}}\n---\nOne sentence.\n")
    edition = build(settled)
    manifest = edition.manifest
    pieces = [
        cue["text"] for cue in manifest["cues"] if manifest["segments"][cue["segment"]]["kind"] in ("title", "opening")
    ]
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


def test_what_could_steer_a_terminal_gets_nowhere(settled: Path, run_cli: RunCli) -> None:
    for number, text in enumerate(STEERING.values()):
        script = f"# Good {text}\n\nWords {text} of text.\n\n## Part {text}\n\n`{text}`\n\n```\n{text}\n```\n"
        write(settled, script, f"x{number}.md")
    ran = run_cli("build", check=True)
    assert_plain(ran.stdout + ran.stderr)
    for number in range(len(STEERING)):
        folder = settled / "audio" / f"x{number}"
        for frame in ID3(folder / f"x{number}.mp3").values():
            assert_plain(str(frame).replace("\0", ""))
        manifest = (folder / "edition.json").read_text(encoding="utf-8")
        assert_plain(manifest)
        assert not re.search(r"\\u(?:00[01]|007f|008|009|20[26])", manifest)


@pytest.mark.parametrize("text", ["\x1b[31mred", "\u202egnp.exe", "\x9b31m"], ids=["ANSI", "bidi", "C1"])
def test_what_could_steer_a_terminal_gets_into_no_message(text: str, settled: Path, run_cli: RunCli) -> None:
    for script in (
        f'---\ntitle: Good\n"{text}": 1\n---\nText.\n',
        f"---\ntitle: Good\nvoice: 'espeak:{text}'\n---\nText.\n",
    ):
        write(settled, script)
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


def test_a_title_alone_is_an_edition_with_a_warning(settled: Path) -> None:
    write(settled, "---\ntitle: Only this\n---\n")
    edition = build(settled)
    assert [cue["text"] for cue in edition.manifest["cues"]] == ["Only this"]
    assert any("title" in warning["message"] for warning in edition.result["warnings"])


def test_headings_without_bodies_twice_and_of_skipped_levels_are_spoken(settled: Path) -> None:
    write(settled, "# Good\n\n## Same\n\n##### Deep\n\n## Same\n\nEnd.\n")
    edition = build(settled)
    assert [cue["text"] for cue in edition.manifest["cues"]] == ["Good", "Same", "Deep", "Same", "End."]
    chapters = readers.eyed3(edition.mp3).chapters
    assert [chapter.title for chapter in chapters] == ["Good", "Same", "Deep", "Same"]
    assert len({chapter.element_id for chapter in chapters}) == 4


def test_five_thousand_headings_are_all_spoken_in_at_most_255_chapters(settled: Path) -> None:
    words = [f"Ab{chr(97 + number % 13)}" for number in range(5000)]
    headings = "\n\n".join(f"{'#' * (2 + number % 4)} {word}" for number, word in enumerate(words))
    # The highest bit rate would be the slowest to write and the lowest is the quickest: this is no test of sound.
    write(settled, f"---\ntitle: Many\nbitrate: 32\nvoice-parameters: {{rate: 450}}\n---\n{headings}\n")
    edition = build(settled)
    manifest = edition.manifest
    assert len(manifest["chapters"]) <= 255
    assert [cue["text"] for cue in manifest["cues"]] == ["Many", *words]
    reading = readers.eyed3(edition.mp3)
    assert len(reading.chapters) == len(manifest["chapters"])
    assert reading.contents == tuple(chapter.element_id for chapter in reading.chapters)
    assert any("255" in warning["message"] for warning in edition.result["warnings"])


def test_markup_for_voices_is_text(settled: Path) -> None:
    lines = ['Before <break time="9s"/> after.', "Say [[h@l'oU]] now.", "A &lt;speak&gt; tag."]
    write(settled, "# Good\n\n" + "\n\n".join(lines) + "\n")
    manifest = build(settled).manifest
    assert manifest["format"]["duration_ms"] < 15_000
    assert any("[[h@l'oU]]" in cue["text"] for cue in manifest["cues"])


def test_a_failing_script_does_not_keep_another_from_being_built(settled: Path, run_cli: RunCli) -> None:
    write(settled, BAD["unknown key"], "a.md")
    write(settled, GOOD, "b.md")
    ran = run_cli("build")
    assert ran.returncode == 3
    assert "script/a.md:3:" in ran.stderr
    assert (settled / "audio" / "b" / "b.mp3").is_file()
    assert not (settled / "audio" / "a").exists()


def test_a_damaged_manifest_is_no_crash(settled: Path, run_cli: RunCli) -> None:
    write(settled, GOOD)
    edition = build(settled)
    before = edition.mp3.read_bytes()
    for damage in (b"", b'{"schema": 1}', b"[" * 100_000):
        (edition.folder / "edition.json").write_bytes(damage)
        run_cli("build", check=True)
        assert edition.mp3.read_bytes() == before
        assert edition.manifest["title"] == "Good"
