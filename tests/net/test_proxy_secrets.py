"""A failure whose words hold a part of a proxy's password is not shown."""

from __future__ import annotations

import pytest

from audio_edition.net.proxy_secrets import safe_cause


@pytest.mark.parametrize(
    ("address", "words", "shown"),
    [
        ("http://anna:p4ss@127.0.0.1:3128", "Failed to parse: http://anna:p4ss@127.0.0.1:3128", False),
        ("http://anna:p4/ss@127.0.0.1:3128", "Failed to parse: port p4", False),
        ("http://anna:p4%2Fss@127.0.0.1:3128", "no such host: ss", False),
        ("http://anna:p4@ss@127.0.0.1:3128", "no such host: ss@127.0.0.1", False),
        ("anna:p4ss@127.0.0.1:3128", "Proxy URL had unsupported scheme anna", False),
        ("http://anna:p4ss@127.0.0.1:3128", "http://127.0.0.1:3128 cannot be reached", True),
        ("http://127.0.0.1:3128", "Failed to parse: http://127.0.0.1:3128", True),
    ],
)
def test_what_may_be_shown(
    isolated: object, monkeypatch: pytest.MonkeyPatch, address: str, words: str, shown: bool
) -> None:
    monkeypatch.setenv("https_proxy", address)
    error = ValueError("outside")
    error.__cause__ = OSError(words)
    assert safe_cause(error) is (error if shown else None)
