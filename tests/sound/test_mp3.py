"""Frames, the Info frame and LAME, measured rather than believed."""

import io

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.sound.mp3.format import (
    BITRATES_KBPS,
    CODEC_DELAY_SAMPLES,
    GRID,
    SAMPLES_PER_FRAME,
    Mp3Format,
    frames_for,
)
from audio_edition.sound.mp3.frames import DamagedStreamError, count_frames, info_frame, read_header
from audio_edition.sound.mp3.lame import encode, encode_silence, level_change
from audio_edition.sound.timeline import SAMPLE_RATE_HZ, samples_to_ms

FORMAT = Mp3Format()


def tone(samples: int, frequency_hz: float = 997.0, amplitude: float = 10_000.0) -> np.ndarray:
    return (amplitude / 32_768 * np.sin(2 * np.pi * frequency_hz / SAMPLE_RATE_HZ * np.arange(samples))).astype(
        np.float32
    )


@pytest.mark.parametrize("samples", [1, 576, 1151, 1152, 1153, 1727, 1728, 1729, 2304, 44_100, 100_001])
def test_lame_makes_the_computed_number_of_frames(samples: int) -> None:
    stream = encode(tone(samples), FORMAT)
    assert count_frames(stream)[0] == frames_for(samples)
    decoded, rate = soundfile.read(io.BytesIO(stream))
    assert rate == SAMPLE_RATE_HZ
    assert len(decoded) == frames_for(samples) * SAMPLES_PER_FRAME


@pytest.mark.parametrize("frames", [2, 3, 40])
def test_silence_has_the_frames_asked_for(frames: int) -> None:
    stream = encode_silence(frames, FORMAT)
    assert count_frames(stream)[0] == frames
    decoded, _ = soundfile.read(io.BytesIO(stream))
    assert np.abs(decoded).max() < 1e-4


def test_sound_lies_where_the_delay_says() -> None:
    click = np.zeros(20_000, np.float32)
    click[5_000] = 0.9
    decoded, _ = soundfile.read(io.BytesIO(encode(click, FORMAT)))
    assert int(np.abs(decoded).argmax()) == 5_000 + CODEC_DELAY_SAMPLES


def test_joined_streams_decode_as_if_each_stood_alone() -> None:
    parts = [encode(tone(length, pitch), FORMAT) for length, pitch in ((30_000, 440), (9_000, 880), (50_000, 330))]
    parts[1:1] = [encode_silence(7, FORMAT), encode_silence(1, FORMAT)]
    decoded, _ = soundfile.read(io.BytesIO(b"".join(parts)))
    frames = [count_frames(part)[0] for part in parts]
    assert len(decoded) == sum(frames) * SAMPLES_PER_FRAME
    start = 0
    for part, count in zip(parts, frames, strict=True):
        if count < 2:  # too short for libsndfile to open alone
            start += count * SAMPLES_PER_FRAME
            continue
        alone, _ = soundfile.read(io.BytesIO(part))
        middle = slice(start + 1152, start + (count - 1) * 1152)
        assert np.abs(decoded[middle] - alone[1152 : (count - 1) * 1152]).max(initial=0) < 1e-3
        start += count * SAMPLES_PER_FRAME


@pytest.mark.parametrize("bitrate_kbps", BITRATES_KBPS)
def test_the_level_change_of_lame_is_undone(bitrate_kbps: int) -> None:
    mp3_format = Mp3Format(bitrate_kbps)
    decoded, _ = soundfile.read(io.BytesIO(encode(tone(SAMPLE_RATE_HZ), mp3_format)))
    middle = decoded[10_000:40_000]
    factor = np.sqrt(2 * np.mean(middle**2)) * 32_768 / 10_000
    assert factor == pytest.approx(1.0, rel=0.002)
    assert level_change(mp3_format) <= 1.0


@pytest.mark.parametrize("bitrate_kbps", BITRATES_KBPS)
def test_the_info_frame_is_one_frame_of_the_stream(bitrate_kbps: int) -> None:
    mp3_format = Mp3Format(bitrate_kbps)
    stream = encode(tone(30_000), mp3_format)
    frames, header = count_frames(stream)
    info = info_frame(mp3_format, frames=frames, audio_bytes=len(stream))
    assert count_frames(info)[0] == 1
    assert read_header(info, 0).bitrate_kbps == header.bitrate_kbps == bitrate_kbps
    assert info[21:25] == b"Info"
    assert int.from_bytes(info[29:33], "big") == frames
    assert int.from_bytes(info[33:37], "big") == len(stream) + len(info)
    assert b"LAME" not in info


def test_damage_is_found() -> None:
    stream = encode(tone(30_000), FORMAT)
    for damaged in (b"", stream[:-1], stream[:100] + stream[101:], b"<html>" + stream, stream + b"\0"):
        with pytest.raises(DamagedStreamError):
            count_frames(damaged)


def test_mixed_sample_rates_are_found() -> None:
    other = bytes.fromhex("fff384c4") + bytes(188)  # 24 kHz, 64 kb/s, mono
    assert count_frames(other)[0] == 1
    with pytest.raises(DamagedStreamError, match="sample rate"):
        count_frames(encode(tone(3_000), FORMAT) + other)


@given(st.binary(max_size=400))
def test_any_bytes_are_frames_or_an_error(data: bytes) -> None:
    try:
        frames, header = count_frames(data)
    except DamagedStreamError:
        return
    assert frames * header.length > 0


@given(st.integers(0, 10_000_000))
def test_time_is_rounded_once(frames: int) -> None:
    exact = frames * SAMPLES_PER_FRAME * 1000 / SAMPLE_RATE_HZ
    assert abs(samples_to_ms(frames * SAMPLES_PER_FRAME) - exact) <= 0.5
    assert GRID.nearest(exact) == frames * SAMPLES_PER_FRAME


def test_unknown_bit_rates_are_refused() -> None:
    with pytest.raises(ValueError, match="100 kb/s"):
        Mp3Format(100)
