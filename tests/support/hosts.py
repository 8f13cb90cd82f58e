"""Hosts that ``publish`` writes to, as programs on this machine: FTP, SFTP by OpenSSH, S3 by moto.

Enters: a folder for what they need and keep. Leaves: the address of each, and what a client of its own must know.
Refuses: a missing program, as ``readers.require`` does.
"""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.readers import require, run


@dataclass(frozen=True)
class Host:
    """A running host."""

    address: str
    """Of a folder that does not exist yet, as fsspec reads it."""
    env: Mapping[str, str]
    """What a client needs in its environment."""


@contextmanager
def ftp(folder: Path) -> Iterator[Host]:
    """Serves ``folder``; user and password stand in the address."""
    port = _free_port()
    told = ("-i", "127.0.0.1", "-p", str(port), "-d", str(folder), "-u", "me", "-P", "pass-word", "-w")
    with _running([sys.executable, "-W", "ignore", "-m", "pyftpdlib", *told], port):
        yield Host(f"ftp://me:pass-word@127.0.0.1:{port}/www/audio", {})


@contextmanager
def sftp(folder: Path, *, known: bool = True) -> Iterator[Host]:
    """Serves the whole machine to this user, who has a key; the address leads into ``folder``.

    Args:
        folder: The client's home lies beside it, in ``HOME`` of the environment.
        known: Whether the client knows the host's key.
    """
    sshd = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or "sshd"
    require(sshd)
    require("ssh-keygen")
    port, own, home = _free_port(), folder.with_name("sshd"), folder.with_name("sftp-home")
    (home / ".ssh").mkdir(parents=True)
    own.mkdir()
    for key in (own / "host", home / ".ssh" / "id_ed25519"):
        run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)])
    if known:
        public = (own / "host.pub").read_text().split()
        (home / ".ssh" / "known_hosts").write_text(f"[127.0.0.1]:{port} {public[0]} {public[1]}\n")
    (own / "config").write_text(
        f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {own}/host\nPidFile none\nUsePAM no\nStrictModes no\n"
        f"AuthorizedKeysFile {home}/.ssh/id_ed25519.pub\nPasswordAuthentication no\nSubsystem sftp internal-sftp\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # it wants this folder, which its service would make
    with _running([sshd, "-D", "-e", "-f", str(own / "config")], port):
        yield Host(f"sftp://{getpass.getuser()}@127.0.0.1:{port}{folder}/www/audio", {"HOME": str(home)})


@contextmanager
def s3() -> Iterator[Host]:
    """Serves one empty bucket."""
    require("python:moto")
    port = _free_port()
    env = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "me",
        "AWS_SECRET_ACCESS_KEY": "pass-word",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with _running([sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], port):
        run(["curl", "-sS", "-f", "-X", "PUT", f"http://127.0.0.1:{port}/paper"])
        yield Host("s3://paper/audio", env)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    """A server, from when it answers until the block ends."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as server:
        try:
            while server.poll() is None:
                with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
                    break
                time.sleep(0.05)
            else:
                assert server.stderr is not None
                pytest.fail(f"{command[0]} did not start: {server.stderr.read().decode(errors='replace')}")
            yield
        finally:
            server.kill()
            server.communicate()
