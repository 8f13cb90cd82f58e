"""Text from elsewhere becomes a script, ready to be checked by a person.

Enters: pasted plain text or Markdown. Leaves: a script and a report of what was taken for what. Refuses: what is
not text; formats that have no reader yet.

``readers`` has the table of formats. ``plain`` reads plain text with ``lines`` (paragraphs), ``head`` (masthead, title,
byline, date, with ``credits``, ``dates`` and ``quotations``) and ``body`` (with ``headings``, ``notes``, ``mending``,
``escaping``), and looks for ``furniture`` of its pages and for who speaks (``speech``). ``markdown`` keeps the body;
``front`` maps front matter and header lines; ``word_lists`` knows which words there are; ``writing`` makes the script
and saves it.
"""
