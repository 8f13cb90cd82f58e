"""What a person types: exit codes, what goes to stdout and what to stderr, and what is never touched.

The program runs as a process. Fails on an exit code other than the documented one (5 is tested in ``test_whole_gtts``),
a message that does not say where and what to do, escape sequences without a terminal, and a dry run that changes
anything.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from audio_edition.cli.commands import COMMANDS
from conftest import RunCli
from support import program
from support.plugged_in import plug_in
from support.publications import SETTINGS, VOICE, TestPublication, tree

SCRIPT = "---\ntitle: Short\n---\nOne sentence. And another.\n\n## Part\n\nA third.\n"
HEAVY = ("numpy", "rich", "markdown_it", "yaml", "requests", "mutagen", "lameenc", "soundfile", "gtts", "sentencex")


def write(publication: Path, text: str = SCRIPT, name: str = "x.md") -> Path:
    return TestPublication(publication, {}, settings=SETTINGS).write_file(name, text)


WRONG_SCRIPTS = {
    "unknown key": ("---\ntitle: X\nautor: Ada\n---\nText.\n", "script/x.md:3:", "author"),
    "wrong type": ("---\ntitle: X\nannounce: perhaps\n---\nText.\n", "script/x.md:3:", "announce"),
    "wrong date": ("---\ntitle: X\ndate: 2024-02-30\n---\nText.\n", "script/x.md:3:", "date"),
    "unknown pause": ("---\ntitle: X\npauses:\n  sentense: 5\n---\nText.\n", "script/x.md:4:", "sentence"),
    "no title": ("Only text.\n", "script/x.md:1:", "title"),
    "empty": ("", "script/x.md", ""),
    "only marks": ("---\ntitle: X\n---\n... — !!!\n", "script/x.md:", "nothing to read aloud"),
    "NUL": ("---\ntitle: X\n---\nText\n\0more.\n", "script/x.md:5:", ""),
    "front matter never closed": ("---\ntitle: X\nText.\n", "script/x.md:", "---"),
}


@pytest.mark.parametrize(("text", "place", "named"), WRONG_SCRIPTS.values(), ids=WRONG_SCRIPTS)
def test_a_wrong_script_ends_in_3_and_says_where(
    text: str, place: str, named: str, publication: Path, run_cli: RunCli
) -> None:
    write(publication, text)
    ran = run_cli("build")
    assert ran.returncode == 3
    assert ran.stderr.startswith(f"audio-edition: {place}")
    assert named in ran.stderr
    assert ran.stdout == ""
    assert not (publication / "audio" / "x").exists()


def test_a_wrong_publication_ends_in_3_and_says_where(publication: Path, run_cli: RunCli) -> None:
    write(publication)
    (publication / "script" / "publication.toml").write_text('title = "P"\nloudnes = -19\n', encoding="utf-8")
    ran = run_cli("build")
    assert ran.returncode == 3
    assert "script/publication.toml:2:" in ran.stderr
    assert "did you mean 'loudness'?" in ran.stderr


def test_a_wrong_lexicon_ends_in_3_and_says_where(publication: Path, run_cli: RunCli) -> None:
    write(publication)
    (publication / "script" / "lexicon.toml").write_text('Good = "good"\nBad = \n', encoding="utf-8")
    ran = run_cli("build")
    assert (ran.returncode, "script/lexicon.toml:2:" in ran.stderr) == (3, True)


def test_a_script_that_is_not_there_ends_in_3_and_names_the_nearest(publication: Path, run_cli: RunCli) -> None:
    write(publication, name="october.md")
    ran = run_cli("build", "octobre")
    assert (ran.returncode, "did you mean 'october'?" in ran.stderr) == (3, True)


def test_no_script_at_all_ends_in_3_and_says_how_to_begin(publication: Path, run_cli: RunCli) -> None:
    ran = run_cli("build")
    assert (ran.returncode, "audio-edition import" in ran.stderr) == (3, True)


@pytest.mark.parametrize(
    ("voice", "named"),
    [("espeak:en-uss", "en-us"), ("espeek:en", "espeak"), ("espeak:en+f33", "f3"), ("gtts:klingon", "")],
)
def test_an_unknown_voice_ends_in_4_and_names_the_nearest(
    voice: str, named: str, publication: Path, run_cli: RunCli
) -> None:
    write(publication)
    ran = run_cli("build", "--voice", voice)
    assert ran.returncode == 4
    assert named in ran.stderr


def test_an_unknown_parameter_of_a_voice_ends_in_4(publication: Path, run_cli: RunCli) -> None:
    write(publication, "---\ntitle: X\nvoice: espeak:en-us\nvoice-parameters:\n  rat: 200\n---\nText.\n")
    ran = run_cli("build")
    assert (ran.returncode, "rate" in ran.stderr) == (4, True)


def test_a_file_in_the_way_ends_in_6(publication: Path, run_cli: RunCli) -> None:
    write(publication)
    (publication / "audio" / "x").write_text("mine")
    ran = run_cli("build")
    assert (ran.returncode, "audio/x:" in ran.stderr) == (6, True)
    assert (publication / "audio" / "x").read_text() == "mine"


def test_a_script_that_is_a_folder_ends_in_6_or_3(publication: Path, run_cli: RunCli) -> None:
    write(publication)
    (publication / "script" / "folder.md").mkdir()
    ran = run_cli("build", "script/folder.md")
    assert ran.returncode in (3, 6)
    assert "folder.md" in ran.stderr
    assert "Traceback" not in ran.stderr


FAILING_ENGINE = """
from audio_edition.errors import MissingExtraError
from audio_edition.voices.espeak import EspeakEngine

class Engine(EspeakEngine):
    name = "failing"
    def voice(self, name, parameters, *, lang):
        if name == "extra":
            raise MissingExtraError("failing", "this voice")
        raise ValueError("a defect \\x1b[31m of somebody")

ENGINE = Engine()
"""


def test_a_missing_package_ends_in_7_and_says_what_to_install(
    publication: Path, run_cli: RunCli, tmp_path: Path
) -> None:
    write(publication)
    env = plug_in(tmp_path / "plug-in", FAILING_ENGINE, "failing")
    ran = run_cli("build", "--voice", "failing:extra", env=env)
    assert ran.returncode == 7
    assert "pip install 'audio-edition[failing]'" in ran.stderr


def test_a_defect_ends_in_70_without_a_traceback_unless_asked_for(
    publication: Path, run_cli: RunCli, tmp_path: Path
) -> None:
    write(publication)
    env = plug_in(tmp_path / "plug-in", FAILING_ENGINE, "failing")
    ran = run_cli("build", "--voice", "failing:x", env=env)
    assert (ran.returncode, "Traceback" in ran.stderr, "--debug" in ran.stderr) == (70, False, True)
    assert "\x1b" not in ran.stderr
    shown = run_cli("--debug", "build", "--voice", "failing:x", env=env)
    assert shown.returncode != 0
    assert "Traceback" in shown.stderr


@pytest.mark.parametrize(
    "arguments", [("bild",), ("build", "--nope"), ("build", "--voice"), ("import",), ("voices", "x", "y")]
)
def test_wrong_usage_ends_in_2(arguments: tuple[str, ...], run_cli: RunCli) -> None:
    ran = run_cli(*arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "Error" in ran.stderr or "Usage" in ran.stderr


def test_wrong_usage_is_told_to_a_program_too(run_cli: RunCli) -> None:
    ran = run_cli("voices", "--json", "x", "y")
    assert ran.returncode == 2
    assert [error["exit_code"] for error in json.loads(ran.stdout)["errors"]] == [2]
    assert "Usage" in ran.stderr


def test_a_command_that_is_not_there_is_answered_with_the_nearest(run_cli: RunCli) -> None:
    assert "Did you mean 'build'?" in run_cli("bulid").stderr


SLOW_ENGINE = """
import sys, time
from audio_edition.voices.espeak import EspeakEngine

class Slow:
    def __init__(self, voice):
        self._voice = voice
        self.name = "slow:en"
        self.key = {**voice.key, "engine": "slow"}
        self.concurrency = 1
        self.said = 0
    def __getattr__(self, name):
        return getattr(self._voice, name)
    def speak(self, phrases):
        self.said += 1
        if self.said > 1:
            print("SPEAKING", file=sys.stderr, flush=True)
            time.sleep(600)
        return self._voice.speak(phrases)

class Engine(EspeakEngine):
    name = "slow"
    def voice(self, name, parameters, *, lang):
        return Slow(super().voice("en", parameters, lang=lang))

ENGINE = Engine()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_build_that_is_ended_says_so_and_leaves_the_edition_alone(
    number: signal.Signals, code: int, publication: Path, run_cli: RunCli, tmp_path: Path
) -> None:
    write(publication)
    run_cli("build", check=True)
    published = publication / "audio" / "x"
    before = tree(published)
    env = {**os.environ, **plug_in(tmp_path / "plug-in", SLOW_ENGINE, "slow")}
    with program.start("build", "--voice", "slow:en", cwd=publication, env=env) as process:
        assert process.stderr
        for line in process.stderr:
            if line.strip() == b"SPEAKING":
                break
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert process.returncode == code
    assert b"what was finished is kept" in said
    assert b"Traceback" not in said
    assert tree(published) == before


def test_results_are_on_stdout_and_progress_on_stderr(publication: Path, run_cli: RunCli) -> None:
    write(publication)
    ran = run_cli("build", env={"TERM": "xterm-256color", "COLORTERM": "truecolor"})
    assert ran.returncode == 0
    assert "audio/x/x.mp3" in ran.stdout
    assert re.search(r"^Part +0:0\d", ran.stdout, re.MULTILINE)
    assert "sentences to speak" not in ran.stdout
    assert "5 of 5 sentences to speak" in ran.stderr
    assert f"voice {VOICE}" in ran.stderr
    assert "\x1b" not in ran.stdout + ran.stderr
    assert "\r" not in ran.stderr


def test_json_is_json_and_nothing_else(publication: Path, run_cli: RunCli) -> None:
    write(publication, SCRIPT + "\n```\ncode\n```\n")
    (planned,) = json.loads(run_cli("build", "--json", "--dry-run", check=True).stdout)["results"]
    assert (planned["status"], planned["revision"]) == ("planned", None)
    (built,) = json.loads(run_cli("build", "--json", check=True).stdout)["results"]
    assert (built["status"], built["revision"]) == ("built", 1)
    assert built["plan"]["sentences_to_speak"] == built["spoken"] == 5
    assert built["not_spoken"] == [
        {"place": "script/x.md:10", "element": "code", "reason": "code is not spoken", "excerpt": "code"}
    ]
    assert (publication / built["mp3"]).is_file()
    (unchanged,) = json.loads(run_cli("build", "--json", check=True).stdout)["results"]
    assert (unchanged["status"], unchanged["spoken"], unchanged["encoded"]) == ("unchanged", 0, 0)
    assert {row["engine"] for row in json.loads(run_cli("voices", "--json", check=True).stdout)["results"]} >= {
        "espeak",
        "gtts",
    }
    assert json.loads(run_cli("voices", "espeak", "--json", "--lang", "de", check=True).stdout)["results"]


def test_json_of_several_has_those_that_were_built_and_the_code_of_what_failed(
    publication: Path, run_cli: RunCli
) -> None:
    write(publication, "---\ntitle: X\nnope: 1\n---\nText.\n", "a.md")
    write(publication, name="b.md")
    ran = run_cli("build", "--json")
    assert ran.returncode == 3
    assert [result["slug"] for result in json.loads(ran.stdout)["results"]] == ["b"]
    assert "script/a.md:3:" in ran.stderr


def test_a_dry_run_changes_nothing(publication: Path, run_cli: RunCli) -> None:
    path = write(publication)
    before = tree(publication)
    ran = run_cli("build", "--dry-run", check=True)
    assert "nothing was changed" in ran.stdout
    assert tree(publication) == before

    run_cli("build", check=True)
    path.write_text(SCRIPT.replace("third", "fourth"), encoding="utf-8")
    before = tree(publication)
    ran = run_cli("build", "--dry-run", check=True)
    assert "1 of 5 sentences to speak, 1 of 4 paragraphs to encode" in ran.stderr
    assert tree(publication) == before


def test_a_dry_run_of_import_changes_nothing(publication: Path, run_cli: RunCli, tmp_path: Path) -> None:
    source = tmp_path / "pasted.txt"
    source.write_text("A Title\n\nA paragraph of text that is long enough to be one, with a full stop.\n")
    before = tree(publication)
    run_cli("import", source, "--dry-run", check=True)
    assert tree(publication) == before


def test_a_build_with_nothing_to_do_changes_nothing(publication: Path, run_cli: RunCli) -> None:
    write(publication)
    run_cli("build", check=True)
    before = tree(publication)
    ran = run_cli("build", check=True)
    assert "nothing to do" in ran.stdout
    after = tree(publication)
    assert {name: facts for name, facts in after.items() if ".store" not in name} == {
        name: facts for name, facts in before.items() if ".store" not in name
    }


def commands() -> list[tuple[str, ...]]:
    import click

    from audio_edition.cli.commands import group

    found: list[tuple[str, ...]] = [()]
    for name in COMMANDS:
        command = group.get_command(click.Context(group), name)
        found.append((name,))
        found += [(name, inner) for inner in getattr(command, "commands", ())]
    return found


@pytest.mark.parametrize("command", commands(), ids=lambda command: " ".join(command) or "audio-edition")
def test_every_help_has_examples(command: tuple[str, ...], run_cli: RunCli) -> None:
    said = run_cli(*command, "--help", check=True).stdout
    assert "Examples:" in said
    examples = said.split("Examples:")[1]
    assert f"audio-edition {' '.join(command)}".strip() in examples
    assert "\x1b" not in said


def test_help_imports_nothing_heavy(publication: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "audio_edition", "--help"],
        cwd=publication,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in ran.stderr.splitlines()}
    assert "click" in imported
    assert imported.isdisjoint(HEAVY)


def test_a_closed_pipe_is_no_error_message(publication: Path) -> None:
    write(publication)
    command = f"{shlex.quote(sys.executable)} -m audio_edition voices espeak | head -n 1"
    ran = subprocess.run(["bash", "-c", command], cwd=publication, capture_output=True, check=True)
    assert ran.stderr == b""


def test_a_pipe_with_few_letters_gets_utf_8(publication: Path) -> None:
    """As on Windows, where a pipe has the system's encoding."""
    made = TestPublication(publication, "---\ntitle: Война и мир 🚀\nvoice: espeak:en-us\n---\n\nWords.\n", slug="war")
    for arguments in (("build",), ("build", "--json"), ("diff",), ("check", "--json")):
        ran = made.run(*arguments, env={"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"})
        assert ran.returncode == 0, ran.stderr
    assert "Война и мир 🚀" in made.run("build", "--json", env={"PYTHONIOENCODING": "cp1252"}).stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_script_with_an_escape_in_its_name_steers_no_terminal(publication: Path, run_cli: RunCli) -> None:
    script = publication / "script" / "a\x1b[31mb.md"
    script.write_text("---\ntitle: A\nvoice: espeak:en-us\n---\nOne sentence.\n\n```\ncode\n```\n")
    for arguments in (
        ("build", "--dry-run"),
        ("build",),
        ("build", "--json"),
        ("check",),
        ("diff",),
        ("store", "status"),
    ):
        ran = run_cli(*arguments)
        assert "\x1b" not in ran.stdout + ran.stderr, arguments


@pytest.mark.parametrize(
    ("what", "lacking"), [('RuntimeError("can\'t start new thread")', "threads"), ("MemoryError()", "memory")]
)
def test_a_machine_that_has_none_left_is_no_defect_of_ours(publication: Path, what: str, lacking: str) -> None:
    made = TestPublication(publication)
    fail = f"""
from concurrent.futures import ThreadPoolExecutor
def fail(*_):
    raise {what}
ThreadPoolExecutor.submit = fail
"""
    ran = made.run("build", prelude=fail)
    assert ran.returncode == 6, ran.stderr
    assert f"no {lacking} left" in ran.stderr
