"""A disk that is full, broken or read-only: a clear error, the edition as it was, nothing spoken twice."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from support.program import Ended, command
from support.publications import Published, TestPublication
from support.readers import require
from support.warm_program import BEFORE, WarmProgram, short
from support.without_flushing import FLUSHING

STORAGE = 6
"""The exit code, as documented in ``audio_edition.errors``."""
LONGER = "Another one follows it. A third one is said now.\n\nA fourth stands alone.\n\nSo does the fifth."


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A disk with a publication on it, and how to fill it."""

    publication: TestPublication
    mounted: bool

    def full(self, free_bytes: int) -> dict[str, Any]:
        """Leave so much free; what ``run`` must be told besides."""
        if not self.mounted:  # then no file may become larger
            limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({free_bytes}, {free_bytes}))"
            return {"prelude": limit}
        ballast = self.publication.root.parent / "ballast"
        with ballast.open("wb", buffering=0) as file:
            while shutil.disk_usage(self.publication.root).free > free_bytes:
                file.write(bytes(4096))
        return {}

    def free(self) -> None:
        """Make room again."""
        (self.publication.root.parent / "ballast").unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path, publication: TestPublication) -> Iterator[SmallDisk]:
    """A copy of a publication on a file system of 4 MB where we may mount one, else a limit on the size of files."""
    folder.mkdir()
    tried = [*("mount", "-t", "tmpfs", "-o", "size=4m"), "tmpfs", str(folder)]
    mounted = sys.platform == "linux" and subprocess.run(tried, capture_output=True, check=False).returncode == 0
    try:
        yield SmallDisk(publication.copy_to(folder / "publication"), mounted)
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@dataclass(frozen=True, slots=True)
class Change:
    """A publication whose edition is older than its script, and the editions before and after."""

    publication: TestPublication
    before: Published
    after: Published


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmProgram]:
    with WarmProgram(tmp_path_factory.mktemp("disk")) as program:
        yield program


@pytest.fixture(scope="module")
def change(tmp_path_factory: pytest.TempPathFactory, warm: WarmProgram) -> Change:
    home = tmp_path_factory.mktemp("change")
    publication = short(home / "before")
    assert warm.run(publication, "build").returncode == 0
    publication.edit(BEFORE, LONGER)
    done = publication.copy_to(home / "done")
    assert warm.run(done, "build").returncode == 0
    return Change(publication, publication.published(), done.published())


def _fails_clearly(ran: Ended) -> None:
    assert ran.returncode == STORAGE, ran.stderr
    assert "Traceback" not in ran.stderr
    assert "; " in ran.stderr.splitlines()[-1], "it says what to do next"


def _goes_on(warm: WarmProgram, publication: TestPublication, wanted: Published) -> None:
    """With the disk as it should be, the next build speaks what is missing, publishes and tidies up."""
    missing = wanted.sentences - publication.finished_sentences()
    ran = warm.run(publication, "build", "--json")
    assert ran.returncode == 0, ran.stderr
    assert ran.result["spoken"] == len(missing)
    assert publication.published() == wanted
    assert publication.strays() == []


def test_a_full_disk(tmp_path: Path, warm: WarmProgram, change: Change) -> None:
    """The fuller the disk, the earlier a build fails; it never costs the edition or a finished sentence."""
    with small_disk(tmp_path / "disk", change.publication) as disk:
        failed = 0
        finished = [disk.publication.finished_sentences()]
        for free_bytes in (0, 20_000, 60_000, 120_000, 220_000, 400_000):
            ran = disk.publication.run("build", **disk.full(free_bytes))
            disk.free()
            finished.append(disk.publication.finished_sentences())
            assert finished[-2] <= finished[-1]
            if ran.returncode == 0:
                break
            failed += 1
            _fails_clearly(ran)
            assert ("there is no space left on the disk" if disk.mounted else "this cannot be written") in ran.stderr
            assert disk.publication.published() == change.before
        assert failed >= 3
        assert finished[0] < finished[-1]
        _goes_on(warm, disk.publication, change.after)


STAGED = "{root}/audio/.store/staging/small"
FAULTS = {
    "nothing can be flushed": ("-e", "inject=fsync:error=EIO"),
    "the second object cannot be flushed": ("-e", "inject=fsync:error=ENOSPC:when=2"),
    "no object can be put in its place": ("-e", "inject=rename:error=EIO"),
    "no folder can be made": ("-e", "inject=mkdir:error=EROFS"),
    "the MP3 cannot be opened": ("-P", "audio/.store/staging/small/small.mp3", "-e", "inject=openat:error=EIO"),
    "the MP3 cannot be written": ("-P", STAGED + "/small.mp3", "-e", "inject=write:error=EIO"),
    "the MP3 cannot be flushed": ("-P", STAGED + "/small.mp3", "-e", "inject=fsync:error=EDQUOT"),
    "the manifest cannot be written": ("-P", STAGED + "/edition.json", "-e", "inject=write:error=ENOSPC"),
    "the folders cannot change places": ("-e", "inject=renameat2,rename:error=EIO:when=1+"),
    "nor one after the other": ("-e", "inject=renameat2:error=EINVAL", "-e", "inject=rename:error=EIO:when=3"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_system_call_fails(tmp_path: Path, warm: WarmProgram, change: Change, fault: str) -> None:
    require("strace")
    publication = change.publication.copy_to(tmp_path / "publication")
    trace = tmp_path / "trace"
    inject = [argument.format(root=publication.root) for argument in FAULTS[fault]]
    ran = publication.run("build", wrapper=["strace", "-f", "-qq", "-o", str(trace), *inject], env={FLUSHING: "1"})
    assert "INJECTED" in trace.read_text()
    _fails_clearly(ran)
    assert publication.published() == change.before
    _goes_on(warm, publication, change.after)


def test_folders_that_cannot_be_swapped_at_once_are_swapped_in_two_steps(tmp_path: Path, change: Change) -> None:
    require("strace")
    publication = change.publication.copy_to(tmp_path / "publication")
    inject = ("-e", "inject=renameat2:error=EINVAL")
    ran = publication.run("build", wrapper=["strace", "-f", "-qq", "-o", "/dev/null", *inject])
    assert ran.returncode == 0, ran.stderr
    assert publication.published() == change.after
    assert publication.strays() == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("arguments", [("build",), ("build", "--json"), ("--help",)])
def test_output_that_goes_to_a_full_disk(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    publication = short(tmp_path / "publication")
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            command(*arguments),
            cwd=publication.root,
            env=publication.env,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert ran.returncode == STORAGE
    assert b"what this program prints: No space left on device" in ran.stderr
    assert b"Traceback" not in ran.stderr
    if arguments[0] == "build":
        assert publication.run("build", "--json").result["status"] == "unchanged"


OBEYING = """
import ctypes, os, sys
if os.geteuid() == 0 and "OBEYING" not in os.environ:
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        if ctypes.CDLL(None).prctl(24, capability, 0, 0, 0) != 0:  # PR_CAPBSET_DROP; takes effect with exec
            raise SystemExit("cannot give up the right to write everywhere")
    os.environ["OBEYING"] = "yes"
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
"""
"""Root without the privilege to ignore permissions: they hold as for everybody."""


@contextmanager
def _read_only(folder: Path) -> Iterator[None]:
    paths = [folder, *folder.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.mark.parametrize("what", ["audio", "audio/.store", "audio/small"])
def test_a_read_only_folder(tmp_path: Path, warm: WarmProgram, change: Change, what: str) -> None:
    publication = short(tmp_path / "publication")
    assert publication.run("build").returncode == 0
    old = publication.published()
    with _read_only(publication.root / what):
        ran = publication.run("build", prelude=OBEYING)
        assert ran.returncode == 0, ran.stderr
        assert "nothing to do" in ran.stdout
        looked = publication.run("build", "--json", prelude=OBEYING)
        assert (looked.returncode, looked.result["status"]) == (0, "unchanged"), looked.stderr
        publication.edit(BEFORE, LONGER)
        planned = publication.run("build", "--dry-run", "--json", prelude=OBEYING)
        assert planned.returncode == 0, planned.stderr
        ran = publication.run("build", prelude=OBEYING)
        _fails_clearly(ran)
        assert "this cannot be written; check its owner and permissions" in ran.stderr
        assert publication.published() == old
    _goes_on(warm, publication, change.after)
