"""An engine of somebody else, installed beside the program.

Enters: a folder and the source of an engine. Leaves: a package in it, and the environment in which it is found.
"""

from __future__ import annotations

import os
from pathlib import Path

from support.isolation import GUARD

QUIET_ENGINE = '''
import dataclasses

from audio_edition.voices.espeak import EspeakEngine


class QuietVoice:
    """The built-in voice, 12 dB down."""

    def __init__(self, voice, db):
        self._voice = voice
        self._factor = 10 ** (db / 20)
        self.name = voice.name.replace("espeak:", "changed:")
        self.key = {**voice.key, "engine": "changed", "db": db}

    def __getattr__(self, name):
        return getattr(self._voice, name)

    def speak(self, phrases):
        clip = self._voice.speak(phrases)
        return dataclasses.replace(clip, samples=(clip.samples * self._factor).clip(-32768, 32767).astype("int16"))


class Engine(EspeakEngine):
    name = "changed"
    description = "a voice for tests"

    def voice(self, name, parameters, *, lang):
        rest = {key: value for key, value in parameters.items() if key != "db"}
        return QuietVoice(super().voice(name, rest, lang=lang), float(parameters.get("db", -12)))


ENGINE = Engine()
'''


def plug_in(folder: Path, source: str = QUIET_ENGINE, engine: str = "changed") -> dict[str, str]:
    """Install an engine as a package of somebody else would be: a module and its entry point.

    Returns:
        What a process needs in its environment to find it.
    """
    information = folder / f"{engine}_voice-1.0.dist-info"
    information.mkdir(parents=True)
    (folder / f"{engine}_voice.py").write_text(source, encoding="utf-8")
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {engine}-voice\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text(f"[audio_edition.voices]\n{engine} = {engine}_voice:ENGINE\n")
    return {"PYTHONPATH": os.pathsep.join((str(GUARD), str(folder)))}
