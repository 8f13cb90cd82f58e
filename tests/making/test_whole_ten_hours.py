"""At the end of ten hours everything lies where the timeline says, as at its start.

The encoded segments of our own article are laid out again and again until they last ten hours. Fails on a cue more than
30 ms from its time at the end, and on a reader that finds other chapters.

Ten hours of speech and LAME would take minutes; what can drift over ten hours is the joining, and that is done in full.
"""

from __future__ import annotations

import hashlib
import itertools
import subprocess
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from audio_edition.sound.mp3.format import GRID, Mp3Format
from audio_edition.sound.mp3.id3 import Tag, tag_bytes
from audio_edition.sound.mp3.joining import write_mp3
from audio_edition.sound.timeline import SegmentSound, Timeline, lay_out
from audio_edition.store.folder import Store
from audio_edition.store.segments import read_segment, segment_facts
from support import editions, readers
from support.clip_matching import RATE_HZ, beginning_and_end, clips_of, found_at, sound_around
from support.publications import Edition
from support.readers import READERS, Chapter

pytestmark = pytest.mark.slow

HOURS = 10
WITHIN = RATE_HZ * 30 // 1000
SAMPLES_PER_FRAME = 1152
FRAMES_OF_LAST_MINUTE = 60 * RATE_HZ // SAMPLES_PER_FRAME


@dataclass(frozen=True, slots=True)
class Long:
    path: Path
    timeline: Timeline
    edition: Edition
    """The one whose segments it repeats."""


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Long]:
    edition = editions.get("october-1917", tmp_path_factory)
    manifest = edition.manifest
    store = Store(edition.store)
    segments = []
    for segment in manifest.segments:
        facts = segment_facts(store, segment.key)
        assert facts
        segments.append(SegmentSound(segment.key, facts.samples, facts.spans, 650))
    repeats = -(-HOURS * 3_600_000 // manifest.duration_ms) + 2
    timeline = lay_out(tuple((f"Часть {number} — part", tuple(segments)) for number in range(repeats)), GRID)
    streams = {segment.key: read_segment(store, segment.key) or b"" for segment in segments}
    path = tmp_path_factory.mktemp("ten-hours") / "long.mp3"
    tag = tag_bytes(Tag("Ten hours", duration_ms=timeline.duration_ms), timeline.chapters)
    with path.open("wb") as file:
        written = write_mp3(
            file,
            tag=tag,
            mp3_format=Mp3Format(),
            timeline=timeline,
            size_of=lambda key: len(streams[key]),
            read=streams.__getitem__,
        )
    with path.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == written.sha256
    assert path.stat().st_size == written.size > 400 << 20
    yield Long(path, timeline, edition)
    path.unlink()  # 430 MB should not wait for pytest to tidy up


def test_it_lasts_ten_hours(long: Long) -> None:
    assert long.timeline.duration_ms >= HOURS * 3_600_000


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_finds_its_chapters(long: Long, reader: str) -> None:
    reading = READERS[reader](long.path)
    assert reading.chapters == tuple(
        Chapter(chapter.title, chapter.start_ms, chapter.end_ms) for chapter in long.timeline.chapters
    )
    assert reading.warnings == ()


def test_the_stream_is_whole(long: Long) -> None:
    stream = readers.mp3val(long.path)
    frames = long.timeline.samples // SAMPLES_PER_FRAME + 1  # and the Info frame
    assert (stream.faults, stream.cbr, stream.frames) == ((), True, frames)


def test_at_its_start_cues_lie_where_they_should(long: Long) -> None:
    import av

    with av.open(str(long.path)) as container:
        packets = itertools.islice(container.demux(audio=0), FRAMES_OF_LAST_MINUTE)
        blocks = [frame.to_ndarray().reshape(-1) for packet in packets for frame in packet.decode()]
    assert_cues_lie_right(long, np.concatenate(blocks).astype(np.float32), 0)


def test_at_its_end_cues_lie_where_they_should(long: Long) -> None:
    """Every frame is counted from the first on, the last minute is decoded: no seeking, no rounding."""
    import av

    with av.open(str(long.path)) as container:
        last: deque[av.Packet] = deque(maxlen=FRAMES_OF_LAST_MINUTE)
        count = 0
        for packet in container.demux(audio=0):
            if packet.size:
                last.append(packet)
                count += 1
        assert count == long.timeline.samples // SAMPLES_PER_FRAME
        blocks = [frame.to_ndarray().reshape(-1) for packet in last for frame in packet.decode()]
    samples = np.concatenate(blocks).astype(np.float32)
    assert len(samples) == FRAMES_OF_LAST_MINUTE * SAMPLES_PER_FRAME
    assert_cues_lie_right(long, samples, (count - len(last)) * SAMPLES_PER_FRAME)


@pytest.mark.parametrize("part", [0.0, 0.37, 0.999])
def test_a_player_that_seeks_finds_cues_where_they_should_be(long: Long, part: float) -> None:
    readers.require("ffmpeg")
    start_s = int(long.timeline.duration_ms * part / 1000) - (30 if part else 0)
    start_s = max(0, start_s)
    command = ["ffmpeg", "-nostdin", "-v", "error", "-ss", str(start_s), "-i", str(long.path), "-t", "30"]
    ran = subprocess.run([*command, "-f", "f32le", "-"], capture_output=True, check=True)
    samples = np.frombuffer(ran.stdout, np.float32)
    assert len(samples) > 25 * RATE_HZ
    assert_cues_lie_right(long, samples, start_s * RATE_HZ)


def assert_cues_lie_right(long: Long, samples: npt.NDArray[np.float32], first_sample: int) -> None:
    """See every cue that lies wholly in a window, a second from its edges."""
    clips = clips_of(long.edition)
    seen = 0
    for index, cue in enumerate(long.timeline.cues):
        start, end = cue.start_sample - first_sample, cue.end_sample - first_sample
        if (start < RATE_HZ and first_sample) or start < 0 or end > len(samples) - RATE_HZ:
            continue
        seen += 1
        first, last = sound_around(samples, start, end)
        assert abs(first - start) <= WITHIN, cue
        assert abs(last - end) <= WITHIN, cue
        for part, at in beginning_and_end(clips[index % len(clips)]):
            shift, likeness = found_at(samples, part, start + at)
            assert abs(shift) <= WITHIN, cue
            assert likeness > 0.9, cue
    assert seen >= 3
