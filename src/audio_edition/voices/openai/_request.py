"""One request for speech, and asking again where that may help.

Enters: a server, its key and what to say. Leaves: a ``Clip``. Refuses: redirects, which would carry text and key
elsewhere; replies that are not whole speech of plausible length; and to go on after the last attempt.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.utils import get_environ_proxies

from audio_edition.errors import VoiceError, VoiceUnavailableError
from audio_edition.net.call import (
    DeadlineError,
    ReplyTooLargeError,
    WatchingAdapter,
    trusted_bundle,
    whole_body,
    within,
)
from audio_edition.net.proxy_secrets import showable
from audio_edition.net.retrying import AskFailedError, Outcome, Patience, Timing, Verdict, wait_s
from audio_edition.voices.length_check import check_length
from audio_edition.voices.openai._server import Server
from audio_edition.voices.openai._verdict import Reply, judge_failure, judge_reply
from audio_edition.voices.protocol import Clip, Parameter
from audio_edition.voices.replies import SpoiledReplyError, decode_mp3, decode_wav

LOG = logging.getLogger(__name__)
MOST_REPLY_BYTES = 64 << 20
_HTML = re.compile(rb"\s*<(!doctype|html|\?xml)", re.IGNORECASE)
_ID3V2_HEAD = 10
_ID3V1_BYTES = 128
_FOREIGN = (requests.RequestException, urllib3.exceptions.HTTPError, DeadlineError, ReplyTooLargeError, OSError)


def exchange(server: Server, key: str, path: str, body: Mapping[str, Parameter] | None, timeout_s: float) -> Reply:
    """Ask the server once, within a time, and read all it says.

    Args:
        server: Where.
        key: Empty: none is sent.
        path: Below the base URL: ``/audio/speech``.
        body: Sent as JSON with POST; None: GET.
        timeout_s: By the wall clock, from the connection to the last byte.

    Raises:
        AskFailedError: Nothing whole came back.
        VoiceError: The environment names certificates that are not there.
    """
    bundle = trusted_bundle()
    try:
        return within(timeout_s, lambda: _exchange(server, key, path, body, timeout_s, bundle))
    except _FOREIGN as error:
        raise AskFailedError(judge_failure(error, server)) from showable(error)


def ask_for_clip(
    server: Server, key: str, body: Mapping[str, Parameter], timing: Timing, *, speed: float = 1.0
) -> Clip:
    """Ask once for one utterance.

    Args:
        server: Where.
        key: Empty: none is sent.
        body: As the interface names it: ``model``, ``voice``, ``input``, ``response_format`` …
        timing: For a Retry-After that is a date.
        speed: What was asked for.

    Raises:
        AskFailedError: There is no clip, and why.
    """
    reply = exchange(server, key, "/audio/speech", body, server.timeout_s)
    if reply.status != 200:
        raise AskFailedError(judge_reply(reply, server, timing.now()))
    try:
        clip = decode_reply(reply.body)
        # Servers differ in how far they follow a speed, and instructions change it too.
        check_length(clip, str(body["input"]), fastest=1.5 * max(1.0, speed), slowest=0.5 * min(1.0, speed))
    except SpoiledReplyError as error:
        raise AskFailedError(Verdict(Outcome.RETRY, error.what, spoiled=True)) from error
    return clip


def ask_patiently(ask: Callable[[], Clip], server: Server, patience: Patience, timing: Timing) -> Clip:
    """Ask until there is a clip or no hope.

    Raises:
        VoiceError: Permanent, or spoiled at every attempt.
        VoiceUnavailableError: It may work later.
    """
    attempt = 1
    while True:
        try:
            return ask()
        except AskFailedError as failure:
            verdict = failure.verdict
            LOG.info("request to the speech server failed, attempt %d: %s", attempt, verdict.what)
            too_long = (verdict.retry_after_s or 0.0) > patience.longest_retry_after_s
            if verdict.outcome is not Outcome.RETRY or too_long or attempt >= patience.attempts:
                raise _final(verdict, attempt, server) from failure
            timing.sleep(wait_s(verdict, attempt, patience, timing))
            attempt += 1


def decode_reply(data: bytes) -> Clip:
    """Decode WAV or MP3, whichever came: some servers send MP3 whatever was asked for.

    Raises:
        SpoiledReplyError: It is neither, or not whole, or silent.
    """
    if data[:4] == b"RIFF":
        return decode_wav(data)
    if not data:
        raise SpoiledReplyError("the reply is empty")
    if _HTML.match(data):
        raise SpoiledReplyError("a web page instead of sound")
    if data.lstrip()[:1] in {b"{", b"["}:
        raise SpoiledReplyError("a message instead of sound")
    return decode_mp3(_without_tags(data))


def _without_tags(data: bytes) -> bytes:
    """MP3 frames alone: these servers put an ID3v2 tag before them, seldom an ID3v1 tag behind.

    Source: id3.org, ID3v2.3.0 section 3.1: the size has seven bits a byte and leaves the header out.
    """
    if data[:3] == b"ID3" and len(data) > _ID3V2_HEAD:
        size = 0
        for byte in data[6:10]:
            size = size << 7 | byte & 0x7F
        data = data[_ID3V2_HEAD + size :]
    if data[-_ID3V1_BYTES:][:3] == b"TAG":
        data = data[:-_ID3V1_BYTES]
    return data


def _exchange(
    server: Server, key: str, path: str, body: Mapping[str, Parameter] | None, timeout_s: float, bundle: str
) -> Reply:
    url = server.base_url + path
    with requests.Session() as session:
        # Nothing of the environment unasked: requests would send a password of ~/.netrc in the place of the key.
        session.trust_env = False
        for scheme in ("http://", "https://"):
            session.mount(scheme, WatchingAdapter())
        headers = {"Accept": "audio/*, application/json;q=0.5"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        response = session.request(
            "GET" if body is None else "POST",
            url,
            data=None if body is None else json.dumps(body).encode("ascii"),
            headers=headers,
            proxies={} if server.is_here else _proxies(url),
            verify=bundle,
            timeout=timeout_s,
            allow_redirects=False,
            stream=True,
        )
        most = MOST_REPLY_BYTES if response.status_code == 200 else 1 << 20
        return Reply(response.status_code, response.headers, whole_body(response.raw.stream, most))


def _proxies(url: str) -> Any:
    """The proxies of the environment, NO_PROXY respected."""
    return get_environ_proxies(url) if urlsplit(url).hostname else {}


def _final(verdict: Verdict, attempts: int, server: Server) -> VoiceError:
    tried = f" ({attempts} attempts)" if attempts > 1 else ""
    advice = f"{verdict.hint}; " if verdict.hint else ""
    kept = "what was spoken is kept: run the same command again later or choose another voice with --voice"
    if verdict.outcome is Outcome.PERMANENT:
        return VoiceError(f"the speech server {server.host} does not speak: {verdict.what}", hint=verdict.hint)
    if verdict.spoiled:
        return VoiceError(
            f"the speech server {server.host} sent no usable sound: {verdict.what}{tried}", hint=f"{advice}{kept}"
        )
    asked = f"; it asks to wait {verdict.retry_after_s:.0f} s" if verdict.retry_after_s else ""
    return VoiceUnavailableError(
        f"the speech server {server.host} does not speak now: {verdict.what}{tried}{asked}", hint=f"{advice}{kept}"
    )
