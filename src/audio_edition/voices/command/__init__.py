"""Any program that reads a text and writes WAV: flite, festival, espeak-ng, pico2wave, say, or one of the person's own.

Enters: phrases. Leaves: clips. Refuses: programs that nobody defined on this machine, and output that is not whole
speech of plausible length. A script can name a program that is defined here, and cannot define one.
"""

from audio_edition.voices.command._engine import ENGINE, CommandEngine

__all__ = ["ENGINE", "CommandEngine"]
