"""Builds at the same time: they wait for each other or work side by side, and what comes out is a clean build's."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import manifests
from support.publications import SETTINGS, TestPublication
from support.warm_program import AFTER, BEFORE, SCRIPT, WarmProgram, short

OTHER = SCRIPT.replace("Small", "Other").replace("first", "only").replace("Part two", "Part three")
BOTH = {"small": SCRIPT, "other": OTHER}


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmProgram]:
    with WarmProgram(tmp_path_factory.mktemp("together")) as program:
        yield program


def _end(*running: subprocess.Popen[bytes]) -> list[tuple[bytes, bytes]]:
    said = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0] * len(running), said
    return said


@pytest.mark.parametrize("edition", [1, 2])
def test_the_same_script_at_once(tmp_path: Path, warm: WarmProgram, edition: int) -> None:
    """One of them builds; the other one waits and finds nothing to do."""
    publication = short(tmp_path / "publication")
    if edition == 2:
        assert warm.run(publication, "build").returncode == 0
        publication.edit(BEFORE, AFTER)
    clean = publication.copy_to(tmp_path / "clean")
    assert warm.run(clean, "build").returncode == 0
    results = [
        json.loads(out)["results"][0] for out, _ in _end(*(publication.start("build", "--json") for _ in range(3)))
    ]
    assert sorted(result["status"] for result in results) == ["built", "unchanged", "unchanged"]
    assert sum(result["spoken"] for result in results) == (5 if edition == 1 else 1)
    assert publication.published() == clean.published()
    assert publication.strays() == []


def test_different_scripts_at_once(tmp_path: Path, warm: WarmProgram) -> None:
    """Side by side, through one store; a sentence of both is the same object whoever spoke it."""
    clean = TestPublication(tmp_path / "clean", BOTH, settings=SETTINGS)
    assert warm.run(clean, "build").returncode == 0
    publication = TestPublication(tmp_path / "publication", BOTH, settings=SETTINGS)
    _end(publication.start("build", "small"), publication.start("build", "other"), publication.start("build"))
    for slug in BOTH:
        assert publication.published(slug) == clean.published(slug)
    assert publication.finished_sentences() == clean.finished_sentences()
    assert publication.strays(list(BOTH)) == []


HELD = """
import time, pathlib
from audio_edition.making.staging import Staging
publish = Staging.publish
def held(self, ours):
    while not pathlib.Path("go").exists():
        time.sleep(0.01)
    publish(self, ours)
Staging.publish = held
"""
"""A build that has staged its edition and publishes it when a file ``go`` is there."""


def _staged(publication: TestPublication) -> subprocess.Popen[bytes]:
    running = publication.start("build", "small", prelude=HELD)
    while not (publication.store / "staging/small" / manifests.NAME).exists() and running.poll() is None:
        time.sleep(0.01)
    return running


def test_what_a_running_build_has_staged_is_no_leftover(tmp_path: Path, warm: WarmProgram) -> None:
    clean = TestPublication(tmp_path / "clean", BOTH, settings=SETTINGS)
    assert warm.run(clean, "build").returncode == 0
    publication = TestPublication(tmp_path / "publication", BOTH, settings=SETTINGS)
    running = _staged(publication)
    assert warm.run(publication, "build", "other").returncode == 0
    (publication.root / "go").touch()
    _end(running)
    for slug in BOTH:
        assert publication.published(slug) == clean.published(slug)
    assert publication.strays(list(BOTH)) == []


def test_saved_while_a_build_waits_for_another(tmp_path: Path, warm: WarmProgram) -> None:
    """What it read before must not replace what was published meanwhile; what is saved is built."""
    publication = short(tmp_path / "publication")
    clean = publication.copy_to(tmp_path / "clean")
    running = _staged(publication)
    waiting = publication.start("build", "small")
    assert waiting.stderr
    assert "another build of “small” is running" in waiting.stderr.readline().decode()
    publication.edit(BEFORE, AFTER)
    (publication.root / "go").touch()
    _end(running, waiting)
    assert warm.run(clean, "build").returncode == 0
    clean.edit(BEFORE, AFTER)
    assert warm.run(clean, "build").returncode == 0
    assert publication.published() == clean.published()
    assert publication.strays() == []


def test_killed_while_another_build_waits(tmp_path: Path, warm: WarmProgram) -> None:
    """The system gives its lock to the one that waits."""
    publication = short(tmp_path / "publication")
    clean = publication.copy_to(tmp_path / "clean")
    running = _staged(publication)
    waiting = publication.start("build", "small")
    assert waiting.stderr
    assert b"waiting for it to end" in waiting.stderr.readline()
    running.kill()
    running.communicate()
    _end(waiting)
    assert warm.run(clean, "build").returncode == 0
    assert publication.published() == clean.published()
    assert publication.strays() == []


def test_a_watch_and_a_build_at_once(tmp_path: Path, warm: WarmProgram) -> None:
    pytest.importorskip("watchfiles")
    publication = short(tmp_path / "publication")
    clean = publication.copy_to(tmp_path / "clean")
    watching = publication.start("watch")
    assert watching.stdout
    assert b"small.mp3" in watching.stdout.readline()  # it has built the first edition
    publication.edit(BEFORE, AFTER)
    assert warm.run(publication, "build").returncode == 0
    watching.terminate()
    watching.communicate(timeout=60)
    assert warm.run(clean, "build").returncode == 0
    clean.edit(BEFORE, AFTER)
    assert warm.run(clean, "build").returncode == 0
    assert publication.published() == clean.published()
    assert publication.strays() == []
