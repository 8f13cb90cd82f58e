"""Sizes as people write them.

Enters: ``500MB``, or bytes. Leaves: bytes, or ``12.3 MB``. Refuses: what is no size.
"""

from __future__ import annotations

import re

import click

_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12, "ki": 2**10, "mi": 2**20, "gi": 2**30, "ti": 2**40}
_SIZE = re.compile(r"\s*(\d{1,12}(?:\.\d{1,6})?)\s*([kmgt]i?)?b?\s*", re.IGNORECASE | re.ASCII)


class SizeType(click.ParamType):
    """``500MB``, ``1.5 GB``, ``200MiB``, ``1000``: becomes bytes."""

    name = "size"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read a size.

        Raises:
            click.BadParameter: It is not a size.
        """
        if isinstance(value, int):
            return value
        match = _SIZE.fullmatch(str(value))
        if match is None:
            self.fail(f"{value!r} is no size; write for example 500MB or 1.5GB", param, ctx)
        return round(float(match[1]) * _UNITS[(match[2] or "").lower()])


def size_text(size_bytes: int) -> str:
    """``0 B``, ``999 B``, ``12.3 kB``, ``4.0 GB``; as ``SizeType`` reads it."""
    if size_bytes < 1000:
        return f"{size_bytes} B"
    value = float(size_bytes)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if value < 999.95:
            return f"{value:.1f} {unit}"
    return f"{value / 1000:.1f} TB"
