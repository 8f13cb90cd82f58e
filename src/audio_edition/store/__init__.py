"""The content-addressed folder of clips and encoded segments.

Enters: keys and values. Leaves: values, verified. Refuses: anything whose digest does not match; that is a miss.
"""
