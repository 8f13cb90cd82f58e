"""Markdown becomes sections of blocks of spans.

Enters: the Markdown of a script. Leaves: a ``Document``. Refuses: quotations and lists that are nested too deep.
Importing this package does not import markdown-it: only a script that is not plain throughout needs it.
"""

from audio_edition.article.markdown.document import Document, parse_all, parse_markdown

__all__ = ["Document", "parse_all", "parse_markdown"]
