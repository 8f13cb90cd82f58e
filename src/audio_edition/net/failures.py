"""What a failed request means: ask again, wait, or give up; and in which words.

Enters: the exception or the HTTP status, and what is particular about the service that was asked. Leaves: a
``Verdict``. Its words never quote the server, which may repeat the text or a key.
"""

from __future__ import annotations

import http.client
import re
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from urllib.parse import urlsplit

import requests
import urllib3
from msgspec import Struct, field

from audio_edition.errors import VoiceError, VoiceUnavailableError
from audio_edition.net.call import DeadlineError, ReplyTooLargeError

LONGEST_RETRY_AFTER_S = 1e9
_MOST_CAUSES = 50


class Outcome(StrEnum):
    """What to do about a failure."""

    RETRY = "retry"
    REFUSED = "refused"
    """The server does not want to be asked now: ask again after a longer wait."""
    LATER = "later"
    """Asking again will not help before a person has done something, such as paying."""
    PERMANENT = "permanent"
    """Asking again will not help."""


class Verdict(Struct, frozen=True):
    """What a failure means."""

    outcome: Outcome
    what: str
    hint: str = ""
    spoiled: bool = False
    """Whether there was an answer, but not speech of this text."""
    retry_after_s: float | None = None


class AskFailedError(Exception):
    """One attempt failed."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.what)
        self.verdict = verdict


class Service(Struct, frozen=True):
    """What messages say about the service that is asked."""

    name: str
    """Who answers: ``Google``."""
    voice: str
    """What is used of it: ``Google's voice``."""
    host: str
    check_connection: str = "check the network"
    """What a person can do where the host cannot be reached."""
    check_deadline: str = ""
    """What a person can do where a reply takes too long."""
    unsent: str = "the text was not sent"
    """What a wrong certificate has kept from being sent."""
    status_hints: Mapping[int, str] = field(default_factory=dict)
    """What a person can do about an HTTP status that is permanent."""
    other_status_hint: str = ""

    def error(self, verdict: Verdict, attempts: int) -> VoiceError:
        """What a person is told after the last attempt."""
        if verdict.outcome is Outcome.PERMANENT:
            return VoiceError(f"{self.voice} cannot be used: {verdict.what}", hint=verdict.hint)
        tried = f" ({attempts} attempts)" if attempts > 1 else ""
        advice = f"{verdict.hint}; " if verdict.hint else ""
        kept = f"{advice}what was spoken is kept: run the same command again"
        if verdict.spoiled:
            return VoiceError(
                f"{self.name} sent no usable sound: {verdict.what}{tried}",
                hint=f"{kept}, reword the sentence or choose another voice with --voice",
            )
        asked = f"; it asks to wait {verdict.retry_after_s:.0f} s" if verdict.retry_after_s else ""
        return VoiceUnavailableError(
            f"{self.voice} does not answer: {verdict.what}{tried}{asked}",
            hint=f"{kept} later or choose another voice with --voice",
        )


def judge_failure(error: BaseException | None, service: Service) -> Verdict:
    """Judge a request that brought no whole reply: by the first row of the table that any cause of it meets."""
    if isinstance(error, DeadlineError):
        return Verdict(Outcome.RETRY, str(error), service.check_deadline)
    if isinstance(error, ReplyTooLargeError):
        return Verdict(Outcome.RETRY, "the reply does not end", spoiled=True)
    outcome, what, hint = next(_rows_for(tuple(causes(error))), _UNREACHABLE)
    words = {"host": service.host, "unsent": service.unsent, "check_connection": service.check_connection}
    return Verdict(outcome, what.format_map(words), hint.format_map(words))


def _rows_for(found: tuple[BaseException, ...]) -> Iterator[tuple[Outcome, str, str]]:
    for outcome, kinds, what, hint in _FAILURES:
        if any(kinds in str(cause) if isinstance(kinds, str) else isinstance(cause, kinds) for cause in found):
            yield outcome, what, hint


def judge_status(status: int, headers: Mapping[str, str], now: float, service: Service) -> Verdict:
    """Judge a reply with a status that is neither success nor a redirect.

    Args:
        status: 400 or more.
        headers: For Retry-After.
        now: Seconds since 1970, for a Retry-After that is a date.
        service: For hints.
    """
    if status in _BUSY or status >= 500:
        return Verdict(Outcome.RETRY, f"HTTP {status}", retry_after_s=retry_after_s(headers, now))
    return Verdict(Outcome.PERMANENT, f"HTTP {status}", service.status_hints.get(status, service.other_status_hint))


_BUSY = frozenset({408, 409, 425, 429})
"""Request Timeout, Conflict, Too Early, Too Many Requests. Source: RFC 9110, 6585 and 8470."""
_CHECK_PROXY = "check HTTPS_PROXY and ALL_PROXY"
_CHECK_TLS = "check REQUESTS_CA_BUNDLE, SSL_CERT_FILE and the proxy; {unsent}"
_UNREACHABLE = (Outcome.RETRY, "{host} cannot be reached", "{check_connection}")
_Kinds = tuple[type[BaseException], ...] | str
_FAILURES: tuple[tuple[Outcome, _Kinds, str, str], ...] = (
    (Outcome.PERMANENT, (ssl.SSLCertVerificationError,), "the certificate of {host} is not trusted", _CHECK_TLS),
    (
        Outcome.PERMANENT,
        (
            requests.exceptions.InvalidURL,
            requests.exceptions.InvalidSchema,
            requests.exceptions.MissingSchema,
            urllib3.exceptions.LocationValueError,
        ),
        "the address of {host} or the proxy of the environment cannot be used",
        _CHECK_PROXY,
    ),
    (
        Outcome.PERMANENT,
        "Tunnel connection failed: 407",
        "the proxy wants a name and a password",
        _CHECK_PROXY,
    ),
    (
        # Before the proxy's: urllib3 blames the proxy for a connection that the far end closed.
        Outcome.RETRY,
        (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError),
        "the connection broke off",
        "",
    ),
    (
        Outcome.RETRY,
        (requests.exceptions.ProxyError, urllib3.exceptions.ProxyError),
        "the proxy cannot be reached or does not let the request through",
        _CHECK_PROXY,
    ),
    # Before the timeouts: urllib3 counts NewConnectionError as one.
    (_UNREACHABLE[0], (urllib3.exceptions.NewConnectionError, ConnectionRefusedError), *_UNREACHABLE[1:]),
    (Outcome.RETRY, (ssl.SSLError,), "no secure connection to {host}", _CHECK_TLS),
    (
        Outcome.RETRY,
        (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError, TimeoutError),
        "no answer in time",
        "",
    ),
    (Outcome.RETRY, (urllib3.exceptions.ProtocolError, ConnectionError), "the connection broke off", ""),
)
"""What it means, the exceptions or the words that show it, what a person is told, and what to do about it."""


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


def host_of(url: str) -> str:
    """The host of an address that somebody else sent, safe to show; empty where it has none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return re.sub(r"[^a-z0-9.-]", "", host.lower())[:80]


def retry_after_s(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that a reply asks to wait, or None.

    A date is compared with the reply's own Date, so that a wrong clock here does no harm.
    Source: RFC 9110 section 10.2.3.
    """
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:20]), LONGEST_RETRY_AFTER_S)
    until = _seconds_of(text)
    if until is None:
        return None
    sent = _seconds_of(headers.get("Date", ""))
    return min(max(0.0, until - (now if sent is None else sent)), LONGEST_RETRY_AFTER_S)


def _seconds_of(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware: datetime = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.timestamp()
