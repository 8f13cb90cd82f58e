"""The benchmarks run, and count what they say they count; no bound on any time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from audio_edition.publication.settings import NORMALISED
from benchmarks import wording
from benchmarks.bench import OWN
from benchmarks.editing import cut, edit_one_sentence
from benchmarks.figures import Figure, ratio
from support.places import ROOT
from support.readers import require

WORDS = ["alder", "birch", "cedar", "damson", "elder", "fir", "gorse", "hazel", "ivy", "juniper", "larch", "maple"]


def article(paragraphs: int) -> str:
    """Markdown with so many paragraphs of two sentences, no two alike."""
    body = [
        f"The {word} grows behind the {other} house. Nobody remembers who planted it there."
        for word in WORDS
        for other in WORDS
    ]
    return "# Trees of one street\n\n" + "\n\n".join(body[:paragraphs]) + "\n"


@pytest.mark.slow
def test_every_figure_is_found_for_a_tiny_article(tmp_path: Path) -> None:
    require("ffmpeg")
    require("python:watchfiles")
    short, book = tmp_path / "short.txt", tmp_path / "book.md"
    short.write_text(article(3))
    book.write_text(article(16))
    options = ["--times", "1", "--saves", "2", "--article", short, "--long", book, "--json"]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.bench", *map(str, options)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    figures = {figure["what"]: figure["value"] for figure in found["figures"]}
    assert {"plain way / cold build", "cold build / lower bound", "edit / cold build", "edit / plain way"} <= set(
        figures
    )
    assert {"--help / import click", "long: edit / cold build", "long: watch, save to MP3, worst of 2"} <= set(figures)
    assert {"narrating in words / narrating as it stands", "narrating in words / parsing"} <= set(figures)
    (counted,) = found["short"]["rounds_s"]
    assert counted["speech CPU"] > 0.5 * counted["speech CPU, library loaded once"], "its own process counts"
    assert figures["long: edit: speaking"] > 0
    assert figures["long: edit: encoding"] > 0
    assert figures["long: edit: joining and hashing"] > 0
    (stages,) = found["long"]["stages"]
    assert stages["not_found"] == []
    assert sum(stages["stages_s"].values()) == pytest.approx(stages["total_s"])


def test_what_wording_costs_is_measured_with_every_class_on_and_off() -> None:
    """No bound on any time: the figures are there, and both ways narrate the same article."""
    measured = wording.rounds("# Years\n\n" + "It began in 1917 and cost $5.\n\n" * 50, 2)
    assert len(measured) == 2
    assert all(seconds > 0 for each in measured for seconds in each.values())
    ratio, *_, parsing = wording.figures(measured)
    assert (ratio.at_most, parsing.unit) == (wording.MOST, "s/100k")
    assert set(wording.OFF) == set(NORMALISED)


def test_an_edit_changes_one_sentence_of_the_body() -> None:
    script = "---\ntitle: Said once. And again.\n---\n\n> Quoted words.\n\nOne sentence stays. Another one goes.\n"
    assert edit_one_sentence(script, 3) == script.replace("stays.", "stays indeed 3.")


def test_different_numbers_edit_different_lines() -> None:
    script = article(9)
    assert len({edit_one_sentence(script, number).index(" indeed") for number in range(9)}) == 9


def test_no_sentence_to_edit_is_an_error() -> None:
    with pytest.raises(ValueError, match="no sentence"):
        edit_one_sentence("---\ntitle: Only a title.\n---\n")


@pytest.mark.parametrize(
    ("part", "kept"), [(0.1, "First.\n"), (0.6, "First.\n\nSecond.\n"), (1, "First.\n\nSecond.\n\nThird.\n")]
)
def test_a_script_is_cut_after_a_whole_paragraph(part: float, kept: str) -> None:
    assert cut("First.\n\nSecond.\n\nThird.\n", part) == kept


def test_ratios_are_taken_within_a_round() -> None:
    slow_and_fast = [{"ours": 1.0, "theirs": 2.0}, {"ours": 10.0, "theirs": 30.0}, {"ours": 1.0, "theirs": 4.0}]
    figure = ratio(slow_and_fast, "theirs", "ours", at_least=3)
    assert (figure.value, figure.lowest, figure.highest, figure.met) == (3.0, 2.0, 4.0, True)


@pytest.mark.parametrize(
    ("value", "at_least", "at_most", "met"),
    [
        (2.0, 2.0, None, True),
        (1.9, 2.0, None, False),
        (1.3, None, 1.3, True),
        (1.4, None, 1.3, False),
        (9.0, None, None, None),
    ],
)
def test_a_figure_says_whether_it_is_as_wanted(
    value: float, at_least: float | None, at_most: float | None, met: bool | None
) -> None:
    assert Figure("what", value, at_least=at_least, at_most=at_most).met is met


def test_without_an_article_the_projects_own_is_measured() -> None:
    assert OWN.is_file()
    assert edit_one_sentence(OWN.read_text(encoding="utf-8")) != OWN.read_text(encoding="utf-8")
