"""The process that speaks: libespeak-ng through ctypes, freshly loaded for each utterance.

Enters: requests on stdin, each a length of four bytes and JSON. Leaves: replies on stdout, each a byte (0: done, 1: an
error in words), a length of four bytes, and the payload. Refuses: nothing by itself; it may crash, and is a process of
its own for that reason. It ends when its stdin does, and so with whoever started it, however that one ended.

The library keeps hidden state between utterances (flutter, automatic gain, noise), so a sentence would sound
differently, to the byte, depending on what was said before it; measured, nothing in its interface resets that. Loading
it anew does, for about 5 ms. It works in the folder of its data and names it by a relative path: on Windows it takes
no letters outside the system's code page, and nowhere a path of more than 160 bytes.

This module is run by its path, without site-packages and without ours: only the standard library is imported.
"""

from __future__ import annotations

import _ctypes
import ctypes
import errno
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

SAMPLE_RATE_HZ = 22_050
DONE, FAILED = 0, 1
_SEED = 1917
_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS. Source for all numbers: espeak-ng 1.52, speak_lib.h
_DONT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT
_UTF8 = 1  # espeakCHARS_UTF8
_IPA = 2  # phoneme mode of espeak_TextToPhonemes: IPA as UTF-8
_PHONEMES = 0x100  # espeakPHONEMES: [[...]] in the text are phonemes
_PARAMETERS = {"rate": 1, "pitch": 3, "range": 4, "word-gap": 7}
_READ_ERRORS = (
    *(b"Can't read", b"Empty _dict file", b"Bad data", b"Bad rules data", b"Bad intonation data"),
    b"Error processing file",
)
"""What it writes to stderr where it cannot read its data, to go on with something else. Source: its dictionary.c,
synthdata.c and speech.c."""
_HARMLESS = frozenset({0, errno.ENOENT})
"""What ``errno`` is after a call that went well: the library looks for its files in several folders."""
_MOST_SAID = 65_536

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class SpeakingError(Exception):
    """It cannot be done; says why."""


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


@contextmanager
def _loaded(path: str) -> Iterator[Any]:
    try:
        library = ctypes.CDLL(path, use_errno=True)
    except OSError as error:
        raise SpeakingError(f"cannot be loaded: {error}") from error
    try:
        library.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
        if library.espeak_Initialize(_SYNCHRONOUS, 0, b".", _DONT_EXIT) != SAMPLE_RATE_HZ:
            raise SpeakingError("found no data that it can use")
        # Its noise (breath, in voices such as +f3) is seeded with the second in which it was initialised.
        library.espeak_ng_SetRandSeed(ctypes.c_long(_SEED))
        yield library
        library.espeak_Terminate()
    finally:
        unload = getattr(_ctypes, "dlclose", None) or _ctypes.FreeLibrary  # type: ignore[attr-defined]
        unload(library._handle)


def describe(path: str) -> bytes:
    """Version and voices, as JSON: ``[version, [[identifier, name, [[priority, tag], …]], …]]``."""
    with _loaded(path) as library:
        library.espeak_Info.restype = ctypes.c_char_p
        said: bytes = library.espeak_Info(None)
        library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_VoiceStruct))
        listed = library.espeak_ListVoices(None)
        found = []
        for index in range(1000):
            if not listed[index]:
                break
            entry = listed[index].contents
            found.append((entry.identifier.decode(), entry.name.decode(), _languages(entry.languages)))
        return json.dumps([said.decode("ascii", "replace").split()[0], found]).encode()


def _languages(address: int) -> list[tuple[int, str]]:
    """Read pairs of a priority byte and a zero-ended tag, up to a zero priority; lower numbers come first."""
    found: list[tuple[int, str]] = []
    while (priority := ctypes.string_at(address, 1)[0]) != 0:
        tag = ctypes.string_at(address + 1)
        found.append((priority, tag.decode("ascii", "replace").lower()))
        address += len(tag) + 2
    return sorted(found, key=lambda pair: pair[0])


def synthesize(path: str, identifier: str, text: str, parameters: dict[str, int], phonemes: bool) -> bytes:
    """Speak one utterance: PCM, int16 little-endian mono, 22,050 Hz."""
    chunks: list[bytes] = []

    def collect(samples: Any, count: int, _: Any) -> int:
        if samples and count:
            chunks.append(ctypes.string_at(samples, count * 2))
        return 0

    with _loaded(path) as library:
        callback = _Callback(collect)  # must outlive the call
        library.espeak_SetSynthCallback(callback)
        _set_voice(library, identifier)
        for name, value in parameters.items():
            _expect(library.espeak_SetParameter(_PARAMETERS[name], value, 0), f"set {name} to {value}")
        data = text.encode("utf-8") + b"\0"
        flags = _UTF8 | (_PHONEMES if phonemes else 0)
        speak: Callable[..., int] = library.espeak_Synth
        speak.argtypes = [  # type: ignore[attr-defined]
            *(ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint),
            *(ctypes.c_void_p, ctypes.c_void_p),
        ]
        ctypes.set_errno(0)
        _expect(speak(data, len(data), 0, 1, 0, flags, None, None), "speak")
        _expect_read()
    return b"".join(chunks)


def transcribe(path: str, identifier: str, texts: list[str]) -> bytes:
    """How a voice says each text, in its own mnemonics and in IPA: JSON, a list of pairs."""
    with _loaded(path) as library:
        _set_voice(library, identifier)
        to_phonemes = library.espeak_TextToPhonemes
        to_phonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
        to_phonemes.restype = ctypes.c_char_p
        return json.dumps(
            [(_phonemes(to_phonemes, text, 0), _phonemes(to_phonemes, text, _IPA)) for text in texts]
        ).encode()


def _phonemes(to_phonemes: Any, text: str, mode: int) -> str:
    """Transcribe clause by clause: the library moves the pointer on until it is null."""
    pointer = ctypes.c_char_p(text.replace("\0", "").encode())
    clauses = []
    while pointer.value:
        clauses.append((to_phonemes(ctypes.byref(pointer), _UTF8, mode) or b"").decode("utf-8", "replace").strip())
    return " ".join(clause for clause in clauses if clause)


def _set_voice(library: Any, identifier: str) -> None:
    ctypes.set_errno(0)
    _expect(library.espeak_SetVoiceByName(identifier.encode()), f"load its voice {identifier!r}")
    _expect_read()


def _expect(status: int, what: str) -> None:
    if status != 0:
        raise SpeakingError(f"cannot {what} (espeak-ng status {status})")


def _expect_read() -> None:
    """Notice a read error that the library took for the end of a file, of a dictionary or a variant, and said nothing.

    Calls that go well leave ``errno`` alone, so that it still tells of one that failed before them.
    """
    if (number := ctypes.get_errno()) not in _HARMLESS:
        raise SpeakingError(f"could not read its data: {os.strerror(number)}")


_ACTIONS: dict[str, Callable[..., bytes]] = {
    "describe": describe,
    "synthesize": synthesize,
    "transcribe": transcribe,
}


def main() -> None:
    """Answer until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started us, who then closes our stdin
    source, target = sys.stdin.buffer, sys.stdout.buffer
    library, data = sys.argv[1:3]
    os.chdir(data)
    said = _listen_to_stderr()
    while len(head := source.read(4)) == 4:
        action, arguments = json.loads(source.read(int.from_bytes(head, "big")))
        try:
            status, payload = DONE, _ACTIONS[action](library, *arguments)
        except SpeakingError as error:
            status, payload = FAILED, str(error).encode()
        words = said()
        if any(mark in words for mark in _READ_ERRORS):
            status, payload = FAILED, b"could not read its data: " + words.strip().splitlines()[0][:300]
        target.write(bytes((status,)) + len(payload).to_bytes(4, "big") + payload)
        target.flush()


def _listen_to_stderr() -> Callable[[], bytes]:
    """Take what the library writes to stderr; returns what gives all of it since the last time."""
    if os.name != "posix":
        return lambda: b""
    read, write = os.pipe()
    os.dup2(write, 2)
    os.close(write)
    for descriptor in (read, 2):
        os.set_blocking(descriptor, False)

    def said() -> bytes:
        try:
            return os.read(read, _MOST_SAID)
        except BlockingIOError:
            return b""

    return said


if __name__ == "__main__":
    main()
