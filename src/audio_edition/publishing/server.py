"""The publication as a web application.

Enters: requests. Leaves: public files, with ranges and conditions (``replies``); the feed with the address by which it
was asked for. Refuses: every host name but this machine's own (421: another site that gives its name our address must
not read from us), every path that no manifest lists (404), every method that would change something (405).

The feed says addresses of the publication's site. A podcast client on this machine could then subscribe, but would
download from the site. So the feed given out says this server's address in their place, in memory, everywhere but in
GUIDs; the file stays as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote_to_bytes

from audio_edition.errors import AudioEditionError
from audio_edition.publishing import live
from audio_edition.publishing.feed import fit_feed, read_feed
from audio_edition.publishing.public import FEED, INDEX, NotPublicError, OpenPublicFile, PublicFile, PublicFolder
from audio_edition.publishing.replies import Answer, answer, cache_control, content_type, http_date

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_CHUNK = 256 << 10
METHODS = "GET, HEAD, OPTIONS"
_READ_ELSEWHERE = (".vtt", ".srt", ".json", ".xml")
"""What players on other sites may read: transcripts, chapters, feed (CORS)."""
_HARMLESS: Mapping[str, str] = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
_PAGE_POLICY = "object-src 'none'; base-uri 'none'"
"""Of pages. Only what no page of ours needs: a page's own policy stands in the page, and both hold."""
_DATA_POLICY = "default-src 'none'; sandbox"
"""Of what is data and might be taken for a page."""


class PublicationSite:
    """The application (ASGI).

    Args:
        public: What may be given out.
        hosts: Names under which this machine may be asked, in lower case, without port.
        failed: Told of editions that cannot be given out.
        changes: Where live reload is wanted: told of every change.
    """

    def __init__(
        self,
        public: PublicFolder,
        hosts: frozenset[str],
        failed: Callable[[AudioEditionError], None],
        changes: live.Changes | None = None,
    ) -> None:
        self._public = public
        self._hosts = hosts
        self._failed = failed
        self._changes = changes

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        from starlette.requests import Request

        if scope["type"] != "http":
            return
        response = await self._respond(Request(scope, receive))
        for name, value in _HARMLESS.items():
            response.headers.setdefault(name, value)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        from starlette.concurrency import run_in_threadpool
        from starlette.responses import PlainTextResponse

        if refusal := self._unasked(request):
            return refusal
        name = _name(request)
        if self._changes is not None and name in live.NAMES:
            return live.respond(name, self._changes)
        try:
            return await run_in_threadpool(self._file, name or INDEX, request, f"http://{request.headers['host']}/")
        except NotPublicError:
            return PlainTextResponse("There is nothing public under this address.\n", 404)
        except AudioEditionError as error:
            self._failed(error)
            return PlainTextResponse("This cannot be given out now.\n", 503, {"Retry-After": "10"})

    def _unasked(self, request: Request) -> Response | None:
        """The answer to what is no request for a file."""
        from starlette.responses import PlainTextResponse, Response

        if _host_name(request.headers.get("host", "")) not in self._hosts:
            return PlainTextResponse("This server does not answer under that name.\n", 421)
        if request.method == "OPTIONS":
            allowed = {"Allow": METHODS, "Access-Control-Allow-Methods": METHODS}
            asked = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "Range, If-Range"}
            return Response(status_code=204, headers={**allowed, **asked})
        if request.method not in ("GET", "HEAD"):
            return PlainTextResponse("This server only gives.\n", 405, {"Allow": METHODS})
        return None

    def _file(self, name: str, request: Request, site: str) -> Response:
        from starlette.responses import Response, StreamingResponse

        headers = {key.lower(): value for key, value in request.headers.items()}
        version = parse_qs(request.url.query, max_num_fields=20).get("v", [""])[0]
        with ExitStack() as held:
            if name == FEED:
                data, modified_s = self._feed(site)
                entry = PublicFile(name, len(data), hashlib.sha256(data).hexdigest())
                wanted = answer(headers, entry.bytes, _etag(entry), modified_s)
                told = _headers(entry, wanted, version, modified_s)
                return Response(data[wanted.start : wanted.end], wanted.status, told)
            opened = held.enter_context(self._public.open(name))
            entry = opened.entry
            wanted = answer(headers, entry.bytes, _etag(entry), opened.modified_s)
            told = _headers(entry, wanted, version, opened.modified_s)
            if request.method == "HEAD" or wanted.end <= wanted.start:
                return Response(b"", wanted.status, told)
            body = _part(held.pop_all(), opened, wanted)
            return StreamingResponse(body, wanted.status, told)

    def _feed(self, site: str) -> tuple[bytes, int]:
        """The feed for a client that asked under an address, and when what it says was last changed."""
        with self._public.open(FEED) as opened:
            feed, modified_s = read_feed(opened.file.read()), opened.modified_s
        files: dict[str, PublicFile] = {}
        for episode in feed.episodes:
            slug = episode.name.partition("/")[0]
            try:
                files.update({entry.name: entry for entry in self._public.edition(slug).values()})
                modified_s = max(modified_s, int((self._public.audio / slug / "edition.json").stat().st_mtime))
            except NotPublicError:
                continue
            except (AudioEditionError, OSError) as error:
                if isinstance(error, AudioEditionError):
                    self._failed(error)
        return fit_feed(feed, files, site=site).data, modified_s


def _part(held: ExitStack, opened: OpenPublicFile, wanted: Answer) -> Iterator[bytes]:
    """The bytes that were asked for; closes the file at the end, whatever the end is."""
    with held:
        opened.file.seek(wanted.start)
        left = wanted.end - wanted.start
        while left and (chunk := opened.file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _headers(entry: PublicFile, wanted: Answer, version: str, modified_s: int) -> dict[str, str]:
    kind = content_type(entry.name)
    headers = {
        "ETag": _etag(entry),
        "Last-Modified": http_date(modified_s),
        "Cache-Control": cache_control(version, entry.sha256),
        "Accept-Ranges": "bytes",
    }
    if wanted.status in (200, 206):
        headers |= {"Content-Type": kind, "Content-Length": str(wanted.end - wanted.start)}
    if wanted.status == 206:
        headers["Content-Range"] = f"bytes {wanted.start}-{wanted.end - 1}/{entry.bytes}"
    if wanted.status == 416:
        headers["Content-Range"] = f"bytes */{entry.bytes}"
    if entry.name.endswith(_READ_ELSEWHERE):
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Expose-Headers"] = "Accept-Ranges, Content-Length, Content-Range, ETag"
    if not kind.startswith(("audio/", "image/")):
        headers["Content-Security-Policy"] = _PAGE_POLICY if kind.startswith("text/html") else _DATA_POLICY
    return headers


def _etag(entry: PublicFile) -> str:
    return f'"{entry.sha256}"'


def _host_name(host: str) -> str:
    """The name in a ``Host`` header, without port; what is odd about it stays, and is then no name of ours."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()


def _name(request: Request) -> str:
    """The name asked for; one with an impossible part where a part hides a slash or is not UTF-8."""
    raw: bytes = request.scope.get("raw_path") or b""
    parts = [unquote_to_bytes(part).decode("utf-8", "replace") for part in raw.removeprefix(b"/").split(b"/")]
    return "/".join("\0" if "/" in part else part for part in parts)
