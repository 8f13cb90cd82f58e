"""More than one voice in an edition."""

import json
from pathlib import Path

import pytest

from support import hearing

SCRIPT = """---
title: Two voices
lang: en
voice: espeak:en-us
{voices}
---

The first paragraph is said by the voice of the edition, and it goes on for a while so that it can be measured well.

> A quotation is said by somebody else. It should sound like another person, and it should be just as loud as the rest.

## The second part

Here the voice of the edition comes back, unless the settings give this section to another one, and says some more.

> Another quotation, of two sentences. This is the second of them, and it is long enough to be measured by itself.
"""
TWO = "voices:\n  quotation: espeak:en-us+f3\n  title: espeak:de\n  sections:\n    The second part: espeak:en+m3"


def write(publication: Path, voices: str = "", name: str = "two") -> None:
    (publication / "script" / f"{name}.md").write_text(SCRIPT.format(voices=voices), encoding="utf-8")


def build(run_cli, publication: Path, *options: str) -> dict:
    ran = run_cli("build", "two", "--json", *options, cwd=publication, check=True)
    return json.loads(ran.stdout)[0]


def manifest(publication: Path) -> dict:
    return json.loads((publication / "audio" / "two" / "edition.json").read_text(encoding="utf-8"))


def test_each_segment_is_spoken_by_its_voice(publication, run_cli) -> None:
    write(publication, TWO)
    result = build(run_cli, publication)
    spoken = {(segment["chapter"], segment["kind"]): segment["voice"] for segment in manifest(publication)["segments"]}
    assert spoken == {
        (0, "title"): "espeak:de",
        (0, "paragraph"): "espeak:en-us",
        (0, "quotation"): "espeak:en-us+f3",
        (1, "heading"): "espeak:en+m3",
        (1, "paragraph"): "espeak:en+m3",
        (1, "quotation"): "espeak:en-us+f3",
    }
    others = {voice["name"] for voice in manifest(publication)["other_voices"]}
    assert others == {"espeak:de", "espeak:en-us+f3", "espeak:en+m3"}
    for said in ("espeak:en-us", "espeak:en-us+f3 for quotation", "espeak:en+m3 for The second part"):
        assert said in result["voice"]["name"]


def test_another_voice_speaks_only_what_is_its_own(publication, run_cli) -> None:
    write(publication)
    whole = build(run_cli, publication)
    assert "other_voices" not in manifest(publication)
    write(publication, "voices:\n  quotation: espeak:en-us+f3")
    result = build(run_cli, publication)
    assert whole["plan"]["sentences"] == 8
    assert (result["spoken"], result["encoded"]) == (4, 2)
    assert build(run_cli, publication)["status"] == "unchanged"
    assert run_cli("check", cwd=publication).returncode == 0
    write(publication)
    assert run_cli("check", cwd=publication).returncode == 1
    assert (build(run_cli, publication)["spoken"], build(run_cli, publication)["status"]) == (0, "unchanged")


def test_a_quiet_voice_and_a_loud_one_are_equally_loud(publication, run_cli, tmp_path) -> None:
    from support import editions

    write(publication, "voices:\n  quotation: changed:en-us")
    plugged = editions.plug_in(tmp_path / "plug-in")
    (publication / "script" / "two.md").write_text(
        SCRIPT.format(voices="voices:\n  quotation: changed:en-us"), encoding="utf-8"
    )
    run_cli("build", "two", cwd=publication, env=plugged, check=True)
    found = manifest(publication)
    assert found["other_voices"][0]["gain_db"] - found["voice"]["gain_db"] == pytest.approx(12, abs=1)
    loudness = {}
    for kind in ("paragraph", "quotation"):
        segments = [segment for segment in found["segments"] if segment["kind"] == kind]
        samples = [
            hearing.decode(
                publication / "audio" / "two" / "two.mp3",
                segment["start_frame"] * 1152 / 44_100,
                segment["frames"] * 1152 / 44_100,
            )
            for segment in segments
        ]
        loudness[kind] = _lufs(samples, tmp_path / f"{kind}.wav")
    assert abs(loudness["paragraph"] - loudness["quotation"]) <= 1.0


def _lufs(parts, path: Path) -> float:
    import numpy as np
    import soundfile

    soundfile.write(path, np.concatenate([samples for samples, _ in parts]), parts[0][1])
    return hearing.ebur128(path)[0]


@pytest.mark.parametrize(
    ("voices", "code", "message"),
    [
        ("voices:\n  quotaton: espeak:en", 3, "did you mean 'quotation'"),
        ("voices:\n  quotation: auto", 3, "expected engine:name"),
        ("voices:\n  quotation: espeak:xx-none", 4, "no voice 'xx-none'"),
        ("voices:\n  sections:\n    The third part: espeak:en", 3, "the nearest is 'The second part'"),
    ],
)
def test_wrong_casts_are_refused(publication, run_cli, voices: str, code: int, message: str) -> None:
    write(publication, voices)
    ran = run_cli("build", cwd=publication)
    assert ran.returncode == code
    assert message in ran.stderr
    assert not (publication / "audio" / "two").exists()


def test_a_voice_without_the_language_is_named_before_anything_is_spoken(publication, run_cli) -> None:
    (publication / "script" / "two.md").write_text(
        "---\ntitle: Ein Lied\nlang: de\nvoice: espeak:en-us\n---\n\nEs war einmal.\n", encoding="utf-8"
    )
    ran = run_cli("build", "--dry-run", cwd=publication, check=True)
    assert "the voice espeak:en-us speaks en-us, en, but this is in 'de'" in ran.stderr
    (publication / "script" / "two.md").write_text(
        "---\ntitle: Ein Lied\nlang: de\nvoice: espeak:de\n---\n\nEs war einmal.\n", encoding="utf-8"
    )
    assert "but this is in" not in run_cli("build", "--dry-run", cwd=publication, check=True).stderr


def test_speed_makes_every_voice_quicker_and_no_pitch_higher(publication, run_cli) -> None:
    write(publication, "voices:\n  quotation: espeak:en-us+f3")
    usual = build(run_cli, publication)["duration_ms"]
    write(publication, "speed: 1.5\nvoices:\n  quotation: espeak:en-us+f3")
    assert run_cli("check", cwd=publication).returncode == 1
    result = build(run_cli, publication)
    assert (result["spoken"], run_cli("check", cwd=publication).returncode) == (8, 0)
    assert 0.6 < result["duration_ms"] / usual < 0.9
    assert {
        voice["key"]["rate"] for voice in (manifest(publication)["voice"], *manifest(publication)["other_voices"])
    } == {round(165 * 1.5)}


def test_an_engine_that_knows_no_speed_says_so(publication, run_cli) -> None:
    write(publication, "speed: 1.5\nvoices:\n  quotation: gtts:en")
    ran = run_cli("build", cwd=publication)
    assert ran.returncode == 4
    assert "no parameter 'speed'" in ran.stderr
