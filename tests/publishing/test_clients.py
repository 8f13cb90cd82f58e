"""Podcast clients that are not ours subscribe to the served feed and download from it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pty
import re
import select
import shutil
import sqlite3
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import BuildOnce
from support.publications import HEAD, TestPublication
from support.readers import require, run
from support.serving import serving, write_feed


@pytest.fixture
def publication(build_once: BuildOnce) -> TestPublication:
    made = build_once(HEAD + "\nOne sentence. Another one.\n")
    write_feed(made, {"urn:small": "small"})
    return made


class GPodder:
    """Debian's gPodder by its command line, with a home of its own."""

    def __init__(self, home: Path) -> None:
        require("gpo")
        self.home = home
        home.mkdir()
        self._env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        self._env |= {"HOME": str(home), "GPODDER_HOME": str(home)}

    def __call__(self, *arguments: str) -> str:
        ran = subprocess.run(
            ["gpo", *arguments], env=self._env, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=True
        )
        return ran.stdout.decode()

    @property
    def episodes(self) -> list[tuple[str, str, int]]:
        """GUID, address and length of each, as it keeps them."""
        with sqlite3.connect(f"file:{self.home / 'Database'}?mode=ro", uri=True) as database:
            found = database.execute("SELECT guid, url, file_size FROM episode ORDER BY guid").fetchall()
        database.close()
        return [(str(guid), str(url), int(size)) for guid, url, size in found]

    @property
    def downloads(self) -> dict[str, bytes]:
        folder = self.home / "Downloads"
        return {path.name: path.read_bytes() for path in folder.rglob("*.mp3")}


def test_gpodder_subscribes_downloads_and_sees_an_edit(publication: TestPublication, tmp_path: Path) -> None:
    gpo = GPodder(tmp_path / "gpodder")
    first = publication.mp3.read_bytes()
    with serving(publication) as server:
        gpo("subscribe", f"{server.url}feed.xml")
        ((guid, url, size),) = gpo.episodes
        assert (guid, size) == ("urn:small", len(first))
        assert url.startswith(f"{server.url}small/small.mp3?v=")
        assert "1 episodes downloaded" in gpo("download")
        assert list(gpo.downloads.values()) == [first]
        publication.edit("Another one.", "Another one follows it, and it is longer.")
        publication.build()
        write_feed(publication, {"urn:small": "small"})
        gpo("update")
        ((guid, now, _),) = gpo.episodes  # it keeps the length of what it has downloaded
        assert guid == "urn:small"
        assert now != url
        second = publication.mp3.read_bytes()
        for name, address in (("old", url), ("new", now)):
            run(["curl", "-sS", "-f", "-o", str(tmp_path / name), address])
            assert (tmp_path / name).read_bytes() == second != first
        gpo("update")
        assert [episode[:2] for episode in gpo.episodes] == [(guid, now)]
        another = GPodder(tmp_path / "another")
        another("subscribe", f"{server.url}feed.xml")
        assert another.episodes == [(guid, now, len(second))]
        another("download")
        assert list(another.downloads.values()) == [second]


def test_gpodder_sees_nothing_new_after_a_rename(publication: TestPublication, tmp_path: Path) -> None:
    gpo = GPodder(tmp_path / "gpodder")
    with serving(publication) as server:
        gpo("subscribe", f"{server.url}feed.xml")
        gpo("download")
        text = publication.script.read_text(encoding="utf-8").replace("slug: small", "slug: renamed")
        publication.write_file("renamed.md", text)
        publication.script.unlink()
        publication.run_build()
        write_feed(publication, {"urn:small": "renamed"})
        gpo("update")
        ((guid, url, _),) = gpo.episodes
        assert (guid, "/renamed/renamed.mp3?v=" in url) == ("urn:small", True)
        assert "0 episodes downloaded" in gpo("download")


def test_newsboat_subscribes_and_podboat_downloads(publication: TestPublication, tmp_path: Path) -> None:
    require("podboat")
    home = tmp_path / "newsboat"
    home.mkdir()
    config, urls, cache, queue = (home / name for name in ("config", "urls", "cache.db", "queue"))
    config.write_text(f'podcast-auto-enqueue yes\ndownload-path "{home}/downloads/"\ndownload-retries 3\n')
    env = {**os.environ, "HOME": str(home), "TERM": "xterm"}
    with serving(publication) as server:
        urls.write_text(f"{server.url}feed.xml\n")
        newsboat = ["newsboat", "-C", str(config), "-u", str(urls), "-c", str(cache), "-x", "reload"]
        subprocess.run(newsboat, env=env, stdin=subprocess.DEVNULL, check=True, capture_output=True, timeout=120)
        queue = next(home.rglob("queue"))
        assert f"{server.url}small/small.mp3?v=" in queue.read_text()
        wanted = publication.mp3.read_bytes()

        def downloaded() -> bool:
            return any(path.read_bytes() == wanted for path in home.rglob("*small.mp3*") if path.is_file())

        on_a_terminal(["podboat", "-C", str(config), "-q", str(queue), "-a"], env, downloaded)
        assert downloaded()


def test_newsboat_sees_nothing_new_after_a_rename(publication: TestPublication, tmp_path: Path) -> None:
    require("newsboat")
    home = tmp_path / "newsboat"
    home.mkdir()
    config, urls, cache = (home / name for name in ("config", "urls", "cache.db"))
    config.write_text("")
    newsboat = ["newsboat", "-C", str(config), "-u", str(urls), "-c", str(cache), "-x", "reload", "print-unread"]
    env = {**os.environ, "HOME": str(home), "TERM": "xterm", "LC_ALL": "C.UTF-8"}

    def unread() -> str:
        ran = subprocess.run(newsboat, env=env, stdin=subprocess.DEVNULL, check=True, capture_output=True, timeout=120)
        return ran.stdout.decode().strip()

    def tell(episodes: dict[str, str]) -> None:
        time.sleep(1.1)  # libcurl takes a feed for the last one where both are of one second, whatever their ETags
        write_feed(publication, episodes)

    def addresses() -> list[str]:
        with sqlite3.connect(f"file:{cache}?mode=ro", uri=True) as database:
            found = database.execute("SELECT guid, enclosure_url FROM rss_item").fetchall()
        database.close()
        return [f"{guid} {url}" for guid, url in found]

    with serving(publication) as server:
        urls.write_text(f"{server.url}feed.xml\n")
        assert unread() == "1 unread articles"
        (before,) = addresses()
        assert before.startswith(f"urn:small {server.url}small/small.mp3?v=")
        text = publication.script.read_text(encoding="utf-8").replace("slug: small", "slug: renamed")
        publication.write_file("renamed.md", text)
        publication.script.unlink()
        publication.run_build()
        tell({"urn:small": "renamed"})
        assert unread() == "1 unread articles"
        (after,) = addresses()
        assert after.startswith(f"urn:small {server.url}renamed/renamed.mp3?v="), "heard already, at its new address"
        tell({"urn:other": "renamed"})
        assert unread() == "2 unread articles"


def on_a_terminal(command: list[str], env: Mapping[str, str], done: Callable[[], bool]) -> None:
    """Run a program that wants a terminal until what it is to do is done, then end it."""
    pid, terminal = pty.fork()
    if not pid:
        try:
            os.execvpe(command[0], command, dict(env))
        finally:
            os._exit(127)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    shown = b""
    fence_s = time.monotonic() + 120
    try:
        while not done():
            if time.monotonic() > fence_s:
                pytest.fail(f"{command[0]} did not do it: {re.sub(rb'[^ -~]+', b' ', shown)[-2000:]!r}")
            if select.select([terminal], [], [], 0.1)[0]:
                try:
                    shown += os.read(terminal, 4096)
                except OSError:  # it has ended
                    break
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(terminal)


def test_podget_downloads_what_is_new_and_again_after_an_edit(publication: TestPublication, tmp_path: Path) -> None:
    """By addresses alone, and with wget.

    By default it goes on with a file of the same name (``wget -c``), and would make one of two; not here.
    """
    require("podget")
    home = tmp_path / "podget"
    home.mkdir()
    env = {**os.environ, "HOME": str(home)}
    podget = ["podget", "-d", str(home / "config"), "-l", str(home / "library"), "--dir_session", str(home), "-s"]

    def downloads() -> list[bytes]:
        subprocess.run(podget, env=env, stdin=subprocess.DEVNULL, check=True, capture_output=True, timeout=120)
        return [path.read_bytes() for path in sorted((home / "library").rglob("*small*")) if path.is_file()]

    subprocess.run([*podget, "--create-config", "podgetrc"], env=env, check=True, capture_output=True, timeout=120)
    config = home / "config" / "podgetrc"
    config.write_text(config.read_text() + '\nWGET_BASEOPTS="-nH"\nMIN_SPACE=0\n')
    with serving(publication) as server:
        (home / "config" / "serverlist").write_text(f"{server.url}feed.xml  News  Paper\n")
        first = publication.mp3.read_bytes()
        assert downloads() == [first]
        assert downloads() == [first]
        publication.edit("Another one.", "Another one follows it, and it is longer.")
        publication.build()
        write_feed(publication, {"urn:small": "small"})
        assert downloads() == [publication.mp3.read_bytes()] != [first]


class Castget:
    """castget by its command line, with a home of its own."""

    def __init__(self, home: Path, feed: str) -> None:
        self.spool = home / "spool"
        self.spool.mkdir(parents=True)
        (home / ".castgetrc").write_text(f"[paper]\nurl={feed}\nspool={self.spool}\n")
        self._env = {**os.environ, "HOME": str(home)}

    def __call__(self, *options: str) -> list[str]:
        """The enclosures it names, each as address and size in words."""
        command = ["castget", "--verbose", *options]
        ran = subprocess.run(
            command, env=self._env, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=True
        )
        assert not ran.stderr, ran.stderr  # it ends in 0, whatever happened
        said = ran.stdout.decode().replace("\N{NO-BREAK SPACE}", " ").splitlines()
        return [line.removeprefix(" * ") for line in said if line.startswith(" * ")]

    @property
    def downloads(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.spool.iterdir()}


def test_castget_lists_downloads_and_sees_an_edit(publication: TestPublication, tmp_path: Path) -> None:
    """By addresses alone: a new address is an episode that it has not had, so a renamed one too.

    It downloads to the name in the address; where a file of that name is left in its spool folder, it says so and
    ends, with what stands behind it in the feed. So people move away what they have, as here.

    It is the one client that may be missing where ``CI=true``: there is no package of it that a machine for tests could
    install. Who has built it from its source has it tested by having it on the path.
    """
    if shutil.which("castget") is None:
        pytest.skip("castget is in no Debian suite from bullseye to sid, on PyPI or npm")
    with serving(publication) as server:

        def now(slug: str) -> str:
            data = publication.edition(slug).mp3.read_bytes()
            version = hashlib.sha256(data).hexdigest()[:16]
            return f"{server.url}{slug}/{slug}.mp3?v={version} ({len(data) / 1000:.1f} kB)"

        castget = Castget(tmp_path / "castget", f"{server.url}feed.xml")
        first = publication.mp3.read_bytes()
        assert castget("--list") == [now("small")]
        assert not castget.downloads
        assert castget() == [now("small")]
        assert castget.downloads == {"small.mp3": first}
        assert castget() == castget("--list") == []
        (castget.spool / "small.mp3").unlink()
        publication.edit("Another one.", "Another one follows it, and it is longer.")
        publication.build()
        write_feed(publication, {"urn:small": "small"})
        second = publication.mp3.read_bytes()
        assert castget("--list") == castget() == [now("small")]
        assert castget.downloads == {"small.mp3": second} != {"small.mp3": first}
        assert castget() == []
        another = Castget(tmp_path / "another", f"{server.url}feed.xml")
        assert another("--catchup") == [now("small")]
        assert another() == []
        assert not another.downloads
