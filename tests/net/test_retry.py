"""What a failure means, and how often and after what wait a server is asked again."""

from __future__ import annotations

import ssl

import pytest
import requests
import urllib3

from audio_edition.errors import AudioEditionError, VoiceError
from audio_edition.net.call import DeadlineError, ReplyTooLargeError
from audio_edition.net.failures import AskFailedError, Outcome, Service, Verdict, host_of, judge_failure, judge_status
from audio_edition.net.retry import Patience, Timing, ask_again

SERVICE = Service("The server", "the voice", "voices.example", check_connection="look", other_status_hint="hint")


@pytest.mark.parametrize(
    ("error", "outcome", "words"),
    [
        (DeadlineError("no complete answer within 1 s"), Outcome.RETRY, "no complete answer within 1 s"),
        (ReplyTooLargeError(), Outcome.RETRY, "does not end"),
        (requests.exceptions.SSLError(ssl.SSLCertVerificationError()), Outcome.PERMANENT, "voices.example is not"),
        (requests.exceptions.InvalidProxyURL(), Outcome.PERMANENT, "proxy of the environment"),
        (OSError("Tunnel connection failed: 407 Who?"), Outcome.PERMANENT, "wants a name and a password"),
        (requests.exceptions.ProxyError(ConnectionResetError()), Outcome.RETRY, "broke off"),
        (requests.exceptions.ProxyError(ConnectionRefusedError()), Outcome.RETRY, "proxy cannot be reached"),
        (ConnectionRefusedError(), Outcome.RETRY, "voices.example cannot be reached"),
        (ssl.SSLError(), Outcome.RETRY, "no secure connection"),
        (requests.exceptions.ReadTimeout(), Outcome.RETRY, "no answer in time"),
        (urllib3.exceptions.ProtocolError("cut"), Outcome.RETRY, "broke off"),
        (None, Outcome.RETRY, "cannot be reached"),
    ],
    ids=str,
)
def test_what_a_failure_means(error: BaseException | None, outcome: Outcome, words: str) -> None:
    verdict = judge_failure(error, SERVICE)
    assert verdict.outcome is outcome
    assert words in verdict.what


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 503, 599])
def test_a_busy_server_is_asked_again(status: int) -> None:
    assert judge_status(status, {"Retry-After": "7"}, 0.0, SERVICE) == Verdict(
        Outcome.RETRY, f"HTTP {status}", retry_after_s=7.0
    )


def test_other_statuses_are_permanent() -> None:
    assert judge_status(404, {"Retry-After": "7"}, 0.0, SERVICE) == Verdict(Outcome.PERMANENT, "HTTP 404", "hint")


@pytest.mark.parametrize(
    ("verdict", "slept"),
    [
        (Verdict(Outcome.RETRY, "x"), [0.5, 1.0]),
        (Verdict(Outcome.REFUSED, "x"), [2.0, 4.0]),
        (Verdict(Outcome.RETRY, "x", retry_after_s=120.0), [120.5, 121.0]),
        (Verdict(Outcome.RETRY, "x", retry_after_s=121.0), []),
        (Verdict(Outcome.LATER, "x"), []),
        (Verdict(Outcome.PERMANENT, "x"), []),
    ],
)
def test_how_often_and_after_what_wait(verdict: Verdict, slept: list[float]) -> None:
    waits: list[float] = []

    def ask() -> None:
        raise AskFailedError(verdict)

    def give_up(last: Verdict, attempts: int) -> AudioEditionError:
        return VoiceError(f"{last.what} after {attempts}")

    with pytest.raises(VoiceError, match=f"x after {len(slept) + 1}"):
        ask_again(ask, give_up, Patience(attempts=3), Timing(sleep=waits.append, random=lambda: 0.5))
    assert waits == slept


@pytest.mark.parametrize(
    ("url", "host"),
    [("https://A.example/x", "a.example"), ("/x", ""), ("http://[", ""), ("http://a\x1b31m.example/", "a31m.example")],
)
def test_a_host_is_safe_to_show(url: str, host: str) -> None:
    assert host_of(url) == host
