"""The built-in voice: espeak-ng, embedded, offline, all of its languages and variants.

Enters: phrases. Leaves: 22,050 Hz clips, the same bytes for the same phrases wherever they are spoken. Refuses: names,
variants and parameters that espeak-ng does not have. Article text is plain text to it, never markup or phonemes.
"""

from audio_edition.voices.espeak._engine import ENGINE, EspeakEngine, EspeakVoice, transcribe

__all__ = ["ENGINE", "EspeakEngine", "EspeakVoice", "transcribe"]
