"""A server of files on this machine, with ranges, that can break off, refuse or damage what it sends.

Enters: files by path. Leaves: replies, and what was asked. Refuses: unknown paths.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from support.loopback_server import LoopbackServer


class LoopbackFiles(LoopbackServer):
    """The server; a context manager."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, str]] = []
        """Path and Range of each request."""
        self.faults: list[str | int] = []
        """Used up by the requests for anything but the list: a status; ``break``: half of it; ``ignore-range``;
        ``wrong-range``; ``damage``; ``longer``; a Location that begins with ``http``; empty: none."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.close_connection = True
                outer._serve(self)

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(Handler)

    def offer(self, model: Path, card: str = "* License: CC0\n") -> dict[str, Any]:
        """Offer a voice and put it into the list; returns its entry, which may still be changed."""
        name = model.stem
        language, voice, quality = name.split("-")
        folder = f"{language.partition('_')[0]}/{language}/{voice}/{quality}"
        contents = {
            model.name: model.read_bytes(),
            f"{model.name}.json": Path(f"{model}.json").read_bytes(),
            "MODEL_CARD": card.encode(),
        }
        listed = {}
        for file, data in contents.items():
            self.files[f"{folder}/{file}"] = data
            digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
            listed[f"{folder}/{file}"] = {"size_bytes": len(data), "md5_digest": digest}
        entry = {"key": name, "name": voice, "quality": quality, "files": listed, "aliases": [f"old_{voice}"]}
        self.publish({**json.loads(self.files.get("voices.json", b"{}")), name: entry})
        return entry

    def publish(self, voices: Mapping[str, Any]) -> None:
        """Put another list in place."""
        self.files["voices.json"] = json.dumps(voices).encode()

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        path = unquote(handler.path).lstrip("/")
        wanted = handler.headers.get("Range", "")
        self.asked.append((path, wanted))
        data = self.files.get(path)
        fault = self.faults.pop(0) if self.faults and path != "voices.json" else ""
        if data is None or isinstance(fault, int):
            self._send(handler, fault if isinstance(fault, int) else 404, b"no")
            return
        if fault.startswith("http"):
            self._send(handler, 302, b"", Location=fault)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and fault != "ignore-range" else 0
        body, status, headers = data[start:], 200, {}
        if start:
            shown = start + 1 if fault == "wrong-range" else start
            status, headers = 206, {"Content-Range": f"bytes {shown}-{len(data) - 1}/{len(data)}"}
        if fault == "damage":
            body = bytes([body[0] ^ 1]) + body[1:]
        if fault == "longer":
            body += b"x" * 100
        self._send(handler, status, body, half=fault == "break", **headers)

    @staticmethod
    def _send(handler: BaseHTTPRequestHandler, status: int, body: bytes, *, half: bool = False, **headers: str) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2] if half else body)
