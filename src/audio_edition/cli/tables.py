"""Tables on stdout; on a terminal of fewer than 60 columns each row becomes a few lines.

Enters: names of columns and rows of text. Leaves: a table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

NARROW_COLUMNS = 60
WIDE_COLUMNS = 140
"""Where nobody sees where a line ends: in a file, or in another program."""


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Collection[str] = (),
    console: Console | None = None,
) -> None:
    """Print a table, or where there is little room, its rows one below the other.

    Args:
        columns: Their names.
        rows: A value for each column, as marked text or to be shown as plain text; an empty one is left out where rows
            are stacked.
        right: Columns of figures.
        console: Where to; stdout by default.
    """
    from rich.console import Console
    from rich.text import Text

    console = console or Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, WIDE_COLUMNS)
    cells = [list(map(_text, row)) for row in rows]
    if console.width < NARROW_COLUMNS and console.is_terminal:
        for first, *others in cells:
            console.print(first, soft_wrap=True)
            for name, value in zip(columns[1:], others, strict=True):
                if value:
                    console.print(Text.assemble(f"  {name}: ", value), soft_wrap=True)
        return
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in columns:
        table.add_column(name, justify="right" if name in right else "left", overflow="fold")
    for row in cells:
        table.add_row(*row)
    console.print(table)


def _text(value: object) -> Text:
    from rich.text import Text

    from audio_edition.text.visible import printable

    return value if isinstance(value, Text) else Text(printable(str(value)))
