"""``audio-edition store``: status, verify, prune."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from audio_edition.cli.sizes import SizeType, size_text
from audio_edition.cli.store import command
from audio_edition.errors import StorageError
from audio_edition.store.inventory import take_inventory
from audio_edition.store.locks import prune_lock
from audio_edition.store.upkeep import find_damage, remove
from conftest import BuildOnce, RunCli
from support.publications import TestPublication


@pytest.fixture
def small(build_once: BuildOnce) -> TestPublication:
    return build_once()


def run(small: TestPublication, *arguments: str) -> tuple[int, str]:
    ran = CliRunner().invoke(command, [*arguments, "-C", str(small.root)], standalone_mode=False)
    if ran.exception is not None:
        raise ran.exception
    return ran.return_value or 0, ran.stdout


def as_json(small: TestPublication, *arguments: str) -> dict[str, Any]:
    (found,) = json.loads(run(small, *arguments, "--json")[1])["results"]
    return found


def edited(small: TestPublication) -> None:
    """Leave a clip and a segment behind that no edition uses."""
    small.edit("Another one.", "Another two.")
    small.build()


def test_status_counts_what_is_there(small: TestPublication) -> None:
    found = as_json(small, "status")
    clips, segments = found["kinds"]["clip"], found["kinds"]["segment"]
    assert (clips["objects"], clips["unused_objects"]) == (10, 0)
    assert (segments["objects"], segments["unused_objects"]) == (7, 0)
    assert found["bytes"] == sum(path.stat().st_size for path in small.objects())
    assert (found["unknown"], found["unfinished"]) == ([], [])


def test_status_knows_what_no_edition_uses(small: TestPublication) -> None:
    edited(small)
    found = as_json(small, "status")
    assert found["kinds"]["clip"]["unused_objects"] == 1
    assert found["kinds"]["segment"]["unused_objects"] == 1


def test_status_is_a_table_without_colour(small: TestPublication, run_cli: RunCli) -> None:
    (small.store / "objects" / "clip" / "notes.txt").write_text("?")
    (small.store / "partial" / "1-1-x").write_text("half")
    os.utime(small.objects()[0], (-5, -5))
    ran = run_cli("store", "status", check=True)
    assert "\x1b" not in ran.stdout
    lines = ran.stdout.splitlines()
    assert lines[0].split()[:3] == ["kind", "objects", "size"]
    assert "1970-01-01" in lines[2]
    assert "not of the store:" in lines
    assert "unfinished, of a build that is running or was killed:" in lines


def test_status_without_a_store(publication: Path) -> None:
    assert as_json(TestPublication(publication), "status")["bytes"] == 0


def test_verify_finds_nothing_in_a_whole_store(small: TestPublication) -> None:
    code, said = run(small, "verify")
    assert code == 0
    assert said.startswith("17 objects, ")
    assert said.endswith(": 0 damaged\n")


def test_verify_finds_damage_and_repairs_it(small: TestPublication) -> None:
    published = small.mp3.read_bytes()
    path = small.objects()[3]
    path.write_bytes(path.read_bytes()[:-1])
    code, said = run(small, "verify")
    assert code == 1
    assert f"{path}: its payload is damaged\n" in said
    assert "1 damaged; remove them with --repair" in said
    assert as_json(small, "verify")["damaged"][0]["path"] == str(path)
    assert run(small, "verify", "--repair")[0] == 0
    assert not path.exists()
    assert run(small, "verify")[0] == 0
    small.build()
    assert small.mp3.read_bytes() == published


def test_prune_removes_what_no_edition_uses(small: TestPublication) -> None:
    edited(small)
    dry = as_json(small, "prune", "--dry-run")
    assert len(small.objects()) == 19
    done = as_json(small, "prune")
    assert {**dry, "dry_run": False} == done
    assert done["removed_objects"] == 2
    assert len(small.objects()) == 17
    result = small.build()
    assert (result.spoken, result.encoded) == (0, 0)


def test_prune_keeps_what_was_used_lately(small: TestPublication) -> None:
    edited(small)
    assert as_json(small, "prune", "--older-than", "1")["removed_objects"] == 0
    for path in small.objects():
        os.utime(path, (0, 0))
    assert as_json(small, "prune", "--older-than", "1")["removed_objects"] == 2


def test_prune_to_nothing_leaves_editions_as_they_are(small: TestPublication) -> None:
    published = small.mp3.read_bytes()
    assert as_json(small, "prune", "--max-size", "0")["kept_bytes"] == 0
    assert small.objects() == []
    assert small.mp3.read_bytes() == published
    assert small.build().status == "unchanged"
    assert small.mp3.read_bytes() == published


def test_prune_says_when_a_size_is_not_reached(small: TestPublication, run_cli: RunCli) -> None:
    ran = run_cli("store", "prune", "--max-size", "1kB", "--older-than", "1", check=True)
    assert ran.stdout.startswith("removed 0 objects, 0 B;")
    assert "still more than 1.0 kB, because of --older-than" in ran.stderr


def test_prune_clears_away_what_killed_builds_left(small: TestPublication) -> None:
    (small.store / "partial" / "1-1-x").write_text("half")
    assert as_json(small, "prune")["cleared_leftovers"] == 1
    assert list((small.store / "partial").iterdir()) == []


def test_prune_keeps_what_a_damaged_manifest_uses(small: TestPublication) -> None:
    path = small.manifest_path
    path.write_bytes(path.read_bytes()[:-200])
    assert as_json(small, "prune")["removed_objects"] == 0


def test_prune_leaves_strangers_alone(small: TestPublication) -> None:
    stranger = small.store / "objects" / "clip" / "notes.txt"
    stranger.write_text("?")
    as_json(small, "prune", "--max-size", "0")
    assert stranger.exists()


def test_prune_beside_a_build_removes_nothing(small: TestPublication) -> None:
    edited(small)
    program = (
        "import sys; from pathlib import Path; from audio_edition.store.locks import edition_lock\n"
        f"with edition_lock(Path({str(small.store)!r}), 'other'): print(flush=True); sys.stdin.readline()"
    )
    build = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert build.stdout is not None
    build.stdout.readline()
    with pytest.raises(StorageError, match="a build is running: other"):
        run(small, "prune")
    build.communicate(b"\n")
    assert len(small.objects()) == 19
    assert as_json(small, "prune")["removed_objects"] == 2


def test_prune_without_a_store(publication: Path) -> None:
    small = TestPublication(publication)
    assert as_json(small, "prune")["removed_objects"] == 0
    assert not small.store.exists()


@pytest.mark.parametrize(
    ("written", "size_bytes"),
    [
        ("0", 0),
        ("1000", 1000),
        ("500MB", 500_000_000),
        ("1.5 GB", 1_500_000_000),
        ("200MiB", 200 << 20),
        ("3k", 3_000),
        ("1tb", 10**12),
    ],
)
def test_sizes_as_people_write_them(written: str, size_bytes: int) -> None:
    assert SizeType().convert(written, None, None) == size_bytes


@pytest.mark.parametrize("written", ["", "MB", "-1", "1..5", "1e9", "5 apples", "٣MB", "nan"])
def test_what_is_not_a_size(written: str) -> None:
    with pytest.raises(click.BadParameter, match="no size"):
        SizeType().convert(written, None, None)


@pytest.mark.parametrize(
    ("size_bytes", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1.0 kB"),
        (999_999, "1.0 MB"),
        (12_345_678, "12.3 MB"),
        (4 * 10**12, "4.0 TB"),
    ],
)
def test_sizes_as_people_read_them(size_bytes: int, shown: str) -> None:
    assert size_text(size_bytes) == shown


@pytest.mark.parametrize("command", ["prune", "verify"])
def test_upkeep_that_is_interrupted_harms_nothing(small: TestPublication, command: str) -> None:
    """After the first object, and as borg tests it: the next run ends what was begun."""
    edited(small)
    published = small.mp3.read_bytes()

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    objects = take_inventory(small.store).objects
    work = {"prune": remove, "verify": lambda *given: list(find_damage(*given))}[command]
    with pytest.raises(KeyboardInterrupt), prune_lock(small.store):
        work(objects, interrupt)
    assert small.mp3.read_bytes() == published
    as_json(small, "prune")
    small.build()
    assert as_json(small, "verify")["damaged"] == []
