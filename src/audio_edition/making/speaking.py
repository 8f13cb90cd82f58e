"""Utterances become clips, through the store.

Enters: utterances with their keys. Leaves: clips in the store. Refuses: what the voice refuses, naming the sentence
and its line; what was finished by then is kept.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING

from audio_edition.errors import Place, VoiceError
from audio_edition.making.cast import Cast
from audio_edition.making.pace import WorkDone
from audio_edition.making.plan import PlannedUtterance
from audio_edition.sound.clips import measure_level, trim
from audio_edition.store.clips import ClipFacts, read_clip, write_clip
from audio_edition.store.folder import Store
from audio_edition.text.visible import excerpt
from audio_edition.voices.protocol import Clip

if TYPE_CHECKING:
    from concurrent.futures import Future

_MOST_FRESH_SAMPLES = 12 << 20
"""24 MB: an article of ten minutes is encoded without reading back what was just spoken, a book needs no more."""
_STORING = 4
"""Threads that may wait for the disk while others speak."""


class Speaker:
    """Voices that remember, in the store, what they have said.

    Args:
        cast: Who speaks.
        store: Where clips are kept.
        path: Of the script, for messages.
    """

    def __init__(self, cast: Cast, store: Store, path: str) -> None:
        self.store = store
        self._path = path
        self._lock = threading.Lock()
        # Encoding threads speak too, where the store has lost a clip: there may be more of them than the voice allows.
        self._turns = {
            voice.name: threading.BoundedSemaphore(max(1, voice.speaker.concurrency)) for voice in cast.voices
        }
        self._fresh: dict[str, Clip] = {}
        self._fresh_samples = 0
        self.spoken = 0
        """Utterances spoken, not found."""
        self.work = {voice.name: WorkDone() for voice in cast.voices}
        """What each voice has spoken, by its name."""

    def clip(self, planned: PlannedUtterance) -> Clip:
        """A clip from the store, or spoken now and kept.

        Raises:
            VoiceError: It cannot be spoken; the message names the sentence and its line.
            StorageError: It cannot be kept.
        """
        return self._take_fresh(planned.key) or read_clip(self.store, planned.key) or self._speak(planned)[0]

    def _take_fresh(self, key: str) -> Clip | None:
        """A clip spoken a moment ago and still in memory; it is given up, since most are needed once."""
        with self._lock:
            clip = self._fresh.pop(key, None)
            if clip is not None:
                self._fresh_samples -= len(clip.samples)
            return clip

    def speak_all(self, wanted: Sequence[PlannedUtterance], spoke: Callable[[int], None]) -> dict[str, ClipFacts]:
        """Speak all of them, one voice after the other, each in as many threads as it allows.

        Args:
            wanted: Each key once.
            spoke: Told the characters of each finished utterance.

        Returns:
            Length and loudness by key.

        Raises:
            VoiceError: The first that failed; the rest is not asked for any more.
        """
        facts: dict[str, ClipFacts] = {}
        for name, work in self.work.items():
            of_voice = [planned for planned in wanted if planned.voice.name == name]
            if of_voice:
                started = time.perf_counter()
                first = of_voice[0]
                voice = first.voice.speaker
                # A voice on this machine speaks on while finished sentences are flushed to the disk. One that is asked
                # over a network is not asked by more threads: after an error, each of them would ask once more.
                storing = 0 if voice.requests(first.utterance.phrases) else _STORING
                facts.update(self._speak_together(of_voice, voice.concurrency + storing, spoke))
                work.busy_seconds += time.perf_counter() - started
        return facts

    def _speak_together(
        self, wanted: Sequence[PlannedUtterance], threads: int, spoke: Callable[[int], None]
    ) -> dict[str, ClipFacts]:
        facts: dict[str, ClipFacts] = {}
        pool = ThreadPoolExecutor(max(1, threads), thread_name_prefix="speak")
        try:
            futures: dict[Future[tuple[Clip, ClipFacts]], PlannedUtterance] = {
                pool.submit(self._speak, planned): planned for planned in wanted
            }
            for future in as_completed(futures):
                planned = futures.pop(future)
                facts[planned.key] = future.result()[1]
                spoke(len(planned.utterance.text))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return facts

    def _speak(self, planned: PlannedUtterance) -> tuple[Clip, ClipFacts]:
        utterance = planned.utterance
        try:
            with self._turns[planned.voice.name]:
                clip = planned.voice.speaker.speak(utterance.phrases)
            clip = trim(clip)
        except VoiceError as error:
            raise type(error)(
                f"{planned.voice.name} could not speak “{excerpt(utterance.source)}”: {error.what}",
                place=Place(self._path, utterance.line),
                hint=error.hint,
            ) from error
        facts = write_clip(self.store, planned.key, clip, measure_level(clip))
        with self._lock:
            if self._fresh_samples < _MOST_FRESH_SAMPLES:
                self._fresh[planned.key] = clip
                self._fresh_samples += len(clip.samples)
            self.spoken += 1
            work = self.work[planned.voice.name]
            work.characters += len(utterance.text)
            work.usual_seconds += planned.usual_seconds
            work.sound_seconds += facts.seconds
        return clip, facts
