"""The case of language tags, and the three letters for them."""

from __future__ import annotations

import pytest

from audio_edition.text.language_tags import language_tag, three_letters


@pytest.mark.parametrize(
    ("written", "tag", "letters"),
    [
        ("EN", "en", "eng"),
        ("de-at", "de-AT", "deu"),
        ("ZH-hant-tw", "zh-Hant-TW", "zho"),
        ("de-x-ab", "de-x-ab", "deu"),
        ("gsw", "gsw", "gsw"),
        ("qq", "qq", "und"),
        ("en_US", "", "und"),
        ("", "", "und"),
    ],
)
def test_language_tags(written: str, tag: str, letters: str) -> None:
    assert (language_tag(written), three_letters(written)) == (tag, letters)
