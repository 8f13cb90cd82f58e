"""The built-in voice is a process of its own: its crashes are errors of ours, and it ends when we do."""

from __future__ import annotations

import base64
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PathDistribution
from pathlib import Path
from types import SimpleNamespace

import espeakng_loader
import pytest

from audio_edition.errors import VoiceError
from audio_edition.narration.model import Phrase
from audio_edition.voices.espeak import ENGINE, _installation, _processes, _speaking

SENTENCE = (Phrase("The committee met in the old library."),)
CRASHES = """
import os, pathlib, runpy, signal, sys
marker = pathlib.Path({marker!r})
if len(marker.read_bytes()) < {times}:
    marker.write_bytes(marker.read_bytes() + b"x")
    sys.stdin.buffer.read(4)
    os.kill(os.getpid(), signal.SIGSEGV if os.name == "posix" else signal.SIGTERM)
runpy.run_path({real!r}, run_name="__main__")
"""


@pytest.fixture(autouse=True)
def _new_processes(isolated: Path) -> Iterator[None]:
    """No test gets a process of another one."""
    _processes.end_all()
    yield
    _processes.end_all()


@pytest.mark.parametrize("times", [1, 2])
def test_a_crash_is_tried_again_and_then_an_error_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    voice = ENGINE.voice("en-us", {}, lang="en")
    whole = voice.speak(SENTENCE).samples.tobytes()
    _processes.end_all()
    (tmp_path / "crashed").touch()
    crashing = tmp_path / "crashing.py"
    crashing.write_text(CRASHES.format(marker=str(tmp_path / "crashed"), times=times, real=_speaking.__file__))
    monkeypatch.setattr(_processes, "_speaking", SimpleNamespace(__file__=str(crashing), DONE=_speaking.DONE))
    if times == 1:
        assert voice.speak(SENTENCE).samples.tobytes() == whole
    else:
        with pytest.raises(VoiceError, match="the built-in voice crashed twice"):
            voice.speak(SENTENCE)
    assert voice.speak(SENTENCE).samples.tobytes() == whole


@pytest.mark.skipif(sys.platform == "win32", reason="links")
@pytest.mark.parametrize("name", ["phondata", "phonindex", "phontab", "intonations", "en_dict", "lang/gmw/en-US"])
def test_data_that_is_cut_off_never_ends_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    voice = ENGINE.voice("en-us", {}, lang="en")
    real, data = Path(espeakng_loader.get_data_path()), tmp_path / "espeak-ng-data"
    for path in real.rglob("*"):
        target = data / path.relative_to(real)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file():
            target.symlink_to(path)
    monkeypatch.setattr(espeakng_loader, "get_data_path", lambda: str(data))
    whole = (real / name).read_bytes()
    for size in (0, 7, len(whole) // 2):
        _processes.end_all()
        (data / name).unlink()
        (data / name).write_bytes(whole[:size])
        with suppress(VoiceError):  # any other error, or the end of this process, is a failure
            voice.speak(SENTENCE)


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_data_under_a_long_path_with_any_letters_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library keeps 160 bytes of a path, and on Windows takes no letter outside the code page."""
    before = ENGINE.voice("en-us", {}, lang="en").speak(SENTENCE).samples.tobytes()
    folder = tmp_path / ("ü" * 80) / ("й" * 80)
    folder.mkdir(parents=True)
    (folder / "espeak-ng-data").symlink_to(espeakng_loader.get_data_path())
    monkeypatch.setattr(espeakng_loader, "get_data_path", lambda: str(folder / "espeak-ng-data"))
    _processes.end_all()
    assert ENGINE.voice("en-us", {}, lang="en").speak(SENTENCE).samples.tobytes() == before


OWNER = """
import sys, time
from audio_edition.narration.model import Phrase
from audio_edition.voices.espeak import ENGINE, _processes
ENGINE.voice("en-us", {}, lang="en").speak((Phrase("One."),))
print(_processes._POOL._idle[0]._process.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="looks at processes as POSIX has them")
@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_whoever_started_it(signum: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as owner:
        assert owner.stdout
        pid = int(owner.stdout.readline())
        owner.send_signal(signum)
        owner.wait(60)
    for _ in range(500):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if (
            Path(f"/proc/{pid}/stat").exists()
            and Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        ):
            return  # ended; whoever is its parent now has not looked
        time.sleep(0.02)
    pytest.fail("it is still there")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package with one file of data."""
    site = tmp_path / "site"
    info = site / "espeakng_loader-0.2.4.dist-info"
    data = site / "espeakng_loader" / "espeak-ng-data" / "phondata"
    for folder in (info, data.parent):
        folder.mkdir(parents=True)
    data.write_bytes(b"sounds")
    digest = base64.urlsafe_b64encode(hashlib.sha256(b"sounds").digest()).rstrip(b"=").decode()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: espeakng-loader\nVersion: 0.2.4\n")
    (info / "RECORD").write_text(f"espeakng_loader/espeak-ng-data/phondata,sha256={digest},6\n")
    monkeypatch.setattr(_installation, "distribution", lambda _: PathDistribution(info))
    return data


def test_its_files_are_compared_with_what_was_installed_once(package: Path) -> None:
    _installation.check_installation()
    package.write_bytes(b"noises")
    _installation.check_installation()  # the installation is the one that was looked at


@pytest.mark.parametrize("damage", [b"noises", b"soun", None])
def test_a_damaged_file_is_named_and_nothing_is_spoken(package: Path, damage: bytes | None) -> None:
    if damage is None:
        package.unlink()
    else:
        package.write_bytes(damage)
    for _ in range(2):
        with pytest.raises(VoiceError, match="phondata") as caught:
            _installation.check_installation()
        assert "--force-reinstall" in caught.value.hint


def test_an_installation_anew_is_looked_at_again(package: Path) -> None:
    _installation.check_installation()
    record = package.parents[2] / "espeakng_loader-0.2.4.dist-info" / "RECORD"
    os.utime(record, ns=(0, 0))
    package.write_bytes(b"noises")
    with pytest.raises(VoiceError, match="is not as it was installed"):
        _installation.check_installation()
