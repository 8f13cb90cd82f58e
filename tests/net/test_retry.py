"""What a failure means, and how often and after what wait a server is asked again."""

from __future__ import annotations

import ssl
import threading

import pytest
import requests
import urllib3

from audio_edition.errors import AudioEditionError, VoiceError
from audio_edition.net import call
from audio_edition.net.call import DeadlineError, ReplyTooLargeError, run_with_deadline
from audio_edition.net.failures import AskFailedError, Outcome, Service, Verdict, host_of, judge_failure, judge_status
from audio_edition.net.retry import Patience, Timing, ask_again
from audio_edition.net.waiting import told_of_waits

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
        (Verdict(Outcome.RETRY, "x", retry_after_s=60.0), [60.5, 61.0]),
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
        ask_again(ask, give_up, Patience(attempts=3), Timing(sleep=waits.append, random=lambda: 0.5), "the voice")
    assert waits == slept


@pytest.mark.parametrize(
    ("url", "host"),
    [("https://A.example/x", "a.example"), ("/x", ""), ("http://[", ""), ("http://a\x1b31m.example/", "a31m.example")],
)
def test_a_host_is_safe_to_show(url: str, host: str) -> None:
    assert host_of(url) == host


def test_a_server_that_asks_for_a_wait_again_and_again_is_waited_for_no_longer_than_once() -> None:
    slept: list[float] = []

    def busy() -> None:
        raise AskFailedError(Verdict(Outcome.RETRY, "HTTP 503", retry_after_s=50.0))

    with pytest.raises(AudioEditionError, match=r"3 attempts\); it asks to wait 50 s"):
        ask_again(busy, SERVICE.error, Patience(), Timing(sleep=slept.append, random=lambda: 0.0), "the voice")
    assert slept == [50.0, 50.0]


def test_who_is_waited_for_how_long_and_why_is_told_before_the_wait() -> None:
    told: list[str] = []

    def slow() -> None:
        raise AskFailedError(Verdict(Outcome.RETRY, "HTTP 503", retry_after_s=7.0))

    def sleep(seconds: float) -> None:
        assert told, "a wait nobody was told of"

    with told_of_waits(told.append), pytest.raises(AudioEditionError):
        ask_again(slow, SERVICE.error, Patience(attempts=3), Timing(sleep=sleep, random=lambda: 0.0), "the voice")
    assert told == ["waiting for the voice: HTTP 503; asked again in 7 s (attempt 2 of 3)"]  # and once only


def test_an_answer_that_is_slow_to_come_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call, "TELL_AFTER_S", 0.01)
    told: list[str] = []
    waited = threading.Event()
    with told_of_waits(lambda line: (told.append(line), waited.set())[0]):
        assert run_with_deadline(60, lambda: waited.wait(30), waiting_for="the voice")
    assert told == ["waiting for the voice: no answer yet, at most 60 s"]
