"""Audio Edition: an article goes in, one MP3 with chapter markers comes out.

As a library::

    import audio_edition

    edition = audio_edition.build("script/harbour.md", voice="espeak:en-us")
    narration = audio_edition.narrate("script/harbour.md")
    same = audio_edition.read_edition("audio/harbour")

The rooms, in the order in which the data passes through them: ``text``, ``publication``, ``article``, ``narration``,
``voices``, ``sound``, ``edition``; ``importing`` makes scripts, ``store`` keeps finished work, ``net`` is the network
for every engine, ``making`` is the shell that touches files and clock, and ``cli`` is what a person types. What is
named here comes from ``library`` and is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from audio_edition.edition.manifest import Edition
    from audio_edition.errors import AudioEditionError
    from audio_edition.library import Progress, build, build_publication, narrate, read_edition
    from audio_edition.making.publication import Outcome
    from audio_edition.narration.model import Narration

__all__ = [
    "AudioEditionError",
    "Edition",
    "Narration",
    "Outcome",
    "Progress",
    "build",
    "build_publication",
    "narrate",
    "read_edition",
]

_HOME = {
    "AudioEditionError": "errors",
    "Edition": "edition.manifest",
    "Narration": "narration.model",
    "Outcome": "making.publication",
}
"""Modules of the names that are not in ``library``."""


def __getattr__(name: str) -> Any:
    """Import what is asked for (PEP 562), so that ``import audio_edition`` costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOME.get(name, 'library')}"), name)


def __dir__() -> list[str]:
    """For completion."""
    return sorted({*globals(), *__all__})
