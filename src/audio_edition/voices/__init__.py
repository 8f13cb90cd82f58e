"""Who speaks: engines behind one small Protocol, found through the entry-point group ``audio_edition.voices``.

Enters: the phrases of one utterance. Leaves: a ``Clip``. Refuses: unknown voices and parameters, and replies
that are not whole speech; every foreign exception becomes one of ours.
"""
