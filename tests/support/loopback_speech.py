"""A server on this machine that speaks ``POST /v1/audio/speech``, well or badly.

Enters: behaviours, one per request. Leaves: tones as long as speech of the text would be, and what was asked.
"""

from __future__ import annotations

import io
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

import numpy as np
import soundfile

from support.loopback_google import MS_PER_CHARACTER, mp3_tone, tone_hz
from support.loopback_server import LoopbackServer

RATE_HZ = 24_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def text(self) -> str:
        """What should be spoken."""
        return str(self.body.get("input", ""))


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delivery: str = "whole"
    """``whole``, ``chunked``; ``until closed``: whole, but its length is not said; ``short``: two thirds of what was
    promised; ``drip``: a byte now and then; ``drip-head``: that from the status line on; ``hang``: nothing; ``drop``:
    ends at once; ``endless``: no end."""


Behaviour = Callable[[Asked], Answer]


def wav(text: str, *, part: float = 1.0, amplitude: float = 0.3) -> bytes:
    """A tone as WAV, of the length that the text would have."""
    count = int(len(text) * MS_PER_CHARACTER / 1000 * RATE_HZ * part) + RATE_HZ // 4
    tone = amplitude * np.sin(2 * np.pi * tone_hz(text) * np.arange(count) / RATE_HZ)
    file = io.BytesIO()
    soundfile.write(file, tone, RATE_HZ, format="WAV", subtype="PCM_16")
    return file.getvalue()


def speech(asked: Asked) -> Answer:
    """Speak, in the format that was asked for."""
    if asked.body.get("response_format") == "mp3":
        tag = b"ID3\x04\x00\x00\x00\x00\x00\x0aTSSE\x00\x00\x00\x00\x00\x00"
        return Answer(tag + mp3_tone(len(asked.text) * MS_PER_CHARACTER, tone_hz(asked.text)))
    return Answer(wav(asked.text))


def streamed(asked: Asked) -> Answer:
    """Speak as OpenAI does: in chunks, with a header that does not know the size."""
    whole = wav(asked.text)
    at = whole.index(b"data")
    unknown = b"\xff\xff\xff\xff"
    return Answer(whole[:4] + unknown + whole[8 : at + 4] + unknown + whole[at + 8 :], delivery="chunked")


def status(code: int, error: str = "", **headers: str) -> Behaviour:
    """Refuse; the message quotes the text and the key, as real servers do."""

    def refuse(asked: Asked) -> Answer:
        message = f"no: {asked.text} {asked.headers.get('Authorization', '')}"
        body = json.dumps({"error": {"message": message, "code": error or None, "type": asked.text}})
        return Answer(body.encode(), code, {name.replace("_", "-"): value for name, value in headers.items()})

    return refuse


def says(body: bytes, **headers: str) -> Behaviour:
    """Answer with status 200 and these bytes."""
    return lambda _: Answer(body, headers=headers)


def delivered(how: str) -> Behaviour:
    """Speak, but deliver it badly."""
    return lambda asked: Answer(wav(asked.text), delivery=how)


class LoopbackSpeech(LoopbackServer):
    """The server; a context manager."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.behaviours: list[Behaviour] = []
        """Used up one by one; then it speaks."""
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self.stopping = threading.Event()
        self._now = 0
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle(self) -> None:
                with suppress(OSError):  # the client does not trust the certificate
                    super().handle()

            def do_POST(self) -> None:
                outer.serve(self)

            do_GET = do_POST

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(Handler)
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        start = "https://localhost" if tls else "http://127.0.0.1"
        self.base_url = f"{start}:{self._server.server_port}/v1"

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        super().__exit__()

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        handler.close_connection = True
        length = int(handler.headers.get("Content-Length") or 0)
        body = json.loads(handler.rfile.read(length)) if length else {}
        asked = Asked(handler.command, handler.path, dict(handler.headers.items()), body)
        with self._lock:
            self.asked.append(asked)
            behaviour = self.behaviours.pop(0) if self.behaviours else speech
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            self._deliver(handler.connection, behaviour(asked))
        except OSError:
            pass  # the client has gone
        finally:
            with self._lock:
                self._now -= 1

    def _deliver(self, connection: socket.socket, answer: Answer) -> None:
        chunked = answer.delivery in {"chunked", "endless"}
        length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(answer.body)}"
        lengths = [] if answer.delivery == "until closed" else [length]
        lines = [f"HTTP/1.1 {answer.status} X", *lengths, "Connection: close"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        start = "\r\n".join([*lines, "", ""]).encode()
        whole = start + answer.body
        if answer.delivery in {"whole", "until closed"}:
            connection.sendall(whole)
        elif answer.delivery == "chunked":
            connection.sendall(start)
            for at in range(0, len(answer.body), 5000):
                piece = answer.body[at : at + 5000]
                connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
            connection.sendall(b"0\r\n\r\n")
        elif answer.delivery == "short":
            connection.sendall(whole[: len(start) + len(answer.body) * 2 // 3])
        elif answer.delivery == "hang":
            self.stopping.wait(30)
        elif answer.delivery == "endless":
            connection.sendall(start)
            until = time.monotonic() + 30
            while time.monotonic() < until and not self.stopping.is_set():
                connection.sendall(b"10000\r\n%s\r\n" % (b"x" * 65536))
        elif answer.delivery.startswith("drip"):
            known = 0 if answer.delivery == "drip-head" else len(start)
            connection.sendall(whole[:known])
            for byte in whole[known:]:
                if self.stopping.wait(0.02):
                    return
                connection.sendall(bytes([byte]))
