"""Google's voice, through the real gTTS client.

Enters: a language and parameters. Leaves: a voice. Refuses: languages, domains and parameters that gTTS does not know.
"""

from audio_edition.voices.gtts._engine import ENGINE, GttsEngine

__all__ = ["ENGINE", "GttsEngine"]
