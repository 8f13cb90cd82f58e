"""Finished editions are as loud as they should be, measured by ffmpeg in the decoded MP3.

The editions have different voices, some from a plugged-in engine that is quieter or louder. Fails on a programme more
than 0.5 LU from its target, and on a true peak above -1 dBTP.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from support import editions, hearing
from support.plugged_in import plug_in
from support.publications import Edition, TestPublication

TEXT = {
    "en": "The trams ran, the restaurants stayed open, and the opera played to a full house. It was an ordinary night! "
    "Few of the people in the city noticed anything until the next morning.\n\n"
    "## What came after\n\nThey read it in the newspaper, if they could get one. Who had won? Nobody could say.",
    "de": "Die Bahnen fuhren, die Gasthäuser blieben offen, und in der Oper war kein Platz mehr frei. Es war eine "
    "gewöhnliche Nacht! Kaum jemand in der Stadt bemerkte etwas bis zum nächsten Morgen.\n\n"
    "## Was danach kam\n\nSie lasen es in der Zeitung, wenn sie eine bekamen. Wer hatte gewonnen? Niemand wusste es.",
}
AT_19_LUFS = {
    "male": "voice: espeak:en-us",
    "female": "voice: espeak:en-us+f3",
    "whisper": "voice: espeak:en+whisper",
    "german": "voice: espeak:de\nlang: de",
    "as-it-is": "voice: changed:en-us\nvoice-parameters: {db: 0}",
    "12-db-quieter": "voice: changed:en-us\nvoice-parameters: {db: -12}",
    "30-db-quieter": "voice: changed:en-us\nvoice-parameters: {db: -30}",
    "3-db-louder": "voice: changed:en-us\nvoice-parameters: {db: 3}",
    "32-kbps": "voice: espeak:en-us\nbitrate: 32",
    "192-kbps": "voice: espeak:en-us\nbitrate: 192",
}
TARGETS_LUFS = (-16, -17, -23, -31)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Edition]:
    """One publication with a script for every voice and setting; the same text in all."""
    folder = tmp_path_factory.mktemp("loudness")
    publication = TestPublication(folder / "publication", {})
    settings = {**AT_19_LUFS, **{f"at{target}": f"voice: espeak:en-us\nloudness: {target}" for target in TARGETS_LUFS}}
    for name, front in settings.items():
        text = TEXT["de" if "lang: de" in front else "en"]
        publication.write_file(f"{name}.md", f"---\ntitle: Ten Days\n{front}\n---\n{text}\n")
    found = {edition.slug: edition for edition in publication.run_build(env=plug_in(folder / "plug-in"))}
    assert set(found) == set(settings)
    return found


def assert_loud(edition: Edition, target_lufs: float) -> None:
    loudness_lufs, peak_dbtp = hearing.ebur128(edition.mp3)
    assert loudness_lufs == pytest.approx(target_lufs, abs=0.5)
    assert peak_dbtp <= -1.0


@pytest.mark.parametrize("name", ["october-1917", "100-years-later", "what-do-people-love-about-rust", "sherlock"])
def test_an_article_is_19_lufs(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert_loud(editions.get(name, tmp_path_factory), -19)


@pytest.mark.parametrize("name", AT_19_LUFS)
def test_every_voice_is_19_lufs(name: str, built: Mapping[str, Edition]) -> None:
    assert_loud(built[name], -19)


def test_the_gain_makes_up_for_what_a_voice_lacks(built: Mapping[str, Edition]) -> None:
    voices = [built[name].manifest.voice for name in ("as-it-is", "12-db-quieter", "30-db-quieter")]
    assert {voice.name for voice in voices} == {"changed:en-us"}
    gains = [voice.gain_db for voice in voices]
    assert [gain - gains[0] for gain in gains] == pytest.approx([0, 12, 30], abs=0.5)


@pytest.mark.parametrize("target_lufs", TARGETS_LUFS)
def test_another_target_is_met_as_well(target_lufs: int, built: Mapping[str, Edition]) -> None:
    edition = built[f"at{target_lufs}"]
    assert edition.manifest.target_lufs == target_lufs
    assert_loud(edition, target_lufs)
