"""The flush that does not wait fails where a real one does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import without_flushing
from support.isolation import isolated_environment

pytestmark = pytest.mark.skipif(
    os.fsync is without_flushing.fsync, reason=f"not installed here, or {without_flushing.FLUSHING} is set"
)
TELL = "import os; print(os.fsync.__name__)"


def test_what_cannot_be_flushed_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as file:
        os.fsync(file)
        os.fsync(file.fileno())
        number = file.fileno()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fsync(number)
    reading, writing = os.pipe()
    with os.fdopen(reading), os.fdopen(writing), pytest.raises(OSError, match="Invalid argument"):
        os.fsync(reading)


@pytest.mark.parametrize(("set_to", "name"), [({}, "_look"), ({without_flushing.FLUSHING: "1"}, "fsync")])
def test_who_injects_faults_has_the_real_one(tmp_path: Path, set_to: dict[str, str], name: str) -> None:
    environment = {**isolated_environment(tmp_path), **set_to}
    ran = subprocess.run([sys.executable, "-c", TELL], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == name
