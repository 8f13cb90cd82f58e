"""kill -9 at every point: the published edition is wholly old or wholly new, and the next build finishes the work.

A build is killed before each of the last lines it executes in the code that writes, and before a sample of the earlier
ones; then, with strace, inside system calls that a line of Python does not show.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.interruption import (
    Ended,
    Published,
    Step,
    WarmProgram,
    copy,
    edit,
    finished_sentences,
    make_publication,
    published,
    run_program,
    sentences_of,
    strays,
)
from support.readers import require

TRACED = ("/audio_edition/making/", "/audio_edition/store/", "/audio_edition/sound/mp3/joining", "/shutil.py")
KILLED = -9
WITHOUT_EXCHANGE = "import audio_edition.making.publishing as p; p._exchange_at_once = lambda *_: False"
"""As on a system that cannot let two folders change places."""


@dataclass(frozen=True, slots=True)
class Change:
    """A publication as it is before the build that is killed, and the editions before and after it."""

    root: Path
    before: Published
    after: Published


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("killed")


@pytest.fixture(scope="module")
def warm(home: Path) -> Iterator[WarmProgram]:
    with WarmProgram(home) as program:
        yield program


@pytest.fixture(scope="module")
def first(home: Path, warm: WarmProgram) -> Change:
    """Nothing is published yet."""
    return _change(warm, make_publication(home / "first"), home)


@pytest.fixture(scope="module")
def second(home: Path, warm: WarmProgram, first: Change) -> Change:
    """An edition is published, and one sentence is edited."""
    root = copy(first.root, home / "second")
    assert warm.run(root, "build").code == 0
    edit(root)
    return _change(warm, root, home)


def _change(warm: WarmProgram, root: Path, home: Path) -> Change:
    done = copy(root, home / "done")
    assert warm.run(done, "build").code == 0
    after = published(done)
    assert strays(done) == []
    return Change(root, published(root), after)


def _state(root: Path) -> str:
    """Digest of everything in ``audio/``, whatever the process and the thread were called."""
    digest = hashlib.sha256()
    for path in sorted((root / "audio").rglob("*")):
        name = re.sub(r"\d+-\d+-", "", str(path.relative_to(root)))
        digest.update(name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"folder")
    return digest.hexdigest()


def _finishes(warm: WarmProgram, root: Path, change: Change, *, before: str = "") -> None:
    """The next build speaks only what is not finished, makes the new edition, and tidies up."""
    missing = sentences_of(change.after) - finished_sentences(root)
    ran = warm.run(root, "build", "--json", before=before)
    assert ran.code == 0, ran.stderr
    assert ran.result["spoken"] == ran.result["plan"]["sentences_to_speak"] == len(missing)
    assert published(root) == change.after
    assert strays(root) == []


def _kill_at_each(warm: WarmProgram, change: Change, steps: list[Step], work: Path, *, before: str = "") -> set[str]:
    """Kill a build before each step; look at the published edition each time, and go on from each different state.

    Returns:
        What was published: ``before``, ``after``, ``aside``.
    """
    seen: set[str] = set()
    found: set[str] = set()
    for step in steps:
        root = copy(change.root, work)
        ran = warm.killed(root, "build", step=step, before=before)
        assert ran.code == KILLED, f"{step}: {ran.code} {ran.stderr}"
        now = published(root)
        aside = root / "audio" / ".store" / "staging" / "small.aside"
        if before and now == Published(b"", b"") and aside.is_dir():
            found.add("aside")  # the next build puts it back
        else:
            assert now in (change.before, change.after), f"killed at {step}"
            found.add("before" if now == change.before else "after")
        state = _state(root)
        if state not in seen:
            seen.add(state)
            _finishes(warm, root, change, before=before)
    return found


def _worth_killing_at(steps: tuple[Step, ...]) -> list[Step]:
    """Lines of ours, and of the standard library those that remove something."""
    return [step for step in steps if "audio_edition" in step.file or re.search(r"os\.(unlink|rmdir)", _source(step))]


def test_killed_before_each_of_the_last_lines_of_a_build(warm: WarmProgram, second: Change, home: Path) -> None:
    steps = _worth_killing_at(warm.steps(copy(second.root, home / "work"), "build", traced=TRACED))
    exchanged = max(number for number, step in enumerate(steps) if step.file.endswith("publishing.py"))
    chosen = [*steps[exchanged - 40 : exchanged + 10], *steps[exchanged + 10 :: 8], *steps[-5:]]
    found = _kill_at_each(warm, second, chosen, home / "work")
    assert found == {"before", "after"}, "the last lines must lie on both sides of the exchange"


def test_killed_before_earlier_lines_of_a_build(warm: WarmProgram, second: Change, home: Path) -> None:
    steps = warm.steps(copy(second.root, home / "work"), "build", traced=TRACED)
    sample = random.Random(1917).sample(steps[:-150], 20)
    assert _kill_at_each(warm, second, sample, home / "work") == {"before"}


def test_killed_during_the_first_build(warm: WarmProgram, first: Change, home: Path) -> None:
    steps = _worth_killing_at(warm.steps(copy(first.root, home / "work"), "build", traced=TRACED))
    sample = [*random.Random(1917).sample(steps[:-40], 8), *steps[-40::4]]
    assert _kill_at_each(warm, first, sample, home / "work") == {"before", "after"}


def test_killed_where_folders_cannot_change_places_at_once(warm: WarmProgram, second: Change, home: Path) -> None:
    steps = warm.steps(copy(second.root, home / "work"), "build", traced=TRACED, before=WITHOUT_EXCHANGE)
    publishing = [step for step in _worth_killing_at(steps) if Path(step.file).name in ("publishing.py", "shutil.py")]
    found = _kill_at_each(warm, second, publishing[-24:], home / "work", before=WITHOUT_EXCHANGE)
    assert found == {"before", "aside", "after"}


def test_killed_and_the_edit_taken_back(warm: WarmProgram, home: Path) -> None:
    """Then there is nothing to do but to tidy up."""
    root = make_publication(home / "taken-back")
    assert warm.run(root, "build").code == 0
    old = published(root)
    edit(root)
    steps = warm.steps(copy(root, home / "work"), "build", traced=("/audio_edition/store/folder",))
    fsync = next(step for step in steps if "os.fsync" in _source(step))
    for step in (fsync, Step(fsync.file, fsync.line, 2)):
        assert warm.killed(root, "build", step=step).code == KILLED
    assert published(root) == old
    assert strays(root) != []
    edit(root, before="Another one follows it.", after="The second one follows it.")
    ran = warm.run(root, "build")
    assert ran.code == 0, ran.stderr
    assert "nothing to do" in ran.stdout
    assert published(root) == old
    assert strays(root) == []


def _source(step: Step) -> str:
    return Path(step.file).read_text(encoding="utf-8").splitlines()[step.line - 1]


@pytest.mark.parametrize(
    ("call", "time"),
    [("renameat2", 1), ("rename", 1), ("fsync", 1), ("fsync", 2), ("unlinkat", 1), ("unlinkat", 2), ("rmdir", 1)],
)
def test_killed_in_a_system_call(warm: WarmProgram, second: Change, home: Path, call: str, time: int) -> None:
    """``time`` counts in each thread by itself."""
    require("strace")
    root = copy(second.root, home / "work")
    ran = _with_strace(root, call, f"signal=KILL:when={time}")
    assert ran.code in (KILLED, 137), ran.stderr
    assert published(root) in (second.before, second.after)
    _finishes(warm, root, second)


def _with_strace(root: Path, call: str, injected: str) -> Ended:
    inject = ["-e", f"trace={call}", "-e", f"inject={call}:{injected}"]
    return run_program(root, "build", command=["strace", "-f", "-qq", "-o", str(root / "trace"), *inject])
