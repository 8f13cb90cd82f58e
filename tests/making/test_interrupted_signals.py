"""Ctrl-C and SIGTERM at any moment: the edition is as it was, what was finished is kept, nothing lingers."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest

from support.publications import SETTINGS, Published, TestPublication
from support.warm_program import short

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

SENTENCES = 120
LAST = f"Item {SENTENCES - 1}."
SCRIPT = "---\ntitle: Long\n---\n" + "\n\n".join(f"Item {number}." for number in range(SENTENCES))
SPOKEN = SENTENCES + 1
"""With the title."""
QUICK = "voice = 'espeak:en-us'\n[voice-parameters]\nrate = 450\n"
SLOWED = """
import time
from audio_edition.voices.espeak import EspeakVoice
spoken = EspeakVoice.speak
EspeakVoice.speak = lambda self, phrases: (time.sleep(0.02), spoken(self, phrases))[1]
"""
"""So that there is a moment to be hit; the sound is the same."""


def long(root: Path, text: str = SCRIPT) -> TestPublication:
    return TestPublication(root, text, settings=QUICK, slug="long")


def _when(publication: TestPublication, moment: str, count: int) -> bool:
    if moment == "joining":
        return (publication.store / "staging" / "long").is_dir()
    return len(publication.objects(moment)) >= count


def _interrupt(publication: TestPublication, signum: signal.Signals, moment: str, count: int) -> tuple[int, str]:
    """Start a build and send it a signal at a moment of its work.

    Returns:
        Exit code and what it said on stderr.
    """
    with publication.start("build", prelude=SLOWED) as process:
        while not _when(publication, moment, count) and process.poll() is None:
            time.sleep(0.002)
        process.send_signal(signum)
        _, said = process.communicate(timeout=60)
    return process.returncode, said.decode()


def _still_to_speak(publication: TestPublication) -> int:
    ran = publication.run("build", "--dry-run", "--json")
    assert ran.returncode == 0, ran.stderr
    return int(ran.result["plan"]["sentences_to_speak"])


def _moments() -> list[tuple[str, int]]:
    dice = random.Random(1917)
    spoken = sorted(dice.randrange(1, SPOKEN - 30) for _ in range(2))
    return [*(("clip", count) for count in spoken), ("segment", dice.randrange(1, SENTENCES // 3))]


def test_interrupted_again_and_again(tmp_path: Path) -> None:
    """Each time a little more is finished, until the last build finds everything spoken."""
    publication = long(tmp_path / "again")
    ways = [
        (signal.SIGINT, 130, "interrupted; what was finished is kept"),
        (signal.SIGTERM, 143, "ended; what was finished is kept"),
    ]
    for position, (moment, count) in enumerate([*_moments(), ("joining", 1)]):
        signum, code, words = ways[position % 2]
        before = publication.finished_sentences()
        ended = _interrupt(publication, signum, moment, count)
        if moment == "joining" and ended[0] == 0:  # it was quicker than we were
            break
        assert ended[0] == code, ended[1]
        assert words in ended[1]
        assert "Traceback" not in ended[1]
        assert publication.published() == Published()
        after = publication.finished_sentences()
        assert before <= after
        assert len(after) >= (count if moment == "clip" else SPOKEN)
        assert _still_to_speak(publication) == SPOKEN - len(after)
    ran = publication.run("build", "--json")
    assert ran.returncode == 0, ran.stderr
    assert ran.result["spoken"] == 0
    assert publication.strays() == []
    clean = long(tmp_path / "clean")
    assert clean.run("build").returncode == 0
    assert publication.published() == clean.published()


@pytest.mark.parametrize(("signum", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_while_an_edition_is_published(tmp_path: Path, signum: signal.Signals, code: int) -> None:
    publication = long(tmp_path / "published", f"---\ntitle: Long\n---\n{LAST}\n")
    assert publication.run("build").returncode == 0
    old = publication.published()
    there = len(publication.finished_sentences())
    publication.edit(LAST, SCRIPT.split("---\n")[-1])
    ended = _interrupt(publication, signum, "clip", there + 30)
    assert ended[0] == code, ended[1]
    assert publication.published() == old
    finished = len(publication.finished_sentences())
    assert finished >= there + 30
    ran = publication.run("build", "--json")
    assert ran.result["spoken"] == ran.result["plan"]["sentences_to_speak"] == SPOKEN - finished
    assert publication.manifest.revision == 2
    assert publication.strays() == []


def test_watching_is_ended_by_a_signal(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles")
    publication = short(tmp_path / "watched")
    for signum, codes in ((signal.SIGINT, (0, 130)), (signal.SIGTERM, (143,))):
        with publication.start("watch") as process:
            assert process.stdout
            assert b"small.mp3" in process.stdout.readline()  # the first build is done
            process.send_signal(signum)
            _, said = process.communicate(timeout=60)
        assert process.returncode in codes, said.decode()
        assert b"Traceback" not in said
    assert publication.strays() == []


WHILE_IMPORTING = """
import os, signal, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "pyexpat":  # by _elementtree, which is written in C
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.{signal})
sys.meta_path.insert(0, Finder())
"""


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 0), ("SIGTERM", 143)])
def test_a_signal_that_comes_while_modules_are_imported_is_not_lost(name: str, code: int, tmp_path: Path) -> None:
    pytest.importorskip("watchfiles")
    with short(tmp_path / "watched").start("watch", prelude=WHILE_IMPORTING.format(signal=name)) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == code, said.decode()
    assert b"Traceback" not in said


FAILING = """
from audio_edition.voices.espeak import EspeakVoice
from audio_edition.errors import VoiceError
import threading, time
spoken = EspeakVoice.speak
def speak(self, phrases):
    if "Another" in phrases[0].text:
        raise VoiceError("no")
    time.sleep(600)  # a thread that waits for a server
EspeakVoice.speak = speak
"""


def test_no_thread_keeps_the_program_from_ending_after_an_error(tmp_path: Path) -> None:
    text = "---\ntitle: Another small one\n---\nThe first sentence.\n\nThe second sentence.\n"
    publication = TestPublication(tmp_path / "failing", text, settings=SETTINGS)
    ran = publication.run("build", prelude=FAILING)  # ends, or the timeout of the test does
    assert ran.returncode == 4, ran.stderr
    assert "could not speak “Another small one" in ran.stderr
    assert publication.published() == Published()


@pytest.mark.parametrize(("signum", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_programs_that_speak_are_ended_with_us_and_leave_no_text_behind(
    tmp_path: Path, signum: signal.Signals, code: int
) -> None:
    publication = TestPublication(tmp_path / "spoken", settings="voice = 'command:mine'\n")
    publication.write("---\ntitle: A small thing\n---\nSome words.\n\nMore words.\n")
    pids, temporary = tmp_path / "pids", tmp_path / "temporary"
    for folder in (pids, temporary):
        folder.mkdir()
    program = tmp_path / "program.py"
    program.write_text(f"import os, time; open(os.path.join({str(pids)!r}, str(os.getpid())), 'w'); time.sleep(600)")
    settings = Path(publication.env["XDG_CONFIG_HOME"]) / "audio-edition"
    settings.mkdir(parents=True)
    argv = [sys.executable, "-I", "-S", str(program), "{text_file}", "{output}"]
    (settings / "commands.toml").write_text(f"[mine]\nargv = {json.dumps(argv)}\n")
    with publication.start("build", env={"TMPDIR": str(temporary)}) as process:
        while not list(pids.iterdir()) and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signum)
        _, said = process.communicate(timeout=60)
    assert process.returncode == code, said.decode()
    assert not any(is_alive(int(path.name)) for path in pids.iterdir())
    assert list(temporary.iterdir()) == []


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(("signum", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_line_that_is_being_said_is_interrupted(tmp_path: Path, signum: signal.Signals, code: int) -> None:
    publication = TestPublication(tmp_path / "said", settings=QUICK)
    began = tmp_path / "began"
    tell = f"""
from pathlib import Path
from audio_edition.voices.espeak import EspeakVoice
spoken = EspeakVoice.speak
EspeakVoice.speak = lambda self, phrases: (Path({str(began)!r}).touch(), spoken(self, phrases))[1]
"""
    text = "word " * 20_000  # half an hour of one sentence
    with publication.start("say", text, "-o", str(tmp_path / "x.wav"), prelude=tell) as process:
        while not began.exists() and process.poll() is None:
            time.sleep(0.01)
        time.sleep(0.3)
        process.send_signal(signum)
        _, said = process.communicate(timeout=60)
    assert process.returncode == code, said.decode()
    assert b"Traceback" not in said
    assert not (tmp_path / "x.wav").exists()


def test_watching_goes_on_where_the_folder_is_replaced(tmp_path: Path) -> None:
    """As ``git checkout`` or a synchronising program does it."""
    pytest.importorskip("watchfiles")
    publication = short(tmp_path / "watched")
    with publication.start("watch") as process:
        try:
            assert process.stdout
            assert b"small.mp3" in process.stdout.readline()
            folder = publication.root / "script"
            other = folder.with_name("other")
            shutil.copytree(folder, other)
            folder.rename(folder.with_name("old"))
            other.rename(folder)
            for word in ("Other", "More"):
                publication.write(f"---\ntitle: Small\nslug: small\n---\n{word} words.\n")
                assert b"small.mp3" in process.stdout.readline()
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
