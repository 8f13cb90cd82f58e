"""Ports taken, and the server that runs on them until it is told to end.

Enters: addresses of this machine, a port, an application. Leaves: replies to whoever connects. Refuses: an address that
is not this machine's; a port where neither it nor the next ones are free (``OSError``).
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import sys
from collections.abc import Callable, Sequence
from typing import Any

from audio_edition.errors import MissingExtraError
from audio_edition.publishing.live import Changes

_GRACE_S = 2
"""For downloads that are under way when the server ends."""
_BUSY = frozenset({errno.EADDRINUSE, errno.EACCES, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE)})
"""EACCES: Windows says so of a port that another program holds for itself; elsewhere of one below 1024."""


def listen(addresses: Sequence[str], port: int, tries: int = 20) -> tuple[list[socket.socket], int]:
    """Take a port on every address: the one wanted, else the next that is free on all of them.

    Args:
        addresses: IPv4 addresses of this machine.
        port: 0: any.
        tries: How many ports are tried, one after the other.

    Raises:
        OSError: None was free, or an address is not this machine's.
    """
    last: OSError | None = None
    for number in [0] * tries if port == 0 else range(port, min(port + tries, 65_536)):
        sockets: list[socket.socket] = []
        try:
            for address in addresses:
                taken = sockets[0].getsockname()[1] if sockets else number
                sockets.append(_listener(address, taken))
        except OSError as error:
            for each in sockets:
                each.close()
            last = error
            if error.errno not in _BUSY:
                raise
            continue
        return sockets, sockets[0].getsockname()[1]
    raise last or OSError("no port to try")


def _listener(address: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let two programs have the same port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def run(
    site: Any, sockets: list[socket.socket], changes: Changes | None, started: Callable[[], None] = lambda: None
) -> None:
    """Serve until SIGINT or SIGTERM, which are then raised again.

    Args:
        site: What answers.
        sockets: Listening.
        changes: Told of new editions, where pages load again by themselves.
        started: Called once it serves: from then on a signal ends it in order, and not in the middle of its beginning.

    Raises:
        MissingExtraError: The packages of the extra ``serve`` are not installed.
    """
    require_packages()
    import uvicorn

    class Server(uvicorn.Server):
        """Ends the event streams first, so that nobody waits for them."""

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            if changes is not None:
                changes.end()
            await super().shutdown(sockets)

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            if changes is not None:
                changes.begin(asyncio.get_running_loop())
            await super().startup(sockets)
            started()

    # Its log would mix with ours; what it says of a download that is cut short at the end is of no use to anybody.
    logging.getLogger("uvicorn.error").addFilter(lambda record: "graceful shutdown" not in record.getMessage())
    config = uvicorn.Config(
        site,
        http="h11",
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
    Server(config).run(sockets)


def require_packages() -> None:
    """Check that everything is installed.

    Raises:
        MissingExtraError: It is not.
    """
    try:
        import segno
        import starlette
        import uvicorn
    except ImportError as error:
        raise MissingExtraError("serve", "serving a publication") from error
    _ = (segno, starlette, uvicorn)
