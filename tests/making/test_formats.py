"""Other containers and split MP3s are published with the edition: made once, kept, made anew, and removed."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import mutagen
import pytest
from msgspec.structs import replace
from mutagen.id3 import ID3

from audio_edition.errors import MissingExtraError
from audio_edition.making.builder import Builder, BuildRequest
from audio_edition.making.checking import check_scripts
from audio_edition.making.reporter import SilentReporter
from audio_edition.publication.folder import read_publication
from audio_edition.sound import containers
from conftest import BuildOnce
from support.editions import png
from support.publications import BODY, HEAD, TestPublication
from support.readers import ffprobe
from support.sounds import RATE_HZ, decoded, lufs, sound_file, tone

ALL = HEAD.replace("slug: small", "slug: small\nformats: [m4b, opus]\nsplit: true")
CONTAINERS = ("small.m4b", "small.opus")
PARTS = ("small-01-a-small-thing.mp3", "small-02-first.mp3", "small-03-second.mp3")


@pytest.fixture
def small(build_once: BuildOnce) -> TestPublication:
    return build_once(ALL + BODY)


def published(small: TestPublication) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_ino) for path in small.folder.iterdir()}


def test_they_are_published_and_listed_after_the_mp3(small: TestPublication) -> None:
    expected = ("small.mp3", *CONTAINERS, *PARTS, "small.m3u8")
    assert small.manifest.files[: len(expected)] == expected
    assert {path.name for path in small.folder.iterdir()} == {"edition.json", *small.manifest.files}
    assert (small.check(), small.build().status) == ("matches", "unchanged")
    assert small.strays() == []


@pytest.mark.parametrize("name", CONTAINERS)
def test_they_say_what_the_mp3_says(small: TestPublication, name: str) -> None:
    path = small.folder / name
    chapters = small.manifest.chapters
    assert [(each.title, each.start_ms) for each in ffprobe(path).chapters] == [
        (each.title, each.start_ms) for each in chapters
    ]
    heard, whole = decoded(path), decoded(small.mp3)
    assert lufs(heard) == pytest.approx(lufs(whole), abs=0.5)
    assert len(heard) == pytest.approx(len(whole), abs=1024)
    # Speech begins and ends where it does in the MP3, at every cue: the envelopes are the same.
    for cue in small.manifest.cues:
        start, end = (each * RATE_HZ // 1000 for each in (cue.start_ms, cue.end_ms))
        power, expected = (float((sound[start:end] ** 2).mean()) for sound in (heard, whole))
        assert power == pytest.approx(expected, rel=0.2)


def test_the_same_script_gives_the_same_bytes_elsewhere(small: TestPublication, tmp_path: Path) -> None:
    other = TestPublication(tmp_path / "elsewhere", ALL + BODY)
    other.build()
    assert {name: data for name, (data, _) in published(other).items()} == {
        name: data for name, (data, _) in published(small).items()
    }


def test_asked_for_later_they_come_beside_the_mp3_as_it_is(publication: Path) -> None:
    made = TestPublication(publication)
    made.build()
    before = published(made)["small.mp3"]
    made.write(ALL + BODY)
    assert made.check() == "stale"
    assert "would be made anew: small-01-a-small-thing.mp3, " in made.run("check").stdout
    result = made.build()
    assert (result.status, result.spoken, result.encoded) == ("updated", 0, 0)
    assert published(made)["small.mp3"] == before
    assert made.manifest.revision == 1
    assert set(CONTAINERS) < set(made.manifest.files)
    assert (made.check(), made.build().status) == ("matches", "unchanged")


def test_asked_for_no_more_they_are_removed(small: TestPublication) -> None:
    small.write(HEAD + BODY)
    assert small.check() == "stale"
    assert small.build().status == "updated"
    assert not {path.name for path in small.folder.iterdir()} & {*CONTAINERS, *PARTS, "small.m3u8"}
    assert small.check() == "matches"


def test_one_more_container_leaves_the_other_as_it_is(publication: Path) -> None:
    made = TestPublication(publication, HEAD.replace("slug: small", "slug: small\nformats: [m4b]") + BODY)
    made.build()
    before = published(made)["small.m4b"]
    made.write(ALL + BODY)
    made.build()
    assert published(made)["small.m4b"] == before
    assert "small.opus" in published(made)


def test_another_pyav_makes_them_anew_at_the_next_build(
    small: TestPublication, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = published(small)
    monkeypatch.setattr(containers, "_pyav", lambda: "PyAV 99")
    assert small.check() == "matches"
    assert small.build().status == "updated"
    assert published(small)["small.mp3"] == before["small.mp3"]
    assert "PyAV 99" in small.manifest_path.read_text()
    assert small.build().status == "unchanged"
    monkeypatch.setattr(containers, "_pyav", lambda: "")
    assert (small.check(), small.build().status) == ("matches", "unchanged")


def test_another_bit_rate_of_the_program_makes_them_anew(
    small: TestPublication, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = published(small)
    other = {**containers.CONTAINERS, "opus": replace(containers.CONTAINERS["opus"], bitrate_kbps=20)}
    monkeypatch.setattr(containers, "CONTAINERS", other)
    assert "would be made anew: small.opus" in str(check_scripts(read_publication(small.root), [small.script]))
    assert small.build().status == "updated"
    after = published(small)
    assert [name for name in before if after[name] != before[name] and name in CONTAINERS] == ["small.opus"]
    assert (small.check(), small.build().status) == ("matches", "unchanged")


def test_what_the_mp3_does_not_say_leaves_them_as_they_are(small: TestPublication) -> None:
    before = published(small)
    small.edit("slug: small", "slug: small\nsubtitle: ''\ndraft: true")
    small.write_file("publication.toml", 'site = "https://paper.example/audio"\n')
    small.build()
    after = published(small)
    assert {name: after[name] for name in CONTAINERS} == {name: before[name] for name in CONTAINERS}


def test_an_edit_makes_them_anew(small: TestPublication) -> None:
    before = published(small)
    small.edit("Another one.", "Something else is said.")
    result = small.build()
    assert (result.spoken, result.encoded) == (1, 1)
    after = published(small)
    assert all(after[name][0] != before[name][0] for name in CONTAINERS)
    # Only the part with the sentence sounds different: the tag of every other one is the same too.
    assert [name for name in PARTS if after[name][0] != before[name][0]] == ["small-02-first.mp3"]
    assert [each.start_ms for each in ffprobe(small.folder / "small.opus").chapters] == [
        each.start_ms for each in small.manifest.chapters
    ]


def test_a_cover_goes_into_the_containers(small: TestPublication) -> None:
    small.write_file("cover.png", png(1500, 1500))
    small.edit("slug: small", "slug: small\ncover: cover.png")
    small.build()
    (picture,) = ID3(small.mp3).getall("APIC")
    assert bytes(mutagen.File(small.folder / "small.m4b")["covr"][0]) == picture.data
    assert "metadata_block_picture" in mutagen.File(small.folder / "small.opus")


def test_a_renamed_section_renames_its_part(small: TestPublication) -> None:
    small.edit("## Second", "## Quite another")
    small.build()
    names = sorted(path.name for path in small.folder.glob("small-0*"))
    assert names == [*PARTS[:2], "small-03-quite-another.mp3"]


@pytest.mark.parametrize("name", ["small.m4b", "small.opus", "small-02-first.mp3", "small.m3u8"])
@pytest.mark.parametrize("how", ["damaged", "missing"])
def test_one_that_is_damaged_or_missing_is_seen_and_made_anew(small: TestPublication, name: str, how: str) -> None:
    before = published(small)
    path = small.folder / name
    path.unlink()
    if how == "damaged":
        path.write_bytes(before[name][0][:-1] + b"?")
    assert small.check() == "stale"
    assert f"{name} is {how}" in small.run("check").stdout
    result = small.build()
    assert (result.status, result.spoken, result.encoded) == ("updated", 0, 0)
    assert {each: data for each, (data, _) in published(small).items()} == {
        each: data for each, (data, _) in before.items()
    }


def test_clips_that_the_store_has_lost_are_spoken_again(publication: Path) -> None:
    made = TestPublication(publication)
    made.build()
    shutil.rmtree(made.store)
    made.write(ALL + BODY)
    result = made.build()
    assert (result.status, result.spoken, result.encoded) == ("updated", 10, 0)
    other = TestPublication(publication.with_name("other"), ALL + BODY)
    other.build()
    assert published(made)["small.m4b"][0] == published(other)["small.m4b"][0]


TONES = """\
[tones]
argv = ["{python}", "-S", "{program}", "{{text_file}}", "{{output}}", "{counter}"]
version = ["{python}", "-S", "-c", "print(1)"]
"""
PROGRAM = """\
import struct, sys, wave
from pathlib import Path
counter = Path(sys.argv[3])
with counter.open("a") as file:  # several of these programs may run at once
    file.write("x")
said = counter.stat().st_size
with wave.open(sys.argv[2], "wb") as file:
    file.setparams((1, 2, 22050, 0, "NONE", "not compressed"))
    for at in range(11025 + 997 * said):
        file.writeframes(struct.pack("<h", 9000 if at // 50 % 2 else -9000))
"""


def test_a_voice_that_never_says_the_same_twice_changes_mp3_and_containers_together(
    publication: Path, isolated: Path
) -> None:
    program, counter = isolated / "tones.py", isolated / "counter"
    program.write_text(PROGRAM)
    counter.touch()
    settings = isolated / "settings"
    settings.mkdir()
    (settings / "commands.toml").write_text(TONES.format(python=sys.executable, program=program, counter=counter))
    env = {"AUDIO_EDITION_CONFIG_DIR": str(settings)}
    made = TestPublication(publication, "---\ntitle: A thing\nvoice: command:tones\nslug: small\n---\n\nSaid.\n")
    assert made.run("build", env=env).returncode == 0
    shutil.rmtree(made.store)
    made.edit("slug: small", "slug: small\nformats: [opus]")
    assert made.run("build", env=env).returncode == 0
    assert made.manifest.revision == 2
    whole, heard = decoded(made.mp3, 48_000), decoded(made.folder / "small.opus", 48_000)
    assert abs(len(whole) - len(heard)) <= 1
    (end,) = {cue.end_ms for cue in made.manifest.cues[-1:]}
    for sound in (whole, heard):
        loud = abs(sound) > 0.02
        assert loud.nonzero()[0][-1] / 48 == pytest.approx(end, abs=15)


def test_a_missing_package_is_said_before_anything_is_spoken(
    publication: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    made = TestPublication(publication, ALL + BODY)
    with pytest.raises(MissingExtraError, match="M4B or Opus needs packages"):
        made.build()
    assert made.objects() == []
    made.write(HEAD.replace("slug: small", "slug: small\nsplit: true") + BODY)
    assert made.build().status == "built", "parts need no package"


def test_what_is_there_needs_no_package(small: TestPublication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    assert (small.check(), small.build().status) == ("matches", "unchanged")
    small.write_file("publication.toml", 'site = "https://paper.example/audio"\n')
    assert small.build().status in ("unchanged", "updated")


class _Stops(SilentReporter):
    """Ends the build while containers are encoded."""

    def stage(self, name, total):  # type: ignore[no-untyped-def]
        if name == "formats":
            raise KeyboardInterrupt
        return super().stage(name, total)


def test_interrupted_while_encoding_the_published_edition_is_as_it_was(small: TestPublication) -> None:
    before = published(small)
    small.edit("Another one.", "Something else is said.")
    with pytest.raises(KeyboardInterrupt):
        Builder(small.root, _Stops()).build(BuildRequest(read_publication(small.root), small.script, "", None, False))
    assert published(small) == before
    assert small.strays() == []
    result = small.build()
    assert (result.status, result.spoken) == ("built", 0)


def test_a_dry_run_makes_none(publication: Path) -> None:
    made = TestPublication(publication, ALL + BODY)
    assert made.build(dry_run=True).status == "planned"
    assert not made.folder.exists()


def test_jingles_are_in_every_format(publication: Path) -> None:
    made = TestPublication(publication, ALL.replace("split: true", "split: true\nopening-sound: in.wav") + BODY)
    made.write_file("in.wav", sound_file(tone(2, hz=1000)))
    made.build()
    first = made.manifest.segments[0]
    start = first.start_frame * 1152 + 1105
    for name in (*CONTAINERS, PARTS[0]):
        heard = decoded(made.folder / name)[start : start + RATE_HZ]
        assert lufs(heard) > -25, name
        crossings = int(((heard[:-1] < 0) & (heard[1:] >= 0)).sum())
        assert crossings == pytest.approx(1000, abs=80), name


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on the size of files here")
def test_a_full_disk_while_encoding_leaves_the_published_edition(publication: Path) -> None:
    made = TestPublication(publication)
    made.build()
    before = published(made)
    made.write(ALL + BODY)
    # The MP3 is linked, so the first file that can become too long is a container.
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))"
    # Without the measuring of coverage, whose own file would hit the limit and say so on stderr.
    ran = made.run("build", prelude=limit, env={"COVERAGE_PROCESS_CONFIG": "", "COVERAGE_PROCESS_START": ""})
    assert ran.returncode == 6
    assert "small.m4b" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert published(made) == before
    assert made.strays() == []
