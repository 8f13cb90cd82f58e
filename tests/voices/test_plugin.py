"""An engine in another package is found through its entry point, passes the contract and makes an edition."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from audio_edition.errors import VoiceError
from audio_edition.narration.model import Phrase
from audio_edition.voices import registry
from audio_edition.voices.contract import VoiceContract
from audio_edition.voices.protocol import Engine, Voice
from conftest import RunCli
from support import example_engine

METADATA = "Metadata-Version: 2.1\nName: audio-edition-morse\nVersion: 1.0\n"
MOST_LINES = 60


class TestExample(VoiceContract):
    engine = example_engine.ENGINE
    voice_name = "straight"


@pytest.fixture
def plugged_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, isolated: Path) -> Iterator[Path]:
    """A folder as pip would leave it, on the path of this process and of those it starts."""
    site = tmp_path / "site"
    info = site / "audio_edition_morse-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "example_engine.py").write_bytes(Path(example_engine.__file__).read_bytes())
    (info / "METADATA").write_text(METADATA)
    points = ["morse = example_engine:ENGINE", "broken = example_engine:NOTHING", "gone = no_such_module:ENGINE"]
    (info / "entry_points.txt").write_text("\n".join(["[audio_edition.voices]", *points, ""]))
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(site), os.environ["PYTHONPATH"]]))
    registry._entry_points.cache_clear()
    yield site
    registry._entry_points.cache_clear()


def test_it_is_short() -> None:
    assert len(Path(example_engine.__file__).read_text().splitlines()) < MOST_LINES


def test_types_agree() -> None:
    engine: Engine = example_engine.ENGINE
    voice: Voice = engine.voice("", {}, lang="en")
    assert voice.name == "morse:straight"


def test_it_morses() -> None:
    assert [example_engine.CODES[char] for char in "sos7"] == ["000", "111", "000", "11000"]
    clip = example_engine.ENGINE.voice("", {}, lang="en").speak((Phrase("SOS"),))
    unit = example_engine.RATE_HZ * 24 // 1000
    loud = [bool(np.abs(clip.samples[at : at + unit]).max() > 1000) for at in range(0, len(clip.samples), unit)]
    assert "".join(".="[on] for on in loud) == "=.=.=...===.===.===...=.=.=..."


def test_the_registry_finds_it(plugged_in: Path) -> None:
    assert "morse" in registry.engine_names()
    assert registry.find_voice("morse", {"tone-hz": 700}, lang="en").key["tone-hz"] == 700


@pytest.mark.parametrize("name", ["broken", "gone"])
def test_one_that_cannot_be_loaded_is_named(plugged_in: Path, name: str) -> None:
    with pytest.raises(VoiceError, match=f"the voice engine {name!r} cannot be loaded.*reinstall its package"):
        registry.find_engine(name)


def test_the_program_lists_it_and_makes_an_edition(plugged_in: Path, run_cli: RunCli, publication: Path) -> None:
    listed = run_cli("voices", check=True).stdout
    assert "dots and dashes" in listed
    assert "cannot be loaded" in listed
    assert "morse:straight" in run_cli("voices", "morse", check=True).stdout
    (publication / "script" / "a.md").write_text("---\ntitle: A title\nvoice: morse:straight\n---\n\nOne sentence.\n")
    assert "morse:straight" in run_cli("build", check=True).stdout
    assert len(list((publication / "audio").rglob("*.mp3"))) == 1
