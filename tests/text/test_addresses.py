"""Where a web address in text leads."""

from __future__ import annotations

import pytest

from audio_edition.text.addresses import domain_of, link_to, split_at_addresses


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://x.example/a?b=1#c", "https://x.example/a?b=1#c"),
        ("HTTP://x.example", "HTTP://x.example"),
        ("www.x.example/speak", "https://www.x.example/speak"),
        ("WWW.x.example", "https://WWW.x.example"),
        ("https://good.example@evil.example/", ""),
        ("https://[", ""),
        ("https:///x", ""),
        ("javascript:alert(1)//www.x.example", ""),
        ("ftp://x.example", ""),
        ("x.example", ""),
    ],
)
def test_a_link_leads_to_http_and_https_alone(address: str, link: str) -> None:
    assert link_to(address) == link


def test_every_address_that_is_found_has_a_domain() -> None:
    text = "See www.x.example/speak, https://y.example/a_(b) and (https://z.example)."
    found = [part for part, is_address in split_at_addresses(text) if is_address]
    assert found == ["www.x.example/speak", "https://y.example/a_(b)", "https://z.example"]
    assert list(map(domain_of, found)) == ["x.example", "y.example", "z.example"]
