"""Ctrl-C and SIGTERM at any moment: the edition is as it was, what was finished is kept, nothing lingers."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from support.interruption import (
    Published,
    edit,
    finished_sentences,
    make_publication,
    program,
    published,
    run_program,
    strays,
)

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


def _objects(root: Path, kind: str) -> int:
    return sum(1 for _ in (root / "audio" / ".store" / "objects" / kind).glob("*/*"))


def _when(root: Path, moment: str, count: int) -> bool:
    if moment == "joining":
        return (root / "audio" / ".store" / "staging" / "long").is_dir()
    return _objects(root, moment) >= count


def _interrupt(root: Path, signum: signal.Signals, moment: str, count: int) -> tuple[int, str]:
    """Start a build and send it a signal at a moment of its work.

    Returns:
        Exit code and what it said on stderr.
    """
    with subprocess.Popen(
        program("build", prelude=SLOWED),
        cwd=root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        while not _when(root, moment, count) and process.poll() is None:
            time.sleep(0.002)
        process.send_signal(signum)
        _, said = process.communicate(timeout=60)
    return process.returncode, said.decode()


def _still_to_speak(root: Path) -> int:
    ran = run_program(root, "build", "--dry-run", "--json")
    assert ran.code == 0, ran.stderr
    return int(ran.result["plan"]["sentences_to_speak"])


def _moments() -> list[tuple[str, int]]:
    dice = random.Random(1917)
    spoken = sorted(dice.randrange(1, SPOKEN - 30) for _ in range(2))
    return [*(("clip", count) for count in spoken), ("segment", dice.randrange(1, SENTENCES // 3))]


def test_interrupted_again_and_again(tmp_path: Path) -> None:
    """Each time a little more is finished, until the last build finds everything spoken."""
    root = make_publication(tmp_path / "again", {"long": SCRIPT}, QUICK)
    ways = [
        (signal.SIGINT, 130, "interrupted; what was finished is kept"),
        (signal.SIGTERM, 143, "ended; what was finished is kept"),
    ]
    for position, (moment, count) in enumerate([*_moments(), ("joining", 1)]):
        signum, code, words = ways[position % 2]
        before = finished_sentences(root)
        ended = _interrupt(root, signum, moment, count)
        if moment == "joining" and ended[0] == 0:  # it was quicker than we were
            break
        assert ended[0] == code, ended[1]
        assert words in ended[1]
        assert "Traceback" not in ended[1]
        assert published(root, "long") == Published(b"", b"")
        after = finished_sentences(root)
        assert before <= after
        assert len(after) >= (count if moment == "clip" else SPOKEN)
        assert _still_to_speak(root) == SPOKEN - len(after)
    ran = run_program(root, "build", "--json")
    assert ran.code == 0, ran.stderr
    assert ran.result["spoken"] == 0
    assert strays(root, ["long"]) == []
    clean = make_publication(tmp_path / "clean", {"long": SCRIPT}, QUICK)
    assert run_program(clean, "build").code == 0
    assert published(root, "long") == published(clean, "long")


@pytest.mark.parametrize(("signum", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_while_an_edition_is_published(tmp_path: Path, signum: signal.Signals, code: int) -> None:
    root = make_publication(tmp_path / "published", {"long": f"---\ntitle: Long\n---\n{LAST}\n"}, QUICK)
    assert run_program(root, "build").code == 0
    old = published(root, "long")
    there = len(finished_sentences(root))
    edit(root, "long", LAST, SCRIPT.split("---\n")[-1])
    ended = _interrupt(root, signum, "clip", there + 30)
    assert ended[0] == code, ended[1]
    assert published(root, "long") == old
    finished = len(finished_sentences(root))
    assert finished >= there + 30
    ran = run_program(root, "build", "--json")
    assert ran.result["spoken"] == ran.result["plan"]["sentences_to_speak"] == SPOKEN - finished
    assert json.loads(published(root, "long").manifest)["edition"] == 2
    assert strays(root, ["long"]) == []


def test_watching_is_ended_by_a_signal(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles")
    root = make_publication(tmp_path / "watched")
    for signum, codes in ((signal.SIGINT, (0, 130)), (signal.SIGTERM, (143,))):
        with subprocess.Popen(
            program("watch"), cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdout
            assert b"small.mp3" in process.stdout.readline()  # the first build is done
            process.send_signal(signum)
            _, said = process.communicate(timeout=60)
        assert process.returncode in codes, said.decode()
        assert b"Traceback" not in said
    assert strays(root) == []


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
    root = make_publication(tmp_path / "failing", {"small": text})
    ran = run_program(root, "build", prelude=FAILING)  # ends, or the timeout of the test does
    assert ran.code == 4, ran.stderr
    assert "could not speak “Another small one" in ran.stderr
    assert published(root) == Published(b"", b"")
