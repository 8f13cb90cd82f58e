"""A clock that is wrong by decades: the same bytes, and what is up to date stays up to date."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.interruption import (
    WarmProgram,
    copy,
    edit,
    finished_sentences,
    make_publication,
    published,
    run_program,
    strays,
)
from support.readers import require

YEARS = {1970: 86_400, 2100: 4_102_444_800}
"""Seconds since 1970."""


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmProgram]:
    with WarmProgram(tmp_path_factory.mktemp("clock")) as program:
        yield program


def _clock(year: int) -> dict[str, object]:
    # Waiting goes by the monotonic clock, which no wrong date changes.
    environment = {**os.environ, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    return {"command": ("faketime", "-f", f"@{year}-01-02 00:00:00"), "env": environment}


def _set_times(root: Path, seconds: int) -> None:
    for path in root.rglob("*"):
        os.utime(path, (seconds, seconds))


@pytest.mark.parametrize("year", YEARS)
def test_built_by_a_wrong_clock(tmp_path: Path, warm: WarmProgram, year: int) -> None:
    require("faketime")
    root = make_publication(tmp_path / "publication")
    clean = copy(root, tmp_path / "clean")
    assert warm.run(clean, "build").code == 0
    ran = run_program(root, "build", **_clock(year))
    assert ran.code == 0, ran.stderr
    assert published(root) == published(clean)
    for other in YEARS:
        again = run_program(root, "build", **_clock(other))
        assert "nothing to do" in again.stdout, again.stderr
    assert published(root) == published(clean)
    assert strays(root) == []


@pytest.mark.parametrize("year", YEARS)
def test_files_of_another_time(tmp_path: Path, warm: WarmProgram, year: int) -> None:
    """Script, edition and store may all be from then; only what they hold counts."""
    root = make_publication(tmp_path / "publication")
    assert warm.run(root, "build").code == 0
    first = published(root)
    for _ in range(2):
        _set_times(root, YEARS[year])
        again = warm.run(root, "build")
        assert "nothing to do" in again.stdout, again.stderr
        assert published(root) == first
    before = finished_sentences(root)
    edit(root)
    _set_times(root, YEARS[year])
    ran = warm.run(root, "build", "--json")
    assert (ran.result["status"], ran.result["spoken"]) == ("built", 1)
    assert len(finished_sentences(root)) == len(before) + 1
    assert strays(root) == []
