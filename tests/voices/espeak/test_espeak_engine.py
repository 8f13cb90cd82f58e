"""The built-in voice."""

import time

import pytest

from audio_edition.errors import VoiceError
from audio_edition.narration.model import Phrase
from audio_edition.voices.contract import VoiceContract
from audio_edition.voices.espeak import ENGINE
from audio_edition.voices.espeak import _library as espeak_library
from audio_edition.voices.registry import find_voice


class TestEspeak(VoiceContract):
    engine = ENGINE
    voice_name = "en-us"


class TestEspeakVariant(VoiceContract):
    engine = ENGINE
    voice_name = "en-us+f3"


@pytest.mark.parametrize(
    ("name", "lang", "expected"),
    [
        ("", "en-GB", "espeak:en"),
        ("", "en", "espeak:en"),
        ("", "en-US", "espeak:en-us"),
        ("", "zh", "espeak:cmn"),
        ("", "de-AT", "espeak:de"),
        ("", "ru", "espeak:ru"),
        ("en-gb", "en", "espeak:en-gb"),
        ("pt-br", "en", "espeak:pt-br"),
    ],
)
def test_voices_are_found_by_language(name: str, lang: str, expected: str) -> None:
    voice = ENGINE.voice(name, {}, lang=lang)
    assert voice.name == expected
    assert len(voice.speak((Phrase("1917"),)).samples) > 1000


@pytest.mark.parametrize("name", ["xx-nowhere", "../../etc", "en-us+nosuch", "+f3"])
def test_unknown_voices_are_refused(name: str) -> None:
    with pytest.raises(VoiceError, match="espeak has no"):
        ENGINE.voice(name, {}, lang="en")


def test_names_are_unique_and_lead_to_their_voice() -> None:
    names = [voice.name for voice in ENGINE.voices()]
    assert len(names) == len(set(names)) > 100
    for file in espeak_library.voice_files():
        assert ENGINE.voice(file.code, {}, lang="en").key["voice"] == file.identifier


def test_every_language_speaks() -> None:
    for file in espeak_library.voice_files()[::12]:
        voice = ENGINE.voice(file.code, {}, lang="en")
        assert len(voice.speak((Phrase("1, 2, 3."),)).samples) > 1000, file


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"rate": 10_000}, "80 to 450"),
        ({"rate": "fast"}, "whole number"),
        ({"rate": True}, "whole number"),
        ({"raet": 100}, "did you mean 'rate'"),
    ],
)
def test_wrong_parameters_are_refused(parameters: dict[str, int | str], message: str) -> None:
    with pytest.raises(VoiceError, match=message):
        ENGINE.voice("en-us", parameters, lang="en")


def test_rate_and_pitch_change_the_sound_and_the_key() -> None:
    phrases = (Phrase("A sentence of some length, to hear the difference."),)
    plain = ENGINE.voice("en-us", {}, lang="en")
    fast = ENGINE.voice("en-us", {"rate": 300}, lang="en")
    high = ENGINE.voice("en-us", {"pitch": 90}, lang="en")
    assert len(fast.speak(phrases).samples) < 0.8 * len(plain.speak(phrases).samples)
    assert high.speak(phrases).samples.tobytes() != plain.speak(phrases).samples.tobytes()
    assert len({tuple(sorted(voice.key.items())) for voice in (plain, fast, high)}) == 3


def test_breath_is_the_same_at_any_time() -> None:
    voice = ENGINE.voice("en-us+f3", {}, lang="en")
    phrases = (Phrase("The noise of this voice was once seeded with the second of the day."),)
    before = voice.speak(phrases).samples.tobytes()
    time.sleep(1.1)  # a second on is the point, not a wait
    assert voice.speak(phrases).samples.tobytes() == before


def test_phonemes_are_ours_alone() -> None:
    voice = ENGINE.voice("en-us", {}, lang="en")
    word = voice.speak((Phrase("Hello."),))
    forged = voice.speak((Phrase("[[h@l'oU]]."),))
    ours = voice.speak((Phrase("Hello", (("espeak", "h@l'oU"),)), Phrase(".")))
    assert abs(len(ours.samples) - len(word.samples)) < 0.2 * len(word.samples)
    assert len(forged.samples) > 1.5 * len(word.samples)


def test_the_registry_names_the_nearest_engine() -> None:
    with pytest.raises(VoiceError, match="did you mean 'espeak'"):
        find_voice("espaek:en", {}, lang="en")
    assert find_voice("espeak", {}, lang="fr").name.startswith("espeak:fr")
