"""The built-in voice: espeak-ng, embedded, offline, all of its languages and variants."""

from audio_edition.voices.espeak._engine import ENGINE, EspeakEngine, EspeakVoice, transcribe

__all__ = ["ENGINE", "EspeakEngine", "EspeakVoice", "transcribe"]
