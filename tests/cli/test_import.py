"""``audio-edition import``, as a person uses it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from audio_edition.article.script import read_script
from audio_edition.cli.import_ import command
from audio_edition.errors import SourceError, StorageError

TEXT = (
    "The Evening Post\n\nA Harbour Closed\n\n03/04/1921\n\n"
    "The boats lay on the beach, among the nets and the broken crates, and nobody in the town went out – not one.\n\n"
    "The Morning After\n\n"
    "Nobody in the town remembered a winter like it, and the old people, who remember everything, said so.\n"
)


def run(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner(mix_stderr=False).invoke(command, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "winter harbour.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_script_is_written_and_the_table_printed(source: Path, tmp_path: Path) -> None:
    result = run(source, "--to", tmp_path)
    assert result.exit_code == 0, result.exception
    script = tmp_path / "script" / "winter-harbour.md"
    assert read_script(script).settings.title == "A Harbour Closed"
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["9", "heading", "The", "Morning", "After"] in rows
    assert any(row[:3] == ["5", "date", "1921-04-03"] and "month" in row for row in rows)
    assert result.stdout.endswith(f"audio-edition build {script}\n")


def test_a_script_is_replaced_only_with_force(source: Path, tmp_path: Path) -> None:
    script = tmp_path / "script" / "harbour.md"
    script.parent.mkdir()
    script.write_text("mine")
    result = run(source, "--to", tmp_path, "--slug", "harbour")
    assert isinstance(result.exception, StorageError)
    assert result.exception.exit_code == 6
    assert script.read_text() == "mine"
    assert run(source, "--to", tmp_path, "--slug", "harbour", "--force").exit_code == 0
    assert read_script(script).settings.publication == "The Evening Post"


def test_dry_run_prints_the_script_alone(source: Path, tmp_path: Path) -> None:
    result = run(source, "--to", tmp_path, "--dry-run")
    assert result.stdout.startswith('---\ntitle: "A Harbour Closed"\n')
    assert "taken for" in result.stderr
    assert not (tmp_path / "script").exists()


def test_standard_input_is_named_by_its_title(tmp_path: Path) -> None:
    assert run("-", "--to", tmp_path, stdin=TEXT).exit_code == 0
    assert (tmp_path / "script" / "a-harbour-closed.md").exists()


def test_json(source: Path, tmp_path: Path) -> None:
    result = json.loads(run(source, "--to", tmp_path, "--json").stdout)["results"][0]
    assert result["title"] == "A Harbour Closed"
    assert result["date"] == "1921-04-03"
    assert result["written"] is True
    assert {"part": "heading", "first_line": 9, "last_line": 9, "text": "The Morning After", "check": ""} in result[
        "findings"
    ]


@pytest.mark.parametrize("options", [["--slug", "../x"], ["--slug", ""], ["--slug", "con"], ["--lang", "en us"]])
def test_wrong_use(source: Path, tmp_path: Path, options: list[str]) -> None:
    result = run(source, "--to", tmp_path, *options)
    assert result.exit_code == 2
    assert not (tmp_path / "script").exists()


def test_what_build_would_refuse_is_not_written(tmp_path: Path) -> None:
    source = tmp_path / "x.md"
    source.write_text("---\ntitle: A\n---\n" + "> " * 500 + "deep\n")
    assert isinstance(run(source, "--to", tmp_path).exception, SourceError)
    assert not (tmp_path / "script").exists()


@pytest.mark.parametrize(("name", "error"), [("missing.txt", StorageError), (".", SourceError)])
def test_a_source_that_cannot_be_read(tmp_path: Path, name: str, error: type[Exception]) -> None:
    assert isinstance(run(tmp_path / name, "--to", tmp_path).exception, error)


def test_terminal_markup_is_shown_as_text(tmp_path: Path) -> None:
    result = run("-", "--to", tmp_path, stdin="[bold]A[/bold] \x1b[31mHarbour\n\n" + TEXT)
    assert "[bold]A[/bold] Harbour" in result.stdout
    assert "\x1b" not in result.stdout


def test_the_command_loads_nothing_but_click() -> None:
    code = "import sys; import audio_edition.cli.import_; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    ours = {name for name in loaded if name.startswith("audio_edition")}
    assert ours == {"audio_edition", "audio_edition.cli", "audio_edition.cli.import_"}
    assert not {"rich", "yaml", "markdown_it", "numpy", "gtts"} & set(loaded)


@pytest.mark.parametrize(
    ("settings", "is_written"), [(None, True), ('lang = "en-GB"', True), ('lang = "de"', False), ("lang = 3", True)]
)
def test_the_language_is_written_where_the_publication_has_another(
    tmp_path: Path, settings: str | None, is_written: bool
) -> None:
    if settings is not None:
        (tmp_path / "script").mkdir()
        (tmp_path / "script" / "publication.toml").write_text(settings, encoding="utf-8")
    text = "Der Hafen\n\n" + "Das ist nicht der Hafen von Stein, und die Stadt ist nicht mit dem Schiff zu sehen. " * 3
    result = run("-", "--to", tmp_path, "--dry-run", stdin=text)
    assert result.exit_code == 0, result.exception
    assert ('\nlang: "de"\n' in result.stdout) == is_written
    assert ("language" in result.stderr) == is_written
