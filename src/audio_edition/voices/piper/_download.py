"""Files fetched over the network: resumed where they broke off, and checked to the last byte.

Enters: an address, a size and a digest. Leaves: the file, whole. Refuses: what has another size or digest, redirects
from HTTPS to HTTP, certificates that are not trusted. What arrived before a failure is kept for the next try.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlsplit

import requests
import urllib3
from msgspec import Struct

from audio_edition.errors import StorageError, VoiceError, VoiceUnavailableError
from audio_edition.net.call import ReplyTooLargeError, read_body, send
from audio_edition.net.failures import AskFailedError, Outcome, Service, Verdict, judge_failure, judge_status
from audio_edition.net.proxy_secrets import safe_cause
from audio_edition.net.retry import Patience, Timing, ask_again
from audio_edition.voices.piper._catalogue import WantedFile

T = TypeVar("T")
ATTEMPTS = 5
"""In a row without a single byte; each byte that arrives starts the count again."""
STALL_S = 60.0
"""Without a byte, a connection counts as broken."""
MOST_INDEX_BYTES = 32 << 20
_CHUNK = 64 * 1024
_CHECK_URL = "check the network and AUDIO_EDITION_PIPER_URL"
_FOREIGN = (requests.RequestException, urllib3.exceptions.HTTPError)


class Fetcher(Struct, frozen=True):
    """Fetches from one base address."""

    base_url: str
    """Without a slash at its end."""
    sleep: Callable[[float], None] = time.sleep

    def index(self, path: str) -> bytes:
        """A small file whose size is not known.

        Raises:
            VoiceUnavailableError: It cannot be fetched now.
        """

        def once() -> bytes:
            with self._asked(path, {}) as response:
                return read_body(response.raw.stream, MOST_INDEX_BYTES)

        try:
            return self._ask(once, path)
        except ReplyTooLargeError as error:
            raise VoiceError(f"{path} from {self._host()} does not end") from error

    def file(self, wanted: WantedFile, part: Path, progress: Callable[[int], None]) -> None:
        """Fetch a file into ``part``, going on where an earlier try ended.

        Args:
            wanted: Which, and what it must be.
            part: Where; may hold the beginning.
            progress: Called with the bytes that are here, again and again.

        Raises:
            VoiceError: There is no such file, or it is longer than it should be.
            VoiceUnavailableError: It cannot be fetched now, or arrived damaged.
            StorageError: It cannot be kept.
        """

        def more() -> None:
            """Count as failed only what brings not a single byte."""
            have = _size(part)
            try:
                self._append(wanted, part, have, progress)
            except AskFailedError:
                if _size(part) <= have:
                    raise
            if _size(part) <= have:
                raise AskFailedError(Verdict(Outcome.RETRY, "the server does not go on where the file ended"))

        while (have := _size(part)) < wanted.size_bytes:
            progress(have)
            self._ask(more, wanted.name)
        progress(wanted.size_bytes)
        if _size(part) != wanted.size_bytes or _md5(part) != wanted.md5:
            part.unlink(missing_ok=True)
            raise VoiceUnavailableError(
                f"{wanted.name} arrived damaged from {self._host()}: its digest is wrong", hint="try again"
            )

    def _ask(self, once: Callable[[], T], name: str) -> T:
        def give_up(verdict: Verdict, _: int) -> VoiceError:
            what = f"{name} cannot be fetched from {self._host()}"
            if verdict.outcome is Outcome.PERMANENT:
                return VoiceError(f"{what}: {verdict.what}", hint=verdict.hint)
            return VoiceUnavailableError(
                f"{what} at present: {verdict.what}",
                hint="check the network and the proxy, and run the same command again: it goes on where it ended",
            )

        return ask_again(once, give_up, Patience(attempts=ATTEMPTS), Timing(sleep=self.sleep), self._host())

    def _append(self, wanted: WantedFile, part: Path, have: int, progress: Callable[[int], None]) -> None:
        headers = {"Range": f"bytes={have}-"} if have else {}
        with self._asked(wanted.path, headers) as response:
            resumed = response.status_code == 206
            if response.status_code == 416 or (
                resumed and not response.headers.get("Content-Range", "").startswith(f"bytes {have}-")
            ):
                part.unlink(missing_ok=True)
                return
            try:
                with part.open("ab" if resumed else "wb") as file:
                    have = have if resumed else 0
                    for chunk in response.raw.stream(_CHUNK, decode_content=False):
                        have += len(chunk)
                        if have > wanted.size_bytes:
                            break
                        file.write(chunk)
                        progress(have)
            except OSError as error:
                if isinstance(error, _FOREIGN):
                    raise
                raise StorageError(
                    f"{part} cannot be written: {error.strerror}", hint="make room and try again"
                ) from error
        if have > wanted.size_bytes:
            part.unlink(missing_ok=True)
            raise VoiceError(f"{wanted.name} from {self._host()} is longer than the list says", hint="try again later")

    @contextmanager
    def _asked(self, path: str, headers: dict[str, str]) -> Iterator[requests.Response]:
        """A response of status 200, 206 or 416.

        Raises:
            AskFailedError: Another status, or the connection failed, also while the body is read.
        """
        url = f"{self.base_url}/{quote(path)}"
        service = Service(self._host(), self._host(), self._host(), other_status_hint=_CHECK_URL, unsent=_CHECK_URL)
        headers = {"Accept-Encoding": "identity", **headers}
        try:
            with send("GET", url, headers=headers, timeout_s=STALL_S, follow_redirects=True) as response:
                addresses = [*(hop.url for hop in response.history), response.url]
                if url.startswith("https:") and not all(address.startswith("https:") for address in addresses):
                    raise VoiceError(f"{self._host()} redirects to an address without HTTPS", hint="check the network")
                if response.status_code >= 400 and response.status_code != 416:
                    raise AskFailedError(judge_status(response.status_code, response.headers, time.time(), service))
                if response.status_code not in {200, 206, 416}:
                    raise AskFailedError(Verdict(Outcome.RETRY, f"HTTP {response.status_code}"))
                yield response
        except _FOREIGN as error:
            raise AskFailedError(judge_failure(error, service)) from safe_cause(error)

    def _host(self) -> str:
        return urlsplit(self.base_url).hostname or "nowhere"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
