"""What all tests share: the real articles, a publication of their own, the program as a process, and a fence.

Enters: pytest. Leaves: fixtures. Refuses: a test that reaches beyond loopback, in this process or in one it starts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from hypothesis import settings

from support import drawn_covers, loopback_only, program, without_flushing
from support.isolation import isolated_environment
from support.places import ARTICLES
from support.program import Ended

if TYPE_CHECKING:
    from audio_edition.edition.manifest import Edition
    from support import publications

# No deadline: machines differ, and a test must not fail because another one is running.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "here")

_tried: list[str] = []


def _refuse(tried: str) -> None:
    _tried.append(tried)
    raise loopback_only.ReachedOutsideError(tried)


loopback_only.install(_refuse)
without_flushing.install()


class RunCli(Protocol):
    """Runs ``python -m audio_edition`` as a process of its own."""

    def __call__(
        self,
        *arguments: str | Path,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        stdin: str | bytes = b"",
        check: bool = False,
        timeout_s: float = 300,
    ) -> Ended:
        """Run it to its end.

        Args:
            arguments: What follows the program's name.
            cwd: Where; the fixture ``publication`` by default.
            env: Added to the isolated environment.
            stdin: What it may read; nothing by default.
            check: Fail, showing what it said on stderr, where it does not end in 0.
            timeout_s: Fences off a hang; never a measure.
        """


@pytest.fixture(autouse=True)
def _stays_here() -> Iterator[None]:
    """Fail a test that tried to leave the machine, even where the refusal was swallowed by a thread."""
    _tried.clear()
    yield
    if _tried:
        pytest.fail(f"tried to leave this machine: {', '.join(_tried)}")


@pytest.fixture(scope="session", autouse=True)
def _covers_are_drawn_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what was drawn: it is half of a first build in this process, and most editions here have the same title."""
    from audio_edition.cover import design

    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "covers"
    shared.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(drawn_covers.FOLDER, str(shared))
        patched.setattr(design, "draw", lru_cache(maxsize=64)(design.draw))
        patched.setattr(design, "draw_publication", lru_cache(maxsize=64)(design.draw_publication))
        yield


@pytest.fixture(scope="session")
def shared_articles() -> Path:
    """The folder of real articles beside the repository; never copied into it."""
    if not ARTICLES.is_dir():
        pytest.skip(f"the real articles are not here: {ARTICLES}")
    return ARTICLES


@pytest.fixture(scope="session")
def october(tmp_path_factory: pytest.TempPathFactory) -> publications.Edition:
    """The edition of the project's own article; nobody changes it."""
    from support import editions

    return editions.get("october-1917", tmp_path_factory)


@pytest.fixture(scope="session")
def manifest(october: publications.Edition) -> Edition:
    """What its manifest says."""
    from audio_edition.edition.manifest import read_edition

    found = read_edition(october.manifest_path)
    assert found is not None
    return found


@pytest.fixture
def isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Puts this process, and so those it starts, into an isolated environment.

    Returns:
        The new home.
    """
    home = tmp_path / "home"
    home.mkdir()
    environment = isolated_environment(home)
    for name in os.environ.keys() - environment.keys():
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return home


@pytest.fixture
def publication(tmp_path: Path, isolated: Path) -> Path:
    """An empty publication in an isolated environment: ``script/`` and ``audio/``."""
    folder = tmp_path / "publication"
    (folder / "script").mkdir(parents=True)
    (folder / "audio").mkdir()
    return folder


class BuildOnce(Protocol):
    """Makes a publication with one edition, built."""

    def __call__(self, script: str = "", *, settings: str = "") -> publications.TestPublication:
        """Build it, or copy what an earlier test had built of the same.

        Args:
            script: Of the edition ``small``; that of ``publications`` by default.
            settings: What stands in ``publication.toml``.
        """


_built: dict[tuple[str, str], publications.TestPublication] = {}


@pytest.fixture
def build_once(publication: Path, tmp_path_factory: pytest.TempPathFactory) -> BuildOnce:
    """A publication in ``publication`` for tests that begin with an edition, and may change all of it."""
    from support.publications import BODY, HEAD, TestPublication

    def build(script: str = HEAD + BODY, *, settings: str = "") -> TestPublication:
        if (script, settings) not in _built:
            made = TestPublication(tmp_path_factory.mktemp("built") / "publication", script, settings=settings)
            made.build()
            _built[script, settings] = made
        return _built[script, settings].copy_to(publication)

    return build


@pytest.fixture
def run_cli(publication: Path) -> RunCli:
    """The command line, as a person runs it, in ``publication``."""

    def run(
        *arguments: str | Path,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        stdin: str | bytes = b"",
        check: bool = False,
        timeout_s: float = 300,
    ) -> Ended:
        merged = {**os.environ, **(env or {})}
        ran = program.run(*arguments, cwd=cwd or publication, env=merged, stdin=stdin, timeout_s=timeout_s)
        if check and ran.returncode:
            pytest.fail(f"audio-edition {' '.join(map(str, arguments))} ended in {ran.returncode}:\n{ran.stderr}")
        return ran

    return run
