"""A reply is accepted only if it is whole WAV and it sounds; a streamed one is read to its end."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_edition.voices.length_check import check_length
from audio_edition.voices.protocol import Clip
from audio_edition.voices.replies import SpoiledReplyError, decode_wav


def wav(rate_hz: int = 22_050, channels: int = 1, subtype: str = "PCM_16", amplitude: float = 0.3) -> bytes:
    tone = amplitude * np.sin(2 * np.pi * 440 * np.arange(rate_hz) / rate_hz)
    file = io.BytesIO()
    soundfile.write(file, np.repeat(tone[:, None], channels, axis=1), rate_hz, format="WAV", subtype=subtype)
    return file.getvalue()


WHOLE = wav()
DATA = WHOLE.index(b"data")


def with_size(size: int, reply: bytes = WHOLE) -> bytes:
    at = reply.index(b"data")
    return reply[:4] + struct.pack("<I", size) + reply[8 : at + 4] + struct.pack("<I", size) + reply[at + 8 :]


@pytest.mark.parametrize(
    ("rate_hz", "channels", "subtype"),
    [
        (8_000, 1, "PCM_16"),
        (16_000, 1, "PCM_U8"),
        (22_050, 1, "PCM_16"),
        (24_000, 1, "FLOAT"),
        (44_100, 2, "PCM_24"),
        (48_000, 6, "PCM_32"),
        (96_000, 1, "DOUBLE"),
    ],
)
def test_every_common_form_is_read(rate_hz: int, channels: int, subtype: str) -> None:
    clip = decode_wav(wav(rate_hz, channels, subtype))
    assert clip.sample_rate_hz == rate_hz
    assert clip.samples.shape == (rate_hz,)
    assert clip.samples.dtype == np.int16
    assert int(clip.samples.max()) == pytest.approx(0.3 * 32_768, rel=0.02)


def test_sixteen_bits_come_through_unchanged() -> None:
    expected, _ = soundfile.read(io.BytesIO(WHOLE), dtype="int16")
    assert decode_wav(WHOLE).samples.tobytes() == expected.tobytes()


def test_a_higher_rate_is_resampled() -> None:
    clip = decode_wav(wav(192_000))
    assert clip.sample_rate_hz == 48_000
    assert len(clip.samples) == pytest.approx(48_000, abs=100)


@pytest.mark.parametrize("size", [0xFFFFFFFF, 0x7FFFFFFF, 0x7FFFF000, 0])
def test_a_streamed_file_is_read_to_its_end(size: int) -> None:
    assert decode_wav(with_size(size)).samples.tobytes() == decode_wav(WHOLE).samples.tobytes()


def test_other_chunks_are_passed_over() -> None:
    extra = b"LIST" + struct.pack("<I", 5) + b"INFOx\0"
    assert decode_wav(WHOLE[:12] + extra + WHOLE[12:] + extra).samples.tobytes() == decode_wav(WHOLE).samples.tobytes()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"<html>no</html>", "not WAV", id="HTML"),
        pytest.param(WHOLE[: len(WHOLE) // 2], "cut off", id="half"),
        pytest.param(WHOLE[:-1], "cut off: 1 of", id="one byte short"),
        pytest.param(WHOLE[:30], "ends before its samples", id="half a header"),
        pytest.param(WHOLE[:DATA], "ends before its samples", id="no samples"),
        pytest.param(WHOLE[:12] + WHOLE[DATA:], "before the header", id="no format"),
        pytest.param(with_size(0xFFFFFFFF)[:-1], "middle of a sample", id="streamed, odd"),
        pytest.param(with_size(0)[: DATA + 8], "no samples", id="nothing but a header"),
        pytest.param(WHOLE[:20] + b"\x55\x00" + WHOLE[22:], "unsupported encoding", id="MP3 in a WAV"),
        pytest.param(WHOLE[:22] + b"\x00\x00" + WHOLE[24:], "damaged header", id="no channels"),
        pytest.param(wav(4_000), "too few", id="4 kHz"),
        pytest.param(wav(amplitude=0), "silent", id="silence"),
        pytest.param(wav(subtype="FLOAT", amplitude=float("nan")), "not numbers", id="NaN"),
    ],
)
def test_what_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(SpoiledReplyError, match=reason):
        decode_wav(data)


@given(st.integers(0, len(WHOLE) - 1))
def test_no_cut_goes_unnoticed(at: int) -> None:
    with pytest.raises(SpoiledReplyError):
        decode_wav(WHOLE[:at])


@settings(max_examples=200)
@given(st.binary(max_size=200), st.integers(0, 44))
def test_any_bytes_are_a_clip_or_our_error(junk: bytes, at: int) -> None:
    try:
        clip = decode_wav(WHOLE[:at] + junk + WHOLE[at + len(junk) :])
    except SpoiledReplyError:
        return
    assert len(clip.samples) > 0


def test_the_length_is_held_against_the_text() -> None:
    text = "a sentence of quite ordinary length, as it stands in an article"
    second = Clip(np.full(8_000, 1000, np.int16), 8_000)
    with pytest.raises(SpoiledReplyError, match=r"1\.0 s of sound for 63 characters"):
        check_length(second, text)
    check_length(second, text, fastest=2)
    hour = Clip(np.full(8_000 * 60, 1000, np.int16), 8_000)
    with pytest.raises(SpoiledReplyError) as caught:
        check_length(hour, text)
    assert "sentence" not in str(caught.value)
    check_length(hour, text, slowest=0.25)


def test_silence_around_a_short_text_is_no_speech() -> None:
    tone = Clip(np.pad(np.full(400, 1000, np.int16), 4_000), 8_000)
    with pytest.raises(SpoiledReplyError, match=r"0\.1 s of sound for 15 characters"):
        check_length(tone, "By Ann Example.")
    check_length(tone, "A.")
