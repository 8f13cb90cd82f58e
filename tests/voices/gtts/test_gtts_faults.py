"""Seeded faults: whatever Google answers, an utterance ends in a whole clip or in an error that names the cause.

``AUDIO_EDITION_FAULT_RUNS=300 pytest tests/voices/gtts/test_gtts_faults.py -s`` makes more runs and prints the counts.
"""

from __future__ import annotations

import collections
import logging
import os
import random
import re
from collections.abc import Iterator

import numpy as np
import pytest

from audio_edition.errors import VoiceError, VoiceUnavailableError
from audio_edition.narration.model import Phrase
from audio_edition.net.retry import Patience, Timing
from audio_edition.voices.gtts._gate import Gate, SharedRecord
from audio_edition.voices.gtts._limits import RateLimit
from audio_edition.voices.gtts._pieces import pack
from audio_edition.voices.gtts._voice import GttsVoice, Speech
from audio_edition.voices.protocol import Clip
from support import loopback_google
from support.loopback_google import LoopbackGoogle
from support.seeded_google import CAUSE, Seeded

RUNS = int(os.environ.get("AUDIO_EDITION_FAULT_RUNS", "40"))
COUNTS: collections.Counter[str] = collections.Counter()
TEXTS = (
    "The night train left an hour late.",
    "Nobody on the platform was told why it had waited, not even the man in the grey coat, who had asked twice; the"
    " guard only looked at his watch, shook his head, and walked back along the carriages without a word.",
    "When the waiter came back, only the spoon was gone.",
    "It crossed the river at midnight: the bridge sang under the wheels, and far below, between the piers, a single"
    " lamp moved slowly upstream.",
)
TOO_LATE = re.compile("no complete answer|no answer in time")
NUMBERS = re.compile(r"\d[\d.]*")


@pytest.fixture(scope="module")
def google() -> Iterator[LoopbackGoogle]:
    with LoopbackGoogle() as service, pytest.MonkeyPatch.context() as patch:
        for name, value in service.environment.items():
            patch.setenv(name, value)
        yield service


@pytest.fixture(scope="module", autouse=True)
def _counts() -> Iterator[None]:
    yield
    print(f"\n{RUNS} runs, {len(TEXTS)} utterances each:")
    for what, count in sorted(COUNTS.items()):
        print(f"{count:6} {what}")


def tone_runs(clip: Clip) -> list[float]:
    """Seconds of each stretch of sound between silences of 50 ms and more."""
    step = clip.sample_rate_hz // 100
    level = np.abs(clip.samples[: len(clip.samples) // step * step].astype(int)).reshape(-1, step).max(axis=1) > 500
    runs, quiet = [0.0], 0
    for loud in level:
        quiet = 0 if loud else quiet + 1
        if loud:
            runs[-1] += 0.01
        elif quiet == 5 and runs[-1]:
            runs.append(0.0)
    return [run for run in runs if run]


@pytest.mark.parametrize("seed", range(RUNS))
def test_never_a_silent_gap(google: LoopbackGoogle, seed: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    google.forget()
    google.behaviour = Seeded(seed)
    clock = [1_800_000_000.0]

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    def late() -> int:
        """How many good replies missed the deadline because this machine was busy."""
        missed = sum(bool(TOO_LATE.search(record.getMessage())) for record in caplog.records)
        return missed - sum(answer.delivery in ("drip", "drip-head", "hang") for _, answer in google.answers)

    timing = Timing(lambda: clock[0], sleep, random.Random(seed).random)
    shared = SharedRecord(google.state / str(seed))
    speaker = GttsVoice(Speech("en"), Gate(shared, RateLimit(), Patience(deadline_s=1.5), timing))
    spoken: list[str] = []
    failed: dict[str, VoiceError] = {}
    for text in TEXTS:
        try:
            clip = speaker.speak((Phrase(text),))
        except VoiceError as error:
            failed[text] = error
        else:
            wanted = [loopback_google.tone_seconds(piece) for piece in pack(text)]
            assert tone_runs(clip) == pytest.approx(wanted, abs=0.04)
            spoken.append(text)
            COUNTS["utterance: spoken whole"] += 1

    for error in failed.values():
        assert CAUSE.match(error.what)
        assert error.exit_code == (5 if isinstance(error, VoiceUnavailableError) else 4)
        COUNTS[f"utterance: {NUMBERS.sub('N', error.what.split(';')[0])}"] += 1

    good = [asked.text for asked, answer in google.answers if not answer.fault]
    pieces = [piece for text in TEXTS for piece in pack(text)]
    assert set(google.texts) <= set(pieces)
    assert {piece for text in spoken for piece in pack(text)} <= set(good)
    assert len(good) - len(set(good)) <= late()
    for _, answer in google.answers:
        COUNTS[f"reply: {answer.fault or 'speech'}"] += 1
    COUNTS["run: every utterance spoken" if not failed else "run: at least one error"] += 1

    # Later, when Google is well again: only what is missing is asked for.
    google.behaviour = loopback_google.speech
    before = google.requests
    clock[0] += 7 * 3600
    for text in failed:
        speaker.speak((Phrase(text),))
    missing = [piece for text in failed for piece in pack(text) if piece not in good]
    asked_again = collections.Counter(google.texts[before:])
    assert set(missing) <= set(asked_again)
    assert (asked_again - collections.Counter(missing)).total() <= late()
