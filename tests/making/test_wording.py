"""The wording of an edition: kept in its manifest, shown before it is spoken, and spoken anew only where it changed."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from audio_edition.cli.script_ import command
from audio_edition.edition.manifest import digest_of, read_edition, write_edition
from support.publications import VOICE, TestPublication

HEAD = f"---\ntitle: A year\nvoice: {VOICE}\nslug: year\nnormalise: {{}}\n---\n"
BODY = """
It began in 1917. Nobody knew.

## Then

It cost $5 at most. They paid at once.

Nothing in this paragraph. It is plain.

## After

See Vol. 2 for more.
"""
SPOKEN = {
    "It began in 1917.": "It began in nineteen seventeen.",
    "It cost $5 at most.": "It cost 5 dollars at most.",
    "See Vol. 2 for more.": "See Volume 2 for more.",
}
"""Sentences said in other words than they are written in."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> TestPublication:
    """Built with every class off, as before there were any; tests work on copies."""
    made = TestPublication(tmp_path_factory.mktemp("built"), {"year": HEAD + BODY}, slug="year")
    made.edit("normalise: {}", "normalise: false")
    made.build()
    return made


@pytest.fixture
def old(built: TestPublication, publication: Path) -> TestPublication:
    return built.copy_to(publication)


def said(made: TestPublication, *options: str) -> dict[str, str]:
    """What ``script --json`` says of every sentence."""
    ran = CliRunner().invoke(command, ["-C", str(made.root), *options, "--json"], standalone_mode=False)
    assert ran.exception is None, ran.output
    (found,) = json.loads(ran.stdout)["results"]
    return {each["text"]: each["spoken"] for each in found["sentences"]}


def test_an_old_store_is_spoken_anew_only_where_the_wording_changes(old: TestPublication) -> None:
    was = {cue.text: cue.key for cue in old.manifest.cues}
    # A file that is written anew is another one; only its time is renewed where it is used again.
    clips = {path: path.stat().st_ino for path in old.objects("clip")}
    old.edit("normalise: false", "normalise: {}")
    assert old.check() != "matches"
    result = old.build()
    assert (result.status, result.spoken, result.to_speak) == ("built", 3, 3)
    now = {cue.text: cue.key for cue in old.manifest.cues}
    assert {text for text in now if now[text] != was[text]} == set(SPOKEN)
    after = {path: path.stat().st_ino for path in old.objects("clip")}
    assert {path: after[path] for path in clips} == clips
    assert len(after) == len(clips) + 3
    # Three paragraphs have other words; title, headings and the plain paragraph are not encoded anew.
    assert result.encoded == 3
    assert old.build().status == "unchanged"


def test_what_is_switched_off_again_is_in_the_store_still(old: TestPublication) -> None:
    old.edit("normalise: false", "normalise: {}")
    old.build()
    old.edit("normalise: {}", "normalise: false")
    assert old.build().spoken == 0


def test_one_class_switched_off_leaves_the_others_as_they_are(old: TestPublication) -> None:
    old.edit("normalise: false", "normalise: {}")
    old.build()
    old.edit("normalise: {}", "normalise: {years: false}")
    assert old.build().spoken == 0  # the year was spoken as it stands, before
    assert said(old, "--spoken") == {text: spoken for text, spoken in SPOKEN.items() if "1917" not in text}


def test_the_manifest_has_the_wording_where_it_is_another(old: TestPublication) -> None:
    assert '"spoken":' not in old.manifest_path.read_text(encoding="utf-8")
    old.edit("normalise: false", "normalise: {}")
    old.build()
    edition = read_edition(old.manifest_path)
    assert edition is not None
    found = {cue.text: cue.spoken for cue in edition.cues if cue.spoken is not msgspec.UNSET}
    assert found == SPOKEN
    assert old.manifest_path.read_text(encoding="utf-8").count('"spoken":') == len(SPOKEN)


def test_a_manifest_from_before_has_the_digest_it_had_and_says_the_same_edition(old: TestPublication) -> None:
    """Nothing is made anew for the field alone: where a wording is another, so is the key of its clip."""
    old.edit("normalise: false", "normalise: {}")
    old.build()
    new = read_edition(old.manifest_path)
    assert new is not None
    cues = tuple(msgspec.structs.replace(cue, spoken=msgspec.UNSET) for cue in new.cues)
    before = msgspec.structs.replace(new, cues=cues, digest="")
    old.manifest_path.write_bytes(write_edition(before))
    read = read_edition(old.manifest_path)
    assert read is not None
    assert read.digest == digest_of(before) != new.digest
    assert read.describes_same(new)
    mp3 = old.mp3.read_bytes()
    result = old.build()
    assert (result.spoken, result.encoded) == (0, 0)
    assert old.mp3.read_bytes() == mp3
    assert old.manifest.revision == new.revision


def test_the_script_is_shown_as_it_will_be_said(old: TestPublication) -> None:
    assert said(old, "--spoken") == {}
    old.edit("normalise: false", "normalise: {}")
    assert said(old, "--spoken") == SPOKEN
    assert said(old) == {**{text: text for text in said(old)}, **SPOKEN}
    assert len(said(old)) == 10


def test_only_what_the_published_edition_says_differently(old: TestPublication) -> None:
    assert said(old, "--changed") == {}
    old.edit("normalise: false", "normalise: {}")
    old.edit("It is plain.", "It is still plain.")
    assert said(old, "--changed") == {**SPOKEN, "It is still plain.": "It is still plain."}
    assert said(old, "--spoken", "--changed") == SPOKEN
    old.build()
    assert said(old, "--changed") == {}
    assert said(old, "--spoken") == SPOKEN
    old.edit("in 1917", "in 1918")
    assert said(old, "--spoken", "--changed") == {"It began in 1918.": "It began in nineteen eighteen."}


def test_the_words_that_differ_stand_side_by_side(old: TestPublication) -> None:
    old.edit("normalise: false", "normalise: {}")
    ran = CliRunner().invoke(command, ["-C", str(old.root), "--spoken"], standalone_mode=False)
    assert ran.exception is None, ran.output
    lines = " ".join(ran.stdout.split())
    assert all(word in lines for word in ("line", "as it is written", "as it will be said", "nineteen seventeen", "$5"))
    assert "Nobody knew." not in lines
    old.edit("normalise: {}", "normalise: false")
    ran = CliRunner().invoke(command, ["-C", str(old.root), "--spoken"], standalone_mode=False)
    assert "every sentence is said as it is written" in ran.stdout
    ran = CliRunner().invoke(command, ["-C", str(old.root), "--spoken", "--changed"], standalone_mode=False)
    assert "no sentence that the published edition does not say like that" in ran.stdout
