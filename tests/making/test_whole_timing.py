"""Chapters and cues lie where the manifest says, heard in the decoded sound of whole articles.

Finished editions are decoded by PyAV. Fails on a chapter mark inside speech or far from it, and on a cue whose sound,
or whose own words, lie more than 30 ms from their time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from support import editions, hearing
from support.clip_matching import RATE_HZ, beginning_and_end, clips_of, found_at, sound_around
from support.publications import Edition

ARTICLES = ("october-1917", "100-years-later")
WITHIN = RATE_HZ * 30 // 1000


@pytest.fixture(scope="module", params=ARTICLES)
def heard(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Edition, npt.NDArray[np.float32]]:
    edition = editions.get(str(request.param), tmp_path_factory)
    samples, rate_hz = hearing.decode(edition.mp3)
    assert rate_hz == RATE_HZ == 44_100
    return edition, samples


def test_a_chapter_begins_in_the_pause_just_before_its_first_word(
    heard: tuple[Edition, npt.NDArray[np.float32]],
) -> None:
    edition, samples = heard
    for chapter in edition.manifest.chapters:
        mark_s = chapter.start_ms / 1000
        onset_s = hearing.speech_onset(samples, RATE_HZ, mark_s)
        assert 0.02 <= onset_s - mark_s <= 0.5, chapter.title
        before = np.flatnonzero(np.abs(samples[: round(mark_s * RATE_HZ)]) >= 0.01)
        if len(before):
            assert onset_s - int(before[-1]) / RATE_HZ >= 1.0, "at least a second of pause before a heading"


def test_each_cue_is_heard_from_its_start_to_its_end(heard: tuple[Edition, npt.NDArray[np.float32]]) -> None:
    edition, samples = heard
    cues = edition.manifest.cues
    assert len(cues) > 30
    for cue in cues:
        start, end = cue.start_ms * RATE_HZ // 1000, cue.end_ms * RATE_HZ // 1000
        first, last = sound_around(samples, start, end)
        assert abs(first - start) <= WITHIN, cue
        assert abs(last - end) <= WITHIN, cue


def test_between_the_cues_it_is_silent(heard: tuple[Edition, npt.NDArray[np.float32]]) -> None:
    edition, samples = heard
    pauses = np.ones(len(samples), bool)
    for cue in edition.manifest.cues:
        pauses[cue.start_ms * RATE_HZ // 1000 - WITHIN : cue.end_ms * RATE_HZ // 1000 + WITHIN] = False
    assert np.abs(samples[pauses]).max() < 0.001
    assert pauses.sum() > len(samples) // 20


def test_each_cue_has_the_sound_of_its_own_words(heard: tuple[Edition, npt.NDArray[np.float32]]) -> None:
    edition, samples = heard
    for cue, spoken in zip(edition.manifest.cues, clips_of(edition), strict=True):
        start = cue.start_ms * RATE_HZ // 1000
        for part, at in beginning_and_end(spoken):
            shift, likeness = found_at(samples, part, start + at)
            assert abs(shift) <= RATE_HZ // 1000, cue  # a millisecond: what rounding leaves
            assert likeness > 0.9, cue
