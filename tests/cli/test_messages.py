"""What builds and checks say: once, briefly, and in the form that was asked for."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import click
import pytest

from audio_edition import errors
from audio_edition.cli import check, doctor, running, store
from audio_edition.cli.check import _annotation
from audio_edition.cli.commands import EPILOG
from audio_edition.publishing import remote
from support.places import ROOT
from support.program import run
from support.publications import TestPublication

SECOND = "---\ntitle: Second\nvoice: espeak:en-us\n---\n\nSome words. {}\n"


def two(publication: Path, **more: str) -> TestPublication:
    made = TestPublication(publication)
    made.write_file("second.md", SECOND.format(more.get("words", "")))
    made.write_file("lexicon.toml", 'Nowhere = "no where"\n')
    return made


def test_the_same_note_is_said_once_and_one_line_closes(publication: Path, run_cli) -> None:
    two(publication)
    ran = run_cli("build", check=True)
    said = ran.stdout + ran.stderr
    assert said.count("named in the settings") == 2  # in the plan, and in the result
    assert said.count("Nowhere") == 1
    assert ran.stdout.rstrip().endswith("2 scripts: 2 built")
    assert run_cli("build", check=True).stdout.rstrip().endswith("2 scripts: 2 up to date")


def test_a_word_that_one_script_has_is_not_called_unused(publication: Path, run_cli) -> None:
    two(publication, words="He went Nowhere.")
    ran = run_cli("build", check=True)
    assert "Nowhere" not in ran.stdout + ran.stderr


def test_quiet_prints_only_paths_and_errors(publication: Path, run_cli) -> None:
    made = two(publication)
    made.write_file("bad.md", "---\nnope: 1\n---\nText.\n")
    ran = run_cli("build", "--quiet")
    assert ran.returncode == 3
    assert ran.stdout.split() == ["audio/second/second.mp3", "audio/small/small.mp3"]
    assert ran.stderr.splitlines()[0].startswith("audio-edition: script/bad.md:2:")
    assert "note" not in ran.stderr
    ran = run_cli("check", "--quiet")
    assert (ran.returncode, len(ran.stdout.splitlines())) == (1, 1)


def test_github_shows_what_is_wrong_at_its_line(publication: Path, run_cli) -> None:
    made = TestPublication(publication)
    made.write_file("bad.md", "---\ntitle: X\nnope: 1\n---\nText.\n")
    ran = run_cli("check", "--scripts-only", "--format", "github")
    assert ran.returncode == 1
    assert ran.stdout.startswith("::error file=script/bad.md,line=3::unknown setting")
    assert run_cli("check", "--json", "--format", "github").returncode == 2


def test_no_message_begins_another_command(capsys: pytest.CaptureFixture[str]) -> None:
    _annotation("error", "a,b:c.md", 3, "100%\n::stop-commands::x")
    assert capsys.readouterr().out == "::error file=a%2Cb%3Ac.md,line=3::100%25%0A::stop-commands::x\n"


def test_a_text_file_among_the_scripts_is_named(publication: Path, run_cli) -> None:
    made = TestPublication(publication)
    for name in ("x.txt", "README.md", "notes.toml"):
        made.write_file(name, "text\n")
    for command in ("build", "check"):
        ran = run_cli(command)
        assert (ran.stdout + ran.stderr).count("it is not built, because its name does not end in .md") == 1
        assert "script/x.txt" in ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("lang", "hint"), [("English", "write en"), ("français", "write fr"), ("en_GB", "write en-GB"), ("Klingon", "")]
)
def test_the_name_of_a_language_is_not_its_tag(publication: Path, run_cli, lang: str, hint: str) -> None:
    TestPublication(publication, f"---\ntitle: X\nlang: {lang}\n---\n\nText.\n")
    ran = run_cli("build")
    assert ran.returncode == 3
    assert "expected a language tag" in ran.stderr
    assert hint in ran.stderr


def test_a_cover_that_is_missing_is_not_called_too_large(publication: Path, run_cli) -> None:
    made = TestPublication(publication)
    made.edit("slug: small", "slug: small\ncover: c.png")
    ran = run_cli("build")
    assert "the cover is missing" in ran.stderr
    assert "8 MB" not in ran.stderr
    made.write_file("c.png", b"\x89PNG\r\n\x1a\n" + bytes(9 << 20))
    ran = run_cli("build")
    assert "the cover is larger than 8 MB" in ran.stderr
    assert "missing" not in ran.stderr


def test_check_warns_of_a_tiny_cover(publication: Path, run_cli) -> None:
    from PIL import Image

    made = TestPublication(publication)
    Image.new("RGB", (10, 20), "red").save(publication / "script" / "c.png")
    made.edit("slug: small", "slug: small\ncover: c.png")
    for command in ("build", "check"):
        ran = run_cli(command)
        assert "the cover is small (10 x 20 pixels)" in ran.stdout + ran.stderr


def test_every_exit_code_stands_in_the_help_and_the_readme() -> None:
    def codes_of(kind: type[errors.AudioEditionError]) -> set[int]:
        return {kind.exit_code}.union(*map(codes_of, kind.__subclasses__()))

    assert issubclass(remote.MissingTransportError, errors.AudioEditionError)
    ours = codes_of(errors.AudioEditionError)
    ours |= {value for name, value in vars(running).items() if name.startswith("EXIT_")}
    ours |= {0, click.UsageError.exit_code, check.EXIT_FOUND, doctor.EXIT_FOUND, store.EXIT_DAMAGED}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    texts = EPILOG, errors.__doc__ or "", readme[readme.index("Exit codes:") :][:700]
    for text in texts:
        assert {int(number) for number in re.findall(r"\b\d{1,3}\b", text[text.index("Exit codes:") :])} >= ours


def test_messages_reach_a_pipe_of_any_encoding(publication: Path, run_cli) -> None:
    """What a pipe is on Windows: it lacks most letters."""
    TestPublication(publication)
    ran = run_cli("build", "→ü.md", env={"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"})
    assert ran.returncode == 3
    assert "→ü.md" in ran.stderr


@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_a_terminal_without_a_letter_shows_its_number(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.BytesIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, name, io.TextIOWrapper(terminal, encoding="cp1252", write_through=True))
    running._write_utf8()
    click.echo("→ü", err=name == "stderr")
    assert terminal.getvalue().rstrip() == b"\\u2192\xfc"


def test_watch_names_a_missing_package_before_it_says_that_it_watches(publication: Path) -> None:
    made = TestPublication(publication)
    ran = run("watch", cwd=made.root, prelude="sys.modules['watchfiles'] = None")
    assert ran.returncode == 7
    assert "audio-edition[watch]" in ran.stderr
    assert "Ctrl-C" not in ran.stderr


def test_outside_of_a_publication_the_way_to_make_one_is_named(tmp_path: Path) -> None:
    ran = run("build", cwd=tmp_path)
    assert ran.returncode == 3
    assert "audio-edition init" in ran.stderr
