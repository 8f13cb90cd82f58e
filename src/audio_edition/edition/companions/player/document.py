"""A whole HTML page: its head, its policy, its style and its script.

Enters: a body, already escaped, with the names of style and script. Leaves: a page that loads nothing it does not name.

Source: W3C, Content Security Policy Level 3, 3.3 (the policy in a meta element) and 2.3.1 (digests of script and
style); Unicode CLDR, scripts that are written from right to left.
"""

from __future__ import annotations

import functools

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_NO_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160)])
_RTL_LANGUAGES = frozenset("ar arc ckb dv fa he iw ji ks nqo ps sd syr ug ur yi".split())  # noqa: SIM905
_RTL_SCRIPTS = frozenset("adlm arab hebr mand nkoo rohg samr syrc thaa".split())  # noqa: SIM905


def escape(text: str) -> str:
    """Text as it may stand in an element or an attribute in quotes; without control characters, which HTML forbids."""
    return text.translate(_NO_CONTROLS).translate(_ESCAPES)


def direction_of(lang: str) -> str:
    """``rtl`` or ``ltr``: the direction in which a language is written."""
    primary, *rest = lang.lower().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    return "rtl" if script in _RTL_SCRIPTS or (not script and primary in _RTL_LANGUAGES) else "ltr"


def language_attributes(lang: str) -> str:
    """``lang`` and ``dir`` of an element."""
    return f'lang="{escape(lang)}" dir="{direction_of(lang)}"'


def document(*, lang: str, title: str, body: str, style: str, script: str, allowed: str, head: str = "") -> bytes:
    """Put a page together.

    Args:
        lang: Of its text.
        title: Plain text.
        body: HTML.
        style: Names of the style sheets in this folder, one after the other.
        script: Name of the script in this folder.
        allowed: What else the page may load, as directives of the policy.
        head: HTML.
    """
    css, js = "".join(map(_own_file, style.split())), _own_file(script)
    policy = (
        f"default-src 'none'; script-src {_digest(js)}; style-src {_digest(css)}; {allowed}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    # The empty icon keeps browsers from asking the server for one.
    page = f"""<!DOCTYPE html>
<html {language_attributes(lang)}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
{head}<style>{css}</style>
</head>
<body>
{body}
<script>{js}</script>
</body>
</html>
"""
    return page.encode()


@functools.cache
def _own_file(name: str) -> str:
    from importlib.resources import files

    # Line ends as HTML parsers make them: the digest is of what the browser sees.
    return files(__package__).joinpath(name).read_bytes().decode().replace("\r\n", "\n")


def _digest(text: str) -> str:
    from base64 import b64encode
    from hashlib import sha256

    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
