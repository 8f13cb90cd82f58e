"""A reply is accepted only if every byte of it is MP3 and it sounds."""

from __future__ import annotations

import lameenc
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_edition.sound.mp3.frames import DamagedStreamError, count_frames
from audio_edition.voices.replies import SpoiledReplyError, decode_mp3
from support.loopback_google import EDGE_MS, mp3_tone

TONE = mp3_tone(1000, 440)


def encoded(rate_hz: int, channels: int = 1, amplitude: int = 8000) -> bytes:
    tone = (amplitude * np.sin(2 * np.pi * 440 * np.arange(rate_hz) / rate_hz)).astype(np.int16)
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(64)
    encoder.set_in_sample_rate(rate_hz)
    encoder.set_out_sample_rate(rate_hz)
    encoder.set_channels(channels)
    encoder.set_quality(7)
    return bytes(encoder.encode(np.repeat(tone, channels).tobytes()) + encoder.flush())


def test_a_whole_reply_is_decoded() -> None:
    clip = decode_mp3(TONE)
    frames, first = count_frames(TONE)
    assert clip.sample_rate_hz == first.sample_rate_hz == 24_000
    assert clip.samples.dtype == np.int16
    assert clip.samples.shape == (frames * 576,)
    loud = np.flatnonzero(np.abs(clip.samples.astype(int)) > 1000)
    assert (loud[-1] - loud[0]) / 24_000 == pytest.approx(1.0, abs=0.02)
    assert loud[0] / 24_000 == pytest.approx(EDGE_MS / 1000 + 1105 / 24_000, abs=0.01)


def test_two_streams_one_after_the_other_are_whole() -> None:
    assert count_frames(TONE + TONE)[0] == 2 * count_frames(TONE)[0]


@pytest.mark.parametrize(("rate_hz", "channels"), [(44_100, 1), (48_000, 2), (22_050, 1), (16_000, 1), (8_000, 1)])
def test_other_rates_and_channels(rate_hz: int, channels: int) -> None:
    clip = decode_mp3(encoded(rate_hz, channels))
    assert clip.sample_rate_hz == rate_hz
    assert len(clip.samples) / rate_hz == pytest.approx(1.0, abs=0.2)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"<html>no</html>", "not MP3 at byte 0", id="HTML"),
        pytest.param(TONE[:-1], "1 bytes short", id="one byte short"),
        pytest.param(TONE + b"\x00", "not MP3", id="one byte more"),
        pytest.param(TONE + b"\xff", "not MP3", id="half a header"),
        pytest.param(TONE[1:], "not MP3", id="first byte lost"),
        pytest.param(TONE[:384] + b"junk" + TONE[384:], "not MP3 at byte 384", id="junk between frames"),
        pytest.param(TONE + encoded(22_050), "the sample rate changes", id="two rates"),
        pytest.param(b"ID3\x04\x00\x00\x00\x00\x00\x00" + TONE, "not MP3 at byte 0", id="a tag"),
        pytest.param(b"RIFF" + TONE, "not MP3 at byte 0", id="WAV"),
        pytest.param(b"\xff\xf3\xf4\xc4" * 100, "damaged frame", id="impossible bit rate"),
        pytest.param(b"\xff\xf3\x8c\xc4" * 100, "damaged frame", id="impossible sample rate"),
        pytest.param(encoded(24_000, amplitude=0), "silent", id="silence"),
    ],
)
def test_what_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(SpoiledReplyError, match=reason):
        decode_mp3(data)


@given(st.integers(1, len(TONE) - 1))
def test_no_cut_inside_a_frame_goes_unnoticed(at: int) -> None:
    starts = {0}
    while max(starts) < len(TONE):
        position = max(starts)
        starts.add(position + 192 + (TONE[position + 2] >> 1 & 1))
    if at in starts:
        assert count_frames(TONE[:at])[0] > 0
    else:
        with pytest.raises(DamagedStreamError):
            count_frames(TONE[:at])


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_clip_or_our_error(data: bytes) -> None:
    try:
        clip = decode_mp3(data)
    except SpoiledReplyError:
        return
    assert len(clip.samples) > 0
