"""More than one voice in an edition."""

from pathlib import Path
from typing import Any

import pytest

from support import hearing
from support.plugged_in import plug_in
from support.publications import TestPublication

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


@pytest.fixture
def two(publication: Path) -> TestPublication:
    return TestPublication(publication, {}, slug="two")


def write(two: TestPublication, voices: str = "") -> None:
    two.write(SCRIPT.format(voices=voices))


def build(two: TestPublication) -> dict[str, Any]:
    (edition,) = two.run_build("two")
    return dict(edition.result)


def test_each_segment_is_spoken_by_its_voice(two: TestPublication) -> None:
    write(two, TWO)
    result = build(two)
    spoken = {(segment.chapter, segment.kind): segment.voice for segment in two.manifest.segments}
    assert spoken == {
        (0, "title"): "espeak:de",
        (0, "paragraph"): "espeak:en-us",
        (0, "quotation"): "espeak:en-us+f3",
        (1, "heading"): "espeak:en+m3",
        (1, "paragraph"): "espeak:en+m3",
        (1, "quotation"): "espeak:en-us+f3",
    }
    others = {voice.name for voice in two.manifest.other_voices}
    assert others == {"espeak:de", "espeak:en-us+f3", "espeak:en+m3"}
    for said in ("espeak:en-us", "espeak:en-us+f3 for quotation", "espeak:en+m3 for The second part"):
        assert said in result["voice"]["name"]


def test_speakers_of_an_interview_have_their_voices(two: TestPublication) -> None:
    voices = "speakers:\n  Anna: espeak:en-us+f3\n  Q: espeak:en+m3"
    text = "Before.\n\n**Q:** Why?\n\nAnna: So.\n\n## End\n\nIt was."
    two.write(f"---\ntitle: Two\nvoice: espeak:en-us\n{voices}\n---\n\n{text}\n")
    result = build(two)
    assert result["voice"]["name"] == "espeak:en-us; espeak:en+m3 for Q; espeak:en-us+f3 for Anna"
    assert [segment.voice for segment in two.manifest.segments if segment.kind == "paragraph"] == [
        "espeak:en-us",
        "espeak:en+m3",
        "espeak:en-us+f3",
        "espeak:en-us",
    ]


def test_a_speaker_who_says_nothing_makes_no_edition_out_of_date(two: TestPublication) -> None:
    voices = "speakers:\n  Anna: espeak:en-us+f3\n  Zed: espeak:en+m3"
    two.write(f"---\ntitle: Two\nvoice: espeak:en-us\n{voices}\n---\n\nBefore.\n\nAnna: So.\n")
    build(two)
    assert two.run("check").returncode == 0
    result = build(two)
    assert (result["status"], result["was_up_to_date"]) == ("unchanged", True)


def test_another_voice_speaks_only_what_is_its_own(two: TestPublication) -> None:
    write(two)
    whole = build(two)
    assert two.manifest.other_voices == ()
    write(two, "voices:\n  quotation: espeak:en-us+f3")
    result = build(two)
    assert whole["plan"]["sentences"] == 8
    assert (result["spoken"], result["encoded"]) == (4, 2)
    assert build(two)["status"] == "unchanged"
    assert two.run("check").returncode == 0
    write(two)
    assert two.run("check").returncode == 1
    assert (build(two)["spoken"], build(two)["status"]) == (0, "unchanged")


def test_a_quiet_voice_and_a_loud_one_are_equally_loud(two: TestPublication, tmp_path: Path) -> None:
    write(two, "voices:\n  quotation: changed:en-us")
    two.run_build("two", env=plug_in(tmp_path / "plug-in"))
    found = two.manifest
    assert found.other_voices[0].gain_db - found.voice.gain_db == pytest.approx(12, abs=1)
    loudness = {}
    for kind in ("paragraph", "quotation"):
        samples = [
            hearing.decode(two.mp3, segment.start_frame * 1152 / 44_100, segment.frames * 1152 / 44_100)
            for segment in found.segments
            if segment.kind == kind
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
def test_wrong_casts_are_refused(two: TestPublication, voices: str, code: int, message: str) -> None:
    write(two, voices)
    ran = two.run("build")
    assert ran.returncode == code
    assert message in ran.stderr
    assert not two.folder.exists()


def test_a_voice_without_the_language_is_named_before_anything_is_spoken(two: TestPublication) -> None:
    two.write("---\ntitle: Ein Lied\nlang: de\nvoice: espeak:en-us\n---\n\nEs war einmal.\n")
    ran = two.run("build", "--dry-run")
    assert ran.returncode == 0
    assert "the voice espeak:en-us speaks en-us, en, but this is in 'de'" in ran.stderr
    two.write("---\ntitle: Ein Lied\nlang: de\nvoice: espeak:de\n---\n\nEs war einmal.\n")
    assert "but this is in" not in two.run("build", "--dry-run").stderr


def test_speed_makes_every_voice_quicker_and_no_pitch_higher(two: TestPublication) -> None:
    write(two, "voices:\n  quotation: espeak:en-us+f3")
    usual = build(two)["duration_ms"]
    write(two, "speed: 1.5\nvoices:\n  quotation: espeak:en-us+f3")
    assert two.run("check").returncode == 1
    result = build(two)
    assert (result["spoken"], two.run("check").returncode) == (8, 0)
    assert 0.6 < result["duration_ms"] / usual < 0.9
    assert {voice.key["rate"] for voice in (two.manifest.voice, *two.manifest.other_voices)} == {round(165 * 1.5)}


def test_an_engine_that_knows_no_speed_says_so(two: TestPublication) -> None:
    write(two, "speed: 1.5\nvoices:\n  quotation: gtts:en")
    ran = two.run("build")
    assert ran.returncode == 4
    assert "no parameter 'speed'" in ran.stderr
