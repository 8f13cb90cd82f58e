"""Entry point of ``audio-edition`` and ``python -m audio_edition``.

Enters: the command line. Leaves: an exit code (``audio_edition.errors``). Every error of ours is printed once,
here, and a traceback only with ``--debug``.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and end the process."""
    from audio_edition.cli.running import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
