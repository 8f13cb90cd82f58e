"""The plain way to make an MP3 of an article, as one would write it in an afternoon: what we are measured against.

Enters: a text file. Leaves: an MP3, 44.1 kHz mono CBR 96 kb/s, without chapters.

    python tests/benchmarks/plain_way.py article.txt out.mp3

One process; paragraphs by blank lines, sentences by sentencex; each spoken by the embedded espeak-ng, brought to
44.1 kHz and joined with pydub's ``+`` and 350 ms of silence; exported by pydub through the ffmpeg program. It has the
same voice and the same libraries at hand as we have. It keeps nothing, so an edit costs it everything again.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from pathlib import Path

import espeakng_loader
import sentencex
from pydub import AudioSegment

PAUSE_MS = 350
RATE_HZ = 44_100
Speak = Callable[[str], bytes]


def sentences_of(text: str) -> list[str]:
    """Split a text into sentences, paragraph by paragraph."""
    paragraphs = (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    found = (sentence.strip() for paragraph in paragraphs for sentence in sentencex.segment("en", paragraph))
    return [sentence for sentence in found if any(character.isalnum() for character in sentence)]


def load_voice(voice: str = "en-us") -> tuple[Speak, int]:
    """Make the embedded espeak-ng ready.

    Returns:
        A function from text to mono s16 samples, and their rate in hertz.
    """
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    synchronous, do_not_exit = 2, 0x8000
    rate_hz = library.espeak_Initialize(synchronous, 0, espeakng_loader.get_data_path().encode(), do_not_exit)
    heard: list[bytes] = []

    def keep(samples: ctypes._Pointer[ctypes.c_short], count: int, _events: int) -> int:
        if samples and count > 0:
            heard.append(ctypes.string_at(samples, 2 * count))
        return 0

    callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)(keep)
    library.espeak_SetSynthCallback(callback)
    if library.espeak_SetVoiceByName(voice.encode()) != 0:
        raise ValueError(f"espeak-ng has no voice {voice}")

    def speak(text: str, _callback: object = callback) -> bytes:
        heard.clear()
        spoken = text.encode() + b"\0"
        utf8 = 1
        library.espeak_Synth(spoken, ctypes.c_size_t(len(spoken)), 0, 1, 0, utf8, None, None)
        return b"".join(heard)

    return speak, rate_hz


def main(article: Path, mp3: Path) -> None:
    """Make the MP3."""
    speak, rate_hz = load_voice()
    pause = AudioSegment.silent(PAUSE_MS, frame_rate=RATE_HZ)
    programme = AudioSegment.silent(0, frame_rate=RATE_HZ)
    for sentence in sentences_of(article.read_text(encoding="utf-8")):
        clip = AudioSegment(data=speak(sentence), sample_width=2, frame_rate=rate_hz, channels=1)
        programme = programme + clip.set_frame_rate(RATE_HZ) + pause
    programme.export(mp3, format="mp3", bitrate="96k").close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
