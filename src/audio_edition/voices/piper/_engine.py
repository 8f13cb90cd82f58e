"""Piper: neural voices on this machine, offline. In the extra ``piper``.

Enters: the name of an installed voice, or the path of a model. Leaves: clips. Refuses: voices that are not installed,
saying how to install them; parameters and speakers that a voice does not have.

Piper draws the small irregularities of speech at random, and its engine has no way to draw the same ones again: the
same sentence sounds alike each time but is not the same samples. The store keeps what was spoken, so that an edition
stays as it is; a build on an empty store is repeatable only with ``noise-scale = 0`` and ``noise-w = 0``.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from audio_edition.errors import AudioEditionError, VoiceError
from audio_edition.narration.model import Phrase
from audio_edition.voices.parameters import ParameterSpec, check_parameters
from audio_edition.voices.piper import _folder as folder
from audio_edition.voices.protocol import Clip, Parameter, VoiceInfo

if TYPE_CHECKING:
    from audio_edition.voices.installing import InstalledVoice, Progress
    from audio_edition.voices.piper._model import Delivery, ModelFacts

_NUMBER = re.compile(r"[0-9]{1,6}")
_BRACKETS = re.compile(r"[\[\]/]")


class PiperEngine:
    """The engine ``piper``."""

    name = "piper"
    description = "neural voices on this machine, offline; install each with: audio-edition voices install piper:NAME"
    needs = "the extra 'piper' and a voice"

    def voices(self) -> Iterable[VoiceInfo]:
        """The installed voices."""
        from audio_edition.voices.piper._model import piper_version, read_facts

        piper_version()
        for voice in folder.installed_voices(folder.voices_folder()):
            try:
                facts = read_facts(folder.model_path(voice.folder.parent, voice.name))
            except VoiceError as error:
                yield VoiceInfo(voice.name, (), f"damaged: {error.what}")
            else:
                many = f"{facts.speaker_count} speakers; " if facts.speaker_count > 1 else ""
                yield VoiceInfo(voice.name, facts.languages, f"{many}licence: {voice.licence}")

    def voice(self, name: str, parameters: Mapping[str, Parameter], *, lang: str) -> PiperVoice:
        """Make ``en_US-lessac-medium`` or ``./my-voice.onnx`` ready; an empty name takes an installed one of ``lang``.

        Raises:
            VoiceError: It is not installed, or has no such speaker or parameter.
            MissingExtraError: piper-tts is not installed.
        """
        from audio_edition.voices.piper._model import piper_version, read_facts

        piper_version()
        model = Path(name) if is_path(name) else self._installed(name, lang)
        if not model.is_file():
            raise VoiceError(f"there is no model {name}", hint="a voice from a file ends in .onnx")
        facts = read_facts(model)
        given = dict(parameters)
        if type(given.get("speaker")) is int:
            given["speaker"] = str(given["speaker"])
        checked = check_parameters(self.name, _specs(facts), given)
        return PiperVoice(model.name if is_path(name) else model.stem, model, facts, _delivery(facts, checked))

    def probe(self) -> str:
        """Ready if the package and a voice are installed."""
        try:
            return "" if any(True for _ in self.voices()) else "no Piper voice is installed"
        except AudioEditionError as error:
            return str(error)

    def install(self, name: str, progress: Progress) -> InstalledVoice:
        """Fetch a voice into the person's folder."""
        from audio_edition.voices.piper._download import Fetcher
        from audio_edition.voices.piper._install import base_url, install_voice
        from audio_edition.voices.piper._model import piper_version

        piper_version()
        return install_voice(folder.voices_folder(), name, Fetcher(base_url()), progress)

    def installed(self) -> tuple[InstalledVoice, ...]:
        """The installed voices, by name."""
        return folder.installed_voices(folder.voices_folder())

    def remove(self, name: str) -> InstalledVoice:
        """Remove an installed voice."""
        return folder.remove_voice(folder.voices_folder(), name)

    def _installed(self, name: str, lang: str) -> Path:
        place = folder.voices_folder()
        if name:
            plain = folder.checked_name(name)
            model = folder.model_path(place, plain)
            if not model.is_file():
                raise VoiceError(
                    f"the Piper voice {plain!r} is not installed",
                    hint=f"install it with: audio-edition voices install piper:{plain}",
                )
            return model
        wanted = lang.lower()
        fitting = [
            (wanted not in tags, voice.name)
            for voice in self.voices()
            if (tags := [tag.lower() for tag in voice.languages]) and wanted.partition("-")[0] in tags
        ]
        if not fitting:
            raise VoiceError(
                f"no Piper voice of the language {lang!r} is installed",
                hint="choose one at https://rhasspy.github.io/piper-samples and install it with:"
                " audio-edition voices install piper:NAME",
            )
        return folder.model_path(place, min(fitting)[1])


class PiperVoice:
    """One Piper voice; threads may share it."""

    def __init__(self, name: str, model: Path, facts: ModelFacts, delivery: Delivery) -> None:
        from audio_edition.voices.piper._model import piper_version

        self.name = f"piper:{name}"
        self.languages = facts.languages
        self.phoneme_alphabet = "ipa" if facts.phoneme_kind == "espeak" else ""
        self.concurrency = os.cpu_count() or 1
        self._model = model
        self._digest = folder.model_digest(model)
        self._delivery = delivery
        self._closed = False
        self.key: Mapping[str, Parameter] = {
            "engine": "piper",
            "version": piper_version(),
            "model": self._digest,
            "configuration": folder.sha256(Path(f"{model}.json")),
            "speaker": -1 if delivery.speaker is None else delivery.speaker,
            "length-scale": delivery.length_scale,
            "noise-scale": delivery.noise_scale,
            "noise-w": delivery.noise_w,
        }

    @property
    def concerns(self) -> tuple[str, ...]:
        """A path works on this machine only; noise differs each time."""
        found: tuple[str, ...] = ()
        if is_path(self.name.partition(":")[2]):
            found = (f"the voice is a file of this machine ({self._model}): the script cannot be built without it",)
        if self._delivery.noise_scale or self._delivery.noise_w:
            again = "Piper speaks a sentence a little differently each time; noise-scale = 0 and noise-w = 0 prevent it"
            return (*found, again)
        return found

    def requests(self, phrases: Sequence[Phrase]) -> int:
        """None: it needs no network."""
        return 0

    def speak(self, phrases: Sequence[Phrase]) -> Clip:
        """Speak one utterance.

        Raises:
            VoiceError: The model has no sound for it, or cannot be loaded.
            MissingExtraError: A package is missing.
        """
        from audio_edition.voices.piper._model import loaded_model
        from audio_edition.voices.replies import mono_clip

        if self._closed:
            raise VoiceError("this voice has been closed")
        model = loaded_model(self._model, self._digest)
        samples = model.speak(marked_up(phrases, ipa=bool(self.phoneme_alphabet)), self._delivery)
        return mono_clip(samples[:, None], model.sample_rate_hz, "sound of Piper")

    def close(self) -> None:
        """The model itself stays loaded for the next voice of this process."""
        self._closed = True


def is_path(name: str) -> bool:
    """Whether a name is the path of a model."""
    return name.endswith(".onnx") or "/" in name or "\\" in name


def marked_up(phrases: Sequence[Phrase], *, ipa: bool) -> str:
    """Text for Piper, with phonemes in ``[[...]]``; brackets of the article are split: only ours are phonemes."""
    parts: list[str] = []
    for phrase in phrases:
        transcription = _BRACKETS.sub("", dict(phrase.phonemes).get("ipa", "")).strip() if ipa else ""
        if transcription:
            # Piper knows phonemes by single code points.
            parts.append(f"[[{unicodedata.normalize('NFD', transcription)}]]")
        else:
            parts.append(phrase.text.replace("[[", "[ [").replace("]]", "] ]").replace("\0", ""))
    return "".join(parts)


def _specs(facts: ModelFacts) -> tuple[ParameterSpec, ...]:
    """The parameters of a voice, its own values as defaults; ``speaker`` is a name or a number, empty: its default."""
    return (
        ParameterSpec("speaker", ""),
        ParameterSpec("length-scale", facts.length_scale, 0.1, 10.0),
        ParameterSpec("speed", 1.0, 0.5, 2.0),
        ParameterSpec("noise-scale", facts.noise_scale, 0.0, 5.0),
        ParameterSpec("noise-w", facts.noise_w, 0.0, 5.0),
    )


def _delivery(facts: ModelFacts, checked: Mapping[str, Parameter]) -> Delivery:
    from audio_edition.voices.piper._model import Delivery

    return Delivery(
        _speaker(facts, str(checked["speaker"])),
        float(checked["length-scale"]) / float(checked["speed"]),
        float(checked["noise-scale"]),
        float(checked["noise-w"]),
    )


def _speaker(facts: ModelFacts, wanted: str) -> int | None:
    if facts.speaker_count <= 1:
        if wanted not in {"", "0"}:
            raise VoiceError("this Piper voice has one speaker", hint="leave the parameter 'speaker' out")
        return None
    if not wanted:
        return facts.default_speaker
    number = int(wanted) if _NUMBER.fullmatch(wanted) else facts.speakers.get(wanted, -1)
    if not 0 <= number < facts.speaker_count:
        shown = ", ".join(list(facts.speakers)[:20])
        raise VoiceError(
            f"this Piper voice has no speaker {wanted!r}",
            hint=f"give a number from 0 to {facts.speaker_count - 1}" + (f" or a name: {shown}" if shown else ""),
        )
    return number


ENGINE = PiperEngine()
