"""Any program that reads a text and writes WAV: flite, festival, espeak-ng, pico2wave, say, or your own."""

from audio_edition.voices.command._engine import ENGINE, CommandEngine

__all__ = ["ENGINE", "CommandEngine"]
