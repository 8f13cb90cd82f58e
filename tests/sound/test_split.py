"""One MP3 for each section: the frames of the whole, cut where nothing is lost, under names that every device takes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import mutagen
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.publication.slug import is_slug
from audio_edition.sound.mp3.format import GRID, SAMPLES_PER_FRAME, Mp3Format
from audio_edition.sound.mp3.frames import read_header
from audio_edition.sound.mp3.id3 import Tag
from audio_edition.sound.mp3.joining import cuts_of, runs_of
from audio_edition.sound.split import Part, part_names, parts_of, playlist, write_parts
from audio_edition.sound.timeline import SegmentSound, Timeline, lay_out
from conftest import BuildOnce
from support.publications import BODY, TestPublication
from support.readers import PADDING, eyed3, ffprobe, mp3val, music_metadata, require, run
from support.sounds import decoded

HEAD = "---\ntitle: A small thing\nvoice: espeak:en-us\nslug: small\nauthor: Ada\ndate: 2026-05-01\nsplit: true\n---\n"
SAFE = re.compile(r"[a-z0-9._-]{1,160}\.mp3")


@pytest.fixture
def small(build_once: BuildOnce) -> TestPublication:
    return build_once(HEAD + BODY + "\n## Последнее 夜\n\nThe end.\n")


def parts(small: TestPublication) -> list[Path]:
    return sorted(small.folder.glob("small-*.mp3"))


def frames(path: Path) -> list[bytes]:
    """The frames of an MP3, its Info frame first."""
    data = path.read_bytes()
    offset = 10 + sum(byte << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
    found = []
    while offset < len(data):
        length = read_header(data, offset).length
        found.append(data[offset : offset + length])
        offset += length
    return found


def test_the_parts_joined_are_the_whole(small: TestPublication) -> None:
    whole = frames(small.mp3)
    joined = [frame for path in parts(small) for frame in frames(path)[1:]]
    assert len(parts(small)) == len(small.manifest.chapters) == 4
    assert joined == whole[1:]


def test_the_parts_are_the_chapters(small: TestPublication) -> None:
    for path, chapter in zip(parts(small), small.manifest.chapters, strict=True):
        shown = run(["ffprobe", "-v", "error", "-of", "json", "-show_format", str(path)]).stdout
        seconds = float(json.loads(shown)["format"]["duration"])
        assert seconds * 1000 == pytest.approx(chapter.end_ms - chapter.start_ms, abs=1)
        assert len(decoded(path)) == (len(frames(path)) - 1) * SAMPLES_PER_FRAME


def test_every_part_is_a_complete_mp3(small: TestPublication) -> None:
    for path in parts(small):
        stream = mp3val(path)
        assert (stream.faults, stream.cbr, stream.frames) == ((), True, len(frames(path)))
        first = frames(path)[1]
        side = first[4:6] if first[1] & 1 else first[6:8]
        assert (side[0] << 1 | side[1] >> 7) == 0, "its first frame uses no bits of a frame before it"
        assert ffprobe(path).warnings == ()
        assert not [each for each in eyed3(path).warnings if not PADDING.search(each)]
        assert music_metadata(path).warnings == ()


def test_what_is_heard_is_what_the_whole_has_there(small: TestPublication) -> None:
    whole = decoded(small.mp3)
    for path, chapter in zip(parts(small), small.manifest.chapters, strict=True):
        part = decoded(path)
        start = chapter.start_frame * SAMPLES_PER_FRAME
        assert abs(part - whole[start : start + len(part)]).max() < 0.001


def test_tags_say_which_part_it_is(small: TestPublication) -> None:
    for number, (path, chapter) in enumerate(zip(parts(small), small.manifest.chapters, strict=True), 1):
        tags = mutagen.File(path)
        assert tags.tags.version == (2, 3, 0)
        assert (tags["TIT2"].text, tags["TRCK"].text) == ([chapter.title], [f"{number}/4"])
        assert (tags["TALB"].text, tags["TPE1"].text) == (["A small thing"], ["Ada"])
        assert tags["TLEN"].text == [str(chapter.end_ms - chapter.start_ms)]
        assert not [name for name in tags if name.startswith(("CTOC", "CHAP"))]


def test_the_playlist_lists_them_in_order(small: TestPublication) -> None:
    text = (small.folder / "small.m3u8").read_bytes().decode("utf-8")
    lines = text.splitlines()
    assert lines[0] == "#EXTM3U"
    assert [line for line in lines if not line.startswith("#")] == [path.name for path in parts(small)]
    assert [line.partition(",")[2] for line in lines if line.startswith("#EXTINF:")] == [
        chapter.title for chapter in small.manifest.chapters
    ]


def test_a_player_plays_the_playlist(small: TestPublication) -> None:
    """FFmpeg's concatenation of what the playlist names is as long as the whole."""
    require("ffmpeg")
    names = [line for line in (small.folder / "small.m3u8").read_text("utf-8").splitlines() if line[0] != "#"]
    listed = small.root / "listed.txt"
    listed.write_text("".join(f"file '{small.folder / name}'\n" for name in names))
    command = ["ffmpeg", "-v", "error", "-f", "concat", "-safe", "0", "-i", str(listed), "-f", "f32le"]
    target = small.root / "all.raw"
    run([*command, str(target)])
    assert target.stat().st_size // 4 == small.manifest.frames * SAMPLES_PER_FRAME


def test_names_are_numbered_ascii_and_sort() -> None:
    names = part_names("harbour", ["First", "Ünï çödé", "夜", "CON", "a/b\\c:d*?", "x" * 300, "edition two"])
    assert names == (
        "harbour-01-first.mp3",
        "harbour-02-uni-code.mp3",
        "harbour-03.mp3",
        "harbour-04-edition-con.mp3",
        "harbour-05-a-b-c-d.mp3",
        f"harbour-06-{'x' * 40}.mp3",
        "harbour-07-edition-two.mp3",
    )


@given(st.lists(st.text(max_size=60), min_size=1, max_size=255), st.sampled_from(["a", "x" * 80, "a.b_c-d"]))
def test_every_title_gives_a_safe_name(titles: list[str], slug: str) -> None:
    names = part_names(slug, titles)
    assert is_slug(slug)
    assert sorted(names) == list(names)
    assert len({name.lower() for name in names}) == len(titles)
    assert all(SAFE.fullmatch(name) for name in names)


@given(
    st.lists(
        st.lists(st.tuples(st.integers(1, 60_000), st.integers(0, 2_000)), min_size=1, max_size=3),
        min_size=1,
        max_size=8,
    )
)
def test_cuts_lie_between_streams_and_every_part_has_frames(sections: list[list[tuple[int, int]]]) -> None:
    timeline = laid_out(sections)
    cuts = cuts_of(timeline)
    starts = {0}
    for run_ in runs_of(timeline):
        starts.add(max(starts) + run_.frames)
    assert sum(run_.frames for run_ in runs_of(timeline)) == timeline.samples // SAMPLES_PER_FRAME
    assert set(cuts) <= starts, "each is where a stream begins"
    assert all(before < after for before, after in zip(cuts, [*cuts[1:], timeline.samples], strict=True))
    for at, (part, chapter) in enumerate(zip(parts_of(timeline, "x"), timeline.chapters, strict=True)):
        first_word = next(each.start_sample for each in timeline.segments if each.section == at)
        assert chapter.start_sample <= part.first_frame * SAMPLES_PER_FRAME < first_word, "no word is cut in two"


def laid_out(sections: list[list[tuple[int, int]]]) -> Timeline:
    return lay_out(
        [
            (str(at), [SegmentSound(f"{at}", samples, ((0, samples),), pause) for samples, pause in segments])
            for at, segments in enumerate(sections)
        ],
        GRID,
    )


def test_a_pause_long_enough_cuts_exactly_at_the_chapter() -> None:
    timeline = laid_out([[(40_000, 1_500)], [(5_000, 1_000)], [(5_000, 500)]])
    assert [cut * SAMPLES_PER_FRAME for cut in cuts_of(timeline)] == [each.start_sample for each in timeline.chapters]


def test_no_pause_cuts_at_the_first_stream_of_the_chapter() -> None:
    timeline = laid_out([[(40_000, 0)], [(5_000, 0)]])
    end_of_first = GRID.stream_samples(40_000) + runs_of(timeline)[0].frames * SAMPLES_PER_FRAME
    assert timeline.chapters[1].start_sample < end_of_first
    assert cuts_of(timeline)[1] * SAMPLES_PER_FRAME == end_of_first


def test_titles_cannot_add_lines_to_a_playlist() -> None:
    part = Part("x-01.mp3", "One\n../../etc\r\n#EXTINF:1,two\u2028three\x1b[0m", 0, 100)
    lines = playlist("A\nB", [part]).decode().split("\r\n")
    assert lines == ["#EXTM3U", "#PLAYLIST:A B", "#EXTINF:3,One ../../etc #EXTINF:1,two three [0m", "x-01.mp3", ""]


def test_another_mp3_is_not_cut(small: TestPublication, tmp_path: Path) -> None:
    wrong = [Part("x-01.mp3", "One", 0, small.manifest.frames - 1)]
    with pytest.raises(ValueError, match="has not the"):
        write_parts(small.mp3, tmp_path, wrong, Tag("x"), Mp3Format())


def test_one_chapter_is_one_part(publication: Path) -> None:
    made = TestPublication(publication, HEAD + "\nOnly this.\n")
    made.build()
    (only,) = parts(made)
    assert only.name == "small-01-a-small-thing.mp3"
    assert frames(only) == frames(made.mp3)
