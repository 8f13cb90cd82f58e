"""``audio-edition serve``.

Enters: a publication. Leaves: its public files on this machine, until Ctrl-C. Refuses: to be heard outside of this
machine without ``--lan``.
"""

from __future__ import annotations

import ipaddress
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audio_edition.cli.options import publication_option
from audio_edition.text.visible import printable

if TYPE_CHECKING:
    from socket import socket

    from audio_edition.errors import AudioEditionError
    from audio_edition.making.request import BuildResult
    from audio_edition.making.watching import Watcher
    from audio_edition.publishing.live import Changes

LOOPBACK = "127.0.0.1"
_HERE = frozenset({LOOPBACK, "localhost", "[::1]"})
_WATCH_END_S = 10

EPILOG = """\b
Examples:
  audio-edition serve                   http://127.0.0.1:8000/
  audio-edition serve --watch           build on every save, and load the page again
  audio-edition serve --lan             also for a phone in the room, with a QR code
  audio-edition serve --port 0          any free port
\b
A podcast client on this machine can subscribe to http://127.0.0.1:8000/feed.xml.
Needs the extra: pip install 'audio-edition[serve]'. Ctrl-C ends it."""


@click.command("serve", epilog=EPILOG)
@publication_option
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="0: any that is free.")
@click.option("--lan", is_flag=True, help="Let other machines in this network listen too.")
@click.option("--address", type=str, help="With --lan: which of this machine's IPv4 addresses.  [default: found out]")
@click.option("--watch", is_flag=True, help="Build on every save; the page at /.live then loads again by itself.")
@click.option("--voice", default="", help="With --watch: who speaks.  [default: as in the settings]")
def command(root: Path | None, port: int, lan: bool, address: str | None, watch: bool, voice: str) -> None:
    """Serve what is public of a publication on this machine: feed, pages, and what the manifests list.

    Drafts, the store, links and all other files are not given out. In the feed, the site's address is replaced by
    this server's, so that a podcast client downloads from here.
    """
    from audio_edition.cli.running import TERMINATED
    from audio_edition.publication.folder import read_publication
    from audio_edition.publishing.former import FormerSlugs
    from audio_edition.publishing.listening import require_packages, run
    from audio_edition.publishing.live import Changes
    from audio_edition.publishing.public import PublicFolder
    from audio_edition.publishing.server import PublicationSite

    require_packages()
    publication = read_publication(root or Path())
    room = _room(lan, address)
    sockets, taken = _listen([LOOPBACK, *room], port)
    changes = Changes() if watch else None
    told: set[str] = set()

    def failed(error: AudioEditionError) -> None:
        if str(error) not in told:  # a client asks again and again
            told.add(str(error))
            click.echo(printable(f"audio-edition: {error}"), err=True)

    public = PublicFolder(publication.root / "audio", FormerSlugs(publication.script_folder, failed))
    site = PublicationSite(public, _HERE | {*room}, failed, changes)
    stop = threading.Event()
    watcher = None
    try:
        watcher = _start_watching(publication.root, voice, changes, stop) if changes else None
        audio = publication.root / "audio"
        run(site, sockets, changes, lambda: _say_where(audio, taken, port, room, watch=watch))
    except KeyboardInterrupt:
        if TERMINATED.is_set():
            raise
        click.echo("stopped", err=True)
    finally:
        stop.set()
        if watcher is not None:
            watcher.join(_WATCH_END_S)


def _room(lan: bool, address: str | None) -> tuple[str, ...]:
    """The addresses to listen on besides loopback."""
    from audio_edition.publishing.lan import lan_address

    if not lan:
        if address:
            raise click.UsageError("--address goes with --lan")
        return ()
    if address is None:
        return (lan_address(),)
    try:
        given = ipaddress.IPv4Address(address)
    except ValueError as error:
        raise click.BadParameter("an IPv4 address such as 192.168.1.20", param_hint="--address") from error
    if given.is_unspecified:
        raise click.BadParameter("one address, not all of them", param_hint="--address")
    return () if str(given) == LOOPBACK else (str(given),)


def _listen(addresses: list[str], port: int) -> tuple[list[socket], int]:
    from audio_edition.errors import StorageError
    from audio_edition.publishing.listening import listen

    try:
        return listen(addresses, port)
    except OSError as error:
        what = f"cannot listen on {' and '.join(addresses)}, port {port}: {error.strerror}"
        raise StorageError(what, hint="choose another with --port, or 0 for any") from error


def _say_where(audio: Path, taken: int, port: int, room: tuple[str, ...], *, watch: bool) -> None:
    """Addresses on stdout, explanations on stderr."""
    from audio_edition.publishing.lan import qr_code
    from audio_edition.publishing.public import FEED

    if port not in (0, taken):
        click.echo(f"port {port} is taken by another program; this is port {taken}", err=True)
    has_feed = (audio / FEED).is_file()
    for host in (LOOPBACK, *room):
        click.echo(f"http://{host}:{taken}/")
        if has_feed:
            click.echo(f"http://{host}:{taken}/{FEED}")
        if watch:
            click.echo(f"http://{host}:{taken}/.live")
    if not has_feed:
        click.echo(f"there is no {FEED} in {audio} yet: nothing to subscribe to", err=True)
    for host in room:
        click.echo(f"everybody in the network of {host} can now listen, without a password", err=True)
        click.echo(qr_code(f"http://{host}:{taken}/"), err=True, nl=False)
    click.echo("Ctrl-C ends it", err=True)


def _start_watching(root: Path, voice: str, changes: Changes, stop: threading.Event) -> threading.Thread:
    """Build on every save, in a thread; the extra ``watch`` is looked for before."""
    from audio_edition.cli.consent import Consent
    from audio_edition.cli.progress import ConsoleReporter
    from audio_edition.errors import MissingExtraError
    from audio_edition.making.builder import Builder
    from audio_edition.making.watching import Watcher

    try:
        import watchfiles
    except ImportError as error:
        raise MissingExtraError("watch", "watching") from error
    _ = watchfiles

    def built(result: BuildResult, seconds: float) -> None:
        if result.status in ("built", "updated"):
            click.echo(printable(f"{result.mp3} in {seconds:.2f} s"), err=True)
            changes.tell(result.slug)

    def failed(error: AudioEditionError) -> None:
        click.echo(printable(f"audio-edition: {error}"), err=True)

    watcher: Watcher = Watcher(root, Builder(root, ConsoleReporter(brief=True), Consent()), voice, built, failed)
    thread = threading.Thread(target=lambda: watcher.run(frozenset(), stop), name="watch", daemon=True)
    thread.start()
    return thread
