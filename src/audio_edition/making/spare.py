"""After a build, what no edition uses any more is kept up to a size, for edits that are taken back, and then removed.

Enters: ``audio``. Leaves: a store whose unused part is small again, the least recently used gone first. Refuses: to
touch what an edition uses, and to do anything while another build runs; then the next one does it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from audio_edition.errors import StorageError

MOST_SPARE_BYTES = 1_000_000_000
"""Beyond this, half of it goes, so that not every build has something to remove."""


def remove_spare(audio: Path, say: Callable[[str], None], most_bytes: int = MOST_SPARE_BYTES) -> int:
    """Remove what no edition uses where it has become too much.

    Args:
        audio: Of the publication.
        say: Told what was removed.
        most_bytes: What may be kept without being used.

    Returns:
        Bytes freed.
    """
    from audio_edition.store.size import size_of_store

    store = audio / ".store"
    try:
        if size_of_store(store) <= most_bytes:
            return 0
        from audio_edition.edition.references import keys_in_use
        from audio_edition.store.inventory import take_inventory
        from audio_edition.store.locks import prune_lock
        from audio_edition.store.upkeep import remove

        with prune_lock(store):
            used = keys_in_use(audio)
            unused = [each for each in take_inventory(store).objects if each.key not in used]
            spare_bytes = sum(each.size_bytes for each in unused)
            if spare_bytes <= most_bytes:
                return 0
            chosen = []
            for each in sorted(unused, key=lambda each: (each.used_s, each.key)):
                if spare_bytes <= most_bytes // 2:
                    break
                chosen.append(each)
                spare_bytes -= each.size_bytes
            freed_bytes = remove(chosen)
    except StorageError:
        return 0  # another build runs, or something cannot be read: nothing is lost by waiting
    say(f"note: removed {freed_bytes / 1e6:,.0f} MB of sound that no edition uses any more from {store}")
    return freed_bytes
