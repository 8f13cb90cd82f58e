"""Programs that tests start read back the covers that others of them drew, and draw those that depend on fonts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support.drawn_covers import FOLDER
from support.isolation import isolated_environment

DRAW = "from audio_edition.cover.design import CoverTexts, draw; print(len(draw(CoverTexts({title!r})).small))"


def drawn(title: str, home: Path, folder: Path | str) -> int:
    """The size of the small picture that another program makes."""
    environment = {**isolated_environment(home), FOLDER: str(folder)}
    command = [sys.executable, "-c", DRAW.format(title=title)]
    return int(subprocess.run(command, env=environment, capture_output=True, check=True, text=True).stdout)


def test_a_second_program_reads_what_the_first_one_drew(tmp_path: Path) -> None:
    size = drawn("The Sluice", tmp_path, tmp_path)
    (kept,) = (path for path in tmp_path.iterdir() if path.is_file())
    with kept.open("ab") as file:
        file.write(b"!")
    assert drawn("The Sluice", tmp_path, tmp_path) == size + 1
    assert drawn("The Sluice", tmp_path, "") == size
    assert drawn("The Weir", tmp_path, tmp_path) != size


@pytest.mark.parametrize("title", ["Шлюз", "La écluse"])
def test_what_depends_on_fonts_is_drawn_by_each(title: str, tmp_path: Path) -> None:
    drawn(title, tmp_path, tmp_path)
    assert not [path for path in tmp_path.iterdir() if path.is_file()]
