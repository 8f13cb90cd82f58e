"""``audio-edition doctor``.

Enters: this machine. Leaves: what a report of a problem should say of it, on stdout; exit 1 where something needed is
missing. Nothing of any article is in it, and paths of the home folder are shortened.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from audio_edition import __version__
from audio_edition.cli.json_output import print_json
from audio_edition.cli.options import json_option, publication_option

EXIT_FOUND = 1
_LITTLE_BYTES = 500 << 20

EPILOG = """\b
Examples:
  audio-edition doctor              to paste into a report
  audio-edition doctor --offline    without asking any server"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    found: str
    state: str = "ok"
    """``ok``, ``note`` (an option that is not there) or ``problem``."""


@click.command("doctor", epilog=EPILOG)
@publication_option
@click.option("--offline", is_flag=True, help="Ask no server.")
@json_option
def command(root: Path | None, offline: bool, as_json: bool) -> int:
    """Look at Python, packages, voices, network and disk: to paste into a report of a problem."""
    findings = [
        Finding(name, _short(finding), state)
        for name, finding, state in (
            (each.name, each.found, each.state) for look in _looks(root or Path(), offline=offline) for each in look()
        )
    ]
    problems = [finding for finding in findings if finding.state == "problem"]
    if as_json:
        print_json(
            "doctor",
            [{"name": each.name, "found": each.found, "state": each.state} for each in findings],
            passed=not problems,
        )
    else:
        from audio_edition.text.visible import printable

        marks = {"ok": " ", "note": "-", "problem": "!"}
        width = max(len(each.name) for each in findings)
        for each in findings:
            click.echo(printable(f"{marks[each.state]} {each.name:<{width}}  {each.found}"))
        click.echo(f"{len(problems)} problem{'' if len(problems) == 1 else 's'} found" if problems else "all is well")
    return EXIT_FOUND if problems else 0


def _looks(root: Path, *, offline: bool) -> tuple[Callable[[], Iterator[Finding]], ...]:
    return (_program, _packages, _extras, lambda: _voices(offline=offline), _settings, lambda: _disk(root))


def _program() -> Iterator[Finding]:
    yield Finding("audio-edition", __version__)
    yield Finding("Python", f"{platform.python_version()} ({platform.python_implementation()})")
    yield Finding("system", f"{platform.system()} {platform.release()}, {platform.machine()}, {os.cpu_count()} cores")
    yield Finding("installed in", sys.prefix)
    encoding = sys.stdout.encoding or "none"
    yield Finding("output", f"{encoding}{', a terminal' if sys.stdout.isatty() else ''}")


def _packages() -> Iterator[Finding]:
    """Every package the program needs: its version, or that it is missing."""
    from importlib.metadata import PackageNotFoundError, requires, version

    missing = []
    present = []
    for name in _names(requires("audio-edition") or [], extras=False):
        try:
            present.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    yield Finding("packages", ", ".join(present))
    for name in missing:
        yield Finding("package", f"{name} is missing; install audio-edition anew", "problem")
    for module in ("lameenc", "loudness", "soundfile", "soxr", "espeakng_loader", "PIL.Image"):
        try:
            __import__(module)
        except (ImportError, OSError) as error:
            yield Finding("package", f"{module} cannot be loaded: {error}", "problem")


def _names(requirements: list[str], *, extras: bool) -> list[str]:
    """Names of required packages, those of extras or the others; markers of other Pythons are left out."""
    found = []
    for requirement in requirements:
        needed, _, marker = requirement.partition(";")
        if ("extra ==" in marker) is not extras or ("python_version" in marker and not _applies(marker)):
            continue
        found.append("".join(letter if letter.isalnum() or letter in "-_." else " " for letter in needed).split()[0])
    return found


def _applies(marker: str) -> bool:
    """Of ``python_version >= '3.13'``, the only marker in use."""
    _, _, after = marker.partition(">=")
    digits = after.strip().strip("'\"").split("'")[0].split(".")
    return sys.version_info[:2] >= (int(digits[0]), int(digits[1]))


def _extras() -> Iterator[Finding]:
    from importlib.util import find_spec

    needs = {
        "watch": ("watchfiles",),
        "piper": ("piper",),
        "formats": ("av",),
        "serve": ("starlette", "uvicorn", "segno"),
        "publish": ("fsspec",),
        "keyring": ("keyring",),
    }
    for extra, modules in needs.items():
        missing = [module for module in modules if find_spec(module) is None]
        text = f"not installed (without {', '.join(missing)})" if missing else "installed"
        yield Finding(f"extra {extra}", text, "note" if missing else "ok")


def _voices(*, offline: bool) -> Iterator[Finding]:
    from audio_edition.errors import AudioEditionError
    from audio_edition.voices.registry import engine_names, find_engine

    for name in engine_names():
        try:
            engine = find_engine(name)
            if offline and "network" in f"{engine.needs} {engine.description}".lower():
                yield Finding(f"voice {name}", "not asked (--offline)", "note")
                continue
            count = sum(1 for _ in engine.voices())
            why_not = "" if offline and name == "openai" else engine.probe()
        except AudioEditionError as error:
            yield Finding(f"voice {name}", str(error), "problem" if name == "espeak" else "note")
            continue
        state = "ok" if not why_not else "problem" if name == "espeak" else "note"
        yield Finding(f"voice {name}", why_not or f"ready, {count} voices", state)


def _settings() -> Iterator[Finding]:
    from audio_edition.cli.consent import remembered_answers

    # Names only: values may be keys and addresses.
    names = sorted(name for name in os.environ if name.startswith("AUDIO_EDITION_"))
    proxies = sorted(name for name in os.environ if name.lower().endswith("_proxy"))
    yield Finding("environment", ", ".join([*names, *proxies]) or "nothing set")
    for service, answer in remembered_answers().items():
        yield Finding("consent", f"texts may {'' if answer else 'not '}go to {service}")


def _disk(root: Path) -> Iterator[Finding]:
    has_scripts = (root / "script").is_dir()
    yield Finding("publication", str(root.absolute()) if has_scripts else "none here", "ok" if has_scripts else "note")
    try:
        free = shutil.disk_usage(root).free
    except OSError as error:
        yield Finding("disk", f"cannot be asked: {error.strerror}", "problem")
        return
    state = "problem" if free < _LITTLE_BYTES else "ok"
    yield Finding("disk", f"{free / 1e9:.1f} GB free{'' if state == 'ok' else ', which is little'}", state)
    folder = next(path for path in (root / "audio", root) if path.is_dir())
    if has_scripts and not os.access(folder, os.W_OK):
        yield Finding("disk", f"{folder} cannot be written", "problem")


def _short(text: str) -> str:
    """Without the name of the person: the home folder is ``~``."""
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text
