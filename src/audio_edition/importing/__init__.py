"""Text from elsewhere becomes a script, ready to be checked by a person.

Enters: pasted plain text or Markdown. Leaves: a script and a report of what was taken for what. Refuses: input it
cannot read as text; formats nobody has written a reader for yet.

``readers`` knows the formats. Plain text passes through ``lines`` (paragraphs), ``head`` (masthead, title, byline,
date, with ``credits``, ``dates`` and ``quotations``), ``body`` (with ``headings``, ``mending``, ``escaping``) and meets
in ``plain``; ``markdown`` keeps its body and maps its front matter; ``writing`` makes the script and saves it.
"""
