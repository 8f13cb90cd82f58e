"""Whole builds with voices that fail: a complete edition or an error that says why, and no secret in either.

``AUDIO_EDITION_BUILD_RUNS=300 pytest tests/voices/test_builds.py -s`` makes more seeded builds and prints the counts.
"""

from __future__ import annotations

import collections
import logging
import os
import random
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audio_edition.errors import AudioEditionError, VoiceUnavailableError
from audio_edition.narration.model import Utterance
from audio_edition.net import retry
from audio_edition.net.retry import Patience, Timing
from audio_edition.voices.gtts._pieces import pack
from support import hearing, loopback_google, loopback_speech, program
from support.loopback_google import Behaviour, LoopbackGoogle, status
from support.loopback_speech import LoopbackSpeech
from support.program import Ended
from support.publications import Built, TestPublication
from support.seeded_google import CAUSE, QUICK, SLOW, Seeded

RUNS = int(os.environ.get("AUDIO_EDITION_BUILD_RUNS", "12"))
COUNTS: collections.Counter[str] = collections.Counter()
TOO_LATE = re.compile("no complete answer|no answer in time")
NUMBERS = re.compile(r"\d[\d.:-]*")
SCRIPT = """\
---
title: The Night Train
author: Ann Example
voice: gtts:en
---
The last train left an hour late. Nobody on the platform was told why it had waited, not even the man in the grey
coat, who had asked twice; the guard only looked at his watch, shook his head, and walked back along the carriages
without a word. It was cold. Somebody sang.

The lamps were lit.

## In the dining car

A man in a grey coat ordered soup! He did not eat it. When the waiter came back, only the spoon was gone.

It crossed the river at midnight: the bridge sang under the wheels, and far below, between the piers, a single lamp
moved slowly upstream, as if somebody there were looking for what had been lost. Then all was still.

> Towards morning the snow came. Not much of it, but enough to hide the rails from those who walked beside them with
> their lanterns low.

Who had sent for him?
"""
SMALL = "---\ntitle: Small\nvoice: gtts:en\n---\n" + "\n\n".join(f"Sentence {n} stands right here." for n in range(7))


class Clock:
    """Time that passes when somebody sleeps, and dice by a seed."""

    def __init__(self, seed: int) -> None:
        self.now = 1_800_000_000.0
        self._lock = threading.Lock()
        self.timing = Timing(lambda: self.now, self.sleep, random.Random(seed).random)

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.now += seconds


class Publication(TestPublication):
    """A publication of one script, built in this process with Google's voice."""

    @property
    def utterances(self) -> list[Utterance]:
        sections = self.narration().sections
        return [utterance for part in sections for segment in part.segments for utterance in segment.utterances]

    def build(self, **named: Any) -> Built:
        """Build, and wait for requests that were under way when it failed."""
        before = set(threading.enumerate())
        try:
            return super().build(**named)
        finally:
            for thread in set(threading.enumerate()) - before:
                if thread.name.startswith("speak"):
                    thread.join(60)

    def check_whole(self) -> None:
        """Every sentence in order, and where its cue says, its own sound in its own length."""
        cues = self.manifest.cues
        assert [cue.text for cue in cues] == [utterance.source for utterance in self.utterances]
        samples, rate_hz = hearing.decode(self.mp3)
        for cue, utterance in zip(cues, self.utterances, strict=True):
            pieces = pack(utterance.text)
            start, end = (at_ms * rate_hz // 1000 for at_ms in (cue.start_ms, cue.end_ms))
            assert loud_seconds(samples[start:end], rate_hz) == pytest.approx(
                sum(map(loopback_google.tone_seconds, pieces)), abs=0.04 * len(pieces)
            )
            first = samples[start : start + int(loopback_google.tone_seconds(pieces[0]) * rate_hz)]
            assert pitch_hz(first, rate_hz) == pytest.approx(loopback_google.tone_hz(pieces[0]), abs=15)


def loud_seconds(samples: np.ndarray[tuple[int, ...], np.dtype[np.float32]], rate_hz: int) -> float:
    step = rate_hz // 100
    return float((np.abs(samples[: len(samples) // step * step]).reshape(-1, step).max(axis=1) > 0.02).sum() / 100)


def pitch_hz(samples: np.ndarray[tuple[int, ...], np.dtype[np.float32]], rate_hz: int) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(spectrum.argmax()) * rate_hz / len(samples)


@pytest.fixture(scope="module")
def google() -> Iterator[LoopbackGoogle]:
    with LoopbackGoogle() as service, pytest.MonkeyPatch.context() as patch:
        for name in ("CURL_CA_BUNDLE", "SSL_CERT_FILE"):
            patch.delenv(name, raising=False)
        for name, value in service.environment.items():
            patch.setenv(name, value)
        yield service
        if COUNTS:
            print(
                f"\n{RUNS} seeded builds:", *(f"{count:6} {what}" for what, count in sorted(COUNTS.items())), sep="\n"
            )


@pytest.fixture
def healthy(google: LoopbackGoogle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LoopbackGoogle:
    """A Google that speaks, that nothing is remembered of."""
    google.forget()
    google.behaviour = loopback_google.speech
    monkeypatch.setenv("AUDIO_EDITION_STATE_DIR", str(tmp_path / "state"))
    return google


def make_quick(monkeypatch: pytest.MonkeyPatch, clock: Clock, attempts: int = 5, deadline_s: float = 1.5) -> None:
    """Wait by this clock, and for a good reply no longer than so many real seconds."""
    patience = Patience(attempts=attempts, deadline_s=deadline_s)
    monkeypatch.setattr(retry, "Patience", lambda: patience)
    monkeypatch.setattr(retry, "Timing", lambda: clock.timing)


def accepted(google: LoopbackGoogle) -> list[str]:
    return [asked.text for asked, answer in google.answers if not answer.fault]


@pytest.mark.parametrize("seed", range(RUNS))
def test_a_build_is_whole_or_says_why(
    healthy: LoopbackGoogle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    seed: int,
) -> None:
    google = healthy
    caplog.set_level(logging.INFO)
    google.behaviour = Seeded(seed)
    clock = Clock(seed)
    make_quick(monkeypatch, clock)
    publication = Publication(tmp_path / "publication", SCRIPT)
    utterances = publication.utterances
    pieces = [piece for utterance in utterances for piece in pack(utterance.text)]
    assert len(set(pieces)) == len(pieces) > len(utterances)

    def late() -> int:
        """How many good replies missed the deadline because this machine was busy."""
        missed = sum(bool(TOO_LATE.search(record.getMessage())) for record in caplog.records)
        return missed - sum(answer.delivery in ("drip", "drip-head", "hang") for _, answer in google.answers)

    failure: AudioEditionError | None = None
    try:
        publication.build()
    except AudioEditionError as error:
        failure = error

    good = accepted(google)
    assert set(google.texts) <= set(pieces)
    assert len(good) - len(set(good)) <= late()
    COUNTS["pieces asked for and had"] += len(set(good))
    COUNTS["requests"] += google.requests
    for _, answer in google.answers:
        COUNTS[f"reply: {answer.fault or 'speech'}"] += 1
    if failure is None:
        assert set(good) == set(pieces)
        COUNTS["build: complete"] += 1
    else:
        assert not publication.mp3.parent.exists()
        assert failure.place is not None
        assert failure.place.path == str(publication.script)
        told = [one for one in utterances if one.line == failure.place.line and one.source[:50] in failure.what]
        assert len(told) == 1
        cause = CAUSE.search(failure.what)
        assert cause
        assert failure.exit_code == (5 if isinstance(failure, VoiceUnavailableError) else 4)
        COUNTS[f"build: error: {NUMBERS.sub('N', failure.what[cause.start() :].split(';')[0])}"] += 1
        finished = len(publication.finished_sentences())
        lost = late()  # what came too late may have cost its sentence
        google.forget()
        google.behaviour = loopback_google.speech
        clock.now += 7 * 3600
        make_quick(monkeypatch, clock, deadline_s=60.0)
        assert publication.build().spoken == len(utterances) - finished
        again = [one for one in utterances if not set(pack(one.text)).isdisjoint(google.texts)]
        assert len(again) == len(utterances) - finished
        assert sorted(google.texts) == sorted(piece for one in again for piece in pack(one.text))
        assert sum(set(good).issuperset(pack(one.text)) for one in again) <= lost
        COUNTS["second build: pieces asked for"] += google.requests
    publication.check_whole()
    assert publication.strays() == []

    before = google.requests
    assert publication.build().status == "unchanged"
    assert google.requests == before


def behaviour_name(behaviour: Behaviour) -> str:
    return behaviour(loopback_google.Asked("A text.", "en", False, "", 1)).fault


@pytest.mark.parametrize("behaviour", [*QUICK, *SLOW], ids=behaviour_name)
def test_a_build_resumes_after_each_kind_of_failure(
    healthy: LoopbackGoogle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behaviour: Behaviour
) -> None:
    clock = Clock(0)
    slow = behaviour in SLOW
    make_quick(monkeypatch, clock, attempts=1 if slow else 2, deadline_s=1.0 if slow else 60.0)
    publication = Publication(tmp_path / "publication", SMALL)
    healthy.behaviour = [loopback_google.speech] * 3 + [behaviour] * 100
    with pytest.raises(AudioEditionError, match=CAUSE):
        publication.build()
    finished = len(publication.finished_sentences())
    assert 0 < finished <= 3
    healthy.forget()
    healthy.behaviour = loopback_google.speech
    clock.now += 7 * 3600
    make_quick(monkeypatch, clock, deadline_s=60.0)
    assert publication.build().spoken == len(publication.utterances) - finished
    assert len(set(healthy.texts)) == healthy.requests == len(publication.utterances) - finished
    publication.check_whole()


def test_a_block_outlives_the_process(healthy: LoopbackGoogle, tmp_path: Path) -> None:
    root = TestPublication(tmp_path / "publication", SMALL).root
    healthy.behaviour = status(429, "3600")
    first = program.run("build", cwd=root)
    assert first.returncode == 5, first.stderr
    asked = len(healthy.connects)
    assert 1 <= asked <= 4, "requests that were under way together, and none after the block"
    healthy.behaviour = loopback_google.speech
    second = program.run("build", cwd=root)
    assert second.returncode == 5, second.stderr
    assert "it is not asked again before" in second.stderr
    assert "run the same command again after that" in second.stderr
    assert len(healthy.connects) == asked
    (tmp_path / "state" / "gtts.json").unlink()
    assert program.run("build", cwd=root).returncode == 0


PASSWORD = "planted-p4ssw0rd"
KEYS = {"AUDIO_EDITION_OPENAI_API_KEY": "sk-planted-for-a-server", "OPENAI_API_KEY": "sk-planted-for-openai"}
WORD = "Zebrafinch"
PRIVATE = (
    "---\ntitle: Birds\nvoice: {}\n---\nThe " + WORD.lower() + " sings.\n\nAnother " + WORD.lower() + " listens.\n"
)
LOGGED = """
import logging, random
logging.basicConfig(level=logging.INFO, filename={!r})
logging.getLogger().info("begun")
random.random = lambda: 0.0
"""


def run_logged(root: Path, environment: dict[str, str], *arguments: str) -> tuple[Ended, str]:
    """Run the program, waiting for nothing between attempts, and read what it logged."""
    log = root.parent / "program.log"
    env = {**os.environ, **KEYS, **environment}
    ran = program.run(*arguments, cwd=root, env=env, prelude=LOGGED.format(str(log)))
    return ran, log.read_text()


def check_told(told: str, logged: str, folder: Path) -> None:
    """No secret in what the program said, logged and left behind; the text in no log, state or store.

    Args:
        told: All that was printed and logged.
        logged: What was logged, at INFO and above.
        folder: With ``publication`` and ``home``.
    """
    secrets = [PASSWORD, *KEYS.values()]
    assert not [secret for secret in secrets if secret in told]
    assert WORD.lower() not in logged.lower()
    private = (folder / "home", folder / "publication" / "audio" / ".store")
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        data = path.read_bytes()
        assert not [secret for secret in secrets if secret.encode() in data], path
        if any(place in path.parents for place in private):
            assert WORD.lower().encode() not in data.lower(), path


def with_password(google: LoopbackGoogle, proxy: str) -> dict[str, str]:
    address = proxy.format(password=PASSWORD, port=google.port)
    return {**google.environment, "HTTPS_PROXY": address, "https_proxy": address}


WELL_FORMED = "http://user:{password}@127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("proxy", "proxy_status", "behaviour", "code"),
    [
        (WELL_FORMED, 200, loopback_google.speech, 0),
        (WELL_FORMED, 200, loopback_google.html_inside, 4),
        (WELL_FORMED, 200, status(429, "9999"), 5),
        (WELL_FORMED, 407, loopback_google.speech, 4),
        (WELL_FORMED, 502, loopback_google.speech, 5),
        ("http://user:{password}@127.0.0.1:1", 200, loopback_google.speech, 5),
        ("http://user:{password}/x@127.0.0.1:{port}", 200, loopback_google.speech, 4),
        ("http://user:{password}[@127.0.0.1:{port}", 200, loopback_google.speech, 4),
        ("http://user:{password}#@127.0.0.1:{port}", 200, loopback_google.speech, 4),
        ("user:{password}@127.0.0.1:{port}", 200, loopback_google.speech, 4),
    ],
    ids=["works", "spoiled", "blocked", "407", "502", "nobody", "slash", "bracket", "hash", "no-scheme"],
)
def test_a_proxys_password_comes_out_nowhere(
    google: LoopbackGoogle,
    isolated: Path,
    tmp_path: Path,
    proxy: str,
    proxy_status: int,
    behaviour: Behaviour,
    code: int,
) -> None:
    google.forget()
    google.behaviour = behaviour
    root = TestPublication(tmp_path / "publication", PRIVATE.format("gtts:en"), slug="birds").root
    environment = with_password(google, proxy) | {"AUDIO_EDITION_STATE_DIR": os.environ["AUDIO_EDITION_STATE_DIR"]}
    google.proxy_status = proxy_status
    try:
        debugged, logged = run_logged(root, environment, "--debug", "build")
        plain, logged_too = run_logged(root, environment, "build")
    finally:
        google.proxy_status = 200
    assert plain.returncode == code, plain.stderr
    assert ("Traceback" in debugged.stderr) == (code != 0)
    assert "begun" in logged
    told = "".join((debugged.stdout, debugged.stderr, plain.stdout, plain.stderr, logged, logged_too))
    check_told(told, logged + logged_too, tmp_path)


@pytest.mark.parametrize("code", [200, 401, 500])
def test_a_key_comes_out_nowhere(isolated: Path, tmp_path: Path, code: int) -> None:
    root = TestPublication(tmp_path / "publication", PRIVATE.format("openai:alloy"), slug="birds").root
    with LoopbackSpeech() as server:
        if code != 200:
            server.behaviours = [loopback_speech.status(code)] * 99
        environment = {
            "AUDIO_EDITION_OPENAI_BASE_URL": server.base_url,
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "HTTP_PROXY": WELL_FORMED.format(password=PASSWORD, port=9),
        }
        ran, logged = run_logged(root, environment, "--debug", "build")
        assert server.asked
    assert (ran.returncode == 0) == (code == 200), ran.stderr
    assert "begun" in logged
    check_told(ran.stdout + ran.stderr + logged, logged, tmp_path)
