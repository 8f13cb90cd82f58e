"""The environment in which tests run the program: nothing of this machine matters in it.

Enters: a folder to be the home. Leaves: environment variables. Only the standard library is used here, so that the
benchmarks, which run without pytest, have the same environment.
"""

from __future__ import annotations

import os
from pathlib import Path

from .places import TESTS

GUARD = TESTS / "guard"
"""Must be on PYTHONPATH: it keeps a Python program on this machine."""
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def isolated_environment(home: Path) -> dict[str, str]:
    """Our environment with a home and a state of its own, no proxies, no certificates and no setting of the program."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.lower().endswith("_proxy")
        and not name.startswith(("AUDIO_EDITION_", "XDG_"))
        and name not in _CERTIFICATES
    }
    return {
        **kept,
        "HOME": str(home),
        "USERPROFILE": str(home),
        "APPDATA": str(home / "config"),
        "LOCALAPPDATA": str(home / "data"),
        **{f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("DATA", "CACHE", "CONFIG", "STATE")},
        "AUDIO_EDITION_STATE_DIR": str(home / "state" / "audio-edition"),
        "PYTHONPATH": str(GUARD),
    }
