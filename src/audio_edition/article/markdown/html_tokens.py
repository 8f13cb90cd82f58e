"""HTML becomes tags, text and comments, as they are written.

Enters: the HTML of one block. Leaves: its pieces in order; joined they are the HTML. The time is linear for any input:
nothing that looks for the end of a tag goes past the next ``<``. The standard library's ``html.parser`` takes quadratic
time for tags and comments that are never closed, in the releases this program supports.

Source: HTML Living Standard, section 13.2.5; what is no tag is text.
"""

from __future__ import annotations

from collections.abc import Iterator

from audio_edition.text.pattern import pattern

_TAG = pattern(r"</?[A-Za-z](?:(?>[^<>\"']+|\"[^\"<]*\"|'[^'<]*')*>|[^<>]*>)")
_COMMENTS = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!", ">"), ("<?", ">"))


def html_pieces(html: str) -> Iterator[tuple[str, bool]]:
    """Return the pieces of some HTML, each with whether it is markup: a tag, a comment, a declaration.

    Comments and declarations begin with ``<!`` or ``<?``; one that is never closed goes on to the end.

    Args:
        html: Of one block.
    """
    done = position = 0
    while (start := html.find("<", position)) >= 0:
        end = _end_of_markup(html, start)
        if end < 0:
            position = start + 1
            continue
        if start > done:
            yield html[done:start], False
        yield html[start:end], True
        done = position = end
    if done < len(html):
        yield html[done:], False


def _end_of_markup(html: str, start: int) -> int:
    """Return the index behind the tag or comment that begins at ``start``; -1: there is none."""
    for opening, closing in _COMMENTS:
        if html.startswith(opening, start):
            end = html.find(closing, start + len(opening))
            return len(html) if end < 0 else end + len(closing)
    found = _TAG.match(html, start)
    return found.end() if found else -1
