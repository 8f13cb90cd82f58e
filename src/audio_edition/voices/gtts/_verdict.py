"""What a failed request to Google means: ask again, give up, or stop asking for a while.

Enters: the exception and the response as far as there was one. Leaves: a verdict with words for a person; never a
word of the article. What is not particular to Google is judged by ``net.failures``.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import requests
import urllib3

from audio_edition.net.call import DeadlineError, ReplyTooLargeError
from audio_edition.net.failures import (
    Outcome,
    Service,
    Verdict,
    causes,
    host_of,
    judge_failure,
    judge_status,
    retry_after_s,
)
from audio_edition.voices.replies import SpoiledReplyError

GOOGLE = Service("Google", "Google's voice", "translate.google", other_status_hint="look for a newer version of gTTS")
_SORRY = re.compile(rb"google\.[a-z.]+/sorry/|unusual traffic from your computer|recaptcha", re.IGNORECASE)
_OPEN_PAGE = "open translate.google.com in a browser on this network: it may ask for consent or a login"
_TRANSPORT = (requests.RequestException, urllib3.exceptions.HTTPError, OSError)


def judge(error: BaseException | None, response: requests.Response | None, now: float) -> Verdict:
    """Judge a failure.

    Args:
        error: What was raised; None where gTTS raised nothing and returned no sound.
        response: What came back, where something did.
        now: Seconds since 1970, for a Retry-After that is a date.
    """
    if isinstance(error, DeadlineError):
        return judge_failure(error, GOOGLE)
    if response is not None and (verdict := _judge_status(response, now)):
        return verdict
    if isinstance(error, SpoiledReplyError):
        return Verdict(Outcome.RETRY, error.what, spoiled=True)
    if isinstance(error, ValueError) and not isinstance(error, _TRANSPORT):
        return Verdict(Outcome.RETRY, "the reply cannot be decoded", spoiled=True)
    if response is not None and not any(
        isinstance(cause, (*_TRANSPORT, ReplyTooLargeError)) for cause in causes(error)
    ):
        return _judge_content(response)
    return judge_failure(error, GOOGLE)


def _judge_status(response: requests.Response, now: float) -> Verdict | None:
    status = response.status_code
    if 300 <= status < 400:
        address = response.headers.get("Location", "")
        if "/sorry" in urlsplit(address).path:
            return Verdict(Outcome.REFUSED, "redirected to Google's page for unusual traffic")
        host = host_of(address) or "another page"
        return Verdict(Outcome.RETRY, f"redirected to {host} instead of an answer", _OPEN_PAGE)
    if status in {403, 429}:
        return Verdict(Outcome.REFUSED, f"HTTP {status}", retry_after_s=retry_after_s(response.headers, now))
    return judge_status(status, response.headers, now, GOOGLE) if status >= 400 else None


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
        return Verdict(Outcome.RETRY, "a web page instead of sound", _OPEN_PAGE, spoiled=True)
    return Verdict(Outcome.RETRY, "an answer of an unknown form", "look for a newer version of gTTS", spoiled=True)
