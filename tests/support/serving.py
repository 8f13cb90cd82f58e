"""A publication with a feed, and ``audio-edition serve`` as a process.

Enters: a publication under test. Leaves: a small feed of its editions, the address of a running server, and replies
without a client library in between. The feed is the test's own, so that these tests say nothing of how feeds are built.
"""

from __future__ import annotations

import hashlib
import json
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

from support.publications import TestPublication

SITE = "https://paper.example/audio/"


def write_feed(publication: TestPublication, episodes: Mapping[str, str], *, site: str = SITE) -> Path:
    """Write a feed of editions as they lie in ``audio/`` now.

    Args:
        publication: Where.
        episodes: Slug for each GUID.
        site: The address that the feed says.
    """
    items = []
    for guid, slug in episodes.items():
        data = publication.edition(slug).mp3.read_bytes()
        url = f"{site}{slug}/{slug}.mp3?v={hashlib.sha256(data).hexdigest()[:16]}"
        items.append(
            f'<item><title>Episode {slug}</title><guid isPermaLink="false">{guid}</guid>'
            f"<description><![CDATA[See <a href='{site}{slug}/x'>it</a> </item> > ]]></description>"
            f'<enclosure url={quoteattr(url)} length="{len(data)}" type="audio/mpeg"/></item>'
        )
    path = publication.root / "audio" / "feed.xml"
    path.write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f'<title>Päper &amp; Co</title><link>{site}</link><description>d</description><atom:link rel="self" '
        f'type="application/rss+xml" href="{site}feed.xml"/>\n' + "\n".join(items) + "\n</channel></rss>\n",
        encoding="utf-8",
    )
    return path


@dataclass
class Serving:
    """A running server."""

    process: subprocess.Popen[bytes]
    url: str
    """With a slash at its end."""
    addresses: tuple[str, ...]
    """All lines it printed before."""
    said: list[str] = field(default_factory=list)
    """What it said on stderr; known when it has ended."""

    @property
    def port(self) -> int:
        return int(self.url.rstrip("/").rpartition(":")[2])

    def end(self, number: int = signal.SIGINT) -> int:
        """End it; returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        out, errors = self.process.communicate(timeout=60)
        self.said = errors.decode().splitlines()
        self.addresses = (*self.addresses, *out.decode().splitlines())
        return self.process.returncode


@contextmanager
def serving(publication: TestPublication, *arguments: str, port: int = 0) -> Iterator[Serving]:
    """Serve it until the block ends; the server must then end in order, having reported no defect."""
    with publication.start("serve", "--port", str(port), *arguments) as process:
        try:
            assert process.stdout is not None
            first = process.stdout.readline().decode().strip()
            if not first:
                raise RuntimeError(f"did not start: {process.communicate(timeout=60)[1].decode()}")
            server = Serving(process, first, (first,))
            yield server
            ended = process.poll() is not None
            if not ended:
                assert server.end() == 0
                assert "Traceback" not in "\n".join(server.said), "\n".join(server.said)
        finally:
            if process.poll() is None:
                process.kill()


@dataclass(frozen=True)
class Reply:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


def ask(port: int, request: bytes, *, address: str = "127.0.0.1") -> Reply:
    """Send bytes, read to the end."""
    with socket.create_connection((address, port), timeout=60) as connection:
        connection.sendall(request)
        data = b""
        while chunk := connection.recv(1 << 16):
            data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Reply(int(status.split()[1]) if status else 0, headers, body)


def get(port: int, path: str | bytes, *, method: str = "GET", host: str = "", **headers: str) -> Reply:
    """One request, its path as given: no client between that would tidy it."""
    raw = path.encode() if isinstance(path, str) else path
    lines = {"Host": host or f"127.0.0.1:{port}", "Connection": "close", **headers}
    told = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
    return ask(port, method.encode() + b" " + raw + b" HTTP/1.1\r\n" + told.encode() + b"\r\n")


def manifest_files(publication: TestPublication, slug: str) -> dict[str, str]:
    """Digest of every file that a manifest lists, by name."""
    data = json.loads((publication.root / "audio" / slug / "edition.json").read_bytes())
    return {entry["name"]: entry["sha256"] for entry in data["files"]}
