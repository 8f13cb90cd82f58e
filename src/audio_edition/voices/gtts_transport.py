"""gTTS's own client, sent over connections that are verified, bounded and can be cut.

Enters: what gTTS asks of ``requests``. Leaves: replies, read to the end. Refuses: untrusted certificates, hosts that
are not Google's, replies without end; redirects are not followed.

gTTS sends with ``verify=False``, without NO_PROXY, and silences a warning of urllib3 for the whole process. Its module
is therefore loaded a second time, privately, with a ``requests`` of our own in it: gTTS's code as it was published, and
nothing changed for anybody else who uses gTTS, requests or urllib3 in this process.
"""

from __future__ import annotations

import importlib.util
import io
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPSConnection

from audio_edition.errors import VoiceError

MAX_REPLY_BYTES = 2 * 1024 * 1024
"""A hundred characters are 50 to 150 kB, a hundred digits spelled out 1 MB. The time in which gTTS searches a reply
grows with the square of its length."""
BUNDLE_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
"""In the order of precedence; then certifi's."""


class ReplyTooLargeError(Exception):
    """The reply does not end."""


class Call:
    """One request on its way: what came back so far, and the means to cut it off from another thread."""

    def __init__(self) -> None:
        self.response: requests.Response | None = None
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


_CALL: ContextVar[Call] = ContextVar("call")


@contextmanager
def calling(call: Call) -> Iterator[None]:
    """Let every request of this thread belong to ``call``."""
    token = _CALL.set(call)
    try:
        yield
    finally:
        _CALL.reset(token)
        call.close()


def trusted_bundle(environment: Mapping[str, str]) -> str:
    """The certificates to trust: those the environment names, else certifi's.

    Raises:
        VoiceError: The environment names a file that is not there.
    """
    for name in BUNDLE_VARIABLES:
        path = environment.get(name, "")
        if path and not os.path.exists(path):  # noqa: PTH110 - the very test that requests will make
            raise VoiceError(
                f"the certificates that {name} names are not there: {path}", hint=f"correct or unset {name}"
            )
        if path:
            return path
    return DEFAULT_CA_BUNDLE_PATH


@lru_cache(maxsize=1)
def client() -> ModuleType:
    """The module ``gtts.tts`` as it was installed, with our ``requests`` in it."""
    spec = importlib.util.find_spec("gtts.tts")
    if spec is None or spec.loader is None:
        raise VoiceError("the package gTTS is not installed as it should be", hint="reinstall gTTS")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.requests = SimpleNamespace(  # type: ignore[attr-defined]
        Session=_VerifyingSession,
        Request=requests.Request,
        exceptions=requests.exceptions,
        packages=SimpleNamespace(
            urllib3=SimpleNamespace(disable_warnings=_silence_nothing, exceptions=urllib3.exceptions),
        ),
    )
    return module


def _silence_nothing(*_: object) -> None:
    """Stand in for ``urllib3.disable_warnings``."""


class _WatchedConnection(HTTPSConnection):
    """A connection that its call can cut, even in the middle of a handshake."""

    def _new_conn(self) -> socket.socket:
        connected = super()._new_conn()
        call = _CALL.get(None)
        if call is not None:
            call.watch(connected)
        return connected


class _WatchingAdapter(HTTPAdapter):
    """Makes its connections watched ones."""

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        if pool.ConnectionCls is HTTPSConnection:  # a SOCKS proxy brings its own
            pool.ConnectionCls = _WatchedConnection
        return pool


class _VerifyingSession(requests.Session):
    """What gTTS gets when it asks for ``requests.Session()``."""

    def __init__(self) -> None:
        super().__init__()
        self.mount("https://", _WatchingAdapter())

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send as gTTS wishes, but for verification, proxies, redirects and endless replies."""
        url = str(request.url)
        address = urlsplit(url)
        if address.scheme != "https" or not (address.hostname or "").startswith("translate.google."):
            raise VoiceError(
                "gTTS wants to send the text to an unknown address", hint="install another version of gTTS"
            )
        kwargs.update(
            verify=trusted_bundle(os.environ),
            proxies=requests.utils.get_environ_proxies(url),
            allow_redirects=False,
            stream=True,
        )
        response = super().send(request, **kwargs)
        try:
            response.raw = io.BytesIO(_whole_body(response.raw.stream))
        finally:
            call = _CALL.get(None)
            if call is not None:
                call.response = response
        return response


def _whole_body(stream: Callable[..., Iterator[bytes]]) -> bytes:
    body = bytearray()
    for chunk in stream(16 * 1024, decode_content=True):
        body += chunk
        if len(body) > MAX_REPLY_BYTES:
            raise ReplyTooLargeError
    return bytes(body)


def _shut(connected: socket.socket) -> None:
    with suppress(OSError):  # the other side was faster
        connected.shutdown(socket.SHUT_RDWR)
