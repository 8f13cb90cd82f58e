"""Clips become segments, segments become MP3 frames, frames become one file with chapters.

Enters: clips, pauses, a gain, jingles. Leaves: complete MP3 streams, a timeline counted in samples, an ID3v2.3 tag; the
same sound in other containers, and cut into its chapters. Refuses: sound that is not int16 mono, streams that are not
whole frames of one rate.
"""
