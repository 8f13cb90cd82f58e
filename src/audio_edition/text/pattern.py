"""Regular expressions that are compiled when they are first used.

Enters: what ``re.compile`` takes. Leaves: what it gives, as far as its users can tell. Refuses: nothing yet; an
expression that is wrong raises ``re.error`` when it is first used. Most texts need few of the expressions that could
apply to them, and compiling takes longer than matching.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

_METHODS = ("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer", "flags", "groups")


class _Pattern:
    """Looks like its compiled expression; after the first use, it is one."""

    def __init__(self, source: str, flags: int) -> None:
        self.pattern = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet: once."""
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        for method in _METHODS:
            self.__dict__[method] = getattr(compiled, method)
        return getattr(compiled, name)


if TYPE_CHECKING:

    def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
        """An expression, compiled when it is first used."""
        raise NotImplementedError

else:

    def pattern(source, flags=0):
        """An expression, compiled when it is first used."""
        return _Pattern(source, int(flags))
