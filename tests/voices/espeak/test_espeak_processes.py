"""The built-in voice is a process of its own: its crashes are errors of ours, and it ends when we do."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
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
        with pytest.raises(VoiceError, match=r"the built-in voice crashed \(.*\), twice"):
            voice.speak(SENTENCE)
    assert voice.speak(SENTENCE).samples.tobytes() == whole


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes started from now on."""
    found: list[subprocess.Popen[bytes]] = []

    class Recorded(subprocess.Popen[bytes]):
        def __init__(self, *arguments: object, **named: object) -> None:
            super().__init__(*arguments, **named)  # type: ignore[call-overload]
            found.append(self)

    monkeypatch.setattr(_processes, "subprocess", SimpleNamespace(**{**vars(subprocess), "Popen": Recorded}))
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("number", ["SIGKILL", "SIGSEGV"])
def test_one_that_is_killed_in_the_middle_of_an_utterance(started: list[subprocess.Popen[bytes]], number: str) -> None:
    voice = ENGINE.voice("en-us", {}, lang="en")
    long = (Phrase("The committee met in the old library, as it had done before. " * 40),)
    whole = voice.speak(long).samples.tobytes()
    (waiting,) = _processes._POOL._idle
    target, source = waiting._pipes

    def flush() -> None:
        target.flush()
        time.sleep(0.05)  # of the second or so that it will take
        started[-1].send_signal(getattr(signal, number))

    waiting._pipes = SimpleNamespace(write=target.write, flush=flush, close=target.close), source  # type: ignore[assignment]
    assert voice.speak(long).samples.tobytes() == whole
    assert [process.returncode for process in started] == [-getattr(signal, number), None]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_those_that_were_killed_while_they_waited_are_replaced(started: list[subprocess.Popen[bytes]]) -> None:
    voice = ENGINE.voice("en-us", {}, lang="en")
    whole = voice.speak(SENTENCE).samples.tobytes()
    others = [_processes._POOL.take(new=True) for _ in range(2)]
    for other in others:
        _processes._POOL.give(other)
    for process in started:
        process.kill()
        process.wait()
    assert voice.speak(SENTENCE).samples.tobytes() == whole


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_one_that_gives_no_answer_is_not_waited_for_for_ever(
    started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = ENGINE.voice("en-us", {}, lang="en")
    whole = voice.speak(SENTENCE).samples.tobytes()
    monkeypatch.setattr(_processes, "_LEAST_WAIT_S", 0.0)
    monkeypatch.setattr(_processes, "_WAIT_S_PER_BYTE", 0.05)  # some seconds for a sentence
    started[-1].send_signal(signal.SIGSTOP)
    assert voice.speak(SENTENCE).samples.tobytes() == whole
    assert started[0].wait() == -signal.SIGKILL
    assert len(started) == 2
    monkeypatch.setattr(_processes, "_END_S", 0.1)
    started[1].send_signal(signal.SIGSTOP)
    _processes.end_all()  # as at the end of the program
    assert started[1].wait() == -signal.SIGKILL


def test_two_that_give_no_answer_are_an_error_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = ENGINE.voice("en-us", {}, lang="en")
    (tmp_path / "deaf.py").write_text("import time\ntime.sleep(600)\n")
    _processes.end_all()
    monkeypatch.setattr(_processes, "_speaking", SimpleNamespace(__file__=str(tmp_path / "deaf.py"), DONE=0))
    monkeypatch.setattr(_processes, "_LEAST_WAIT_S", 0.1)
    monkeypatch.setattr(_processes, "_WAIT_S_PER_BYTE", 0.0)
    with pytest.raises(VoiceError, match=r"gave no answer for \d+ s, twice"):
        voice.speak(SENTENCE)


NEAR_THE_END, AT_THE_BEGINNING = 6, 8


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_a_read_error_in_its_data_never_becomes_another_sound(tmp_path: Path) -> None:
    """The library takes a read error in a dictionary or a variant for the end of the file, and speaks on."""
    data = Path(espeakng_loader.get_data_path())
    arguments = ["gmw/en-US+f3", SENTENCE[0].text, {"rate": 165, "pitch": 50, "range": 50, "word-gap": 0}, False]
    request = json.dumps(["synthesize", arguments]).encode()
    only_data = [word for path in data.rglob("*") if path.is_file() for word in ("-P", str(path))]
    log = tmp_path / "strace"

    def speak(*injected: str) -> bytes:
        command = [
            *("strace", "-f", "-o", str(log), "-e", "trace=read", *injected, *only_data),
            *(sys.executable, "-I", "-S", _speaking.__file__, str(espeakng_loader.get_library_path()), str(data)),
        ]
        ran = subprocess.run(command, input=len(request).to_bytes(4, "big") + request, capture_output=True, check=False)
        return ran.stdout

    whole = speak()
    assert whole[0] == _speaking.DONE
    reads = log.read_text().count("read(")
    failed = 0
    for number in (*range(1, 1 + AT_THE_BEGINNING), *range(1 + reads - NEAR_THE_END, reads + 1)):
        said = speak("-e", f"inject=read:error=EIO:when={number}")
        assert "INJECTED" in log.read_text()
        assert said == whole or said[:1] != bytes((_speaking.DONE,)), f"read {number} of {reads}"
        failed += said != whole
    assert failed > NEAR_THE_END  # those of phonemes, intonation, voice, dictionary and variant


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
    monkeypatch.setattr(_processes, "_LEAST_WAIT_S", 5.0)  # of garbage it sometimes never makes an end
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
