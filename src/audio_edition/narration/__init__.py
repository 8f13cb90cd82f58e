"""An article becomes a narration: everything that will be said, in order, with pauses.

Enters: an ``Article`` and a ``Lexicon``. Leaves: a ``Narration`` of segments of utterances, and the list of what is
not spoken, with reasons. Refuses: an article with nothing to read aloud. Knows nothing of voices or sound.
"""
