"""The upkeep of a store: how large it is, what in it is damaged, what can be removed.

Enters: an inventory, and the keys that editions use. Leaves: figures, damage, the objects to remove. Refuses: an object
that cannot be removed (``StorageError``). Nothing here changes how an edition sounds: what was removed is spoken or
encoded again when it is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from msgspec import Struct

from audio_edition.store import clips
from audio_edition.store.folder import storage_error
from audio_edition.store.inventory import KINDS, Inventory, StoredObject
from audio_edition.store.objects import DamagedObjectError, read_header, read_payload


class KindFigures(Struct, frozen=True):
    """The objects of one kind, in figures."""

    kind: str
    objects: int
    size_bytes: int
    unused_objects: int
    """Those that no edition uses."""
    unused_bytes: int
    oldest_use_s: float | None
    """Seconds since 1970; ``None`` where there is no object."""
    newest_use_s: float | None


class Damage(Struct, frozen=True):
    """An object that a build would not use, and why."""

    stored: StoredObject
    reason: str


def figures_by_kind(inventory: Inventory, used: Collection[str]) -> tuple[KindFigures, ...]:
    """Count the objects of each kind and add up their sizes.

    Args:
        inventory: Of the store.
        used: Keys that editions use.
    """
    counted = []
    for kind in KINDS:
        objects = [each for each in inventory.objects if each.kind == kind]
        unused = [each for each in objects if each.key not in used]
        uses = [each.used_s for each in objects]
        counted.append(
            KindFigures(
                kind,
                len(objects),
                sum(each.size_bytes for each in objects),
                len(unused),
                sum(each.size_bytes for each in unused),
                min(uses, default=None),
                max(uses, default=None),
            )
        )
    return tuple(counted)


def find_damage(objects: Iterable[StoredObject], read: Callable[[int], None] = lambda _: None) -> Iterator[Damage]:
    """Read every object completely and report those that are damaged. This does not count as use.

    Args:
        objects: To be read, in this order.
        read: Called with the size of each file once it has been read.
    """
    for stored in objects:
        reason = _reason(stored)
        if reason:
            yield Damage(stored, reason)
        read(stored.size_bytes)


def _reason(stored: StoredObject) -> str:
    try:
        with stored.path.open("rb") as file:
            read_payload(file, read_header(file, stored.kind, stored.key))
    except FileNotFoundError:
        return ""  # removed in the meantime, which is not damage
    except DamagedObjectError as error:
        return str(error)
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    except (ValueError, KeyError, TypeError):
        return "its header is not understood"
    return ""


def choose_removals(
    inventory: Inventory, used: Collection[str], *, most_bytes: int | None = None, before_s: float | None = None
) -> tuple[StoredObject, ...]:
    """Choose what to remove: the least recently used first.

    Without ``most_bytes``, everything that no edition uses. With it, only as much as needed; and if that is not
    enough, also what editions use: first clips, which are needed only when their paragraph changes, then segments.

    Args:
        inventory: Of the store.
        used: Keys that editions use.
        most_bytes: The size that may remain; ``None``: any size.
        before_s: Keep what was used at or after this time, in seconds since 1970, whatever the size.
    """
    candidates = [each for each in inventory.objects if before_s is None or each.used_s < before_s]
    by_rank: list[list[StoredObject]] = [[], [], []]
    for each in candidates:
        rank = 0 if each.key not in used else 1 if each.kind == clips.KIND else 2
        by_rank[rank].append(each)
    ranked = [sorted(objects, key=lambda each: (each.used_s, each.key)) for objects in by_rank]
    if most_bytes is None:
        return tuple(ranked[0])
    chosen: list[StoredObject] = []
    size_bytes = inventory.size_bytes
    for stored in (each for objects in ranked for each in objects):
        if size_bytes <= most_bytes:
            break
        chosen.append(stored)
        size_bytes -= stored.size_bytes
    return tuple(chosen)


def remove(objects: Sequence[StoredObject], removed: Callable[[int], None] = lambda _: None) -> int:
    """Remove objects; for pruning, only inside ``locks.prune_lock``.

    Args:
        objects: To be removed.
        removed: Called with the size of each object once it is removed.

    Returns:
        Bytes freed.

    Raises:
        StorageError: One cannot be removed; those before it have been.
    """
    freed_bytes = 0
    for stored in objects:
        try:
            stored.path.unlink(missing_ok=True)
        except OSError as error:
            raise storage_error(error, stored.path) from error
        freed_bytes += stored.size_bytes
        removed(stored.size_bytes)
    return freed_bytes
