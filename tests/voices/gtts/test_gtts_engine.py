"""The engine, with the real gTTS client, against a loopback Google."""

from __future__ import annotations

import importlib.util
import logging
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
import requests
import urllib3
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from audio_edition.errors import VoiceError, VoiceUnavailableError
from audio_edition.narration.model import Phrase
from audio_edition.net.retry import Patience, Timing
from audio_edition.voices.contract import VoiceContract
from audio_edition.voices.gtts import ENGINE, _transport
from audio_edition.voices.gtts._gate import Gate, SharedRecord
from audio_edition.voices.gtts._languages import TLDS
from audio_edition.voices.gtts._limits import RateLimit, Record
from audio_edition.voices.gtts._pieces import pack
from audio_edition.voices.gtts._voice import GttsVoice, Speech
from audio_edition.voices.protocol import Clip, Engine
from support import loopback_google
from support.loopback_google import LoopbackGoogle, TestAuthority, delivered, page, redirect, status

SENTENCE = "The committee met in the old library, as it had done for years."
LONG = (
    "The committee met in the old library on Tuesday, as it had done for years; nobody, not even the chairman,"
    " expected the letter that lay on the table, and when it was opened at last there was a long silence."
)


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackGoogle]:
    with LoopbackGoogle() as service:
        for name in ("CURL_CA_BUNDLE", "SSL_CERT_FILE"):
            monkeypatch.delenv(name, raising=False)
        for name, value in service.environment.items():
            monkeypatch.setenv(name, value)
        yield service


class Waiting:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def timing(self) -> Timing:
        return Timing(lambda: self.now, self.sleep, lambda: 0.5)


def voice(google: LoopbackGoogle, waiting: Waiting | None = None, **patience: float) -> GttsVoice:
    timing = (waiting or Waiting()).timing()
    gate = Gate(SharedRecord(google.state), RateLimit(1000.0, 1000), Patience(**patience), timing)  # type: ignore[arg-type]
    return GttsVoice(Speech("en"), gate)


def say(speaker: GttsVoice, text: str = SENTENCE) -> Clip:
    return speaker.speak((Phrase(text),))


def loud_seconds(clip: Clip) -> float:
    """How long the clip sounds: 10 ms steps that are not silent."""
    step = clip.sample_rate_hz // 100
    steps = np.abs(clip.samples[: len(clip.samples) // step * step].astype(int)).reshape(-1, step).max(axis=1)
    return int((steps > 500).sum()) / 100


def tones_seconds(text: str) -> float:
    return sum(loopback_google.tone_seconds(piece) for piece in pack(text))


class TestContract(VoiceContract):
    engine: ClassVar[Engine] = ENGINE
    voice_name = "en"

    @pytest.fixture(autouse=True)
    def _online(self, google: LoopbackGoogle) -> None:
        """Every test of the contract has its Google."""


def test_the_registry_can_list_it_without_loading_anything_heavy() -> None:
    command = (
        "import sys, audio_edition.voices.gtts as g;"
        "print(g.ENGINE.name, [m for m in ('gtts', 'requests', 'soundfile') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout == "gtts []\n"


def test_all_languages_are_listed_with_their_tags() -> None:
    listed = {info.name: info for info in ENGINE.voices()}
    assert len(listed) > 60
    assert listed["en"].languages == ("en",)
    assert listed["iw"].languages[0] == "he"
    assert listed["fr-CA"].description == "French (Canada)"


def test_a_sentence_is_one_request_and_is_heard_whole(google: LoopbackGoogle) -> None:
    clip = say(ENGINE.voice("en", {}, lang="en"))
    assert google.texts == [SENTENCE]
    assert loud_seconds(clip) == pytest.approx(tones_seconds(SENTENCE), abs=0.03)
    assert clip.sample_rate_hz == 24_000


def test_phrases_are_one_text(google: LoopbackGoogle) -> None:
    ENGINE.voice("en", {}, lang="en").speak(
        (Phrase("Mr. "), Phrase("Lenin", (("ipa", "ˈlʲenʲɪn"),)), Phrase(" spoke."))
    )
    assert google.texts == ["Mr. Lenin spoke."]


def test_a_long_sentence_is_joined_without_a_hole(google: LoopbackGoogle) -> None:
    speaker = ENGINE.voice("en", {}, lang="en")
    clip = say(speaker, LONG)
    assert google.texts == list(pack(LONG))
    assert speaker.requests((Phrase(LONG),)) == google.requests == 3
    assert loud_seconds(clip) == pytest.approx(tones_seconds(LONG), abs=0.1)
    assert len(clip.samples) / clip.sample_rate_hz - loud_seconds(clip) < 2 * 0.15 + 0.4


def test_nearly_ten_thousand_characters_take_at_most_125_requests(google: LoopbackGoogle) -> None:
    prose = "".join(
        f"In its meeting of {year} the committee, as it had done for years, spoke of the old library; nobody, not even"
        f" chairman number {year - 1800}, expected the letter. It lay on the table, {year} times folded! “Who wrote"
        f" it?” asked the clerk, when it was opened at last, and there was a silence of {year} seconds. "
        for year in range(1900, 1940)
    )[:9960]
    speaker = ENGINE.voice("en", {}, lang="en")
    clip = say(speaker, prose)
    assert len(prose) == 9960
    assert google.requests == speaker.requests((Phrase(prose),)) <= 125
    assert set(google.texts) == set(pack(prose))
    assert "".join("".join(pack(prose)).split()) == "".join(prose.split())
    assert loud_seconds(clip) == pytest.approx(tones_seconds(prose), rel=0.01)


def test_a_piece_that_occurs_twice_is_asked_for_once_and_heard_twice(google: LoopbackGoogle) -> None:
    refrain = f"{SENTENCE} So it was for many years and nobody ever asked the clerk why it was so. " * 3
    speaker = ENGINE.voice("en", {}, lang="en")
    clip = say(speaker, refrain)
    assert google.requests == speaker.requests((Phrase(refrain),)) < len(pack(refrain))
    assert loud_seconds(clip) == pytest.approx(tones_seconds(refrain), abs=0.2)


@pytest.mark.parametrize("tld", TLDS)
def test_language_domain_and_speed_reach_google(google: LoopbackGoogle, tld: str) -> None:
    speaker = ENGINE.voice("fr-FR", {"tld": tld, "slow": True}, lang="en")
    speaker.speak((Phrase("Bonjour à tous."),))
    assert [(asked.language, asked.slow, asked.host) for asked in google.asked] == [
        ("fr", True, f"translate.google.{tld}")
    ]
    assert speaker.name == "gtts:fr"
    assert speaker.key["tld"] == tld
    assert speaker.key["slow"] is True


def test_what_changes_the_sound_is_in_the_key_and_the_rate_is_not() -> None:
    keys = [
        tuple(sorted(ENGINE.voice(name, parameters, lang="en").key.items()))
        for name, parameters in [("en", {}), ("de", {}), ("en", {"slow": True}), ("en", {"tld": "ca"})]
    ]
    assert len(set(keys)) == 4
    assert ENGINE.voice("", {}, lang="en-GB").key == ENGINE.voice("en", {"requests-per-second": 5}, lang="de").key


@pytest.mark.parametrize(
    ("name", "parameters", "words"),
    [
        ("klingon", {}, "no language"),
        ("en", {"speed": 2}, "no parameter 'speed'"),
        ("en", {"slwo": True}, "did you mean 'slow'"),
        ("en", {"slow": "yes"}, "true or false"),
        ("en", {"slow": 1}, "true or false"),
        ("en", {"tld": "com@evil.example/?"}, "'tld'"),
        ("en", {"tld": "co.ukk"}, "did you mean 'co.uk'"),
        ("en", {"tld": 5}, "text"),
        ("en", {"requests-per-second": -1.0}, "0 to 1000"),
    ],
)
def test_unknown_names_and_parameters_are_refused(name: str, parameters: dict[str, str], words: str) -> None:
    with pytest.raises(VoiceError) as refused:
        ENGINE.voice(name, parameters, lang="en")
    assert words in str(refused.value)


@pytest.mark.parametrize("text", ["— …", "?!", "\u200b"])
def test_nothing_to_pronounce_is_an_error_without_a_request(google: LoopbackGoogle, text: str) -> None:
    with pytest.raises(VoiceError, match="nothing to pronounce"):
        say(voice(google), text)
    assert google.requests == 0


def test_a_closed_voice_does_not_speak(google: LoopbackGoogle) -> None:
    speaker = voice(google)
    speaker.close()
    with pytest.raises(VoiceError, match="closed"):
        say(speaker)


# --- the line


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
def test_the_bundle_of_the_environment_is_trusted(
    google: LoopbackGoogle, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    monkeypatch.setenv(name, str(google.authority.bundle))
    say(voice(google))
    assert google.requests == 1


@pytest.mark.parametrize("trusted", ["another authority", "certifi"])
def test_an_untrusted_certificate_is_refused_before_the_text_is_sent(
    google: LoopbackGoogle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, trusted: str
) -> None:
    if trusted == "certifi":
        monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    else:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(TestAuthority(tmp_path).bundle))
    with pytest.raises(VoiceError, match=r"certificate of translate\.google is not trusted") as refused:
        say(voice(google))
    assert not isinstance(refused.value, VoiceUnavailableError)
    assert len(google.connects) == 1
    assert google.requests == 0


def test_a_certificate_for_another_host_is_refused(google: LoopbackGoogle, tmp_path: Path) -> None:
    authority = TestAuthority(tmp_path, ["translate.example.com"])
    google.authority.bundle.write_bytes(authority.bundle.read_bytes())
    google._tls.load_cert_chain(authority.chain)
    with pytest.raises(VoiceError, match="not trusted"):
        say(voice(google))
    assert google.requests == 0


def test_a_bundle_that_is_not_there_is_named(google: LoopbackGoogle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/bundle.pem")
    with pytest.raises(VoiceError, match=r"REQUESTS_CA_BUNDLE.*/no/such/bundle\.pem"):
        say(voice(google))
    assert google.connects == []


def test_nobody_else_in_the_process_notices(google: LoopbackGoogle, recwarn: pytest.WarningsRecorder) -> None:
    import gtts.tts

    say(voice(google))
    assert gtts.tts.requests is requests
    with pytest.raises(requests.exceptions.SSLError):
        requests.get("https://translate.google.com/", timeout=10, verify=DEFAULT_CA_BUNDLE_PATH)
    warnings.warn("still heard", urllib3.exceptions.InsecureRequestWarning, stacklevel=1)
    assert [str(warning.message) for warning in recwarn] == ["still heard"]


def test_no_proxy_is_respected(google: LoopbackGoogle, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "translate.google.com")
    tried: list[object] = []

    def nowhere(host: object, *_: object, **__: object) -> object:
        tried.append(host)
        raise OSError("no network in this test")

    monkeypatch.setattr("socket.getaddrinfo", nowhere)
    with pytest.raises(VoiceUnavailableError, match="cannot be reached"):
        say(voice(google))
    assert set(tried) == {"translate.google.com"}
    assert google.connects == []


def test_a_proxy_gets_its_password_and_nobody_else_hears_it(
    google: LoopbackGoogle, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, f"http://anna:s3cr3t-w0rd@127.0.0.1:{google.port}")
    caplog.set_level(logging.DEBUG)
    say(voice(google))
    assert "Proxy-Authorization: Basic YW5uYTpzM2NyM3QtdzByZA==" in google.proxy_headers[0]
    google.proxy_status = 407
    with pytest.raises(VoiceError, match="proxy wants a name and a password") as refused:
        say(voice(google), "Another one.")
    assert not isinstance(refused.value, VoiceUnavailableError)
    assert "s3cr3t" not in str(refused.value) + caplog.text


@pytest.mark.parametrize(
    ("proxy", "words"),
    [("http://127.0.0.1:1", "proxy cannot be reached"), ("http://", "proxy of the environment"), ("x://y", "proxy")],
)
def test_a_proxy_that_is_of_no_use_is_named(
    google: LoopbackGoogle, monkeypatch: pytest.MonkeyPatch, proxy: str, words: str
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, proxy)
    with pytest.raises(VoiceError, match=words):
        say(voice(google))


def test_the_text_is_in_no_log_above_debug_and_in_no_message(
    google: LoopbackGoogle, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    google.behaviour = loopback_google.html_inside
    with pytest.raises(VoiceError) as refused:
        say(voice(google), "Zanzibar is planted here.")
    assert len(caplog.records) == 5
    assert "Zanzibar" not in caplog.text + str(refused.value)


# --- what goes wrong


def twice(asked: loopback_google.Asked) -> loopback_google.Answer:
    answer = loopback_google.envelope(loopback_google.mp3_speech(asked.text))
    return loopback_google.Answer(answer + answer.removeprefix(b")]}'\n\n"))


SPOILED = [
    pytest.param(page(), "web page instead of sound", id="consent page"),
    pytest.param(lambda _: loopback_google.Answer(), "an empty answer", id="empty body"),
    pytest.param(page("{}"), "unknown form", id="another form"),
    pytest.param(loopback_google.null_payload, "answer without sound", id="null payload"),
    pytest.param(loopback_google.empty_payload, "sound", id="empty payload"),
    pytest.param(loopback_google.broken_base64, "cannot be decoded", id="broken base64"),
    pytest.param(loopback_google.truncated_mp3, "middle of a frame", id="truncated MP3"),
    pytest.param(loopback_google.junk_inside, "not MP3 at byte 384", id="junk inside"),
    pytest.param(loopback_google.html_inside, "not MP3 at byte 0", id="HTML inside"),
    pytest.param(loopback_google.tenth, "s of sound for", id="a tenth of the length"),
    pytest.param(twice, "more than one answer", id="two answers"),
    pytest.param(loopback_google.silent, "silent", id="silence"),
    pytest.param(delivered("endless"), "does not end", id="endless"),
]
UNAVAILABLE = [
    pytest.param(status(500), "HTTP 500", id="500"),
    pytest.param(status(503, "1"), "HTTP 503", id="503"),
    pytest.param(status(408), "HTTP 408", id="408"),
    pytest.param(
        redirect("https://consent.google.com/ml?continue=x"), "redirected to consent.google.com", id="redirect"
    ),
    pytest.param(delivered("short"), "broke off", id="short body"),
    pytest.param(delivered("drop"), "broke off", id="dropped"),
]
REFUSED = [
    pytest.param(status(429), "HTTP 429", id="429"),
    pytest.param(status(429, "2"), "HTTP 429", id="429 with seconds"),
    pytest.param(status(403), "HTTP 403", id="403"),
    pytest.param(redirect(), "unusual traffic", id="sorry redirect"),
    pytest.param(
        page("<html>Our systems have detected unusual traffic from your computer"), "unusual traffic", id="sorry"
    ),
]


@pytest.mark.parametrize(("behaviour", "words"), SPOILED)
def test_a_spoiled_reply_is_asked_for_again_and_then_an_error(
    google: LoopbackGoogle, behaviour: loopback_google.Behaviour, words: str
) -> None:
    google.behaviour = [behaviour] * 2
    assert loud_seconds(say(voice(google))) == pytest.approx(tones_seconds(SENTENCE), abs=0.03)
    assert google.requests == 3
    google.behaviour = behaviour
    with pytest.raises(VoiceError, match=words) as failed:
        say(voice(google))
    assert "(5 attempts)" in failed.value.what
    assert failed.value.exit_code == 4
    assert google.requests == 8


@pytest.mark.parametrize(("behaviour", "words"), UNAVAILABLE)
def test_an_outage_is_waited_for_and_then_an_error_for_now(
    google: LoopbackGoogle, behaviour: loopback_google.Behaviour, words: str
) -> None:
    google.behaviour = [behaviour] * 2
    assert loud_seconds(say(voice(google))) == pytest.approx(tones_seconds(SENTENCE), abs=0.03)
    google.behaviour = behaviour
    with pytest.raises(VoiceUnavailableError, match=words) as failed:
        say(voice(google))
    assert "same command again" in failed.value.hint
    assert google.requests == 8


@pytest.mark.parametrize(("behaviour", "words"), REFUSED)
def test_refusals_end_in_a_block_that_a_new_voice_knows_of(
    google: LoopbackGoogle, behaviour: loopback_google.Behaviour, words: str
) -> None:
    waiting = Waiting()
    google.behaviour = behaviour
    with pytest.raises(VoiceUnavailableError, match=words) as blocked:
        say(voice(google, waiting))
    assert "not asked again before" in blocked.value.what
    assert google.requests == 3
    google.behaviour = loopback_google.speech
    with pytest.raises(VoiceUnavailableError, match="not asked again before"):
        say(voice(google, waiting))
    assert google.requests == 3
    waiting.now += 3600
    say(voice(google, waiting))
    assert google.requests == 4
    assert SharedRecord(google.state).read().blocks == 0


def test_one_refusal_is_forgiven(google: LoopbackGoogle) -> None:
    google.behaviour = [status(429), status(403)]
    say(voice(google))
    assert google.requests == 3
    assert SharedRecord(google.state).read() == Record(next_at=SharedRecord(google.state).read().next_at)


@pytest.mark.parametrize(("code", "requests_made"), [(400, 1), (404, 1), (451, 1)])
def test_what_will_not_change_is_not_asked_again(google: LoopbackGoogle, code: int, requests_made: int) -> None:
    google.behaviour = status(code)
    with pytest.raises(VoiceError, match=f"HTTP {code}") as failed:
        say(voice(google))
    assert failed.value.exit_code == 4
    assert google.requests == requests_made


@pytest.mark.parametrize("how", ["drip", "drip-head", "hang"])
def test_the_deadline_holds_against_a_server_that_does_not_finish(google: LoopbackGoogle, how: str) -> None:
    google.behaviour = delivered(how)
    with pytest.raises(VoiceUnavailableError, match=r"no complete answer within 0\.3 s"):
        say(voice(google, deadline_s=0.3, attempts=2))
    assert google.requests == 2
    for thread in threading.enumerate():
        if thread.name == "http-request":
            thread.join(10)  # its connection has been cut, so that it ends long before the server would
    assert [thread for thread in threading.enumerate() if thread.name == "http-request"] == []


@pytest.mark.parametrize(
    ("retry_after", "least_s"),
    [("7", 7.0), ("120", 120.0), ("Fri, 15 Jan 2027 08:00:30 GMT", 30.0), ("soon", 0.0), ("", 0.0), ("-5", 0.0)],
)
def test_retry_after_is_honoured(google: LoopbackGoogle, retry_after: str, least_s: float) -> None:
    waiting = Waiting()  # Fri, 15 Jan 2027 08:00:00 GMT
    google.behaviour = [status(429, retry_after)]
    say(voice(google, waiting))
    jitter_s = 0.5 * 4.0
    assert waiting.slept == [pytest.approx(least_s + jitter_s, abs=0.1)]


def test_a_retry_after_beyond_patience_is_a_block(google: LoopbackGoogle) -> None:
    google.behaviour = status(429, "7200")
    with pytest.raises(VoiceUnavailableError, match="in 120 min"):
        say(voice(google))
    assert google.requests == 1


def test_waits_grow_and_are_jittered(google: LoopbackGoogle) -> None:
    waiting = Waiting()
    google.behaviour = status(500)
    with pytest.raises(VoiceUnavailableError):
        say(voice(google, waiting))
    assert waiting.slept == [0.5, 1.0, 2.0, 4.0]


def test_finished_pieces_are_not_asked_for_again(google: LoopbackGoogle) -> None:
    first, second, third = pack(LONG)
    speaker = voice(google)
    google.behaviour = lambda asked: (status(500) if asked.text == third else loopback_google.speech)(asked)
    with pytest.raises(VoiceUnavailableError):
        say(speaker, LONG)
    assert google.texts == [first, second, *[third] * 5]
    google.behaviour = loopback_google.speech
    clip = say(speaker, LONG)
    assert google.texts[7:] == [third]
    assert loud_seconds(clip) == pytest.approx(tones_seconds(LONG), abs=0.1)


def test_the_rate_holds_for_all_voices_together(google: LoopbackGoogle) -> None:
    waiting = Waiting()
    gate = Gate(SharedRecord(google.state), RateLimit(0.5, 2), Patience(), waiting.timing())
    for number in range(3):
        say(GttsVoice(Speech("en"), gate), f"Sentence number {number}.")
        say(GttsVoice(Speech("de"), gate), f"Satz Nummer {number}.")
    assert waiting.slept == [2.0, 2.0, 2.0, 2.0]


# --- the probe


def test_the_probe_speaks_a_word(google: LoopbackGoogle) -> None:
    assert ENGINE.probe() == ""
    assert google.texts == ["hello"]


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (status(500), "HTTP 500"),
        (status(429), "HTTP 429"),
        (loopback_google.null_payload, "answer without sound"),
        (page(), "web page"),
        (redirect(), "unusual traffic"),
    ],
)
def test_the_probe_says_why_not_after_one_request(
    google: LoopbackGoogle, behaviour: loopback_google.Behaviour, words: str
) -> None:
    google.behaviour = behaviour
    assert words in ENGINE.probe()
    assert google.requests == 1


def test_the_probe_asks_nothing_during_a_block(google: LoopbackGoogle) -> None:
    google.behaviour = status(429, "3600")
    with pytest.raises(VoiceUnavailableError):
        say(ENGINE.voice("en", {}, lang="en"))
    google.behaviour = loopback_google.speech
    assert "not asked again before" in ENGINE.probe()
    assert google.requests == 1


def test_the_probe_without_a_network_says_so(google: LoopbackGoogle, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert "proxy" in ENGINE.probe()


def test_threads_that_ask_first_at_once_load_one_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two clients, the errors of the one are strangers to who caught those of the other."""
    find, together = importlib.util.find_spec, threading.Barrier(4)

    def slowly(name: str) -> object:
        time.sleep(0.05)
        return find(name)

    monkeypatch.setattr(importlib.util, "find_spec", slowly)
    _transport._load.cache_clear()

    def load(_: int) -> int:
        together.wait()
        return id(_transport.client())

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(load, range(4)))) == 1
