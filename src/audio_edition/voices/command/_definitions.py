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

import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from audio_edition.publication.entries import Entry
from audio_edition.text.nearest import hint_for
from audio_edition.voices.user_files import UserTable, config_folder, read_user_file

FILE_NAME = "commands.toml"
PLACEHOLDERS = ("{text_file}", "{output}", "{voice}")
LONGEST_TIMEOUT_S = 3600.0
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")
_VOICE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+() -]{0,60}")
"""Never a leading ``-``: a voice stands on the command line. Voices are also compared with the definition's list."""
_BRACES = re.compile(r"\{[^{}]*\}")


class CommandDefinition(Struct, frozen=True):
    """One program."""

    argv: tuple[str, ...]
    """The program and its arguments; no shell sees them. ``{text_file}`` stands for a UTF-8 file with the text, which
    is given on stdin where it is absent; ``{output}`` for the WAV to write, which is read from stdout where it is
    absent; ``{voice}`` for one of ``voices``."""
    version: tuple[str, ...] = ()
    """A command whose output goes into the key; empty: the digest of the program's file goes there instead."""
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
"""By name; a table of the same name in ``commands.toml`` replaces one."""


def definitions(folder: Path | None = None) -> dict[str, CommandDefinition]:
    """All programs by name, the person's own after the built-in ones.

    Args:
        folder: Of the person's settings; by default the platform's.

    Raises:
        SourceError: ``commands.toml`` is wrong.
        StorageError: It cannot be read.
    """
    file = read_user_file((config_folder() if folder is None else folder) / FILE_NAME)
    return {**BUILT_IN, **{name: _definition(file, name, entry) for name, entry in file.entries.items()}}


def _definition(file: UserTable, name: str, entry: Entry) -> CommandDefinition:
    if not _NAME.fullmatch(name):
        raise file.error(f"{name!r} cannot be the name of a command", "use a-z, 0-9, - and _", name)
    if not isinstance(entry.value, Mapping):
        raise file.error(f"{name!r} must be a table", f'write: [{name}] and argv = ["program", …]', name)
    table = UserTable(file.path, entry.value, name, entry.line)
    table.check_keys(CommandDefinition.__struct_fields__)
    definition = CommandDefinition(
        argv=table.texts("argv"),
        version=table.texts("version"),
        voices=table.texts("voices"),
        languages=table.texts("languages"),
        timeout_s=table.number("timeout_s", 60.0, LONGEST_TIMEOUT_S),
        description=table.text("description"),
    )
    _check(definition, table)
    return definition


def _check(definition: CommandDefinition, table: UserTable) -> None:
    if not definition.argv:
        raise table.error("has no argv", 'write: argv = ["program", "{text_file}", "{output}"]', "argv")
    if _BRACES.search(definition.argv[0]):
        raise table.error("has a placeholder for its program", "name the program itself", "argv")
    for found in _BRACES.findall(" ".join(definition.argv)):
        if found not in PLACEHOLDERS:
            raise table.error(f"has an unknown placeholder {found}", hint_for(found, PLACEHOLDERS), "argv")
    if _BRACES.search(" ".join(definition.version)):
        raise table.error("has a placeholder in its version command", "it is run without a text", "version")
    uses_voice = any("{voice}" in argument for argument in definition.argv)
    if uses_voice != bool(definition.voices):
        what = "must have both {voice} in argv and a list of voices, or neither"
        raise table.error(what, 'write: voices = ["…"]', "voices" if definition.voices else "argv")
    for voice in definition.voices:
        if not _VOICE.fullmatch(voice):
            what = f"has an impossible voice name: {voice!r}"
            raise table.error(what, "use letters, digits and _ . + - ( )", "voices")
