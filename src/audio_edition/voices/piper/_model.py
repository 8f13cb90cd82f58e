"""A Piper model and its configuration, spoken with by the code of the package piper-tts.

Enters: the path of a model. Leaves: what its configuration says, and samples. Refuses: configurations that lack what
speaking needs; a missing package, naming the extra.

piper-tts and onnxruntime are imported when the first sentence is spoken: together they take as long as a short build.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from audio_edition.errors import MissingExtraError, VoiceError

EXTRA = "piper"
MOST_CONFIG_BYTES = 8 << 20
_KINDS = {"espeak": "", "text": "", "hebrew": "he", "japanese": "ja", "thai": "th"}
"""How text becomes phonemes, and the extra of piper-tts that this takes. ``pinyin`` is not here: it fetches another
model from the network while it speaks."""


class ModelFacts(Struct, frozen=True):
    """What the configuration of a model says, as far as it matters before speaking."""

    languages: tuple[str, ...]
    phoneme_kind: str
    sample_rate_hz: int
    speakers: Mapping[str, int]
    """Names and numbers; empty where there is one speaker."""
    speaker_count: int
    default_speaker: int
    length_scale: float
    noise_scale: float
    noise_w: float


class Delivery(Struct, frozen=True):
    """How it is spoken."""

    speaker: int | None
    length_scale: float
    noise_scale: float
    noise_w: float


def piper_version() -> str:
    """The version of piper-tts.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        return version("piper-tts")
    except PackageNotFoundError as error:
        raise MissingExtraError(EXTRA, "the engine 'piper'") from error


def read_facts(model: Path) -> ModelFacts:
    """Read the configuration beside a model.

    Raises:
        VoiceError: There is none, or it lacks something.
    """
    config = _config(model)
    try:
        inference = config.get("inference", {})
        kind = str(config.get("phoneme_type", "espeak"))
        facts = ModelFacts(
            languages=_languages(config),
            phoneme_kind=kind,
            sample_rate_hz=int(config["audio"]["sample_rate"]),
            speakers={str(name): int(number) for name, number in config.get("speaker_id_map", {}).items()},
            speaker_count=int(config["num_speakers"]),
            default_speaker=int(config.get("default_speaker_id", 0)),
            length_scale=float(inference.get("length_scale", 1.0)),
            noise_scale=float(inference.get("noise_scale", 0.667)),
            noise_w=float(inference.get("noise_w", 0.8)),
        )
        complete = isinstance(config["phoneme_id_map"], dict) and isinstance(config["espeak"]["voice"], str)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _wrong(model, "lacks what speaking needs") from error
    if not complete:
        raise _wrong(model, "lacks what speaking needs")
    if kind not in _KINDS:
        raise VoiceError(f"voices of the kind {kind!r} are not supported: {model.name}", hint="choose another voice")
    return facts


class Model:
    """A loaded model; threads may share it.

    Args:
        path: Of the model.

    Raises:
        MissingExtraError: A package is missing.
        VoiceError: The model or its configuration cannot be used.
    """

    def __init__(self, path: Path) -> None:
        try:
            import onnxruntime
            from onnxruntime.capi import onnxruntime_pybind11_state as state
            from piper import PiperConfig, PiperVoice
        except ImportError as error:
            raise MissingExtraError(EXTRA, "the engine 'piper'") from error
        own = tuple(value for value in vars(state).values() if isinstance(value, type) and issubclass(value, Exception))
        self._foreign: tuple[type[Exception], ...] = (*own, RuntimeError, ValueError, KeyError, TypeError, IndexError)
        options = onnxruntime.SessionOptions()
        # One thread an utterance and as many utterances as cores: quicker than the other way round with models as
        # small as these, and sums are added in the same order on every machine.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            session = onnxruntime.InferenceSession(str(path), sess_options=options, providers=["CPUExecutionProvider"])
            self._voice = PiperVoice(session=session, config=PiperConfig.from_dict(_config(path)))
        except self._foreign as error:
            raise VoiceError(f"the Piper model {path.name} cannot be loaded", hint="install the voice again") from error
        self.sample_rate_hz = int(self._voice.config.sample_rate)

    def speak(self, text: str, delivery: Delivery) -> npt.NDArray[np.float32]:
        """Speak a text.

        Args:
            text: With raw phonemes in ``[[...]]``.
            delivery: How.

        Returns:
            Shape (n,), float32, about -1 to 1, not normalised: a sentence is as loud as the model made it.

        Raises:
            VoiceError: It has no sound for this text.
        """
        from piper import SynthesisConfig

        how = SynthesisConfig(delivery.speaker, delivery.length_scale, delivery.noise_scale, delivery.noise_w)
        known = self._voice.config.phoneme_id_map
        parts: list[npt.NDArray[np.float32]] = []
        try:
            for sentence in self._voice.phonemize(text):
                if phonemes := [phoneme for phoneme in sentence if phoneme in known]:
                    sound = self._voice.phoneme_ids_to_audio(self._voice.phonemes_to_ids(phonemes), how)
                    parts.append(np.atleast_1d(np.asarray(sound, dtype=np.float32)))
        except ImportError as error:
            extra = _KINDS.get(self._voice.config.phoneme_type.value, "")
            raise VoiceError(
                "this Piper voice needs more packages", hint=f"install them with: pip install 'piper-tts[{extra}]'"
            ) from error
        except self._foreign as error:
            raise VoiceError(f"Piper failed: {type(error).__name__}", hint="--debug shows more") from error
        if not parts:
            raise VoiceError("the voice has no sound for this sentence", hint="reword it, or choose another voice")
        return np.concatenate(parts)


_LOADED: dict[tuple[str, str], Model] = {}
_LOADING = threading.Lock()


def loaded_model(path: Path, digest: str) -> Model:
    """The model of a path, loaded once in a process as long as its file is the same."""
    with _LOADING:
        key = (os.fspath(path), digest)
        if key not in _LOADED:
            _LOADED.clear()  # one at a time: a model takes up to half a gigabyte
            _LOADED[key] = Model(path)
        return _LOADED[key]


def _config(model: Path) -> dict[str, Any]:
    path = Path(f"{model}.json")
    try:
        with path.open("rb") as file:
            data = file.read(MOST_CONFIG_BYTES + 1)
        found = json.loads(data) if len(data) <= MOST_CONFIG_BYTES else None
    except OSError as error:
        raise VoiceError(f"{path} cannot be read: {error.strerror}", hint="it belongs beside its model") from error
    except (ValueError, RecursionError) as error:
        raise _wrong(model, "is not JSON") from error
    if not isinstance(found, dict):
        raise _wrong(model, "is not what Piper writes")
    return found


def _wrong(model: Path, what: str) -> VoiceError:
    return VoiceError(f"the configuration {model.name}.json {what}", hint="install the voice again")


def _languages(config: Mapping[str, Any]) -> tuple[str, ...]:
    """BCP 47 tags: of the voice, and of its language alone."""
    language = config.get("language", {})
    code = str(language.get("code") or config["espeak"]["voice"]).replace("_", "-")
    family = str(language.get("family") or code.partition("-")[0])
    return (code,) if family == code else (code, family)
