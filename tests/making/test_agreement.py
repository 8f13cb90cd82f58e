"""One answer to "what would this edition be?": build, dry run, check, diff and the quick "nothing to do" agree.

Over generated publications and edits: whatever is changed, either all of them say that something is to be done, or all
that nothing is; and what diff and dry run foretell is what the build then makes.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audio_edition.edition.history import chapters_of, compare, note
from audio_edition.edition.manifest import read_edition
from audio_edition.making.checking import check_scripts
from audio_edition.making.expected import expect
from audio_edition.making.publication import build_scripts
from audio_edition.making.reading import read_inputs
from audio_edition.making.remembered import remembered_edition
from audio_edition.making.request import BuildRequest
from audio_edition.publication.folder import read_publication
from support.publications import TestPublication
from support.sounds import sound_file, tone

Edit = Callable[["State"], None]
SOUNDS = {"in.wav": sound_file(tone(0.5, hz=700)), "out.flac": sound_file(tone(0.2, hz=300), kind="FLAC")}
WORDS = ("One.", "Two of them.", "Three is a crowd.", "Four winds blow.", "Mr. Five came late.", "In 1917 six fell.")


class State:
    """A publication as it is edited: what is written is made of it."""

    def __init__(self) -> None:
        self.settings: dict[str, str] = {"title": "A small thing", "voice": "espeak:en-us", "slug": "small"}
        self.sections: list[tuple[str, list[str]]] = [("First", ["One. Two of them.", "Three is a crowd."])]
        self.lexicon = ""
        self.sounds = dict(SOUNDS)
        self.common = ""

    def write(self, publication: TestPublication) -> None:
        head = "".join(f"{name}: {value}\n" for name, value in self.settings.items())
        body = "\n\n".join("\n\n".join([f"## {title}", *blocks]) for title, blocks in self.sections)
        publication.write(f"---\n{head}---\n\nOpening words.\n\n{body}\n")
        publication.write_file("lexicon.toml", self.lexicon)
        publication.write_file("publication.toml", self.common)
        for name, data in self.sounds.items():
            publication.write_file(name, data)


def _setting(name: str, value: str) -> Edit:
    return lambda state: state.settings.update({name: value})


def _without(name: str) -> Edit:
    return lambda state: void(state.settings.pop(name, None))


def void(_: object) -> None:
    """Nothing."""


def _block(at: int, text: str) -> Edit:
    def edit(state: State) -> None:
        blocks = state.sections[at % len(state.sections)][1]
        blocks[at % len(blocks)] = text

    return edit


def _add_block(at: int, text: str) -> Edit:
    return lambda state: state.sections[at % len(state.sections)][1].append(text)


def _add_section(at: int, title: str) -> Edit:
    return lambda state: state.sections.insert(at % (len(state.sections) + 1), (title, ["New here."]))


def _move_section(at: int) -> Edit:
    return lambda state: state.sections.append(state.sections.pop(at % len(state.sections)))


EDITS = st.one_of(
    st.builds(_setting, st.just("title"), st.sampled_from(["A small thing", "Another thing"])),
    st.builds(_setting, st.just("description"), st.sampled_from(["What it is about", "Something else"])),
    st.builds(_setting, st.just("subtitle"), st.sampled_from(["Under it", "Below it"])),
    st.builds(_setting, st.just("loudness"), st.sampled_from(["-19", "-21", "-18.75"])),
    st.builds(_setting, st.just("bitrate"), st.sampled_from(["96", "64"])),
    st.builds(_setting, st.just("lang"), st.sampled_from(["en", "en-GB"])),
    st.builds(_setting, st.just("voice"), st.sampled_from(["espeak:en-us", "auto", "espeak:en-gb"])),
    st.builds(_setting, st.just("speed"), st.sampled_from(["1", "1.2"])),
    st.builds(_setting, st.just("voices"), st.sampled_from(["{quotation: 'espeak:en-us+f3'}", "{title: espeak:en}"])),
    st.builds(_setting, st.just("pauses"), st.sampled_from(["{section: 2000}", "{sentence: 351}", "{jingle: 90}"])),
    st.builds(_setting, st.just("opening-sound"), st.sampled_from(sorted(SOUNDS))),
    st.builds(_setting, st.just("closing-sound"), st.sampled_from(sorted(SOUNDS))),
    st.builds(_setting, st.just("split"), st.sampled_from(["true", "false"])),
    st.builds(_setting, st.just("formats"), st.sampled_from(["[opus]", "[mp3]"])),
    st.builds(_without, st.sampled_from(["pauses", "voices", "subtitle", "lang", "loudness"])),
    st.builds(_without, st.sampled_from(["opening-sound", "closing-sound", "split", "formats"])),
    st.sampled_from(sorted(SOUNDS)).map(lambda name: lambda state: state.sounds.update({name: sound_file(tone(0.3))})),
    st.builds(_block, st.integers(0, 9), st.sampled_from([*WORDS, "> Quoted words.", "`code` alone", "```\nx\n```"])),
    st.builds(_add_block, st.integers(0, 9), st.sampled_from(["One.  Two of\nthem.", "- an item\n- one more", "***"])),
    st.builds(_add_section, st.integers(0, 9), st.sampled_from(["Second", "First", "Third {#third}"])),
    st.builds(_move_section, st.integers(0, 9)),
    st.sampled_from(['One = "wun"\n', 'Nowhere = "no where"\n', ""]).map(
        lambda text: lambda state: setattr(state, "lexicon", text)
    ),
    st.sampled_from(['title = "The Paper"\n', 'author = "Ada"\n', ""]).map(
        lambda text: lambda state: setattr(state, "common", text)
    ),
)


def answers(publication: TestPublication) -> dict[str, bool]:
    """Who says that there is nothing to do."""
    folder = read_publication(publication.root)
    request = BuildRequest(folder, publication.script)
    quick = remembered_edition(publication.root, request) is not None
    (verdict,) = check_scripts(folder, [publication.script])
    read = read_inputs(folder, publication.script)
    expected = expect(read, folder, read_edition(publication.manifest_path))
    planned = publication.build(dry_run=True)
    assert not quick or expected.is_up_to_date, "what is remembered must be what would be found out"
    assert expected.is_up_to_date or planned.differences or expected.other_versions
    assert not (planned.to_encode and planned.keeps_mp3)
    return {
        "check": verdict.status == "matches",
        "expected": expected.is_up_to_date,
        "dry run": planned.was_up_to_date,
    }


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> TestPublication:
    """Built as nothing is edited yet."""
    publication = TestPublication(tmp_path_factory.mktemp("agreement") / "begun")
    State().write(publication)
    publication.build()
    return publication


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(edits=st.lists(EDITS, min_size=1, max_size=4), forget=st.sampled_from(["", "store", "notes"]))
def test_all_of_them_agree(begun: TestPublication, edits: list[Edit], forget: str) -> None:
    publication = begun.copy_to(begun.root.with_name("edited"))
    state = State()
    assert set(answers(publication).values()) == {True}
    if forget == "store":
        shutil.rmtree(publication.store)
        assert set(answers(publication).values()) == {True}, "the manifest alone says what the edition is made of"
    elif forget == "notes":
        shutil.rmtree(publication.store / "notes")
    before = read_edition(publication.manifest_path)
    assert before is not None
    for edit in edits:
        edit(state)
    state.write(publication)

    says_nothing_to_do = set(answers(publication).values())
    read = read_inputs(read_publication(publication.root), publication.script)
    foretold = expect(read, read_publication(publication.root), before)
    planned = publication.build(dry_run=True)
    built = publication.build()
    assert {each.kind for each in built.differences} == {each.kind for each in planned.differences}
    assert planned.keeps_mp3 == foretold.keeps_mp3
    assert built.status != "updated" or planned.keeps_mp3
    after = read_edition(publication.manifest_path)
    assert after is not None
    assert says_nothing_to_do == {built.status == "unchanged"}
    assert foretold.keeps_mp3 == (built.status in ("unchanged", "updated")) or after.revision == before.revision
    changed = (after.mp3, after.revision) != (before.mp3, before.revision)
    assert changed == (after.revision == before.revision + 1), "the revision is raised exactly when the MP3 is another"
    # What a diff foretells is what has become, times aside.
    wanted = foretold.described.edition
    assert without_times(compare(chapters_of(before), chapters_of(wanted))) == without_times(
        compare(chapters_of(before), chapters_of(after))
    )
    if foretold.plan.is_exact:
        assert wanted.describes_same(after)
    assert [(each.id, each.title) for each in wanted.chapters] == [(each.id, each.title) for each in after.chapters]
    assert set(answers(publication).values()) == {True}
    assert publication.build().status == "unchanged"


def without_times(changes: Any) -> str:
    return "".join(char for char in note(changes) if not char.isdigit())


TONE = """\
[tone]
argv = ["{python}", "-S", "{program}", "{{text_file}}", "{{output}}"]
version = ["{python}", "-S", "-c", "print({version})"]
"""
PROGRAM = """\
import struct, sys, wave
with wave.open(sys.argv[2], "wb") as file:
    file.setparams((1, 2, 22050, 0, "NONE", "not compressed"))
    for at in range(22050):
        file.writeframes(struct.pack("<h", 9000 if at // 50 % 2 else -9000))
"""


def test_a_change_to_another_voice_than_the_main_one_is_seen_by_all(publication: Path, isolated: Path) -> None:
    """Main voice built in, quotations by a program whose definition changes: nobody may say "nothing to do"."""
    import sys

    program = isolated / "tone.py"
    program.write_text(PROGRAM)

    settings = isolated / "settings"
    settings.mkdir()
    env = {"AUDIO_EDITION_CONFIG_DIR": str(settings)}

    def define(version: int) -> None:
        text = TONE.format(python=sys.executable, program=program, version=version)
        (settings / "commands.toml").write_text(text)

    define(1)
    script = "---\ntitle: A thing\nvoice: espeak:en-us\nvoices:\n  quotation: command:tone\n---\n\nSaid.\n\n> Quoted.\n"
    made = TestPublication(publication, script)
    assert made.run("build", env=env).returncode == 0
    assert "nothing to do" in made.run("build", env=env).stdout
    define(2)
    assert "1 of 3 sentences to speak" in made.run("build", "--dry-run", env=env).stderr
    assert "speaks everything anew" in made.run("check", env=env).stdout
    ran = made.run("build", "--json", env=env)
    assert (ran.results[0]["status"], ran.results[0]["spoken"]) == ("built", 1)
    assert "nothing to do" in made.run("build", env=env).stdout


SAME = "---\ntitle: {0}\nslug: {1}\n---\n\nWords of {0}.\n"


def test_two_scripts_of_one_slug_are_refused_by_build_and_check(publication: Path) -> None:
    made = TestPublication(
        publication,
        {"a": SAME.format("A", "same"), "b": SAME.format("B", "same"), "c": SAME.format("C", "other")},
        settings='voice = "espeak:en-us"\n',
        slug="same",
    )
    ran = made.run("build")
    assert ran.returncode == 3
    assert "script/b.md: this script and a.md would both become audio/same" in ran.stderr
    assert made.edition("same").manifest.title == "A"
    assert made.edition("other").manifest.title == "C"
    alone = made.run("build", "b")
    assert alone.returncode == 3
    assert made.edition("same").manifest.title == "A", "also when the other script is not named"
    checked = made.run("check")
    assert checked.returncode == 1
    assert "would both become audio/same" in checked.stdout
    assert "3 scripts: 2 up to date, 1 with problems" in checked.stdout
    assert made.run("check", "b").returncode == 1


def test_names_that_would_collide_but_for_their_slugs_are_accepted(publication: Path) -> None:
    made = TestPublication(
        publication,
        {"My Article": SAME.format("A", "one"), "my-article": SAME.format("B", "two")},
        settings='voice = "espeak:en-us"\n',
        slug="one",
    )
    assert made.run("build").returncode == 0
    assert [made.edition(slug).manifest.title for slug in ("one", "two")] == ["A", "B"]
    assert made.run("check").returncode == 0


def test_a_script_that_cannot_be_read_stands_in_nobodys_way(publication: Path) -> None:
    made = TestPublication(
        publication,
        {"a": "---\ntitle: A\nslug: [\n---\n", "b": SAME.format("B", "same")},
        settings='voice = "espeak:en-us"\n',
        slug="same",
    )
    folder = read_publication(made.root)
    outcomes = {each.script.stem: each for each in build_scripts(folder, folder.scripts, _not_asked)}
    assert outcomes["a"].error is not None
    assert outcomes["b"].error is not None
    assert "not asked" in str(outcomes["b"].error)


def _not_asked(request: BuildRequest) -> Any:
    from audio_edition.errors import SourceError

    read_inputs(request.publication, request.script)
    raise SourceError("not asked")


def test_a_dry_run_says_what_would_change_and_whether_the_mp3_stays(publication: Path) -> None:
    """A setting that changes no sound was "nothing to speak or encode" to a dry run, and work to all others."""
    script = "---\ntitle: A\nslug: a\nvoice: espeak:en-us\n{0}---\n\nWords.\n"
    made = TestPublication(publication, script.format(""), slug="a")
    said = made.run("build", "--dry-run").stdout
    assert "a.mp3 would be made: it is not built yet" in said
    made.run("build")
    assert "there is nothing to do: " in made.run("build", "--dry-run").stdout

    made.write(script.format("split: true\n"))
    said = made.run("build", "--dry-run").stdout
    assert "a.mp3 would stay as it is: beside the MP3 would be made anew: " in said
    (planned,) = made.run("build", "--dry-run", "--json").results
    assert (planned["was_up_to_date"], [each["kind"] for each in planned["differences"]]) == (False, ["companions"])
    assert "a.m3u8" in made.run("diff").stdout

    made.write(script.format("description: About words\n"))
    said = made.run("build", "--dry-run").stdout
    assert "a.mp3 would be made: description is now “About words”; it was none" in said


def test_what_only_a_feed_says_is_no_part_of_a_revisions_note(publication: Path) -> None:
    script = "---\ntitle: A\nslug: a\nvoice: espeak:en-us\n{0}---\n\nWords.\n"
    made = TestPublication(publication, script.format(""), slug="a")
    made.build()
    made.write(script.format("explicit: false\ndescription: Below\n"))
    (verdict,) = check_scripts(read_publication(made.root), [made.script])
    assert "explicit is now no; it was not said" in [each.message for each in verdict.differences]
    made.build()
    after = read_edition(made.manifest_path)
    assert after is not None
    assert after.note == "description is now “Below”; it was none"


def test_an_edition_keeps_its_quality_until_its_settings_name_another(publication: Path) -> None:
    """The default may become another one: that must not encode anew what subscribers have."""
    script = "---\ntitle: A\nslug: a\nvoice: espeak:en-us\n{0}---\n\nWords.\n"
    made = TestPublication(publication, script.format("quality: 3\n"), slug="a")
    made.build()
    mp3 = made.mp3.read_bytes()
    made.write(script.format(""))
    assert made.build().status == "unchanged"
    shutil.rmtree(publication / "audio")
    assert made.build().status == "built"
    assert made.mp3.read_bytes() == mp3, "a fresh clone has it from the lock file"
    made.write(script.format("quality: 7\n"))
    (verdict,) = check_scripts(read_publication(made.root), [made.script])
    assert [each.message for each in verdict.differences] == ["quality is now 7; it was 3"]
    assert (made.build().encoded, made.mp3.read_bytes() == mp3) == (2, False)

    new = TestPublication(publication, {"b": "---\ntitle: B\nvoice: espeak:en-us\n---\n\nWords.\n"}, slug="b")
    new.run("build", "b")
    edition = read_edition(new.manifest_path)
    assert edition is not None
    assert edition.format.quality == 7
