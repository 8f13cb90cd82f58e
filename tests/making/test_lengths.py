"""The length that a plan names, before and after a voice was heard, is near the length that is built."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from audio_edition.making.cast import Cast
from audio_edition.making.lengths import usual_pace
from audio_edition.making.pace import note_name
from audio_edition.making.spoken_length import RATES, spoken_seconds
from audio_edition.voices.espeak import ENGINE
from support.places import ROOT
from support.publications import BODY, HEAD, TestPublication

SCRIPTS = {path.stem: path.read_text(encoding="utf-8") for path in Path(__file__).with_name("lengths").glob("*.md")}
"""Full of digits, prices, a table and a list, in six languages. The rates of ``spoken_length`` were fitted to other
texts; that teens, noughts and the years of this century are said quickly was found with these."""
OWN = (ROOT / "script" / "october-1917.md").read_text(encoding="utf-8")
WITHIN = 0.08


def named_and_built(publication: TestPublication, *options: str) -> tuple[float, float]:
    """Milliseconds: as the plan names them before anything is spoken, as they are built."""
    (edition,) = publication.run_build(*options)
    return edition.result["plan"]["estimated_duration_ms"], edition.manifest.duration_ms


def named(publication: TestPublication, *options: str) -> float:
    """Milliseconds, as a dry run names them."""
    (planned,) = publication.run("build", "--dry-run", "--json", *options).results
    return float(planned["plan"]["estimated_duration_ms"])


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_a_script_full_of_figures_is_as_long_as_its_plan_says(name: str, publication: Path) -> None:
    planned, built = named_and_built(TestPublication(publication, SCRIPTS[name]))
    assert planned / built == pytest.approx(1, abs=WITHIN)


def test_prose_is_as_long_as_its_plan_says(publication: Path) -> None:
    planned, built = named_and_built(TestPublication(publication, OWN), "--voice", "espeak:en-us")
    assert planned / built == pytest.approx(1, abs=0.05)


def test_a_faster_voice_takes_less_time_before_it_was_ever_heard(publication: Path) -> None:
    script = SCRIPTS["prices"].replace("lang: en\n", "lang: en\nspeed: 1.5\n", 1)
    planned, built = named_and_built(TestPublication(publication, script))
    assert planned / built == pytest.approx(1, abs=WITHIN)


def test_a_voice_that_was_heard_is_taken_to_go_on_at_its_pace(publication: Path) -> None:
    made = TestPublication(publication, {"heard": HEAD + BODY, "new": SCRIPTS["prices"]}, slug="heard")
    unheard = named(made, "new")
    made.run_build("heard")
    pace = made.store / "pace.json"
    notes = json.loads(pace.read_bytes())
    (name,) = notes
    assert named(made, "new") == pytest.approx(unheard * notes[name]["stretch"], rel=0.2)
    notes[name]["stretch"] *= 2
    pace.write_text(json.dumps(notes))
    assert named(made, "new") > 1.5 * unheard


@pytest.mark.parametrize("stretch", ['"fast"', "-1", "1e999", "null", "[]"])
def test_a_note_that_makes_no_sense_is_passed_over(stretch: str, publication: Path) -> None:
    made = TestPublication(publication, SCRIPTS["prices"])
    before = named(made)
    voice = ENGINE.voice("en-us", {}, lang="en")
    name = note_name(Cast.of(voice).main)
    made.store.mkdir()
    (made.store / "pace.json").write_text(f'{{"{name}": {{"characters_per_second": {stretch}, "stretch": {stretch}}}}}')
    assert named(made) == before


@pytest.mark.parametrize(
    ("shorter", "longer"),
    [
        ("in 5 years", "in 555 years"),
        ("in 1000 years", "in 1876 years"),
        ("ten", "ten per cent"),
        ("BAT", "bat"),
        ("the house the river", "the house, the river"),
        ("the house, the river", "the house. The river"),
        ("go to crates", "go to crates.io"),
    ],
)
def test_what_takes_longer_to_say_is_longer(shorter: str, longer: str) -> None:
    if shorter.isupper():
        shorter, longer = longer, shorter
    assert spoken_seconds(shorter, "en") < spoken_seconds(longer, "en")


def test_every_language_has_its_own_rate() -> None:
    assert spoken_seconds("a word", "fr-be") < spoken_seconds("a word", "de") < spoken_seconds("a word", "pl")
    assert spoken_seconds("语言文字", "zh-TW") > 3 * spoken_seconds("abcd", "en")
    assert all(0.02 < rate.letter_s < 0.6 and 0.2 < rate.digit_s < 1 for rate in RATES.values())


@pytest.mark.parametrize("lang", ["", "eo", "not a tag"])
def test_a_language_that_was_not_measured_has_an_average_rate(lang: str) -> None:
    assert spoken_seconds("some words", "fr") < spoken_seconds("some words", lang) < spoken_seconds("some words", "uk")


@pytest.mark.parametrize("text", ["", ".", "…", "!?", "\n"])
def test_next_to_nothing_still_takes_a_moment(text: str) -> None:
    assert 0 < spoken_seconds(text, "en") < 0.5


@pytest.mark.parametrize(
    ("key", "pace"),
    [
        ({"engine": "espeak", "rate": 330}, 0.5),
        ({"engine": "other", "speed": 2}, 0.59),
        ({"engine": "other", "speed": "fast"}, 1.18),
        ({"engine": "other", "speed": 0}, 1.18),
        (None, 1.18),
    ],
)
def test_the_pace_of_a_voice_nobody_heard_yet_follows_the_speed_it_is_asked_for(
    key: dict[str, object] | None, pace: float
) -> None:
    assert usual_pace(SimpleNamespace(key=key)) == pytest.approx(pace)  # type: ignore[arg-type]
