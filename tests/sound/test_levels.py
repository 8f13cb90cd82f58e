"""Trimming, loudness, gain and limiter."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_edition.errors import VoiceError
from audio_edition.sound.clips import (
    LIMITED_AT_LUFS,
    QUIETEST_LUFS,
    Level,
    gain_db,
    measure_level,
    programme_lufs,
    trim,
)
from audio_edition.sound.limiter import CEILING_DBTP, limit, true_peaks
from audio_edition.sound.segment import join
from audio_edition.voices.protocol import Clip

RATE = 22_050


def speech(seconds: float, *, level: float = 0.2, seed: int = 1, rate: int = RATE) -> np.ndarray:
    """Noise with the bursts of syllables."""
    rng = np.random.default_rng(seed)
    count = int(seconds * rate)
    envelope = 0.6 + 0.4 * np.sin(2 * np.pi * 4 * np.arange(count) / rate)
    return (rng.normal(0, level / 3, count) * envelope * 32767).clip(-32768, 32767).astype(np.int16)


def test_silence_around_speech_is_cut() -> None:
    spoken = speech(1.0)
    padded = np.concatenate([np.zeros(RATE // 2, np.int16), spoken, np.zeros(RATE, np.int16)])
    trimmed = trim(Clip(padded, RATE))
    assert 1.0 <= len(trimmed.samples) / RATE <= 1.06
    assert trimmed.sample_rate_hz == RATE


def test_speech_without_silence_is_left() -> None:
    spoken = speech(0.5)
    assert len(trim(Clip(spoken, RATE)).samples) == len(spoken)


def test_noise_far_below_the_voice_counts_as_silence() -> None:
    hiss = np.random.default_rng(3).normal(0, 8, RATE).astype(np.int16)
    trimmed = trim(Clip(np.concatenate([hiss, speech(1.0), hiss]), RATE))
    assert 1.0 <= len(trimmed.samples) / RATE <= 1.06


@pytest.mark.parametrize("samples", [np.zeros(RATE, np.int16), np.full(100, 3, np.int16)])
def test_a_silent_clip_is_an_error(samples: np.ndarray) -> None:
    with pytest.raises(VoiceError, match="silence"):
        trim(Clip(samples, RATE))


def test_the_shortest_word_has_a_loudness() -> None:
    assert -40 < measure_level(Clip(speech(0.05), RATE)).lufs < 0


def test_loudness_follows_level() -> None:
    loud, quiet = (measure_level(Clip(speech(3, level=level), RATE)).lufs for level in (0.4, 0.1))
    assert loud - quiet == pytest.approx(12.04, abs=0.1)


def test_loss_is_interpolated_and_made_up_for() -> None:
    level = Level(-25.0, (0.2, 0.8, 2.0))
    assert level.limited_lufs(-31) == -25.0
    # Brought to the target, so much louder than it that the loss leaves the target.
    for target_lufs in (-19.0, -16.0):
        before_limiter = target_lufs + (level.lufs - level.limited_lufs(target_lufs))
        loss = float(np.interp(before_limiter, LIMITED_AT_LUFS, level.losses_db))
        assert before_limiter - loss == pytest.approx(target_lufs, abs=0.01)


def test_high_peaks_lose_to_the_limiter_and_low_ones_do_not() -> None:
    steady = (3000 * np.sin(np.arange(3 * RATE) / 10)).astype(np.int16)
    spiky = (speech(3) * (np.random.default_rng(1).random(3 * RATE) < 0.1) * 4.0).clip(-32768, 32767).astype(np.int16)
    assert measure_level(Clip(steady, RATE)).losses_db == (0.0, 0.0, 0.0)
    losses = measure_level(Clip(spiky, RATE)).losses_db
    assert 0 < losses[0] < losses[1] < losses[2]


def test_a_programme_is_as_loud_as_its_equal_parts() -> None:
    assert programme_lufs([(-20.0, 3.0), (-20.0, 7.0)]) == pytest.approx(-20)


def test_quiet_asides_are_gated() -> None:
    assert programme_lufs([(-20.0, 10.0), (-45.0, 10.0)]) == pytest.approx(-20)
    assert programme_lufs([(-70.0, 10.0)]) == QUIETEST_LUFS


@given(st.lists(st.tuples(st.floats(-60, -5), st.floats(0.1, 20)), min_size=1, max_size=20), st.randoms())
def test_the_order_of_clips_does_not_matter(parts: list[tuple[float, float]], random: object) -> None:
    shuffled = list(parts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert programme_lufs(parts) == programme_lufs(shuffled)


@given(st.floats(-60, 0), st.floats(-31, -14))
def test_gain_is_in_half_decibels_and_close(programme: float, target: float) -> None:
    gain = gain_db(programme, target)
    assert gain * 2 == round(gain * 2)
    assert abs(programme + gain - target) <= 0.25 + 1e-9


def test_the_limiter_leaves_what_is_low_alone() -> None:
    samples = (speech(1).astype(np.float32) / 32768) * 0.5
    before = samples.copy()
    limit(samples, RATE)
    assert np.array_equal(samples, before)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 4.0), st.integers(1, 30_000))
def test_nothing_passes_the_ceiling(seed: int, level: float, count: int) -> None:
    rng = np.random.default_rng(seed)
    samples = (rng.normal(0, level, count) * (rng.random(count) < 0.3)).astype(np.float32)
    limit(samples, 44_100)
    assert len(samples) == count
    # A hundredth of a decibel for the ripple of oversampling already limited samples.
    assert 20 * math.log10(max(1e-9, float(np.abs(samples).max()))) <= CEILING_DBTP + 0.01


def test_a_peak_is_limited_and_its_surroundings_kept() -> None:
    samples = 0.1 * np.sin(2 * np.pi * 200 * np.arange(44_100) / 44_100).astype(np.float32)
    samples[22_050:22_060] *= 30
    limited = samples.copy()
    limit(limited, 44_100)
    ceiling = 10 ** (CEILING_DBTP / 20)
    assert float(true_peaks(limited, 44_100).max()) <= ceiling * 1.02
    assert np.array_equal(limited[:19_000], samples[:19_000])
    assert np.allclose(limited[26_000:], samples[26_000:])


def test_clips_are_joined_with_exact_pauses() -> None:
    clips = [Clip(speech(0.5, seed=seed), RATE) for seed in (1, 2, 3)]
    joined = join(clips, pause_ms=350, gain_db=0.0)
    lengths = [last - first for first, last in joined.spans]
    gaps = [after[0] - before[1] for before, after in zip(joined.spans, joined.spans[1:], strict=False)]
    assert all(abs(length - 22_050) <= 2 for length in lengths)
    assert all(abs(gap - 44_100 * 350 // 1000) <= 1 for gap in gaps)
    assert joined.spans[-1][1] == len(joined.samples)
    quiet = joined.samples[joined.spans[0][1] : joined.spans[1][0]]
    assert float(np.abs(quiet).max()) * 32_768 <= 1


def test_clips_of_different_rates_keep_their_length() -> None:
    joined = join([Clip(speech(1, rate=rate), rate) for rate in (16_000, 24_000, 44_100)], pause_ms=0, gain_db=0)
    assert all(abs(last - first - 44_100) <= 3 for first, last in joined.spans)


def test_gain_changes_the_level() -> None:
    clip = Clip(speech(1, level=0.05), RATE)
    plain, louder = (join([clip], pause_ms=0, gain_db=gain).samples.astype(float) for gain in (0.0, 6.0))
    assert np.sqrt(np.mean(louder**2) / np.mean(plain**2)) == pytest.approx(1.995, rel=0.01)


def test_joining_no_clips_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one"):
        join([], pause_ms=0, gain_db=0)
