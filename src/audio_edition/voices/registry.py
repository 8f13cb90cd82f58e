"""Engines by name, found through the entry-point group ``audio_edition.voices``.

Enters: ``engine:name`` and parameters. Leaves: a ``Voice`` ready to speak. Refuses: unknown engines, naming the
nearest known one; engines whose package cannot be imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from audio_edition.errors import AudioEditionError, VoiceError
from audio_edition.text.nearest import hint_for
from audio_edition.voices.protocol import Engine, Parameter, Voice

GROUP = "audio_edition.voices"


def engine_names() -> tuple[str, ...]:
    """Names of all engines, built in and plugged in, in alphabetical order."""
    return tuple(sorted(_entry_points()))


def find_engine(name: str) -> Engine:
    """The engine of that name.

    Raises:
        VoiceError: No such engine, or it cannot be loaded.
    """
    found = _entry_points().get(name)
    if found is None:
        raise VoiceError(f"there is no voice engine {name!r}", hint=hint_for(name, engine_names(), "engines:"))
    try:
        engine: Engine = found.load()
    except AudioEditionError:
        raise
    except (ImportError, AttributeError) as error:
        raise VoiceError(
            f"the voice engine {name!r} cannot be loaded: {error}", hint="reinstall its package"
        ) from error
    return engine


def find_voice(voice: str, parameters: Mapping[str, Parameter], *, lang: str) -> Voice:
    """Make the voice ``engine:name`` ready.

    Args:
        voice: ``engine:name``, or ``engine`` alone for its best voice of the language.
        parameters: The table ``voice-parameters``.
        lang: BCP 47 tag of what will be spoken.

    Raises:
        VoiceError: Unknown engine, name or parameter.
    """
    engine, _, name = voice.partition(":")
    return find_engine(engine).voice(name, parameters, lang=lang)


@cache
def _entry_points() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}
