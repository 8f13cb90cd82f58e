"""Text from elsewhere becomes a script, ready to be checked by a person.

Enters: pasted plain text or Markdown. Leaves: a script and a report of what was taken for what. Refuses: input it
cannot read as text; formats nobody has written a reader for yet.
"""
