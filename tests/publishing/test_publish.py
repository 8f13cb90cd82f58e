"""``audio-edition publish``: what lies in the target afterwards, and at every moment before."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from audio_edition.errors import StorageError
from audio_edition.publishing.copying import carry_out
from audio_edition.publishing.plan import Plan, make_plan
from audio_edition.publishing.public import PublicFolder
from audio_edition.publishing.record import RECORD_NAME, parse_record
from audio_edition.publishing.targets import Target, target_of
from support import hosts
from support.program import Ended
from support.publications import HEAD, TestPublication
from support.readers import require
from support.serving import SITE, manifest_files, write_feed
from support.thinning import thin
from support.warm_program import WarmProgram

Files = Mapping[str, bytes]
TWO = {
    "small": HEAD + "\nOne sentence. Another one.\n",
    "other": HEAD.replace("slug: small", "slug: other") + "\nSomething else is said.\n",
}
EPISODES = {"urn:small": "small", "urn:other": "other"}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> TestPublication:
    """Two editions and their feed."""
    made = TestPublication(tmp_path_factory.mktemp("before") / "publication", TWO)
    made.run_build()
    write_feed(made, EPISODES)
    (made.root / "audio" / "index.html").write_text("<!doctype html><title>Paper</title>")
    (made.root / "audio" / "notes.txt").write_text("private")
    return made


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory, before: TestPublication) -> TestPublication:
    """One edited, one removed, one new."""
    made = before.copy_to(tmp_path_factory.mktemp("after") / "publication")
    made.edit("Another one.", "Another one follows it, and it is longer.")
    shutil.rmtree(made.root / "audio" / "other")
    (made.root / "script" / "other.md").unlink()
    made.write_file("third.md", TWO["other"].replace("slug: other", "slug: third").replace("small", "third"))
    made.run_build()
    write_feed(made, {"urn:small": "small", "urn:third": "third"})
    return made


@pytest.fixture
def publication(tmp_path: Path, before: TestPublication) -> TestPublication:
    return before.copy_to(tmp_path / "publication")


def publish(publication: TestPublication, target: str | Path, *arguments: str, code: int = 0) -> dict[str, Any]:
    ran: Ended = publication.run("publish", str(target), "--json", *arguments)
    assert ran.returncode == code, ran.stderr
    report = json.loads(ran.stdout)
    (found,) = report["results"]
    return {**found, "errors": report["errors"]}


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def expected(publication: TestPublication, *slugs: str) -> dict[str, bytes]:
    """What is public, by the manifests as these tests read them."""
    audio = publication.root / "audio"
    names = [f"{slug}/{name}" for slug in slugs for name in (*manifest_files(publication, slug), "edition.json")]
    return {name: (audio / name).read_bytes() for name in ("feed.xml", "index.html", *names)}


def without_record(files: Files) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if name != RECORD_NAME}


def enclosures(feed: bytes) -> dict[str, tuple[str, int, str]]:
    """Name, length and version of each enclosure, by GUID, as a subscriber reads them."""
    found = {}
    for item in ElementTree.fromstring(feed).iter("item"):
        enclosure = item.find("enclosure")
        assert enclosure is not None
        url = enclosure.attrib["url"]
        assert url.startswith(SITE)
        parts = urlsplit(url.removeprefix(SITE))
        found[str(item.findtext("guid"))] = unquote(parts.path), int(enclosure.attrib["length"]), parts.query[2:]
    return found


def assert_whole(files: Files) -> None:
    """Every enclosure of the feed is there, with the length and the content that the feed tells."""
    if "feed.xml" not in files:
        return
    for guid, (name, size, version) in enclosures(files["feed.xml"]).items():
        assert name in files, (guid, sorted(files))
        assert len(files[name]) == size, (guid, name)
        # A transitional address is the version itself; the query stays, and means this content too.
        assert not version or hashlib.sha256(files[name]).hexdigest().startswith(version), (guid, name)


# What is published


def test_only_what_is_public(publication: TestPublication, tmp_path: Path) -> None:
    target = tmp_path / "host" / "audio"
    said = publish(publication, target)
    files = files_of(target)
    assert without_record(files) == expected(publication, "small", "other")
    assert {entry["name"] for entry in said["write"]} == files.keys() - {RECORD_NAME}
    assert said["write"][-1]["name"] == "feed.xml"


def test_a_second_time_nothing_is_written(publication: TestPublication, tmp_path: Path) -> None:
    target = tmp_path / "host"
    publish(publication, target)
    stamps = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in target.rglob("*") if path.is_file()}
    again = publish(publication, target)
    assert (again["write"], again["remove"]) == ([], [])
    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in stamps} == stamps
    publication.edit("Another one.", "Another two.")
    publication.build()
    write_feed(publication, EPISODES)
    said = {entry["name"]: entry["why"] for entry in publish(publication, target)["write"]}
    assert said["small/small.mp3"] == said["feed.xml"] == "changed"
    assert not any(name.startswith("other/") for name in said)
    same = [path for path in stamps if path.parent.name == "other"]
    assert all((path.stat().st_ino, path.stat().st_mtime_ns) == stamps[path] for path in same)


def test_a_dry_run_says_the_same_and_changes_nothing(publication: TestPublication, tmp_path: Path) -> None:
    target = tmp_path / "host"
    dry = publish(publication, target, "--dry-run")
    assert not target.exists()
    assert {**publish(publication, target), "dry_run": True} == dry
    files = files_of(target)
    shutil.rmtree(publication.root / "audio" / "other")
    write_feed(publication, {"urn:small": "small"})
    dry = publish(publication, target, "--dry-run")
    assert "other/other.mp3" in dry["remove"]
    assert files_of(target) == files
    shown = publication.run("publish", str(target), "--dry-run").stdout
    assert "other/other.mp3" in shown
    assert "dry run, nothing was changed" in shown


def test_only_what_it_wrote_is_removed_or_replaced(publication: TestPublication, tmp_path: Path) -> None:
    target = tmp_path / "host"
    (target / "other").mkdir(parents=True)
    (target / "other" / "mine.txt").write_text("somebody's own")
    (target / "mine.html").write_text("somebody's own")
    publish(publication, target)
    shutil.rmtree(publication.root / "audio" / "other")
    write_feed(publication, {"urn:small": "small"})
    publish(publication, target)
    own = {"other/mine.txt": b"somebody's own", "mine.html": b"somebody's own"}
    assert without_record(files_of(target)) == {**expected(publication, "small"), **own}


def test_a_file_of_somebody_else_in_the_way_is_an_error(publication: TestPublication, tmp_path: Path) -> None:
    target = tmp_path / "host"
    target.mkdir()
    (target / "index.html").write_text("somebody's own")
    ran = publication.run("publish", str(target))
    assert ran.returncode == 6
    assert "index.html: this file is in the way" in ran.stderr
    assert files_of(target) == {"index.html": b"somebody's own"}


def test_a_publication_without_editions_removes_nothing(publication: TestPublication, tmp_path: Path) -> None:
    """As in a fresh clone, before the first build."""
    target = tmp_path / "host"
    publish(publication, target)
    files = files_of(target)
    shutil.rmtree(publication.root / "audio")
    assert publication.run("publish", str(target)).returncode == 6
    assert files_of(target) == files


def test_what_is_gone_or_cut_short_is_written_again(publication: TestPublication, tmp_path: Path) -> None:
    target = tmp_path / "host"
    publish(publication, target)
    files = files_of(target)
    (target / "small" / "chapters.json").unlink()
    (target / "other" / "other.mp3").write_bytes(b"cut")
    said = {entry["name"]: entry["why"] for entry in publish(publication, target)["write"]}
    assert said == {"small/chapters.json": "missing", "other/other.mp3": "missing"}
    publish(publication, target)  # removes the name that was used while the MP3 was replaced
    assert files_of(target) == files


def test_a_broken_edition_stays_as_it_is_there_and_the_others_go_on(
    publication: TestPublication, tmp_path: Path
) -> None:
    target = tmp_path / "host"
    publish(publication, target)
    old = files_of(target)
    publication.edit("Another one.", "Another two.")
    publication.build()
    write_feed(publication, EPISODES)
    (publication.root / "audio" / "other" / "edition.json").write_text("{}")
    said = publish(publication, target, code=6)
    assert len(said["errors"]) == 1
    assert "other/edition.json" in said["errors"][0]["place"].replace("\\", "/")
    files = files_of(target)
    assert {name: data for name, data in files.items() if name.startswith("other/")} == {
        name: data for name, data in old.items() if name.startswith("other/")
    }
    assert files["small/small.mp3"] == publication.mp3.read_bytes()
    assert set(enclosures(files["feed.xml"])) == set(EPISODES)
    assert_whole(files)
    fresh = tmp_path / "fresh"
    publish(publication, fresh, code=6)
    assert set(enclosures(files_of(fresh)["feed.xml"])) == {"urn:small"}
    assert_whole(files_of(fresh))


def test_a_feed_older_than_an_edition_is_put_right(publication: TestPublication, tmp_path: Path) -> None:
    publication.edit("Another one.", "Another one comes, and it is longer.")
    publication.build()
    said = publish(publication, tmp_path / "host")
    assert any("older than small/small.mp3" in note for note in said["notes"])
    files = files_of(tmp_path / "host")
    assert files["small/small.mp3"] == publication.mp3.read_bytes()
    assert_whole(files)


def test_a_former_name_goes_on_answering_with_what_there_is_now(publication: TestPublication, tmp_path: Path) -> None:
    target = tmp_path / "host"
    publish(publication, target)
    for former, name in (("small", "renamed"), ("renamed", "again")):
        path = publication.root / "script" / f"{name}.md"
        (publication.root / "script" / f"{former}.md").rename(path)
        path.write_text(path.read_text().replace(f"slug: {former}", f"slug: {name}"))
        shutil.rmtree(publication.root / "audio" / former)
        publication.run_build()
        write_feed(publication, {"urn:small": name, "urn:other": "other"})
        publish(publication, target)
        files = files_of(target)
        now = publication.edition(name).mp3.read_bytes()
        assert files[f"{name}/{name}.mp3"] == files[f"{former}/{former}.mp3"] == files["small/small.mp3"] == now
        assert_whole(files)
        assert [name for name in files if name.startswith(f"{former}/")] == [f"{former}/{former}.mp3"]
    # Nothing is due to them once the episode is gone, nor where another edition has the name now.
    publication.write_file("small.md", TWO["small"].replace("Another one", "A new one"))
    publication.run_build()
    write_feed(publication, {"urn:new": "small", "urn:small": "again", "urn:other": "other"})
    publish(publication, target)
    files = files_of(target)
    assert files["small/small.mp3"] == publication.mp3.read_bytes() != files["renamed/renamed.mp3"]
    shutil.rmtree(publication.root / "audio" / "again")
    write_feed(publication, {"urn:new": "small", "urn:other": "other"})
    publish(publication, target)
    publish(publication, target)
    assert without_record(files_of(target)) == expected(publication, "small", "other")


@pytest.mark.parametrize("name", ["../../precious.txt", "/etc/passwd", "small/../../precious.txt", "publish.json", ""])
def test_a_record_that_names_files_elsewhere_is_refused(
    publication: TestPublication, tmp_path: Path, name: str
) -> None:
    target = tmp_path / "host"
    publish(publication, target)
    (tmp_path / "precious.txt").write_text("precious")
    record = json.loads((target / RECORD_NAME).read_bytes())
    record["files"].append({"name": name, "bytes": 8, "sha256": "0" * 64})
    (target / RECORD_NAME).write_text(json.dumps(record))
    files = files_of(target)
    ran = publication.run("publish", str(target))
    assert (ran.returncode, files_of(target)) == (6, files)
    assert (tmp_path / "precious.txt").read_text() == "precious"


def test_places_that_cannot_be_meant(publication: TestPublication) -> None:
    for place in (".", "audio", "audio/public", "script", str(publication.root)):
        ran = publication.run("publish", place)
        assert (ran.returncode, "the publication itself" in ran.stderr) == (6, True), place


def test_a_draft_is_not_published_and_one_that_becomes_a_draft_is_removed(
    publication: TestPublication, tmp_path: Path
) -> None:
    target = tmp_path / "host"
    publish(publication, target)
    publication.write_file("other.md", TWO["other"].replace("slug: other", "slug: other\ndraft: true"))
    publication.run_build()
    write_feed(publication, {"urn:small": "small"})
    publish(publication, target)
    assert without_record(files_of(target)) == expected(publication, "small")


# Through fsspec


@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        ("s3://bucket/audio", 7, "s3fs"),
        ("sftp://me:secret@127.0.0.1:9/audio", 7, "paramiko"),
        ("bogus://x", 6, "fsspec knows no such address"),
        ("ftp://me:secret@127.0.0.1:9/audio", 6, "refused"),
    ],
)
def test_what_an_address_needs_is_named_and_no_password_shown(
    publication: TestPublication, address: str, code: int, said: str
) -> None:
    without = "import sys; sys.modules['s3fs'] = sys.modules['paramiko'] = None"
    ran = publication.run("publish", address, prelude=without)
    assert (ran.returncode, said in ran.stderr) == (code, True), ran.stderr
    assert "secret" not in ran.stderr + ran.stdout


def test_addresses_need_the_extra_and_folders_do_not(publication: TestPublication, tmp_path: Path) -> None:
    prelude = "import sys; sys.modules['fsspec'] = sys.modules['fsspec.core'] = None"
    ran = publication.run("publish", "memory://x", prelude=prelude)
    assert (ran.returncode, "audio-edition[publish]" in ran.stderr) == (7, True)
    assert publication.run("publish", str(tmp_path / "host"), prelude=prelude).returncode == 0


def test_a_file_address_gives_what_a_folder_gives(
    publication: TestPublication, after: TestPublication, tmp_path: Path
) -> None:
    for made in (publication, after):
        publish(made, tmp_path / "folder")
        publish(made, (tmp_path / "address").as_uri())
        assert files_of(tmp_path / "folder") == files_of(tmp_path / "address")


def publish_to(host: hosts.Host, publication: TestPublication) -> dict[str, Any]:
    ran = publication.run("publish", host.address, "--json", env=host.env)
    assert ran.returncode == 0, ran.stderr
    assert "pass-word" not in ran.stdout + ran.stderr
    (found,) = json.loads(ran.stdout)["results"]
    return dict(found)


@pytest.mark.parametrize("kind", ["ftp", "sftp"])
def test_a_real_server(kind: str, publication: TestPublication, after: TestPublication, tmp_path: Path) -> None:
    folder = tmp_path / "host"
    folder.mkdir()
    there = folder / "www/audio"
    with {"ftp": hosts.ftp, "sftp": hosts.sftp}[kind](folder) as host:
        publish_to(host, publication)
        assert without_record(files_of(there)) == expected(publication, "small", "other")
        assert publish_to(host, publication)["write"] == []
        (there / "mine.txt").write_text("own")
        publish_to(host, after)
        publish_to(host, after)
        files = without_record(files_of(there))
        assert files == {**expected(after, "small", "third"), "mine.txt": b"own"}
        assert_whole(files)


def test_a_real_s3_server(
    publication: TestPublication, after: TestPublication, monkeypatch: pytest.MonkeyPatch
) -> None:
    require("python:boto3")
    import boto3

    with hosts.s3() as host:
        for name, value in host.env.items():
            monkeypatch.setenv(name, value)

        bucket = boto3.resource("s3", endpoint_url=host.env["AWS_ENDPOINT_URL"]).Bucket("paper")

        def there() -> dict[str, bytes]:
            found = {each.key.removeprefix("audio/"): each.get()["Body"].read() for each in bucket.objects.all()}
            return without_record(found)

        publish_to(host, publication)
        assert there() == expected(publication, "small", "other")
        assert publish_to(host, publication)["write"] == []
        publish_to(host, after)
        publish_to(host, after)
        assert there() == expected(after, "small", "third")
        assert bucket.Object("audio/small/small.mp3").content_type == "audio/mpeg", "players need it"


def test_a_host_that_is_not_known_gets_nothing(publication: TestPublication, tmp_path: Path) -> None:
    """Whoever answers in its place must not be given a password or a word."""
    folder = tmp_path / "host"
    folder.mkdir()
    with hosts.sftp(folder, known=False) as host:
        ran = publication.run("publish", host.address, env=host.env)
    assert (ran.returncode, "is not in" in ran.stderr, "known_hosts" in ran.stderr) == (6, True, True), ran.stderr
    assert files_of(folder) == {}


# Killed at every step


class Stopped(BaseException):
    """As if the process had been killed."""


class FailingMemory(MemoryFileSystem):
    """A memory file system of its own that stops at the nth change."""

    protocol = "failing"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    left = -1
    error: type[BaseException] = Stopped
    cachable = False

    @classmethod
    def _strip_protocol(cls, path: Any) -> Any:
        return MemoryFileSystem._strip_protocol(str(path).replace("failing://", "memory://"))

    @classmethod
    def count(cls) -> None:
        if cls.left == 0:
            raise cls.error("the host has gone")
        cls.left -= 1

    @classmethod
    def files(cls) -> dict[str, bytes]:
        return {name.removeprefix("/host/"): file.getvalue() for name, file in cls.store.items()}

    @classmethod
    def put_back(cls, files: Files) -> None:
        cls.store.clear()
        cls.pseudo_dirs[:] = [""]
        cls.left = -1
        plain = cls()
        for name, data in files.items():
            plain.pipe_file(f"/host/{name}", data)
        cls.left = -1


def _counted(name: str) -> Callable[..., Any]:
    def counted(self: FailingMemory, *arguments: Any, **named: Any) -> Any:
        FailingMemory.count()
        return getattr(MemoryFileSystem, name)(self, *arguments, **named)

    return counted


for _name in ("cp_file", "_rm", "rm_file", "makedirs", "pipe_file"):
    if hasattr(MemoryFileSystem, _name):
        setattr(FailingMemory, _name, _counted(_name))


def _put_half_then_all(self: FailingMemory, lpath: str, rpath: str, **_: Any) -> None:
    """An upload can be seen half done."""
    data = Path(lpath).read_bytes()
    for part in (data[: len(data) // 2], data):
        FailingMemory.count()
        MemoryFileSystem.pipe_file(self, rpath, part)


FailingMemory.put_file = _put_half_then_all  # type: ignore[method-assign]
fsspec.register_implementation("failing", FailingMemory, clobber=True)


def publish_here(publication: TestPublication, target: Target) -> Plan:
    """In this process, as the command does it."""
    record = parse_record(target.read(RECORD_NAME), target.shown)
    sizes = target.sizes()
    public = PublicFolder(publication.root / "audio")
    plan = make_plan(public, public.all(), record, sizes, target.shown)
    carry_out(plan, record, target, frozenset(sizes), lambda _, __: None)
    return plan


def steps_until_done(before: Files, publication: TestPublication) -> Iterator[dict[str, bytes]]:
    """Publish, stopped at the 1st, 2nd, 3rd ... change, each time from the same start; what lies there each time."""
    for number in range(10_000):
        FailingMemory.put_back(before)
        FailingMemory.left = number
        try:
            publish_here(publication, target_of("failing://host"))
        except (Stopped, StorageError):
            yield FailingMemory.files()
        else:
            assert number > 20
            return


@pytest.mark.parametrize("error", [Stopped, OSError])
@pytest.mark.parametrize("start", ["nothing", "published"])
def test_stopped_at_every_change_a_subscriber_sees_old_or_new(
    before: TestPublication, after: TestPublication, start: str, error: type[BaseException]
) -> None:
    FailingMemory.error = error
    FailingMemory.put_back({})
    if start == "published":
        publish_here(before, target_of("failing://host"))
    begin = FailingMemory.files()
    allowed = {
        guid: {hashlib.sha256(made.edition(slug).mp3.read_bytes()).hexdigest() for made in (before, after)
               if made.edition(slug).mp3.exists()}
        for guid, slug in {**EPISODES, "urn:third": "third"}.items()
    }  # fmt: skip
    seen: set[bytes] = set()
    for number, files in enumerate(list(steps_until_done(begin, after))):
        assert ("feed.xml" in files) or start == "nothing"
        assert_whole(files)
        for guid, (name, _, _) in enclosures(files.get("feed.xml", b"<x/>")).items():
            assert hashlib.sha256(files[name]).hexdigest() in allowed[guid]
        seen.add(files.get("feed.xml", b""))
        if number % 3:
            continue
        # The next run finishes the work, and the one after it has tidied up.
        FailingMemory.put_back(files)
        publish_here(after, target_of("failing://host"))
        assert_whole(FailingMemory.files())
        publish_here(after, target_of("failing://host"))
        assert without_record(FailingMemory.files()) == expected(after, "small", "third")
    assert len(seen) == (3 if start == "published" else 2)  # old, with names of the content, new


def test_stopped_then_another_edit_then_stopped_again(
    before: TestPublication, after: TestPublication, tmp_path: Path
) -> None:
    """The second run begins from states in which the first can have been stopped; in a thorough run, from more."""
    FailingMemory.error = Stopped
    FailingMemory.put_back({})
    publish_here(before, target_of("failing://host"))
    third = after.copy_to(tmp_path / "third")
    third.edit("it is longer.", "it is longer still, by a word or two.")
    third.build()
    write_feed(third, {"urn:small": "small", "urn:third": "third"})
    states = list(steps_until_done(FailingMemory.files(), after))
    for state in thin(states, 3, thorough=9):  # of each, as many again
        found = list(steps_until_done(state, third))
        for files in found:
            assert_whole(files)
        for files in thin(found, 5):
            FailingMemory.put_back(files)
            publish_here(third, target_of("failing://host"))
            publish_here(third, target_of("failing://host"))
            assert without_record(FailingMemory.files()) == expected(third, "small", "third")


def test_killed_before_lines_that_write(before: TestPublication, after: TestPublication, tmp_path: Path) -> None:
    """SIGKILL, on the disk."""
    target, start = tmp_path / "host", tmp_path / "start"
    publish(before, start)
    traced = ("/publishing/copying.py", "/publishing/targets.py")

    def again() -> None:
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(start, target)

    (tmp_path / "warm").mkdir()
    with WarmProgram(tmp_path / "warm") as warm:
        again()
        steps = warm.steps(after, "publish", str(target), traced=traced)
        assert without_record(files_of(target)).items() >= expected(after, "small", "third").items()
        for step in thin(steps, 12):
            again()
            assert warm.killed(after, "publish", str(target), step=step).returncode == -9
            files = files_of(target)
            assert "feed.xml" in files
            assert_whole(files)
            for _ in range(2):
                assert warm.run(after, "publish", str(target)).returncode == 0
            assert without_record(files_of(target)) == expected(after, "small", "third"), step
