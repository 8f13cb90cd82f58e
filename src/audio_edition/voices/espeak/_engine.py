"""The built-in voice: espeak-ng, embedded, offline, all of its languages and variants.

Enters: phrases. Leaves: 22,050 Hz clips, the same bytes for the same phrases wherever they are spoken. Refuses: names,
variants and parameters that espeak-ng does not have. Article text is plain text to it, never markup or phonemes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from audio_edition.errors import VoiceError
from audio_edition.narration.model import Phrase
from audio_edition.text.nearest import did_you_mean
from audio_edition.voices.espeak import _library as library
from audio_edition.voices.parameters import ParameterSpec, check_parameters
from audio_edition.voices.protocol import Clip, Parameter, VoiceInfo

PARAMETERS = (
    ParameterSpec("rate", 165, 80, 450),
    ParameterSpec("pitch", 50, 0, 99),
    ParameterSpec("range", 50, 0, 100),
    ParameterSpec("word-gap", 0, 0, 100),
    ParameterSpec("speed", 1.0, 0.5, 2.0),
)
"""Words per minute; pitch and its range as espeak-ng counts them; pause between words in 10 ms; speed is a
factor on the rate."""


class EspeakEngine:
    """The family of espeak-ng voices."""

    name = "espeak"
    description = "built in, offline, over 100 languages, each with variants (en-us+f3); plainly a machine"
    needs = "nothing"

    def voices(self) -> Iterable[VoiceInfo]:
        """Every voice file; each can be followed by ``+`` and a variant."""
        for file in library.voice_files():
            yield VoiceInfo(file.code, file.languages, file.name)

    def voice(self, name: str, parameters: Mapping[str, Parameter], *, lang: str) -> EspeakVoice:
        """Make ``en-us`` or ``en-us+f3`` ready; an empty name takes the language's first voice."""
        base, plus, variant = (name or lang).lower().partition("+")
        file = _file_for(base, guess=not name)
        if plus and variant not in library.variants():
            raise VoiceError(
                f"espeak has no variant {variant!r}", hint=_hint_for(variant, library.variants(), "its variants")
            )
        checked = check_parameters(self.name, PARAMETERS, parameters)
        shown = f"{base if name else file.code}{plus}{variant}"
        return EspeakVoice(shown, file, f"{file.identifier}{plus}{variant}", checked)

    def probe(self) -> str:
        """Always ready, unless its library is broken."""
        try:
            library.version()
        except VoiceError as error:
            return str(error)
        return ""


class EspeakVoice:
    """One voice of the built-in engine."""

    phoneme_alphabet = "espeak"
    concerns: tuple[str, ...] = ()

    def __init__(
        self, name: str, file: library.VoiceFile, identifier: str, parameters: Mapping[str, Parameter]
    ) -> None:
        self.name = f"espeak:{name}"
        self.languages = file.languages
        self._identifier = identifier
        self._parameters = {key: int(value) for key, value in parameters.items() if key != "speed"}
        self._parameters["rate"] = min(450, max(80, round(self._parameters["rate"] * float(parameters["speed"]))))
        self.key: Mapping[str, Parameter] = {
            "engine": "espeak",
            "version": library.version(),
            "voice": identifier,
            **self._parameters,
        }
        self.concurrency = library.concurrency()

    def requests(self, phrases: Sequence[Phrase]) -> int:
        """None: it needs no network."""
        return 0

    def speak(self, phrases: Sequence[Phrase]) -> Clip:
        """Speak one utterance.

        Raises:
            VoiceError: espeak-ng gave no sound for it.
        """
        import numpy as np

        text, phonemes = _marked_up(phrases)
        pcm = library.synthesize(self._identifier, text, self._parameters, phonemes=phonemes)
        if not pcm:
            raise VoiceError(f"{self.name} gave no sound")
        return Clip(np.frombuffer(pcm, dtype="<i2").astype(np.int16, copy=False), library.SAMPLE_RATE_HZ)

    def close(self) -> None:
        """It holds nothing between utterances."""


def _marked_up(phrases: Sequence[Phrase]) -> tuple[str, bool]:
    """Text for the library, and whether it has phonemes in ``[[...]]``.

    Brackets of the article are split, so that only ours are read as phonemes.
    """
    parts: list[str] = []
    marked = False
    for phrase in phrases:
        transcription = dict(phrase.phonemes).get("espeak", "")
        if transcription:
            marked = True
            parts.append(f"[[{transcription.replace('[', '').replace(']', '')}]]")
        else:
            parts.append(phrase.text.replace("[[", "[ [").replace("]]", "] ]").replace("\0", ""))
    return "".join(parts), marked


def _file_for(tag: str, *, guess: bool) -> library.VoiceFile:
    """The voice file of a name or language tag; when guessing, the tag may lose its subtags from the right."""
    files = library.voice_files()
    wanted = tag
    while wanted:
        for file in files:
            if wanted in (file.code, file.identifier.lower()):
                return file
        fitting = [(priority, file) for file in files for priority, each in file.priorities if each == wanted]
        if fitting:
            return min(fitting, key=lambda pair: pair[0])[1]
        wanted = wanted.rpartition("-")[0] if guess else ""
    names = [name for file in files for name in (file.code, *file.languages)]
    raise VoiceError(f"espeak has no voice {tag!r}", hint=_hint_for(tag, names, "all of them"))


def _hint_for(word: str, known: Sequence[str], listed: str) -> str:
    return f"{did_you_mean(word, known)} see {listed} with: audio-edition voices espeak".lstrip()


def transcribe(lang: str, texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """How the built-in voice of a language says each text: in its own mnemonics and in IPA.

    Raises:
        VoiceError: It has no voice for the language.
    """
    return library.transcribe(_file_for(lang.lower(), guess=True).identifier, texts)


ENGINE = EspeakEngine()
