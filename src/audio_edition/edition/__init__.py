"""The edition as a typed value: what is published, and what is made from it.

Enters: text, timeline, settings. Leaves: the manifest ``edition.json``, its history, and the companions. Refuses: a
manifest that is damaged, unreadable or of an unknown version.
"""
