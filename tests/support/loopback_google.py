"""Google's translate service on 127.0.0.1, for the real gTTS client.

Enters: CONNECT to ``translate.google.*``, TLS, and gTTS's POST. Leaves: what Google would answer, with a tone whose
length tells the text; or one of the ways in which it goes wrong. Refuses: every other host, with 403.

    with LoopbackGoogle() as google:
        subprocess.run(["audio-edition", "build"], env={**os.environ, **google.environment})
        assert google.requests == 12

What it answers is decided by ``google.behaviour``: a function that takes an ``Asked`` and returns an ``Answer``, or a
list of such functions used up one by one (then it speaks again). It speaks by default.
"""

from __future__ import annotations

import base64
import datetime
import functools
import itertools
import json
import socket
import ssl
import tempfile
import threading
import time
import urllib.parse
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import lameenc
import numpy as np
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

RATE_HZ = 24_000
MS_PER_CHARACTER = 60
EDGE_MS = 120
"""Silence before and after the tone, as Google's clips have it."""
AMPLITUDE = 8000
_TLDS = ("com", "us", "co.uk", "com.au", "ca", "co.in", "ie", "co.za", "com.ng", "fr", "com.br", "pt", "com.mx", "es")
HOSTS = tuple(f"translate.google.{tld}" for tld in (*_TLDS, "com.hk", "my"))


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    text: str
    language: str
    slow: bool
    host: str
    ordinal: int
    """1 for the first request."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delivery: str = "whole"
    """``whole``; ``short``: two thirds of the promised bytes, then the end; ``drip``: a byte now and then;
    ``drip-head``: that from the status line on; ``hang``: nothing; ``endless``: no end; ``drop``: ends at once."""
    fault: str = ""
    """Its name; empty for speech."""


Behaviour = Callable[[Asked], Answer]


def tone_hz(text: str) -> int:
    """The pitch that tells the text from another of the same length."""
    return 300 + zlib.crc32(text.encode("utf-8", "surrogatepass")) % 16 * 50


def tone_seconds(text: str) -> float:
    """The length of the tone for a text, without the silence around it."""
    return len(text) * MS_PER_CHARACTER / 1000


@functools.lru_cache(maxsize=4096)
def mp3_tone(milliseconds: int, hz: int, amplitude: int = AMPLITUDE) -> bytes:
    """A tone as Google sends speech: MP3, 24 kHz, mono, 64 kb/s."""
    ramp = np.arange(milliseconds * RATE_HZ // 1000) / RATE_HZ
    edge = np.zeros(EDGE_MS * RATE_HZ // 1000)
    samples = np.concatenate([edge, amplitude * np.sin(2 * np.pi * hz * ramp), edge]).astype(np.int16)
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(64)
    encoder.set_in_sample_rate(RATE_HZ)
    encoder.set_out_sample_rate(RATE_HZ)
    encoder.set_channels(1)
    encoder.set_quality(7)
    return bytes(encoder.encode(samples.tobytes()) + encoder.flush())


def mp3_speech(text: str) -> bytes:
    """What Google would send for a text."""
    return mp3_tone(len(text) * MS_PER_CHARACTER, tone_hz(text))


def envelope(payload: bytes | str | None) -> bytes:
    """The form of Google's answer around a payload: MP3, base64 as given, or null."""
    coded = base64.b64encode(payload).decode("ascii") if isinstance(payload, bytes) else payload
    inner = None if coded is None else json.dumps([coded], separators=(",", ":"))
    line = json.dumps([["wrb.fr", "jQ1olc", inner, None, None, None, "generic"]], separators=(",", ":"))
    return f")]}}'\n\n{line}\n".encode()


def speech(asked: Asked) -> Answer:
    """Speak, as Google does."""
    return Answer(envelope(mp3_speech(asked.text)))


def status(code: int, retry_after: str = "") -> Behaviour:
    """Refuse with an HTTP status."""
    headers = {"Retry-After": retry_after} if retry_after else {}
    return lambda _: Answer(b"<html>no</html>", code, headers, fault=f"status {code}")


def redirect(location: str = "https://www.google.com/sorry/index?continue=x") -> Behaviour:
    """Redirect, by default to the page for unusual traffic."""
    return lambda _: Answer(b"", 302, {"Location": location}, fault="redirect")


def page(html: str = "<html><title>Before you continue</title></html>") -> Behaviour:
    """Answer with a web page: no marker in it."""
    return lambda _: Answer(html.encode(), headers={"Content-Type": "text/html"}, fault="page")


def delivered(how: str) -> Behaviour:
    """Speak, but deliver it badly: see ``Answer.delivery``."""
    return lambda asked: Answer(speech(asked).body, delivery=how, fault=how)


def spoken_as(name: str, change: Callable[[bytes], bytes | str | None]) -> Behaviour:
    """Speak with a changed payload."""
    return lambda asked: Answer(envelope(change(mp3_speech(asked.text))), fault=name)


def tenth(asked: Asked) -> Answer:
    """Speak a tenth of it: whole MP3, but the text is lost."""
    return Answer(envelope(mp3_tone(len(asked.text) * MS_PER_CHARACTER // 10, tone_hz(asked.text))), fault="tenth")


def silent(asked: Asked) -> Answer:
    """Send silence of the right length."""
    return Answer(envelope(mp3_tone(len(asked.text) * MS_PER_CHARACTER, 300, 0)), fault="silent")


null_payload = spoken_as("null payload", lambda _: None)
broken_base64 = spoken_as("broken base64", lambda mp3: base64.b64encode(mp3).decode("ascii")[:-3])
truncated_mp3 = spoken_as("truncated", lambda mp3: mp3[: len(mp3) * 2 // 3 // 192 * 192 + 100])
html_inside = spoken_as("HTML inside", lambda _: b"<html><body>Error 500</body></html>" * 50)
junk_inside = spoken_as("junk inside", lambda mp3: mp3[:384] + b"junk" * 20 + mp3[384:])
empty_payload = spoken_as("empty payload", lambda _: b"")


class TestAuthority:
    """A certificate authority of our own, and the server certificate it signed."""

    __test__ = False

    def __init__(self, folder: Path, hosts: Iterable[str] = HOSTS) -> None:
        self.bundle = folder / "ca.pem"
        self.chain = folder / "server.pem"
        now = datetime.datetime.now(datetime.UTC)
        key, server_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Loopback Google test CA")])
        identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        from_ca = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
        start, end = now - datetime.timedelta(days=1), now + datetime.timedelta(days=2)
        signs = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        speaks = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
        authority = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), start, end)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(signs, critical=True)
            .add_extension(identifier, critical=False)
            .sign(key, hashes.SHA256())
        )
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "translate.google.com")])
        public = server_key.public_key()
        server = (
            x509.CertificateBuilder(name, subject, public, x509.random_serial_number(), start, end)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(speaks, critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(from_ca, critical=False)
            .sign(key, hashes.SHA256())
        )
        pem = serialization.Encoding.PEM
        self.bundle.write_bytes(authority.public_bytes(pem))
        secret = server_key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        self.chain.write_bytes(server.public_bytes(pem) + secret)


class LoopbackGoogle:
    """The service; a context manager."""

    def __init__(self, behaviour: Behaviour | Iterable[Behaviour] = speech) -> None:
        self.behaviour: Behaviour | Iterable[Behaviour] = behaviour
        self.asked: list[Asked] = []
        """Every request, in order of arrival."""
        self.answers: list[tuple[Asked, Answer]] = []
        """Every request with what it got."""
        self.connects: list[str] = []
        """``host:port`` of every CONNECT."""
        self.proxy_headers: list[str] = []
        self.proxy_status = 200
        self.hang_s = 30.0
        """The longest that ``hang`` and ``drip`` hold a connection."""
        self._ordinals = itertools.count(1)
        self._scripted: tuple[object, Iterable[Behaviour]] | None = None
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        self.authority = TestAuthority(folder)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(self.authority.chain)
        self.state = folder / "state"
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._listener.getsockname()[1])
        self._threads: list[threading.Thread] = []

    @property
    def requests(self) -> int:
        """How many requests arrived."""
        return len(self.asked)

    @property
    def texts(self) -> list[str]:
        """The texts of the requests, in order of arrival."""
        return [asked.text for asked in self.asked]

    @property
    def environment(self) -> dict[str, str]:
        """What a process must have in its environment to reach this service instead of Google."""
        proxy = f"http://127.0.0.1:{self.port}"
        return {
            "HTTPS_PROXY": proxy,
            "https_proxy": proxy,
            "ALL_PROXY": "",
            "all_proxy": "",
            "NO_PROXY": "",
            "no_proxy": "",
            "REQUESTS_CA_BUNDLE": str(self.authority.bundle),
            "AUDIO_EDITION_STATE_DIR": str(self.state),
            "AUDIO_EDITION_GTTS_RATE": "1000",
            "AUDIO_EDITION_GTTS_BURST": "1000",
        }

    def __enter__(self) -> LoopbackGoogle:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in list(self._threads):
            thread.join(10)
        self._folder.cleanup()

    def forget(self) -> None:
        """Start counting anew."""
        self.asked.clear()
        self.answers.clear()
        self.connects.clear()

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads = [running for running in self._threads if running.is_alive()] + [thread]
        thread.start()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(60)
        with connection, suppress(OSError, ValueError):
            head, rest = _read_head(connection)
            host, allowed = self._connected(head)
            if not allowed:
                code = 403 if self.proxy_status == 200 else self.proxy_status
                connection.sendall(b"HTTP/1.1 %d no\r\nContent-Length: 0\r\n\r\n" % code)
                return
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            if rest:
                raise ValueError("bytes before the handshake")
            with self._tls.wrap_socket(connection, server_side=True) as secure:
                self._answer(secure, host)

    def _connected(self, head: bytes) -> tuple[str, bool]:
        method, target, *_ = head.decode("latin-1").split(" ")
        self.connects.append(target)
        self.proxy_headers.append(head.decode("latin-1"))
        host = target.rpartition(":")[0]
        return host, method == "CONNECT" and host in HOSTS and self.proxy_status == 200

    def _answer(self, secure: ssl.SSLSocket, host: str) -> None:
        head, body = _read_head(secure)
        wanted = int(_header(head, "content-length") or 0)
        while len(body) < wanted:
            body += secure.recv(65536) or _ended()
        answer = self._decide(body, host)
        reasons = {200: "OK", 302: "Found", 429: "Too Many Requests"}
        lines = [
            f"HTTP/1.1 {answer.status} {reasons.get(answer.status, 'Error')}",
            f"Content-Length: {len(answer.body)}",
        ]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        start = "\r\n".join([*lines, "", ""]).encode("latin-1")
        self._deliver(secure, start, answer)

    def _decide(self, body: bytes, host: str) -> Answer:
        rpc = json.loads(urllib.parse.parse_qs(body.decode("ascii"))["f.req"][0])
        text, language, slow, _ = json.loads(rpc[0][0][1])
        with self._lock:
            asked = Asked(text, language, bool(slow), host, next(self._ordinals))
            self.asked.append(asked)
            answer = self._next()(asked)
            self.answers.append((asked, answer))
        return answer

    def _next(self) -> Behaviour:
        if callable(self.behaviour):
            return self.behaviour
        if self._scripted is None or self._scripted[0] is not self.behaviour:
            self._scripted = (self.behaviour, iter(self.behaviour))
        return next(iter(self._scripted[1]), speech)

    def _deliver(self, secure: ssl.SSLSocket, start: bytes, answer: Answer) -> None:
        everything = start + answer.body
        if answer.delivery == "whole":
            secure.sendall(everything)
        elif answer.delivery == "short":
            secure.sendall(everything[: len(start) + len(answer.body) * 2 // 3])
        elif answer.delivery == "hang":
            self._stopping.wait(self.hang_s)
        elif answer.delivery == "endless":
            secure.sendall(start.split(b"\r\n")[0] + b"\r\n\r\n")
            until = time.monotonic() + self.hang_s
            while time.monotonic() < until and not self._stopping.is_set():
                secure.sendall(b"x" * 65536)
        elif answer.delivery.startswith("drip"):
            known = 0 if answer.delivery == "drip-head" else len(start)
            secure.sendall(everything[:known])
            until = time.monotonic() + self.hang_s
            for byte in everything[known:]:
                if time.monotonic() > until or self._stopping.wait(0.02):
                    return
                secure.sendall(bytes([byte]))
        elif answer.delivery != "drop":
            raise ValueError(answer.delivery)


def _read_head(connection: socket.socket) -> tuple[bytes, bytes]:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536) or _ended()
    head, _, rest = data.partition(b"\r\n\r\n")
    return head, rest


def _header(head: bytes, name: str) -> str:
    for line in head.decode("latin-1").split("\r\n")[1:]:
        key, _, value = line.partition(":")
        if key.strip().lower() == name:
            return value.strip()
    return ""


def _ended() -> bytes:
    raise OSError("the client has gone")
