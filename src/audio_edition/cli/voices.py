"""``audio-edition voices``: list, try, install and remove voices.

Enters: what was typed. Leaves: the command to run. Refuses: unknown words after ``voices`` are names of engines, and
refused as such.
"""

from __future__ import annotations

import click

EPILOG = """\b
Examples:
  audio-edition voices                       the engines, and what each needs
  audio-edition voices espeak                all voices of one engine
  audio-edition voices list --installed      the voices that were installed one by one
  audio-edition voices --try "Good morning" --voice espeak:en-us+f3 -o sample.wav
  audio-edition voices install piper:en_US-lessac-medium
  audio-edition voices remove piper:en_US-lessac-medium

\b
'voices ENGINE' and 'voices --try' are short for 'voices list ENGINE' and 'voices list --try'."""

_COMMANDS = {
    "list": "List engines or voices, or try one.",
    "install": "Fetch voices into your data folder.",
    "remove": "Remove installed voices.",
}


class _VoicesGroup(click.Group):
    """A group whose command ``list`` need not be named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``list`` in front of everything that is no command of the group and no question for help."""
        if not args or (args[0] not in _COMMANDS and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which people meet them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command."""
        if cmd_name == "list":
            from audio_edition.cli.voices_list import command
        elif cmd_name in _COMMANDS:
            from audio_edition.cli import voices_install

            command = voices_install.install if cmd_name == "install" else voices_install.remove
        else:
            return None
        found: click.Command = command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by their short helps."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group("voices", cls=_VoicesGroup, epilog=EPILOG, subcommand_metavar="[list|install|remove] [ARGS]...")
def command() -> None:
    """List engines and voices, try one, install and remove them."""
