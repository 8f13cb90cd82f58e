"""One request for speech, and asking again where that may help.

Enters: a server, its key and what to say. Leaves: a ``Clip``. Refuses: redirects, which would carry text and key
elsewhere; replies that are not whole speech of plausible length.

Messages of the server are never shown: they may quote the text or the key. Of its error objects only a code is, and
only where it looks like one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import requests
import urllib3
from msgspec import Struct
from msgspec.structs import replace

from audio_edition.net.call import DeadlineError, ReplyTooLargeError, read_body, run_with_deadline, send
from audio_edition.net.failures import AskFailedError, Outcome, Service, Verdict, host_of, judge_failure, judge_status
from audio_edition.net.proxy_secrets import safe_cause
from audio_edition.net.retry import Patience, Timing, ask_again
from audio_edition.voices.length_check import HeardPace, check_length, plausible_length
from audio_edition.voices.openai._server import OPENAI_KEY_VARIABLE, OWN_KEY_VARIABLE, Server
from audio_edition.voices.protocol import Clip, Parameter
from audio_edition.voices.replies import SpoiledReplyError, decode_mp3, decode_wav, says_its_size

MOST_REPLY_BYTES = 64 << 20
_MOST_BYTES_A_SECOND = 192_000
"""48 kHz, two channels of 16 bits: a reply that is larger than the longest speech of its text does not end."""
MOST_ERROR_BYTES = 1 << 20
_HTML = re.compile(rb"\s*<(!doctype|html|\?xml)", re.IGNORECASE)
_ID3V2_HEAD = 10
_ID3V1_BYTES = 128
_FOREIGN = (requests.RequestException, urllib3.exceptions.HTTPError, DeadlineError, ReplyTooLargeError, OSError)
_CODE = re.compile(r"[a-z]{2,20}(_[a-z]{2,20}){1,4}")
_NO_CREDIT = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}
_STATUS_HINTS = {
    400: "check the model, the voice and its parameters",
    401: f"check the key ({OWN_KEY_VARIABLE}, for OpenAI also {OPENAI_KEY_VARIABLE}, or the keyring)",
    403: "the key may not use this model or voice, or the server does not serve this country",
    404: "check the model, the voice and the base URL, which usually ends in /v1",
    405: "check the base URL, which usually ends in /v1",
    407: "the proxy wants a name and a password: check HTTPS_PROXY",
    413: "the server takes no sentence as long as this one: divide it",
    422: "check the model, the voice and its parameters",
}


class Reply(Struct, frozen=True):
    """What came back, read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    has_end: bool = True
    """Whether the server said where the body ends; else a connection that breaks off looks like the end."""


def exchange(
    server: Server,
    key: str,
    path: str,
    body: Mapping[str, Parameter] | None,
    timeout_s: float,
    most_bytes: int = MOST_REPLY_BYTES,
) -> Reply:
    """Ask the server once, within a time, and read all it says.

    Args:
        server: Where.
        key: Empty: none is sent.
        path: Below the base URL: ``/audio/speech``.
        body: Sent as JSON with POST; None: GET.
        timeout_s: By the wall clock, from the connection to the last byte.
        most_bytes: The longest body that is read.

    Raises:
        AskFailedError: Nothing whole came back.
        VoiceError: The environment names certificates that are not there.
    """
    try:
        return run_with_deadline(
            timeout_s,
            lambda: _exchange(server, key, path, body, timeout_s, most_bytes),
            waiting_for=service_of(server).name,
        )
    except _FOREIGN as error:
        raise AskFailedError(judge_failure(error, service_of(server))) from safe_cause(error)


def speak(
    server: Server,
    key: str,
    body: Mapping[str, Parameter],
    patience: Patience,
    timing: Timing,
    *,
    speed: float = 1.0,
    pace: HeardPace | None = None,
) -> Clip:
    """Ask for one utterance, until there is a clip or no hope.

    Args:
        server: Where.
        key: Empty: none is sent.
        body: As the interface names it: ``model``, ``voice``, ``input``, ``response_format`` …
        patience: How often, and how long to wait.
        timing: The clock.
        speed: What was asked for.
        pace: What this voice has spoken so far.

    Raises:
        VoiceError: Permanent, or spoiled at every attempt.
        VoiceUnavailableError: It may work later.
    """
    text = str(body["input"])
    slowest = 0.5 * min(1.0, speed)
    most_bytes = (1 << 20) + int(plausible_length(text).most_s / slowest * _MOST_BYTES_A_SECOND)

    def once() -> Clip:
        reply = exchange(server, key, "/audio/speech", body, server.timeout_s, min(most_bytes, MOST_REPLY_BYTES))
        if reply.status != 200:
            raise AskFailedError(judge_reply(reply, server, timing.now()))
        try:
            _refuse_unknown_end(reply)
            clip = decode_reply(reply.body)
            # Servers differ in how far they follow a speed, and instructions change it too.
            check_length(clip, text, fastest=1.5 * max(1.0, speed), slowest=slowest)
            if pace is not None:
                pace.check(clip, text)
        except SpoiledReplyError as error:
            raise AskFailedError(Verdict(Outcome.RETRY, error.what, spoiled=True)) from error
        return clip

    service = service_of(server)
    return ask_again(once, service.error, patience, timing, service.name)


def judge_reply(reply: Reply, server: Server, now: float) -> Verdict:
    """Judge a reply with another status than 200.

    Args:
        reply: As it came.
        server: For words.
        now: Seconds since 1970, for a Retry-After that is a date.
    """
    if 300 <= reply.status < 400:
        target = host_of(reply.headers.get("Location", "")) or "another address"
        return Verdict(
            Outcome.PERMANENT,
            f"{server.host} redirects to {target}, where neither text nor key is sent",
            "if that is right, make it the base URL",
        )
    code = _code(reply.body)
    verdict = judge_status(reply.status, reply.headers, now, service_of(server))
    shown = f"{verdict.what} ({code})" if code else verdict.what
    if reply.status == 429 and code in _NO_CREDIT:
        return Verdict(Outcome.LATER, f"{shown}: there is no credit left", "check the account")
    return replace(verdict, what=shown)


def service_of(server: Server) -> Service:
    """What messages say about a server."""
    name = f"the speech server {server.host}"
    return Service(
        name,
        name,
        server.host,
        check_connection="is the server running? check the network, the proxy and the base URL",
        check_deadline="raise timeout_s in openai.toml if the server is slow",
        unsent="neither text nor key was sent",
        status_hints=_STATUS_HINTS,
        other_status_hint="check the base URL",
    )


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


def _refuse_unknown_end(reply: Reply) -> None:
    if not reply.has_end and not says_its_size(reply.body):
        raise SpoiledReplyError("where the sound ends is not known: the server sends no length and no chunks")


def _without_tags(data: bytes) -> bytes:
    """MP3 frames alone: these servers put an ID3v2 tag before them, some an ID3v1 tag behind.

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
    server: Server,
    key: str,
    path: str,
    body: Mapping[str, Parameter] | None,
    timeout_s: float,
    most_bytes: int,
) -> Reply:
    headers = {"Accept": "audio/*, application/json;q=0.5"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    if body is not None:
        headers["Content-Type"] = "application/json"
    with send(
        "GET" if body is None else "POST",
        server.base_url + path,
        headers=headers,
        body=None if body is None else json.dumps(body).encode("ascii"),
        timeout_s=timeout_s,
        use_proxy=not server.is_here,
    ) as response:
        most = most_bytes if response.status_code == 200 else MOST_ERROR_BYTES
        has_end = "Content-Length" in response.headers or bool(response.raw.chunked)
        return Reply(response.status_code, response.headers, read_body(response.raw.stream, most), has_end)


def _code(body: bytes) -> str:
    """The code of an OpenAI error object, where it looks like one: ``insufficient_quota``."""
    try:
        found = json.loads(body[:65_536])
    except (ValueError, RecursionError):
        return ""
    error = found.get("error") if isinstance(found, dict) else None
    if not isinstance(error, dict):
        return ""
    for key in ("code", "type"):
        value = error.get(key)
        if isinstance(value, str) and _CODE.fullmatch(value):
            return value
    return ""
