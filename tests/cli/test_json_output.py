"""What every command prints with ``--json`` is as the schema says, and the schema says something."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from jsonschema import Draft202012Validator, ValidationError

from audio_edition.cli.commands import COMMANDS, group
from audio_edition.cli.json_output import OUTPUT_SCHEMA, SCHEMA_FILE
from support.program import run
from support.publications import TestPublication

SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
PODCAST = """title = "The Gazette"
description = "Read aloud."
lang = "en"
site = "https://gazette.example/audio/"
email = "e@gazette.example"
category = ["News"]
explicit = false
voice = "espeak:en-us"
"""


def validated(output: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(output)
    Draft202012Validator(SCHEMA).validate(found)
    assert (found["schema"], found["command"]) == (OUTPUT_SCHEMA, name)
    return found


def with_json(command: click.Command, name: str = "") -> Iterator[str]:
    """Names of the commands that have ``--json``."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for each in command.list_commands(context):
            found = command.get_command(context, each)
            assert found is not None
            yield from with_json(found, f"{name} {each}".strip())
    elif any("--json" in parameter.opts for parameter in command.params):
        yield name


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> TestPublication:
    small = TestPublication(tmp_path_factory.mktemp("built"))
    small.write_file("publication.toml", PODCAST)
    small.edit("Last words.", "Last words of Kornilov.")
    small.build()
    small.write_file("pasted.txt", "text")
    return small


USES = {
    "build": ["--dry-run"],
    "check": [],
    "diff": [],
    "feed": [],
    "config": ["small"],
    "script": ["small", "--spoken"],
    "lexicon suggest": ["small", "--all"],
    "store status": [],
    "store verify": [],
    "store prune": ["--dry-run"],
    "publish": ["../published", "--dry-run"],
    "voices list": [],
    "doctor": ["--offline"],
    "import": ["script/pasted.txt", "--dry-run"],
}
"""A use of each command that has ``--json``."""


def test_every_command_with_json_is_in_the_table() -> None:
    assert set(with_json(group)) == set(USES)
    assert set(COMMANDS) >= {name.split()[0] for name in USES}


@pytest.mark.parametrize("name", USES)
def test_every_command_says_what_the_schema_says(built: TestPublication, name: str) -> None:
    ran = built.run(*name.split(), *USES[name], "--json")
    assert ran.returncode in (0, 1), ran.stderr
    found = validated(ran.stdout, "voices" if name == "voices list" else name)
    assert found["results"]
    damaged = copy.deepcopy(found)
    damaged["results"][0]["a-field-nobody-described"] = 1
    with pytest.raises(ValidationError):
        Draft202012Validator(SCHEMA).validate(damaged)


FAILURES = {
    "store prune": (["--max-size", "many"], 2),
    "voices list": (["nosuch"], 4),
    "import": (["nosuch.txt"], 6),
    "doctor": (["--nosuch"], 2),
}
"""What lets those fail that do not need a publication; and how it ends."""


@pytest.mark.parametrize("name", USES)
def test_every_command_says_in_json_what_has_ended_it(tmp_path: Path, name: str) -> None:
    arguments, code = FAILURES.get(name, (USES[name], 0))
    told = run(*name.split(), *arguments, cwd=tmp_path)
    ran = run(*name.split(), *arguments, "--json", cwd=tmp_path)
    assert ran.returncode == told.returncode
    assert ran.returncode == code or (not code and ran.returncode in (3, 6))
    found = validated(ran.stdout, "voices" if name == "voices list" else name)
    (error,) = found["errors"]
    assert (found["results"], error["exit_code"]) == ([], ran.returncode)
    assert error["message"] in ran.stderr
    assert ran.stderr.splitlines()[-1] == told.stderr.splitlines()[-1]


def test_a_script_that_is_not_there_is_an_error_in_json(built: TestPublication) -> None:
    for name in ("build", "check", "diff", "script", "config", "lexicon suggest"):
        ran = built.run(*name.split(), "nosuch", "--json")
        (error,) = validated(ran.stdout, name)["errors"]
        assert error["exit_code"] == ran.returncode != 0


def test_without_json_an_error_leaves_stdout_empty(tmp_path: Path) -> None:
    for arguments in (["diff"], ["import", "nosuch", "--", "--json"], ["--json"], ["nosuch", "--json"]):
        assert run(*arguments, cwd=tmp_path).stdout == "", arguments


def test_a_built_edition_is_as_the_schema_says(built: TestPublication, tmp_path: Path) -> None:
    copied = built.copy_to(tmp_path / "copy")
    copied.edit("One sentence.", "One other sentence.")
    found = validated(copied.run("diff", "--json").stdout, "diff")
    assert found["results"][0]["chapters"]
    found = validated(copied.run("build", "--json").stdout, "build")
    assert found["results"][0]["status"] == "built"


@pytest.mark.parametrize("others", [True, False])
def test_a_bad_script_is_named_with_its_error(built: TestPublication, tmp_path: Path, others: bool) -> None:
    copied = built.copy_to(tmp_path / "copy")
    copied.write_file("bad.md", "---\ntitle: X\nlang: English\n---\n\nText.\n")
    ran = copied.run("build", "--json", *([] if others else ["bad"]))
    found = validated(ran.stdout, "build")
    assert ran.returncode == 3
    assert [result["slug"] for result in found["results"]] == (["small"] if others else [])
    (error,) = found["errors"]
    assert error["script"] == "script/bad.md"
    assert error["place"] == "script/bad.md:3"
    assert error["hint"] == "write en"
    assert error["exit_code"] == 3
    assert "script/bad.md:3" in ran.stderr


def test_the_schema_is_printed(built: TestPublication) -> None:
    assert json.loads(built.run("config", "--schema").stdout) == SCHEMA
    Draft202012Validator.check_schema(SCHEMA)
