"""The plan: an edit speaks and encodes what sounds different, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from audio_edition.sound.mp3.frames import read_header
from conftest import BuildOnce
from support.publications import BODY, HEAD, Built, TestPublication


@pytest.fixture
def small(build_once: BuildOnce) -> TestPublication:
    """A small edition, built."""
    return build_once()


def test_the_first_build_speaks_and_encodes_everything(publication: Path) -> None:
    result = TestPublication(publication).build()
    assert (result.status, result.spoken, result.encoded) == ("built", 10, 7)


def work(result: Built) -> tuple[int, int]:
    """Utterances spoken, segments encoded; the plan must have said the same."""
    assert (result.to_speak, result.to_encode) == (result.spoken, result.encoded)
    return result.spoken, result.encoded


def audio_frames(small: TestPublication) -> list[bytes]:
    """The audio frames of the MP3, the Info frame left out."""
    data = small.mp3.read_bytes()
    # Source: ID3v2.3.0, 3.1: ten bytes of header, and the size in four times seven bits.
    offset = 10 + sum(byte << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
    frames = []
    while offset < len(data):
        length = read_header(data, offset).length
        frames.append(data[offset : offset + length])
        offset += length
    return frames[1:]


def segment_frames(small: TestPublication) -> Iterator[tuple[str, bytes]]:
    """Key and frames of every segment."""
    frames = audio_frames(small)
    for segment in small.manifest.segments:
        yield segment.key, b"".join(frames[segment.start_frame : segment.start_frame + segment.frames])


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_a_second_build_does_nothing(small: TestPublication) -> None:
    before = snapshot(small.folder)
    result = small.build()
    assert (result.status, *work(result)) == ("unchanged", 0, 0)
    assert snapshot(small.folder) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (HEAD, HEAD + "\n\n\n"),
        ("Opening words here. More of them.", "Opening words here.\nMore of them."),
        ("A second paragraph.", "A second paragraph.   \n\n\n"),
        ("## First", "First\n-----"),
        ("A second paragraph.", "<!-- a remark -->\n\nA second paragraph."),
    ],
)
def test_what_is_not_heard_makes_no_work(small: TestPublication, old: str, new: str) -> None:
    frames = audio_frames(small)
    small.edit(old, new)
    assert work(small.build()) == (0, 0)
    assert audio_frames(small) == frames


def test_a_blank_line_at_the_top_makes_no_new_edition(small: TestPublication) -> None:
    before = snapshot(small.folder)
    small.edit(HEAD, HEAD + "\n\n")
    assert small.build().status == "unchanged"
    assert snapshot(small.folder) == before


def test_a_renamed_script_is_the_same_edition(small: TestPublication) -> None:
    before = snapshot(small.folder)
    small.script = small.script.rename(small.script.with_name("other.md"))
    result = small.build()
    assert (result.status, *work(result)) == ("unchanged", 0, 0)
    assert snapshot(small.folder) == before


def test_another_slug_makes_another_edition_of_the_same_sound(small: TestPublication) -> None:
    frames = audio_frames(small)
    small.edit("slug: small", "slug: other")
    assert work(small.build()) == (0, 0)
    assert small.edition("other").mp3.is_file()
    assert audio_frames(small) == frames


def test_a_moved_section_makes_no_work(small: TestPublication) -> None:
    before = dict(segment_frames(small))
    first, second = BODY.index("## First"), BODY.index("## Second")
    small.write(HEAD + BODY[:first] + BODY[second:] + "\n" + BODY[first:second])
    assert work(small.build()) == (0, 0)
    assert dict(segment_frames(small)) == before
    assert [chapter.title for chapter in small.manifest.chapters] == ["A small thing", "Second", "First"]
    assert small.manifest.notes[-1].count("moved") == 1


def test_an_edited_sentence_is_spoken_alone(small: TestPublication) -> None:
    before, was = audio_frames(small), small.manifest
    small.edit("Another one.", "Quite another and much longer one.")
    assert work(small.build()) == (1, 1)
    after, now = audio_frames(small), small.manifest
    edited = next(index for index, cue in enumerate(now.cues) if cue.text.startswith("Quite another"))
    old, new = (edition.segments[edition.cues[edited].segment] for edition in (was, now))
    assert old.start_frame == new.start_frame
    head = old.start_frame
    assert after[:head] == before[:head]
    # Behind the paragraph lies a pause, whose length makes up for the frames of the paragraph; then all is as before.
    following = now.cues[edited].segment + 1
    tails = [edition.segments[following].start_frame for edition in (was, now)]
    shift = tails[1] - tails[0]
    assert shift > 0
    assert after[tails[1] :] == before[tails[0] :]
    assert len(after) == len(before) + shift
    for one, other in zip(was.chapters, now.chapters, strict=True):
        moved = shift if one.start_frame > head else 0
        assert other.start_frame - one.start_frame == moved
    assert now.revision == 2
    assert now.notes[-1].startswith("1 sentence changed in “First”")


def test_an_inserted_paragraph_is_spoken_alone(small: TestPublication) -> None:
    before = dict(segment_frames(small))
    small.edit("Opening words", "A new paragraph on top.\n\nOpening words")
    assert work(small.build()) == (1, 1)
    after = dict(segment_frames(small))
    assert {key: after[key] for key in before} == before


def test_a_split_paragraph_is_encoded_but_not_spoken(small: TestPublication) -> None:
    small.edit("One sentence. Another one.", "One sentence.\n\nAnother one.")
    assert work(small.build()) == (0, 2)


def test_a_removed_paragraph_makes_no_work(small: TestPublication) -> None:
    small.edit("A second paragraph.\n", "")
    assert work(small.build()) == (0, 0)


@pytest.mark.parametrize(
    ("setting", "encoded"),
    [
        ("section: 2500", 0),
        ("paragraph: 900", 0),
        ("title: 1500", 0),
        ("heading: 300", 0),
        # Three of the paragraphs have more than one sentence.
        ("sentence: 600", 3),
    ],
)
def test_a_pause_speaks_nothing(small: TestPublication, setting: str, encoded: int) -> None:
    frames = len(audio_frames(small))
    small.edit("slug: small", f"slug: small\npauses:\n  {setting}")
    assert work(small.build()) == (0, encoded)
    assert len(audio_frames(small)) != frames


@pytest.mark.parametrize("setting", ["loudness: -23", "bitrate: 64"])
def test_loudness_and_bit_rate_encode_all_and_speak_nothing(small: TestPublication, setting: str) -> None:
    small.edit("slug: small", f"slug: small\n{setting}")
    assert work(small.build()) == (0, 7)


def test_a_lexicon_entry_speaks_the_sentences_with_its_word(small: TestPublication) -> None:
    small.write_file("lexicon.toml", 'words = "wurdz"\n')
    # “Opening words here.” and “Last words.”
    assert work(small.build()) == (2, 2)


def test_a_lexicon_entry_that_matches_nothing_makes_no_work(small: TestPublication) -> None:
    small.write_file("lexicon.toml", 'Petrograd = "Petro-grad"\n')
    frames = audio_frames(small)
    assert work(small.build()) == (0, 0)
    assert audio_frames(small) == frames


def test_another_voice_speaks_all(small: TestPublication) -> None:
    small.edit("espeak:en-us", "espeak:en-gb")
    result = small.build()
    assert result.spoken == 10
    assert result.encoded == 7


def test_a_voice_tried_before_is_remembered(small: TestPublication) -> None:
    first = small.mp3.read_bytes()
    small.build(voice="espeak:en-gb")
    assert work(small.build()) == (0, 0)
    assert small.mp3.read_bytes() == first


def test_a_title_is_spoken_alone(small: TestPublication) -> None:
    before = dict(segment_frames(small))
    title = small.manifest.segments[0].key
    small.edit("title: A small thing", "title: Another thing")
    assert work(small.build()) == (1, 1)
    after = dict(segment_frames(small))
    del before[title]
    assert {key: after[key] for key in before} == before


def test_a_description_changes_the_tag_alone(small: TestPublication) -> None:
    frames = audio_frames(small)
    small.edit("slug: small", "slug: small\ndescription: What it is about")
    assert work(small.build()) == (0, 0)
    assert audio_frames(small) == frames
    mp3 = small.mp3.read_bytes()
    assert "What it is about".encode("utf-16-le") in mp3 or b"What it is about" in mp3


def test_the_same_sentence_is_spoken_once(publication: Path) -> None:
    small = TestPublication(publication, HEAD + "\nYes. No. Yes.\n\nYes.\n\n- Yes.\n- Yes.\n")
    result = small.build()
    assert result.spoken == 3
    assert result.utterances == 7


def test_a_clean_store_in_another_folder_gives_the_same_bytes(small: TestPublication, tmp_path: Path) -> None:
    other = TestPublication(tmp_path / "elsewhere")
    other.build()
    assert other.mp3.read_bytes() == small.mp3.read_bytes()
    assert other.manifest_path.read_bytes() == small.manifest_path.read_bytes()


def test_an_edit_taken_back_gives_the_first_sound_again(small: TestPublication) -> None:
    first = small.mp3.read_bytes()
    small.edit("Another one.", "Something else.")
    small.build()
    assert small.mp3.read_bytes() != first
    small.edit("Something else.", "Another one.")
    assert work(small.build()) == (0, 0)
    assert small.mp3.read_bytes() == first
    assert small.manifest.revision == 3


def test_a_dry_run_changes_nothing(small: TestPublication) -> None:
    before = {path: path.stat().st_mtime_ns for path in small.root.rglob("*")}
    small.edit("Another one.", "Something else.")
    result = small.build(dry_run=True)
    assert result.status == "planned"
    assert (result.to_speak, result.to_encode) == (1, 1)
    after = {path: path.stat().st_mtime_ns for path in small.root.rglob("*")}
    before.pop(small.script)
    after.pop(small.script)
    assert after == before


def test_the_plan_names_what_happens_to_every_chapter(small: TestPublication) -> None:
    small.edit("Last words.", "Last word.")
    small.edit("## First", "## New\n\nQuite new it is.\n\n## First")
    assert small.build(dry_run=True).chapters == {
        "A small thing": "reused",
        "New": "new",
        "First": "reused",
        "Second": "changed",
    }
