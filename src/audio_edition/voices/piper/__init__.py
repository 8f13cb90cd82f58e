"""Piper: neural voices on this machine, offline. In the extra ``piper``.

Enters: the name of an installed voice, or the path of a model. Leaves: clips. Refuses: voices that are not installed,
saying how to install them; parameters and speakers that a voice does not have.

Piper draws the small irregularities of speech at random, and its engine has no way to draw the same ones again: the
same sentence sounds alike each time but is not the same samples. The store keeps what was spoken, so that an edition
stays as it is; a build on an empty store is repeatable only with ``noise-scale = 0`` and ``noise-w = 0``.
"""

from audio_edition.voices.piper._engine import ENGINE, PiperEngine

__all__ = ["ENGINE", "PiperEngine"]
