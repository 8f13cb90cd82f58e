"""``audio-edition feed``.

Enters: a publication. Leaves: ``audio/feed.xml`` over the editions as they are published; its path on stdout. Refuses:
to make one without the settings that podcast directories require, all of which it names.
"""

from __future__ import annotations

from pathlib import Path

import click

from audio_edition.cli.json_output import print_json
from audio_edition.cli.options import json_option, publication_option

EPILOG = """\b
Examples:
  audio-edition feed            make it, or say which settings it needs
  audio-edition feed --json
\b
'audio-edition build' makes it too, after the editions."""


@click.command("feed", epilog=EPILOG)
@publication_option
@json_option
def command(root: Path | None, as_json: bool) -> None:
    """Make the podcast feed of the editions as they are published.

    Nothing is spoken and no edition is changed. Drafts are left out.
    """
    from audio_edition.edition.feed import feed_address
    from audio_edition.making.podcast import FEED, missing_error, publish_podcast
    from audio_edition.publication.folder import read_publication
    from audio_edition.publication.settings import merge
    from audio_edition.text.visible import printable

    publication = read_publication(root or Path())
    podcast = publish_podcast(publication, lambda message: click.echo(printable(message), err=True), use_note=False)
    if podcast is None or podcast.missing:
        raise missing_error(publication, podcast.missing if podcast else ())
    path = publication.root / "audio" / FEED
    address = feed_address(merge(publication.layer).site)
    for slug in podcast.without_date:
        click.echo(f"note: “{slug}” has no date, and comes last in the feed", err=True)
    if as_json:
        found = {
            "feed": str(path),
            "address": address,
            "editions": podcast.editions,
            "written": list(podcast.written),
            "without_date": list(podcast.without_date),
        }
        print_json("feed", [found])
    else:
        counted = "1 edition" if podcast.editions == 1 else f"{podcast.editions} editions"
        click.echo(f"{path}: {counted}, for {address}")
