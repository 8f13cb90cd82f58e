"""What all tests share: the real articles, a publication of their own, the program as a process, and a fence.

Enters: pytest. Leaves: fixtures. Refuses: a test that reaches beyond loopback, in this process or in one it starts.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import settings

from support import loopback_only
from support.places import ARTICLES, TESTS

# No deadline: machines differ, and a test must not fail because another one is running.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "here")

_tried: list[str] = []


def _refuse(tried: str) -> None:
    _tried.append(tried)
    raise loopback_only.ReachedOutsideError(tried)


loopback_only.install(_refuse)


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
    ) -> subprocess.CompletedProcess[str]:
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


@pytest.fixture(scope="session")
def shared_articles() -> Path:
    """The folder of real articles beside the repository; never copied into it."""
    if not ARTICLES.is_dir():
        pytest.skip(f"the real articles are not here: {ARTICLES}")
    return ARTICLES


@pytest.fixture
def isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment of its own, for this process and those it starts: home, state, no proxies, no setting of ours.

    Returns:
        The new home.
    """
    home = tmp_path / "home"
    home.mkdir()
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith("AUDIO_EDITION_"):
            monkeypatch.delenv(name)
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    for kind in ("DATA", "CACHE", "CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("AUDIO_EDITION_STATE_DIR", str(home / "state" / "audio-edition"))
    monkeypatch.setenv("PYTHONPATH", str(TESTS / "guard"))
    return home


@pytest.fixture
def publication(tmp_path: Path, isolated: Path) -> Path:
    """An empty publication in an isolated environment: ``script/`` and ``audio/``."""
    folder = tmp_path / "publication"
    (folder / "script").mkdir(parents=True)
    (folder / "audio").mkdir()
    return folder


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
    ) -> subprocess.CompletedProcess[str]:
        ran = subprocess.run(
            [sys.executable, "-m", "audio_edition", *map(str, arguments)],
            cwd=cwd or publication,
            env={**os.environ, **(env or {})},
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            timeout=timeout_s,
            check=False,
        )
        stdout, stderr = ran.stdout.decode("utf-8", "replace"), ran.stderr.decode("utf-8", "replace")
        if check and ran.returncode:
            pytest.fail(f"audio-edition {' '.join(map(str, arguments))} ended in {ran.returncode}:\n{stderr}")
        return subprocess.CompletedProcess(ran.args, ran.returncode, stdout, stderr)

    return run
