"""MP3: format, encoder, frames, joining, and the ID3 tag with its chapters.

Enters: samples and a timeline in samples. Leaves: one MP3 file. Refuses: streams that are not whole frames.
"""
