"""A script becomes an article: text, front matter and Markdown become values with places.

Enters: the bytes of a script and its publication's settings. Leaves: an ``Article`` whose every block knows
its line. Refuses: text that is not text, settings that are unknown or of the wrong type, YAML with tricks.
Knows Markdown and nothing of speech.
"""
