"""Audio Edition: an article goes in, one MP3 with chapter markers comes out.

The packages stand in the order in which the data passes through them: ``article``, ``narration``,
``voices``, ``sound``, ``publication``; ``store`` keeps finished work, ``build`` is the shell that touches
files, network and clock, and ``cli`` is what a person types.
"""

__version__ = "0.1.0"
