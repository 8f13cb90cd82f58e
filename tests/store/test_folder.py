"""The store: what is read is what was written, or nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.errors import StorageError
from audio_edition.store.folder import Store
from audio_edition.store.objects import MAGIC, pack_object

KEY = "ab" + "0" * 62
OTHER = "ab" + "1" * 62
PAYLOAD = bytes(range(256)) * 3
FACTS = {"seconds": 1.5, "lufs": -20.0}
NOBODY = 65534


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "store")
    made.write("clip", KEY, FACTS, PAYLOAD)
    return made


def test_what_was_written_is_read(store: Store) -> None:
    found = store.read("clip", KEY)
    assert found is not None
    header, payload = found
    assert payload == PAYLOAD
    assert header.facts == FACTS
    assert store.header("clip", KEY) == header


def test_what_was_never_written_is_a_miss(store: Store) -> None:
    assert store.read("clip", OTHER) is None
    assert store.header("clip", OTHER) is None
    assert store.read("segment", KEY) is None


@given(bit=st.integers(0, 8 * len(pack_object("clip", KEY, FACTS, PAYLOAD)) - 1))
def test_a_flipped_bit_anywhere_is_a_miss(tmp_path_factory: pytest.TempPathFactory, bit: int) -> None:
    store = Store(tmp_path_factory.getbasetemp() / "flipped")
    data = bytearray(pack_object("clip", KEY, FACTS, PAYLOAD))
    data[bit // 8] ^= 1 << bit % 8
    path = store.path_of("clip", KEY)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    assert store.read("clip", KEY) is None


@given(length=st.integers(0, len(pack_object("clip", KEY, FACTS, PAYLOAD)) - 1))
def test_a_truncated_object_is_a_miss_for_header_and_payload(
    tmp_path_factory: pytest.TempPathFactory, length: int
) -> None:
    store = Store(tmp_path_factory.getbasetemp() / "truncated")
    path = store.path_of("clip", KEY)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pack_object("clip", KEY, FACTS, PAYLOAD)[:length])
    assert store.read("clip", KEY) is None
    assert store.header("clip", KEY) is None


@given(rubbish=st.binary(max_size=200), magic=st.booleans())
def test_rubbish_is_a_miss(tmp_path_factory: pytest.TempPathFactory, rubbish: bytes, magic: bool) -> None:
    store = Store(tmp_path_factory.getbasetemp() / "rubbish")
    path = store.path_of("clip", KEY)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((MAGIC if magic else b"") + rubbish)
    assert store.read("clip", KEY) is None
    assert store.header("clip", KEY) is None


def appended(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def another_object(path: Path) -> None:
    path.write_bytes(pack_object("clip", OTHER, FACTS, PAYLOAD))


def another_kind(path: Path) -> None:
    path.write_bytes(pack_object("segment", KEY, FACTS, PAYLOAD))


def older_version(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(MAGIC) - 1] + b"\0" + data[len(MAGIC) :])


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_full_folder(path: Path) -> None:
    a_folder(path)
    (path / "something").write_bytes(b"x")


def a_link_to_the_object(path: Path) -> None:
    path.rename(path.with_name("real"))
    path.symlink_to("real")


def a_link_to_nothing(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def a_link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def a_file_for_its_folder(path: Path) -> None:
    path.unlink()
    path.parent.rmdir()
    path.parent.write_bytes(b"x")


def a_file_for_all_objects(path: Path) -> None:
    import shutil

    objects = path.parent.parent.parent
    shutil.rmtree(objects)
    objects.write_bytes(b"x")


NEEDS_PIPES = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
DAMAGES = [
    appended,
    empty,
    another_object,
    another_kind,
    older_version,
    a_folder,
    a_full_folder,
    a_link_to_the_object,
    a_link_to_nothing,
    a_link_to_itself,
    pytest.param(a_pipe, marks=NEEDS_PIPES),
    a_file_for_its_folder,
    a_file_for_all_objects,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_is_a_miss_and_is_replaced(store: Store, damage: Callable[[Path], None]) -> None:
    damage(store.path_of("clip", KEY))
    assert store.read("clip", KEY) is None
    assert store.header("clip", KEY) is None
    store.write("clip", KEY, FACTS, PAYLOAD)
    found = store.read("clip", KEY)
    assert found is not None
    assert found[1] == PAYLOAD
    assert list((store.root / "partial").iterdir()) == []


def test_a_link_is_not_written_through(store: Store, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"precious")
    path = store.path_of("clip", KEY)
    path.unlink()
    path.symlink_to(elsewhere)
    store.write("clip", KEY, FACTS, PAYLOAD)
    assert elsewhere.read_bytes() == b"precious"
    assert not path.is_symlink()


def test_reading_counts_as_use(store: Store) -> None:
    path = store.path_of("clip", KEY)
    os.utime(path, (1, 1))
    store.header("clip", KEY)
    assert path.stat().st_mtime == 1
    store.read("clip", KEY)
    assert path.stat().st_mtime > 1


def test_many_write_and_read_the_same_key(tmp_path: Path) -> None:
    """Threads of this process and two other processes write one key; whoever reads finds it whole or not at all."""
    root = tmp_path / "store"
    program = textwrap.dedent(
        f"""
        from pathlib import Path
        from audio_edition.store.folder import Store
        store = Store(Path({str(root)!r}))
        for _ in range(40):
            store.write("clip", {KEY!r}, {FACTS!r}, bytes(range(256)) * 3)
            assert store.read("clip", {KEY!r})[1] == bytes(range(256)) * 3
        """
    )
    others = [subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE) for _ in range(2)]
    store = Store(root)
    failures: list[Exception] = []

    def work() -> None:
        try:
            for _ in range(40):
                store.write("clip", KEY, FACTS, PAYLOAD)
                found = store.read("clip", KEY)
                assert found is not None
                assert found[1] == PAYLOAD
        except (AssertionError, StorageError) as error:  # shown by the main thread
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said = [other.communicate()[1].decode() for other in others]
    assert failures == []
    assert [other.returncode for other in others] == [0, 0], said
    assert list((root / "partial").iterdir()) == []


def as_nobody(program: str) -> subprocess.CompletedProcess[str]:
    """Run a program as somebody without rights: where root runs the tests, as nobody.

    The rights are given up by the program itself: the interpreter may lie where nobody can reach it.
    """
    give_up = f"""
import os
from pathlib import Path
from audio_edition.errors import StorageError
from audio_edition.store.folder import Store
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid({NOBODY})
    os.setuid({NOBODY})
"""
    command = [sys.executable, "-c", give_up + textwrap.dedent(program)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def open_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that nobody can reach: pytest's own belong to their user alone."""
    import shutil
    import tempfile

    if os.geteuid() != 0:
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp(prefix="store-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_read_only_store_is_read_and_says_why_nothing_is_kept(open_folder: Path) -> None:
    store = Store(open_folder / "store")
    store.write("clip", KEY, FACTS, PAYLOAD)
    for folder in [store.root, *(path for path in store.root.rglob("*") if path.is_dir())]:
        folder.chmod(0o555)
    ran = as_nobody(
        f"""
        store = Store(Path({str(store.root)!r}))
        assert store.read("clip", {KEY!r})[1] == bytes(range(256)) * 3
        try:
            store.write("clip", {OTHER!r}, {{}}, b"x")
        except StorageError as error:
            print(error)
        """
    )
    for folder in [store.root, *(path for path in store.root.rglob("*") if path.is_dir())]:
        folder.chmod(0o755)
    assert ran.returncode == 0, ran.stderr
    assert "cannot be written; check its owner and permissions" in ran.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_an_object_that_may_not_be_read_is_a_miss(open_folder: Path) -> None:
    store = Store(open_folder / "store")
    store.write("clip", KEY, FACTS, PAYLOAD)
    store.path_of("clip", KEY).chmod(0)
    ran = as_nobody(
        f"""
        store = Store(Path({str(store.root)!r}))
        print(store.read("clip", {KEY!r}), store.header("clip", {KEY!r}))
        """
    )
    assert ran.stdout == "None None\n", ran.stderr


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few pages, where one can be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can only be mounted by root, on Linux")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_reported_and_leaves_nothing_behind(full_disk: Path) -> None:
    store = Store(full_disk / "store")
    store.write("clip", KEY, FACTS, PAYLOAD)
    with pytest.raises(StorageError, match=r"no space left on the disk.*prune"):
        store.write("clip", OTHER, FACTS, bytes(100_000))
    assert store.read("clip", OTHER) is None
    assert list((store.root / "partial").iterdir()) == []
    found = store.read("clip", KEY)
    assert found is not None
    assert found[1] == PAYLOAD


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_disk_that_fills_while_it_is_written_to(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same without rights to mount: the partial file is /dev/full."""
    opened = Path.open

    def full(path: Path, mode: str = "r", **options: object) -> object:
        return opened(Path("/dev/full"), "wb") if mode == "xb" else opened(path, mode, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(StorageError, match="no space left"):
        store.write("clip", OTHER, FACTS, PAYLOAD)
    monkeypatch.undo()
    assert store.read("clip", OTHER) is None


def test_reading_counts_as_use_where_open_files_have_no_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where ``os.utime`` knows paths only."""
    store = Store(tmp_path / "store")
    key = "ab" * 32
    store.write("clip", key, {}, b"payload")
    os.utime(store.path_of("clip", key), (1, 1))
    monkeypatch.setattr(os, "supports_fd", frozenset())
    assert store.read("clip", key) is not None
    assert store.path_of("clip", key).stat().st_mtime > 1
