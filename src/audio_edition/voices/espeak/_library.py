"""What libespeak-ng has and does, asked of processes in which it is loaded.

Enters: text, a voice file, parameters. Leaves: int16 samples at 22,050 Hz; the lists of voices and variants. Refuses:
voices the library does not know.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache

from msgspec import Struct

from audio_edition.errors import VoiceError
from audio_edition.voices.espeak._processes import ask, data_folder
from audio_edition.voices.espeak._speaking import SAMPLE_RATE_HZ

__all__ = ["SAMPLE_RATE_HZ", "VoiceFile", "prepare", "synthesize", "transcribe", "variants", "version", "voice_files"]
_MOST_PROCESSES = 8
_DESCRIBING = threading.Lock()


class VoiceFile(Struct, frozen=True):
    """A voice of the library."""

    identifier: str
    """What it is loaded by: ``gmw/en-US``."""
    name: str
    """For a person: ``English (America)``."""
    priorities: tuple[tuple[int, str], ...]
    """Lower-case language tags, each with how well the voice suits it: the lower, the better; best first."""

    @property
    def code(self) -> str:
        """What a person calls it by, lower case, no two alike: ``en-us``."""
        return self.identifier.rpartition("/")[2].lower()

    @property
    def languages(self) -> tuple[str, ...]:
        """Language tags, best first."""
        return tuple(tag for _, tag in self.priorities)


def concurrency() -> int:
    """How many processes may speak at once: one per core."""
    return min(_MOST_PROCESSES, os.cpu_count() or 1)


def prepare() -> None:
    """Start a process that speaks, in the background: by the time somebody asks for a voice it has told what it has.

    What goes wrong is told to whoever asks then.
    """

    def ask_for_it() -> None:
        with suppress(VoiceError):
            _description()

    threading.Thread(target=ask_for_it, name="prepare espeak", daemon=True).start()


def _description() -> tuple[str, tuple[VoiceFile, ...]]:
    """Version and voices; asked for once, whoever asks meanwhile waits."""
    with _DESCRIBING:
        return _described()


@cache
def _described() -> tuple[str, tuple[VoiceFile, ...]]:
    said, voices = json.loads(ask("describe"))
    files = (
        VoiceFile(identifier, name, tuple((int(priority), str(tag)) for priority, tag in tags))
        for identifier, name, tags in voices
    )
    return str(said), tuple(files)


def version() -> str:
    """Version of the library, as it says it: ``1.52.0``."""
    return _description()[0]


def voice_files() -> tuple[VoiceFile, ...]:
    """All voices of the library, in its own order."""
    return _description()[1]


@cache
def variants() -> tuple[str, ...]:
    """Names of the variants that can follow a voice after ``+``: ``f3``, ``whisper``."""
    return tuple(sorted(path.name for path in (data_folder() / "voices" / "!v").iterdir()))


def synthesize(identifier: str, text: str, parameters: Mapping[str, int], *, phonemes: bool) -> bytes:
    """Speak one utterance with a freshly loaded copy of the library.

    Args:
        identifier: Of a voice file, with ``+variant`` if one is wanted.
        text: What to say, no zero characters.
        parameters: Values of ``rate`` (words per minute), ``pitch``, ``range``, ``word-gap`` (10 ms).
        phonemes: Whether ``[[...]]`` in the text are phonemes.

    Returns:
        PCM, int16 little-endian mono, 22,050 Hz.
    """
    return ask("synthesize", identifier, text, dict(parameters), phonemes)


def transcribe(identifier: str, texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """How a voice says each text: in espeak-ng's own mnemonics and in IPA.

    Args:
        identifier: Of a voice file.
        texts: Words or phrases, without line breaks.
    """
    return tuple((mnemonics, ipa) for mnemonics, ipa in json.loads(ask("transcribe", identifier, list(texts))))
