"""Whether a failure may be shown as the cause of another, or would show the password of a proxy with it.

Enters: a failure of a request. Leaves: the failure, or None.

The environment holds the addresses of proxies with their passwords. One that is mistyped, or whose password has an
unquoted ``/`` or ``#`` in it, is repeated in the messages of requests and urllib3; ``--debug`` would print them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote
from urllib.request import getproxies

from audio_edition.net.failures import causes

_SCHEME = re.compile(r"\A(?:https?|socks[45][ah]?):/*", re.IGNORECASE)
_SEPARATORS = re.compile(r"[:/@#?\[\]\\\s]+")


def safe_cause(error: BaseException) -> BaseException | None:
    """The failure, for ``raise ... from``; None where its message, or one of its causes, has a part of a password."""
    secrets = frozenset(_secrets())
    words = "\n".join(f"{cause} {cause!r}" for cause in causes(error)) if secrets else ""
    return None if any(secret in words for secret in secrets) else error


def _secrets() -> Iterator[str]:
    """All parts of what stands before the last ``@`` of a proxy's address: a mistyped one is cut anywhere."""
    for address in getproxies().values():
        user_and_password = _SCHEME.sub("", address.rpartition("@")[0])
        for part in (*_SEPARATORS.split(user_and_password), *_SEPARATORS.split(unquote(user_and_password))):
            if part:
                yield part
