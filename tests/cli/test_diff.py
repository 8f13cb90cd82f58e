"""``audio-edition diff``: what would be heard differently."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from audio_edition.cli.diff import command
from audio_edition.edition.manifest import read_edition
from audio_edition.making.expected import expect
from audio_edition.making.reading import read_inputs
from audio_edition.publication.folder import read_publication
from conftest import RunCli
from support.publications import BODY, HEAD, TestPublication


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> TestPublication:
    """Built once; tests work on copies."""
    small = TestPublication(tmp_path_factory.mktemp("built"))
    small.build()
    return small


@pytest.fixture
def small(built: TestPublication, publication: Path) -> TestPublication:
    return built.copy_to(publication)


def text(small: TestPublication) -> str:
    ran = CliRunner().invoke(command, ["-C", str(small.root)], standalone_mode=False)
    assert ran.exception is None, ran.output
    return ran.stdout.replace(f"{small.root}/", "")


def as_json(small: TestPublication) -> dict[str, Any]:
    ran = CliRunner().invoke(command, ["-C", str(small.root), "--json"], standalone_mode=False)
    assert ran.exception is None, ran.output
    (found,) = json.loads(ran.stdout)["results"]
    assert isinstance(found, dict)
    return found


def test_no_difference(small: TestPublication) -> None:
    assert text(small) == "script/small.md: sounds as revision 1 of audio/small\n"
    found = as_json(small)
    assert (found["note"], found["chapters"], found["other_differences"]) == ("", [], [])


def test_nothing_is_written_and_no_store_is_needed(small: TestPublication) -> None:
    shutil.rmtree(small.store)
    small.edit("Another one.", "Another two.")
    before = {path: path.stat().st_mtime_ns for path in small.root.rglob("*")}
    text(small)
    assert {path: path.stat().st_mtime_ns for path in small.root.rglob("*")} == before


def test_what_is_not_built(publication: Path) -> None:
    small = TestPublication(publication)
    assert text(small).startswith("script/small.md: not built yet; 3 chapters, about 0:")
    found = as_json(small)
    assert (found["revision"], found["note"]) == (None, "not built yet")
    assert {chapter["change"] for chapter in found["chapters"]} == {"added"}


def test_an_edit_is_shown_before_and_after(small: TestPublication) -> None:
    small.edit("Another one.", "Yet another one. A new one.")
    shown = text(small)
    assert "script/small.md: against revision 1 of audio/small\n" in shown
    assert "  “First”, at about 0:0" in shown
    assert "  Another one.\n" in shown
    assert "→ Yet another one.\n" in shown
    assert "  A new one.\n" in shown
    assert "Last words" not in shown
    assert as_json(small)["note"].startswith("1 sentence changed, 1 sentence added in “First”")


def test_a_moved_and_a_removed_chapter(small: TestPublication) -> None:
    first, second = BODY.index("## First"), BODY.index("## Second")
    small.write(HEAD + BODY[:first] + BODY[second:] + "\n" + BODY[first:second])
    assert text(small).count(": moved\n") == 1
    small.write(HEAD + BODY[:second])
    shown = text(small)
    assert "“Second”, at 0:" in shown
    assert ": removed\n" in shown


def test_another_voice_is_told_once_and_sentences_are_counted(small: TestPublication) -> None:
    small.edit("espeak:en-us", "espeak:en-gb")
    shown = text(small)
    assert "  the voice is now espeak:en-gb; it was espeak:en-us\n" in shown
    assert "    * … and 1 more that sound different\n" in shown
    assert sum(len(chapter["sentences"]) for chapter in as_json(small)["chapters"]) == 10


def test_a_pronunciation_is_told(small: TestPublication) -> None:
    small.write_file("lexicon.toml", 'words = "wurdz"\n')
    found = as_json(small)
    sentences = [sentence for chapter in found["chapters"] for sentence in chapter["sentences"]]
    assert [(each["change"], each["after"]) for each in sentences] == [
        ("respoken", "Opening words here."),
        ("respoken", "Last words."),
    ]


def test_other_pauses_and_loudness_are_told(small: TestPublication) -> None:
    small.edit("slug: small", "slug: small\npauses:\n  section: 3000\nloudness: -23")
    shown = text(small)
    assert "pauses in or after" in shown
    assert "loudness is now -23.0; it was -19.0" in shown


@pytest.mark.parametrize("old_and_new", [("Another one.", "Yet another one with more words."), ("## First", "## One")])
def test_the_note_is_the_one_of_the_next_edition(small: TestPublication, old_and_new: tuple[str, str]) -> None:
    small.edit(*old_and_new)
    expected, estimated_ms = as_json(small)["note"], as_json(small)["estimated_duration_ms"]
    small.build()

    # The same but for times, which are estimates before the build.
    def without_times(note: str) -> str:
        return "".join(char for char in note if not char.isdigit())

    assert without_times(small.manifest.notes[-1]) == without_times(expected)
    assert small.manifest.duration_ms == pytest.approx(estimated_ms, rel=0.1)


def test_times_of_an_unchanged_edition_are_those_it_has(small: TestPublication) -> None:
    """Without a store: the manifest has every sample that a timeline is laid out from."""
    shutil.rmtree(small.store)
    read = read_inputs(read_publication(small.root), small.script)
    published = read_edition(small.manifest_path)
    assert published is not None
    expected = expect(read, read_publication(small.root), published)
    assert expected.plan.is_exact
    assert expected.is_up_to_date
    assert expected.described.edition.describes_same(published)


def test_a_broken_script_ends_in_its_error(small: TestPublication, run_cli: RunCli) -> None:
    small.edit("title: A small thing\n", "titel: x\n")
    ran = run_cli("diff")
    assert ran.returncode == 3
    assert "script/small.md:2: unknown setting 'titel'" in ran.stderr


def test_a_script_cannot_steer_the_terminal(small: TestPublication, run_cli: RunCli) -> None:
    small.edit("Another one.", "Another \x1b[31mred one.")
    ran = run_cli("diff", env={"LC_ALL": "C.UTF-8"})
    assert ran.returncode == 0
    assert "\x1b" not in ran.stdout


def test_two_scripts_are_shown_one_after_the_other(small: TestPublication, run_cli: RunCli) -> None:
    small.write_file("other.md", "# Other\n\nWords.\n")
    ran = run_cli("diff")
    assert ran.stdout.startswith("script/other.md: not built yet; 1 chapter, about 0:0")
    assert ran.stdout.splitlines()[-1] == "script/small.md: sounds as revision 1 of audio/small"
