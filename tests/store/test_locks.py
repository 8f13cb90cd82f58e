"""Who may use the store at the same time."""

from __future__ import annotations

import errno
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from audio_edition.errors import StorageError
from audio_edition.store import locks
from audio_edition.store.folder import storage_error
from audio_edition.store.locks import clear_leftovers, edition_lock, leftovers, prune_lock


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / ".store"


class Holder:
    """Another process that holds a lock until it is let go."""

    def __init__(self, root: Path, what: str) -> None:
        program = f"""
            import sys
            from pathlib import Path
            from audio_edition.store.locks import edition_lock, prune_lock
            with {what.format(root=f"Path({str(root)!r})")}:
                print("held", flush=True)
                sys.stdin.readline()
        """
        command = [sys.executable, "-c", textwrap.dedent(program)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"held\n"

    def let_go(self) -> None:
        self.process.communicate(b"\n")

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def test_two_editions_may_be_built_at_once(root: Path) -> None:
    said: list[str] = []
    with edition_lock(root, "one", said.append), edition_lock(root, "two", said.append):
        pass
    assert said == []


def test_the_same_edition_waits_and_says_so(root: Path) -> None:
    other = Holder(root, "edition_lock({root}, 'one')")
    said: list[str] = []
    waits = threading.Event()

    def told(message: str) -> None:
        said.append(message)
        waits.set()

    entered = threading.Event()

    def build() -> None:
        with edition_lock(root, "one", told):
            entered.set()

    thread = threading.Thread(target=build)
    thread.start()
    assert waits.wait(60)
    assert not entered.is_set()
    other.let_go()
    thread.join()
    assert entered.is_set()
    assert said == ["another build of “one” is running; waiting for it to end"]


def test_pruning_is_refused_while_a_build_runs(root: Path) -> None:
    other = Holder(root, "edition_lock({root}, 'one')")
    with pytest.raises(StorageError, match=r"a build is running: one; nothing was removed"), prune_lock(root):
        pytest.fail("pruned beside a build")
    other.let_go()
    with prune_lock(root):
        pass


def test_a_build_waits_for_pruning(root: Path) -> None:
    other = Holder(root, "prune_lock({root})")
    waits, entered = threading.Event(), threading.Event()

    def build() -> None:
        with edition_lock(root, "one", lambda _: waits.set()):
            entered.set()

    thread = threading.Thread(target=build)
    thread.start()
    assert waits.wait(60)
    assert not entered.is_set()
    other.let_go()
    thread.join()
    assert entered.is_set()


@pytest.mark.parametrize("what", ["edition_lock({root}, 'one')", "prune_lock({root})"])
def test_the_lock_of_a_killed_process_is_free(root: Path, what: str) -> None:
    Holder(root, what).kill()
    said: list[str] = []
    with edition_lock(root, "one", said.append):
        pass
    with prune_lock(root):
        pass
    assert said == []


def left_behind(root: Path) -> list[Path]:
    made = [root / "partial" / "123-1-abc", root / "staging" / "gone" / "gone.mp3"]
    for path in made:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    return made


def test_a_build_clears_away_what_a_killed_one_left(root: Path) -> None:
    made = left_behind(root)
    aside = root / "aside" / "one"
    aside.mkdir(parents=True)
    with edition_lock(root, "one"):
        assert not any(path.exists() for path in made)
    # On systems that cannot exchange folders, this may be the only copy of an edition.
    assert aside.exists()


def test_nothing_is_cleared_away_beside_another_build(root: Path) -> None:
    other = Holder(root, "edition_lock({root}, 'two')")
    made = left_behind(root)
    with edition_lock(root, "one"):
        assert all(path.exists() for path in made)
    other.let_go()
    with prune_lock(root):
        assert clear_leftovers(root) == 2
    assert leftovers(root) == ()


def test_leftovers_are_not_looked_for_through_a_link(root: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").write_bytes(b"x")
    root.mkdir()
    (root / "partial").symlink_to(elsewhere)
    with edition_lock(root, "one"):
        pass
    assert (elsewhere / "precious").exists()


def test_a_file_where_the_locks_should_be_is_reported(root: Path) -> None:
    root.mkdir()
    (root / "locks").write_bytes(b"")
    with pytest.raises(StorageError, match="cannot be written"), edition_lock(root, "one"):
        pytest.fail("built without a lock")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows always has locks")
@pytest.mark.filterwarnings("ignore:flock not supported")
def test_a_leftover_lock_file_on_a_disk_without_locks_is_not_waited_for(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr("fcntl.flock", missing)
    (root / "locks").mkdir(parents=True)
    (root / "locks" / "one.lock").write_bytes(b"")
    with pytest.raises(StorageError, match="delete this file"), edition_lock(root, "one"):
        pytest.fail("built beside a lock file")
    (root / "locks" / "one.lock").unlink()
    with edition_lock(root, "one"):
        pass


def test_a_lock_is_waited_for_no_longer_than_it_can_be_needed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "LONGEST_WAIT_S", 0.05)
    said: list[str] = []
    holder = Holder(root, "edition_lock({root}, 'a')")
    try:
        with pytest.raises(StorageError, match="still held"), edition_lock(root, "a", said.append):
            pass
    finally:
        holder.let_go()
    assert len(said) == 1
    with edition_lock(root, "a"):
        pass


def test_a_file_that_another_program_has_open_on_windows_is_said_so() -> None:
    error = PermissionError(errno.EACCES, "The process cannot access the file")
    error.winerror = 32
    said = str(storage_error(error, Path("small")))
    assert "another program has this open" in said
    assert "stop the player" in said
    assert "owner" not in said
