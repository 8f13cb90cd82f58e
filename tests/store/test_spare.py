"""After builds: what no edition uses stays up to a size, then goes, the oldest first; what one uses never does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from audio_edition.making.spare import remove_spare
from audio_edition.store.locks import edition_lock
from support.publications import TestPublication


@pytest.fixture
def edited(publication: Path) -> TestPublication:
    made = TestPublication(publication)
    made.build()
    for number in range(4):
        made.edit("Last words", f"Last words {'abcd'[number]}, last words")
        made.build()
    return made


def unused(made: TestPublication) -> list[Path]:
    keys = made.manifest_path.read_text()
    return [path for path in made.objects() if path.name not in keys]


def test_the_least_recently_used_goes_and_what_is_used_stays(edited: TestPublication) -> None:
    spare = sorted(unused(edited), key=lambda path: path.name)
    for age, path in enumerate(spare):
        os.utime(path, (1e9 - age, 1e9 - age))
    sizes = [path.stat().st_size for path in spare]
    said: list[str] = []
    freed = remove_spare(edited.root / "audio", said.append, sum(sizes) - 1)
    left = unused(edited)
    assert freed == sum(sizes) - sum(path.stat().st_size for path in left) > 0
    assert set(left) == set(spare[: len(left)])
    assert sum(path.stat().st_size for path in left) <= sum(sizes) / 2
    assert len(said) == 1
    assert edited.build().status == "unchanged"
    edited.edit("The very end.", "The end.")
    assert edited.build().spoken == 1


def test_nothing_goes_below_the_size_or_beside_another_build(edited: TestPublication) -> None:
    audio, before = edited.root / "audio", edited.objects()
    assert remove_spare(audio, lambda _: None) == 0
    with edition_lock(audio / ".store", "another"):
        assert remove_spare(audio, lambda _: None, 0) == 0
    assert edited.objects() == before


def test_a_build_does_it_by_itself(edited: TestPublication) -> None:
    edited.edit("The very end.", "The end.")
    small = "from audio_edition.making import spare; spare.remove_spare.__defaults__ = (1,)"
    ran = edited.run("build", prelude=small)
    assert ran.returncode == 0, ran.stderr
    assert "of sound that no edition uses any more" in ran.stderr
    assert unused(edited) == []
