"""The engine ``openai`` against a server on this machine that speaks its interface, well and badly."""

from __future__ import annotations

import json
import logging
import ssl
import sys
import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from pathlib import Path

import pytest
import requests

from audio_edition.errors import AudioEditionError, SourceError, VoiceError, VoiceUnavailableError
from audio_edition.narration.model import Phrase
from audio_edition.net.retry import Patience, Timing
from audio_edition.voices.contract import VoiceContract
from audio_edition.voices.openai import ENGINE, OpenAIVoice
from audio_edition.voices.openai import _request as openai_request
from audio_edition.voices.openai._server import DEFAULT_BASE_URL, Server, find_key, find_server
from audio_edition.voices.protocol import Parameter
from conftest import RunCli
from support.loopback_google import TestAuthority, mp3_tone
from support.loopback_speech import (
    Answer,
    Asked,
    Behaviour,
    LoopbackSpeech,
    delivered,
    says,
    speech,
    status,
    streamed,
    wav,
)
from support.readers import require

KEY = "sk-planted-key-0123456789"
TEXT = "The zebrafinch committee met in the old library, as it had done for years."
SENTENCE = (Phrase(TEXT),)


@pytest.fixture
def server(isolated: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackSpeech]:
    with LoopbackSpeech() as service:
        monkeypatch.setenv("AUDIO_EDITION_OPENAI_BASE_URL", service.base_url)
        monkeypatch.setenv("AUDIO_EDITION_OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-for-openai-alone")
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        yield service


class Slept(list[float]):
    """How long it wanted to wait, in seconds."""


def make(slept: Slept | None = None, timeout_s: float = 30, **parameters: Parameter) -> OpenAIVoice:
    given = {name.replace("_", "-"): value for name, value in parameters.items()}
    voice = ENGINE.voice("alloy", given, lang="en")
    voice.server = Server(voice.server.base_url, timeout_s)
    waits = Slept() if slept is None else slept
    voice.patience = Patience(attempts=3)
    voice.timing = Timing(sleep=waits.append, random=lambda: 0.5)
    return voice


class TestOpenAI(VoiceContract):
    engine = ENGINE
    voice_name = "alloy"

    @pytest.fixture(autouse=True)
    def _with_a_server(self, server: LoopbackSpeech) -> None:
        pass


def test_what_is_asked_and_what_is_sent_with_it(server: LoopbackSpeech) -> None:
    make().speak(SENTENCE)
    make(model="kokoro", instructions="Calmly.", speed=1.5, format="mp3").speak(SENTENCE)
    first, second = server.asked
    assert (first.method, first.path) == ("POST", "/v1/audio/speech")
    assert first.headers["Authorization"] == f"Bearer {KEY}"
    plain = {"model": "gpt-4o-mini-tts", "voice": "alloy", "response_format": "wav", "input": TEXT}
    assert dict(first.body) == plain
    changed = {"model": "kokoro", "response_format": "mp3", "instructions": "Calmly.", "speed": 1.5}
    assert dict(second.body) == {**plain, **changed}


@pytest.mark.parametrize(
    ("behaviour", "rate_hz"),
    [(speech, 24_000), (streamed, 24_000), (says(mp3_tone(60 * len(TEXT), 440)), 24_000)],
    ids=["wav", "streamed wav", "mp3 though wav was asked for"],
)
def test_sound_is_taken_as_it_comes(server: LoopbackSpeech, behaviour: Behaviour, rate_hz: int) -> None:
    server.behaviours = [behaviour]
    clip = make().speak(SENTENCE)
    assert clip.sample_rate_hz == rate_hz
    assert len(clip.samples) / rate_hz == pytest.approx(len(TEXT) * 0.06 + 0.25, abs=0.1)


def test_mp3_with_a_tag_before_and_behind_it(server: LoopbackSpeech) -> None:
    server.behaviours = [lambda asked: Answer(speech(asked).body + b"TAG" + bytes(125))]
    assert len(make(format="mp3").speak(SENTENCE).samples) > 24_000


def cut_stream(asked: Asked) -> Answer:
    """A third of a WAV of unknown size, over a connection that is closed then."""
    whole = streamed(asked).body
    return Answer(whole[: len(whole) // 3 // 2 * 2], delivery="until closed")


def test_a_wav_that_says_its_size_needs_no_other_end(server: LoopbackSpeech) -> None:
    server.behaviours = [delivered("until closed")]
    assert len(make().speak(SENTENCE).samples) > 24_000
    assert len(server.asked) == 1


@pytest.mark.parametrize("part", [0.4, 1.95], ids=["cut", "twice"])
def test_a_reply_that_leaves_the_pace_of_the_voice_is_asked_for_again(server: LoopbackSpeech, part: float) -> None:
    voice = make()
    for number in range(4):
        voice.speak((Phrase(f"{TEXT} {'abcd'[number]}"),))
    server.behaviours = [lambda asked: Answer(wav(asked.text, part=part))]
    clip = voice.speak(SENTENCE)
    assert len(clip.samples) / clip.sample_rate_hz == pytest.approx(len(TEXT) * 0.06 + 0.25, abs=0.1)
    assert len(server.asked) == 6


def test_a_text_that_takes_so_long_is_taken_the_second_time(server: LoopbackSpeech) -> None:
    voice = make()
    for number in range(4):
        voice.speak((Phrase(f"{TEXT} {'abcd'[number]}"),))
    server.behaviours = [lambda asked: Answer(wav(asked.text, part=2.2))] * 2
    assert len(voice.speak(SENTENCE).samples) / 24_000 > 2 * len(TEXT) * 0.06
    assert len(server.asked) == 6


def test_a_reply_far_longer_than_its_text_is_not_read_to_its_end(server: LoopbackSpeech) -> None:
    server.behaviours = [lambda asked: Answer(wav(asked.text) + bytes(40 << 20))] * 3
    with pytest.raises(VoiceError, match="does not end"):
        make().speak((Phrase("A short one."),))


ONCE: list[tuple[str, Behaviour, float | None]] = [
    ("429 with seconds", status(429, "rate_limit_exceeded", Retry_After="7"), 7.5),
    (
        "429 with a date",
        status(429, Date=formatdate(1e9, usegmt=True), Retry_After=formatdate(1e9 + 9, usegmt=True)),
        9.5,
    ),
    ("429", status(429), 0.5),
    ("500", status(500), 0.5),
    ("503", status(503, Retry_After="3"), 3.5),
    ("HTML", says(b"<!doctype html><title>Sign in</title>"), 0.5),
    ("JSON", says(b'{"error": {"message": "overloaded"}}'), 0.5),
    ("empty", says(b""), 0.5),
    ("truncated WAV", lambda asked: Answer(wav(asked.text)[:5000]), 0.5),
    ("truncated MP3", says(mp3_tone(4000, 440)[:-50]), 0.5),
    ("tenth of the length", lambda asked: Answer(wav(asked.text, part=0.02)), 0.5),
    ("silence", lambda asked: Answer(wav(asked.text, amplitude=0)), 0.5),
    ("short body", delivered("short"), 0.5),
    ("a stream cut off where nothing tells its end", cut_stream, 0.5),
    ("drop", delivered("drop"), 0.5),
]


@pytest.mark.parametrize(("behaviour", "wait_s"), [row[1:] for row in ONCE], ids=[row[0] for row in ONCE])
def test_it_is_asked_again(server: LoopbackSpeech, behaviour: Behaviour, wait_s: float) -> None:
    server.behaviours = [behaviour]
    slept = Slept()
    assert len(make(slept).speak(SENTENCE).samples) > 24_000
    assert len(server.asked) == 2
    assert slept == [pytest.approx(wait_s)]


@pytest.mark.parametrize("how", ["hang", "drip", "drip-head"])
def test_no_server_holds_it_beyond_the_deadline(server: LoopbackSpeech, how: str) -> None:
    server.behaviours = [delivered(how)]
    assert len(make(timeout_s=1).speak(SENTENCE).samples) > 24_000
    assert len(server.asked) == 2


def test_a_reply_without_end(server: LoopbackSpeech, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai_request, "MOST_REPLY_BYTES", 1 << 20)
    server.behaviours = [delivered("endless")] * 3
    with pytest.raises(VoiceError, match=r"does not end \(3 attempts\)"):
        make().speak(SENTENCE)


@pytest.mark.parametrize(
    ("behaviour", "message"),
    [
        (status(400, "invalid_value"), r"HTTP 400 \(invalid_value\); check the model"),
        (status(401, "invalid_api_key"), r"HTTP 401 \(invalid_api_key\); check the key"),
        (status(403), "HTTP 403; the key may not"),
        (status(404, "model_not_found"), r"HTTP 404 \(model_not_found\); check the model"),
        (status(413), "HTTP 413"),
        (status(422), "HTTP 422"),
        (status(302, Location="http://evil.example/v1/audio/speech"), "redirects to evil.example, where neither"),
        (status(307, Location="/v2/audio/speech"), "redirects to another address"),
        (status(429, "insufficient_quota"), "there is no credit left"),
        (status(429, Retry_After="4000"), "it asks to wait 4000 s"),
    ],
)
def test_what_asking_again_would_not_help(server: LoopbackSpeech, behaviour: Behaviour, message: str) -> None:
    server.behaviours = [behaviour]
    with pytest.raises(VoiceError, match=message):
        make().speak(SENTENCE)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [(status(500), VoiceUnavailableError), (delivered("drop"), VoiceUnavailableError), (says(b"x"), VoiceError)],
)
def test_it_gives_up_in_the_end(server: LoopbackSpeech, behaviour: Behaviour, kind: type[VoiceError]) -> None:
    server.behaviours = [behaviour] * 3
    with pytest.raises(VoiceError, match="3 attempts") as caught:
        make().speak(SENTENCE)
    assert type(caught.value) is kind
    assert "what was spoken is kept" in caught.value.hint


def test_a_server_that_is_not_there(isolated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIO_EDITION_OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    with pytest.raises(VoiceUnavailableError, match=r"127\.0\.0\.1 cannot be reached.*is the server running"):
        make().speak(SENTENCE)
    assert "cannot be reached" in ENGINE.probe()


def test_requests_go_at_once_as_far_as_allowed(server: LoopbackSpeech) -> None:
    together = threading.Barrier(3)

    def wait(asked: Asked) -> Answer:
        together.wait(20)
        return speech(asked)

    server.behaviours = [wait] * 3
    voice = make(concurrent_requests=3)
    assert voice.concurrency == 3
    with ThreadPoolExecutor(voice.concurrency) as threads:
        list(threads.map(voice.speak, [SENTENCE] * 3))
    assert server.most_at_once == 3


def test_the_key_of_a_clip_has_what_changes_the_sound(server: LoopbackSpeech, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [
        make().key,
        make(model="x").key,
        make(instructions="Calmly.").key,
        make(speed=1.1).key,
        make(format="mp3").key,
    ]
    assert make(concurrent_requests=9).key == keys[0]
    monkeypatch.setenv("AUDIO_EDITION_OPENAI_BASE_URL", "https://voices.example/v1")
    keys.append(ENGINE.voice("alloy", {}, lang="en").key)
    shown = [json.dumps(dict(key), sort_keys=True) for key in keys]
    assert len(set(shown)) == len(keys)
    assert not any(KEY in key or "127.0.0.1" in key or "voices.example" in key for key in shown)


def test_nothing_planted_comes_out(
    server: LoopbackSpeech,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setenv("HTTP_PROXY", "http://user:planted-password@127.0.0.1:9")
    said: list[str] = []
    behaviours = [row[1] for row in ONCE] + [status(code, "x") for code in (400, 401, 403, 404, 429, 302)]
    for behaviour in behaviours:
        server.behaviours = [behaviour] * 3
        try:
            make().speak(SENTENCE)
        except AudioEditionError as error:
            said.append("".join(traceback.format_exception(error)))
            said.append(repr(error))
    assert len(said) == 2 * len(behaviours)
    said += [record.getMessage() for record in caplog.records if record.levelno > logging.DEBUG]
    voice = make()
    said += [json.dumps(dict(voice.key)), repr(voice), repr(voice.server), *capfd.readouterr()]
    everything = "\n".join(said)
    assert KEY not in everything
    assert "planted-password" not in everything
    assert "zebrafinch" not in everything


def test_nothing_planted_comes_out_of_the_program(server: LoopbackSpeech, run_cli: RunCli, publication: Path) -> None:
    (publication / "script" / "a.md").write_text("---\ntitle: A\nvoice: openai:alloy\n---\n\nOne sentence.\n")
    built = run_cli("build", check=True)
    assert server.asked
    server.behaviours = [status(401)] * 9
    (publication / "script" / "a.md").write_text("---\ntitle: A\nvoice: openai:alloy\n---\n\nAnother sentence.\n")
    failed = run_cli("--debug", "build", env={"HTTP_PROXY": "http://user:planted-password@127.0.0.1:9"})
    assert failed.returncode != 0
    manifest = "".join(path.read_text(errors="replace") for path in (publication / "audio").rglob("*.json"))
    everything = built.stdout + built.stderr + failed.stdout + failed.stderr + manifest
    assert "openai:alloy" in manifest
    assert KEY not in everything
    assert "planted-password" not in everything


def test_a_password_of_netrc_does_not_take_the_place_of_the_key(server: LoopbackSpeech, isolated: Path) -> None:
    (isolated / ".netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    make().speak(SENTENCE)
    assert server.asked[0].headers["Authorization"] == f"Bearer {KEY}"


def test_the_proxy_is_used_for_another_host_and_not_for_this_machine(
    server: LoopbackSpeech, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.base_url.removesuffix("/v1"))
    make().speak(SENTENCE)
    monkeypatch.setenv("AUDIO_EDITION_OPENAI_BASE_URL", "http://voices.example:8000/v1")
    make().speak(SENTENCE)
    assert [asked.path for asked in server.asked] == ["/v1/audio/speech", "http://voices.example:8000/v1/audio/speech"]


def test_the_probe_tells_a_wrong_key(server: LoopbackSpeech) -> None:
    server.behaviours = [status(200), status(404), status(401), status(503), delivered("drop")]
    assert [bool(ENGINE.probe()) for _ in range(5)] == [False, False, True, True, True]
    assert {asked.path for asked in server.asked} == {"/v1/models"}


@pytest.mark.parametrize(
    ("url", "concerns"),
    [
        ("https://api.openai.com/v1", ("the text is sent to api.openai.com",)),
        ("http://127.0.0.1:8880/v1", ()),
        ("http://localhost:8880/v1", ()),
        ("http://[::1]:8880/v1", ()),
        ("http://gpu.example/v1", ("the text is sent to gpu.example unencrypted, and a key with it: use https",)),
    ],
)
def test_what_a_person_should_know(isolated: Path, monkeypatch: pytest.MonkeyPatch, url: str, concerns: object) -> None:
    monkeypatch.setenv("AUDIO_EDITION_OPENAI_BASE_URL", url)
    assert ENGINE.voice("", {}, lang="en").concerns == concerns


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x/v1",
        "api.openai.com/v1",
        "https://",
        "https://me:planted@x/v1",
        "https://x/v1?key=planted",
        "http://x:0/",
    ],
)
def test_wrong_addresses_are_refused_and_not_shown(isolated: Path, tmp_path: Path, url: str) -> None:
    with pytest.raises(VoiceError, match="AUDIO_EDITION_OPENAI_BASE_URL") as caught:
        find_server({"AUDIO_EDITION_OPENAI_BASE_URL": url}, tmp_path)
    assert "planted" not in str(caught.value)
    (tmp_path / "openai.toml").write_text(f'base_url = "{url}"')
    with pytest.raises(SourceError, match=r"openai\.toml:1: base_url") as other:
        find_server({}, tmp_path)
    assert "planted" not in str(other.value)


def test_the_server_of_the_settings(tmp_path: Path) -> None:
    assert find_server({}, tmp_path) == Server(DEFAULT_BASE_URL)
    (tmp_path / "openai.toml").write_text('base_url = "http://127.0.0.1:1/v1/"\ntimeout_s = 5\nconcurrent_requests = 2')
    assert find_server({}, tmp_path) == Server("http://127.0.0.1:1/v1", 5, 2)
    other = {"AUDIO_EDITION_OPENAI_BASE_URL": "https://x.example/v1"}
    assert find_server(other, tmp_path) == Server("https://x.example/v1", 5, 2)


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("api_key = 'sk-planted'", "unknown key 'api_key'"),
        ("base_urI = 'x'", "did you mean 'base_url'"),
        ("timeout_s = 0", "timeout_s is 0"),
        ("concurrent_requests = 1.5", "concurrent_requests is 1.5"),
        ("base_url = 1", "base_url is 1, which is not text"),
    ],
)
def test_wrong_settings_are_refused(tmp_path: Path, toml: str, message: str) -> None:
    (tmp_path / "openai.toml").write_text(toml)
    with pytest.raises(SourceError, match=message) as caught:
        find_server({}, tmp_path)
    assert "planted" not in str(caught.value)


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda *_: None)


@pytest.mark.parametrize(
    ("url", "environment", "key"),
    [
        (DEFAULT_BASE_URL, {"OPENAI_API_KEY": "a"}, "a"),
        (DEFAULT_BASE_URL, {"OPENAI_API_KEY": "a", "AUDIO_EDITION_OPENAI_API_KEY": "b"}, "b"),
        ("http://127.0.0.1:8880/v1", {"OPENAI_API_KEY": "a"}, ""),
        ("http://api.openai.com/v1", {"OPENAI_API_KEY": "a"}, ""),
        ("https://api.openai.com.evil.example/v1", {"OPENAI_API_KEY": "a"}, ""),
        ("https://gpu.example/v1", {"AUDIO_EDITION_OPENAI_API_KEY": " b\n"}, "b"),
    ],
)
@pytest.mark.usefixtures("no_keyring")
def test_keys_go_where_they_belong(url: str, environment: dict[str, str], key: str) -> None:
    assert find_key(Server(url), environment) == key


@pytest.mark.usefixtures("no_keyring")
def test_openai_without_a_key() -> None:
    with pytest.raises(VoiceError, match="OpenAI needs a key"):
        find_key(Server(), {})
    with pytest.raises(VoiceError, match="characters that a key cannot have") as caught:
        find_key(Server(), {"OPENAI_API_KEY": "sk-planted\r\nX: y"})
    assert "planted" not in str(caught.value)


def test_the_keyring_is_asked_last() -> None:
    require("python:keyring")
    import keyring
    import keyring.backends.null
    import keyring.errors

    class InMemory(keyring.backends.null.Keyring):
        def get_password(self, service: str, username: str) -> str | None:
            return "from-the-keyring" if (service, username) == ("audio-edition", "api.openai.com") else None

    class Locked(InMemory):
        def get_password(self, service: str, username: str) -> str | None:
            raise keyring.errors.KeyringLocked

    before = keyring.get_keyring()
    try:
        keyring.set_keyring(InMemory())
        assert find_key(Server(), {}) == "from-the-keyring"
        assert find_key(Server(), {"OPENAI_API_KEY": "a"}) == "a"
        assert find_key(Server("https://gpu.example/v1"), {}) == ""
        keyring.set_keyring(Locked())
        with pytest.raises(VoiceError, match="OpenAI needs a key"):
            find_key(Server(), {})
    finally:
        keyring.set_keyring(before)


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("../x\n", {}, "cannot be the name of a voice"),
        ("-x", {}, "cannot be the name of a voice"),
        ("alloy", {"speed": 5.0}, "0.25 to 4"),
        ("alloy", {"format": "flac"}, "it may be: wav, mp3"),
        ("alloy", {"base-url": "http://evil.example"}, "no parameter 'base-url'"),
        ("alloy", {"api-key": "x"}, "no parameter 'api-key'"),
    ],
)
def test_wrong_voices_are_refused(isolated: Path, name: str, parameters: dict[str, Parameter], message: str) -> None:
    with pytest.raises(VoiceError, match=message):
        ENGINE.voice(name, parameters, lang="en")


def test_a_voice_mixed_of_two_is_a_voice(isolated: Path) -> None:
    assert ENGINE.voice("af_bella(2)+af_sky(1)", {}, lang="en").name == "openai:af_bella(2)+af_sky(1)"


def test_certificates_are_verified(isolated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = TestAuthority(tmp_path, ("localhost",))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(authority.chain)
    monkeypatch.setenv("AUDIO_EDITION_OPENAI_API_KEY", KEY)
    with LoopbackSpeech(tls) as server:
        monkeypatch.setenv("AUDIO_EDITION_OPENAI_BASE_URL", server.base_url)
        with pytest.raises(VoiceError, match="certificate of localhost is not trusted"):
            make().speak(SENTENCE)
        assert server.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.bundle))
        assert len(make().speak(SENTENCE).samples) > 24_000
        server.behaviours = [delivered("drip")]
        assert len(make(timeout_s=1).speak(SENTENCE).samples) > 24_000


def test_certificates_of_the_environment_must_be_there(server: LoopbackSpeech, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")
    with pytest.raises(VoiceError, match="REQUESTS_CA_BUNDLE names are not there"):
        make().speak(SENTENCE)


def test_requests_itself_is_left_as_it_was(server: LoopbackSpeech) -> None:
    make().speak(SENTENCE)
    with requests.Session() as session:
        assert session.trust_env
        assert type(session.adapters["https://"]) is requests.adapters.HTTPAdapter
