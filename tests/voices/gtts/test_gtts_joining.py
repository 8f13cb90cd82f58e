"""Pieces joined without a hole."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.voices.gtts._pieces import SAMPLE_RATE_HZ, join_pieces
from audio_edition.voices.protocol import Clip


def clip(before_ms: int, tone_ms: int, after_ms: int, rate_hz: int = SAMPLE_RATE_HZ) -> Clip:
    tone = 9000 * np.cos(2 * np.pi * 400 * np.arange(tone_ms * rate_hz // 1000) / rate_hz)
    silence = [np.zeros(ms * rate_hz // 1000) for ms in (before_ms, after_ms)]
    return Clip(np.concatenate([silence[0], tone, silence[1]]).astype(np.int16), rate_hz)


def loud_runs(samples: np.ndarray) -> list[tuple[int, int]]:
    """Start and end in milliseconds of what is not silent for 10 ms."""
    step = SAMPLE_RATE_HZ // 100
    level = np.abs(samples[: len(samples) // step * step].astype(int)).reshape(-1, step).max(axis=1) > 90
    edges = np.flatnonzero(np.diff(np.concatenate([[0], level.astype(int), [0]])))
    return [(int(start) * 10, int(end) * 10) for start, end in edges.reshape(-1, 2)]


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(50, 400), st.integers(0, 600)), min_size=1, max_size=5))
def test_all_speech_is_kept_and_no_hole_is_longer_than_150_ms(shapes: list[tuple[int, int, int]]) -> None:
    joined = join_pieces([clip(*shape) for shape in shapes])
    runs = loud_runs(joined.samples)
    assert sum(end - start for start, end in runs) == pytest.approx(
        sum(shape[1] for shape in shapes), abs=20 * len(shapes)
    )
    assert all(after[0] - before[1] <= 150 for before, after in itertools.pairwise(runs))
    assert runs[0][0] == pytest.approx(shapes[0][0], abs=10)
    assert len(joined.samples) * 1000 / SAMPLE_RATE_HZ - runs[-1][1] == pytest.approx(shapes[-1][2], abs=20)


def test_one_piece_is_left_as_it_is() -> None:
    only = clip(300, 100, 300)
    assert np.array_equal(join_pieces([only]).samples, only.samples)


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 44_100])
def test_another_rate_is_resampled(rate_hz: int) -> None:
    joined = join_pieces([clip(0, 500, 0, rate_hz), clip(0, 500, 0)])
    assert joined.sample_rate_hz == SAMPLE_RATE_HZ
    assert joined.samples.dtype == np.int16
    assert len(joined.samples) == pytest.approx(SAMPLE_RATE_HZ, abs=20)
