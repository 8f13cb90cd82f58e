"""Entry point of ``audio-edition`` and ``python -m audio_edition``.

Enters: the command line. Leaves: an exit code (``audio_edition.errors``). Every error of ours is printed once,
here, and a traceback only with ``--debug``.
"""

from __future__ import annotations

import gc
import sys

_ALLOCATIONS = 50_000
"""The collector looks for cycles after so many new objects. A build of ten hours makes millions, and hardly a cycle:
after every 700, which is usual, it would look in vain for a twentieth of the time."""


def main() -> None:
    """Run the command line and end the process."""
    from audio_edition.cli.running import run

    gc.set_threshold(_ALLOCATIONS)
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
