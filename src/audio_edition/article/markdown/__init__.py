"""Markdown becomes sections of blocks of spans.

Enters: the Markdown of a script. Leaves: a ``Document``, by ``document.parse_markdown``. Refuses: containers nested too
deep. Everything else in this package is its own affair.
"""
