"""Every error this program raises on purpose, with the exit code it ends in.

Enters: what went wrong, where, and what the reader can do. Leaves: one message, printed once by the command
line. Anything that is not an ``AudioEditionError`` is a defect of ours and ends in 70.

Exit codes:
    0    done
    1    ``check``: the edition no longer matches its script, or a script has problems; ``doctor``, ``store verify``:
         something is not as it should be
    2    the command was used wrongly
    3    a script, a setting or a lexicon is wrong (``file:line``)
    4    the voice cannot do it: unknown, wrong language, wrong parameter, spoiled reply
    5    the voice cannot do it now: network, block, deadline; run the same command again later
    6    a file cannot be read or written: disk full, read-only, in the way
    7    a package is missing that an extra would install
    70   a defect in this program
    130  interrupted with Ctrl-C
    129  ended by SIGHUP, 143 by SIGTERM; 141 whoever read our output has gone
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a source file."""

    path: str
    """The path as the user gave it, or as it lies below the publication; never resolved."""
    line: int = 0
    """1 for the first line; 0 where no line applies."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


class AudioEditionError(Exception):
    """Base of all errors a user can meet.

    Args:
        what: What happened, in one sentence without a full stop.
        place: Where it happened.
        hint: What to do next, in one sentence.
    """

    exit_code = 70

    def __init__(self, what: str, *, place: Place | None = None, hint: str = "") -> None:
        self.what = what
        self.place = place
        self.hint = hint
        super().__init__(what)

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        after = f"; {self.hint}" if self.hint else ""
        return f"{where}{self.what}{after}"


class SourceError(AudioEditionError):
    """A script, a setting or a lexicon cannot be used as it is written."""

    exit_code = 3


class VoiceError(AudioEditionError):
    """The voice cannot speak this, and asking again will not help."""

    exit_code = 4


class VoiceUnavailableError(VoiceError):
    """The voice cannot speak now; asking again later may help."""

    exit_code = 5


class StorageError(AudioEditionError):
    """A file or folder cannot be read or written."""

    exit_code = 6


class MissingExtraError(AudioEditionError):
    """A package is not installed.

    Args:
        extra: The extra of this package that installs it.
        needed_for: What needs it.
    """

    exit_code = 7

    def __init__(self, extra: str, needed_for: str) -> None:
        super().__init__(
            f"{needed_for} needs packages that are not installed",
            hint=f"install them with: pip install 'audio-edition[{extra}]'",
        )
