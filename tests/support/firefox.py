"""Firefox, driven by its own WebDriver BiDi: Playwright drives only one of its own, and Debian has no geckodriver.

Enters: a page. Leaves: the page as Firefox has it, with all it asked for and said. Refuses: a missing program, as
``readers.require`` does.

Source: W3C, WebDriver BiDi; W3C, WebDriver, 17.4.2 (the codes of keys).
"""

from __future__ import annotations

import json
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.browser import DESK, axe_with
from support.readers import require

_PREFERENCES = {
    "media.autoplay.default": 0,
    "media.volume_scale": "0.0",
    "remote.active-protocols": 1,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "app.update.disabledForTesting": True,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "privacy.reduceTimerPrecision": False,
    "full-screen-api.allow-trusted-requests-only": False,
    # Whatever it asks of its own accord goes nowhere; the pages are files.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
}
_KEYS = {
    "Shift": "\ue008",
    "Enter": "\ue007",
    "Space": " ",
    "PageUp": "\ue00e",
    "PageDown": "\ue00f",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
    "F1": "\ue031",
    "F5": "\ue035",
}
_LONGEST_WAIT_S = 30


@dataclass
class FirefoxVisit:
    """A page in a tab of its own; has of ``browser.Visit`` what tests of both browsers need."""

    firefox: Firefox
    context: str
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def ask(self, script: str, argument: object = None) -> Any:
        """Call a function of JavaScript in the page."""
        call = f"async (json) => JSON.stringify(await ({script})(JSON.parse(json)))"
        answer = self.firefox.send(
            "script.callFunction",
            functionDeclaration=call,
            arguments=[{"type": "string", "value": json.dumps(argument)}],
            target={"context": self.context},
            awaitPromise=True,
            userActivation=True,
        )
        if answer["type"] != "success":
            raise AssertionError(answer["exceptionDetails"]["text"])
        value = answer["result"].get("value")
        return None if value is None else json.loads(value)

    def wait(self, script: str, argument: object = None) -> None:
        """Wait until it is true."""
        end = time.monotonic() + _LONGEST_WAIT_S
        while not self.ask(script, argument):
            if time.monotonic() > end:
                raise AssertionError(f"never true: {script}")
            time.sleep(0.02)

    def press(self, keys: str) -> None:
        """Press keys, ``Shift+ArrowLeft``."""
        codes = [_KEYS.get(key, key) for key in keys.split("+")]
        actions = [{"type": "keyDown", "value": code} for code in codes]
        actions += [{"type": "keyUp", "value": code} for code in reversed(codes)]
        self._act({"type": "key", "id": "keys", "actions": actions})

    def click(self, selector: str) -> None:
        """Click into the middle of the first such element."""
        find = """(selector) => {
          const element = document.querySelector(selector);
          element.scrollIntoView({block: "center", behavior: "instant"});
          const box = element.getClientRects()[0];
          return [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)];
        }"""
        x, y = self.ask(find, selector)
        actions = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._act({"type": "pointer", "id": "mouse", "actions": actions})

    def reload(self) -> None:
        """Load the page again."""
        self.firefox.send("browsingContext.reload", context=self.context, wait="complete")

    def axe(self) -> list[str]:
        """Every violation that axe-core finds, with the elements."""
        return axe_with(self._evaluate, self.ask)

    def _evaluate(self, source: str) -> None:
        self.firefox.send("script.evaluate", expression=source, target={"context": self.context}, awaitPromise=False)

    def _act(self, *sources: dict[str, Any]) -> None:
        self.firefox.send("input.performActions", context=self.context, actions=list(sources))


class Firefox:
    """Firefox, running without a window.

    Args:
        profile: A new folder.
        dark: Whether its user prefers dark pages.
    """

    def __init__(self, profile: Path, *, dark: bool = False) -> None:
        from websockets.sync.client import connect

        preferences = {**_PREFERENCES, "layout.css.prefers-color-scheme.content-override": 0 if dark else 1}
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items())
        (profile / "user.js").write_text("".join(lines))
        command = [executable(), "--headless", "--remote-debugging-port=0", "--no-remote", "--profile", str(profile)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
                break
        else:
            raise RuntimeError("Firefox ended without listening")
        # Read on, so that it never waits for us.
        self._reader = threading.Thread(target=self._process.stderr.read, daemon=True)
        self._reader.start()
        self._open = ExitStack()
        self._socket = self._open.enter_context(connect(f"{found[1]}/session", max_size=None, proxy=None))
        self._number = 0
        self._visits: dict[str, FirefoxVisit] = {}
        self.send("session.new", capabilities={"alwaysMatch": {"unhandledPromptBehavior": {"default": "dismiss"}}})
        events = ["network.beforeRequestSent", "log.entryAdded", "browsingContext.userPromptOpened"]
        self.send("session.subscribe", events=events)

    def send(self, method: str, **parameters: Any) -> Any:
        """Send a command and take its result; events that come meanwhile go to their pages."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(timeout=120))
            if message.get("id") == self._number:
                if message["type"] == "error":
                    raise AssertionError(f"{method}: {message['error']}: {message['message']}")
                return message["result"]
            self._note(message)

    def _note(self, event: dict[str, Any]) -> None:
        said = event.get("params", {})
        visit = self._visits.get(str(said.get("context") or said.get("source", {}).get("context")))
        if visit is None:
            return
        if event["method"] == "network.beforeRequestSent":
            visit.requests.append(said["request"]["url"])
        else:
            visit.said.append(f"{event['method']}: {said.get('level', '')} {said.get('text', said.get('message', ''))}")

    @contextmanager
    def visit(self, url: str, *, size: tuple[int, int] = DESK) -> Iterator[FirefoxVisit]:
        """Open a page in a session of its own."""
        user = self.send("browser.createUserContext")["userContext"]
        context = self.send("browsingContext.create", type="tab", userContext=user)["context"]
        visit = self._visits[context] = FirefoxVisit(self, context)
        try:
            viewport = {"width": size[0], "height": size[1]}
            self.send("browsingContext.setViewport", context=context, viewport=viewport)
            self.send("browsingContext.navigate", context=context, url=url, wait="complete")
            yield visit
        finally:
            self.send("browsingContext.close", context=context)
            self.send("browser.removeUserContext", userContext=user)

    def close(self) -> None:
        """End it."""
        self._open.close()
        self._process.terminate()
        self._process.wait(30)
        self._reader.join(10)
        assert self._process.stderr is not None
        self._process.stderr.close()


def executable() -> str:
    """Debian's, or that of another system."""
    import shutil

    return next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), "firefox-esr")


@contextmanager
def firefox(profile: Path, *, dark: bool = False) -> Iterator[Firefox]:
    """Firefox, for the tests of one module."""
    require("python:websockets")
    require(executable())
    running = Firefox(profile, dark=dark)
    try:
        yield running
    finally:
        running.close()
