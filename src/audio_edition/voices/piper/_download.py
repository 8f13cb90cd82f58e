"""Files fetched over the network: resumed where they broke off, and checked to the last byte.

Enters: an address, a size and a digest. Leaves: the file, whole. Refuses: what is not of that size and digest, a way
from HTTPS to HTTP, certificates that are not trusted. What arrived before a failure is kept for the next try.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import requests
import urllib3
from requests.utils import get_environ_proxies

from audio_edition.errors import StorageError, VoiceError, VoiceUnavailableError
from audio_edition.net.call import ReplyTooLargeError, trusted_bundle, whole_body
from audio_edition.net.proxy_secrets import showable
from audio_edition.voices.piper._catalogue import WantedFile

ATTEMPTS = 5
"""In a row without a single byte; each byte that arrives makes them new."""
STALL_S = 60.0
"""Without a byte, a connection counts as broken."""
MOST_INDEX_BYTES = 32 << 20
_CHUNK = 64 * 1024
_FOREIGN = (requests.RequestException, urllib3.exceptions.HTTPError)


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches from one base address."""

    base_url: str
    """Without a slash at its end."""
    sleep: Callable[[float], None] = time.sleep

    def index(self, path: str) -> bytes:
        """A small file whose size nobody knows.

        Raises:
            VoiceUnavailableError: It cannot be fetched now.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._asked(path, {}) as response:
                    self._check(response.status_code, path)
                    if response.status_code == 200:
                        return whole_body(response.raw.stream, MOST_INDEX_BYTES)
            except ReplyTooLargeError as error:
                raise VoiceError(f"{path} from {self._host()} does not end") from error
            except _FOREIGN as error:
                if attempt == ATTEMPTS:
                    raise self._unavailable(path) from showable(error)
            if attempt < ATTEMPTS:
                self.sleep(attempt)
        raise self._unavailable(path)

    def file(self, wanted: WantedFile, part: Path, tell: Callable[[int], None]) -> None:
        """Fetch a file into ``part``, going on where an earlier try ended.

        Args:
            wanted: Which, and what it must be.
            part: Where; may hold the beginning.
            tell: Told how many bytes are here, again and again.

        Raises:
            VoiceError: There is no such file, or it is longer than it should be.
            VoiceUnavailableError: It cannot be fetched now, or arrived damaged.
            StorageError: It cannot be kept.
        """
        failures = 0
        while (have := _size(part)) < wanted.size_bytes:
            tell(have)
            try:
                self._more(wanted, part, have, tell)
            except _FOREIGN as error:
                broken: Exception | None = error
            else:
                broken = None
            if _size(part) > have:
                failures = 0
                continue
            failures += 1
            if failures >= ATTEMPTS:
                raise self._unavailable(wanted.name) from broken
            self.sleep(failures)
        tell(wanted.size_bytes)
        if _size(part) != wanted.size_bytes or _md5(part) != wanted.md5:
            part.unlink(missing_ok=True)
            raise VoiceUnavailableError(
                f"{wanted.name} arrived damaged from {self._host()}: its digest is another one", hint="try again"
            )

    def _more(self, wanted: WantedFile, part: Path, have: int, tell: Callable[[int], None]) -> None:
        headers = {"Range": f"bytes={have}-"} if have else {}
        with self._asked(wanted.path, headers) as response:
            self._check(response.status_code, wanted.name)
            resumed = response.status_code == 206
            if response.status_code == 416 or (
                resumed and not response.headers.get("Content-Range", "").startswith(f"bytes {have}-")
            ):
                part.unlink(missing_ok=True)
                return
            if response.status_code not in {200, 206}:
                return
            try:
                with part.open("ab" if resumed else "wb") as file:
                    have = have if resumed else 0
                    for chunk in response.raw.stream(_CHUNK, decode_content=False):
                        have += len(chunk)
                        if have > wanted.size_bytes:
                            break
                        file.write(chunk)
                        tell(have)
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
        url = f"{self.base_url}/{quote(path)}"
        with requests.Session() as session:
            session.trust_env = False  # a password of ~/.netrc is nobody's business here
            response = session.get(
                url,
                headers={"Accept-Encoding": "identity", **headers},
                proxies=get_environ_proxies(url),
                verify=trusted_bundle(),
                timeout=STALL_S,
                stream=True,
            )
            ways = [*(hop.url for hop in response.history), response.url]
            if url.startswith("https:") and not all(way.startswith("https:") for way in ways):
                raise VoiceError(f"{self._host()} leads to an unprotected address", hint="check the network")
            yield response

    def _check(self, status: int, path: str) -> None:
        """Raise where asking again will not help."""
        if status in {401, 403, 404, 410}:
            raise VoiceError(
                f"{self._host()} has no {path} (HTTP {status})", hint="check the network and AUDIO_EDITION_PIPER_URL"
            )

    def _unavailable(self, name: str) -> VoiceUnavailableError:
        return VoiceUnavailableError(
            f"{name} cannot be fetched from {self._host()} at present",
            hint="check the network and the proxy, and run the same command again: it goes on where it ended",
        )

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
