"""The address of this machine in its own network, for ``serve --lan``.

Enters: nothing, or an address somebody gave. Leaves: an IPv4 address, and a picture of a web address for a phone's
camera. Refuses: a machine without a network (``StorageError``).
"""

from __future__ import annotations

import io
import ipaddress
import socket

from audio_edition.errors import StorageError

_ELSEWHERE = ("192.0.2.1", 9)
"""Source: RFC 5737, an address that belongs to nobody. Nothing is sent to it: the system is only asked which of its own
addresses it would send from."""


def lan_address() -> str:
    """The address that other machines in the room reach.

    Raises:
        StorageError: There is no network.
    """
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.connect(_ELSEWHERE)
            found = str(asking.getsockname()[0])
    except OSError as error:
        raise _no_network() from error
    if ipaddress.ip_address(found).is_loopback or found == "0.0.0.0":  # noqa: S104 - compared, not listened on
        raise _no_network()
    return found


def qr_code(url: str) -> str:
    """The address as a QR code of half-block characters, for a terminal."""
    import segno

    out = io.StringIO()
    segno.make(url, micro=False).terminal(out, compact=True, border=2)
    return out.getvalue()


def _no_network() -> StorageError:
    return StorageError(
        "this machine is in no network, so that no phone could reach it",
        hint="join one, or name the address to use: --lan --address 192.168.1.20",
    )
