"""Plain words written so that Markdown reads them as the same words, and values so that YAML does.

Enters: one line of plain text. Leaves: one line of CommonMark, or of YAML.

Source: CommonMark 0.31.2, sections 2.4 (backslash escapes), 2.5 (entities), 4 (leaf blocks), 5 (container blocks).
"""

from __future__ import annotations

import json

from audio_edition.text.pattern import pattern

_ALWAYS = pattern(r"[\\`*<\[\]~]|&(?=#?\w{1,32};)|(?<![^\W_])_|_(?![^\W_])")
"""Marks that can mean something anywhere. An underscore inside a word cannot, so ``snake_case`` stays readable."""
_FIRST_NUMBER = pattern(r"(\d{1,9})([.)])(?=\s|$)")
_FIRST_MARK = pattern(r"[-+#>:={|%]")
_CLOSING_HASHES = pattern(r"#+$")


def escape_inline(text: str) -> str:
    """Escapes what means something in the middle of a line.

    Args:
        text: Plain text without line breaks.

    Returns:
        Markdown that is read as the same characters.
    """
    escaped = _ALWAYS.sub(r"\\\g<0>", text)
    # Between two of them there could be a formula.
    return escaped.replace("$", "\\$") if escaped.count("$") > 1 else escaped


def escape_line(text: str) -> str:
    """Escapes a line that begins a paragraph.

    Args:
        text: Plain text without line breaks, without blanks at its ends.

    Returns:
        Markdown that is read as a paragraph of the same characters.
    """
    if number := _FIRST_NUMBER.match(text):
        return f"{number[1]}\\{number[2]}{escape_inline(text[number.end() :])}"
    mark = "\\" if _FIRST_MARK.match(text) else ""
    return mark + escape_inline(text)


def escape_heading(text: str) -> str:
    """Escapes what follows ``## `` in a heading; number signs at its end would be taken for a closing sequence.

    Args:
        text: Plain text without line breaks, without blanks at its ends.

    Returns:
        Markdown that is read as a heading of the same characters.
    """
    escaped = escape_inline(text)
    escaped = _CLOSING_HASHES.sub(lambda match: "\\#" * len(match[0]), escaped)
    return f"\\{escaped}" if escaped.endswith("}") and escaped.startswith("{") else escaped.replace("{", "\\{")


def yaml_text(text: str) -> str:
    """Writes a value as a double-quoted YAML scalar on one line.

    Args:
        text: Any text.

    Returns:
        The scalar, quotes included. Source: YAML 1.2.2, section 7.3.1: JSON strings are YAML strings.
    """
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(char if char == " " or char.isprintable() else _escaped(char) for char in quoted)


def _escaped(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
