"""How many threads speak, and how many sentences are still asked for after one has failed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from audio_edition.errors import VoiceError
from audio_edition.making.cast import Cast, CastVoice
from audio_edition.making.plan import PlannedUtterance
from audio_edition.making.speaking import Speaker
from audio_edition.narration.model import Phrase, Utterance
from audio_edition.store.folder import Store
from audio_edition.voices.protocol import Clip

CONCURRENCY = 2


@dataclass
class Voice:
    """Counts how many speak at once; says a tone for each sentence, and fails at one with "no" in it."""

    asked_over_network: int
    name: str = "fake:one"
    concurrency: int = CONCURRENCY
    languages: tuple[str, ...] = ()
    most: int = 0
    asked: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    all_in: threading.Event = field(default_factory=threading.Event)

    def requests(self, phrases: Sequence[Phrase]) -> int:
        return self.asked_over_network

    def speak(self, phrases: Sequence[Phrase]) -> Clip:
        with self._lock:
            self._now += 1
            self.asked += 1
            self.most = max(self.most, self._now)
            if self._now == CONCURRENCY:
                self.all_in.set()
        self.all_in.wait(10)
        try:
            if "no" in phrases[0].text:
                raise VoiceError("it cannot say that")
            tone = 8000 * np.sin(np.arange(4000) / 8)
            return Clip(tone.astype(np.int16), 22_050)
        finally:
            with self._lock:
                self._now -= 1


def speak(voice: Voice, tmp_path: Path, texts: Sequence[str]) -> int:
    cast_voice = CastVoice(voice.name, {"engine": "fake"}, voice=voice)  # type: ignore[arg-type]
    speaker = Speaker(Cast(cast_voice), Store(tmp_path / "store"), "x.md")
    planned = [
        PlannedUtterance(Utterance((Phrase(text),), text, 1), cast_voice, f"{number:064x}")
        for number, text in enumerate(texts)
    ]
    return len(speaker.speak_all(planned, lambda _: None))


@pytest.mark.parametrize("asked_over_network", [0, 1])
def test_no_more_threads_speak_at_once_than_a_voice_allows(asked_over_network: int, tmp_path: Path) -> None:
    voice = Voice(asked_over_network)
    assert speak(voice, tmp_path, [f"Sentence {number}." for number in range(30)]) == 30
    assert voice.most == CONCURRENCY


def test_a_server_is_not_asked_again_after_an_error(tmp_path: Path) -> None:
    voice = Voice(1)
    with pytest.raises(VoiceError, match="cannot say"):
        speak(voice, tmp_path, ["no"] * 30)
    assert voice.asked <= 2 * CONCURRENCY


def test_finished_sentences_are_put_on_the_disk_while_a_voice_on_this_machine_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many sentences wait for the disk as the voice has threads, and it speaks others nevertheless."""
    voice = Voice(0)
    waiting, released = threading.Semaphore(0), threading.Event()
    write = Store.write

    def slow_write(store: Store, kind: str, key: str, facts: dict[str, object], payload: bytes) -> None:
        waiting.release()
        assert released.wait(20), "the voice has stopped to wait for the disk"
        write(store, kind, key, facts, payload)

    def release_when_more_wait_than_speak() -> None:
        if all(waiting.acquire(timeout=10) for _ in range(CONCURRENCY + 1)):
            released.set()

    monkeypatch.setattr(Store, "write", slow_write)
    watcher = threading.Thread(target=release_when_more_wait_than_speak)
    watcher.start()
    assert speak(voice, tmp_path, [f"Sentence {number}." for number in range(12)]) == 12
    watcher.join()
