"""``audio-edition check``: is the edition what its script says."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from audio_edition.cli.check import command
from conftest import RunCli
from support import manifests
from support.places import ROOT
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


def check(small: TestPublication, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and what ``--json`` says."""
    ran = CliRunner().invoke(command, ["-C", str(small.root), "--json", *arguments], standalone_mode=False)
    assert ran.exception is None, ran.output
    return int(ran.return_value), json.loads(ran.stdout)


def kinds(small: TestPublication) -> set[str]:
    """The kinds of difference of the one script there is."""
    code, report = check(small)
    (script,) = report["results"]
    assert code == (0 if report["passed"] else 1)
    assert report["passed"] == (script["status"] == "matches")
    return {difference["kind"] for difference in script["differences"]}


def test_an_edition_that_matches(small: TestPublication) -> None:
    code, report = check(small)
    assert code == 0
    assert report["results"][0]["status"] == "matches"
    assert report["editions_without_script"] == []


def test_nothing_is_written_and_no_store_is_needed(small: TestPublication) -> None:
    shutil.rmtree(small.store)
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in small.root.rglob("*")}
    assert kinds(small) == set()
    assert {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in small.root.rglob("*")} == before


def test_what_is_not_built(publication: Path) -> None:
    small = TestPublication(publication)
    code, report = check(small)
    assert code == 1
    assert report["results"][0]["status"] == "not-built"


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("Another one.", "Another two.", "text"),
        ("Another one.", "Another one. And more.", "text"),
        ("One sentence. Another one.", "One sentence.\n\nAnother one.", "text"),
        ("A second paragraph.\n", "", "text"),
        ("A second paragraph.", "> A second paragraph.", "text"),
        (BODY[BODY.index("## First") :], "## Second\n\nLast words. The very end.\n\n## First\n", "text"),
        ("## Second", "### Second", "chapters"),
        ("## Second", "## The Second", "chapters"),
        ("title: A small thing", "title: Another thing", "settings"),
        ("slug: small", "slug: small\nauthor: Somebody", "settings"),
        ("slug: small", "slug: small\ndate: 2017-11-07", "settings"),
        ("slug: small", "slug: small\nloudness: -23", "settings"),
        ("slug: small", "slug: small\nbitrate: 64", "settings"),
        ("slug: small", "slug: small\nlang: en-gb", "settings"),
        ("slug: small", "slug: small\npauses:\n  section: 1600", "pauses"),
        ("slug: small", "slug: small\npauses:\n  title: 1040", "pauses"),
        ("slug: small", "slug: small\npauses:\n  sentence: 353", "pauses"),
        ("slug: small", "slug: small\npauses:\n  paragraph: 690", "pauses"),
        ("A second paragraph.", "A second paragraph.\n\n***\n", "pauses"),
        ("slug: small", "slug: small\ndescription: What it is about", "settings"),
        ("voice: espeak:en-us", "voice: espeak:en-gb", "voice"),
        ("voice: espeak:en-us", "voice: espeak:en-us\nvoice-parameters:\n  rate: 180", "voice"),
        ("A second paragraph.", "A second paragraph.\n\n```\ncode\n```\n", "not-spoken"),
    ],
)
def test_what_a_build_would_change_is_found(small: TestPublication, old: str, new: str, kind: str) -> None:
    small.edit(old, new)
    found = kinds(small)
    assert kind in found
    # And a build does change it, after which all is well again.
    assert small.build().status in ("built", "updated")
    assert kinds(small) == set()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (HEAD, HEAD + "\n\n\n"),
        ("A second paragraph.", "A second\nparagraph."),
        ("## First", "First\n-----"),
        ("voice: espeak:en-us", "voice: auto"),
    ],
)
def test_what_a_build_would_not_change_is_no_difference(small: TestPublication, old: str, new: str) -> None:
    small.edit(old, new)
    assert kinds(small) == set()
    assert small.build().status == "unchanged"


def test_a_lexicon_entry_is_a_difference_where_its_word_is_said(small: TestPublication) -> None:
    small.write_file("lexicon.toml", '[words]\nespeak = "w\'3:dz"\n')
    assert kinds(small) == {"text"}


def test_a_lexicon_entry_that_matches_nothing_is_no_difference(small: TestPublication) -> None:
    small.write_file("lexicon.toml", 'Petrograd = "Petro-grad"\n')
    assert kinds(small) == set()


def damaged_mp3(small: TestPublication) -> None:
    path = small.mp3
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def shorter_mp3(small: TestPublication) -> None:
    path = small.mp3
    path.write_bytes(path.read_bytes()[:-1])


def no_mp3(small: TestPublication) -> None:
    small.mp3.unlink()


def no_json(small: TestPublication) -> None:
    small.manifest_path.write_text("{")


@pytest.mark.parametrize(
    "damage",
    [damaged_mp3, shorter_mp3, no_mp3, no_json],
    ids=lambda damage: damage.__name__,
)
def test_a_damaged_edition_does_not_match(small: TestPublication, damage: Callable[[TestPublication], None]) -> None:
    damage(small)
    assert "damaged" in kinds(small)


@pytest.mark.parametrize("damage", manifests.DAMAGES)
def test_a_damaged_manifest_does_not_match(small: TestPublication, damage: str) -> None:
    manifests.damage(small.manifest_path, damage)
    assert "damaged" in kinds(small)


def test_other_versions_are_notes_and_fail_only_with_strict(
    small: TestPublication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audio_edition.store.keys.encoder_versions", lambda: "lameenc=99")
    monkeypatch.setattr("audio_edition.voices.espeak._library.version", lambda: "99")
    code, report = check(small)
    assert code == 0
    said = " ".join(warning["message"] for warning in report["results"][0]["warnings"])
    assert "speaks everything anew" in said
    assert "encodes everything anew" in said
    assert check(small, "--strict")[0] == 1


def test_a_missing_extra_compares_the_words(small: TestPublication, monkeypatch: pytest.MonkeyPatch) -> None:
    from audio_edition.errors import MissingExtraError

    def missing(*_: object, **__: object) -> None:
        raise MissingExtraError("some", "the voice")

    monkeypatch.setattr("audio_edition.making.cast.find_voice", missing)
    code, report = check(small)
    assert code == 0
    assert "compared by their words alone" in report["results"][0]["warnings"][0]["message"]
    small.edit("Another one.", "Another two.")
    assert kinds(small) == {"text"}
    small.edit("espeak:en-us", "other:voice")
    assert kinds(small) == {"text", "voice"}


@pytest.mark.parametrize("arguments", [(), ("--scripts-only",)])
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("slug: small", "slugg: small", "script/small.md:4: unknown setting 'slugg'; did you mean 'slug'?"),
        ("title: A small thing\n", "title: [\n", "script/small.md:"),
        (HEAD + BODY, "", "script/small.md:1: no title"),
    ],
)
def test_a_script_with_problems_is_reported_with_its_line(
    small: TestPublication, run_cli: RunCli, old: str, new: str, message: str, arguments: tuple[str, ...]
) -> None:
    small.edit(old, new)
    ran = run_cli("check", *arguments)
    assert ran.returncode == 1
    assert message in ran.stdout
    assert "1 script: 1 with problems" in ran.stdout
    assert ran.stderr == ""


def test_one_broken_script_does_not_hide_the_others(small: TestPublication) -> None:
    small.write_file("a.md", "---\ntitel: x\n---\n")
    small.write_file("z.md", HEAD + BODY)
    code, report = check(small)
    assert code == 1
    assert [script["status"] for script in report["results"]] == ["broken", "matches", "broken"]
    assert "would both become audio/small" in report["results"][2]["differences"][0]["message"]


def test_a_broken_lexicon_is_a_problem(small: TestPublication) -> None:
    small.write_file("lexicon.toml", "word = 3\n")
    code, report = check(small, "--scripts-only")
    assert code == 1
    assert "lexicon.toml:1" in report["results"][0]["differences"][0]["message"]


def test_an_unknown_voice_is_a_problem(small: TestPublication) -> None:
    small.edit("espeak:en-us", "espeak:klingonish")
    assert kinds(small) == {"script"}


def test_scripts_only_asks_for_no_edition(publication: Path) -> None:
    code, report = check(TestPublication(publication), "--scripts-only")
    assert code == 0
    assert report["results"][0]["status"] == "valid"


def test_warnings_fail_only_when_strict(small: TestPublication) -> None:
    small.write("---\ntitle: Alone\nslug: small\n---\n")
    assert check(small, "--scripts-only")[0] == 0
    code, report = check(small, "--scripts-only", "--strict")
    assert code == 1
    assert report["results"][0]["warnings"]


def test_an_edition_without_script_is_a_warning(small: TestPublication) -> None:
    small.script.rename(small.script.with_name("kept.md"))
    small.script = small.script.with_name("kept.md")
    small.edit("slug: small", "slug: kept")
    assert check(small)[1]["editions_without_script"] == [], "it is what the renamed script will become"
    small.build()
    assert check(small)[1]["editions_without_script"] == ["small"]
    small.write("---\ntitle: Another\nslug: other\n---\n\nWords.\n")
    assert check(small)[1]["editions_without_script"] == ["kept", "small"]


def test_a_voice_on_the_network_is_not_asked(small: TestPublication) -> None:
    """Any attempt to leave this machine fails the test."""
    small.edit("espeak:en-us", "gtts:en")
    assert "voice" in kinds(small)
    small.write(
        HEAD.replace("espeak:en-us", "auto").replace("slug: small", "slug: never").replace("A small", "Another") + BODY
    )
    assert small.check() == "not-built"


def test_the_commit_hook_runs_what_there_is(small: TestPublication, run_cli: RunCli) -> None:
    import re

    import yaml

    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    program, *arguments = hook["entry"].split()
    assert program == "audio-edition"
    assert run_cli(*arguments).returncode == 0
    assert hook["pass_filenames"] is False
    for name, wanted in {"script/x.md": True, "script/lexicon.toml": True, "README.md": False}.items():
        assert bool(re.search(hook["files"], name)) is wanted


def test_one_line_says_that_all_is_well(small: TestPublication, run_cli: RunCli) -> None:
    ran = run_cli("check", env={"LC_ALL": "C"})
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "1 script: 1 up to date\n", "")


def test_names_cannot_steer_the_terminal(small: TestPublication, run_cli: RunCli) -> None:
    if os.name == "nt":
        pytest.skip("Windows has no such names")
    (small.root / "script" / "x\x1b[31m.md").write_text("---\ntitel: x\n---\n")
    ran = run_cli("check")
    assert ran.returncode == 1
    assert "\x1b" not in ran.stdout + ran.stderr


def test_what_is_wrong_with_all_is_said_once(publication: Path) -> None:
    made = TestPublication(publication, {name: HEAD.replace("small", name) + BODY for name in ("a", "b", "c")})
    made.write_file("lexicon.toml", 'Trotsky = "trot ski"\nOpening = "oh pening"\n')
    for name in ("build", "check"):
        ran = made.run(name)
        said = ran.stdout + ran.stderr
        assert said.count("'Trotsky' matches nothing") == 1
        assert "Opening" not in said.replace("Opening words", "")
        assert f"lexicon.toml:1: {'warning: ' if name == 'check' else ''}the entry" in said
    made.write_file("b.md", HEAD.replace("small", "b") + BODY + "\nTrotsky speaks.\n")
    assert "matches nothing" not in made.run("check").stdout
    assert "matches nothing" not in made.run("build", "a").stdout
    made.write_file("publication.toml", 'titel = "The Paper"\n')
    for name in ("build", "check"):
        ran = made.run(name)
        assert (ran.stdout + ran.stderr).count("unknown setting 'titel'") == 1
    assert "3 scripts: 3 with problems" in made.run("check").stdout


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("voice: espeak:xx-yy", "espeak has no voice 'xx-yy'"),
        ("voice: nosuch:anna", "there is no voice engine 'nosuch'"),
        ("speakers: {Q: 'espeak:zzz'}", "espeak has no voice 'zzz'"),
        ("voice: auto\nspeakers: {Q: 'espeak:de'}\nvoice-parameters: {pitch: 60}", ""),
        ("voice: espeak:de", ""),
    ],
)
def test_scripts_alone_are_checked_for_voices_that_do_not_exist(
    publication: Path, run_cli: RunCli, setting: str, said: str
) -> None:
    TestPublication(publication, f"---\ntitle: Small\n{setting}\n---\nA sentence.\n", settings="")
    ran = run_cli("check", "--scripts-only")
    assert said in ran.stdout + ran.stderr
    assert (ran.returncode == 0) == (not said)
