"""A clock that is wrong by decades: the same bytes, and what is up to date stays up to date."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.publications import TestPublication
from support.readers import require
from support.warm_program import AFTER, BEFORE, WarmProgram, short

YEARS = {1970: 86_400, 2100: 4_102_444_800}
"""Seconds since 1970."""


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmProgram]:
    with WarmProgram(tmp_path_factory.mktemp("clock")) as program:
        yield program


def _clock(year: int) -> dict[str, object]:
    # Waiting goes by the monotonic clock, which no wrong date changes.
    return {"wrapper": ("faketime", "-f", f"@{year}-01-02 00:00:00"), "env": {"FAKETIME_DONT_FAKE_MONOTONIC": "1"}}


def _set_times(publication: TestPublication, seconds: int) -> None:
    for path in publication.root.rglob("*"):
        os.utime(path, (seconds, seconds))


@pytest.mark.parametrize("year", YEARS)
def test_built_by_a_wrong_clock(tmp_path: Path, warm: WarmProgram, year: int) -> None:
    require("faketime")
    publication = short(tmp_path / "publication")
    clean = publication.copy_to(tmp_path / "clean")
    assert warm.run(clean, "build").returncode == 0
    ran = publication.run("build", **_clock(year))
    assert ran.returncode == 0, ran.stderr
    assert publication.published() == clean.published()
    for other in YEARS:
        again = publication.run("build", **_clock(other))
        assert "nothing to do" in again.stdout, again.stderr
    assert publication.published() == clean.published()
    assert publication.strays() == []


@pytest.mark.parametrize("year", YEARS)
def test_files_of_another_time(tmp_path: Path, warm: WarmProgram, year: int) -> None:
    """Script, edition and store may all be from then; only what they hold counts."""
    publication = short(tmp_path / "publication")
    assert warm.run(publication, "build").returncode == 0
    first = publication.published()
    for _ in range(2):
        _set_times(publication, YEARS[year])
        again = warm.run(publication, "build")
        assert "nothing to do" in again.stdout, again.stderr
        assert publication.published() == first
    before = publication.finished_sentences()
    publication.edit(BEFORE, AFTER)
    _set_times(publication, YEARS[year])
    ran = warm.run(publication, "build", "--json")
    assert (ran.result["status"], ran.result["spoken"]) == ("built", 1)
    assert len(publication.finished_sentences()) == len(before) + 1
    assert publication.strays() == []
