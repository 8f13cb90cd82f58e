"""What an engine offers besides ``Engine`` when its voices are installed one by one.

Enters: nothing; this module only declares. Leaves: the Protocol ``InstallingEngine``, used by ``audio-edition voices
install``, ``remove`` and ``list --installed``, and its values.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

from msgspec import Struct

Progress: TypeAlias = Callable[[str, int, int], None]
"""Called again and again with the name of a file, how many of its bytes are here, and its size."""


class InstalledVoice(Struct, frozen=True):
    """A voice in the person's data folder."""

    name: str
    """Without the engine."""
    folder: Path
    size_bytes: int
    licence: str
    """As its model card names it; ``not stated`` where it does not."""
    source: str
    """The web address it came from."""


@runtime_checkable
class InstallingEngine(Protocol):
    """An engine whose voices can be installed and removed."""

    def install(self, name: str, progress: Progress) -> InstalledVoice:
        """Fetch a voice, or what is still missing of it; a voice that is already complete is not touched.

        Raises:
            VoiceError: There is no such voice, or what arrived is damaged.
            VoiceUnavailableError: It cannot be fetched now; what arrived is kept for the next try.
            StorageError: It cannot be kept.
            MissingExtraError: The engine's package is not installed.
        """

    def installed(self) -> tuple[InstalledVoice, ...]:
        """The installed voices, by name."""

    def remove(self, name: str) -> InstalledVoice:
        """Remove an installed voice.

        Raises:
            VoiceError: It is not installed.
            StorageError: It cannot be removed.
        """
