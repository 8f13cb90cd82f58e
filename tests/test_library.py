"""The library: what other programs call."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import audio_edition
from audio_edition import AudioEditionError, Edition, Progress
from audio_edition.library import Progress as SameProgress
from support.publications import VOICE, TestPublication


@pytest.fixture
def small(tmp_path: Path) -> TestPublication:
    return TestPublication(tmp_path)


def test_a_script_is_built_and_read_again(small: TestPublication) -> None:
    told: list[Progress] = []
    edition = audio_edition.build(small.script, progress=told.append)
    assert isinstance(edition, Edition)
    assert (edition.slug, edition.revision) == ("small", 1)
    assert small.mp3.name == edition.mp3_name
    assert (small.root / "audio" / "index.html").is_file()
    assert all(isinstance(each, SameProgress) for each in told)
    assert {"plan", "speaking", "encoding"} <= {each.stage for each in told}
    for stage in ("speaking", "encoding"):
        steps = [(each.done, each.total) for each in told if each.stage == stage]
        assert steps == sorted(steps)
        assert steps[0][0] == 0
        assert steps[-1][0] == steps[-1][1] > 0
    for path in (small.folder, small.mp3, small.manifest_path):
        assert audio_edition.read_edition(path) == edition
    assert audio_edition.build(str(small.root)) == edition  # known to be up to date, and the only script


def test_a_narration_says_everything_and_writes_nothing(small: TestPublication) -> None:
    narration = audio_edition.narrate(small.script)
    said = [each.source for section in narration.sections for part in section.segments for each in part.utterances]
    assert said[0] == "A small thing"
    assert said[-1] == "The very end."
    assert not (small.root / "audio" / "small").exists()


def test_one_that_fails_keeps_no_other_from_being_built(small: TestPublication) -> None:
    small.write_file("bad.md", "---\ntitle: X\nnope: 1\n---\nText.\n")
    bad, good = audio_edition.build_publication(small.root, voice=VOICE)
    assert isinstance(bad.error, AudioEditionError)
    assert (bad.error.exit_code, str(bad.error.place)) == (3, f"{small.root / 'script' / 'bad.md'}:3")
    assert good.result
    assert good.result.status == "built"
    with pytest.raises(AudioEditionError, match="unknown setting"):
        audio_edition.build(small.root / "script" / "bad.md")


@pytest.mark.parametrize("name", ["script/none.md", "elsewhere.md", "nowhere"])
def test_what_is_not_there_is_an_error_of_ours(small: TestPublication, name: str) -> None:
    with pytest.raises(AudioEditionError):
        audio_edition.build(small.root / name)
    with pytest.raises(AudioEditionError, match="no edition"):
        audio_edition.read_edition(small.root / "nowhere")


def test_importing_the_package_imports_nothing_else() -> None:
    code = (
        "import sys; before = set(sys.modules); import audio_edition; "
        "print(sorted(name for name in set(sys.modules) - before if 'audio_edition' in name or name in "
        "('numpy', 'click', 'msgspec', 'rich')))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "['audio_edition']"


def test_every_public_name_is_there_and_no_other() -> None:
    for name in audio_edition.__all__:
        assert getattr(audio_edition, name).__doc__
    assert set(audio_edition.__all__) <= set(dir(audio_edition))
    with pytest.raises(AttributeError, match="no attribute"):
        _ = audio_edition.nothing
