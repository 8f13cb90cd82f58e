"""The programs that the engine ``command`` may run: the built-in ones, and those of the person's ``commands.toml``.

Enters: ``commands.toml`` of the person's settings folder. Leaves: definitions by name. Refuses: unknown keys, wrong
types, an argument list that would put text of a script on a command line. Definitions never come from a script.

    [narrator]                                   # used as voice = "command:narrator" or "command:narrator:anna"
    argv = ["my-tts", "--voice", "{voice}", "--in", "{text_file}", "--out", "{output}"]
    version = ["my-tts", "--version"]            # what it prints goes into the key
    voices = ["anna", "berta"]                   # the first is the default
    languages = ["en"]
    timeout_s = 120
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from audio_edition.errors import Place, SourceError
from audio_edition.voices.user_files import config_folder, read_table

FILE_NAME = "commands.toml"
PLACEHOLDERS = ("{text_file}", "{output}", "{voice}")
LONGEST_TIMEOUT_S = 3600.0
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")
_VOICE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+() -]{0,60}")
"""Never a leading ``-``: a voice stands on the command line. Voices are also compared with the definition's list."""
_BRACES = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class CommandDefinition:
    """One program."""

    argv: tuple[str, ...]
    """The program and its arguments; no shell sees them. ``{text_file}`` stands for a UTF-8 file with the text, which
    is given on stdin where it is absent; ``{output}`` for the WAV to write, which is read from stdout where it is
    absent; ``{voice}`` for one of ``voices``."""
    version: tuple[str, ...] = ()
    """A command whose output goes into the key; empty: the digest of the program's file does."""
    voices: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """BCP 47 tags; empty: any."""
    timeout_s: float = 60.0
    """For one sentence, by the wall clock."""
    description: str = ""


BUILT_IN: Mapping[str, CommandDefinition] = {
    "flite": CommandDefinition(
        ("flite", "-voice", "{voice}", "-f", "{text_file}", "-o", "{output}"),
        version=("flite", "--version"),
        voices=("slt", "kal", "kal16", "awb", "rms"),
        languages=("en-US", "en"),
        description="flite, small and quick",
    ),
    "festival": CommandDefinition(
        ("text2wave", "-o", "{output}", "{text_file}"),
        version=("festival", "--version"),
        languages=("en",),
        description="festival's text2wave with its default voice",
    ),
    "espeak-ng": CommandDefinition(
        ("espeak-ng", "-v", "{voice}", "-b", "1", "-f", "{text_file}", "-w", "{output}"),
        version=("espeak-ng", "--version"),
        voices=("en-us", "en-gb", "de", "es", "fr", "it", "nl", "pl", "pt", "pt-br", "ru", "sv", "uk"),
        description="the system's espeak-ng",
    ),
    "pico2wave": CommandDefinition(
        ("pico2wave", "-l", "{voice}", "-w", "{output}"),
        voices=("en-US", "en-GB", "de-DE", "es-ES", "fr-FR", "it-IT"),
        description="SVOX Pico; a version that reads stdin",
    ),
    "say": CommandDefinition(
        ("say", "-f", "{text_file}", "-o", "{output}", "--file-format=WAVE", "--data-format=LEI16@22050"),
        version=("sw_vers", "-productVersion"),
        description="the voice chosen in the settings of macOS",
    ),
}
"""By name; a table of the same name in ``commands.toml`` takes its place."""


def definitions(folder: Path | None = None) -> dict[str, CommandDefinition]:
    """All programs by name, the person's own after the built-in ones.

    Args:
        folder: Of the person's settings; by default the platform's.

    Raises:
        SourceError: ``commands.toml`` is wrong.
        StorageError: It cannot be read.
    """
    path = (config_folder() if folder is None else folder) / FILE_NAME
    own = {name: _definition(name, table, Place(str(path))) for name, table in read_table(path).items()}
    return {**BUILT_IN, **own}


def _definition(name: str, table: Any, place: Place) -> CommandDefinition:
    if not _NAME.fullmatch(name):
        raise SourceError(f"[{name!r}] is no name for a command", place=place, hint="use a-z, 0-9, - and _")
    if not isinstance(table, dict):
        raise SourceError(f"{name!r} is no table", place=place, hint=f'write: [{name}] and argv = ["program", …]')
    known = [item.name for item in fields(CommandDefinition)]
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            meant = f"did you mean {near[0]!r}? " if near else ""
            raise SourceError(
                f"[{name}] has an unknown key {key!r}", place=place, hint=f"{meant}keys: {', '.join(known)}"
            )
    definition = CommandDefinition(
        argv=_texts(table, name, "argv", place),
        version=_texts(table, name, "version", place),
        voices=_texts(table, name, "voices", place),
        languages=_texts(table, name, "languages", place),
        timeout_s=_seconds(table.get("timeout_s", 60.0), name, place),
        description=_text(table.get("description", ""), name, "description", place),
    )
    _check(definition, name, place)
    return definition


def _check(definition: CommandDefinition, name: str, place: Place) -> None:
    def wrong(what: str, hint: str) -> SourceError:
        return SourceError(f"[{name}] {what}", place=place, hint=hint)

    if not definition.argv:
        raise wrong("has no argv", 'write: argv = ["program", "{text_file}", "{output}"]')
    if _BRACES.search(definition.argv[0]):
        raise wrong("has a placeholder for its program", "name the program itself")
    for found in _BRACES.findall(" ".join(definition.argv)):
        if found not in PLACEHOLDERS:
            raise wrong(f"has an unknown placeholder {found}", f"placeholders: {', '.join(PLACEHOLDERS)}")
    if _BRACES.search(" ".join(definition.version)):
        raise wrong("has a placeholder in its version command", "it is run without a text")
    uses_voice = any("{voice}" in argument for argument in definition.argv)
    if uses_voice != bool(definition.voices):
        raise wrong("must have both {voice} in argv and a list of voices, or neither", 'write: voices = ["…"]')
    for voice in definition.voices:
        if not _VOICE.fullmatch(voice):
            raise wrong(f"has a voice of an impossible name: {voice!r}", "use letters, digits and _ . + - ( )")


def _texts(table: Mapping[str, Any], name: str, key: str, place: Place) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise SourceError(f"[{name}] {key} is no list", place=place, hint=f'write: {key} = ["…", "…"]')
    return tuple(_text(item, name, key, place) for item in value)


def _text(value: Any, name: str, key: str, place: Place) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise SourceError(f"[{name}] {key} has {value!r}", place=place, hint="give text in quotes")
    return value


def _seconds(value: Any, name: str, place: Place) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= LONGEST_TIMEOUT_S:
        raise SourceError(f"[{name}] timeout_s is {value!r}", place=place, hint="give seconds, above 0, at most 3600")
    return float(value)
