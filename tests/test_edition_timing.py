"""Chapters and cues lie where the manifest says, heard in the decoded sound of whole articles.

Enters: finished editions, decoded by PyAV. Leaves: nothing. Refuses: a chapter mark inside speech or far from it; a
cue whose sound, or whose own words, lie more than 30 ms from their time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

import editions
import hearing
from editions import Edition

ARTICLES = ("october-1917", "100-years-later")
RATE_HZ = 44_100
MARGIN = RATE_HZ * 150 // 1000
"""Looked at before and after a cue: less than half of the shortest pause, 350 ms."""
WITHIN = RATE_HZ * 30 // 1000


@pytest.fixture(scope="module", params=ARTICLES)
def heard(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Edition, npt.NDArray[np.float32]]:
    edition = editions.get(str(request.param), tmp_path_factory)
    samples, rate_hz = hearing.decode(edition.mp3)
    assert rate_hz == RATE_HZ
    return edition, samples


def test_a_chapter_begins_in_the_pause_just_before_its_first_word(
    heard: tuple[Edition, npt.NDArray[np.float32]],
) -> None:
    edition, samples = heard
    for chapter in edition.manifest["chapters"]:
        mark_s = chapter["start_ms"] / 1000
        onset_s = hearing.speech_onset(samples, RATE_HZ, mark_s)
        assert 0.02 <= onset_s - mark_s <= 0.5, chapter["title"]
        before = np.flatnonzero(np.abs(samples[: round(mark_s * RATE_HZ)]) >= 0.01)
        if len(before):
            assert onset_s - int(before[-1]) / RATE_HZ >= 1.0, "at least a second of pause before a heading"


def test_each_cue_is_heard_from_its_start_to_its_end(heard: tuple[Edition, npt.NDArray[np.float32]]) -> None:
    edition, samples = heard
    cues = edition.manifest["cues"]
    assert len(cues) > 30
    for cue in cues:
        start, end = cue["start_ms"] * RATE_HZ // 1000, cue["end_ms"] * RATE_HZ // 1000
        first = max(0, start - MARGIN)
        around = np.abs(samples[first : end + MARGIN])
        # 46 dB under the loudest: softer than an "h" or an "f", louder than what LAME leaves around speech.
        loud = first + np.flatnonzero(around >= around.max() / 200)
        assert abs(int(loud[0]) - start) <= WITHIN, cue
        assert abs(int(loud[-1]) + 1 - end) <= WITHIN, cue


def test_between_the_cues_it_is_silent(heard: tuple[Edition, npt.NDArray[np.float32]]) -> None:
    edition, samples = heard
    pauses = np.ones(len(samples), bool)
    for cue in edition.manifest["cues"]:
        pauses[cue["start_ms"] * RATE_HZ // 1000 - WITHIN : cue["end_ms"] * RATE_HZ // 1000 + WITHIN] = False
    assert np.abs(samples[pauses]).max() < 0.001
    assert pauses.sum() > len(samples) // 20


def test_each_cue_has_the_sound_of_its_own_words(heard: tuple[Edition, npt.NDArray[np.float32]]) -> None:
    edition, samples = heard
    for cue, spoken in zip(edition.manifest["cues"], said_again(edition), strict=True):
        start = cue["start_ms"] * RATE_HZ // 1000
        for part, at in beginning_and_end(spoken):
            shift, likeness = found_at(samples, part, start + at)
            assert abs(shift) <= RATE_HZ // 1000, cue  # a millisecond: what rounding leaves
            assert likeness > 0.9, cue


def said_again(edition: Edition) -> list[npt.NDArray[np.float32]]:
    """Every cue's clip out of the store, at the rate of the MP3."""
    import soxr

    from audio_edition.store.clips import read_clip
    from audio_edition.store.folder import Store

    store = Store(edition.root / "audio" / ".store")
    clips = [read_clip(store, cue["key"]) for cue in edition.manifest["cues"]]
    assert None not in clips
    return [soxr.resample(clip.samples.astype(np.float32), clip.sample_rate_hz, RATE_HZ) for clip in clips if clip]


def beginning_and_end(spoken: npt.NDArray[np.float32]) -> list[tuple[npt.NDArray[np.float32], int]]:
    length = RATE_HZ * 3 // 10
    last = max(0, len(spoken) - length)
    return [(spoken[:length], 0), (spoken[last:], last)]


def found_at(samples: npt.NDArray[np.float32], part: npt.NDArray[np.float32], expected: int) -> tuple[int, float]:
    """Where a piece of sound lies best, in samples from where it should, and how alike the two are, up to 1."""
    first = max(0, expected - WITHIN * 2)
    around = samples[first : expected + len(part) + WITHIN * 2]
    size = 1 << (len(around) + len(part)).bit_length()
    product = np.fft.rfft(around, size) * np.conj(np.fft.rfft(part, size))
    correlation = np.fft.irfft(product, size)[: len(around) - len(part) + 1]
    best = int(np.argmax(correlation))
    lies = around[best : best + len(part)]
    norms = float(np.linalg.norm(lies) * np.linalg.norm(part))
    return first + best - expected, float(correlation[best]) / norms
