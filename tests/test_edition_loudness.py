"""Finished editions are as loud as they should be, measured by ffmpeg in the decoded MP3.

Enters: editions of different voices, two of them from a plugged-in engine that is 12 dB quieter or louder. Leaves:
nothing. Refuses: a programme more than 0.5 LU from its target; a true peak above -1 dBTP.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import editions
import hearing
from editions import Edition

TEXT = {
    "en": "The trams ran, the restaurants stayed open, and the opera played to a full house. It was an ordinary night! "
    "Few of the people in the city noticed anything until the next morning.\n\n"
    "## What came after\n\nThey read it in the newspaper, if they could get one. Who had won? Nobody could say.",
    "de": "Die Bahnen fuhren, die Gasthäuser blieben offen, und in der Oper war kein Platz mehr frei. Es war eine "
    "gewöhnliche Nacht! Kaum jemand in der Stadt bemerkte etwas bis zum nächsten Morgen.\n\n"
    "## Was danach kam\n\nSie lasen es in der Zeitung, wenn sie eine bekamen. Wer hatte gewonnen? Niemand wusste es.",
}


def one(tmp_path: Path, settings: str, lang: str = "en", voice: str = "") -> Edition:
    root = editions.publication(tmp_path / "publication", settings)
    text = f"---\ntitle: Ten Days\nlang: {lang}\n---\n{TEXT[lang]}\n"
    (root / "script" / "one.md").write_text(text, encoding="utf-8")
    env = editions.plug_in(tmp_path / "plug-in") if "changed:" in settings else None
    (edition,) = editions.build(root, *(("--voice", voice) if voice else ()), env=env)
    return edition


def assert_loud(edition: Edition, target_lufs: float) -> None:
    loudness_lufs, peak_dbtp = hearing.ebur128(edition.mp3)
    assert loudness_lufs == pytest.approx(target_lufs, abs=0.5)
    assert peak_dbtp <= -1.0


@pytest.mark.parametrize("name", ["october-1917", "100-years-later", "what-do-people-love-about-rust", "sherlock"])
def test_an_article_is_19_lufs(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert_loud(editions.get(name, tmp_path_factory), -19)


@pytest.mark.parametrize(
    ("voice", "lang"),
    [("espeak:en-us", "en"), ("espeak:en-us+f3", "en"), ("espeak:de", "de"), ("espeak:en+whisper", "en")],
)
def test_every_voice_is_19_lufs(voice: str, lang: str, tmp_path: Path) -> None:
    assert_loud(one(tmp_path, f'voice = "{voice}"\n', lang), -19)


@pytest.mark.parametrize("db", [-12, -30, 3])
def test_a_voice_that_is_quieter_or_louder_is_19_lufs(db: int, tmp_path: Path) -> None:
    edition = one(tmp_path, f'voice = "changed:en-us"\n[voice-parameters]\ndb = {db}\n')
    assert_loud(edition, -19)
    assert edition.manifest["voice"]["name"] == "changed:en-us"


def test_the_gain_makes_up_for_what_a_voice_lacks(tmp_path: Path) -> None:
    gains = [
        one(tmp_path / str(db), f'voice = "changed:en-us"\n[voice-parameters]\ndb = {db}\n').manifest["voice"][
            "gain_db"
        ]
        for db in (0, -12)
    ]
    assert gains[1] - gains[0] == pytest.approx(12, abs=0.5)


TOO_LOUD = pytest.mark.xfail(
    strict=True, reason="what the limiter takes away is measured at -19 LUFS: at -16 the programme is 0.8 LU too soft"
)


@pytest.mark.parametrize("target_lufs", [pytest.param(-16, marks=TOO_LOUD), -17, -23, -31])
def test_another_target_is_met_as_well(target_lufs: int, tmp_path: Path) -> None:
    edition = one(tmp_path, f'voice = "espeak:en-us"\nloudness = {target_lufs}\n')
    assert_loud(edition, target_lufs)
    assert edition.manifest["loudness"] == {"target_lufs": target_lufs}


@pytest.mark.parametrize("bitrate_kbps", [32, 192])
def test_the_bit_rate_changes_nothing_of_it(bitrate_kbps: int, tmp_path: Path) -> None:
    assert_loud(one(tmp_path, f'voice = "espeak:en-us"\nbitrate = {bitrate_kbps}\n'), -19)
