"""The readers see what was written, and see it when it is wrong.

They read a small MP3 made here with lameenc and mutagen, right and spoilt. A reader that cannot tell the two apart
fails, for it would prove nothing about an edition.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import lameenc
import numpy as np
import pytest
from mutagen.id3 import CHAP, CTOC, ID3, TALB, TIT2, TPE1, CTOCFlags, Encoding

from support import hearing, loopback_only, readers
from support.readers import READERS, Chapter, Reading

RATE_HZ = 44_100
WRITTEN = (Chapter("Opening", 0, 2500), Chapter("Second — é…", 2500, 4321), Chapter("第三", 4321, 6000))
TAGS = {"title": "Größe — one", "artist": "An Author", "album": "The Paper"}
SHOWS_CONTENTS = ("eyeD3", "music-metadata", "node-id3")


def tone(dbfs: float) -> np.ndarray:
    """Six seconds of 997 Hz, silent from 2.0 s to 3.0 s."""
    time_s = np.arange(6 * RATE_HZ) / RATE_HZ
    samples = 32767 * 10 ** (dbfs / 20) * np.sin(2 * np.pi * 997 * time_s)
    samples[2 * RATE_HZ : 3 * RATE_HZ] = 0
    return samples.astype("<i2")


def encode(samples: np.ndarray) -> bytes:
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(96)
    encoder.set_in_sample_rate(RATE_HZ)
    encoder.set_channels(1)
    encoder.set_quality(3)
    encoder.silence()
    return bytes(encoder.encode(samples.tobytes())) + bytes(encoder.flush())


def tag(
    path: Path,
    chapters: tuple[Chapter, ...] = WRITTEN,
    contents: tuple[str, ...] = ("c0", "c1", "c2"),
    version: int = 3,
) -> None:
    frames = ID3()
    utf16 = Encoding.UTF16
    frames.add(TIT2(encoding=utf16, text=TAGS["title"]))
    frames.add(TPE1(encoding=utf16, text=TAGS["artist"]))
    frames.add(TALB(encoding=utf16, text=TAGS["album"]))
    for number, chapter in enumerate(chapters):
        frames.add(
            CHAP(
                element_id=f"c{number}",
                start_time=chapter.start_ms,
                end_time=chapter.end_ms,
                start_offset=0xFFFFFFFF,
                end_offset=0xFFFFFFFF,
                sub_frames=[TIT2(encoding=utf16, text=chapter.title)],
            )
        )
    flags = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
    frames.add(CTOC(element_id="toc", flags=flags, child_element_ids=list(contents), sub_frames=[]))
    frames.save(path, v2_version=version, v1=0, padding=lambda _: 10)


@pytest.fixture(scope="module")
def frames() -> bytes:
    return encode(tone(-16))


@pytest.fixture
def mp3(tmp_path: Path, frames: bytes) -> Path:
    path = tmp_path / "small.mp3"
    path.write_bytes(frames)
    return path


def by_start(reading: Reading) -> tuple[Chapter, ...]:
    # mutagen writes frames by size; a test of our own writer compares the order of the file as well.
    return tuple(sorted(reading.chapters, key=lambda chapter: chapter.start_ms))


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_each_reader_reads_what_was_written(reader: str, mp3: Path) -> None:
    tag(mp3)
    reading = READERS[reader](mp3)
    assert reading.tags == TAGS
    assert by_start(reading) == WRITTEN
    if reader in SHOWS_CONTENTS:
        assert reading.contents == ("c0", "c1", "c2")
        assert [chapter.element_id for chapter in by_start(reading)] == ["c0", "c1", "c2"]
    else:
        assert reading.contents is None


@pytest.mark.parametrize("name", ["eyeD3", "music-metadata"])
@pytest.mark.parametrize(("version", "shown"), [(3, "2.3"), (4, "2.4")])
def test_version_is_told(name: str, version: int, shown: str, mp3: Path) -> None:
    tag(mp3, version=version)
    assert READERS[name](mp3).version == shown


def test_each_reader_sees_one_millisecond(reader: str, mp3: Path) -> None:
    late = (WRITTEN[0], Chapter("Second — é…", 2501, 4321), WRITTEN[2])
    tag(mp3, late)
    assert by_start(READERS[reader](mp3)) == late != WRITTEN


def test_each_reader_sees_another_title(reader: str, mp3: Path) -> None:
    tag(mp3, (WRITTEN[0], Chapter("Second - é…", 2500, 4321), WRITTEN[2]))
    assert by_start(READERS[reader](mp3)) != WRITTEN


@pytest.mark.parametrize("name", SHOWS_CONTENTS)
def test_a_chapter_that_is_not_in_the_contents_is_seen(name: str, mp3: Path) -> None:
    tag(mp3, contents=("c0", "c2"))
    assert READERS[name](mp3).contents == ("c0", "c2")


def test_each_reader_finds_nothing_where_nothing_is(reader: str, mp3: Path) -> None:
    reading = READERS[reader](mp3)
    assert (dict(reading.tags), reading.chapters) == ({}, ())


def test_ffprobe_warns_where_the_info_frame_is_missing(mp3: Path) -> None:
    tag(mp3)
    assert any("Estimating duration" in warning for warning in readers.ffprobe(mp3).warnings)


def test_music_metadata_warns_of_an_unknown_frame_but_not_of_padding(mp3: Path) -> None:
    tag(mp3)
    assert readers.music_metadata(mp3).warnings == ()
    mp3.write_bytes(mp3.read_bytes().replace(b"TALB", b"!ALB", 1))
    assert readers.music_metadata(mp3).warnings != ()


def test_mp3val_counts_frames_and_is_silent(mp3: Path, frames: bytes) -> None:
    tag(mp3)
    stream = readers.mp3val(mp3)
    assert stream.faults == ()
    assert stream.cbr
    assert stream.frames * 1152 == hearing.decoded_samples(mp3)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda data: data[:-100], id="cut-short"),
        pytest.param(lambda data: data[:30_000] + b"\0" * 50 + data[30_000:], id="something-between"),
    ],
)
def test_mp3val_sees_a_spoilt_stream(spoil: Callable[[bytes], bytes], mp3: Path, frames: bytes) -> None:
    mp3.write_bytes(spoil(frames))
    tag(mp3)
    assert readers.mp3val(mp3).faults != ()


def test_mp3val_refuses_what_is_not_an_mp3(tmp_path: Path) -> None:
    path = tmp_path / "words.mp3"
    path.write_text("words " * 1000)
    with pytest.raises(ValueError, match=r"words\.mp3"):
        readers.mp3val(path)


@pytest.mark.parametrize("dbfs", [-16, -28])
def test_ebur128_measures_a_tone_of_known_loudness(dbfs: float, tmp_path: Path) -> None:
    # A sine of 997 Hz at 0 dBFS in one channel is -3.01 LUFS (ITU-R BS.1770-4, annex 1). LAME takes off 0.45 dB.
    path = tmp_path / "tone.mp3"
    samples = tone(dbfs)
    path.write_bytes(encode(np.tile(samples[: 2 * RATE_HZ], 3)))
    loudness_lufs, peak_dbtp = hearing.ebur128(path)
    assert loudness_lufs == pytest.approx(dbfs - 3.01 - 0.45, abs=0.2)
    assert peak_dbtp == pytest.approx(dbfs - 0.45, abs=0.3)


def test_decode_gives_the_tone_and_its_gap(mp3: Path) -> None:
    samples, rate_hz = hearing.decode(mp3)
    assert rate_hz == RATE_HZ
    assert samples.dtype == np.float32
    assert np.abs(samples).max() == pytest.approx(10 ** (-16.45 / 20), rel=0.02)
    delay_s = 1105 / RATE_HZ  # LAME's delay and the decoder's
    assert hearing.speech_onset(samples, rate_hz, 0) == pytest.approx(delay_s, abs=0.01)
    assert hearing.speech_onset(samples, rate_hz, 2.5) == pytest.approx(3 + delay_s, abs=0.02)


def test_a_window_is_the_same_sound(mp3: Path) -> None:
    whole, rate_hz = hearing.decode(mp3)
    window, _ = hearing.decode(mp3, 2.75, 0.5)
    start = round(2.75 * rate_hz)
    assert np.array_equal(window, whole[start : start + round(0.5 * rate_hz)])


def test_a_window_behind_the_end_is_empty(mp3: Path) -> None:
    samples, _ = hearing.decode(mp3, 60, 1)
    assert len(samples) == 0


def test_onset_of_silence_is_infinite() -> None:
    assert hearing.speech_onset(np.full(RATE_HZ, 0.009, np.float32), RATE_HZ, 0) == float("inf")


@pytest.mark.parametrize("tool", ["no-such-program", "python:no_such_module", "npm:no-such-package"])
def test_a_missing_tool_is_a_skip_here_and_a_failure_in_ci(tool: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=tool):
        readers.require(tool)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=tool):
        readers.require(tool)


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        (b"localhost", True),
        ("", True),
        (None, True),
        ("0.0.0.0", True),
        ("192.0.2.1", False),
        ("2001:db8::1", False),
        ("translate.google.com", False),
        ("localhost.example", False),
    ],
)
def test_what_is_this_machine(host: object, here: bool) -> None:
    assert loopback_only.is_here(host) is here


REACH = {
    "by-number": "import socket; socket.create_connection(('192.0.2.1', 9), timeout=1)",
    "by-name": "import socket; socket.create_connection(('host.invalid', 9), timeout=1)",
    "handled": """
import requests
try:
    requests.get('https://host.invalid', timeout=1)
except Exception:
    pass
""",
}


@pytest.mark.parametrize("program", REACH.values(), ids=REACH)
@pytest.mark.usefixtures("isolated")
def test_a_program_that_a_test_starts_cannot_leave(program: str) -> None:
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "a test must not leave this machine" in ran.stderr


@pytest.mark.usefixtures("isolated")
def test_a_program_that_a_test_starts_reaches_loopback() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        program = (
            f"import socket; socket.create_connection(('localhost', {server.getsockname()[1]}), timeout=9).close()"
        )
        subprocess.run([sys.executable, "-c", program], check=True)
