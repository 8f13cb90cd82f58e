"""One HTTP request that ends when it must: after a time by the wall clock, and at a size.

Enters: a request to make. Leaves: its reply, read to the end. Refuses: untrusted certificates, a reply that is not
complete by the deadline, and one that does not end.

A timeout of ``requests`` is per read: a server that sends a byte a second holds it for ever. Therefore a request runs
in a thread of its own, and its connections are shut down from outside when its time is over.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH, get_environ_proxies
from urllib3.connection import HTTPConnection, HTTPSConnection

from audio_edition.errors import VoiceError
from audio_edition.net.waiting import TELL_AFTER_S, tell_wait

T = TypeVar("T")
BUNDLE_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
"""In order of precedence; certifi's bundle comes last."""


class ReplyTooLargeError(Exception):
    """The reply does not end."""


class DeadlineError(Exception):
    """The reply was not complete in time."""


class Call:
    """One request under way: what came back so far, and how to end it from another thread."""

    def __init__(self) -> None:
        self.response: requests.Response | None = None
        """Where the session puts it here."""
        self._sockets: list[socket.socket] = []
        self._ended = False
        self._lock = threading.Lock()

    def watch(self, connected: socket.socket) -> None:
        """Remember a connection, by a duplicate: TLS takes the original away."""
        duplicate = connected.dup()
        with self._lock:
            self._sockets.append(duplicate)
            if self._ended:
                _shut(duplicate)

    def end(self) -> None:
        """Shut its connections down, so that whatever it waits for fails."""
        with self._lock:
            self._ended = True
            for connected in self._sockets:
                _shut(connected)

    def close(self) -> None:
        """Close the duplicates."""
        with self._lock:
            for connected in self._sockets:
                connected.close()
            self._sockets.clear()


_CALL: ContextVar[Call | None] = ContextVar("call", default=None)


def run_with_deadline(
    deadline_s: float, work: Callable[[], T], call: Call | None = None, *, waiting_for: str = ""
) -> T:
    """Do the work in a thread of its own and wait no longer than the deadline.

    Waiting for a name server cannot be interrupted: such a thread is abandoned; it does not keep the program from
    ending.

    Args:
        deadline_s: Seconds by the wall clock.
        work: Makes requests with ``send``, or with a session that has ``WatchingAdapter``.
        call: Gets the connections and the response of these requests, where the caller wants to see them.
        waiting_for: Who should answer; a person is told of it where the answer takes long.

    Raises:
        DeadlineError: It took too long; its connections have been shut down.
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
        if waiting_for and deadline_s > TELL_AFTER_S and not wait((done,), TELL_AFTER_S).done:
            tell_wait(f"answer {waiting_for}", f"waiting for {waiting_for}: no answer yet, at most {deadline_s:g} s")
            return done.result(deadline_s - TELL_AFTER_S)
        return done.result(deadline_s)
    except TimeoutError as error:
        if done.done() and done.exception() is error:
            raise
        raise DeadlineError(f"no complete answer within {deadline_s:g} s") from None
    finally:
        if not done.done():
            watched.end()


def current_call() -> Call | None:
    """The call that requests of this thread belong to."""
    return _CALL.get()


class WatchingAdapter(HTTPAdapter):
    """Makes connections that their call can shut down, even in the middle of a handshake."""

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """The pool for a request, with our kind of connection; a SOCKS proxy has its own, which are not watched."""
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


@contextmanager
def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    timeout_s: float,
    body: bytes | None = None,
    use_proxy: bool = True,
    follow_redirects: bool = False,
) -> Iterator[requests.Response]:
    """Send a request; give the response with its body not read yet.

    Args:
        method: ``GET`` or ``POST``.
        url: Of http or https.
        headers: Added to those of requests.
        timeout_s: For the connection and for each read; see ``run_with_deadline``.
        body: Sent with it.
        use_proxy: Whether to use the proxies of the environment, which also says for which hosts.
        follow_redirects: Whether to send it again to where a redirect leads.

    Raises:
        VoiceError: The environment names certificates that are not there.
    """
    with requests.Session() as session:
        # Else requests would send a password of ~/.netrc in the place of a key.
        session.trust_env = False
        for scheme in ("http://", "https://"):
            session.mount(scheme, WatchingAdapter())
        with session.request(
            method,
            url,
            data=body,
            headers=headers,
            proxies=get_environ_proxies(url) if use_proxy else {},
            verify=trusted_bundle(),
            timeout=timeout_s,
            allow_redirects=follow_redirects,
            stream=True,
        ) as response:  # closed also where it is not read to its end
            yield response


def trusted_bundle() -> str:
    """The certificates to trust: those the environment names, else certifi's.

    Raises:
        VoiceError: The environment names a file that is not there.
    """
    for name in BUNDLE_VARIABLES:
        path = os.environ.get(name, "")
        if path and not os.path.exists(path):  # noqa: PTH110 - the very test that requests will make
            raise VoiceError(
                f"the certificates that {name} names are not there: {path}", hint=f"correct or unset {name}"
            )
        if path:
            return path
    return DEFAULT_CA_BUNDLE_PATH


def read_body(stream: Callable[..., Iterator[bytes]], most_bytes: int) -> bytes:
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
