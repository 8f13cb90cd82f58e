"""What no build can avoid: the processor time of speaking an article once and of encoding it once.

Enters: a text file. Leaves: one line of JSON with both times in seconds. Refuses: nothing in particular.

    python -m tests.benchmarks.lower_bound article.txt

Only the calls of espeak-ng and of LAME are counted (44.1 kHz mono, CBR 96 kb/s, quality 3); resampling between them,
start and imports are not.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import lameenc
import numpy as np
import soxr
from tests.benchmarks.plain_way import RATE_HZ, load_voice, sentences_of


def speaking_s(sentences: list[str]) -> tuple[float, bytes, int]:
    """Speak all of it.

    Returns:
        Processor seconds, mono s16 samples, their rate in hertz.
    """
    speak, rate_hz = load_voice()
    began = time.process_time()
    clips = [speak(sentence) for sentence in sentences]
    return time.process_time() - began, b"".join(clips), rate_hz


def encoding_s(samples: bytes) -> float:
    """Encode all of it, 44.1 kHz mono s16; processor seconds."""
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(96)
    encoder.set_in_sample_rate(RATE_HZ)
    encoder.set_channels(1)
    encoder.set_quality(3)
    encoder.silence()
    began = time.process_time()
    encoder.encode(samples)
    encoder.flush()
    return time.process_time() - began


def main(article: Path) -> None:
    """Print both."""
    spoke_s, samples, rate_hz = speaking_s(sentences_of(article.read_text(encoding="utf-8")))
    heard = np.frombuffer(samples, "<i2")
    encoded_s = encoding_s(soxr.resample(heard, rate_hz, RATE_HZ).tobytes())
    print(json.dumps({"speech_s": spoke_s, "lame_s": encoded_s, "audio_s": len(heard) / rate_hz}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
