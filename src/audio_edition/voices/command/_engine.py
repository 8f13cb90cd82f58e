"""Any program that reads a text and writes WAV: flite, festival, espeak-ng, pico2wave, say, or one of the person's own.

Enters: phrases. Leaves: clips. Refuses: programs that are not defined on this machine, and output that is not whole
speech of plausible length. A script can name a program that is defined here, and cannot define one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from audio_edition.errors import AudioEditionError, StorageError, VoiceError
from audio_edition.narration.model import Phrase
from audio_edition.text.nearest import hint_for
from audio_edition.voices.command._definitions import CommandDefinition, definitions
from audio_edition.voices.command._running import ProgramResult, RunningPrograms, run_program
from audio_edition.voices.parameters import check_parameters
from audio_edition.voices.protocol import Clip, Parameter, VoiceInfo

FASTEST, SLOWEST = 3.0, 0.3
"""Speeds that the arguments may set."""
VERSION_TIMEOUT_S = 20.0
_FOLDERS = re.compile(r"(?<!\S)/(?:[^\s/]+/)*")
"""Several programs print where they are installed: that changes no sound, and keys are published."""


class CommandEngine:
    """The engine ``command``."""

    name = "command"
    description = "a program on this machine: flite, festival, espeak-ng, pico2wave, say, or your own in commands.toml"
    needs = "the program"

    def voices(self) -> Iterable[VoiceInfo]:
        """Every defined program that is installed, with each of its voices."""
        for name, definition in definitions().items():
            if shutil.which(definition.argv[0]):
                for voice in definition.voices or ("",):
                    shown = f"{name}:{voice}" if voice else name
                    yield VoiceInfo(shown, definition.languages, definition.description or definition.argv[0])

    def voice(self, name: str, parameters: Mapping[str, Parameter], *, lang: str) -> CommandVoice:
        """Make ``flite`` or ``flite:kal`` ready; an empty name takes the first program that is installed.

        Raises:
            VoiceError: Nobody defined this program or voice, or it is not installed.
            SourceError: ``commands.toml`` is wrong.
        """
        check_parameters(self.name, (), parameters)
        known = definitions()
        program, _, voice = name.partition(":")
        if not name:
            program = next((each for each, one in known.items() if shutil.which(one.argv[0])), "")
            if not program:
                raise VoiceError("no program that speaks is installed", hint=f"install one of: {', '.join(known)}")
        definition = known.get(program)
        if definition is None:
            raise VoiceError(
                f"the command {program!r} is not defined on this machine",
                hint=hint_for(program, known, "define it in commands.toml, or use one of:"),
            )
        if voice and voice not in definition.voices:
            raise VoiceError(
                f"the command {program!r} has no voice {voice!r}",
                hint=hint_for(voice, definition.voices, "its voices:"),
            )
        if not shutil.which(definition.argv[0]):
            raise VoiceError(f"the program {definition.argv[0]!r} is not installed", hint="install it, then try again")
        return CommandVoice(program, definition, voice or next(iter(definition.voices), ""))

    def probe(self) -> str:
        """Ready if one of the programs is installed."""
        try:
            return "" if any(True for _ in self.voices()) else "no program that speaks is installed"
        except AudioEditionError as error:
            return str(error)


class CommandVoice:
    """One program with one of its voices."""

    phoneme_alphabet = ""
    concerns: tuple[str, ...] = ()

    def __init__(self, program: str, definition: CommandDefinition, voice: str) -> None:
        self.name = f"command:{program}:{voice}" if voice else f"command:{program}"
        self.languages = definition.languages
        self.concurrency = os.cpu_count() or 1
        self._program = program
        self._definition = definition
        self._voice = voice
        self._running = RunningPrograms()
        arguments = hashlib.sha256(json.dumps(definition.argv).encode()).hexdigest()
        self.key: Mapping[str, Parameter] = {
            "engine": "command",
            "version": _version(definition),
            "command": program,
            # A digest: arguments may name folders of this machine, and keys are published.
            "arguments": arguments,
            "voice": voice,
        }

    def requests(self, phrases: Sequence[Phrase]) -> int:
        """None: it runs on this machine."""
        return 0

    def speak(self, phrases: Sequence[Phrase]) -> Clip:
        """Speak one utterance.

        Raises:
            VoiceError: The program failed, or what it wrote is not speech of this text.
            VoiceUnavailableError: It took too long.
            StorageError: Its files cannot be written.
        """
        from audio_edition.voices.length_check import check_length
        from audio_edition.voices.replies import SpoiledReplyError, decode_wav

        text = plain_text(phrases)
        if not any(char.isalnum() for char in text):
            raise VoiceError("there is nothing to pronounce in this sentence", hint="reword it or leave it out")
        definition = self._definition
        result = run_program(
            definition.argv, text, voice=self._voice, timeout_s=definition.timeout_s, running=self._running
        )
        if result.status:
            raise VoiceError(
                f"{self._program} failed ({_ending(result.status)}){_said(result)}", hint="run it by hand to see why"
            )
        try:
            clip = decode_wav(result.wav)
            check_length(clip, text, slowest=SLOWEST, fastest=FASTEST)
        except SpoiledReplyError as error:
            raise VoiceError(
                f"{self._program} gave no usable sound: {error.what}{_said(result)}", hint="run it by hand to see why"
            ) from error
        return clip

    def close(self) -> None:
        """End the programs that still run, as after Ctrl-C, and wait until their files are gone."""
        self._running.end()


def plain_text(phrases: Sequence[Phrase]) -> str:
    """The words on one line, without what programs take for commands: ``[[`` begins phonemes, ``<`` markup.

    Pico reads ``<genfile file="…"/>`` and writes there; the lexicon, too, may come from somebody else.
    """
    text = "".join(phrase.text for phrase in phrases)
    split = text.replace("[[", "[ [").replace("]]", "] ]").replace("<", " ").replace(">", " ")
    return " ".join("".join(" " if unicodedata.category(char) == "Cc" else char for char in split).split())


@lru_cache(maxsize=64)
def _version(definition: CommandDefinition) -> str:
    """What the version command prints, else the digest of the program's file."""
    if definition.version:
        result = run_program(definition.version, "", timeout_s=VERSION_TIMEOUT_S)
        said = result.stdout or result.stderr  # several print it on stderr, and several end in 1
        if not said:
            raise VoiceError(
                f"the version command of {definition.argv[0]!r} prints nothing", hint="correct it in commands.toml"
            )
        return _FOLDERS.sub("", said)
    path = Path(shutil.which(definition.argv[0]) or definition.argv[0])
    try:
        with path.open("rb") as file:
            return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
    except OSError as error:
        raise StorageError(
            f"{path} cannot be read: {error.strerror}", hint="give the command a version in commands.toml"
        ) from error


def _ending(status: int) -> str:
    return f"ended by signal {-status}" if status < 0 else f"exit code {status}"


def _said(result: ProgramResult) -> str:
    return f"; it said: {result.stderr}" if result.stderr else ""


ENGINE = CommandEngine()
