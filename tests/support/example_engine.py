"""A complete engine in another package: Morse code. Its pyproject.toml has:

[project.entry-points."audio_edition.voices"]
morse = "example_engine:ENGINE"
"""

import numpy as np

from audio_edition.errors import VoiceError
from audio_edition.voices.parameters import ParameterSpec, check_parameters
from audio_edition.voices.protocol import Clip, VoiceInfo

LETTERS = "etianmsurwdkgohvf?l?pjbxcyzq??54?3???2??+????16=/?????7???8?90"
CODES = {letter: bin(place)[3:] for place, letter in enumerate(LETTERS, start=2) if letter != "?"}
RATE_HZ = 8_000


class MorseVoice:
    phoneme_alphabet, languages, concerns = "", (), ()
    concurrency = 4

    def __init__(self, name, tone_hz):
        self.name = f"morse:{name}"
        self.key = {"engine": "morse", "version": "1", "voice": name, "tone-hz": tone_hz}

    def requests(self, phrases):
        return 0

    def speak(self, phrases):
        units = []
        for char in "".join(phrase.text for phrase in phrases).casefold():
            units += [on for sign in CODES.get(char, "") for on in ([1, 1, 1, 0] if sign == "1" else [1, 0])] + [0, 0]
        if not any(units):
            raise VoiceError("nothing in this sentence can be morsed")
        level = np.repeat(units, RATE_HZ * 24 // 1000)
        tone = 8000 * np.sin(2 * np.pi * self.key["tone-hz"] * np.arange(len(level)) / RATE_HZ)
        return Clip((level * tone).astype(np.int16), RATE_HZ)

    def close(self):
        pass


class MorseEngine:
    name, description, needs = "morse", "dots and dashes", "nothing"

    def voices(self):
        return [VoiceInfo("straight", ())]

    def voice(self, name, parameters, *, lang):
        checked = check_parameters("morse", (ParameterSpec("tone-hz", 600, 200, 2000),), parameters)
        if name not in {"", "straight"}:
            raise VoiceError(f"there is no key {name!r}", hint="use morse:straight")
        return MorseVoice("straight", checked["tone-hz"])

    def probe(self):
        return ""


ENGINE = MorseEngine()
