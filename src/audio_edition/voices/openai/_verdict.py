"""What a failed request to a speech server means: ask again, or give up, and in which words.

Enters: the reply, or the exception in its place. Leaves: a verdict. Refuses nothing.

Words of the server are never shown: they may quote the text or the key. Of its error objects only a code is, and only
where it looks like one.
"""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
import urllib3

from audio_edition.net.call import DeadlineError, ReplyTooLargeError, causes
from audio_edition.net.retrying import Outcome, Verdict, retry_after_s
from audio_edition.voices.openai._server import OPENAI_KEY_VARIABLE, OWN_KEY_VARIABLE, Server

_CODE = re.compile(r"[a-z]{2,20}(_[a-z]{2,20}){1,4}")
_NO_CREDIT = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}
_PERMANENT_HINTS = {
    400: "check the model, the voice and its parameters",
    401: f"check the key ({OWN_KEY_VARIABLE}, for OpenAI also {OPENAI_KEY_VARIABLE}, or the keyring)",
    403: "the key may not use this model or voice, or the server does not serve this country",
    404: "check the model, the voice and the base URL, which usually ends in /v1",
    405: "check the base URL, which usually ends in /v1",
    407: "the proxy wants a name and a password: check HTTPS_PROXY",
    413: "the server takes no sentence as long as this one: divide it",
    422: "check the model, the voice and its parameters",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def judge_reply(reply: Reply, server: Server, now: float) -> Verdict:
    """Judge a reply with another status than 200.

    Args:
        reply: As it came.
        server: For words.
        now: Seconds since 1970, for a Retry-After that is a date.
    """
    code = _code(reply.body)
    shown = f"HTTP {reply.status}" + (f" ({code})" if code else "")
    if 300 <= reply.status < 400:
        host = re.sub(r"[^a-z0-9.-]", "", _host(reply.headers.get("Location", "")))[:80]
        return Verdict(
            Outcome.PERMANENT,
            f"{server.host} redirects to {host or 'another address'}, where neither text nor key is sent",
            "if that is right, make it the base URL",
        )
    if reply.status == 429 and code in _NO_CREDIT:
        return Verdict(Outcome.REFUSED, f"{shown}: there is no credit left", "see to the account")
    if reply.status in {408, 409, 425, 429} or reply.status >= 500:
        return Verdict(Outcome.RETRY, shown, retry_after_s=retry_after_s(reply.headers, now))
    return Verdict(Outcome.PERMANENT, shown, _PERMANENT_HINTS.get(reply.status, "check the base URL"))


def judge_failure(error: BaseException, server: Server) -> Verdict:
    """Judge a request that brought no reply: by the first row below that any cause of it meets."""
    if isinstance(error, ReplyTooLargeError):
        return Verdict(Outcome.RETRY, "the reply does not end", spoiled=True)
    if isinstance(error, DeadlineError):
        return Verdict(Outcome.RETRY, str(error), "raise timeout_s in openai.toml where the server is slow")
    found = tuple(causes(error))
    for kinds, outcome, what, hint in _FAILURES:
        if any(isinstance(cause, kinds) for cause in found):
            if kinds is _PROXY and any("Tunnel connection failed: 407" in str(cause) for cause in found):
                return Verdict(Outcome.PERMANENT, "the proxy wants a name and a password", _CHECK_PROXY)
            return Verdict(outcome, what.format(host=server.host), hint)
    return Verdict(Outcome.RETRY, f"{server.host} cannot be reached", "check the network and the base URL")


_Kinds = tuple[type[BaseException], ...]
_CHECK_PROXY = "check HTTPS_PROXY and ALL_PROXY"
_PROXY: _Kinds = (requests.exceptions.ProxyError, urllib3.exceptions.ProxyError)
_FAILURES: tuple[tuple[_Kinds, Outcome, str, str], ...] = (
    (
        (ssl.SSLCertVerificationError,),
        Outcome.PERMANENT,
        "the certificate of {host} is not trusted",
        "check REQUESTS_CA_BUNDLE, SSL_CERT_FILE and the proxy; neither text nor key was sent",
    ),
    (
        (requests.exceptions.InvalidProxyURL,),
        Outcome.PERMANENT,
        "the proxy of the environment cannot be used",
        _CHECK_PROXY,
    ),
    (_PROXY, Outcome.RETRY, "the proxy cannot be reached or gives no way", _CHECK_PROXY),
    ((ssl.SSLError,), Outcome.RETRY, "no secure connection to {host}", "check the base URL and the proxy"),
    (
        (urllib3.exceptions.NewConnectionError, ConnectionRefusedError),
        Outcome.RETRY,
        "{host} cannot be reached",
        "is the server running? check the base URL",
    ),
    (
        (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError, TimeoutError),
        Outcome.RETRY,
        "no answer in time",
        "",
    ),
    ((urllib3.exceptions.ProtocolError, ConnectionError), Outcome.RETRY, "the connection broke off", ""),
)


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


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
