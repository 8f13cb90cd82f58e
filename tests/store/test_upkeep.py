"""What is in a store, what of it is whole, what can go."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.edition.references import keys_in_use
from audio_edition.errors import StorageError
from audio_edition.store.folder import Store
from audio_edition.store.inventory import Inventory, StoredObject, take_inventory
from audio_edition.store.upkeep import choose_removals, figures_by_kind, find_damage, remove


def key(number: int) -> str:
    return f"{number:064x}"


def stored(number: int, *, kind: str = "clip", size: int = 10, used_s: float = 0.0) -> StoredObject:
    return StoredObject(kind, key(number), str(Path(kind, key(number))), size, used_s)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "store")
    for number in range(4):
        made.write("clip", key(number), {}, b"c" * 100)
        os.utime(made.path_of("clip", key(number)), (1_000 + number, 1_000 + number))
    for number in range(2):
        made.write("segment", key(number), {}, b"s" * 1_000)
    return made


def test_a_store_that_is_not_there_is_empty(tmp_path: Path) -> None:
    inventory = take_inventory(tmp_path / "nothing")
    assert inventory == Inventory((), (), ())
    assert [(each.objects, each.size_bytes, each.oldest_use_s) for each in figures_by_kind(inventory, ())] == [
        (0, 0, None)
    ] * 2


def test_objects_are_counted_and_measured(store: Store) -> None:
    inventory = take_inventory(store.root)
    clips, segments = figures_by_kind(inventory, {key(0)})
    assert (clips.kind, clips.objects, clips.unused_objects) == ("clip", 4, 3)
    assert (segments.kind, segments.objects, segments.unused_objects) == ("segment", 2, 1)
    assert (clips.oldest_use_s, clips.newest_use_s) == (1_000, 1_003)
    on_disk = sum(path.stat().st_size for path in store.root.rglob("*") if path.is_file())
    assert inventory.size_bytes == clips.size_bytes + segments.size_bytes == on_disk


def test_anything_but_an_object_is_a_stray(store: Store, tmp_path: Path) -> None:
    objects = store.root / "objects"
    strays = [
        objects / "notes.txt",
        objects / "clip" / "README",
        objects / "clip" / "00" / "short",
        objects / "clip" / "00" / ("ff" + "0" * 62),
        objects / "clip" / "00" / (key(9) + ".tmp"),
    ]
    for path in strays:
        path.write_bytes(b"?")
    (objects / "other").mkdir()
    folder = objects / "clip" / "00" / key(8)
    folder.mkdir()
    link = objects / "clip" / "00" / key(7)
    link.symlink_to(tmp_path)
    inventory = take_inventory(store.root)
    assert set(inventory.strays) == {*strays, objects / "other", folder, link}
    assert len(inventory.objects) == 6


def test_leftovers_are_listed(store: Store) -> None:
    (store.root / "partial" / "1-1-x").write_bytes(b"")
    assert take_inventory(store.root).leftovers == (store.root / "partial" / "1-1-x",)


def test_a_file_where_objects_should_be_is_reported(tmp_path: Path) -> None:
    (tmp_path / "objects").write_bytes(b"")
    with pytest.raises(StorageError, match="cannot be listed"):
        take_inventory(tmp_path)


def test_a_whole_store_has_no_damage(store: Store) -> None:
    inventory = take_inventory(store.root)
    read: list[int] = []
    assert list(find_damage(inventory.objects, read.append)) == []
    assert sum(read) == inventory.size_bytes


@pytest.mark.parametrize("position", [0, 9, 40, -1])
def test_every_damaged_object_is_found(store: Store, position: int) -> None:
    path = store.path_of("clip", key(2))
    data = bytearray(path.read_bytes())
    data[position] ^= 1
    path.write_bytes(data)
    found = list(find_damage(take_inventory(store.root).objects))
    assert [damage.stored.path for damage in found] == [path]
    assert found[0].reason


def test_swapped_objects_are_damage(store: Store) -> None:
    one, other = store.path_of("clip", key(0)), store.path_of("clip", key(1))
    contents = one.read_bytes(), other.read_bytes()
    other.write_bytes(contents[0])
    one.write_bytes(contents[1])
    reasons = {damage.stored.key: damage.reason for damage in find_damage(take_inventory(store.root).objects)}
    assert reasons == {key(0): "it is another object", key(1): "it is another object"}


def test_verifying_does_not_count_as_use(store: Store) -> None:
    list(find_damage(take_inventory(store.root).objects))
    assert store.path_of("clip", key(0)).stat().st_mtime == 1_000


def test_an_object_removed_meanwhile_is_not_damaged(store: Store) -> None:
    inventory = take_inventory(store.root)
    store.path_of("clip", key(0)).unlink()
    assert list(find_damage(inventory.objects)) == []


def test_unused_objects_go_the_least_recently_used_first() -> None:
    inventory = Inventory((stored(1, used_s=3), stored(2, used_s=1), stored(3, used_s=2), stored(4)), (), ())
    assert [each.key for each in choose_removals(inventory, {key(4)})] == [key(2), key(3), key(1)]


def test_pruning_to_a_size_removes_only_as_much_as_needed() -> None:
    inventory = Inventory((stored(1, used_s=3), stored(2, used_s=1), stored(3, used_s=2)), (), ())
    assert choose_removals(inventory, (), most_bytes=30) == ()
    assert [each.key for each in choose_removals(inventory, (), most_bytes=25)] == [key(2)]


def test_used_clips_go_before_used_segments() -> None:
    objects = (
        stored(1, kind="segment", used_s=0),
        stored(2, kind="clip", used_s=9),
        stored(3, kind="segment", used_s=99),
        stored(4, kind="clip", used_s=8),
    )
    used = {key(1), key(2), key(4)}
    order = choose_removals(Inventory(objects, (), ()), used, most_bytes=0)
    assert [each.key for each in order] == [key(3), key(4), key(2), key(1)]


def test_what_was_used_recently_stays() -> None:
    inventory = Inventory((stored(1, used_s=5), stored(2, used_s=10)), (), ())
    assert [each.key for each in choose_removals(inventory, (), before_s=10)] == [key(1)]
    assert [each.key for each in choose_removals(inventory, (), before_s=10, most_bytes=0)] == [key(1)]


@given(
    objects=st.lists(
        st.builds(
            stored,
            st.integers(0, 50),
            kind=st.sampled_from(["clip", "segment"]),
            size=st.integers(0, 100),
            used_s=st.floats(0, 1e12),
        ),
        unique_by=lambda each: (each.kind, each.key),
    ),
    used=st.sets(st.integers(0, 50).map(key)),
    most_bytes=st.integers(0, 3_000),
)
def test_pruning_to_a_size_reaches_it_and_removes_no_more_than_it_must(
    objects: list[StoredObject], used: set[str], most_bytes: int
) -> None:
    inventory = Inventory(tuple(objects), (), ())
    chosen = choose_removals(inventory, used, most_bytes=most_bytes)
    kept_bytes = inventory.size_bytes - sum(each.size_bytes for each in chosen)
    assert len(set(chosen)) == len(chosen)
    assert kept_bytes <= most_bytes
    if chosen:
        assert kept_bytes + chosen[-1].size_bytes > most_bytes
    if any(each.key in used for each in chosen):
        assert all(each in chosen for each in objects if each.key not in used)


def test_removing_frees_what_it_says(store: Store) -> None:
    inventory = take_inventory(store.root)
    clips = [each for each in inventory.objects if each.kind == "clip"]
    assert remove(clips) == sum(each.size_bytes for each in clips)
    assert [each.kind for each in take_inventory(store.root).objects] == ["segment"] * 2


class TestKeysInUse:
    def test_without_editions_nothing_is_in_use(self, tmp_path: Path) -> None:
        assert keys_in_use(tmp_path / "audio") == frozenset()

    @pytest.mark.parametrize("end", [None, 200])
    def test_a_manifest_uses_its_keys_even_when_it_is_cut_off(self, tmp_path: Path, end: int | None) -> None:
        folder = tmp_path / "one"
        folder.mkdir()
        text = f'{{"schema": 99, "segments": [{{"key": "{key(1)}"}}, {{"key":"{key(2)}"}}], "cues": 1}}'
        (folder / "edition.json").write_text(text[:end])
        assert keys_in_use(tmp_path) == {key(1), key(2)}

    def test_a_folder_in_place_of_a_manifest_uses_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "one" / "edition.json").mkdir(parents=True)
        assert keys_in_use(tmp_path) == frozenset()

    def test_what_cannot_be_read_is_reported(self, tmp_path: Path) -> None:
        (tmp_path / "one").mkdir()
        (tmp_path / "one" / "edition.json").symlink_to("edition.json")
        with pytest.raises(StorageError, match="cannot be read"):
            keys_in_use(tmp_path)
