"""Which server speaks, and with which key: from the person's environment and settings, never from a script.

Enters: ``AUDIO_EDITION_OPENAI_BASE_URL`` or ``openai.toml`` of the person's settings folder; the key from the
environment or a keyring. Leaves: a ``Server``, and the key. Refuses: what is not a web address, and
addresses with a name, a password or a query in them.

    base_url = "http://127.0.0.1:8880/v1"        # openai.toml; all three lines may be left out
    timeout_s = 300
    concurrent_requests = 2
"""

from __future__ import annotations

import hashlib
import importlib.util
import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from audio_edition.errors import VoiceError
from audio_edition.voices.user_files import config_folder, read_user_file

FILE_NAME = "openai.toml"
BASE_URL_VARIABLE = "AUDIO_EDITION_OPENAI_BASE_URL"
OWN_KEY_VARIABLE = "AUDIO_EDITION_OPENAI_API_KEY"
"""Sent to whatever server is configured."""
OPENAI_KEY_VARIABLE = "OPENAI_API_KEY"
"""Sent to OpenAI alone: many machines have it in their environment, and no other server should get it unasked."""
OPENAI_HOST = "api.openai.com"
DEFAULT_BASE_URL = f"https://{OPENAI_HOST}/v1"
KEYRING_SERVICE = "audio-edition"
BASE_URL, TIMEOUT, CONCURRENT = "base_url", "timeout_s", "concurrent_requests"
"""The keys of ``openai.toml``."""


class Server(Struct, frozen=True):
    """Where text is sent."""

    base_url: str = DEFAULT_BASE_URL
    """Without a slash at its end."""
    timeout_s: float = 120.0
    """For one sentence, by the wall clock."""
    concurrent_requests: int = 4

    @property
    def host(self) -> str:
        """Its name, without the port."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def is_here(self) -> bool:
        """Whether it is this machine."""
        return _is_loopback(self.host)

    @property
    def is_encrypted(self) -> bool:
        """Whether the text cannot be read on its way."""
        return self.base_url.startswith("https://")

    @property
    def digest(self) -> str:
        """Stands for the address in keys: another server speaks differently, and the address may be private."""
        return hashlib.sha256(self.base_url.encode()).hexdigest()[:16]


def find_server(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Server:
    """The server this person has chosen.

    Args:
        environment: ``AUDIO_EDITION_OPENAI_BASE_URL`` takes precedence over the file.
        folder: Of the person's settings; by default the platform's.

    Raises:
        SourceError: ``openai.toml`` is wrong.
        VoiceError: The variable is wrong.
    """
    table = read_user_file((config_folder() if folder is None else folder) / FILE_NAME)
    table.check_keys([BASE_URL, TIMEOUT, CONCURRENT])
    timeout_s = table.number(TIMEOUT, 120.0, 3600.0)
    concurrent = int(table.number(CONCURRENT, 4, 64, whole=True))
    given = (os.environ if environment is None else environment).get(BASE_URL_VARIABLE, "")
    if given and (reason := _why_not(given)):
        raise VoiceError(f"the variable {BASE_URL_VARIABLE} {reason}", hint=f"write it like {DEFAULT_BASE_URL}")
    if not given:
        given = table.text(BASE_URL, DEFAULT_BASE_URL)
        if reason := _why_not(given):
            raise table.error(f"{BASE_URL} {reason}", f'write it like "{DEFAULT_BASE_URL}"', BASE_URL)
    return Server(given.rstrip("/"), timeout_s, concurrent)


def find_key(server: Server, environment: Mapping[str, str] | None = None) -> str:
    """The key for this server; empty where there is none, since a server of one's own may not need one.

    Looked for in ``AUDIO_EDITION_OPENAI_API_KEY``, for OpenAI itself in ``OPENAI_API_KEY``, then in the keyring
    (service ``audio-edition``, user name: the server's host) where the package keyring is installed.

    Raises:
        VoiceError: OpenAI needs a key and none was found, or the key has impossible characters.
    """
    env = os.environ if environment is None else environment
    names = (OWN_KEY_VARIABLE, OPENAI_KEY_VARIABLE) if _is_openai(server) else (OWN_KEY_VARIABLE,)
    for name in names:
        if key := env.get(name, "").strip():
            return _sendable(key, name)
    if key := _from_keyring(server.host):
        return _sendable(key, "the keyring")
    if _is_openai(server):
        raise VoiceError(
            "OpenAI needs a key, and none was found",
            hint=f"set {OWN_KEY_VARIABLE} or {OPENAI_KEY_VARIABLE}, or keep it in the keyring: "
            f"keyring set {KEYRING_SERVICE} {server.host}",
        )
    return ""


def _is_openai(server: Server) -> bool:
    return server.host == OPENAI_HOST and server.is_encrypted


def _from_keyring(host: str) -> str:
    if importlib.util.find_spec("keyring") is None:
        return ""
    import keyring
    import keyring.errors

    try:
        return (keyring.get_password(KEYRING_SERVICE, host) or "").strip()
    except (keyring.errors.KeyringError, RuntimeError):
        # No keyring here, or a locked one: no key. RuntimeError is what some back ends raise.
        return ""


def _sendable(key: str, where: str) -> str:
    if not (key.isascii() and key.isprintable() and " " not in key):
        raise VoiceError(f"the key in {where} has characters that a key cannot have", hint="copy it again")
    return key


def _why_not(url: str) -> str:
    """What is wrong with an address, without showing it: it may hold a password."""
    try:
        parts = urlsplit(url)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        return "is not a web address"
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port_is_right:
        return "is not a web address"
    if "@" in parts.netloc:
        return "holds a name or a password; keys belong in the environment or the keyring"
    if parts.query or parts.fragment or not url.isprintable() or " " in url:
        return "has more than a path"
    return ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
