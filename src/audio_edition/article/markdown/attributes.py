"""What an attribute list of Markdown, ``{#my-id lang=fr}``, or a tag of HTML says.

Enters: a list or a tag as written. Leaves: ``Attributes``, and notices of what in it means nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from audio_edition.text.language_tags import language_tag
from audio_edition.text.pattern import pattern
from audio_edition.text.source import Notice
from audio_edition.text.visible import excerpt, quoted

_NAME = r"[^\W\d][\w:.-]*"
_VALUE = r"(?:\"[^\"{}\n]*\"|'[^'{}\n]*'|[^\s\"'=<>`{}]+)"
_ITEM = rf"(?:[.#][^\W\d][\w:-]*|{_NAME}={_VALUE})"
# A colon after the brace is kramdown's way.
ATTRIBUTE_LIST = pattern(rf"\{{:?[ \t]*{_ITEM}(?:[ \t]+{_ITEM}){{0,30}}[ \t]*\}}")
_PAIR = pattern(rf"(?<=[\s{{:])({_NAME})=({_VALUE})|[.#][^\W\d][\w:-]*")
_ID = pattern(r"#[A-Za-z][A-Za-z0-9-]*")
_NAMES = ("lang", "xml:lang")


class Attributes(Struct, frozen=True):
    """What an attribute list, or a tag, says."""

    lang: str = ""
    """BCP 47 tag; empty: nothing that can be used."""
    wrong: str = ""
    """What was written for a language and is not a tag, in quotation marks; else empty."""
    others: bool = False
    """Whether there are other attributes."""
    id: str = ""
    """ASCII letters, digits and hyphens, in lower case; empty: none."""


def language_of(written: str | None, *, others: bool = False) -> Attributes:
    """Read the value of ``lang``.

    Args:
        written: The value, without quotation marks; None: there is none.
        others: Whether there are other attributes beside it.
    """
    if written is None:
        return Attributes(others=others)
    lang = language_tag(written.strip())
    return Attributes(lang, "" if lang else quoted(written, 40), others)


def attributes_of(text: str) -> Attributes:
    """Read an attribute list.

    Args:
        text: The list, with its braces.
    """
    found = list(_PAIR.finditer(text))
    values = {item[1].lower(): item[2].strip("\"'") for item in found if item[1]}
    written = next((values[name] for name in _NAMES if name in values), None)
    rest = [item[0] for item in found if (item[1] or "").lower() not in _NAMES]
    first_id = next((item for item in rest if _ID.fullmatch(item)), "")
    return replace(language_of(written, others=len(rest) > bool(first_id)), id=first_id[1:].lower())


def attribute_notices(text: str, attributes: Attributes, line: int) -> Iterator[Notice]:
    """Say what an attribute list, or a tag, has in it that means nothing here.

    Args:
        text: The list or tag as written.
        attributes: What it says; without its ``id`` where that is used.
        line: Where it stands.
    """
    if attributes.wrong:
        message = f"{attributes.wrong} is not a language tag such as fr or de-AT; the text around it keeps its language"
        yield Notice(line, "language-tag", message)
    if attributes.others or attributes.id:
        read = "lang, and after a heading an id of ASCII letters, digits and hyphens"
        yield Notice(line, "attributes", f"of {excerpt(text)} nothing is read but {read}")
