"""``audio-edition meeting``.

Enters: a script, the minutes there are. Leaves: the running order on stdout, and a page or a stick with the sections
that fit. Refuses: an edition that is not built, headings that do not exist, a time in which nothing fits.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from audio_edition.cli.options import find_publication, publication_option, script_argument
from audio_edition.text.visible import printable

if TYPE_CHECKING:
    from audio_edition.edition.companions.meeting import MeetingPlan
    from audio_edition.edition.manifest import Edition
    from audio_edition.making.meeting import Choice

EPILOG = """\b
Examples:
  audio-edition meeting october-1917 --minutes 30           what fits into half an hour
  audio-edition meeting october-1917 --minutes 30 --discuss 2 --to /media/stick
  audio-edition meeting october-1917 --only "Civil war and isolation" --only "From minority to majority"

\b
Questions stand in the script, one a line, in a fenced block under the section they belong to:
  ```discussion
  Who decided?
  ```
Nothing is spoken or encoded: the sections are cut from the published MP3."""


@click.command("meeting", epilog=EPILOG)
@script_argument
@click.option("--minutes", type=click.IntRange(1, 600), help="Of the whole meeting.  [default: as long as it takes]")
@click.option("--only", multiple=True, metavar="HEADING", help="Only this section; may be given several times.")
@click.option(
    "--discuss",
    type=click.IntRange(0, 120),
    default=5,
    show_default=True,
    help="Minutes of each discussion; 0: do not stop.",
)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Fill this folder: page, MP3s, playlist, handout.  [default: the page alone, in meeting/<slug>]",
)
@click.option("--qr", type=click.Choice(["text", "feed"]), help="Show a QR code that leads to the text or the feed.")
@publication_option
def command(
    script: str,
    minutes: int | None,
    only: tuple[str, ...],
    discuss: int,
    folder: Path | None,
    qr: str | None,
    root: Path | None,
) -> None:
    """Cut a published edition to the time of a meeting, with time for discussion after each section."""
    from audio_edition.edition.companions.meeting import MeetingPlan
    from audio_edition.making.meeting import choose, cut, is_older_than_script, published_edition
    from audio_edition.making.meeting_folder import MeetingFolder
    from audio_edition.store.links import refuse_links_on_the_way

    publication, (path,) = find_publication(root, (script,))
    edition, mp3, channel = published_edition(publication, path)
    if is_older_than_script(publication, path):
        note = f"{path} has changed since the edition was built; this is cut from revision {edition.revision} of it"
        click.echo(printable(f"note: {note}; to have the changes: audio-edition build"), err=True)
    plan = MeetingPlan(minutes or 0, discuss)
    choice = choose(edition, plan, only)
    if not choice.fits:
        needed = -(-(choice.left_out[0].sound_ms + choice.left_out[0].discussion_ms) // 60_000)
        raise click.UsageError(
            f"not even “{printable(choice.left_out[0].chapter.title)}” fits into {minutes} minutes: with its discussion"
            f" it takes {needed}; try --discuss 0, or other sections with --only"
        )
    code = _code(qr, edition, channel.site) if qr else ""
    made = cut(edition, choice.fits)
    _say_order(made.edition, plan)
    _say_rest(choice, plan)
    meeting = MeetingFolder(made, mp3, plan, code)
    if folder is None:
        folder = publication.root / "meeting" / edition.slug
        refuse_links_on_the_way(folder, publication.root)
        click.echo(str(meeting.write_page(folder)))
    else:
        click.echo(str(meeting.write_stick(folder, lambda note: click.echo(printable(f"note: {note}"), err=True))))


def _say_order(edition: Edition, plan: MeetingPlan) -> None:
    """Start, length and discussion of each section."""
    from audio_edition.edition.companions.meeting.running_order import running_order
    from audio_edition.edition.history import clock

    rows = running_order(edition, plan.discussion_minutes)
    for row in rows:
        talk = f" + {clock(row.discussion_ms)}" if row.discussion_ms else ""
        click.echo(printable(f"{clock(row.start_ms):>8}  {clock(row.sound_ms) + talk:<14}  {row.chapter.title}"))
    planned = f" of {clock(plan.minutes * 60_000)}" if plan.minutes else ""
    click.echo(f"{clock(rows[-1].end_ms):>8}{planned}")


def _say_rest(choice: Choice, plan: MeetingPlan) -> None:
    from audio_edition.edition.history import clock

    if not choice.left_out:
        return
    for row in choice.left_out:
        talk = f" + {clock(row.discussion_ms)}" if row.discussion_ms else ""
        click.echo(printable(f"does not fit: {row.chapter.title} ({clock(row.sound_ms)}{talk})"), err=True)
    click.echo(f"all of it needs --minutes {-(-choice.needed_ms // 60_000)}", err=True)


def _code(wanted: str, edition: Edition, site: str) -> str:
    """A QR code for the page."""
    from audio_edition.edition.companions.meeting.page import qr_code
    from audio_edition.edition.index_page import FEED_NAME
    from audio_edition.errors import MissingExtraError

    address = edition.address if wanted == "text" else f"{site}{FEED_NAME}" if site else ""
    if not address:
        missing = "'address' of the script" if wanted == "text" else "'site' of publication.toml"
        raise click.UsageError(f"--qr {wanted}: nobody knows where that is; set {missing}")
    try:
        import segno
    except ImportError as error:
        raise MissingExtraError("serve", "a QR code") from error
    svg = segno.make(address, micro=False).svg_inline(scale=4, border=2, omitsize=True, light="#fff")
    return qr_code(svg, address, edition.lang)
