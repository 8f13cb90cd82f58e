"""Live reload, for ``serve --watch`` alone.

Enters: news that an edition was built. Leaves: a page that shows any page of the publication in a frame, and an event
stream that makes it load that page again.

The published pages are never touched: they say in their policy that they run their own script and connect to nothing,
and what is looked at while writing should be, byte for byte, what a listener gets. So the script that waits for news
stands in a page around them, with a policy of its own. Its names begin with a dot, which no public name does.
"""

from __future__ import annotations

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.responses import Response

PAGE, EVENTS = ".live", ".live/events"
NAMES = (PAGE, EVENTS)
_BEAT_S = 15
"""A stream that says nothing for long is taken for dead."""

_SCRIPT = """
const frame = document.querySelector("iframe");
const wanted = location.hash.slice(1);
frame.src = wanted.startsWith("/") && !wanted.startsWith("//") ? wanted : "/";
new EventSource("/.live/events").addEventListener("built", () => frame.contentWindow.location.reload());
"""
_STYLE = "html,body,iframe{margin:0;width:100%;height:100%;border:0;display:block}"
_HTML = f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Live</title><style>{_STYLE}</style>
<body><iframe title="The publication" allow="autoplay"></iframe><script>{_SCRIPT}</script></body></html>
"""


class Changes:
    """Tells every open stream of a change. ``tell`` may be called by any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._streams: set[asyncio.Queue[str | None]] = set()

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """The loop in which the streams are."""
        self._loop = loop

    def tell(self, slug: str) -> None:
        """An edition was built."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._put, slug)

    def end(self) -> None:
        """End every stream."""
        self._put(None)

    def _put(self, slug: str | None) -> None:
        for stream in self._streams:
            stream.put_nowait(slug)

    async def events(self) -> AsyncIterator[str]:
        """What a stream sends; it begins at once, so that the browser knows that it is open."""
        stream: asyncio.Queue[str | None] = asyncio.Queue()
        self._streams.add(stream)
        try:
            yield ": open\n\n"
            while True:
                try:
                    slug = await asyncio.wait_for(stream.get(), _BEAT_S)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if slug is None:
                    return
                yield f"event: built\ndata: {slug}\n\n"
        finally:
            self._streams.discard(stream)


def respond(name: str, changes: Changes) -> Response:
    """The page, or the stream."""
    from starlette.responses import HTMLResponse, StreamingResponse

    if name == EVENTS:
        return StreamingResponse(changes.events(), 200, {"Cache-Control": "no-store"}, "text/event-stream")
    policy = (
        f"default-src 'none'; script-src {_hash(_SCRIPT)}; style-src {_hash(_STYLE)}; connect-src 'self'; "
        "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return HTMLResponse(_HTML, 200, {"Cache-Control": "no-store", "Content-Security-Policy": policy})


def _hash(text: str) -> str:
    """As a policy names what stands in a page. Source: Content Security Policy Level 3, 2.3.1."""
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
