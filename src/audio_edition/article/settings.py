"""The settings an edition has, from defaults, publication, front matter and command line.

Enters: mappings with the line of each key. Leaves: one frozen ``Settings``. Refuses: unknown keys (naming the
nearest known one), wrong types, values out of range; always at the line of the key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Date  # noqa: N812


@dataclass(frozen=True, slots=True)
class Pauses:
    """Silence between what is said, in milliseconds, 0 to 10,000 each."""

    title_ms: int = 1000
    """After the title, and after each further spoken line of the opening."""
    heading_ms: int = 700
    sentence_ms: int = 350
    paragraph_ms: int = 650
    list_item_ms: int = 450
    section_ms: int = 1500
    """Before a heading; at least 1,000, so that players which round to whole seconds land in it."""
    rule_ms: int = 1200
    """At a thematic break."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set for one edition."""

    title: str = ""
    """Never empty in an ``Article``."""
    subtitle: str = ""
    author: tuple[str, ...] = ()
    publication: str = ""
    date: Date | None = None
    lang: str = "en"
    """BCP 47 language tag."""
    voice: str = "auto"
    """``engine:name`` or ``auto``."""
    voice_parameters: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    """From the table ``voice-parameters``: rate, pitch and the like; the engine checks them."""
    pauses: Pauses = field(default_factory=Pauses)
    speak: Mapping[str, str] = field(default_factory=dict)
    """Policy per element, overriding ``narration.policy.DEFAULTS``."""
    slug: str = ""
    """Folder and file name of the edition; empty: made from the script's file name."""
    description: str = ""
    cover: str = ""
    """Path of a JPEG or PNG, relative to the publication's ``script`` folder."""
    site: str = ""
    loudness_lufs: float = -19.0
    """Integrated programme loudness of the MP3, -31 to -14."""
    bitrate_kbps: int = 96
    announce: bool = True
    """Whether byline, publication and date are spoken after the title."""
