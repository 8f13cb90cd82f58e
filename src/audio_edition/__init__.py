"""Audio Edition: an article goes in, one MP3 with chapter markers comes out.

The rooms, in the order in which the data passes through them: ``text``, ``publication``, ``article``, ``narration``,
``voices``, ``sound``, ``edition``; ``importing`` makes scripts, ``store`` keeps finished work, ``net`` is the network
for every engine, ``making`` is the shell that touches files and clock, and ``cli`` is what a person types.
"""

__version__ = "0.1.0"
