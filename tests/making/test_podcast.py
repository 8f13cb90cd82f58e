"""Feed and lock file over real builds: what a subscriber sees through edits, renames, clones and kills."""

from __future__ import annotations

import hashlib
import html
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
import webvtt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutagen.id3 import ID3
from PIL import Image

from audio_edition.errors import SourceError, StorageError
from audio_edition.making.cover import MOST_COVER_BYTES
from audio_edition.making.podcast import Podcast, publish_podcast
from audio_edition.publication.editions_lock import LOCK_FILE
from audio_edition.publication.folder import read_publication
from conftest import BuildOnce
from support import readers
from support.publications import VOICE, TestPublication, tree
from support.thinning import thin
from support.warm_program import AFTER, BEFORE, SCRIPT, Step, WarmProgram

PODCAST = f"""\
title = "The Gazette"
description = "Read aloud."
lang = "en"
site = "https://paper.example/audio"
email = "editors@paper.example"
category = ["News", "Politics"]
explicit = false
voice = "{VOICE}"
"""
DATED = SCRIPT.replace("title: Small", "title: Small\ndate: 2026-05-01")


def gazette(root: Path, scripts: str | dict[str, str] = DATED) -> TestPublication:
    """A publication that can have a feed."""
    made = TestPublication(root, scripts, settings=PODCAST)
    (root / "audio" / "cover.jpg").write_bytes(b"a picture")
    return made


def publish(publication: TestPublication) -> Podcast | None:
    return publish_podcast(read_publication(publication.root), print)


def build_all(publication: TestPublication) -> None:
    for script in sorted((publication.root / "script").glob("*.md")):
        publication.script = script
        publication.build()
    publish(publication)


def feed_of(publication: TestPublication) -> bytes:
    path = publication.root / "audio" / "feed.xml"
    return path.read_bytes() if path.exists() else b""


def entries(publication: TestPublication) -> list[Any]:
    found = feedparser.parse(feed_of(publication))
    assert not found.bozo
    return list(found.entries)


def lock_of(publication: TestPublication) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((publication.root / "script" / LOCK_FILE).read_bytes())
    return found


def clone(publication: TestPublication, root: Path) -> TestPublication:
    """What git has of it."""
    shutil.copytree(publication.root / "script", root / "script")
    (root / "audio").mkdir()
    (root / "audio" / "cover.jpg").write_bytes(b"a picture")
    return TestPublication(root, {}, slug=publication.slug)


@pytest.fixture
def small(build_once: BuildOnce) -> TestPublication:
    made = build_once(DATED, settings=PODCAST)
    (made.root / "audio" / "cover.jpg").write_bytes(b"a picture")
    publish(made)
    return made


# The feed of a publication


def test_the_command_line_makes_it_after_the_editions(publication: Path) -> None:
    made = gazette(publication)
    ran = made.run("build")
    assert ran.returncode == 0, ran.stderr
    (entry,) = entries(made)
    assert entry.enclosures[0].length == str(made.mp3.stat().st_size)
    assert made.strays() == []
    before = tree(publication / "audio")
    assert made.run("build").returncode == 0
    after = tree(publication / "audio")
    assert {name: after[name] for name in before if ".store" not in name} == {
        name: before[name] for name in before if ".store" not in name
    }, "nothing is written again"


def test_a_dry_run_makes_none(publication: Path) -> None:
    made = gazette(publication)
    assert made.run("build", "--dry-run").returncode == 0
    assert not (publication / "audio" / "feed.xml").exists()
    assert not (publication / "script" / LOCK_FILE).exists()


def test_without_settings_the_edition_is_built_and_all_that_is_missing_is_said_once(publication: Path) -> None:
    made = TestPublication(publication, DATED, settings=f'title = "T"\nvoice = "{VOICE}"\n')
    ran = made.run("build")
    assert ran.returncode == 0
    assert made.mp3.is_file()
    assert ran.stderr.count("there is no podcast feed") == 1
    assert "does not say description, site, email, category, explicit" in " ".join(ran.stderr.split())
    assert not (publication / "audio" / "feed.xml").exists()
    assert "podcast" not in made.run("build").stderr, "where nothing has changed, it has been said"
    ran = made.run("feed")
    assert ran.returncode == 3
    assert "publication.toml" in ran.stderr
    assert 'site = "https://paper.example/audio/"' in ran.stderr


def test_what_the_message_asks_for_makes_a_feed(publication: Path) -> None:
    made = TestPublication(publication, DATED, settings="")
    ran = made.run("build", "--voice", VOICE)
    (publication / "audio" / "cover.jpg").write_bytes(b"a picture")
    said = made.run("feed").stderr
    asked = [line.strip() for line in said.splitlines() if line.startswith("  ")]
    made.write_file("publication.toml", "\n".join(asked) + "\n")
    made.write_file("cover.jpg", b"\xff\xd8\xff\xe0 a picture")
    ran = made.run("feed", "--json")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["results"][0]["editions"] == 1
    assert len(entries(made)) == 1


def test_a_wrong_category_is_an_error_with_its_line_and_the_edition_stands(small: TestPublication) -> None:
    before = feed_of(small)
    small.write_file("publication.toml", PODCAST.replace("Politics", "Politcs"))
    small.edit(BEFORE, AFTER)
    ran = small.run("build")
    assert ran.returncode == 3
    assert "publication.toml:6: category: 'Politcs' is not inside 'News'; did you mean 'Politics'?" in ran.stderr
    assert small.manifest.revision == 2
    assert feed_of(small) == before
    small.write_file("publication.toml", PODCAST)
    assert small.run("build").returncode == 0
    assert feed_of(small) != before


def test_a_damaged_manifest_leaves_the_feed_as_it_is(publication: Path) -> None:
    made = gazette(publication, {"small": DATED, "other": DATED.replace("Small", "Other")})
    build_all(made)
    before = feed_of(made)
    path = made.edition("other").manifest_path
    path.write_bytes(path.read_bytes().replace(b"Other", b"Ohter"))
    with pytest.raises(StorageError, match=r"other.edition\.json"):
        publish(made)
    assert feed_of(made) == before


@pytest.mark.parametrize("explicit", ["true", "false"])
def test_what_is_said_of_an_edition_makes_it_no_other_one(publication: Path, explicit: str) -> None:
    made = gazette(publication, DATED.replace("title", f"explicit: {explicit}\ndraft: false\ntitle"))
    made.build()
    assert made.check() == "matches"
    assert made.build().status == "unchanged"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("explicit = false", "explicit = true"),
        ("explicit = false", ""),
        ('"News", "Politics"', '"News"'),
        ("editors@", "others@"),
        ("/audio", "/sound"),
        ("Read aloud", "Read to you"),
        ("explicit", "feed-limit = 1\nexplicit"),
    ],
)
def test_what_only_the_feed_says_of_the_publication_is_no_part_of_its_editions(
    small: TestPublication, was: str, now: str
) -> None:
    before, fed = small.manifest_path.read_bytes(), feed_of(small)
    settings = small.root / "script" / "publication.toml"
    text = settings.read_text(encoding="utf-8")
    assert was in text
    settings.write_text(text.replace(was, now), encoding="utf-8")
    assert small.check() == "matches"
    assert small.build().status == "unchanged"
    assert small.manifest_path.read_bytes() == before
    publish(small)
    assert (feed_of(small) == fed) == (not now or "feed-limit" in now)


def test_an_edition_says_for_itself_that_it_is_for_adults_or_follows_the_publication(publication: Path) -> None:
    own = DATED.replace("title: Small", "explicit: false\ntitle: Own")
    made = gazette(publication, {"small": DATED, "own": own})
    settings = publication / "script" / "publication.toml"
    settings.write_text(PODCAST.replace("explicit = false", "explicit = true"), encoding="utf-8")
    build_all(made)
    said = re.findall(rb"<title>([^<]+)</title>|<itunes:explicit>([a-z]+)</itunes:explicit>", feed_of(made))
    assert b" ".join(title or explicit for title, explicit in said) == b"The Gazette true Small true Own false"


def test_drafts_are_built_and_not_listed(small: TestPublication) -> None:
    small.write(DATED.replace("title", "draft: true\ntitle"))
    assert small.build().status == "updated"
    publish(small)
    assert entries(small) == []
    assert small.manifest.revision == 1
    small.write(DATED)
    assert small.build().status == "updated"
    publish(small)
    assert len(entries(small)) == 1


def test_an_edition_without_date_comes_last_and_is_named(publication: Path) -> None:
    made = gazette(publication, {"aa": SCRIPT, "bb": DATED, "zz": SCRIPT})
    build_all(made)
    assert [("published" in entry, "aa" in entry.enclosures[0].href) for entry in entries(made)] == [
        (True, False),
        (False, False),
        (False, True),
    ]
    ran = made.run("feed")
    assert "“aa” has no date" in ran.stderr
    assert "“zz” has no date" in ran.stderr
    assert "“bb”" not in ran.stderr


# What must outlive


def test_only_the_version_of_what_changed_changes(small: TestPublication) -> None:
    (before,) = entries(small)
    small.edit("title: Small", "title: Small\naddress: https://paper.example/small")
    assert small.build().status == "updated" or small.manifest.revision == 2
    publish(small)
    (between,) = entries(small)
    assert between.link == "https://paper.example/small"
    small.edit(BEFORE, AFTER)
    small.build()
    publish(small)
    (after,) = entries(small)
    assert before.id == between.id == after.id
    assert between.enclosures[0].href != after.enclosures[0].href
    assert after.enclosures[0].length == str(small.mp3.stat().st_size)
    assert before.podcast_transcript["url"] != after.podcast_transcript["url"]


def test_a_clone_is_the_same_edition_to_the_last_byte(small: TestPublication, tmp_path: Path) -> None:
    other = clone(small, tmp_path / "clone")
    other.build()
    publish(other)
    assert other.published() == small.published()
    assert feed_of(other) == feed_of(small)
    assert lock_of(other) == lock_of(small)


def test_numbers_go_on_in_a_clone(small: TestPublication, tmp_path: Path) -> None:
    small.edit(BEFORE, AFTER)
    small.build()
    other = clone(small, tmp_path / "same")
    other.build()
    assert (other.manifest.revision, other.manifest.notes[-1]) == (2, small.manifest.notes[-1])
    third = clone(small, tmp_path / "edited")
    third.edit(AFTER, "A third one follows it.")
    third.build()
    assert third.manifest.revision == 3
    assert "not here to compare" in third.manifest.notes[-1]


def test_a_clone_that_is_behind_goes_on_from_the_lock_file(small: TestPublication, tmp_path: Path) -> None:
    """Somebody else built two revisions, and their lock file came with git."""
    ahead = small.copy_to(tmp_path / "ahead")
    for before, after in ((BEFORE, AFTER), (AFTER, "A third one follows it.")):
        ahead.edit(before, after)
        ahead.build()
    for name in (LOCK_FILE, "small.md"):
        shutil.copy(ahead.root / "script" / name, small.root / "script" / name)
    small.build()
    assert small.manifest.revision == 3
    assert small.published().mp3 == ahead.published().mp3
    assert small.manifest.notes[-1] == ahead.manifest.notes[-1]
    assert lock_of(small) == lock_of(ahead)


def test_auto_keeps_its_voice_and_gain_in_a_clone(
    publication: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from audio_edition.voices.gtts import ENGINE

    monkeypatch.setattr(type(ENGINE), "probe", lambda self: "no network here")
    made = TestPublication(publication, DATED)
    made.build()
    chosen = lock_of(made)["editions"]["small"]["voices"]
    assert chosen[0]["name"].startswith("espeak:")

    def asked(self: object) -> str:
        raise AssertionError("the voice was chosen already")

    monkeypatch.setattr(type(ENGINE), "probe", asked)
    other = clone(made, tmp_path / "clone")
    assert other.check() == "not-built"
    other.build()
    assert other.published() == made.published()


def test_a_kept_gain_is_used_as_long_as_it_is_near_enough(small: TestPublication, tmp_path: Path) -> None:
    """Measured anew, it would be the gain it was; half a decibel more or less is within the tolerance."""
    (was,) = lock_of(small)["editions"]["small"]["voices"]
    found = []
    for step_db in (0.5, -0.5):
        other = clone(small, tmp_path / f"clone{step_db}")
        path = other.root / "script" / LOCK_FILE
        written, wanted = f'"gain_db": {was["gain_db"]}', f'"gain_db": {was["gain_db"] + step_db}'
        path.write_text(path.read_text(encoding="utf-8").replace(written, wanted), encoding="utf-8")
        other.build()
        (now,) = lock_of(other)["editions"]["small"]["voices"]
        found.append(now["gain_db"] == was["gain_db"] + step_db)
    assert any(found)


def test_a_script_renamed_in_a_clone_is_nothing_new(small: TestPublication, tmp_path: Path) -> None:
    other = clone(small, tmp_path / "clone")
    other.script.rename(other.script.with_name("renamed.md"))
    build_all(other)
    assert [entry.id for entry in entries(other)] == [entry.id for entry in entries(small)]
    assert list(lock_of(other)["editions"]) == ["renamed"]


def test_check_says_where_the_lock_file_has_no_entry(small: TestPublication) -> None:
    ran = small.run("check")
    assert (ran.returncode, LOCK_FILE in ran.stdout) == (0, False)
    (small.root / "script" / LOCK_FILE).unlink()
    ran = small.run("check")
    assert f"{LOCK_FILE} has no entry" in ran.stdout + ran.stderr
    assert ran.returncode == 0
    assert not (small.root / "script" / LOCK_FILE).exists()


@pytest.mark.parametrize("edit", [None, ("title: Small", "title: Small\nsubtitle: More"), (BEFORE, AFTER)])
def test_a_renamed_script_is_nothing_new(small: TestPublication, edit: tuple[str, str] | None) -> None:
    (before,) = entries(small)
    renamed = TestPublication(small.root, {}, slug="another")
    small.script.rename(renamed.script)
    if edit:
        renamed.edit(*edit)
    renamed.build()
    publish(renamed)
    (after,) = entries(renamed)
    assert after.id == before.id
    assert renamed.manifest.revision == (
        2 if edit == (BEFORE, AFTER) else 1 if edit is None else renamed.manifest.revision
    )
    assert list(lock_of(renamed)["editions"]) == ["another"]
    renamed.script.rename(small.script)
    small.build()
    publish(small)
    assert [entry.id for entry in entries(small)] == [before.id]


def test_where_two_fit_nothing_is_guessed(publication: Path) -> None:
    made = gazette(publication, {"one": DATED, "two": DATED})
    build_all(made)
    was = {entry.id for entry in entries(made)}
    assert len(was) == 2
    for old, new in (("one", "three"), ("two", "four")):
        (publication / "script" / f"{old}.md").rename(publication / "script" / f"{new}.md")
    ran = made.run("build")
    assert ran.returncode == 0
    assert ran.stderr.count("may be one of several that were renamed") == 2
    assert len({entry.id for entry in entries(made)}) == 4


def test_a_new_script_in_the_old_place_of_a_renamed_one_has_a_guid_of_its_own(small: TestPublication) -> None:
    (before,) = entries(small)
    small.script.rename(small.root / "script" / "moved.md")
    build_all(small)
    small.script = small.root / "script" / "small.md"
    small.write("---\ntitle: Something else\ndate: 2026-06-01\n---\nOther words entirely.\n")
    build_all(small)
    found = entries(small)
    assert [entry.title for entry in found] == ["Something else", "Small"]
    assert found[1].id == before.id
    assert found[0].id != before.id


def test_an_edition_from_before_gets_its_entry_with_nothing_else_to_do(small: TestPublication) -> None:
    (before,) = entries(small)
    was = lock_of(small)
    (small.root / "script" / LOCK_FILE).unlink()
    ran = small.run("build")
    assert "nothing to do" in ran.stdout
    assert lock_of(small) == was
    assert entries(small)[0].id == before.id


def test_an_emptied_store_changes_nothing(small: TestPublication) -> None:
    before = feed_of(small), lock_of(small)
    shutil.rmtree(small.store)
    small.build()
    publish(small)
    assert (feed_of(small), lock_of(small)) == before


@pytest.mark.parametrize(
    ("damage", "where"),
    [
        (lambda text: text.replace('"revision": 1', '"revision": "one"'), ":5: .*small.*revision"),
        (lambda text: f"<<<<<<< ours\n{text}", ":1: "),
        (lambda text: text.replace('"schema": 1', '"schema": 9'), ": .*version 9"),
        (lambda text: re.sub(r'(    "small": .*)\n', r"\1,\n\1\n", text), ": .*twice"),
        (lambda text: re.sub(r'    "small"(: .*)\n', r'    "a"\1,\n    "small"\1\n', text), ":6: .*has the GUID of a"),
        (lambda text: "", ":1: "),
        (lambda text: "[]", ": "),
    ],
)
def test_a_damaged_lock_file_is_an_error_with_its_line(small: TestPublication, damage: Any, where: str) -> None:
    path = small.root / "script" / LOCK_FILE
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    damaged, feed = path.read_bytes(), feed_of(small)
    small.edit(BEFORE, AFTER)
    with pytest.raises(SourceError, match=re.escape(LOCK_FILE) + where):
        small.build()
    with pytest.raises(SourceError, match=re.escape(LOCK_FILE) + where):
        publish(small)
    assert (path.read_bytes(), feed_of(small), small.manifest.revision) == (damaged, feed, 1)


def test_two_builds_at_once_keep_each_others_entries(publication: Path) -> None:
    names = [f"n{number}" for number in range(6)]
    made = gazette(publication, {name: DATED.replace("Small", name) for name in names})
    running = [made.start("build", name) for name in names]
    said = [each.communicate(timeout=300) for each in running]
    assert [each.returncode for each in running] == [0] * len(names), said
    assert sorted(lock_of(made)["editions"]) == names
    assert len({entry.id for entry in entries(made)}) == len(names)
    assert made.strays(names) == []


def test_a_script_folder_that_cannot_be_written(small: TestPublication, monkeypatch: pytest.MonkeyPatch) -> None:
    from audio_edition.making import lasting

    def refuse(*_: object) -> bool:
        raise StorageError("this cannot be written")

    monkeypatch.setattr(lasting, "write_lock", refuse)
    said: list[str] = []
    small.edit(BEFORE, AFTER)
    before = lock_of(small)
    small.build()
    publish_podcast(read_publication(small.root), said.append)
    assert small.manifest.revision == 2
    assert any(LOCK_FILE in each and "cannot be written" in each for each in said)
    assert lock_of(small) == before
    assert len(entries(small)) == 1


# Over generated publications


@dataclass(frozen=True)
class Act:
    """Something a person does."""

    kind: str
    which: int


ACTS = st.lists(
    st.builds(Act, st.sampled_from(["edit", "rename", "rebuild", "empty-store", "clone", "add"]), st.integers(0, 5)),
    min_size=1,
    max_size=5,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_guids_are_unique_and_stay_and_versions_change_with_the_sound(
    tmp_path_factory: pytest.TempPathFactory, isolated: Path, acts: list[Act]
) -> None:
    root = tmp_path_factory.mktemp("generated")
    made = gazette(root / "p0", {"a": DATED.replace("Small", "A"), "b": DATED.replace("Small", "B")})
    build_all(made)
    known: dict[str, tuple[str, str, bytes]] = {}
    for number, act in enumerate([Act("rebuild", 0), *acts]):
        scripts = sorted((made.root / "script").glob("*.md"))
        script = scripts[act.which % len(scripts)]
        if act.kind == "edit":
            text = script.read_text()
            script.write_text(f"{text}\nMore words, number {number}.\n")
        elif act.kind == "rename":
            script.rename(script.with_name(f"r{number}.md"))
        elif act.kind == "empty-store":
            shutil.rmtree(made.store)
        elif act.kind == "clone":
            made = clone(made, root / f"p{number + 1}")
        elif act.kind == "add":
            (made.root / "script" / f"n{number}.md").write_text(DATED.replace("Small", f"N{number}"))
        build_all(made)
        now: dict[str, tuple[str, str, bytes]] = {}
        found = entries(made)
        assert len({entry.id for entry in found}) == len(found) == len(list((made.root / "script").glob("*.md")))
        for entry in found:
            address = entry.enclosures[0].href
            name, _, version = address.removeprefix("https://paper.example/audio/").partition("?v=")
            mp3 = (made.root / "audio" / name).read_bytes()
            assert int(entry.enclosures[0].length) == len(mp3)
            now[entry.title] = (entry.id, version, mp3)
        for title, (guid, version, mp3) in known.items():
            assert now[title][0] == guid
            assert (now[title][1] == version) == (now[title][2] == mp3)
        known = now


def test_times_agree_in_feed_chapters_tag_and_transcript(small: TestPublication) -> None:
    (entry,) = entries(small)
    feed = [round(each.start_parsed.total_seconds() * 1000) for each in entry.psc_chapters.chapters]
    listed = [
        round(each["startTime"] * 1000)
        for each in json.loads((small.folder / "chapters.json").read_bytes())["chapters"]
    ]
    tag = [chapter.start_ms for chapter in readers.eyed3(small.mp3).chapters]
    assert feed == listed == tag == [chapter.start_ms for chapter in small.manifest.chapters]
    transcript = (small.folder / "transcript.vtt").read_text(encoding="utf-8")
    for cue in small.manifest.cues:
        assert f".{cue.start_ms % 1000:03} --> " in transcript
    assert int(entry.itunes_duration) == round(small.manifest.chapters[-1].end_ms / 1000)


STRANGE = "A & B <i>c</i> ]]> \U0001f389 אבג “עברית” &amp; --> <script>alert(1)</script> \U00020bb7."


def test_an_article_full_of_what_formats_take_for_their_own_comes_back_exact(publication: Path) -> None:
    """From script to every file a subscriber gets; but for control characters, which XML and front matter refuse."""
    told = json.dumps(STRANGE[:-1], ensure_ascii=False)
    body = re.sub(r"([<>&\[\]\-])", r"\\\1", STRANGE)
    made = gazette(
        publication,
        f"---\ntitle: {told}\ndescription: {told}\nauthor: [{told}]\ndate: 2026-05-01\nslug: small\n---\n"
        f"\nFirst.\a\n\n## {body}\n\nSecond.\x08 {body}\n\n## Last\n\nThird.\n",
    )
    ran = made.run("build")
    assert ran.returncode == 0, ran.stderr
    data, plain = feed_of(made), STRANGE[:-1]
    item = ElementTree.fromstring(data).find("channel/item")
    assert item is not None
    assert item.findtext("title") == plain
    assert html.unescape(item.findtext("description") or "") == plain
    assert item.findtext("{http://www.itunes.com/dtds/podcast-1.0.dtd}author") == plain
    (entry,) = entries(made)
    assert html.unescape(entry.summary) == plain
    chapters = [plain, STRANGE, "Last"]
    assert [each.title for each in entry.psc_chapters.chapters] == chapters
    assert [each["title"] for each in json.loads((made.folder / "chapters.json").read_bytes())["chapters"]] == chapters
    tags = ID3(made.mp3)
    assert (str(tags["TIT2"]), str(tags["TPE1"]), str(tags["TDES"])) == (plain, plain, plain)
    assert [str(each.sub_frames["TIT2"]) for each in tags.getall("CHAP")] == chapters
    captions = " ".join(html.unescape(each.text) for each in webvtt.read(made.folder / "transcript.vtt"))
    assert f"Second. {STRANGE}" in " ".join(captions.split())


# Killed


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmProgram]:
    with WarmProgram(tmp_path_factory.mktemp("warm")) as program:
        yield program


def _enclosures(data: bytes) -> set[tuple[str, int]]:
    if not data:
        return set()
    return {
        (each.get("url", ""), int(each.get("length", ""))) for each in ElementTree.fromstring(data).iter("enclosure")
    }


def _killed_at_each(warm: WarmProgram, publication: TestPublication, home: Path) -> set[str]:
    """Kill a build at every line around what is published; see what a subscriber would, and go on from each state.

    Returns:
        Which feeds were seen: ``old``, ``new``.
    """
    done = publication.copy_to(home / "done")
    assert warm.run(done, "build").returncode == 0
    old, new = feed_of(publication), feed_of(done)
    assert old != new
    lock = _lock_bytes(done)
    kept = [lock_of(each)["editions"] if _lock_bytes(each) else {} for each in (publication, done)]
    sizes = {
        hashlib.sha256(mp3).hexdigest()[:16]: len(mp3) for mp3 in (publication.published().mp3, done.published().mp3)
    }
    traced = (
        "/audio_edition/making/podcast",
        "/audio_edition/making/lasting",
        "/audio_edition/making/staging",
        "/audio_edition/publication/editions_lock",
        "/audio_edition/edition/feed",
    )
    steps = warm.steps(publication.copy_to(home / "work"), "build", traced=traced)
    seen: set[str] = set()
    states: set[str] = set()
    for step in thin(_sampled(steps), 24):
        work = publication.copy_to(home / "work")
        assert warm.killed(work, "build", step=step).returncode == -9, str(step)
        now = feed_of(work)
        assert now in (old, new), f"killed at {step}"
        assert (lock_of(work)["editions"] if _lock_bytes(work) else {}) in kept
        for address, length in _enclosures(now):
            assert sizes[address.partition("?v=")[2]] == length
        if now == new:
            assert work.published() == done.published(), "the feed is last"
        seen.add("old" if now == old else "new")
        if work.state in states:
            continue
        states.add(work.state)
        assert warm.run(work, "build").returncode == 0
        assert (feed_of(work), work.published(), _lock_bytes(work)) == (new, done.published(), lock)
        assert work.strays() == []
        assert not [path for path in (work.root / "script").iterdir() if path.name.startswith(".")]
    return seen


def _sampled(steps: tuple[Step, ...]) -> list[Step]:
    """Every line that writes, and every fifth of the others."""
    writing = re.compile(r"replace\(|fsync|open\(|\.write|rename|unlink|exchange|flush")
    chosen = []
    for number, step in enumerate(steps):
        line = Path(step.file).read_text(encoding="utf-8").splitlines()[step.line - 1]
        if (writing.search(line) and step.time <= 2) or number % 150 == 0 or number > len(steps) - 6:
            chosen.append(step)
    return chosen


def _lock_bytes(publication: TestPublication) -> bytes:
    path = publication.root / "script" / LOCK_FILE
    return path.read_bytes() if path.exists() else b""


def test_killed_between_edition_lock_file_and_feed(warm: WarmProgram, tmp_path: Path) -> None:
    made = gazette(tmp_path / "second")
    assert warm.run(made, "build").returncode == 0
    made.edit(BEFORE, AFTER)
    assert _killed_at_each(warm, made, tmp_path) == {"old", "new"}


def test_killed_during_the_first_build(warm: WarmProgram, tmp_path: Path) -> None:
    assert _killed_at_each(warm, gazette(tmp_path / "first"), tmp_path) == {"old", "new"}


def test_the_publication_has_a_cover_of_its_own(publication: Path) -> None:
    """Drawn from its title once; made again only when that changes, and never in place of somebody's own."""
    made = TestPublication(publication, DATED, settings=PODCAST)
    build_all(made)
    cover = publication / "audio" / "cover.jpg"
    with Image.open(cover) as picture:
        assert (picture.format, picture.size) == ("JPEG", (3000, 3000))
    first = cover.stat().st_mtime_ns, cover.read_bytes()
    made.edit(BEFORE, AFTER)
    build_all(made)
    assert (cover.stat().st_mtime_ns, cover.read_bytes()) == first
    assert f"cover.jpg?v={hashlib.sha256(first[1]).hexdigest()[:16]}" in feed_of(made).decode()
    made.write_file("publication.toml", PODCAST.replace('title = "', 'title = "Another '))
    build_all(made)
    assert cover.read_bytes() != first[1]
    cover.write_bytes(b"somebody's own")
    made.write_file("publication.toml", PODCAST)
    build_all(made)
    assert cover.read_bytes() == b"somebody's own"


def test_a_picture_that_no_edition_could_have_is_not_that_of_the_feed(small: TestPublication) -> None:
    cover = small.root / "audio" / "cover.jpg"

    def asked() -> str:
        (image,) = re.findall(rb'<itunes:image href="([^"]+)"', feed_of(small).partition(b"<item>")[0])
        return str(image.decode())

    cover.write_bytes(bytes(MOST_COVER_BYTES))
    assert small.run("feed").stderr == ""
    assert asked().startswith("https://paper.example/audio/cover.jpg?v=")
    cover.write_bytes(bytes(MOST_COVER_BYTES + 1))
    said = " ".join(small.run("feed").stderr.split())
    assert said.endswith("is longer than 8 MB; the feed shows the cover of the newest edition instead")
    assert asked().startswith("https://paper.example/audio/small/cover.jpg?v=")
    assert cover.stat().st_size == MOST_COVER_BYTES + 1
    small.write_file("cover.jpg", bytes(MOST_COVER_BYTES + 1))
    small.edit("title: Small", "title: Small\ncover: cover.jpg")
    assert "larger than 8 MB" in small.run("build").stderr
    cover.unlink()
    assert small.run("feed").stderr == ""
    assert asked().startswith("https://paper.example/audio/cover.jpg?v=")


def test_a_renamed_script_is_called_renamed_and_its_old_folder_is_left_out(small: TestPublication) -> None:
    renamed = TestPublication(small.root, {}, slug="another")
    small.script.rename(renamed.script)
    ran = small.run("check")
    assert ran.returncode == 1
    assert "it was “small” and is renamed; the next build makes audio/another of it" in ran.stdout
    assert "1 script: 1 renamed" in ran.stdout
    assert "no script becomes" not in ran.stdout
    assert "against revision 1 of audio/small\n  renamed: " in small.run("diff").stdout
    ran = small.run("build", "--dry-run")
    assert "goes on from “small”, renamed" in " ".join(ran.stderr.split())
    assert "would be made: it was “small” and is renamed" in ran.stdout
    assert re.search(r"reused +Small", ran.stderr)
    said = " ".join(small.run("build").stderr.split())
    assert "audio/small is not published any more, and can be removed once this is built" in said
    assert lock_of(renamed)["editions"]["another"]["former"] == ["small"]
    ran = small.run("check")
    assert ran.returncode == 0
    assert "audio/small: warning: it is “another” now and is not published under this name" in ran.stdout
    (public,) = json.loads(small.run("publish", str(small.root.with_name("host")), "--json").stdout)["results"]
    names = [file["name"] for file in public["write"]]
    assert [name for name in names if name.startswith("small/")] == ["small/small.mp3"]
    host = small.root.with_name("host")
    assert (host / "small/small.mp3").read_bytes() == renamed.mp3.read_bytes()


def test_former_names_are_kept_through_edits_and_given_back(small: TestPublication) -> None:
    before = lock_of(small)
    for name in ("second", "third"):
        small.script.rename(small.script.with_name(f"{name}.md"))
        small.script = small.root / "script" / f"{name}.md"
        small.slug = name
        small.edit("title: Small", f"title: Small\ncopyright: {name}" if name == "second" else "title: Small")
        small.build()
    assert lock_of(small)["editions"]["third"]["former"] == ["second", "small"]
    small.script.rename(small.root / "script" / "small.md")
    small.script = small.root / "script" / "small.md"
    small.build()
    assert lock_of(small)["editions"]["small"]["former"] == ["third", "second"]
    assert "former" not in str(before)


@pytest.mark.parametrize("name", ["index.html", "feed.xml"])
def test_a_file_of_their_own_in_the_place_of_index_or_feed_stays(small: TestPublication, name: str) -> None:
    own = small.root / "audio" / name
    made = own.read_bytes()
    own.write_bytes(b"<p>made by hand</p>")
    ran = small.run("feed")
    assert ran.returncode == 0, ran.stderr
    assert own.read_bytes() == b"<p>made by hand</p>"
    assert f"{name} was not made by this program and stays as it is" in ran.stderr
    own.unlink()
    assert small.run("feed").returncode == 0
    assert own.read_bytes() == made
