"""Clips become segments, segments become MP3 frames, frames become one file with chapters.

Enters: clips, pauses, a gain. Leaves: complete MP3 streams, a timeline counted in frames, an ID3v2.3 tag. Refuses:
sound that is not int16 mono, streams that are not whole frames of one rate.
"""
