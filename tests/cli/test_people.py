"""Commands for newcomers and editors: init, config, doctor, completion, groups of the help, and the one question."""

from __future__ import annotations

import json
import threading
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from audio_edition.cli import consent
from audio_edition.cli.commands import COMMANDS, GROUPS, OTHERS, group, grouped_commands
from audio_edition.cli.consent import Consent
from audio_edition.cli.tables import print_table
from audio_edition.errors import VoiceError
from audio_edition.making.builder import Builder
from audio_edition.making.choice import choose_voice
from audio_edition.making.request import BuildRequest
from audio_edition.publication.folder import read_publication
from audio_edition.publication.setting_texts import TEXTS
from audio_edition.publication.settings import KEYS
from support.loopback_google import LoopbackGoogle
from support.publications import TestPublication


def test_a_new_publication_can_be_built_at_once(tmp_path: Path, run_cli) -> None:
    root = tmp_path / "paper"
    made = run_cli("init", root, "--title", 'The "Gazette"', "--voice", "espeak:en-us", check=True)
    assert f"audio-edition build -C {root}" in made.stdout
    assert tomllib.loads((root / "script" / "publication.toml").read_text())["title"] == 'The "Gazette"'
    run_cli("build", "-C", root, check=True)
    assert (root / "audio" / "the-tide-table" / "the-tide-table.mp3").is_file()
    run_cli("check", "-C", root, "--strict", check=True)
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    assert run_cli("init", root).returncode == 6
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


def test_every_setting_says_where_it_comes_from(publication: Path, run_cli) -> None:
    small = TestPublication(publication)
    small.write_file("publication.toml", 'title = "The Gazette"\nlang = "en-GB"\n[pauses]\nsection = 2000\n')
    found = json.loads(run_cli("config", "small", "--voice", "espeak:en+f3", "--json", check=True).stdout)["results"]
    rows = {row["name"]: row for row in found}
    assert {name.partition(".")[0] for name in rows} >= set(KEYS)
    assert (rows["title"]["value"], rows["title"]["place"]) == ("A small thing", "script/small.md:2")
    assert (rows["publication"]["value"], rows["publication"]["place"]) == ("The Gazette", "script/publication.toml:1")
    assert (rows["pauses.section"]["value"], rows["pauses.section"]["place"]) == (2000, "script/publication.toml:4")
    assert (rows["pauses.title"]["value"], rows["pauses.title"]["source"]) == (1000, "default")
    assert (rows["voice"]["value"], rows["voice"]["source"]) == ("espeak:en+f3", "command line")
    assert rows["bitrate"]["source"] == "default"
    shown = run_cli("config", "--set", check=True).stdout
    assert "en-GB" in shown
    assert "bitrate" not in shown


def test_every_setting_is_described() -> None:
    assert set(KEYS) <= set(TEXTS)


def test_doctor_tells_of_this_machine_and_of_no_key(publication: Path, run_cli) -> None:
    TestPublication(publication)
    ran = run_cli("doctor", "--offline", env={"AUDIO_EDITION_OPENAI_API_KEY": "sk-secret"})
    assert ran.returncode == 0, ran.stdout
    for each in ("Python", "espeak", "lameenc", "GB free", "AUDIO_EDITION_OPENAI_API_KEY"):
        assert each in ran.stdout
    assert "sk-secret" not in ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("build sm", "small"),
        ("build --voice espeak:en-u", "espeak:en-us"),
        ("build --voice es", "espeak:"),
        ("lexicon suggest ", "small"),
        ("do", "doctor"),
    ],
)
def test_scripts_voices_and_commands_are_completed(publication: Path, run_cli, typed: str, expected: str) -> None:
    TestPublication(publication)
    words = f"audio-edition {typed}"
    env = {
        "_AUDIO_EDITION_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - (not words.endswith(" "))),
    }
    assert f"plain,{expected}" in run_cli(env=env).stdout.split("\n")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_lines(run_cli, shell: str) -> None:
    assert "_AUDIO_EDITION_COMPLETE" in run_cli("completion", shell, check=True).stdout


def test_the_help_begins_with_build_and_leaves_no_command_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "brand-new", ("doctor", "A command nobody put into a group."))
    groups = grouped_commands()
    assert groups[0][1][0] == "build"
    assert groups[-1] == (OTHERS, ["brand-new"])
    assert sorted(name for _, names in groups for name in names) == sorted(COMMANDS)
    assert len({name for names in GROUPS.values() for name in names}) == sum(map(len, GROUPS.values()))
    assert "brand-new" in CliRunner().invoke(group, ["--help"]).output


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[bool]:
    """A person at a terminal, who gives these answers."""
    answers: list[bool] = []

    def confirm(text: str, **_: object) -> bool:
        assert "Google" in text
        return answers.pop(0)

    monkeypatch.setenv("AUDIO_EDITION_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setattr(consent, "_at_terminal", lambda: True)
    monkeypatch.setattr(click, "confirm", confirm)
    monkeypatch.setattr(click, "echo", lambda *_, **__: None)
    return answers


@pytest.mark.parametrize("answer", [True, False])
def test_a_person_is_asked_once_and_the_answer_is_remembered(terminal: list[bool], answer: bool) -> None:
    terminal.append(answer)
    asked = Consent()
    assert asked("Google") is answer
    assert asked("Google") is answer
    assert Consent()("Google") is answer  # another run
    assert Consent(ask=False)("Google") is answer
    assert not terminal
    consent.consent_file().write_text("{damaged")
    terminal.append(not answer)
    assert Consent()("Google") is not answer


def test_nobody_is_asked_where_a_program_reads_or_there_is_no_terminal(
    terminal: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Consent(ask=False)("Google") is True
    monkeypatch.setattr(consent, "_at_terminal", lambda: False)
    assert Consent()("Google") is True
    assert not consent.consent_file().exists()


def test_with_a_no_the_built_in_voice_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    from audio_edition.voices.gtts import ENGINE

    monkeypatch.setattr(type(ENGINE), "probe", lambda _: "")
    chosen = choose_voice("auto", {}, lang="en", asked_for="", published=None, may_send=lambda _: False)
    assert chosen.voice.name.startswith("espeak:")
    assert "you do not want" in chosen.reason
    chosen = choose_voice("auto", {}, lang="en", asked_for="", published=None, may_send=lambda _: True)
    assert chosen.voice.name.startswith("gtts:")


def test_a_voice_of_google_that_a_script_names_is_asked_for_too(tmp_path: Path) -> None:
    small = TestPublication(tmp_path)
    small.edit("voice: espeak:en-us", "voice: gtts:en")
    request = BuildRequest(read_publication(tmp_path), small.script)
    with pytest.raises(VoiceError, match="you do not want texts to go to Google"):
        Builder(tmp_path, may_send=lambda _: False).build(request)


@pytest.fixture
def google() -> Iterator[LoopbackGoogle]:
    with LoopbackGoogle() as service:
        yield service


@pytest.fixture
def refused(publication: Path, google: LoopbackGoogle) -> dict[str, str]:
    """The environment of a person who does not want texts to go to Google; scripts that name its voice."""
    made = TestPublication(publication)
    made.edit("voice: espeak:en-us", "voice: gtts:en")
    consent.consent_file().parent.mkdir(parents=True, exist_ok=True)
    consent.consent_file().write_text('{"Google": false}')
    return google.environment


@pytest.mark.parametrize("arguments", [("build",), ("say", "--script", "small", "A word."), ("build", "--json")])
def test_no_command_sends_a_text_against_an_answer(
    google: LoopbackGoogle, refused: dict[str, str], run_cli, arguments: tuple[str, ...]
) -> None:
    ran = run_cli(*arguments, env=refused)
    assert ran.returncode == VoiceError.exit_code
    assert "you do not want texts to go to Google" in ran.stderr
    assert google.requests == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("say", "A word.", "--voice", "gtts:en"),
        ("voices", "--try", "A word.", "--voice", "gtts:en"),
        ("build", "--voice", "gtts:en"),
    ],
)
def test_who_names_the_voice_on_the_command_line_has_answered(
    google: LoopbackGoogle, refused: dict[str, str], run_cli, arguments: tuple[str, ...]
) -> None:
    run_cli(*arguments, env=refused, check=True)
    assert google.requests


def test_serving_asks_before_it_builds_too(
    refused: dict[str, str], publication: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("watchfiles")
    from audio_edition.cli.serve import _start_watching
    from audio_edition.publishing.live import Changes

    stop, said = threading.Event(), ""
    thread = _start_watching(publication, "", Changes(), stop)
    while "you do not want texts to go to Google" not in said and thread.is_alive():
        said += capsys.readouterr().err
        stop.wait(0.05)
    stop.set()
    thread.join()
    assert "you do not want texts to go to Google" in said


def test_a_question_that_nobody_answers_in_another_thread_is_a_no(
    terminal: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    def abort(*_: object, **__: object) -> bool:
        raise click.Abort

    monkeypatch.setattr(click, "confirm", abort)
    with pytest.raises(click.Abort):
        Consent()("Google")
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(Consent(), "Google").result() is False
    assert not consent.consent_file().exists()


@pytest.mark.parametrize(("columns", "stacked"), [(50, True), (80, False)])
def test_tables_stack_where_there_is_little_room(columns: int, stacked: bool) -> None:
    from rich.console import Console

    console = Console(width=columns, force_terminal=True, color_system=None, highlight=False)
    with console.capture() as capture:
        print_table(("word", "times", "why"), [("Kornilov", 3, ""), ("\x1b[2J", 1, "name")], console=console)
    shown = capture.get()
    assert ("  times: 3" in shown) is stacked
    assert ("why" in shown.split("\n")[0]) is not stacked
    assert "Kornilov" in shown
    assert "\x1b" not in shown


def test_sentences_as_they_will_be_said_stack_where_there_is_little_room(
    publication: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = TestPublication(publication)
    made.edit("Last words.", "Founded in 1917 by some printers.")
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")
    shown = CliRunner().invoke(group, ["script", "--spoken", "-C", str(publication)], color=True).output
    plain = click.unstyle(shown).splitlines()
    assert "  as it is written: Founded in 1917 by some printers." in plain
    assert any(line.startswith("  as it will be said: Founded in nineteen") for line in plain)
    assert plain[0].endswith("small.md")
    assert plain[1].isdigit()
