"""What a language's table of words has.

Enters: words. Leaves: a frozen ``Table``; a class of token whose words a language lacks is left as it stands there.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

Forms = tuple[str, ...]
"""One, and many; in Russian one, two to four, and many."""


def forms(text: str) -> dict[str, Forms]:
    """A table of forms, from lines of ``sign: one, many``."""
    table = {}
    for line in text.strip().splitlines():
        signs, _, words = line.partition(":")
        for sign in signs.split():
            table[sign] = tuple(word.strip() for word in words.split(","))
    return table


class Table(Struct, frozen=True):
    """The words of one language."""

    thousands: str
    """Signs between groups of three digits: a character class."""
    point: str
    """Before decimals."""
    to: str = ""
    """Between the ends of a range."""
    plus: str = "plus"
    minus: str = "minus"
    by: str = ""
    """Between length and width."""
    times: str = ""
    ratio: str = ""
    """Between the numbers of a ratio or a score."""
    about: str = ""
    currencies: Mapping[str, Forms] = field(default_factory=dict)
    cents: Mapping[str, Forms] = field(default_factory=dict)
    """By the sign of the currency."""
    cents_after: str = ""
    """Between currency and cents."""
    magnitudes: Mapping[str, Forms] = field(default_factory=dict)
    """By abbreviation: k, m, bn, Mio."""
    of: str = ""
    """Between a million and what there are a million of."""
    percent: Forms = ()
    """Empty: the sign is left to the voice."""
    per_mille: Forms = ()
    units: Mapping[str, Forms] = field(default_factory=dict)
    per: str = ""
    """Between two units: 95 g/km."""
    per_units: Mapping[str, str] = field(default_factory=dict)
    """What may stand behind the stroke, and is no unit behind a number."""
    per_amounts: Mapping[str, str] = field(default_factory=dict)
    """The same behind an amount of money: $5/month."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Before a name, without its full stop."""
    references: Mapping[str, str] = field(default_factory=dict)
    """Before a numeral, without its full stop."""
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    """Anywhere, as written, with full stops and without blanks."""
    eras: Mapping[str, str] = field(default_factory=dict)
    """Behind a year, without full stops and blanks, in small letters."""
    months: tuple[str, ...] = ()
    """As they stand in a date."""
    month_names: Mapping[str, int] = field(default_factory=dict)
    """And their abbreviations, in small letters: 1 to 12."""
    fractions: Mapping[tuple[int, int], str] = field(default_factory=dict)
    half_more: str = ""
    """Behind a whole number, for ½."""
