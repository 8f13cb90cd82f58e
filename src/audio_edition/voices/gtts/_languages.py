"""The languages Google's voice speaks, by gTTS's own list, and the domains it answers on.

Enters: a name as written in ``gtts:NAME``, or a BCP 47 tag. Leaves: gTTS's code of the language. Refuses: languages
that are not on the list, naming the nearest.
"""

from __future__ import annotations

from collections.abc import Mapping

from audio_edition.errors import VoiceError
from audio_edition.text.nearest import nearest

TLDS = (
    "com",
    "us",
    "co.uk",
    "com.au",
    "ca",
    "co.in",
    "ie",
    "co.za",
    "com.ng",
    "fr",
    "com.br",
    "pt",
    "com.mx",
    "es",
    "com.hk",
    "my",
)
"""Domains below which gTTS documents a voice or a way round a block. Source: gTTS documentation, "Localized accents",
and the docstring of ``gTTS``. gTTS puts any text into the address unchecked, so no other domain is accepted."""

_BCP47 = {"iw": "he", "jw": "jv", "tl": "fil", "no": "nb"}
"""gTTS's codes whose BCP 47 tag is different."""
_ALIASES = {
    "he": "iw",
    "jv": "jw",
    "fil": "tl",
    "nb": "no",
    "zh-hans": "zh-CN",
    "zh-sg": "zh-CN",
    "zh-hant": "zh-TW",
    "zh-mo": "zh-TW",
    "zh-hk": "yue",
    "cmn": "zh",
    "en-uk": "en",
}
"""BCP 47 tags and former names, in lower case, and gTTS's code for them."""


def languages() -> Mapping[str, str]:
    """The codes of gTTS and the English names of the languages."""
    from gtts.lang import tts_langs

    known: dict[str, str] = tts_langs()
    return known


def find_language(tag: str) -> str:
    """The code gTTS has for a language.

    The tag is looked up as RFC 4647 section 3.4 has it: as it is, then without its last part, and so on, so that
    ``en-GB`` and gTTS's former ``en-gb`` are ``en``.

    Raises:
        VoiceError: Not on the list.
    """
    known = languages()
    by_lower = {code.lower(): code for code in known}
    rest = tag.strip().replace("_", "-").lower()
    while rest:
        code = by_lower.get(rest) or _ALIASES.get(rest)
        if code is not None and code in known:
            return code
        rest = rest.rpartition("-")[0]
    raise VoiceError(f"Google's voice has no language {tag!r}", hint=_hint_for(tag, known))


def bcp47(code: str) -> tuple[str, ...]:
    """The BCP 47 tags of gTTS's code, best first."""
    tag = _BCP47.get(code)
    return (tag, code) if tag else (code,)


def _hint_for(tag: str, known: Mapping[str, str]) -> str:
    names = {name.lower(): code for code, name in known.items()}
    near = nearest(tag.lower(), [*names, *(code.lower() for code in known)], cutoff=0.5)
    code = names.get(near, near)
    meant = f"did you mean gtts:{code}? " if code else ""
    return f"{meant}audio-edition voices lists them all"
