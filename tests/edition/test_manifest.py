"""The manifest: what is read can be relied upon, and what is damaged is an error that says what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audio_edition.edition.history import chapters_of, compare
from audio_edition.edition.manifest import Edition, EditionError, digest_of, read_edition, write_edition
from audio_edition.errors import StorageError
from audio_edition.making.checking import check_scripts
from audio_edition.publication.folder import read_publication
from support.publications import TestPublication


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> TestPublication:
    made = TestPublication(tmp_path_factory.mktemp("publication"))
    made.build()
    return made


@pytest.fixture(scope="module")
def whole(small: TestPublication) -> bytes:
    return small.manifest_path.read_bytes()


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything inside a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(leaf for name, each in inside for leaf in leaves(each, (*path, name)))]


def test_what_was_written_is_read(small: TestPublication, whole: bytes) -> None:
    edition = read_edition(small.manifest_path)
    assert edition is not None
    assert edition.revision == 1
    assert edition.digest == digest_of(edition)
    assert write_edition(edition) == whole


def test_a_list_entry_is_a_line(whole: bytes) -> None:
    lines = whole.decode().splitlines()
    assert sum('"start_ms"' in line and '"text"' in line for line in lines) == len(json.loads(whole)["cues"])


def test_the_files_are_listed_with_size_and_digest(small: TestPublication) -> None:
    import hashlib

    edition = read_edition(small.manifest_path)
    assert edition is not None
    assert edition.mp3 == edition.files[0]
    published = {path.name for path in small.folder.iterdir()}
    assert {file.name for file in edition.files} | {"edition.json"} == published
    for file in edition.files:
        data = (small.folder / file.name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file.bytes, file.sha256)


OTHERS = st.sampled_from(
    [None, True, -1, 0, 3, 10**30, 1.5, float("nan"), float("inf"), "", "x", [], [1], {}, {"a": 1}, "removed"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(data=st.data())
def test_any_other_value_anywhere_is_an_error_of_ours(
    small: TestPublication, whole: bytes, data: st.DataObject
) -> None:
    content = json.loads(whole)
    path = data.draw(st.sampled_from(leaves(content)))
    other = data.draw(OTHERS)
    if path:
        parent = content
        for name in path[:-1]:
            parent = parent[name]
        if other == "removed":
            del parent[path[-1]]
        else:
            parent[path[-1]] = other
    else:
        content = other
    manifest = small.manifest_path
    publication = read_publication(small.root)
    try:
        manifest.write_text(json.dumps(content))
        (verdict,) = check_scripts(publication, [small.script])
        if verdict.status == "matches":
            # The same value, a default left out, or 3 for 3.0: the same edition.
            edition = read_edition(manifest)
            assert edition is not None
            assert write_edition(edition) == whole
            return
        assert verdict.status == "stale"
        assert {difference.kind for difference in verdict.differences} == {"damaged"}
        for ask in (small.diff, lambda: small.build(dry_run=True), small.build):
            with pytest.raises(EditionError, match=r"edition\.json.*revision 1|newer version"):
                ask()
        assert manifest.read_text() == json.dumps(content)
    finally:
        manifest.write_bytes(whole)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10_000), byte=st.binary(max_size=1))
def test_a_damaged_byte_is_found(tmp_path: Path, whole: bytes, at: int, byte: bytes) -> None:
    position = at % len(whole)
    path = tmp_path / "edition.json"
    path.write_bytes(whole[:position] + byte + whole[position + 1 :])
    try:
        edition = read_edition(path)
    except EditionError:
        return
    # White space between the values, or the same byte.
    assert edition is not None
    assert write_edition(edition) == whole


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[" * 100_000, b"null", b"\xff\xfe", b'{"schema": 1}', b'{"schema": 2}', b"1e999", b"[]"]
)
def test_what_is_no_manifest(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "edition.json").write_bytes(content)
    with pytest.raises(EditionError, match=r"is damaged.*begins again at revision 1"):
        read_edition(tmp_path / "edition.json")


@pytest.mark.parametrize("schema", [0, 3, 99, "2", None])
def test_an_unknown_version_is_not_read(tmp_path: Path, whole: bytes, schema: object) -> None:
    (tmp_path / "edition.json").write_text(json.dumps({**json.loads(whole), "schema": schema}))
    with pytest.raises(EditionError, match="of version"):
        read_edition(tmp_path / "edition.json")


def test_a_manifest_that_is_not_there(tmp_path: Path) -> None:
    assert read_edition(tmp_path / "edition.json") is None
    assert read_edition(tmp_path / "nowhere" / "edition.json") is None


def test_a_manifest_that_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "edition.json").mkdir()
    with pytest.raises(EditionError, match="directory"):
        read_edition(tmp_path / "edition.json")


@pytest.mark.parametrize("damage", [b"", b"{}", b"not json"])
def test_a_damaged_manifest_is_never_replaced(small: TestPublication, whole: bytes, damage: bytes) -> None:
    before = {path.name: path.read_bytes() for path in small.folder.iterdir()}
    manifest = small.manifest_path
    try:
        manifest.write_bytes(damage)
        with pytest.raises(EditionError) as caught:
            small.build()
        assert caught.value.exit_code == StorageError.exit_code == 6
        assert {path.name: path.read_bytes() for path in small.folder.iterdir()} == {**before, "edition.json": damage}
    finally:
        manifest.write_bytes(whole)


def test_one_whose_manifest_was_removed_begins_again(small: TestPublication, whole: bytes) -> None:
    mp3 = small.mp3.read_bytes()
    small.manifest_path.unlink()
    result = small.build()
    assert (result.status, result.spoken, result.encoded) == ("built", 0, 0)
    assert small.mp3.read_bytes() == mp3
    assert small.manifest_path.read_bytes() == whole


def as_schema_1(edition: Edition) -> dict[str, Any]:
    """The manifest that the program wrote before there was schema 2."""

    def voice(index: int, **more: Any) -> dict[str, Any]:
        each = edition.voices[index]
        return {"name": each.name, **more, "gain_db": each.gain_db, "key": each.key}

    assert edition.mp3 is not None
    return {
        "schema": 1,
        "slug": edition.slug,
        "edition": edition.revision,
        "content": "0" * 64,
        "mp3": {"file": edition.mp3.name, "bytes": edition.mp3.bytes, "sha256": edition.mp3.sha256, "audio_offset": 9},
        **{name: getattr(edition, name) for name in ("title", "subtitle", "publication", "date", "lang")},
        "author": list(edition.author),
        "voice": voice(0, reason=edition.voices[0].reason),
        "loudness": {"target_lufs": edition.loudness_lufs},
        "format": {
            **{
                name: getattr(edition.format, name)
                for name in ("sample_rate_hz", "channels", "bitrate_kbps", "quality")
            },
            "samples_per_frame": 1152,
            "codec_delay_samples": 1105,
            "frames": edition.format.samples // 1152,
            "duration_ms": edition.duration_ms,
        },
        "tag_sha256": edition.tag_sha256,
        "chapters": [
            {
                "title": chapter.title,
                "level": chapter.level,
                "start_ms": chapter.start_ms,
                "end_ms": chapter.end_ms,
                "start_frame": chapter.start_sample // 1152,
                "end_frame": chapter.end_sample // 1152,
            }
            for chapter in edition.chapters
        ],
        "segments": [
            {
                "chapter": segment.chapter,
                "kind": segment.kind,
                "start_frame": (segment.start_sample - 1105) // 1152,
                "frames": -(-segment.samples // 1152) + 1,
                "key": segment.key,
            }
            for segment in edition.segments
        ],
        "cues": [
            {"segment": cue.segment, "start_ms": cue.start_ms, "end_ms": cue.end_ms, "text": cue.text, "key": cue.key}
            for cue in edition.cues
        ],
        "not_spoken": [],
        "history": [
            {
                "edition": entry.revision,
                "note": entry.note,
                "duration_ms": entry.duration_ms,
                "sha256": entry.sha256,
                "changes": [],
            }
            for entry in edition.history
        ],
    }


def old_publication(tmp_path: Path) -> tuple[TestPublication, Edition]:
    """A publication as an older version of the program left it: schema 1, and no companions."""
    made = TestPublication(tmp_path / "old")
    made.build()
    edition = read_edition(made.manifest_path)
    assert edition is not None
    made.manifest_path.write_text(json.dumps(as_schema_1(edition)))
    for file in edition.files[1:]:
        (made.folder / file.name).unlink()
    return made, edition


def test_an_older_edition_is_taken_over_without_speaking_or_encoding(tmp_path: Path) -> None:
    made, edition = old_publication(tmp_path)
    mp3 = made.mp3.read_bytes()
    result = made.build()
    assert (result.spoken, result.encoded) == (0, 0)
    assert made.mp3.read_bytes() == mp3
    now = read_edition(made.manifest_path)
    assert now is not None
    assert (now.schema, now.revision, now.history) == (2, 1, edition.history)
    assert now.describes_same(edition)
    assert made.build().status == "unchanged"


def test_an_older_edition_keeps_its_voice_and_its_number(tmp_path: Path) -> None:
    made, edition = old_publication(tmp_path)
    made.edit("voice: espeak:en-us", "voice: auto")
    made.edit("Another one.", "Something else.")
    assert (made.build().spoken, made.manifest.revision) == (1, 2)
    assert made.manifest.voice.name == edition.voices[0].name
    assert made.manifest.notes[-1].startswith("1 sentence changed in “First”")


def test_an_edition_compares_with_itself(small: TestPublication) -> None:
    edition = read_edition(small.manifest_path)
    assert edition is not None
    assert {change.kind for change in compare(chapters_of(edition), chapters_of(edition))} == {"same"}
    assert edition.describes_same(msgspec.structs.replace(edition, revision=9, history=(), files=()))
    assert not edition.describes_same(msgspec.structs.replace(edition, title="Another"))
