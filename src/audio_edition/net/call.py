"""One HTTP request that ends when it must: by the wall clock, and at a size.

Enters: a request to make. Leaves: its reply, read to the end. Refuses: certificates that the environment's bundle does
not vouch for, a reply that is not complete by the deadline, one without end.

A timeout of ``requests`` is per read: a server that drips a byte a second holds it for ever. Therefore a request runs
in a thread of its own, and its connections are cut from outside when its time is over.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPConnection, HTTPSConnection

from audio_edition.errors import VoiceError

T = TypeVar("T")
BUNDLE_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
"""In the order of precedence; then certifi's."""
_MOST_CAUSES = 50


class ReplyTooLargeError(Exception):
    """The reply does not end."""


class DeadlineError(Exception):
    """The reply was not complete in time."""


class Call:
    """One request on its way: what came back so far, and the means to cut it off from another thread."""

    def __init__(self) -> None:
        self.response: requests.Response | None = None
        """For sessions that leave their response here."""
        self._sockets: list[socket.socket] = []
        self._cut = False
        self._lock = threading.Lock()

    def watch(self, connected: socket.socket) -> None:
        """Remember a connection, by a duplicate: TLS takes the original away."""
        duplicate = connected.dup()
        with self._lock:
            self._sockets.append(duplicate)
            if self._cut:
                _shut(duplicate)

    def cut(self) -> None:
        """End whatever the request waits for."""
        with self._lock:
            self._cut = True
            for connected in self._sockets:
                _shut(connected)

    def close(self) -> None:
        """Give the duplicates back."""
        with self._lock:
            for connected in self._sockets:
                connected.close()
            self._sockets.clear()


_CALL: ContextVar[Call | None] = ContextVar("call", default=None)


def within(deadline_s: float, work: Callable[[], T], call: Call | None = None) -> T:
    """Do the work in a thread of its own and wait no longer than the deadline.

    A name server that does not answer cannot be cut: such a thread is left to itself, and does not keep the program
    from ending.

    Args:
        deadline_s: By the wall clock.
        work: Makes requests with a session that has ``WatchingAdapter``.
        call: What its requests belong to, for those who want to see the response; by default one of their own.

    Raises:
        DeadlineError: It took too long; its connections have been cut.
    """
    done: Future[T] = Future()
    watched = call or Call()

    def run() -> None:
        try:
            with _calling(watched):
                done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - carried to the waiting thread, which raises it
            done.set_exception(error)

    threading.Thread(target=run, name="http-request", daemon=True).start()
    try:
        return done.result(deadline_s)
    except TimeoutError as error:
        if done.done() and done.exception() is error:
            raise
        raise DeadlineError(f"no complete answer within {deadline_s:g} s") from None
    finally:
        if not done.done():
            watched.cut()


def current_call() -> Call | None:
    """The call that requests of this thread belong to."""
    return _CALL.get()


class WatchingAdapter(HTTPAdapter):
    """Makes connections that their call can cut, even in the middle of a handshake."""

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """The pool for a request, with connections of ours; a SOCKS proxy brings its own."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        if pool.ConnectionCls is HTTPSConnection:
            pool.ConnectionCls = _WatchedHttps
        elif pool.ConnectionCls is HTTPConnection:
            pool.ConnectionCls = _WatchedHttp
        return pool


class _WatchedHttp(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _watched(super()._new_conn())


class _WatchedHttps(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _watched(super()._new_conn())


def trusted_bundle(environment: Mapping[str, str] | None = None) -> str:
    """The certificates to trust: those the environment names, else certifi's.

    Raises:
        VoiceError: The environment names a file that is not there.
    """
    env = os.environ if environment is None else environment
    for name in BUNDLE_VARIABLES:
        path = env.get(name, "")
        if path and not os.path.exists(path):  # noqa: PTH110 - the very test that requests will make
            raise VoiceError(
                f"the certificates that {name} names are not there: {path}", hint=f"correct or unset {name}"
            )
        if path:
            return path
    return DEFAULT_CA_BUNDLE_PATH


def whole_body(stream: Callable[..., Iterator[bytes]], most_bytes: int) -> bytes:
    """Read a body to its end.

    Args:
        stream: ``response.raw.stream``.
        most_bytes: After decompression.

    Raises:
        ReplyTooLargeError: It is longer than that.
    """
    body = bytearray()
    for chunk in stream(16 * 1024, decode_content=True):
        body += chunk
        if len(body) > most_bytes:
            raise ReplyTooLargeError
    return bytes(body)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The exception, what it came from, and what urllib3 put inside, outermost first."""
    waiting = [error]
    seen: set[int] = set()
    while waiting and len(seen) < _MOST_CAUSES:
        current = waiting.pop()
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        inside = [arg for arg in current.args if isinstance(arg, BaseException)]
        waiting += [current.__context__, current.__cause__, getattr(current, "reason", None), *inside]


@contextmanager
def _calling(call: Call) -> Iterator[None]:
    token = _CALL.set(call)
    try:
        yield
    finally:
        _CALL.reset(token)
        call.close()


def _watched(connected: socket.socket) -> socket.socket:
    call = _CALL.get()
    if call is not None:
        call.watch(connected)
    return connected


def _shut(connected: socket.socket) -> None:
    with suppress(OSError):  # the other side was faster
        connected.shutdown(socket.SHUT_RDWR)
