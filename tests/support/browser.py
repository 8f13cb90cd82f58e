"""Chromium, driven by Playwright, and a small server with byte ranges for what it opens.

Enters: a page, as a file or by the server. Leaves: the page as the browser has it, with all it asked for and said; what
axe-core finds in it. Refuses: a missing program, as ``readers.require`` does.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from support.loopback_server import LoopbackServer
from support.readers import SCRIPTS, require

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK, PHONE = (1280, 720), (390, 844)
_TYPES = {".html": "text/html; charset=utf-8", ".mp3": "audio/mpeg", ".xml": "application/rss+xml", ".vtt": "text/vtt"}


@dataclass
class Visit:
    """A page in a tab of its own."""

    page: Any
    """Playwright's."""
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """On the console, as errors that nobody caught, and in dialogs."""

    def ask(self, script: str, argument: object = None) -> Any:
        """Evaluate JavaScript in the page."""
        return self.page.evaluate(script, argument)

    def wait(self, script: str, argument: object = None) -> None:
        """Wait until it is true."""
        self.page.wait_for_function(script, arg=argument, polling=20)

    def axe(self) -> list[str]:
        """Every violation that axe-core finds, with the elements."""
        return axe_with(self.ask, self.ask)

    def press(self, keys: str) -> None:
        """Press keys, ``Shift+ArrowLeft``."""
        self.page.keyboard.press(keys)

    def click(self, selector: str) -> None:
        """Click the first such element."""
        self.page.locator(selector).first.click()

    def reload(self) -> None:
        """Load the page again."""
        self.page.reload()


def axe_with(run: Callable[[str], object], ask: Callable[[str], Any]) -> list[str]:
    """Every violation that axe-core finds in a page, with the elements.

    Args:
        run: Runs JavaScript in the page.
        ask: Calls a function of JavaScript there.
    """
    require("npm:axe-core")
    run((SCRIPTS / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found = ask("() => axe.run(document, {iframes: false}).then((result) => result.violations)")
    return [f"{each['id']}: {node['html']} {node['failureSummary']}" for each in found for node in each["nodes"]]


class Browser:
    """Chromium, running."""

    def __init__(self, playwright: Any) -> None:
        self._browser = playwright.chromium.launch(executable_path=_executable(), args=list(FLAGS))

    @contextmanager
    def visit(
        self, url: str, *, size: tuple[int, int] = DESK, dark: bool = False, prelude: str = "", **context: Any
    ) -> Iterator[Visit]:
        """Open a page, and wait until it and its metadata are there.

        Args:
            url: ``http://127.0.0.1:...`` or ``file://...``.
            size: Of the window.
            dark: Whether the user prefers a dark page.
            prelude: JavaScript that runs before any of the page.
            context: See Playwright's ``new_context``.
        """
        opened = self._browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light", **context
        )
        page = opened.new_page()
        visit = Visit(page)
        page.on("request", lambda request: visit.requests.append(request.url))
        page.on("console", lambda message: visit.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: visit.said.append(f"uncaught: {error}"))
        page.on("dialog", lambda dialog: (visit.said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        if prelude:
            page.add_init_script(prelude)
        try:
            page.goto(url)
            yield visit
        finally:
            opened.close()

    def close(self) -> None:
        """End it."""
        self._browser.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium, for the tests of one module: while it runs, this thread has an event loop."""
    require("python:playwright")
    require(_executable())
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = Browser(playwright)
        try:
            yield browser
        finally:
            browser.close()


def _executable() -> str:
    """Of Debian's Chromium, or of the Chrome that stands in for it where there is no such package."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "chromium")


class FolderServer(LoopbackServer):
    """Serves a folder on 127.0.0.1, with ranges; a context manager."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        """Path and query of each request."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.asked.append(self.path)
                _answer(self, folder)

            def handle(self) -> None:
                with suppress(ConnectionError):  # the browser has heard enough
                    super().handle()

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(Handler)
        self.url = f"{self.url}/"


def _answer(handler: BaseHTTPRequestHandler, folder: Path) -> None:
    path = folder / unquote(urlsplit(handler.path).path).lstrip("/")
    if not path.is_file():
        handler.send_response(404)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return
    data = path.read_bytes()
    wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", handler.headers.get("Range", ""))
    start = int(wanted[1]) if wanted else 0
    end = min(int(wanted[2]) + 1, len(data)) if wanted and wanted[2] else len(data)
    handler.send_response(206 if wanted else 200)
    if wanted:
        handler.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(data)}")
    handler.send_header("Accept-Ranges", "bytes")
    handler.send_header("Content-Type", _TYPES.get(path.suffix, "application/octet-stream"))
    handler.send_header("Content-Length", str(end - start))
    handler.end_headers()
    handler.wfile.write(data[start:end])
