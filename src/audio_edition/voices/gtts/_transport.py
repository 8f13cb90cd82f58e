"""gTTS's own client, sent over connections that are verified, bounded and can be shut down.

Enters: what gTTS asks of ``requests``. Leaves: replies, read to the end. Refuses: untrusted certificates, hosts that
are not Google's, replies that do not end; redirects are not followed.

gTTS sends with ``verify=False``, without NO_PROXY, and silences a warning of urllib3 for the whole process. Its module
is therefore loaded a second time, privately, with a ``requests`` of our own in it: gTTS's code as it was published, and
nothing changed for anybody else who uses gTTS, requests or urllib3 in this process.
"""

from __future__ import annotations

import importlib.util
import io
import threading
from contextlib import closing
from functools import lru_cache
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3

from audio_edition.errors import VoiceError
from audio_edition.net.call import WatchingAdapter, current_call, read_body, trusted_bundle

MAX_REPLY_BYTES = 2 * 1024 * 1024
"""A hundred characters are 50 to 150 kB, a hundred digits spelled out 1 MB. The time in which gTTS searches a reply
grows with the square of its length."""


_LOADING = threading.Lock()


def client() -> ModuleType:
    """The module ``gtts.tts`` as it was installed, with our ``requests`` in it.

    There is one of it, whichever thread asks first: a second would have errors of its own, which nobody expects.
    """
    with _LOADING:
        return _load()


@lru_cache(maxsize=1)
def _load() -> ModuleType:
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


class _VerifyingSession(requests.Session):
    """What gTTS gets when it asks for ``requests.Session()``."""

    def __init__(self) -> None:
        super().__init__()
        self.mount("https://", WatchingAdapter())

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send as gTTS wishes, but for verification, proxies, redirects and endless replies."""
        url = str(request.url)
        address = urlsplit(url)
        if address.scheme != "https" or not (address.hostname or "").startswith("translate.google."):
            raise VoiceError(
                "gTTS wants to send the text to an unknown address", hint="install another version of gTTS"
            )
        kwargs.update(
            verify=trusted_bundle(),
            proxies=requests.utils.get_environ_proxies(url),
            allow_redirects=False,
            stream=True,
        )
        response = super().send(request, **kwargs)
        call = current_call()
        if call is not None:
            call.response = response
        with closing(response.raw) as raw:  # also where it is not read to its end
            response.raw = io.BytesIO(read_body(raw.stream, MAX_REPLY_BYTES))
        return response
