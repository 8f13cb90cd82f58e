"""What ``THIRD-PARTY.md`` says of licences is what the installed packages say."""

from __future__ import annotations

from importlib.metadata import distribution, metadata
from pathlib import Path

import pytest

from support.places import ROOT

TEXT = (ROOT / "src" / "audio_edition" / "THIRD-PARTY.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("package", "licence"),
    [
        ("mutagen", "GPL-2.0-or-later"),
        ("lameenc", "LGPL-3.0-or-later"),
        ("soxr", "LGPL-2.1-or-later"),
        ("num2words", "LGPL"),
    ],
)
def test_a_package_has_the_licence_that_is_told(package: str, licence: str) -> None:
    found = metadata(package)
    assert licence in (found.get("License-Expression"), found.get("License"))
    assert any(line.startswith(f"| {package} |") and licence in line for line in TEXT.splitlines())


def test_the_library_of_the_built_in_voice_is_espeak_ng() -> None:
    # Its wheel tells no licence; the library in it is espeak-ng, which is GPL-3.0-or-later.
    files = [str(file) for file in distribution("espeakng-loader").files or ()]
    assert any("espeak-ng" in file for file in files)
    assert not metadata("espeakng-loader").get("License-Expression")
    assert "| espeakng-loader |" in TEXT


def test_this_project_is_mit_and_tells_of_the_others() -> None:
    found = metadata("audio-edition")
    assert found.get("License-Expression") == "MIT"
    assert "GPL" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert Path(ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
