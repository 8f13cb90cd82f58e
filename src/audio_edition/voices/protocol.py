"""What an engine is and what a voice is.

Enters: nothing; this module only declares. Leaves: the Protocols ``Engine`` and ``Voice`` and the values they
exchange.

An engine is an object named in the entry-point group ``audio_edition.voices``::

    [project.entry-points."audio_edition.voices"]
    mine = "my_package.engine:ENGINE"

and is then used as ``voice = "mine:name"``. ``audio_edition.voices.contract.VoiceContract`` is the test class that
every engine passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from audio_edition.narration.model import Phrase

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Parameter: TypeAlias = str | int | float | bool
Samples: TypeAlias = "npt.NDArray[np.int16]"


@dataclass(frozen=True, slots=True)
class Clip:
    """The samples of one utterance."""

    samples: Samples
    """Shape (n,), int16, mono; n > 0."""
    sample_rate_hz: int
    """8,000 to 96,000."""


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """A voice as it is listed."""

    name: str
    """Without the engine: ``en-us``."""
    languages: tuple[str, ...]
    """BCP 47 tags, best first; empty where the engine does not say."""
    description: str = ""


class Voice(Protocol):
    """One voice with its parameters, ready to speak."""

    @property
    def name(self) -> str:
        """``engine:name``, as it stands in scripts and manifests."""

    @property
    def key(self) -> Mapping[str, Parameter]:
        """Everything that changes the sound: engine, its version, name, all parameters; never secrets."""

    @property
    def languages(self) -> tuple[str, ...]:
        """BCP 47 tags; empty: any."""

    @property
    def phoneme_alphabet(self) -> str:
        """The alphabet of ``Phrase.phonemes`` it honours: ``ipa``, ``espeak`` or empty; others are not in the key."""

    @property
    def concurrency(self) -> int:
        """How many threads may call ``speak`` at once; 1 or more."""

    @property
    def concerns(self) -> tuple[str, ...]:
        """What a person should know before the first word: ``the text is sent to Google``."""

    def requests(self, phrases: Sequence[Phrase]) -> int:
        """How many network requests this utterance will take; 0 for a voice on this machine."""

    def speak(self, phrases: Sequence[Phrase]) -> Clip:
        """Speak one utterance; the same phrases give the same sound wherever the voice can promise it.

        Raises:
            VoiceError: It cannot be spoken; asking again will not help.
            VoiceUnavailableError: It cannot be spoken now.
        """

    def close(self) -> None:
        """Release what it holds; speaking afterwards is an error."""


class Engine(Protocol):
    """A family of voices."""

    @property
    def name(self) -> str:
        """The part before the colon; lower-case ASCII."""

    @property
    def description(self) -> str:
        """One line for ``audio-edition voices``."""

    @property
    def needs(self) -> str:
        """What it needs, in one line: ``nothing``, ``the network``, ``the extra 'piper'``."""

    def voices(self) -> Iterable[VoiceInfo]:
        """The voices it has here, without network.

        Raises:
            MissingExtraError: Its package is not installed.
        """

    def voice(self, name: str, parameters: Mapping[str, Parameter], *, lang: str) -> Voice:
        """Make a voice ready.

        Args:
            name: The part after the colon; empty: the engine's best for ``lang``.
            parameters: The table ``voice-parameters``; unknown keys are an error.
            lang: BCP 47 tag of what will be spoken.

        Raises:
            VoiceError: Unknown name or parameter, naming the nearest known one.
            MissingExtraError: Its package is not installed.
        """

    def probe(self) -> str:
        """Say whether the engine could speak now; quick, at most a few seconds.

        Returns:
            Empty when it could, else the reason why not, for a person.
        """
