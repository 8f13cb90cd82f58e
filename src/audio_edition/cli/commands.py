"""The group of commands, each imported when it is used.

Enters: the name of a command. Leaves: the command. Refuses: unknown names, naming the nearest known one.
"""

from __future__ import annotations

import importlib

import click

from audio_edition import __version__
from audio_edition.text.nearest import nearest

COMMANDS = {
    "import": ("import_", "Turn pasted text into a script, ready to be checked."),
    "build": ("build", "Build editions: one chaptered MP3 per script."),
    "feed": ("feed", "Make the podcast feed of the editions."),
    "watch": ("watch", "Build again on every save."),
    "check": ("check", "Say whether every edition still matches its script."),
    "diff": ("diff", "Show what a listener would hear differently."),
    "play": ("play", "Open an edition in the browser."),
    "meeting": ("meeting", "Cut an edition to the time of a meeting."),
    "serve": ("serve", "Serve the publication on this machine."),
    "publish": ("publish", "Copy what is public to a folder or a host."),
    "store": ("store", "Look after what is kept of earlier builds."),
    "script": ("script_", "Show what will be said, sentence by sentence."),
    "say": ("say", "Speak a line with the publication's voice and lexicon."),
    "lexicon": ("lexicon", "Find the words a voice may say wrongly."),
    "voices": ("voices", "List engines and voices, or try one."),
    "init": ("init", "Make a publication with a sample article."),
    "config": ("config", "Show every setting in force and where it comes from."),
    "doctor": ("doctor", "Look at Python, packages, voices, network and disk."),
    "completion": ("completion", "Make your shell complete scripts and voices."),
}
"""Name of each command, the module in this package that has it as ``command``, and its short help."""

GROUPS = {
    "Make an edition": ("build", "watch", "init", "import", "script"),
    "See and hear what would change": ("check", "diff", "say", "play", "lexicon"),
    "Give it to listeners": ("serve", "feed", "publish", "meeting"),
    "Voices, settings, upkeep": ("voices", "config", "doctor", "store", "completion"),
}
"""What is for what, ``build`` first; a command that is in no group stands in the last one."""
OTHERS = "More"

EPILOG = """\b
Examples:
  audio-edition init                         a publication with a sample article
  audio-edition import article.txt           a script from pasted text
  audio-edition build                        every script of the publication
  audio-edition build script/x.md --dry-run  only say what would be done
  audio-edition voices --try "Good morning"  hear a voice

\b
Exit codes: 0 done; 1 check, doctor or store verify found something; 2 wrong usage;
3 a script, setting or lexicon is wrong; 4 the voice cannot do it; 5 the voice cannot
do it now; 6 a file cannot be read or written; 7 a package is missing; 70 a defect in
this program; 130 interrupted; 143 ended by SIGTERM, 129 by SIGHUP; 141 whoever read
the output has gone."""


def grouped_commands() -> list[tuple[str, list[str]]]:
    """The commands there are, by group; none is left out."""
    grouped = {name for names in GROUPS.values() for name in names}
    groups = {**GROUPS, OTHERS: tuple(name for name in COMMANDS if name not in grouped)}
    found = [(title, [name for name in names if name in COMMANDS]) for title, names in groups.items()]
    return [(title, names) for title, names in found if names]


class CommandGroup(click.Group):
    """A click group that knows names and short helps without importing the commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the help."""
        return [name for _, names in grouped_commands() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"audio_edition.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command where there is none."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if near := nearest(args[0], COMMANDS):
                error.message += f" Did you mean {near!r}?"
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by their short helps."""
        for title, names in grouped_commands():
            with formatter.section(title):
                formatter.write_dl([(name, COMMANDS[name][1]) for name in names], col_max=12)


@click.group(
    cls=CommandGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EPILOG,
)
@click.version_option(__version__, prog_name="audio-edition")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def group(debug: bool) -> None:
    """Make one chaptered MP3 of an article, and of an edited article a new one within a second."""
