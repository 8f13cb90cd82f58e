"""The engine ``piper`` with the real piper-tts, and a tiny voice that is made here."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from audio_edition.errors import MissingExtraError, VoiceError
from audio_edition.narration.model import Phrase
from audio_edition.voices.contract import VoiceContract
from audio_edition.voices.piper import _model as piper_model
from audio_edition.voices.piper._engine import ENGINE, PiperVoice, marked_up
from audio_edition.voices.piper._folder import write_record
from audio_edition.voices.protocol import Parameter, Voice
from conftest import RunCli
from support.readers import require
from support.tiny_piper import RATE_HZ, SAMPLES_PER_ID, make_voice

NAME = "en_US-tiny-low"
SENTENCE = (Phrase("The committee met in the old library."),)
STILL: Mapping[str, Parameter] = {"noise-scale": 0.0, "noise-w": 0.0}


@pytest.fixture
def place(isolated: Path) -> Path:
    require("python:piper")
    require("python:onnx")
    return isolated / "data" / "audio-edition" / "piper"


@pytest.fixture
def tiny(place: Path) -> Path:
    return make_voice(place / NAME)


class TestPiper(VoiceContract):
    engine = ENGINE
    voice_name = NAME
    repeatable = False

    @pytest.fixture(autouse=True)
    def _with_a_voice(self, tiny: Path) -> None:
        pass


class TestPiperWithoutNoise(TestPiper):
    repeatable: ClassVar[bool] = True

    def make_voice(self) -> Voice:
        return ENGINE.voice(NAME, STILL, lang="en")

    def test_the_voice_is_named_by_its_engine(self) -> None:
        assert self.make_voice().name == f"piper:{NAME}"


class TestPiperFromAFile(TestPiper):
    voice_name = "./mine.onnx"

    @pytest.fixture(autouse=True)
    def _with_a_voice(self, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        make_voice(tmp_path, "mine")
        monkeypatch.chdir(tmp_path)


def samples(parameters: Mapping[str, Parameter] = STILL, *phrases: Phrase, name: str = NAME) -> np.ndarray[Any, Any]:
    return ENGINE.voice(name, parameters, lang="en").speak(phrases or SENTENCE).samples


def test_every_phoneme_is_heard(tiny: Path) -> None:
    from piper.phonemize_espeak import EspeakPhonemizer

    phonemes = [phoneme for sentence in EspeakPhonemizer().phonemize("en-us", SENTENCE[0].text) for phoneme in sentence]
    assert len(samples()) == (2 * len(phonemes) + 3) * SAMPLES_PER_ID


def test_noise_is_drawn_anew_each_time_and_said_so(tiny: Path) -> None:
    natural, still = ENGINE.voice(NAME, {}, lang="en"), ENGINE.voice(NAME, STILL, lang="en")
    assert natural.speak(SENTENCE).samples.tobytes() != natural.speak(SENTENCE).samples.tobytes()
    assert still.speak(SENTENCE).samples.tobytes() == still.speak(SENTENCE).samples.tobytes()
    assert "a little differently each time" in natural.concerns[0]
    assert still.concerns == ()


def test_parameters_change_the_sound_and_the_key(place: Path) -> None:
    make_voice(place / NAME, speakers=3, default_speaker_id=1)
    given: list[Mapping[str, Parameter]] = [
        STILL,
        {**STILL, "length-scale": 2.0},
        {**STILL, "speaker": 2},
        {**STILL, "speaker": "speaker0"},
    ]
    plain, slow, other, first = (samples(parameters) for parameters in given)
    assert len(slow) == 2 * len(plain)
    assert len({plain.tobytes(), other.tobytes(), first.tobytes()}) == 3
    assert samples({**STILL, "speaker": "1"}).tobytes() == plain.tobytes()
    keys = {json.dumps(dict(ENGINE.voice(NAME, parameters, lang="en").key)) for parameters in [*given, {}]}
    assert len(keys) == 5


def test_the_key_names_model_and_configuration_by_content(place: Path, tmp_path: Path) -> None:
    make_voice(place / NAME)
    copy = make_voice(tmp_path, "copy")
    assert ENGINE.voice(NAME, {}, lang="en").key == ENGINE.voice(str(copy), {}, lang="en").key
    other = make_voice(tmp_path, "other", speakers=2)
    configured = make_voice(tmp_path, "configured", inference={"length_scale": 1.0, "noise_w": 0.1})
    keys = [json.dumps(dict(ENGINE.voice(str(path), {}, lang="en").key)) for path in (copy, other, configured)]
    assert len(set(keys)) == 3
    assert not any(str(tmp_path) in key for key in keys)


def test_a_remembered_digest_is_not_believed_of_another_file(tiny: Path) -> None:
    write_record(tiny.parent, tiny, "https://voices.example/x.onnx")
    record = tiny.parent / "installed.json"
    before = ENGINE.voice(NAME, {}, lang="en").key["model"]
    remembered = json.loads(record.read_text())
    assert remembered["model_sha256"] == before
    record.write_text(json.dumps({**remembered, "model_sha256": "remembered"}))
    assert ENGINE.voice(NAME, {}, lang="en").key["model"] == "remembered"
    tiny.write_bytes(tiny.read_bytes() + b"\0")
    assert ENGINE.voice(NAME, {}, lang="en").key["model"] not in {before, "remembered"}


def test_a_changed_model_is_loaded_anew(tiny: Path) -> None:
    before = samples()
    make_voice(tiny.parent, speakers=2)
    assert samples({**STILL, "speaker": 1}).tobytes() != before.tobytes()


def test_phonemes_are_ours_alone(tiny: Path) -> None:
    from piper.phonemize_espeak import EspeakPhonemizer

    hello = "".join(EspeakPhonemizer().phonemize("en-us", "Hello there.")[0]).partition(" ")[0]
    voice = ENGINE.voice(NAME, STILL, lang="en")
    assert voice.phoneme_alphabet == "ipa"
    word = voice.speak((Phrase("Hello"), Phrase(" there.")))
    ours = voice.speak((Phrase("Hello", (("ipa", hello),)), Phrase(" there.")))
    other = voice.speak((Phrase("Hello", (("ipa", "/m/"),)), Phrase(" there.")))
    forged = voice.speak((Phrase("[[m]] there."),))
    assert ours.samples.tobytes() == word.samples.tobytes()
    assert len(other.samples) < len(word.samples)
    assert forged.samples.tobytes() != other.samples.tobytes()


def test_marked_up() -> None:
    phrases = (Phrase("Mr. [[x]] ["), Phrase("Nguyen", (("espeak", "w"), ("ipa", "[ŋwiə̯n]"))), Phrase(".\0"))
    assert marked_up(phrases, ipa=True) == "Mr. [ [x] ] [[[ŋwiə̯n]]."
    assert marked_up(phrases, ipa=False) == "Mr. [ [x] ] [Nguyen."


def test_a_voice_that_reads_letters_takes_no_phonemes(place: Path) -> None:
    make_voice(place / NAME, phoneme_type="text")
    voice = ENGINE.voice(NAME, STILL, lang="en")
    assert voice.phoneme_alphabet == ""
    assert len(voice.speak((Phrase("abc", (("ipa", "xxxxxx"),)),)).samples) == (2 * 3 + 3) * SAMPLES_PER_ID


def test_what_it_has_no_sound_for_is_an_error(place: Path) -> None:
    make_voice(place / NAME, phoneme_type="text", phoneme_id_map={"_": [0], "^": [1], "$": [2], "a": [3]})
    with pytest.raises(VoiceError, match="has no sound for this sentence"):
        samples(STILL, Phrase("xyz"))
    assert len(samples(STILL, Phrase("xay"))) == 5 * SAMPLES_PER_ID


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("en", "en_GB-small-low"), ("en-US", "en_US-tiny-low"), ("de-AT", "de_DE-tiny-low"), ("en-AU", "en_GB-small-low")],
)
def test_without_a_name_the_language_decides(place: Path, lang: str, expected: str) -> None:
    for name in ("en_US-tiny-low", "en_GB-small-low", "de_DE-tiny-low"):
        code = name.partition("-")[0]
        make_voice(place / name, name, language={"code": code, "family": code[:2]})
    assert ENGINE.voice("", {}, lang=lang).name == f"piper:{expected}"
    assert {voice.name: voice.languages for voice in ENGINE.voices()}["de_DE-tiny-low"] == ("de-DE", "de")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("en_US-lessac-medium", "install it with: audio-edition voices install piper:en_US-lessac-medium"),
        ("../../etc", "there is no model"),
        ("..", "cannot be the name of a Piper voice"),
        (".partial", "cannot be the name of a Piper voice"),
        ("nowhere.onnx", "there is no model"),
        ("", "no Piper voice of the language 'fr' is installed"),
    ],
)
def test_voices_that_are_not_there(tiny: Path, name: str, message: str) -> None:
    with pytest.raises(VoiceError, match=message):
        ENGINE.voice(name, {}, lang="fr")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"speaker": "anna"}, "has one speaker"),
        ({"speaker": 1}, "has one speaker"),
        ({"length-scale": 0.0}, "0.1 to 10"),
        ({"noise-scael": 0.0}, "did you mean 'noise-scale'"),
    ],
)
def test_wrong_parameters(tiny: Path, parameters: Mapping[str, Parameter], message: str) -> None:
    with pytest.raises(VoiceError, match=message):
        ENGINE.voice(NAME, parameters, lang="en")


@pytest.mark.parametrize("speaker", [3, "3", "-1", "nobody", "9" * 5000])
def test_unknown_speakers(place: Path, speaker: Parameter) -> None:
    make_voice(place / NAME, speakers=3)
    with pytest.raises(VoiceError, match="from 0 to 2 or a name: speaker0, speaker1"):
        ENGINE.voice(NAME, {"speaker": speaker}, lang="en")


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (None, "cannot be read: No such file"),
        (b"{", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"[]", "not what Piper writes"),
        (b"{}", "lacks what speaking needs"),
        (b'{"audio": 1, "num_speakers": 1}', "lacks what speaking needs"),
    ],
)
def test_damaged_configurations(tiny: Path, config: bytes | None, message: str) -> None:
    path = Path(f"{tiny}.json")
    path.unlink()
    if config is not None:
        path.write_bytes(config)
    with pytest.raises(VoiceError, match=message):
        ENGINE.voice(NAME, {}, lang="en")
    assert [voice.description.startswith("damaged") for voice in ENGINE.voices()] == [True]


def test_a_kind_that_would_fetch_another_model_while_it_speaks(place: Path) -> None:
    make_voice(place / NAME, phoneme_type="pinyin")
    with pytest.raises(VoiceError, match="'pinyin' are not supported"):
        ENGINE.voice(NAME, {}, lang="zh")


@pytest.mark.parametrize("damage", [b"", b"not a model", None], ids=["empty", "junk", "cut"])
def test_damaged_models(tiny: Path, damage: bytes | None) -> None:
    tiny.write_bytes(tiny.read_bytes()[:-200] if damage is None else damage)
    with pytest.raises(VoiceError, match=r"cannot be loaded|Piper failed"):
        samples()


def test_an_unknown_language_of_espeak(place: Path) -> None:
    make_voice(place / NAME, espeak={"voice": "xx-nowhere"})
    with pytest.raises(VoiceError, match="Piper failed"):
        samples()


def test_without_the_package_the_extra_is_named(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = ENGINE.voice(NAME, {}, lang="en")
    monkeypatch.setattr(piper_model, "_LOADED", {})
    monkeypatch.setitem(sys.modules, "piper", None)
    with pytest.raises(MissingExtraError, match=r"audio-edition\[piper\]"):
        voice.speak(SENTENCE)

    def missing(_: str) -> str:
        raise piper_model.PackageNotFoundError

    monkeypatch.setattr(piper_model, "version", missing)
    with pytest.raises(MissingExtraError, match=r"audio-edition\[piper\]"):
        ENGINE.voice(NAME, {}, lang="en")
    assert "audio-edition[piper]" in ENGINE.probe()


def test_an_edition_with_a_piper_voice(tiny: Path, publication: Path, run_cli: RunCli) -> None:
    script = publication / "script" / "a.md"
    script.write_text(f"---\ntitle: A title\nvoice: piper:{NAME}\n---\n\nOne sentence. Another sentence.\n")
    built = run_cli("build", check=True)
    assert f"piper:{NAME}" in built.stdout
    manifest = json.loads(next((publication / "audio").rglob("edition.json")).read_text())
    assert str(tiny.parent.parent) not in json.dumps(manifest)
    again = run_cli("build", check=True)
    assert "Traceback" not in again.stderr


def test_a_closed_voice_does_not_speak(tiny: Path) -> None:
    voice: PiperVoice = ENGINE.voice(NAME, {}, lang="en")
    assert voice.speak(SENTENCE).sample_rate_hz == RATE_HZ
    voice.close()
    with pytest.raises(VoiceError, match="closed"):
        voice.speak(SENTENCE)
