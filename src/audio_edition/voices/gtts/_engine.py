"""Google's voice, through the real gTTS client.

Enters: a language and parameters. Leaves: a voice. Refuses: languages, domains and parameters that gTTS does not know.

What is heavy is imported when a voice is made, so that listing the engines costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from audio_edition.errors import VoiceError
from audio_edition.voices.gtts._languages import TLDS, bcp47, find_language, languages
from audio_edition.voices.parameters import ParameterSpec, check_parameters
from audio_edition.voices.protocol import Parameter, VoiceInfo

if TYPE_CHECKING:
    from audio_edition.net.retry import Patience
    from audio_edition.voices.gtts._voice import GttsVoice

PARAMETERS = (
    ParameterSpec("tld", "com", choices=TLDS),
    ParameterSpec("slow", False),
    ParameterSpec("requests-per-second", 0.0, least=0.0, most=1000.0),
)
"""``requests-per-second`` 0 means: from ``AUDIO_EDITION_GTTS_RATE``, else 0.9. It is not in the key."""
PROBE_DEADLINE_S = 2.5
PROBE_WORD = "hello"


class GttsEngine:
    """The engine ``gtts``."""

    name = "gtts"
    description = "Google's voice, through gTTS; the text is sent to Google's translate service"
    needs = "the network"

    def voices(self) -> Iterable[VoiceInfo]:
        """One voice per language of gTTS's list."""
        return tuple(VoiceInfo(code, bcp47(code), name) for code, name in languages().items())

    def voice(self, name: str, parameters: Mapping[str, Parameter], *, lang: str) -> GttsVoice:
        """Make a voice ready; asks nothing of the network.

        Args:
            name: A language of gTTS's list, or a former name of one; empty: that of ``lang``.
            parameters: ``tld``, ``slow``, ``requests-per-second``.
            lang: BCP 47 tag of what will be spoken.

        Raises:
            VoiceError: Unknown language or parameter.
        """
        from audio_edition.net.retry import Patience

        return _voice(name or lang, parameters, Patience())

    def probe(self) -> str:
        """Speak one word for real, once, within three seconds, in the same way as everything else."""
        from audio_edition.net.failures import AskFailedError
        from audio_edition.net.retry import Patience

        voice = _voice("en", {}, Patience(attempts=1, deadline_s=PROBE_DEADLINE_S))
        try:
            voice.probe(PROBE_WORD)
        except AskFailedError as failure:
            return f"Google's voice does not answer: {failure.verdict.what}"
        except VoiceError as error:
            return error.what
        finally:
            voice.close()
        return ""


def _voice(language: str, parameters: Mapping[str, Parameter], patience: Patience) -> GttsVoice:
    checked = check_parameters("gtts", PARAMETERS, parameters)
    code = find_language(language)
    from audio_edition.net.retry import Timing
    from audio_edition.voices.gtts._gate import Gate, SharedRecord
    from audio_edition.voices.gtts._limits import rate_limit
    from audio_edition.voices.gtts._voice import GttsVoice, Speech
    from audio_edition.voices.user_files import state_folder

    gate = Gate(SharedRecord(state_folder()), rate_limit(float(checked["requests-per-second"])), patience, Timing())
    return GttsVoice(Speech(code, str(checked["tld"]), bool(checked["slow"])), gate)


ENGINE = GttsEngine()
