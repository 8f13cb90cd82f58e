"""Which SSH hosts ``publish`` talks to: those that ``ssh`` on this machine knows.

Enters: the key that a host shows before anybody has logged in. Leaves: nothing. Refuses: a host that is in no
``known_hosts``, or is there with another key (``SSHException``): fsspec by itself takes any host for the one that was
meant, and would give it the password and the files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import paramiko

_FILES = ("~/.ssh/known_hosts", "~/.ssh/known_hosts2", "/etc/ssh/ssh_known_hosts")
"""Source: OpenSSH, ssh_config(5), ``UserKnownHostsFile`` and ``GlobalKnownHostsFile``."""


class KnownHosts(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
    """Asked for every host, because fsspec reads no ``known_hosts`` itself."""

    def missing_host_key(self, client: Any, hostname: str, key: Any) -> None:
        """Accept a host that is known, with this key.

        Args:
            client: Not used.
            hostname: ``host``, or ``[host]:port``.
            key: As the host shows it.
        """
        known = paramiko.HostKeys()
        for name in _FILES:
            path = Path(name).expanduser()
            if path.is_file():
                known.load(str(path))
        if known.check(hostname, key):
            return
        keys = known.lookup(hostname)
        if keys and key.get_name() in keys:
            raise paramiko.SSHException(f"{hostname} shows another key than the one in {_FILES[0]}")
        host, _, port = hostname.lstrip("[").partition("]:")
        command = f"ssh {f'-p {port} ' if port else ''}{host}"
        raise paramiko.SSHException(f"{hostname} is not in {_FILES[0]}: log in once with “{command}”")
