"""A whole HTML page: its head, its policy, its style and its script.

Enters: a body, already escaped, with the names of style and script. Leaves: a page that loads nothing it does not name.

Source: W3C, Content Security Policy Level 3, 3.3 (the policy in a meta element) and 2.3.1 (digests of script and
style); Unicode CLDR, scripts that are written from right to left.
"""

from __future__ import annotations

import functools

from audio_edition.text.pattern import pattern

_ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;"))
"""The ampersand first: the others bring more of them."""
_NO_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160)])
_RTL_LANGUAGES = frozenset("ar arc ckb dv fa he iw ji ks nqo ps sd syr ug ur yi".split())  # noqa: SIM905
_RTL_SCRIPTS = frozenset("adlm arab hebr mand nkoo rohg samr syrc thaa".split())  # noqa: SIM905
_RTL_LETTERS = pattern(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


def escape(text: str) -> str:
    """Text as it may stand in an element or an attribute in quotes; without control characters, which HTML forbids."""
    if not text.isprintable():
        text = text.translate(_NO_CONTROLS)
    for character, escaped in _ESCAPES:  # five times as fast as a table of translations
        text = text.replace(character, escaped)
    return text


def direction_of(lang: str) -> str:
    """``rtl`` or ``ltr``: the direction in which a language is written."""
    primary, *rest = lang.lower().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    return "rtl" if script in _RTL_SCRIPTS or (not script and primary in _RTL_LANGUAGES) else "ltr"


def direction_of_text(text: str, lang: str) -> str:
    """The direction of most of its letters: a name at its beginning does not turn it; that of its language at a tie."""
    if text.isascii() or not _RTL_LETTERS.search(text):
        return "ltr" if any(map(str.isalpha, text)) else direction_of(lang)
    right = sum(letter.isalpha() for letter in _RTL_LETTERS.findall(text))
    letters = sum(map(str.isalpha, text))
    if 2 * right == letters:
        return direction_of(lang)
    return "rtl" if 2 * right > letters else "ltr"


def language_attributes(lang: str, text: str = "") -> str:
    """``lang`` and ``dir`` of an element, for all that stands in it, or for this text."""
    return f'lang="{escape(lang)}" dir="{direction_of_text(text, lang)}"'


def document(
    *, lang: str, title: str, body: str, style: str, script: str, allowed: str, head: str = "", data: bytes = b""
) -> bytes:
    """Put a page together.

    Args:
        lang: Of its text.
        title: Plain text.
        body: HTML.
        style: Names of style sheets, one after the other; of this folder, or of one beside it, with its name.
        script: Names of scripts, likewise; may be none.
        allowed: What else the page may load, as directives of the policy.
        head: HTML.
        data: HTML that goes before the script: large, and so not a string.
    """
    css, js = ("".join(map(_own_file, names.split())) for names in (style, script))
    run = f"<script>{js}</script>\n" if js else ""
    may_run = f"script-src {_digest(js)}; " if js else ""
    policy = (
        f"default-src 'none'; {may_run}style-src {_digest(css)}; {allowed}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    # The empty icon keeps browsers from asking the server for one.
    before = f"""<!DOCTYPE html>
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
"""
    return b"".join((before.encode(), data, f"{run}</body>\n</html>\n".encode()))


@functools.cache
def _own_file(name: str) -> str:
    from importlib.resources import files

    # Line ends as HTML parsers make them: the digest is of what the browser sees.
    folder, _, file = name.rpartition("/")
    package = f"{__package__.rpartition('.')[0]}.{folder}" if folder else __package__
    return files(package).joinpath(file).read_bytes().decode().replace("\r\n", "\n")


def _digest(text: str) -> str:
    from base64 import b64encode
    from hashlib import sha256

    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
