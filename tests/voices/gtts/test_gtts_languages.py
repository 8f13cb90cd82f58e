"""Languages by gTTS's own list."""

from __future__ import annotations

import warnings

import pytest
from gtts.lang import _fallback_deprecated_lang, tts_langs

from audio_edition.errors import VoiceError
from audio_edition.voices.gtts._languages import bcp47, find_language

DEPRECATED = ["en-us", "en-ca", "en-uk", "en-gb", "en-au", "en-gh", "en-in", "en-ie", "en-nz", "en-ng", "en-ph"]
DEPRECATED += ["en-za", "en-tz", "fr-fr", "pt-br", "es-es", "es-us", "zh-cn", "zh-tw"]


@pytest.mark.parametrize("code", tts_langs())
def test_every_language_of_the_list_is_found_by_its_code_and_by_its_tags(code: str) -> None:
    assert find_language(code) == code
    assert find_language(code.upper()) == code
    assert all(find_language(tag) == code for tag in bcp47(code))


@pytest.mark.parametrize("code", DEPRECATED)
def test_former_codes_lead_where_gtts_leads_them(code: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        wanted = _fallback_deprecated_lang(code)
    assert find_language(code) == wanted


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en-GB", "en"),
        ("en_US", "en"),
        ("de-CH-1996", "de"),
        ("fr-CA", "fr-CA"),
        ("fr-BE", "fr"),
        ("pt-PT", "pt-PT"),
        ("pt-BR", "pt"),
        ("zh", "zh"),
        ("zh-Hans", "zh-CN"),
        ("zh-Hans-CN", "zh-CN"),
        ("zh-Hant-TW", "zh-TW"),
        ("zh-HK", "yue"),
        ("he-IL", "iw"),
        ("nb-NO", "no"),
        ("fil", "tl"),
        ("sr-Latn-RS", "sr"),
    ],
)
def test_tags(tag: str, code: str) -> None:
    assert find_language(tag) == code


@pytest.mark.parametrize(
    ("tag", "hint"),
    [
        ("english", "did you mean gtts:en?"),
        ("gerrman", "did you mean gtts:de?"),
        ("enn", "did you mean gtts:en?"),
        ("zz", "audio-edition voices"),
        ("", "audio-edition voices"),
        ("x" * 100_000, "audio-edition voices"),
    ],
)
def test_unknown_languages_are_refused_naming_the_nearest(tag: str, hint: str) -> None:
    with pytest.raises(VoiceError, match="no language") as refused:
        find_language(tag)
    assert hint in refused.value.hint
