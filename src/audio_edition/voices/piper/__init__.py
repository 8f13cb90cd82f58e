"""Piper: neural voices on this machine, offline. In the extra ``piper``."""

from audio_edition.voices.piper._engine import ENGINE, PiperEngine

__all__ = ["ENGINE", "PiperEngine"]
