"""Google's voice, through the real gTTS client."""

from audio_edition.voices.gtts._engine import ENGINE, GttsEngine

__all__ = ["ENGINE", "GttsEngine"]
