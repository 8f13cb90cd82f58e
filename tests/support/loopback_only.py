"""Keeps tests on this machine: a connection to anything but loopback is refused before it is made.

Enters: what to do when somebody tries. Leaves: ``socket`` patched for the rest of the process. Refuses: every
address and name that is not this machine's own. ``tests/guard`` puts it into the Python programs that tests start.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any


class ReachedOutsideError(BaseException):
    """A program under test tried to leave the machine; not an Exception, so that nobody handles it as an outage."""


def is_here(host: object) -> bool:
    """Tell whether a host, by name or number, is this machine."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if not isinstance(host, str) or host in ("", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def install(refuse: Callable[[str], None]) -> None:
    """Guard this process.

    Args:
        refuse: Called with what was tried; must raise.
    """

    def guarded(original: Callable[..., Any], what: str) -> Callable[..., Any]:
        def reach(self: socket.socket, *arguments: Any) -> Any:
            address = arguments[-1]
            if self.family in (socket.AF_INET, socket.AF_INET6) and not is_here(address[0]):
                refuse(f"{what} {address[0]}:{address[1]}")
            return original(self, *arguments)

        return reach

    def look_up(host: object, *arguments: Any, **named: Any) -> Any:
        if not is_here(host):
            refuse(f"look up {host!r}")
        return found(host, *arguments, **named)

    found = socket.getaddrinfo
    socket.getaddrinfo = look_up  # type: ignore[assignment]
    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, guarded(getattr(socket.socket, name), name.removesuffix("_ex")))


def refuse_by_ending(tried: str) -> None:
    """Refuse in a program that a test started: it ends with a traceback that says what it tried."""
    raise ReachedOutsideError(f"a test must not leave this machine, and this one tried to {tried}")
