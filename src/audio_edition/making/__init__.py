"""The shell: reads scripts, plans, speaks through the store, encodes, publishes whole or not at all.

Enters: a publication and the names of scripts. Leaves: editions under ``audio/``. Refuses: nothing silently; what
fails leaves the last edition as it was.
"""
