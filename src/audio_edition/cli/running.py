"""The outermost shell: runs a command, turns errors into one message and an exit code.

Enters: arguments. Leaves: an exit code.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType

import click

from audio_edition.errors import AudioEditionError, StorageError
from audio_edition.text.visible import printable

EXIT_INTERRUPTED = 130
EXIT_TERMINATED = 143
EXIT_HUNG_UP = 129
EXIT_CLOSED_PIPE = 141
EXIT_DEFECT = 70


TERMINATED = threading.Event()
"""Set once SIGTERM or SIGHUP has arrived."""
_AGAIN_AFTER_S = 0.02
_IMPORTING = "<frozen importlib._bootstrap>"


class _TerminatedError(BaseException):
    """SIGTERM arrived, or SIGHUP of a closed terminal; raised in the main thread so that everything is left tidy."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


_LOST: list[BaseException] = []
"""Signals' exceptions that a library's callback has swallowed."""


def run(arguments: Sequence[str]) -> int:
    """Run the command line.

    Returns:
        The exit code, as documented in ``audio_edition.errors``.
    """
    from audio_edition.cli.commands import group

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _terminate)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # not under nohup
        signal.signal(signal.SIGHUP, _terminate)
    sys.unraisablehook = _raise_again
    _write_utf8()
    try:
        code = group.main(args=list(arguments), prog_name="audio-edition", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        _print_json(arguments, error, error.format_message(), error.exit_code)
        return error.exit_code
    except BrokenPipeError:
        # Whoever read our output has closed it; nobody is left to be told.
        _forget_output()
        return EXIT_CLOSED_PIPE
    except BaseException as error:
        if "--debug" in arguments:
            raise
        code, message = _verdict(error)
        with suppress(OSError):  # of a full disk, where stderr goes there too
            click.echo(f"audio-edition: {printable(message)}", err=True)
        _print_json(arguments, error, message, code)
        if isinstance(error, OSError):
            _forget_output()
        _end_threads(code)
    return code if isinstance(code, int) else 0


def _print_json(arguments: Sequence[str], error: BaseException, message: str, code: int) -> None:
    """Say it on stdout too, to a program that reads what ``--json`` prints."""
    from audio_edition.cli.commands import group
    from audio_edition.cli.json_output import print_failure

    with suppress(OSError):  # stdout may be what has failed
        print_failure(group, arguments, error, message, code)
        sys.stdout.flush()


def _write_utf8() -> None:
    """Let files and programs read UTF-8, whatever the console's own encoding is: titles have letters of any kind.

    On Windows a pipe has the encoding of the system, which lacks most of them; what is printed after an edition was
    published must not fail for that.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _verdict(error: BaseException) -> tuple[int, str]:
    """Exit code and message of an error that ends the program."""
    if isinstance(error, AudioEditionError):
        return error.exit_code, str(error)
    if _LOST and isinstance(error, Exception):
        error = _LOST[-1]  # a library whose callback was interrupted has failed for that
    # A library may have swallowed our exception and raised its own for any signal, as watchfiles does.
    interrupted = isinstance(error, (click.Abort, KeyboardInterrupt))
    if isinstance(error, _TerminatedError) or (interrupted and TERMINATED.is_set()):
        hung_up = isinstance(error, _TerminatedError) and error.number != signal.SIGTERM
        return EXIT_HUNG_UP if hung_up else EXIT_TERMINATED, "ended; what was finished is kept"
    if interrupted:
        return EXIT_INTERRUPTED, "interrupted; what was finished is kept"
    if isinstance(error, SystemExit):
        raise error
    if isinstance(error, OSError):
        where = error.filename or "what this program prints"
        return StorageError.exit_code, f"{where}: {error.strerror}; put that right, then run the command again"
    if isinstance(error, MemoryError) or "can't start new thread" in str(error):
        lacking = "memory" if isinstance(error, MemoryError) else "threads"
        return (
            StorageError.exit_code,
            f"this machine has no {lacking} left; end other programs, then run the command again",
        )
    kind = type(error).__name__
    return EXIT_DEFECT, f"a defect in this program: {kind}: {error}; please report it with what --debug shows"


def _forget_output() -> None:
    """Send what is still to be written to stdout nowhere, so that Python does not fail with it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _raise_again(unraisable: sys.UnraisableHookArgs) -> None:
    """Where a library's callback or a finaliser has swallowed Ctrl-C or SIGTERM, let it arrive once more.

    Python ignores exceptions there; a moment later, the program is somewhere else.
    """
    lost = unraisable.exc_value
    if isinstance(lost, (KeyboardInterrupt, _TerminatedError)):
        _LOST.append(lost)
        _send_again(signal.SIGINT if isinstance(lost, KeyboardInterrupt) else lost.number)
    else:
        sys.__unraisablehook__(unraisable)


def _send_again(number: int) -> None:
    again = threading.Timer(_AGAIN_AFTER_S, signal.raise_signal, (number,))
    again.daemon = True
    again.start()


def _interrupt(number: int, frame: FrameType | None) -> None:
    if _is_importing(frame):
        _send_again(number)
    else:
        signal.default_int_handler(number, frame)


def _terminate(number: int, frame: FrameType | None) -> None:
    TERMINATED.set()
    if _is_importing(frame):
        _send_again(number)
    else:
        raise _TerminatedError(number)


def _is_importing(frame: FrameType | None) -> bool:
    """Whether a module is being imported, which takes a moment.

    What is raised there may be lost without a word: a module written in C that cannot import another one says so with
    an error of its own, for whatever reason it was, and ``xml.etree`` then goes on without that module.
    """
    while frame is not None:
        if frame.f_code.co_filename == _IMPORTING:
            return True
        frame = frame.f_back
    return False


def _end_threads(code: int) -> None:
    """End now, without waiting for threads that still wait for a server."""
    if threading.active_count() > 1:
        for stream in (sys.stderr, sys.stdout):
            with suppress(OSError):
                stream.flush()
        os._exit(code)
