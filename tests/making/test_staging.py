"""Publishing beside somebody's own files, through no link, and where folders cannot be moved."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from audio_edition.making import staging
from conftest import BuildOnce
from support.publications import TestPublication

needs_links = pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege on Windows")

needs_fifos = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(40 << 30)


@pytest.fixture
def small(build_once: BuildOnce) -> TestPublication:
    return build_once()


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    folder = tmp_path / "victim"
    for name in ("small", "partial", "objects"):
        (folder / name).mkdir(parents=True)
        (folder / name / "precious.txt").write_text("precious")
    return folder


def precious(victim: Path) -> dict[str, str]:
    return {str(path.relative_to(victim)): path.read_text() for path in sorted(victim.rglob("*")) if path.is_file()}


@needs_links
@pytest.mark.parametrize(
    "link",
    [
        "",
        ".store",
        ".store/staging",
        ".store/staging/small",
        ".store/partial",
        ".store/objects",
        ".store/objects/clip",
        ".store/objects/clip/ab",
        ".store/locks",
        ".store/notes",
        "small",
    ],
)
def test_nothing_is_written_through_a_link(publication: Path, victim: Path, link: str) -> None:
    made = TestPublication(publication)
    path = publication / "audio" / link
    if not link:
        path.rmdir()
        (victim / ".store" / "partial").mkdir(parents=True)
        (victim / ".store" / "partial" / "precious.txt").write_text("precious")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(victim, target_is_directory=True)
    before = precious(victim)
    for command in (("build",), ("store", "prune"), ("store", "verify", "--repair")):
        ran = made.run(*command)
        if command == ("build",) or (command == ("store", "prune") and not link.endswith("small")):
            assert ran.returncode == 6
            assert f"{path.relative_to(publication)}: is a link" in ran.stderr
        assert precious(victim) == before
        if command == ("build",):
            assert path.is_symlink()


def test_a_script_elsewhere_is_not_called_a_link(publication: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.md"
    elsewhere.write_text("# Words\n\nOf another folder.\n")
    ran = TestPublication(publication).run("build", "../elsewhere")
    assert ran.returncode == 3
    assert "lies outside of the publication" in ran.stderr


@needs_links
@pytest.mark.parametrize("name", ["small.md", "lexicon.toml", "cover.png"])
def test_a_file_of_the_publication_that_leads_outside_is_refused(publication: Path, tmp_path: Path, name: str) -> None:
    made = TestPublication(publication)
    secret = tmp_path / "secret"
    secret.write_text("# A secret\n\nNobody may hear this.\n")
    path = publication / "script" / name
    path.unlink(missing_ok=True)
    path.symlink_to(secret)
    if name == "cover.png":
        made.edit("slug: small", "slug: small\ncover: cover.png")
    ran = made.run("build")
    assert ran.returncode == 3
    assert f"script/{name}: is a link to outside of the publication" in ran.stderr
    assert not made.folder.exists()


@needs_links
@pytest.mark.parametrize("link", ["", ".store"])
def test_feed_and_index_are_not_written_through_a_link(small: TestPublication, victim: Path, link: str) -> None:
    small.write_file("publication.toml", 'title = "The Gazette"\nsite = "https://example.org/"\n')
    path = small.root / "audio" / link
    shutil.rmtree(path)
    path.symlink_to(victim, target_is_directory=True)
    before = precious(victim)
    ran = small.run("feed")
    assert (ran.returncode, "is a link" in ran.stderr) == (6, True)
    assert precious(victim) == before


@needs_links
def test_a_publication_below_a_link_is_built(publication: Path, tmp_path: Path) -> None:
    """Where it lies is up to its owner: only what lies in it may come from somebody else."""
    made = TestPublication(publication)
    (tmp_path / "linked").symlink_to(publication.parent, target_is_directory=True)
    made.run_build("-C", tmp_path / "linked" / publication.name)
    assert made.check() == "matches"


@needs_links
def test_a_link_inside_the_publication_is_followed(publication: Path) -> None:
    made = TestPublication(publication)
    made.script.rename(publication / "kept.md")
    made.script.symlink_to("../kept.md")
    assert made.build().status == "built"


def own_files(small: TestPublication) -> dict[str, int]:
    """Files and folders of somebody, with the inodes of the files."""
    (small.folder / "mine.txt").write_text("mine")
    (small.folder / "photos" / "deep").mkdir(parents=True)
    (small.folder / "photos" / "deep" / "one.jpg").write_bytes(b"jpeg")
    (small.folder / "photos").chmod(0o700)
    return inodes(small)


def inodes(small: TestPublication) -> dict[str, int]:
    names = ("mine.txt", "photos/deep/one.jpg")
    return {name: (small.folder / name).stat().st_ino for name in names}


def test_own_files_are_never_rewritten(small: TestPublication) -> None:
    before = own_files(small)
    small.edit("Another one.", "Something else.")
    assert small.build().status == "built"
    assert inodes(small) == before, "the same data, not a copy that a power cut could lose"
    assert stat.S_IMODE((small.folder / "photos").stat().st_mode) == 0o700


def test_the_folder_keeps_its_mode(small: TestPublication) -> None:
    small.folder.chmod(0o750)
    small.edit("Another one.", "Something else.")
    small.build()
    assert stat.S_IMODE(small.folder.stat().st_mode) == 0o750


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_files_that_are_replaced_keep_their_modes(small: TestPublication, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever shares them with a group or a web server goes on doing so, whatever the umask of the next build."""
    small.write_file("publication.toml", 'title = "The Gazette"\n')
    small.build()
    small.run_build()
    lock = small.root / "script" / "editions.lock.json"
    files = [small.mp3, small.manifest_path, small.root / "audio" / "index.html", lock]
    for number, path in enumerate(files):
        path.chmod(0o664 if number % 2 else 0o640)
    small.edit("Another one.", "Something else.")
    before = [path.stat().st_ino for path in files]
    small.run_build(umask=0o077)
    small.edit("Something else.", "Something else again.")
    monkeypatch.setattr(staging, "_exchange", _impossible)
    small.build()
    assert [stat.S_IMODE(path.stat().st_mode) for path in files] == [0o640, 0o664, 0o640, 0o664]
    assert [path.stat().st_ino == was for path, was in zip(files, before, strict=True)].count(False) >= 3


def _impossible(*_: object) -> None:
    raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))


def test_a_file_put_there_while_a_build_runs_stays(small: TestPublication, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = staging._exchange

    def late(new: Path, published: Path, aside: Path) -> None:
        (published / "late.txt").write_text("late")
        (published / "photos").mkdir(exist_ok=True)
        (published / "photos" / "late.jpg").write_bytes(b"late")
        exchange(new, published, aside)

    own_files(small)
    monkeypatch.setattr(staging, "_exchange", late)
    small.edit("Another one.", "Something else.")
    small.build()
    assert (small.folder / "late.txt").read_text() == "late"
    assert sorted(path.name for path in (small.folder / "photos").iterdir()) == ["deep", "late.jpg"]


@pytest.mark.parametrize("number", [errno.EXDEV, errno.EBUSY])
def test_where_folders_cannot_be_moved_files_are_replaced(
    small: TestPublication, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A mount point, a store on another disk, a layered file system."""

    def impossible(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    before = own_files(small)
    folder = small.folder.stat().st_ino
    monkeypatch.setattr(staging, "_exchange", impossible)
    small.edit("Another one.", "Something else.")
    assert small.build().status == "built"
    assert small.folder.stat().st_ino == folder
    assert inodes(small) == before
    assert small.check() == "matches"
    assert sorted(path.name for path in small.folder.iterdir() if path.name.startswith(".")) == []


def test_a_first_edition_where_folders_cannot_be_moved(publication: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def across(self: Path, target: Path) -> Path:
        if self.parent.name == "staging":
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", across)
    made = TestPublication(publication)
    assert made.build().status == "built"
    assert made.check() == "matches"


def test_a_slug_that_ends_as_a_folder_of_ours_would(publication: Path) -> None:
    text = "---\ntitle: {0}\nvoice: espeak:en-us\nslug: {1}\n---\n\nWords of {0}.\n"
    made = TestPublication(publication, {"a": text.format("A", "x"), "b": text.format("B", "x.aside")}, slug="x")
    without = "import audio_edition.making.staging as p; p._exchange_at_once = lambda *_: False"
    for _ in range(2):
        process = made.start("build", prelude=without)
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
        made.write_file("a.md", text.format("Another A", "x"))
    assert made.edition("x.aside").manifest.title == "B"


@needs_links
@pytest.mark.parametrize(
    "link",
    [
        "audio/.cover.jpg.partial",
        "audio/.feed.xml.partial",
        "audio/.index.html.partial",
        "audio/cover.jpg",
        "audio/index.html",
        "audio/.store/locks/small.lock",
        "audio/.store/prune.lock",
        "audio/.store/podcast.lock",
        "audio/.store/pace.json",
        "audio/.store/sizes.json",
        "script/editions.lock.json",
        "script/.editions.lock.json.tmp",
    ],
)
def test_no_file_is_written_through_a_link(publication: Path, tmp_path: Path, link: str) -> None:
    made = TestPublication(publication)
    outside = tmp_path / "precious.txt"
    outside.write_text("{}")
    (publication / link).parent.mkdir(parents=True, exist_ok=True)
    (publication / link).symlink_to(outside)
    made.run("build")
    assert outside.read_text() == "{}"


@needs_fifos
@pytest.mark.parametrize("strange", [os.mkfifo if hasattr(os, "mkfifo") else None, sparse])
@pytest.mark.parametrize(
    "name",
    [
        "audio/.store/pace.json",
        "audio/.store/sizes.json",
        "audio/.store/notes",
        "audio/small/edition.json",
        "audio/small/small.mp3",
        "audio/small/cover.jpg",
        "audio/cover.jpg",
        "audio/feed.xml",
        "script/editions.lock.json",
        "script/small.md",
        "script/lexicon.toml",
    ],
)
def test_nothing_in_the_place_of_a_file_holds_a_build(
    small: TestPublication, name: str, strange: Callable[[Path], None]
) -> None:
    """A FIFO nobody writes to, or forty gigabytes of zeros: each read has an end."""
    path = small.root / name
    paths = list(path.glob("*.json")) if path.is_dir() else [path]
    for each in paths:
        each.unlink(missing_ok=True)
        strange(each)
    ran = small.run("build", timeout_s=120)
    assert ran.returncode in (0, 3, 6), ran.stderr
    assert "Traceback" not in ran.stderr
    assert small.run("build", timeout_s=120).returncode == ran.returncode
