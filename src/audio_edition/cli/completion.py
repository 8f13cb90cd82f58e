"""``audio-edition completion``, and what it completes: names of scripts and voices.

Enters: the name of a shell; for a completion, what was typed so far. Leaves: lines for the shell's start-up file, or
names. Completing never fails and never asks the network.
"""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem, get_completion_class

_WHERE = {
    "bash": "~/.bashrc",
    "zsh": "~/.zshrc, after compinit",
    "fish": "~/.config/fish/completions/audio-edition.fish",
}

EPILOG = """\b
Examples:
  eval "$(audio-edition completion bash)"       in ~/.bashrc
  eval "$(audio-edition completion zsh)"        in ~/.zshrc, after compinit
  audio-edition completion fish > ~/.config/fish/completions/audio-edition.fish"""


@click.command("completion", epilog=EPILOG)
@click.argument("shell", type=click.Choice(list(_WHERE)))
def command(shell: str) -> None:
    """Print what makes SHELL complete commands, options, scripts and voices."""
    from audio_edition.cli.commands import group

    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"there is no completion for {shell}")
    click.echo(made(group, {}, "audio-edition", "_AUDIO_EDITION_COMPLETE").source())


def complete_scripts(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of scripts, or files where a path is being typed."""
    from audio_edition.errors import AudioEditionError
    from audio_edition.publication.folder import read_publication

    if "/" in incomplete or "\\" in incomplete:
        return [CompletionItem(incomplete, type="file")]
    try:
        scripts = read_publication(Path(ctx.params.get("root") or ".")).scripts
    except AudioEditionError:
        return [CompletionItem(incomplete, type="file")]
    named = set(ctx.params.get(param.name or "") or ())
    return [
        CompletionItem(path.stem) for path in scripts if path.stem.startswith(incomplete) and path.stem not in named
    ]


def complete_voices(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Engines, and after the colon the voices of one."""
    from audio_edition.errors import AudioEditionError
    from audio_edition.voices.registry import engine_names, find_engine

    engine, colon, _ = incomplete.partition(":")
    if not colon:
        return [CompletionItem(f"{name}:") for name in engine_names() if name.startswith(engine)]
    try:
        voices = [
            CompletionItem(f"{engine}:{voice.name}", help=voice.description) for voice in find_engine(engine).voices()
        ]
    except (AudioEditionError, OSError):
        return []
    return [item for item in voices if item.value.startswith(incomplete)]
