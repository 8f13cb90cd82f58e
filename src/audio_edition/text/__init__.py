"""Text itself, before anything asks what it means.

Enters: bytes, and what people write for languages and names. Leaves: clean text with line numbers, graphemes, language
tags, text that is safe to show, nearest names. Refuses: files that are not text. Imports no other room but ``errors``.
"""
