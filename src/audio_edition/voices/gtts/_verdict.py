"""What a failed request means: ask again, give up, or stop asking Google.

Enters: the exception and the response as far as there was one. Leaves: a verdict with words for a person; never a
word of the article. Refuses nothing.
"""

from __future__ import annotations

import http.client
import re
import ssl
from collections.abc import Callable
from urllib.parse import urlsplit

import requests
import urllib3

from audio_edition.net.call import DeadlineError, ReplyTooLargeError, causes
from audio_edition.net.retrying import Outcome, Verdict, retry_after_s
from audio_edition.voices.replies import SpoiledReplyError

_SORRY = re.compile(rb"google\.[a-z.]+/sorry/|unusual traffic from your computer|recaptcha", re.IGNORECASE)
_TLS_HINT = "check REQUESTS_CA_BUNDLE, SSL_CERT_FILE and the proxy; the text was not sent"


def judge(error: BaseException | None, response: requests.Response | None, now: float) -> Verdict:
    """Judge a failure.

    Args:
        error: What was raised; None where gTTS raised nothing and returned no sound.
        response: What came back, where something did.
        now: Seconds since 1970, for a Retry-After that is a date.
    """
    if isinstance(error, DeadlineError):
        return Verdict(Outcome.RETRY, str(error))
    if response is not None and (verdict := _judge_status(response, now)):
        return verdict
    if spoiled := _spoiled_words(error):
        return Verdict(Outcome.RETRY, spoiled, spoiled=True)
    if response is not None and not _is_transport(error):
        return _judge_content(response)
    return _judge_connection(error)


def _judge_status(response: requests.Response, now: float) -> Verdict | None:
    status = response.status_code
    if 300 <= status < 400:
        target = urlsplit(response.headers.get("Location", ""))
        if "/sorry" in target.path:
            return Verdict(Outcome.REFUSED, "redirected to Google's page for unusual traffic")
        host = re.sub(r"[^a-z0-9.-]", "", (target.hostname or "another page").lower())[:80]
        return Verdict(Outcome.RETRY, f"redirected to {host} instead of an answer", _hint_page())
    if status in {403, 429}:
        return Verdict(Outcome.REFUSED, f"HTTP {status}", retry_after_s=retry_after_s(response.headers, now))
    if status in {408, 425} or status >= 500:
        return Verdict(Outcome.RETRY, f"HTTP {status}", retry_after_s=retry_after_s(response.headers, now))
    if status != 200 and status >= 400:
        return Verdict(Outcome.PERMANENT, f"HTTP {status}", "look for a newer version of gTTS")
    return None


def _judge_content(response: requests.Response) -> Verdict:
    """A reply with status 200 and no sound in it. gTTS has read ``raw`` by now; ours can be read again."""
    response.raw.seek(0)
    body = bytes(response.raw.read(200_000))
    if _SORRY.search(body):
        return Verdict(Outcome.REFUSED, "Google's page for unusual traffic")
    if b"jQ1olc" in body:
        return Verdict(Outcome.RETRY, "an answer without sound", "the language may not suit the text", spoiled=True)
    if not body.strip():
        return Verdict(Outcome.RETRY, "an empty answer", spoiled=True)
    if b"<html" in body[:2000].lower():
        return Verdict(Outcome.RETRY, "a web page instead of sound", _hint_page(), spoiled=True)
    return Verdict(Outcome.RETRY, "an answer of an unknown form", "look for a newer version of gTTS", spoiled=True)


def _spoiled_words(error: BaseException | None) -> str:
    if isinstance(error, SpoiledReplyError):
        return error.what
    if isinstance(error, ReplyTooLargeError):
        return "the reply does not end"
    broken = isinstance(error, ValueError) and not isinstance(error, requests.RequestException)
    return "the reply cannot be decoded" if broken else ""


def _judge_connection(error: BaseException | None) -> Verdict:
    found = tuple(causes(error))
    for test, verdict in _CONNECTION_VERDICTS:
        if any(test(cause) for cause in found):
            return verdict
    return Verdict(Outcome.RETRY, "translate.google cannot be reached", "check the network")


def _is(*kinds: type[BaseException]) -> Callable[[BaseException], bool]:
    return lambda error: isinstance(error, kinds)


_CONNECTION_VERDICTS: tuple[tuple[Callable[[BaseException], bool], Verdict], ...] = (
    (
        _is(ssl.SSLCertVerificationError),
        Verdict(
            Outcome.PERMANENT,
            "the certificate of translate.google is not trusted: somebody on the line may want to read along",
            _TLS_HINT,
        ),
    ),
    (
        _is(
            requests.exceptions.InvalidURL,
            requests.exceptions.InvalidSchema,
            requests.exceptions.MissingSchema,
            urllib3.exceptions.LocationValueError,
        ),
        Verdict(Outcome.PERMANENT, "the proxy of the environment cannot be used", "check HTTPS_PROXY and ALL_PROXY"),
    ),
    (
        lambda error: "Tunnel connection failed: 407" in str(error),
        Verdict(Outcome.PERMANENT, "the proxy wants a name and a password", "check HTTPS_PROXY"),
    ),
    (
        # Before the proxy's: urllib3 blames the proxy for a connection that the far end closed.
        _is(http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError),
        Verdict(Outcome.RETRY, "the connection broke off"),
    ),
    (
        _is(requests.exceptions.ProxyError, urllib3.exceptions.ProxyError),
        Verdict(Outcome.RETRY, "the proxy cannot be reached or gives no way", "check HTTPS_PROXY"),
    ),
    (
        # Before the timeouts: urllib3 counts it as one.
        _is(urllib3.exceptions.NewConnectionError),
        Verdict(Outcome.RETRY, "translate.google cannot be reached", "check the network"),
    ),
    (_is(ssl.SSLError), Verdict(Outcome.RETRY, "no secure connection to translate.google", _TLS_HINT)),
    (
        _is(requests.exceptions.Timeout, urllib3.exceptions.TimeoutError, TimeoutError),
        Verdict(Outcome.RETRY, "no answer in time"),
    ),
    (_is(urllib3.exceptions.ProtocolError), Verdict(Outcome.RETRY, "the connection broke off")),
)
"""The first that any cause of the failure meets."""


def _is_transport(error: BaseException | None) -> bool:
    kinds = (requests.RequestException, urllib3.exceptions.HTTPError, OSError)
    return any(isinstance(cause, kinds) for cause in causes(error))


def _hint_page() -> str:
    return "open translate.google.com in a browser on this network: it may ask for consent or a login"
