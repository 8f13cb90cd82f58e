"""Companions: the files that are published beside the MP3, each made by a reporter of its own.

Enters: one finished edition. Leaves: bytes by file name. A new companion is a module here with a class that has
``name`` and ``make``, and a line in ``COMPANIONS``.

A companion must be made of the finished edition alone: no clock, no network, no file but the MP3. The same edition
gives the same bytes, so that a build can tell whether what is published is as it would be made now. One that is no
longer in the list is removed by the next build, because the manifest lists what was published.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from msgspec import Struct, field

from audio_edition.article.model import Article
from audio_edition.edition.companions.chapter_list import ChapterList
from audio_edition.edition.companions.cover import CoverPicture
from audio_edition.edition.companions.meeting import MeetingPage
from audio_edition.edition.companions.player import Player
from audio_edition.edition.companions.show_notes import HtmlShowNotes, TextShowNotes
from audio_edition.edition.companions.transcript import SubRipTranscript, WebVttTranscript
from audio_edition.edition.manifest import Edition
from audio_edition.publication.settings import Settings


class FinishedEdition(Struct, frozen=True):
    """An edition with everything a companion may tell of it."""

    edition: Edition
    """Timeline, texts, revision and history; its MP3 is the first of its files."""
    article: Article
    """As it was read, with its settings."""
    channel: Settings = field(default_factory=Settings)
    """The settings of the publication alone: its title, site, description and the like."""
    cover: bytes = b""
    """JPEG, at most 3,000 pixels a side and 500 kB: made of the picture that was given, or drawn."""
    mp3: Path | None = None
    """The finished MP3, for what has the sound inside."""


class Companion(Protocol):
    """Makes one file."""

    @property
    def name(self) -> str:
        """File name, the same for every edition; never that of the MP3 or the manifest."""

    def make(self, finished: FinishedEdition) -> bytes | None:
        """The file's content; ``None`` where the settings ask for no such file."""


COMPANIONS: tuple[Companion, ...] = (
    ChapterList(),
    WebVttTranscript(),
    SubRipTranscript(),
    Player(),
    HtmlShowNotes(),
    TextShowNotes(),
    CoverPicture(),
    MeetingPage(),
)
"""In the order in which the manifest lists them."""


def make_companions(finished: FinishedEdition) -> dict[str, bytes]:
    """Every companion of an edition, by file name."""
    made = ((companion.name, companion.make(finished)) for companion in COMPANIONS)
    return {name: data for name, data in made if data is not None}
