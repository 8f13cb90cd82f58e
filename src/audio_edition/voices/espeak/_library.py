"""libespeak-ng through ctypes: one freshly loaded library per utterance.

Enters: text as UTF-8, a voice file, parameters. Leaves: int16 samples at 22,050 Hz. Refuses: voices the library does
not know.

The library keeps hidden state between utterances (flutter, automatic gain, noise), so a sentence would sound
differently, to the byte, depending on what was said before it; measured, nothing in its interface resets that. Loading
it anew does, for about 5 ms. The state also allows one thread at a time per loaded copy; espeakng-loader ships the
file under three names, and each name is a copy of its own, so that up to three threads can speak at once.
"""

from __future__ import annotations

import _ctypes
import ctypes
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from audio_edition.errors import VoiceError

SAMPLE_RATE_HZ = 22_050
_SEED = 1917
_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS. Source for all numbers: espeak-ng 1.52, speak_lib.h
_DONT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT
_UTF8 = 1  # espeakCHARS_UTF8
_IPA = 2  # phoneme mode of espeak_TextToPhonemes: IPA as UTF-8
_PHONEMES = 0x100  # espeakPHONEMES: [[...]] in the text are phonemes
_PARAMETERS = {"rate": 1, "pitch": 3, "range": 4, "word-gap": 7}

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class _VoiceStruct(ctypes.Structure):
    """espeak_VOICE. Source: espeak-ng 1.52, speak_lib.h."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


@dataclass(frozen=True, slots=True)
class VoiceFile:
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


@cache
def library_files() -> tuple[str, ...]:
    """Paths of the copies of the library, the loader's own first."""
    import espeakng_loader

    main = Path(espeakng_loader.get_library_path())
    copies = sorted(str(path) for path in main.parent.glob(f"{main.name}.*"))
    # Links to one file would be one library with one state.
    distinct = {Path(path).stat().st_ino: path for path in [*reversed(copies), str(main)]}
    return tuple(reversed(distinct.values()))


@contextmanager
def loaded(path: str) -> Iterator[Any]:
    """Load and initialise one copy of the library; unload it at the end.

    Raises:
        VoiceError: It cannot be loaded.
    """
    import espeakng_loader

    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        raise VoiceError(f"the built-in voice cannot be loaded: {error}", hint="reinstall espeakng-loader") from error
    try:
        library.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
        data = os.fsencode(espeakng_loader.get_data_path())
        if library.espeak_Initialize(_SYNCHRONOUS, 0, data, _DONT_EXIT) != SAMPLE_RATE_HZ:
            raise VoiceError("the built-in voice found no data", hint="reinstall espeakng-loader")
        # Its noise (breath, in voices such as +f3) is seeded with the second in which it was initialised.
        library.espeak_ng_SetRandSeed(ctypes.c_long(_SEED))
        yield library
        library.espeak_Terminate()
    finally:
        _unload(library)


def _unload(library: Any) -> None:
    unload = getattr(_ctypes, "dlclose", None) or _ctypes.FreeLibrary  # type: ignore[attr-defined]
    unload(library._handle)


@cache
def version() -> str:
    """Version of the library, as it says it: ``1.52.0``."""
    with loaded(library_files()[0]) as library:
        library.espeak_Info.restype = ctypes.c_char_p
        said: bytes = library.espeak_Info(None)
        return said.decode("ascii", "replace").split()[0]


@cache
def voice_files() -> tuple[VoiceFile, ...]:
    """All voices of the library, in its own order."""
    with loaded(library_files()[0]) as library:
        library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_VoiceStruct))
        listed = library.espeak_ListVoices(None)
        found = []
        for index in range(1000):
            if not listed[index]:
                break
            entry = listed[index].contents
            found.append(VoiceFile(entry.identifier.decode(), entry.name.decode(), _languages(entry.languages)))
        return tuple(found)


def _languages(address: int) -> tuple[tuple[int, str], ...]:
    """Read pairs of a priority byte and a zero-ended tag, up to a zero priority; lower numbers come first."""
    found: list[tuple[int, str]] = []
    while (priority := ctypes.string_at(address, 1)[0]) != 0:
        tag = ctypes.string_at(address + 1)
        found.append((priority, tag.decode("ascii", "replace").lower()))
        address += len(tag) + 2
    return tuple(sorted(found, key=lambda pair: pair[0]))


@cache
def variants() -> tuple[str, ...]:
    """Names of the variants that can follow a voice after ``+``: ``f3``, ``whisper``."""
    import espeakng_loader

    folder = Path(espeakng_loader.get_data_path()) / "voices" / "!v"
    return tuple(sorted(path.name for path in folder.iterdir()))


def synthesize(path: str, identifier: str, text: str, parameters: Mapping[str, int], *, phonemes: bool) -> bytes:
    """Speak one utterance with a freshly loaded copy of the library.

    Args:
        path: The copy to load; no other thread may use it meanwhile.
        identifier: Of a voice file, with ``+variant`` if one is wanted.
        text: What to say, no zero characters.
        parameters: Values of ``rate`` (words per minute), ``pitch``, ``range``, ``word-gap`` (10 ms).
        phonemes: Whether ``[[...]]`` in the text are phonemes.

    Returns:
        PCM, int16 little-endian mono, 22,050 Hz.
    """
    chunks: list[bytes] = []

    def collect(samples: Any, count: int, _: Any) -> int:
        if samples and count:
            chunks.append(ctypes.string_at(samples, count * 2))
        return 0

    with loaded(path) as library:
        callback = _Callback(collect)  # must outlive the call
        library.espeak_SetSynthCallback(callback)
        _expect(library.espeak_SetVoiceByName(identifier.encode()), f"load its voice {identifier!r}")
        for name, value in parameters.items():
            _expect(library.espeak_SetParameter(_PARAMETERS[name], value, 0), f"set {name} to {value}")
        data = text.encode("utf-8") + b"\0"
        flags = _UTF8 | (_PHONEMES if phonemes else 0)
        speak: Callable[..., int] = library.espeak_Synth
        speak.argtypes = [  # type: ignore[attr-defined]
            *(ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint),
            *(ctypes.c_void_p, ctypes.c_void_p),
        ]
        _expect(speak(data, len(data), 0, 1, 0, flags, None, None), "speak")
    return b"".join(chunks)


def transcribe(identifier: str, texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """How a voice says each text: in espeak-ng's own mnemonics and in IPA.

    Args:
        identifier: Of a voice file.
        texts: Words or phrases, without line breaks.
    """
    with loaded(library_files()[0]) as library:
        _expect(library.espeak_SetVoiceByName(identifier.encode()), f"load its voice {identifier!r}")
        to_phonemes = library.espeak_TextToPhonemes
        to_phonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
        to_phonemes.restype = ctypes.c_char_p
        return tuple((_phonemes(to_phonemes, text, 0), _phonemes(to_phonemes, text, _IPA)) for text in texts)


def _phonemes(to_phonemes: Any, text: str, mode: int) -> str:
    """Transcribe clause by clause: the library moves the pointer on until it is null."""
    pointer = ctypes.c_char_p(text.replace("\0", "").encode())
    clauses = []
    while pointer.value:
        clauses.append((to_phonemes(ctypes.byref(pointer), _UTF8, mode) or b"").decode("utf-8", "replace").strip())
    return " ".join(clause for clause in clauses if clause)


def _expect(status: int, what: str) -> None:
    if status != 0:
        raise VoiceError(f"the built-in voice cannot {what} (espeak-ng status {status})")
