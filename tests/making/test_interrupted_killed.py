"""kill -9 at every point: the published edition is wholly old or wholly new, and the next build finishes the work.

A build is killed before the lines around the exchange of old and new, and before a sample of the earlier and the later
ones in the code that writes, in a thorough run before each of the last ones; then, with strace, inside system calls
that a line of Python does not show.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.program import Ended
from support.publications import Published, TestPublication
from support.readers import require
from support.thinning import thin
from support.warm_program import AFTER, BEFORE, Step, WarmProgram, short
from support.without_flushing import FLUSHING

TRACED = ("/audio_edition/making/", "/audio_edition/store/", "/audio_edition/sound/mp3/joining", "/shutil.py")
KILLED = -9
WITHOUT_EXCHANGE = "import audio_edition.making.staging as p; p._exchange_at_once = lambda *_: False"
"""As on a system that cannot let two folders change places."""


@dataclass(frozen=True, slots=True)
class Change:
    """A publication as it is before the build that is killed, and the editions before and after it."""

    publication: TestPublication
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
    return _change(warm, short(home / "first"), home)


@pytest.fixture(scope="module")
def second(home: Path, warm: WarmProgram, first: Change) -> Change:
    """An edition is published, and one sentence is edited."""
    publication = first.publication.copy_to(home / "second")
    assert warm.run(publication, "build").returncode == 0
    publication.edit(BEFORE, AFTER)
    return _change(warm, publication, home)


def _change(warm: WarmProgram, publication: TestPublication, home: Path) -> Change:
    done = publication.copy_to(home / "done")
    assert warm.run(done, "build").returncode == 0
    after = done.published()
    assert done.strays() == []
    return Change(publication, publication.published(), after)


def _finishes(warm: WarmProgram, publication: TestPublication, change: Change, *, before: str = "") -> None:
    """The next build speaks only what is not finished, makes the new edition, and tidies up."""
    missing = change.after.sentences - publication.finished_sentences()
    ran = warm.run(publication, "build", "--json", before=before)
    assert ran.returncode == 0, ran.stderr
    assert ran.result["spoken"] == ran.result["plan"]["sentences_to_speak"] == len(missing)
    assert publication.published() == change.after
    assert publication.strays() == []


def _kill_at_each(warm: WarmProgram, change: Change, steps: list[Step], work: Path, *, before: str = "") -> set[str]:
    """Kill a build before each step; look at the published edition each time, and go on from each different state.

    Returns:
        What was published: ``before``, ``after``, ``aside``.
    """
    seen: set[str] = set()
    found: set[str] = set()
    for step in steps:
        publication = change.publication.copy_to(work)
        ran = warm.killed(publication, "build", step=step, before=before)
        assert ran.returncode == KILLED, f"{step}: {ran.returncode} {ran.stderr}"
        now = publication.published()
        aside = publication.store / "aside" / "small"
        if before and now == Published(b"", b"") and aside.is_dir():
            found.add("aside")  # the next build puts it back
        else:
            assert now in (change.before, change.after), f"killed at {step}"
            found.add("before" if now == change.before else "after")
        state = publication.state
        if state not in seen:
            seen.add(state)
            _finishes(warm, publication, change, before=before)
    return found


def _worth_killing_at(steps: tuple[Step, ...]) -> list[Step]:
    """Lines of ours, and of the standard library those that remove something."""
    return [step for step in steps if "audio_edition" in step.file or re.search(r"os\.(unlink|rmdir)", _source(step))]


def _exchange_in(steps: Sequence[Step]) -> int:
    """Where among the steps the new edition and the old one change places."""
    return next(number for number, step in enumerate(steps) if "_exchange_at_once(new, published)" in _source(step))


def test_killed_before_each_of_the_last_lines_of_a_build(warm: WarmProgram, second: Change, home: Path) -> None:
    steps = _worth_killing_at(warm.steps(second.publication.copy_to(home / "work"), "build", traced=TRACED))
    exchanged = _exchange_in(steps)
    near = range(exchanged - 4, exchanged + 4)
    others = [step for number, step in enumerate(steps[exchanged - 40 :], exchanged - 40) if number not in near]
    chosen = [*(steps[number] for number in near), *thin(others, 16)]
    found = _kill_at_each(warm, second, chosen, home / "work")
    assert found == {"before", "after"}, "the last lines must lie on both sides of the exchange"


def test_killed_before_earlier_lines_of_a_build(warm: WarmProgram, second: Change, home: Path) -> None:
    steps = warm.steps(second.publication.copy_to(home / "work"), "build", traced=TRACED)
    exchanged = _exchange_in(steps)
    sample = thin(random.Random(1917).sample(steps[: exchanged - 100], 60), 12)
    assert _kill_at_each(warm, second, sample, home / "work") == {"before"}


def test_killed_during_the_first_build(warm: WarmProgram, first: Change, home: Path) -> None:
    steps = _worth_killing_at(warm.steps(first.publication.copy_to(home / "work"), "build", traced=TRACED))
    sample = [*thin(random.Random(1917).sample(steps[:-40], 30), 5), *thin(steps[-40:], 6)]
    assert _kill_at_each(warm, first, sample, home / "work") == {"before", "after"}


def test_killed_where_folders_cannot_be_swapped_at_once(warm: WarmProgram, second: Change, home: Path) -> None:
    steps = warm.steps(second.publication.copy_to(home / "work"), "build", traced=TRACED, before=WITHOUT_EXCHANGE)
    publishing = [step for step in _worth_killing_at(steps) if Path(step.file).name in ("staging.py", "shutil.py")]
    exchanged = _exchange_in(publishing)
    chosen = [*publishing[exchanged - 2 : exchanged + 8], *thin(publishing[exchanged + 8 : exchanged + 40], 6)]
    found = _kill_at_each(warm, second, chosen, home / "work", before=WITHOUT_EXCHANGE)
    assert found == {"before", "aside", "after"}


def test_killed_and_the_edit_taken_back(warm: WarmProgram, home: Path) -> None:
    """Then there is nothing to do but to tidy up."""
    publication = short(home / "taken-back")
    assert warm.run(publication, "build").returncode == 0
    old = publication.published()
    publication.edit(BEFORE, AFTER)
    steps = warm.steps(publication.copy_to(home / "work"), "build", traced=("/audio_edition/store/folder",))
    fsync = next(step for step in steps if "os.fsync" in _source(step))
    for step in (fsync, Step(fsync.file, fsync.line, 2)):
        assert warm.killed(publication, "build", step=step).returncode == KILLED
    assert publication.published() == old
    assert publication.strays() != []
    publication.edit(AFTER, BEFORE)
    ran = warm.run(publication, "build")
    assert ran.returncode == 0, ran.stderr
    assert "nothing to do" in ran.stdout
    assert publication.published() == old
    assert publication.strays() == []


def _source(step: Step) -> str:
    return Path(step.file).read_text(encoding="utf-8").splitlines()[step.line - 1]


@pytest.mark.parametrize(
    ("call", "time"),
    [("renameat2", 1), ("rename", 1), ("fsync", 1), ("fsync", 2), ("unlinkat", 1), ("unlinkat", 2), ("rmdir", 1)],
)
def test_killed_in_a_system_call(warm: WarmProgram, second: Change, home: Path, call: str, time: int) -> None:
    """``time`` counts in each thread by itself."""
    require("strace")
    publication = second.publication.copy_to(home / "work")
    ran = _with_strace(publication, call, f"signal=KILL:when={time}")
    assert ran.returncode in (KILLED, 137), ran.stderr
    assert publication.published() in (second.before, second.after)
    _finishes(warm, publication, second)


def _with_strace(publication: TestPublication, call: str, injected: str) -> Ended:
    inject = ["-e", f"trace={call}", "-e", f"inject={call}:{injected}"]
    wrapper = ["strace", "-f", "-qq", "-o", str(publication.root / "trace"), *inject]
    return publication.run("build", wrapper=wrapper, env={FLUSHING: "1"})
