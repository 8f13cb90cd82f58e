"""Editions with Google's voice, built by the whole program through the real gTTS client, against a loopback Google.

The publication has ``voice = "auto"``, the default, and Google answers or does not. Fails on a request that the plan
did not announce, and on a voice that changes with the network.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import hearing, readers
from support.articles import letters
from support.loopback_google import LoopbackGoogle
from support.publications import TestPublication

TEXT = """---
title: The Night Train
lang: en
---
The last train of the evening left the station an hour late, and nobody on the platform was told why it had waited.

## In the dining car

A man in a grey coat ordered soup. He did not eat it! When the waiter came back, only the spoon was gone.

## The bridge

It crossed the river at midnight.
"""
EDITED = TEXT.replace("at midnight", "at dawn, very slowly")


@pytest.fixture
def google() -> Iterator[LoopbackGoogle]:
    with LoopbackGoogle() as service:
        yield service


@pytest.fixture
def train(tmp_path: Path) -> TestPublication:
    return TestPublication(tmp_path / "publication", TEXT, slug="train")


@pytest.fixture
def nowhere(tmp_path: Path) -> dict[str, str]:
    """An environment in which nothing answers: a proxy at a port of this machine where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    proxy = f"http://127.0.0.1:{port}"
    return {"HTTPS_PROXY": proxy, "https_proxy": proxy, "AUDIO_EDITION_STATE_DIR": str(tmp_path / "nowhere-state")}


def test_auto_is_googles_voice_where_it_answers_and_says_so(google: LoopbackGoogle, train: TestPublication) -> None:
    ran = train.run("build", env=google.environment)
    assert ran.returncode == 0, ran.stderr
    told = ran.stderr
    assert "voice gtts:en" in told
    assert "it answers" in told
    assert "sent to Google" in told
    assert "voice gtts:en" in ran.stdout
    manifest = train.manifest
    assert manifest.voice.name == "gtts:en"
    assert "Google" in manifest.voice.reason


def test_there_are_as_many_requests_as_planned(google: LoopbackGoogle, train: TestPublication) -> None:
    (edition,) = train.run_build("--voice", "gtts:en", env=google.environment)
    plan = edition.result["plan"]
    assert google.requests == plan["requests"] > 0
    assert all(len(text) <= 100 for text in google.texts)
    cues = [cue.text for cue in edition.manifest.cues]
    assert sorted(letters("".join(google.texts))) == sorted(letters("".join(cues)))


def test_auto_asks_for_one_word_first(google: LoopbackGoogle, train: TestPublication) -> None:
    (edition,) = train.run_build(env=google.environment)
    assert google.requests == edition.result["plan"]["requests"] + 1
    assert google.texts[0] == "hello"


def test_the_edition_is_whole(google: LoopbackGoogle, train: TestPublication) -> None:
    (edition,) = train.run_build(env=google.environment)
    reading = readers.pyav(edition.mp3)
    assert [chapter.title for chapter in reading.chapters] == ["The Night Train", "In the dining car", "The bridge"]
    assert readers.mp3val(edition.mp3).faults == ()
    loudness_lufs, peak_dbtp = hearing.ebur128(edition.mp3)
    assert loudness_lufs == pytest.approx(-19, abs=0.5)
    assert peak_dbtp <= -1
    samples, rate_hz = hearing.decode(edition.mp3)
    for cue in edition.manifest.cues:
        onset_s = hearing.speech_onset(samples, rate_hz, cue.start_ms / 1000 - 0.1)
        assert onset_s == pytest.approx(cue.start_ms / 1000, abs=0.03)


def test_auto_is_the_built_in_voice_where_google_does_not_answer(
    train: TestPublication, nowhere: dict[str, str]
) -> None:
    ran = train.run("build", env=nowhere)
    assert ran.returncode == 0, ran.stderr
    assert "voice espeak:" in ran.stderr
    assert "does not answer" in ran.stderr
    manifest = train.manifest
    assert manifest.voice.name.startswith("espeak:")


def test_a_dry_run_of_auto_chooses_for_nobody(
    google: LoopbackGoogle, train: TestPublication, nowhere: dict[str, str]
) -> None:
    assert train.run("build", "--dry-run", env=nowhere).returncode == 0
    (edition,) = train.run_build(env=google.environment)
    assert edition.manifest.voice.name == "gtts:en"


def test_the_built_in_voice_is_kept_when_google_is_back(
    google: LoopbackGoogle, train: TestPublication, nowhere: dict[str, str]
) -> None:
    (first,) = train.run_build(env=nowhere)
    voice = first.manifest.voice
    train.write(EDITED)
    (second,) = train.run_build(env=google.environment)
    assert second.result["status"] == "built"
    assert second.manifest.voice == voice
    assert google.connects == []


def test_googles_voice_is_kept_when_google_is_gone(
    google: LoopbackGoogle, train: TestPublication, nowhere: dict[str, str]
) -> None:
    (first,) = train.run_build(env=google.environment)
    before = first.published
    google.forget()

    (again,) = train.run_build(env=nowhere)  # nothing to speak: nobody is asked
    assert (again.result["status"], again.result["voice"]["name"]) == ("unchanged", "gtts:en")

    train.write(EDITED)
    ran = train.run("build", env={**nowhere, "AUDIO_EDITION_GTTS_RATE": "1000"})
    assert ran.returncode == 5
    assert "script/train.md:13:" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert first.published == before

    (third,) = train.run_build(env=google.environment)
    assert (third.result["status"], third.result["spoken"]) == ("built", 1)
    assert google.texts == ["It crossed the river at dawn, very slowly."]


def test_another_voice_is_taken_when_somebody_names_it(google: LoopbackGoogle, train: TestPublication) -> None:
    train.run_build(env=google.environment)
    google.forget()
    (edition,) = train.run_build("--voice", "espeak:en-us", env=google.environment)
    assert edition.manifest.voice.name == "espeak:en-us"
    assert google.connects == []


def test_an_untrusted_certificate_is_refused(google: LoopbackGoogle, train: TestPublication) -> None:
    env = {**google.environment, "REQUESTS_CA_BUNDLE": ""}
    ran = train.run("build", "--voice", "gtts:en", env=env)
    assert ran.returncode in (4, 5)
    assert "certificate" in ran.stderr.lower()
    assert google.requests == 0
    assert not train.folder.exists()
