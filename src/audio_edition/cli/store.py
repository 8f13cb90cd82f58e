"""``audio-edition store``: status, verify, prune.

Enters: a publication. Leaves: what its store holds, what of it is damaged, what was removed, on stdout. Refuses: to
prune while a build is running.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audio_edition.cli.json_output import print_json
from audio_edition.cli.options import json_option, publication_option
from audio_edition.cli.sizes import SizeType, size_text
from audio_edition.cli.tables import print_table

if TYPE_CHECKING:
    from audio_edition.store.inventory import Inventory
    from audio_edition.store.upkeep import KindFigures

EXIT_DAMAGED = 1
_SECONDS_PER_DAY = 86_400
_PATHS_SHOWN = 20

EPILOG = """\b
Examples:
  audio-edition store status                     how large it is, what no edition uses
  audio-edition store verify --repair            read everything, remove what is damaged
  audio-edition store prune --older-than 30      remove what no edition uses for a month
  audio-edition store prune --max-size 500MB     keep the store below a size"""


@click.group("store", epilog=EPILOG)
def command() -> None:
    """Look after audio/.store, where spoken sentences and encoded paragraphs are kept.

    It may be removed at any time: the next build speaks and encodes again what it needs.
    """


@command.command(epilog=EPILOG)
@publication_option
@json_option
def status(root: Path | None, as_json: bool) -> None:
    """Say how much is kept, how old it is, and what no edition uses any more."""
    from audio_edition.edition.references import keys_in_use
    from audio_edition.store.inventory import take_inventory
    from audio_edition.store.upkeep import figures_by_kind

    audio = _audio_folder(root)
    inventory = take_inventory(audio / ".store")
    kinds = figures_by_kind(inventory, keys_in_use(audio))
    if as_json:
        print_json("store status", [_status_json(audio / ".store", inventory, kinds)])
        return
    _status_table(kinds)
    click.echo(f"{audio / '.store'}: {size_text(inventory.size_bytes)}")
    _list_paths("not of the store", inventory.strays)
    _list_paths("unfinished, of a build that is running or was killed", inventory.leftovers)


@command.command(epilog=EPILOG)
@publication_option
@click.option("--repair", is_flag=True, help="Remove what is damaged; the next build makes it anew.")
@json_option
def verify(root: Path | None, repair: bool, as_json: bool) -> int:
    """Read everything that is kept to its last byte; exit 1 where something is damaged."""
    from audio_edition.store.inventory import take_inventory
    from audio_edition.store.upkeep import find_damage, remove

    inventory = take_inventory(_audio_folder(root) / ".store")
    with _progress("verifying", inventory.size_bytes, quiet=as_json) as read:
        found = tuple(find_damage(inventory.objects, read))
    if repair:
        remove([damage.stored for damage in found])
    if as_json:
        print_json(
            "store verify",
            [
                {
                    "objects": len(inventory.objects),
                    "bytes": inventory.size_bytes,
                    "damaged": [
                        {"kind": damage.stored.kind, "path": str(damage.stored.path), "reason": damage.reason}
                        for damage in found
                    ],
                    "repaired": repair,
                    "unknown": [str(path) for path in inventory.strays],
                }
            ],
        )
    else:
        for damage in found:
            click.echo(f"{damage.stored.path}: {damage.reason}{'; removed' if repair else ''}")
        _list_paths("not of the store", inventory.strays)
        hint = "; remove them with --repair, the next build makes them anew" if found and not repair else ""
        read_text = f"{len(inventory.objects):,} objects, {size_text(inventory.size_bytes)}"
        click.echo(f"{read_text}: {len(found):,} damaged{hint}")
    return EXIT_DAMAGED if found and not repair else 0


@command.command(epilog=EPILOG)
@publication_option
@click.option(
    "--max-size", type=SizeType(), help="Remove only what is too much, at last also what editions use: 500MB."
)
@click.option("--older-than", type=click.FloatRange(0, 36_500), help="Keep what was used in the last so many DAYS.")
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and remove nothing.")
@json_option
def prune(root: Path | None, max_size: int | None, older_than: float | None, dry_run: bool, as_json: bool) -> None:
    """Remove what no edition uses, the least recently used first.

    Editions stay as they are. What is removed and needed again is spoken or encoded again.
    """
    from audio_edition.edition.references import keys_in_use
    from audio_edition.store.inventory import take_inventory
    from audio_edition.store.locks import clear_leftovers, prune_lock
    from audio_edition.store.upkeep import choose_removals, remove

    audio = _audio_folder(root)
    store = audio / ".store"
    before_s = None if older_than is None else time.time() - older_than * _SECONDS_PER_DAY
    cleared = 0
    if dry_run or not store.is_dir():
        inventory = take_inventory(store)
        chosen = choose_removals(inventory, keys_in_use(audio), most_bytes=max_size, before_s=before_s)
        freed_bytes = sum(stored.size_bytes for stored in chosen)
    else:
        with prune_lock(store):
            inventory = take_inventory(store)
            chosen = choose_removals(inventory, keys_in_use(audio), most_bytes=max_size, before_s=before_s)
            with _progress("pruning", sum(stored.size_bytes for stored in chosen), quiet=as_json) as removed:
                freed_bytes = remove(chosen, removed)
            cleared = clear_leftovers(store)
    kept_bytes = inventory.size_bytes - freed_bytes
    if as_json:
        counts = {"removed_objects": len(chosen), "freed_bytes": freed_bytes, "kept_bytes": kept_bytes}
        print_json("store prune", [{"dry_run": dry_run, **counts, "cleared_leftovers": cleared}])
        return
    verb = "would remove" if dry_run else "removed"
    click.echo(f"{verb} {len(chosen):,} objects, {size_text(freed_bytes)}; {size_text(kept_bytes)} are kept")
    if cleared:
        click.echo(f"cleared away {cleared:,} unfinished files of killed builds")
    if max_size is not None and kept_bytes > max_size:
        click.echo(f"that is still more than {size_text(max_size)}, because of --older-than", err=True)


def _audio_folder(root: Path | None) -> Path:
    from audio_edition.publication.folder import read_publication

    return read_publication(root or Path()).root / "audio"


def _progress(name: str, total_bytes: int, *, quiet: bool) -> AbstractContextManager[Callable[[int], None]]:
    from audio_edition.cli.progress import ConsoleReporter

    return ConsoleReporter(quiet=quiet).stage(name, total_bytes)


def _status_json(store: Path, inventory: Inventory, kinds: tuple[KindFigures, ...]) -> dict[str, Any]:
    return {
        "store": str(store),
        "bytes": inventory.size_bytes,
        "kinds": {
            each.kind: {
                "objects": each.objects,
                "bytes": each.size_bytes,
                "unused_objects": each.unused_objects,
                "unused_bytes": each.unused_bytes,
                "oldest_use": _day(each.oldest_use_s),
                "newest_use": _day(each.newest_use_s),
            }
            for each in kinds
        },
        "unknown": [str(path) for path in inventory.strays],
        "unfinished": [str(path) for path in inventory.leftovers],
    }


def _status_table(kinds: tuple[KindFigures, ...]) -> None:
    columns = ("kind", "objects", "size", "unused", "size of these", "oldest use", "newest use")
    rows = [
        (
            each.kind,
            f"{each.objects:,}",
            size_text(each.size_bytes),
            f"{each.unused_objects:,}",
            size_text(each.unused_bytes),
            _day(each.oldest_use_s) or "",
            _day(each.newest_use_s) or "",
        )
        for each in kinds
    ]
    print_table(columns, rows, right=columns[1:])


def _day(used_s: float | None) -> str | None:
    """The day of a time, in UTC; a clock that was far off gives the nearest day that has a name."""
    from datetime import UTC, datetime

    if used_s is None:
        return None
    return datetime.fromtimestamp(min(max(used_s, 0), 253_402_300_799), UTC).date().isoformat()


def _list_paths(title: str, paths: tuple[Path, ...]) -> None:
    from audio_edition.text.visible import printable

    if paths:
        click.echo(f"{title}:")
    for path in paths[:_PATHS_SHOWN]:
        click.echo(f"  {printable(str(path))}")
    if len(paths) > _PATHS_SHOWN:
        click.echo(f"  … and {len(paths) - _PATHS_SHOWN} more; --json lists all")
