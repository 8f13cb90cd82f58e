"""What no build can avoid: the processor time of speaking an article once and of encoding it once.

Enters: a publication and its script. Leaves: one line of JSON, seconds. Refuses: what the readers refuse.

    python -m tests.benchmarks.lower_bound PUBLICATION SCRIPT

The utterances are those of the build, each distinct one spoken once, in one thread:

- ``speech_s``: by our own engine, in a process of its own, which loads the library anew for each utterance (see
  ``voices/espeak/_speaking.py``);
- ``plain_speech_s``: by the library as the plain way uses it, loaded once;
- ``lame_s``: LAME alone, over the samples as they lie in the paragraphs: 44.1 kHz mono, CBR 96 kb/s, at the default
  quality.

Resampling, loudness, the store, start and imports are in none of them.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import lameenc
import soxr
from tests.benchmarks.plain_way import load_voice
from tests.benchmarks.scratch import VOICE

from audio_edition.making.reading import read_inputs
from audio_edition.publication.folder import read_publication
from audio_edition.sound.clips import trim
from audio_edition.sound.mp3.format import DEFAULT_QUALITY
from audio_edition.sound.timeline import SAMPLE_RATE_HZ
from audio_edition.voices.espeak import ENGINE
from audio_edition.voices.espeak._processes import end_all

if TYPE_CHECKING:
    from audio_edition.narration.model import Phrase, Segment
    from audio_edition.voices.protocol import Clip


def processor_s(work: Callable[[], object]) -> float:
    """Processor seconds that some work took, with the processes it started and has waited for."""
    began = sum(os.times()[:4])
    work()
    return sum(os.times()[:4]) - began


def encode(samples: bytes) -> None:
    """Encode int16 samples, 44.1 kHz mono."""
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(96)
    encoder.set_in_sample_rate(SAMPLE_RATE_HZ)
    encoder.set_channels(1)
    encoder.set_quality(DEFAULT_QUALITY)
    encoder.silence()
    encoder.encode(samples)
    encoder.flush()


def samples_of(segments: Iterable[Segment], clips: dict[tuple[Phrase, ...], Clip]) -> bytes:
    """The samples of all paragraphs, pauses between sentences included."""
    parts: list[bytes] = []
    for segment in segments:
        pause = bytes(2 * (SAMPLE_RATE_HZ * segment.sentence_pause_ms // 1000))
        spoken = (clips[utterance.phrases] for utterance in segment.utterances)
        resampled = (soxr.resample(clip.samples, clip.sample_rate_hz, SAMPLE_RATE_HZ).tobytes() for clip in spoken)
        parts.append(pause.join(resampled))
    return b"".join(parts)


def main(root: Path, script: Path) -> None:
    """Print all of it."""
    read = read_inputs(read_publication(root), script, voice=VOICE)
    segments = [segment for section in read.narration.sections for segment in section.segments]
    texts = {utterance.phrases: utterance.text for segment in segments for utterance in segment.utterances}
    voice = ENGINE.voice(VOICE.partition(":")[2], {}, lang=read.narration.lang)
    spoken: dict[tuple[Phrase, ...], Clip] = {}

    def speak() -> None:
        spoken.update((phrases, voice.speak(phrases)) for phrases in texts)
        end_all()  # of a process that has ended, the system says how long it worked

    speech_s = processor_s(speak)
    speak_plainly, _ = load_voice(VOICE.partition(":")[2])
    plain_speech_s = processor_s(lambda: [speak_plainly(text) for text in texts.values()])
    samples = samples_of(segments, {phrases: trim(clip) for phrases, clip in spoken.items()})
    lame_s = processor_s(lambda: encode(samples))
    audio_s = len(samples) / 2 / SAMPLE_RATE_HZ
    print(json.dumps({"speech_s": speech_s, "plain_speech_s": plain_speech_s, "lame_s": lame_s, "audio_s": audio_s}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
